/**
 * Saving: one request in flight, each with an id that stays the same while it is repeated, until the server has
 * acknowledged it.  A newer text on the server is never written over: `onConflict` is told, and nothing more is sent
 * until someone has decided.
 */

import { keepalive } from "sidian/editor/keepalive"

export const State = Object.freeze({
  SAVED: "saved",
  UNSAVED: "unsaved",
  SAVING: "saving",
  RETRYING: "retrying",
  OFFLINE: "offline",
  LOGGED_OUT: "logged-out",
  CONFLICT: "conflict",
  REFUSED: "refused",
})

const PAUSE = 1000
const FIRST_WAIT = 1000
const LONGEST_WAIT = 30000
const LOG_IN_WAIT = 5000
const TIME_LIMIT = 20000

/** A random UUID; `crypto.randomUUID` is missing where an office serves without TLS. */
export function randomId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6] & 0x0f) | 0x40
  bytes[8] = (bytes[8] & 0x3f) | 0x80
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")
}

export class Saver {
  /**
   * `post(url, data, options)` sends JSON; `read()` gives the document; `isComposing()` tells whether an input method
   * is at work; `onState(state, detail)`, `onSaved(answer, document)` and `onConflict(answer)` are told what came of
   * it.  `keep()` puts what is not acknowledged in a safe place; a request goes out only after it.
   */
  constructor({ url, base, post, read, isComposing, onState, onSaved, onConflict, keep = async () => true }) {
    Object.assign(this, { url, base, post, read, isComposing, onState, onSaved, onConflict, keep })
    this.state = State.SAVED
    this.edits = 0
    this.acknowledged = 0
    this.pending = null
    this.inFlight = false
    this.wait = FIRST_WAIT
    this.timer = null
    this.waiting = []
  }

  get isClean() {
    return this.acknowledged === this.edits && !this.pending
  }

  /** The text has changed: save it when the typing pauses. */
  touch() {
    this.edits += 1
    if (this.state === State.SAVED || this.state === State.REFUSED) this.show(State.UNSAVED)
    if (this.state === State.UNSAVED || this.state === State.SAVING) this.schedule(PAUSE)
  }

  /** Save at once.  True when everything typed so far is on the server, false when it cannot be just now. */
  flush() {
    if (this.isClean) return Promise.resolve(true)
    if (this.state === State.CONFLICT) return Promise.resolve(false)
    const done = new Promise((resolve) => this.waiting.push(resolve))
    this.send()
    return done
  }

  /** Go on from `version`, with the text as it stands; it is saved as the next version. */
  continueUpon(version) {
    this.base = version
    this.pending = null
    this.edits += 1
    this.show(State.UNSAVED)
    this.send()
  }

  /** Ask once more how a text stands to the server's newer one: it may have been changed since. */
  askAgain() {
    this.show(State.UNSAVED)
    this.send()
  }

  /** Go on with the text of a window that is gone, typed upon `base`; its `pending` request is repeated as it was. */
  resume(base, pending) {
    this.base = base
    this.edits += 1
    this.pending = pending && { ...pending, edits: this.edits }
    this.show(State.UNSAVED)
    this.send()
  }

  /** Take the version of `answer`, whose text the editor now shows, as saved. */
  adopt(answer) {
    this.base = answer.version
    this.pending = null
    this.acknowledged = this.edits
    this.onSaved(answer)
    this.show(State.SAVED, answer)
  }

  /** The network is back, or someone has logged in: do not wait for the timer. */
  wake() {
    if (!this.isClean && this.state !== State.CONFLICT && this.state !== State.REFUSED) this.send()
  }

  /**
   * The page goes away: a last attempt, which outlives it where it is light enough.  The same id, so a repeated one does
   * no harm.
   */
  sendLast() {
    if (this.isClean || this.state === State.CONFLICT || this.state === State.REFUSED) return
    this.pending ??= this.nextRequest()
    const { edits, ...data } = this.pending
    this.post(this.url, data, { keepalive: keepalive(data) }).catch(() => this.show(State.UNSAVED))
  }

  schedule(delay) {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.send(), delay)
  }

  nextRequest() {
    return { base: this.base, save_id: randomId(), document: this.read(), edits: this.edits }
  }

  async send() {
    clearTimeout(this.timer)
    if (this.inFlight || this.isClean) return
    if (this.isComposing()) return void this.schedule(PAUSE)
    this.pending ??= this.nextRequest()
    this.inFlight = true
    if (this.state !== State.LOGGED_OUT && this.state !== State.RETRYING) this.show(State.SAVING)
    const { edits, ...data } = this.pending
    await this.keep()
    let response = null
    try {
      response = await this.post(this.url, data, { signal: AbortSignal.timeout(TIME_LIMIT) })
    } catch {
      // No answer at all: the request may have arrived or not, so the same one is repeated.
    }
    await this.receive(response, edits)
  }

  async receive(response, edits) {
    const answer = await readJson(response)
    this.inFlight = false
    if (response?.status === 200 && answer) this.accept(answer, edits)
    else if (response?.status === 409 && answer) this.stop(State.CONFLICT, answer)
    else if (response?.status === 401) this.logInFirst(answer)
    else if (response?.status === 422) this.repeatWithNewId()
    else if (isFinal(response)) this.stop(State.REFUSED, { reason: reasonOf(response, answer) })
    else this.retry()
  }

  accept(answer, edits) {
    // A repeated request is answered with the version it had made then, which may no longer be the newest.
    this.base = Math.max(this.base, answer.version)
    const sent = this.pending?.document
    this.pending = null
    this.acknowledged = edits
    this.wait = FIRST_WAIT
    this.onSaved(answer, sent)
    if (this.isClean) {
      this.show(State.SAVED, answer)
      this.settle(true)
    } else {
      this.show(State.UNSAVED)
      this.schedule(this.waiting.length ? 0 : PAUSE)
    }
  }

  stop(state, answer) {
    this.pending = null
    this.show(state, answer)
    this.settle(false)
    if (state === State.CONFLICT) this.onConflict(answer)
  }

  logInFirst(answer) {
    this.show(State.LOGGED_OUT, answer)
    this.settle(false)
    this.schedule(LOG_IN_WAIT)
  }

  repeatWithNewId() {
    this.pending = null
    this.retry()
  }

  retry() {
    this.show(navigator.onLine ? State.RETRYING : State.OFFLINE)
    this.settle(false)
    this.schedule(this.wait * (0.75 + Math.random() / 2))
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT)
  }

  show(state, detail = null) {
    this.state = state
    this.onState(state, detail)
  }

  settle(saved) {
    for (const resolve of this.waiting.splice(0)) resolve(saved)
  }
}

/** Whether repeating the request would be of no use. */
function isFinal(response) {
  return response !== null && response.status >= 400 && response.status < 500 && ![403, 408, 429].includes(response.status)
}

function reasonOf(response, answer) {
  if (answer?.reason) return answer.reason
  return response.status === 413 ? gettext("文稿太大，服务器不收") : gettext("这份讲稿已不在当前账号里，无法保存")
}

async function readJson(response) {
  if (!response?.headers.get("Content-Type")?.includes("json")) return null
  return response.json().catch(() => null)
}
