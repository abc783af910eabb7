/**
 * The pages of the text as it stands: drawn by the server after a pause in typing, replaced where they have changed.
 */

import { element, part } from "sidian/editor/dom"
import { Drawings, keyAt, markLines } from "sidian/editor/drawings"
import { findParagraph } from "sidian/editor/jump"
import { Zoom } from "sidian/editor/zoom"

const PAUSE = 500
const AGAIN = 1500
const TIME_LIMIT = 20000
const MARGIN = 96

export class PagesPane {
  /** `post(url, data, options)` sends JSON; `onJump(position)` goes to a place of the text. */
  constructor(editor, { url, person, post, onJump }) {
    Object.assign(this, { editor, url, post, onJump })
    this.pane = part("pages")
    this.scroller = part("pages-scroll")
    this.list = part("page-list")
    this.note = part("pages-note")
    this.drawings = new Drawings(part("glyph-shelf"))
    this.zoom = new Zoom(this.scroller, this.list, person)
    this.size = null
    this.pages = []
    this.pause = PAUSE
    this.isStale = true
    this.list.addEventListener("click", (event) => this.onClick(event))
    editor.on("update", () => this.touch())
    editor.on("selectionUpdate", () => this.markParagraph())
    window.addEventListener("online", () => this.schedule(0))
    // Told whenever the pane comes into view, for whatever reason, and on every change of its width.
    new ResizeObserver(() => {
      this.schedule(0)
      this.zoom.follow()
    }).observe(this.pane)
  }

  get isShown() {
    return this.pane.clientWidth > 0
  }

  /** The text has changed: draw it when the typing pauses. */
  touch() {
    this.isStale = true
    this.schedule(this.pause)
  }

  schedule(delay) {
    clearTimeout(this.timer)
    if (this.isShown && this.isStale) this.timer = setTimeout(() => this.refresh(), delay)
  }

  async refresh() {
    if (this.editor.view.composing) return void this.schedule(PAUSE)
    this.request?.abort()
    const request = new AbortController()
    const limit = setTimeout(() => request.abort(), TIME_LIMIT)
    this.request = request
    this.isStale = false
    if (!this.pages.length) this.tell(gettext("正在排版…"))
    const began = performance.now()
    const answer = await this.ask(request.signal)
    clearTimeout(limit)
    if (this.request !== request) return // a later one is under way
    this.request = null
    if (answer.pages) this.show(answer)
    else this.excuse(answer)
    // A long text takes its time: the pause grows with it, so that requests never pile up.
    this.pause = Math.max(PAUSE, performance.now() - began)
  }

  /** The answer, or {reason, again}: why there is none, and whether to ask again by itself. */
  async ask(signal) {
    const held = { pages: this.pages.map((page) => page.name), glyphs: [...this.drawings.glyphs] }
    try {
      const response = await this.post(this.url, { document: this.editor.getJSON(), ...held }, { signal })
      if (response.ok) return await response.json()
      return { again: response.status >= 500, reason: await reasonOf(response) }
    } catch {
      // No answer at all: cut off, or given up after the time limit.
      return { again: true, reason: gettext("连不上服务器，页面不是最新的；恢复后自动刷新。") }
    }
  }

  excuse({ reason, again }) {
    this.pane.classList.add("is-old")
    this.tell(reason)
    if (!again) return
    this.isStale = true
    this.schedule(AGAIN)
  }

  tell(words) {
    this.note.textContent = words
    this.note.hidden = !words
  }

  show(answer) {
    this.pane.classList.remove("is-old")
    this.tell(answer.pages.length ? "" : gettext("还没有文字。"))
    this.drawings.addGlyphs(answer.glyphs)
    const before = new Map(this.pages.map((page, index) => [page.name, this.list.children[index]]))
    answer.pages.forEach(({ name }, index) => {
      if (this.pages[index]?.name === name) return
      const item = this.drawings.page(answer.drawings[name], before.get(name))
      if (this.list.children[index]) this.list.children[index].replaceWith(item)
      else this.list.append(item)
    })
    while (this.list.children.length > answer.pages.length) this.list.lastElementChild.remove()
    this.pages = answer.pages
    this.size = { width: answer.width, height: answer.height }
    this.zoom.setSize(this.size)
    this.nameItems()
    this.showHints(answer.hints)
    this.markParagraph({ follow: false })
  }

  nameItems() {
    const count = this.pages.length
    ;[...this.list.children].forEach((item, index) => {
      const words = interpolate(gettext("第 %(page)s 页，共 %(count)s 页"), { page: index + 1, count }, true)
      item.querySelector("svg").setAttribute("aria-label", words)
    })
  }

  showHints(hints) {
    const list = part("page-hints")
    list.hidden = hints.length === 0
    list.replaceChildren(...hints.map(({ key, sentence }) => {
      const button = element("button", { type: "button" }, sentence)
      button.addEventListener("click", () => this.jump(key))
      return element("li", {}, button)
    }))
  }

  onClick(event) {
    const item = event.target.closest("li")
    const index = [...this.list.children].indexOf(item)
    const key = index < 0 ? null : keyAt(event, item, this.pages[index].lines, this.size)
    if (key) this.jump(key)
  }

  jump(key) {
    const found = findParagraph(this.editor.state.doc, key)
    if (found) this.onJump(found.position + 1)
  }

  /** Mark the paragraph with the caret, and bring it into view unless `follow` is false. */
  markParagraph({ follow = true } = {}) {
    if (!this.isShown) return
    const { key } = this.editor.state.selection.$from.node(1)?.attrs ?? {}
    const isOther = key !== this.marked
    this.marked = key
    this.pages.forEach(({ lines }, index) => markLines(this.list.children[index], lines, key))
    if (follow && isOther) this.reveal()
  }

  reveal() {
    const mark = this.list.querySelector(".marked")
    if (!mark) return
    const box = mark.getBoundingClientRect()
    const frame = this.scroller.getBoundingClientRect()
    const isSeen = box.top >= frame.top && box.top < frame.bottom - MARGIN
    if (!isSeen) this.scroller.scrollTop += box.top - frame.top - MARGIN
  }
}

async function reasonOf(response) {
  if (response.status === 401) return gettext("未登录，登录后继续预览。")
  const isJson = response.headers.get("Content-Type")?.includes("json")
  const answer = isJson ? await response.json() : null
  return answer?.reason ?? gettext("没有排成页面，改动文字后再试。")
}
