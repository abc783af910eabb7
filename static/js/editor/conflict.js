/**
 * Another window has saved a newer text: both are shown to the person, who decides; nothing is written over.
 */

import { differenceList } from "sidian/editor/differences"
import { clock, element, number, part } from "sidian/editor/dom"

export class Conflict {
  /**
   * `useBoth(answer)`, `keepMine(answer)` and `takeNewer(answer)` do what was chosen; they may be asynchronous and may
   * throw.
   */
  constructor({ useBoth, keepMine, takeNewer }) {
    this.dialog = part("conflict")
    this.error = part("conflict-error")
    part("conflict-both").addEventListener("click", () => this.choose(useBoth))
    part("conflict-mine").addEventListener("click", () => this.choose(keepMine))
    part("conflict-newer").addEventListener("click", () => this.choose(takeNewer))
    this.answer = null
  }

  /** `mine` is the editor's document, {json, characters}. */
  show(answer, mine) {
    this.answer = answer
    this.error.hidden = true
    part("conflict-facts").replaceChildren(
      this.fact(gettext("较新的"), interpolate(gettext("第 %(version)s 版，%(time)s 保存，%(count)s 字"),
        { version: answer.version, time: clock(answer.saved_at), count: number(answer.characters) }, true)),
      this.fact(gettext("我的"), interpolate(gettext("这个窗口里的文字，%(count)s 字"), { count: number(mine.characters) }, true)),
    )
    const shown = differenceList(answer.document, mine.json, gettext("较新的"), gettext("我的"))
    part("conflict-differences").replaceChildren(...shown)
    // Where no two changes meet, the server has put both texts into one.
    part("conflict-both").hidden = part("conflict-both-hint").hidden = !answer.merged
    this.open()
  }

  open() {
    if (this.answer && !this.dialog.open) this.dialog.showModal()
  }

  fact(name, words) {
    return element("div", {}, element("dt", {}, name), element("dd", {}, words))
  }

  async choose(action) {
    try {
      await action(this.answer)
      this.answer = null
      this.dialog.close()
    } catch {
      this.error.hidden = false
    }
  }
}
