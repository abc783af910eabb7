/**
 * After a crash: text that an earlier window left on this computer and that the server does not have is offered.
 */

import { differenceList } from "sidian/editor/differences"
import { dateAndTime, element, number, part } from "sidian/editor/dom"
import { changeInto, documentOf } from "sidian/editor/replacing"

export class Recovery {
  /** `saveCopy(document)` stores a draft of its own and tells of it; `post` sends JSON to `url`, the draft's save. */
  constructor({ editor, saver, copies, keeper, url, post, saveCopy }) {
    Object.assign(this, { editor, saver, copies, keeper, url, post, saveCopy })
    this.dialog = part("recovery")
    this.error = part("recovery-error")
    this.listen()
  }

  listen() {
    const on = (name, act) => part(name).addEventListener("click", act)
    on("recovery-restore", async () => {
      await this.choose(() => this.restore())
      this.editor.commands.focus()
    })
    on("recovery-later", () => this.dialog.close())
    on("recovery-copy", () => this.choose(() => this.keepAsCopy()))
    on("recovery-discard", () => this.askAgain(true))
    on("recovery-keep", () => this.askAgain(false))
    on("recovery-sure", () => this.choose(() => this.copies.remove(this.copy.window)))
    this.dialog.addEventListener("close", () => this.decided())
  }

  /** Offer what closed windows left, one after the other; `alive` are the windows that are open now. */
  async offer(alive) {
    for (const copy of await this.copies.left()) {
      if (alive.has(copy.window)) continue
      const base = await this.baseOf(copy)
      if (base === null) await this.copies.remove(copy.window)
      else await this.ask({ ...copy, base })
    }
  }

  /** The version that the copy's text stands upon, or null where the server has all of it. */
  async baseOf({ base, pending, document }) {
    const text = documentOf(this.editor, document)
    if (text.eq(this.editor.state.doc)) return null
    if (!pending || pending.base >= this.saver.base) return base
    // A newer version stands on the server: perhaps the one that this very request made, whose answer was lost.  With
    // a base that is not the newest, repeating it cannot write anything.
    const response = await this.post(this.url, pending).catch(() => null)
    if (response?.status !== 200) return base
    const { version } = await response.json()
    return text.eq(documentOf(this.editor, pending.document)) ? null : version
  }

  ask(copy) {
    this.copy = copy
    this.error.hidden = true
    part("recovery-facts").replaceChildren(
      this.fact(gettext("最后写于"), dateAndTime(copy.at)),
      this.fact(gettext("长度"), interpolate(gettext("%(count)s 字"), { count: number(copy.characters) }, true)),
    )
    part("recovery-older").hidden = copy.base >= this.saver.base
    const shown = differenceList(this.editor.getJSON(), copy.document, gettext("已保存的"), gettext("没保存的"))
    part("recovery-differences").replaceChildren(...shown)
    this.askAgain(false)
    this.dialog.showModal()
    part("recovery-restore").focus()
    return new Promise((resolve) => (this.decided = resolve))
  }

  askAgain(isAsking) {
    part("recovery-choices").hidden = isAsking
    part("recovery-doubt").hidden = !isAsking
    part(isAsking ? "recovery-keep" : "recovery-discard").focus()
  }

  fact(name, words) {
    return element("div", {}, element("dt", {}, name), element("dd", {}, words))
  }

  async choose(act) {
    if (this.isBusy) return
    this.isBusy = true
    try {
      await act()
      this.dialog.close()
    } catch {
      this.error.hidden = false
    }
    this.isBusy = false
  }

  /** Into the text, as one step that can be undone.  Upon an older version the save finds the newer one, and asks. */
  async restore() {
    // What was typed here before the offer came up is a version of its own first.
    if (!(await this.saver.flush())) throw new Error("unsaved text in the editor")
    const { base, pending, document, window: left } = this.copy
    changeInto(this.editor, document, { undoable: true })
    this.saver.resume(base, this.isWhole() ? pending : null)
    // Its old place is given up when it has a new one.
    if (await this.keeper.now()) await this.copies.remove(left)
  }

  /** Whether the request that was on its way holds all of the text: repeated, it cannot be stored twice. */
  isWhole() {
    const { base, pending, document } = this.copy
    return pending?.base === base && documentOf(this.editor, pending.document).eq(documentOf(this.editor, document))
  }

  async keepAsCopy() {
    await this.saveCopy(this.copy.document)
    await this.copies.remove(this.copy.window)
  }
}
