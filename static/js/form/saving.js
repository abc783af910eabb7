/**
 * Saves the answers a moment after each change, with the same care as the editor: one request in flight, repeated
 * unchanged until it is acknowledged.  The server's answer brings the new preview, so the moment is a short one.
 */

import { keepalive } from "sidian/editor/keepalive"
import { Saver, State } from "sidian/editor/saving"

const PAUSE = 300

export class AnswerSaver extends Saver {
  touch() {
    super.touch()
    this.hurry()
  }

  /** The page came with answers that are not saved: the next change, or the button, decides that they shall be. */
  holdBack() {
    this.edits += 1
    this.show(State.UNSAVED)
  }

  /** What is typed here is given up for what is stored. */
  giveUp() {
    this.pending = null
    this.acknowledged = this.edits
  }

  accept(answer, edits) {
    super.accept(answer, edits)
    this.hurry()
  }

  hurry() {
    if (!this.isClean && (this.state === State.UNSAVED || this.state === State.SAVING)) this.schedule(PAUSE)
  }

  nextRequest() {
    return { base: this.base, answers: this.read(), edits: this.edits }
  }

  /**
   * The page goes away: send what is typed now.  A request that is still under way may or may not arrive before this
   * one; `previous` says what it holds, so that the server does not take it for another window's.
   */
  sendLast() {
    if (this.isClean || this.state === State.CONFLICT) return
    const data = { base: this.base, answers: this.read() }
    if (this.pending) data.previous = this.pending.answers
    this.post(this.url, data, { keepalive: keepalive(data) }).catch(() => this.show(State.UNSAVED))
  }
}
