/**
 * Structure commands on the outline: a point or sub-point is moved, added, removed, raised or lowered, all points get
 * another ordinal family.  The server works the text out; here it becomes one step that can be undone.
 */

import { pm } from "django-prose-editor/editor"

import { part } from "sidian/editor/dom"
import { findParagraph } from "sidian/editor/jump"
import { withParagraph } from "sidian/editor/paper"
import { connectDragging } from "sidian/editor/structure-dragging"
import { StructureMenu } from "sidian/editor/structure-menu"
import { Notice } from "sidian/editor/structure-notice"

const { closeHistory } = pm.history

const KEYS = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "promote", ArrowRight: "demote" }
const DONE = {
  move: () => gettext("已移动，序号已重排。"),
  add: () => gettext("已添加一项，序号已重排。"),
  remove: () => gettext("已删除，序号已重排。"),
  promote: () => gettext("已升为要点，序号已重排。"),
  demote: () => gettext("已降为分点，序号已重排。"),
  family: () => gettext("序号体系已更换。"),
}

/** How many of two documents' paragraphs are the same at the beginning and, without those, at the end. */
function sameEnds(before, after) {
  const most = Math.min(before.childCount, after.childCount)
  let head = 0
  while (head < most && before.child(head).eq(after.child(head))) head += 1
  let tail = 0
  while (tail < most - head && before.child(before.childCount - 1 - tail).eq(after.child(after.childCount - 1 - tail))) tail += 1
  return { head, tail }
}

/** Where paragraph number `index` of `doc` begins. */
function positionOf(doc, index) {
  let position = 0
  for (let number = 0; number < index; number += 1) position += doc.child(number).nodeSize
  return position
}

/** Show `content` in place of the document as one step of the history; paragraphs that are the same are not touched. */
export function replaceInOneStep(editor, content) {
  const { doc, tr } = editor.state
  const next = editor.schema.nodeFromJSON(withParagraph(content))
  const { head, tail } = sameEnds(doc, next)
  const nodes = []
  for (let number = head; number < next.childCount - tail; number += 1) nodes.push(next.child(number))
  const from = positionOf(doc, head)
  const to = positionOf(doc, doc.childCount - tail)
  editor.view.dispatch(closeHistory(tr.replaceWith(from, to, nodes)))
  // What is typed next is a step of its own.
  editor.view.dispatch(closeHistory(editor.state.tr))
}

/** The place of `section` after `step` ("up" or "down"), or null where it cannot go. */
function placeAfter(section, step) {
  const place = section.place + (step === "up" ? -1 : 1)
  return place >= 0 && place < section.row_length ? place : null
}

export class Structure {
  /** `pane` is the outline; `post(url, data)` sends JSON; `onRevised()` is told that the text may hold new gaps. */
  constructor(editor, pane, { url, post }) {
    Object.assign(this, { editor, pane, url, post })
    this.isBusy = false
    this.notice = new Notice(editor)
    this.menu = new StructureMenu((command, section) => this.command(command, section))
    this.family = part("family")
    this.family.addEventListener("change", () => this.changeFamily())
    pane.list.addEventListener("keydown", (event) => this.onKey(event))
    pane.list.addEventListener("click", (event) => this.onClick(event))
    pane.list.addEventListener("contextmenu", (event) => this.onContextMenu(event))
    pane.onShow = () => this.refresh()
    connectDragging(pane, (section, place) => this.run("move", section, { place }))
    this.refresh()
  }

  refresh() {
    part("family-choice").hidden = !this.pane.sections.some((section) => section.kind === "point")
    this.family.value = ""
  }

  onKey(event) {
    const section = this.pane.sectionOf(event.target)
    if (section?.point === undefined || event.ctrlKey || event.metaKey) return
    const bare = !event.altKey && !event.shiftKey
    const command = event.altKey ? KEYS[event.key] : bare && { Delete: "remove", Insert: "add" }[event.key]
    if (!command) return
    event.preventDefault()
    this.command(command, section)
  }

  onClick(event) {
    const button = event.target.closest("[data-more]")
    if (button) this.menu.toggle(button, this.pane.sectionOf(button))
  }

  onContextMenu(event) {
    const section = this.pane.sectionOf(event.target)
    const button = event.target.closest("li")?.querySelector("[data-more]")
    if (!button || section?.point === undefined) return
    event.preventDefault()
    this.menu.toggle(button, section)
  }

  command(command, section) {
    if (command !== "up" && command !== "down") return this.run(command, section)
    const place = placeAfter(section, command)
    return place === null ? undefined : this.run("move", section, { place })
  }

  changeFamily() {
    const family = this.family.value
    this.family.value = ""
    if (family) this.run("family", { point: 0, sub: null, key: "" }, { family })
  }

  async run(command, section, more = {}) {
    const { point, sub, key } = section
    if (this.isBusy || this.editor.view.composing) return
    this.isBusy = true
    const before = this.editor.state.doc
    try {
      const response = await this.post(this.url, { document: this.editor.getJSON(), command, point, sub, key, ...more })
      if (await this.receive(response, command, before) && command === "move") this.pane.focusMoved(section.row, more.place)
    } catch {
      this.notice.say(gettext("现在连不上服务器，大纲暂时不能调整；文字可以继续写。"))
    } finally {
      this.isBusy = false
    }
  }

  /** True when the text was changed. */
  async receive(response, command, before) {
    if (response.status === 401) return void this.notice.say(gettext("登录已过期，请重新登录后再调整。"))
    const answer = await response.json()
    const hasMoved = !this.editor.state.doc.eq(before)
    if (answer.outline && !hasMoved) this.pane.show(answer.outline)
    if (!response.ok) return void this.notice.say(answer.reason)
    if (hasMoved) return void this.notice.say(gettext("文字刚刚变了，请再试一次。"))
    replaceInOneStep(this.editor, answer.document)
    this.pane.show(answer.outline)
    this.notice.offer(DONE[command](), answer.offers, (offer) => this.follow(offer))
    return true
  }

  /** Write the new count, if the old one still stands where it was. */
  follow({ key, start, end, old, new: next }) {
    const found = findParagraph(this.editor.state.doc, key)
    if (!found || found.node.textContent.slice(start, end) !== old) return
    const from = found.position + 1 + start
    const { tr, schema, doc } = this.editor.state
    const marks = doc.resolve(from + 1).marks()
    this.editor.view.dispatch(closeHistory(tr.replaceWith(from, found.position + 1 + end, schema.text(next, marks))))
  }
}
