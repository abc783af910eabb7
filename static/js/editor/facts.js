/**
 * What the page says about the text as it stands: the selection's characters, the gaps.
 */

import { countSelection } from "sidian/editor/counts"
import { element, number, part } from "sidian/editor/dom"
import { gapsOf } from "sidian/editor/gaps"
import { goTo } from "sidian/editor/jump"

function showSelection(state) {
  const count = state.selection.empty ? 0 : countSelection(state)
  const words = interpolate(gettext("选中 %(count)s 字"), { count: number(count) }, true)
  part("selection").textContent = count ? words : ""
}

export class Facts {
  constructor(editor, desk, { onJump }) {
    Object.assign(this, { editor, desk, onJump })
    editor.on("transaction", ({ transaction }) => {
      if (transaction.docChanged) this.refresh()
      showSelection(editor.state)
    })
    this.refresh()
  }

  get gaps() {
    return gapsOf(this.editor.state.doc)
  }

  refresh() {
    const { gaps } = this
    const shown = gaps.map(({ before, label, after }) => `${before}（${label}）${after}`).join("\n")
    if (shown === this.shown) return
    this.shown = shown
    for (const place of document.querySelectorAll("[data-gap-count]")) {
      place.textContent = number(gaps.length)
      place.hidden = gaps.length === 0
    }
    part("gaps-none").hidden = gaps.length > 0
    part("gap-list").replaceChildren(...gaps.map((gap, index) => this.item(gap, index)))
  }

  item({ label, before, after }, index) {
    const button = element("button", { type: "button" },
      element("span", { className: "gap-label" }, label || gettext("未写明的一项")),
      element("small", { className: "mute" }, `${before}____${after}`))
    button.addEventListener("click", () => this.jump(index))
    return element("li", {}, button)
  }

  /** Select the gap mark, so that typing takes its place. */
  jump(index) {
    const gap = this.gaps[index]
    if (!gap) return
    this.onJump()
    goTo(this.editor, this.desk, gap.from, gap.to)
  }
}
