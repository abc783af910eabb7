/**
 * What keeps typed text from being lost beyond the saving itself: the local copy and its recovery, logging in again in
 * place, the other windows, and the words about all of it.
 */

import { Banner } from "sidian/editor/banner"
import { countDocument } from "sidian/editor/counts"
import { part } from "sidian/editor/dom"
import { Keeper } from "sidian/editor/keeping"
import { LocalCopies } from "sidian/editor/local-copies"
import { LogIn } from "sidian/editor/log-in"
import { Presence } from "sidian/editor/presence"
import { Recovery } from "sidian/editor/recovery"
import { changeInto } from "sidian/editor/replacing"
import { randomId } from "sidian/editor/saving"
import { Windows } from "sidian/editor/windows"

export class Safety {
  /** `settings` is the room's dataset; `saveCopy(document)` stores a draft of its own and tells of it. */
  constructor({ editor, settings, post, csrfToken, saveCopy }) {
    Object.assign(this, { editor, settings, post, saveCopy })
    const owner = { person: settings.person, draft: settings.draft, window: randomId() }
    this.owner = owner
    this.banner = new Banner({ isKept: () => this.copies?.works, onLogIn: () => this.logIn.open() })
    const onChange = () => this.showCopies()
    this.copies = new LocalCopies({ owner, isAllowed: "localCopies" in settings, onChange })
    this.logIn = new LogIn({
      url: settings.logInAgainUrl,
      person: owner.person,
      csrfToken,
      renew: () => fetch(settings.logInUrl, { credentials: "same-origin", redirect: "manual" }),
      onDone: () => this.loggedIn(),
    })
  }

  /** Everything that needs the saver, once it is there. */
  begin(saver) {
    const { editor, copies, owner, settings, post } = this
    this.saver = saver
    this.keeper = new Keeper({
      copies,
      saver,
      read: () => editor.getJSON(),
      measure: () => countDocument(editor.state.doc),
      isComposing: () => editor.view.composing,
    })
    editor.view.dom.addEventListener("compositionstart", () => this.keeper.beforeComposition())
    window.addEventListener("pagehide", () => this.keeper.now())
    this.windows = new Windows({
      owner,
      onOthers: (count) => this.showWindows(count),
      onSaved: (saved) => this.follow(saved),
    })
    part("windows-close").addEventListener("click", () => (part("windows").hidden = true))
    new Presence({ url: settings.presenceUrl, window: owner.window, post })
    this.recovery = new Recovery({ ...this, url: settings.saveUrl })
    this.recover()
  }

  async recover() {
    const alive = await this.windows.callRoll()
    await this.recovery.offer(alive)
    // For what waits upon it: every copy has been looked at.
    part("room").dataset.recovered = "true"
  }

  /** Before a request goes out: what it holds, and what was typed since, is on the disk. */
  keep() {
    return this.keeper.now()
  }

  /** The text has changed. */
  touched() {
    this.keeper?.soon()
  }

  /** The server has acknowledged a save; `document` is what it holds. */
  saved(answer, document) {
    this.keeper?.now()
    if (document) this.windows?.tellSaved({ ...answer, document })
  }

  showState(state, detail) {
    this.banner.show(state, detail)
  }

  loggedIn() {
    this.copies.resume()
    this.keeper.now()
    this.saver.wake()
    this.editor.commands.focus()
  }

  /** Another window has saved: where nothing is unsaved here, its text is shown; else the next save meets it. */
  follow(saved) {
    const { editor, saver } = this
    if (saved.version <= saver.base || !saver.isClean || editor.view.composing) return
    changeInto(editor, saved.document, { undoable: false })
    saver.adopt(saved)
  }

  showWindows(count) {
    part("windows").hidden = count === 0
  }

  showCopies() {
    part("local-copies").hidden = this.copies.works
    this.banner.show(this.banner.state, this.banner.detail)
  }
}
