/**
 * The outline beside the paper: derived by the server from the saved text, clickable, following the scroll.
 */

import { element, number, part } from "sidian/editor/dom"
import { findParagraph, goTo } from "sidian/editor/jump"

/** How far below the top of the desk a section's beginning may stand to count as the one being read. */
const READING_LINE = 96

/** The position of `section` in `doc`, or null where its paragraph is gone; a sub-point may stand inside one. */
function positionOf(doc, section) {
  const found = findParagraph(doc, section.key)
  if (!found) return null
  const words = section.label.slice(0, 12)
  const offset = ["point", "sub-point"].includes(section.kind) ? found.node.textContent.indexOf(words) : 0
  return found.position + 1 + Math.max(offset, 0)
}

export class OutlinePane {
  constructor(editor, desk, { onJump }) {
    Object.assign(this, { editor, desk, onJump })
    this.list = part("outline-list")
    this.empty = part("outline-empty")
    this.sections = []
    this.onShow = () => {}
    desk.addEventListener("scroll", () => this.followSoon(), { passive: true })
    window.addEventListener("resize", () => this.followSoon(), { passive: true })
  }

  show(sections) {
    this.sections = sections
    this.empty.hidden = sections.length > 0
    const held = [...this.list.children].indexOf(document.activeElement?.closest("li"))
    this.list.replaceChildren(...sections.map((section) => this.item(section)))
    if (held >= 0) this.jumps()[Math.min(held, sections.length - 1)]?.focus()
    this.markGaps()
    this.follow()
    this.onShow()
  }

  /** Give the focus, if the list has it, to the member `place` of `row`. */
  focusMoved(row, place) {
    if (!this.list.contains(document.activeElement)) return
    this.jumps()[this.sections.findIndex((section) => section.row === row && section.place === place)]?.focus()
  }

  /** The buttons that jump, one a section. */
  jumps() {
    return [...this.list.querySelectorAll("[data-jump]")]
  }

  /** The section that `node`, an item of the list or something inside it, shows. */
  sectionOf(node) {
    return this.sections[[...this.list.children].indexOf(node.closest("li"))]
  }

  /** Where `section` begins in the text as it stands, or null. */
  positionOf(section) {
    return positionOf(this.editor.state.doc, section)
  }

  /** The section that the place `position` of the text belongs to, if any. */
  sectionAt(position) {
    return this.sections.findLast((section) => (this.positionOf(section) ?? Infinity) <= position)
  }

  item(section) {
    const words = interpolate(gettext("%(count)s 字"), { count: number(section.characters) }, true)
    const button = element("button", { type: "button", title: section.label, "data-jump": "" },
      element("i", { "aria-hidden": "true" }),
      element("span", { className: "outline-label" }, section.label),
      element("span", { className: "outline-count num" }, element("span", { "aria-hidden": "true" }, number(section.characters)),
        element("span", { className: "visually-hidden" }, words)))
    button.addEventListener("click", () => this.jump(section))
    return element("li", { className: `outline-${section.kind}` }, button, ...this.more(section))
  }

  /** The button that opens the menu of a point or sub-point. */
  more(section) {
    if (section.point === undefined) return []
    const label = interpolate(gettext("调整“%(label)s”"), section, true)
    return [element("button", {
      type: "button", className: "outline-more", "data-more": "", "aria-label": label, "aria-haspopup": "menu", "aria-expanded": "false",
    }, "⋯")]
  }

  jump(section) {
    const position = positionOf(this.editor.state.doc, section)
    if (position === null) return
    this.onJump()
    goTo(this.editor, this.desk, position)
    this.follow()
  }

  /** Mark the sections whose text, up to the next one, still holds a gap. */
  markGaps() {
    const { doc } = this.editor.state
    const starts = this.sections.map((section) => positionOf(doc, section) ?? Infinity)
    this.list.childNodes.forEach((item, index) => {
      const from = starts[index]
      const to = Math.min(starts[index + 1] ?? doc.content.size, doc.content.size)
      item.classList.toggle("has-gap", from < to && doc.textBetween(from, to).includes("（待填："))
    })
  }

  followSoon() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null
      this.follow()
    })
  }

  follow() {
    const { view } = this.editor
    const line = this.desk.getBoundingClientRect().top + READING_LINE
    let current = 0
    this.sections.forEach((section, index) => {
      const position = positionOf(view.state.doc, section)
      if (position !== null && view.coordsAtPos(position).top <= line) current = index
    })
    this.jumps().forEach((button, index) => {
      if (index === current) button.setAttribute("aria-current", "true")
      else button.removeAttribute("aria-current")
    })
  }
}
