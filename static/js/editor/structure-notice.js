/**
 * What came of a structure command: one sentence, a way back, and the counts that may follow.
 */

import { element, part } from "sidian/editor/dom"

const SHOWN_FOR = 12000

export class Notice {
  constructor(editor) {
    this.editor = editor
    this.box = part("structure-notice")
    this.timer = null
    this.box.addEventListener("pointerenter", () => clearTimeout(this.timer))
    this.box.addEventListener("focusin", () => clearTimeout(this.timer))
    this.box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close()
    })
    editor.on("update", () => this.isFollowing || this.close())
  }

  /** Say one sentence; counts that wait for an answer stay below it. */
  say(sentence) {
    const waiting = this.box.hidden ? [] : this.box.querySelectorAll(".notice-offer")
    this.show(element("p", {}, sentence), ...waiting, this.button(gettext("知道了"), () => this.close()))
    if (waiting.length) clearTimeout(this.timer)
  }

  /** Say what was done, with an undo, and offer each count that may follow; `follow(offer)` writes it. */
  offer(sentence, offers, follow) {
    const undo = this.button(gettext("撤销"), () => {
      this.close()
      this.editor.chain().focus().undo().run()
    })
    const close = this.button(gettext("知道了"), () => this.close())
    this.show(element("p", {}, sentence), ...offers.map((offer) => this.row(offer, follow)),
      element("div", { className: "notice-actions" }, undo, close))
    if (offers.length) clearTimeout(this.timer)
  }

  row(offer, follow) {
    const words = interpolate(gettext("文中的“%(old)s”要不要跟着改成“%(new)s”？"), offer, true)
    const change = this.button(interpolate(gettext("改成“%(new)s”"), offer, true), () => {
      this.isFollowing = true
      follow(offer)
      this.isFollowing = false
      row.remove()
    })
    const row = element("div", { className: "notice-offer" },
      element("p", {}, words, element("small", { className: "mute" }, offer.sentence)), change)
    return row
  }

  button(words, onClick) {
    const made = element("button", { type: "button", className: "button" }, words)
    made.addEventListener("click", onClick)
    return made
  }

  show(...children) {
    clearTimeout(this.timer)
    this.box.replaceChildren(...children)
    this.box.hidden = false
    this.timer = setTimeout(() => this.close(), SHOWN_FOR)
  }

  close() {
    clearTimeout(this.timer)
    this.box.hidden = true
  }
}
