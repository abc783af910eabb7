/**
 * Keeps the local copy as new as the text: before each save, and a moment after each change.
 */

const MOMENT = 300

export class Keeper {
  /** `read()` gives the document, `measure()` its length, `isComposing()` whether an input method is at work. */
  constructor({ copies, saver, read, measure, isComposing }) {
    Object.assign(this, { copies, saver, read, measure, isComposing })
    this.timer = null
  }

  /** The text has changed.  Not put off by the next change, so that fast typing is kept too. */
  soon() {
    this.timer ??= setTimeout(() => this.due(), MOMENT)
  }

  due() {
    this.timer = null
    if (this.isComposing()) this.soon()
    else this.now()
  }

  /** A composition begins: what stands there now is kept, and of a crash in its midst only itself is lost. */
  beforeComposition() {
    if (this.timer) this.now()
  }

  /** Keep what is not acknowledged, or forget the copy where all is.  True where nothing could be lost. */
  now() {
    clearTimeout(this.timer)
    this.timer = null
    const { saver } = this
    if (saver.isClean) return this.copies.remove()
    const { edits: _edits, ...pending } = saver.pending ?? {}
    const copy = { base: saver.base, pending: saver.pending ? pending : null }
    return this.copies.put({ ...copy, document: this.read(), characters: this.measure() })
  }
}
