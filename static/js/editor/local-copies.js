/**
 * Local copies: what the server has not acknowledged, kept in this browser's IndexedDB, one record for each window.
 *
 * Keyed by the person: nobody else is ever offered it.  Another person's copies are left where they are, because a
 * colleague who borrows the computer must not destroy what its owner could not save; they go when their owner logs out
 * (log-out.js knows the same names), with the last acknowledgement, or after a month.
 */

const NAME = "sidian"
const STORE = "copies"
const KEPT_FOR = 30 * 24 * 3600 * 1000

/** How long a save waits for the disk before it goes out all the same. */
const PATIENCE = 1500

function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
    request.onblocked = () => reject(new Error("blocked"))
  })
}

function openDatabase() {
  const request = indexedDB.open(NAME, 1)
  request.onupgradeneeded = () => {
    const store = request.result.createObjectStore(STORE, { keyPath: ["person", "draft", "window"] })
    store.createIndex("draft", ["person", "draft"])
    store.createIndex("person", "person")
    store.createIndex("at", "at")
  }
  return settled(request)
}

function inTime(promise) {
  return Promise.race([promise, new Promise((_, reject) => setTimeout(reject, PATIENCE, new Error("slow")))])
}

export class LocalCopies {
  /** `owner` is {person, draft, window}; `isAllowed` is the installation's setting; `onChange(works)` hears of it. */
  constructor({ owner, isAllowed, onChange }) {
    Object.assign(this, { owner, isAllowed, onChange })
    this.works = null
    this.database = this.open()
    this.queue = Promise.resolve()
    this.watchLogOut()
  }

  async open() {
    await null // whoever makes this object has it in hand before it hears of it
    try {
      if (!this.isAllowed) {
        // Copies of a time when they were allowed are not left behind.
        await settled(indexedDB.deleteDatabase(NAME))
        throw new Error("switched off")
      }
      const database = await openDatabase()
      database.onversionchange = () => database.close()
      this.tell(true)
      return database
    } catch {
      this.tell(false)
      return null
    }
  }

  /** After a log-out in another tab this page's text is kept no longer; a new log-in calls `resume`. */
  watchLogOut() {
    if (typeof BroadcastChannel === "undefined") return
    this.channel = new BroadcastChannel("sidian-log-out")
    this.channel.onmessage = ({ data }) => {
      if (data.person !== this.owner.person) return
      // What was put down since the log-out emptied the store goes too; only then nothing more is written.
      this.remove()
      this.queue = this.queue.then(() => {
        this.isStopped = true
        this.tell(false)
      })
    }
  }

  resume() {
    this.isStopped = false
  }

  tell(works) {
    if (works === this.works) return
    this.works = works
    this.onChange(works)
  }

  /** Keep `copy`, {base, pending, document, characters}.  True once it is on the disk, false when it cannot be. */
  put(copy) {
    return this.write((store) => store.put({ ...copy, ...this.owner, at: Date.now() }))
  }

  /** Everything is acknowledged: forget the copy of `window`, by default this one's. */
  remove(window = this.owner.window) {
    return this.write((store) => store.delete([this.owner.person, this.owner.draft, window]))
  }

  /** The copies that other windows left of this person's draft, newest first. */
  async left() {
    const database = await this.database
    if (!database) return []
    await this.dropOld()
    const { person, draft, window } = this.owner
    const index = database.transaction(STORE).objectStore(STORE).index("draft")
    const found = await settled(index.getAll([person, draft])).catch(() => [])
    return found.filter((copy) => copy.window !== window).sort((one, other) => other.at - one.at)
  }

  dropOld() {
    const old = IDBKeyRange.upperBound(Date.now() - KEPT_FOR)
    return this.write((store) => {
      store.index("at").openCursor(old).onsuccess = ({ target }) => {
        target.result?.delete()
        target.result?.continue()
      }
    })
  }

  /** One after the other, so that a late copy never comes back after its acknowledgement. */
  write(change) {
    const written = this.queue.then(() => this.transact(change))
    this.queue = written
    return inTime(written).catch(() => false)
  }

  async transact(change) {
    const database = await this.database
    if (!database || this.isStopped) return false
    try {
      const transaction = database.transaction(STORE, "readwrite", { durability: "strict" })
      change(transaction.objectStore(STORE))
      await new Promise((resolve, reject) => {
        transaction.oncomplete = resolve
        transaction.onabort = () => reject(transaction.error)
      })
      this.tell(true)
      return true
    } catch {
      // Out of room, or the database was closed under us: the editor works on, and the page says so.
      this.tell(false)
      return false
    }
  }
}
