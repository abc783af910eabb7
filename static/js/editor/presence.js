/**
 * 某某正在编辑: tells the server that this window has the draft open, and shows who else has.  A help, not a promise:
 * where it fails, nothing is said.
 */

import { part } from "sidian/editor/dom"

const EVERY = 20000

export class Presence {
  constructor({ url, window: id, post }) {
    Object.assign(this, { url, id, post })
    this.line = part("presence")
    setInterval(() => this.report(), EVERY)
    document.addEventListener("visibilitychange", () => this.report())
    window.addEventListener("pageshow", ({ persisted }) => persisted && this.report())
    window.addEventListener("pagehide", () => this.leave())
    this.report()
  }

  async report() {
    if (document.visibilityState !== "visible" || !navigator.onLine) return
    try {
      const response = await this.post(this.url, { window: this.id })
      this.show(response.ok ? (await response.json()).others : [])
    } catch {
      this.show([])
    }
  }

  leave() {
    this.post(this.url, { window: this.id, leaves: true }, { keepalive: true }).catch(() => this.show([]))
  }

  /** Windows of this browser have a notice of their own. */
  show(others) {
    const labels = new Set(others.filter(({ where }) => where !== "window").map(({ label }) => label))
    const words = [...labels].join(" · ")
    if (this.line.textContent === words) return
    this.line.textContent = this.line.title = words
    this.line.hidden = !words
  }
}
