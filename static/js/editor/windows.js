/**
 * The other windows of this browser in which the same person has the same draft open.
 */

const PATIENCE = 300
const ROLL_CALL = 20000

export class Windows {
  /** `onOthers(count)` hears how many there are, `onSaved(saved)` what one of them has saved. */
  constructor({ owner, onOthers, onSaved }) {
    Object.assign(this, { window: owner.window, onOthers, onSaved })
    this.others = new Set()
    if (typeof BroadcastChannel === "undefined") return
    this.channel = new BroadcastChannel(`sidian-draft-${owner.person}-${owner.draft}`)
    this.channel.onmessage = ({ data }) => this.receive(data)
    window.addEventListener("pagehide", () => this.send("bye"))
    window.addEventListener("pageshow", ({ persisted }) => persisted && this.send("hello"))
    setInterval(() => this.callRoll(), ROLL_CALL)
  }

  /** Ask who is there; resolves with their ids once they had time to answer. */
  async callRoll() {
    this.answered = new Set()
    this.send("hello")
    await new Promise((resolve) => setTimeout(resolve, PATIENCE))
    // A window that crashed said no good-bye.
    this.change(() => (this.others = new Set(this.answered)))
    return this.others
  }

  tellSaved(saved) {
    this.send("saved", { saved })
  }

  send(type, more = {}) {
    this.channel?.postMessage({ type, window: this.window, ...more })
  }

  receive({ type, window: sender, saved }) {
    if (type === "bye") this.change(() => this.others.delete(sender))
    else this.change(() => this.others.add(sender))
    this.answered?.add(sender)
    if (type === "hello") this.send("here")
    if (type === "saved") this.onSaved(saved)
  }

  change(change) {
    const before = this.others.size
    change()
    if (this.others.size !== before) this.onOthers(this.others.size)
  }
}
