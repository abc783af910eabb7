/**
 * Pasting: whatever comes from Word, WPS or a web page becomes paragraphs, headings and bold, nothing else.
 */

import { blockStyle, classRules, isBold, isListMark, listMark, listNumber } from "sidian/editor/office"
import { STYLES, tagOf } from "sidian/editor/styles"

const BLOCKS = new Set(["ADDRESS", "ARTICLE", "ASIDE", "BLOCKQUOTE", "BODY", "CENTER", "DD", "DIV", "DL", "DT",
  "FIGURE", "FOOTER", "FORM", "H1", "H2", "H3", "H4", "H5", "H6", "HEADER", "HR", "LI", "MAIN", "NAV", "OL", "P",
  "PRE", "SECTION", "TABLE", "TBODY", "TFOOT", "THEAD", "TR", "UL"])
const SKIPPED = new Set(["CANVAS", "HEAD", "IMG", "META", "NOSCRIPT", "OBJECT", "PICTURE", "SCRIPT", "STYLE", "SVG",
  "TEMPLATE", "TITLE", "VIDEO"])
const IMAGES = "img, object, svg, video, canvas"

/** Between the cells of a table's row, which becomes one paragraph. */
const CELL_GAP = "\u3000"

const BROKEN_LINE = /[ \t]*[\r\n]+[ \t]*/g
const WESTERN = /[\x21-\x7e]/
const INVISIBLE = /[\u200b\u2060\ufeff]/g
const ENDS = /^[\s\u3000]+|[\s\u3000]+$/g

// A tag up to its own end; a ">" inside a quoted value is not it.
const TAG = /<[a-z](?:"[^"]*"|'[^']*'|[^'">])*>/gi

// Attributes that say something about the text; data-… are ours.
const FOREIGN_ATTRIBUTE = /(?<=[\s/"'])(?!(?:class|start|data-[\w-]+)\s*=)([a-z][\w:-]*)(?=\s*=)/gi

/** All other attributes renamed before anything parses them: styles and handlers would break the page's policy. */
function disarmed(html) {
  return html
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/<style[\s\S]*?<\/style>/gi, "")
    .replace(TAG, (tag) => tag.replace(FOREIGN_ATTRIBUTE, "data-was-$1"))
}

/** Source lines broken inside a sentence: Chinese text closes up, western words keep a space between them. */
function joinLines(text) {
  return text.replace(BROKEN_LINE, (found, offset) => {
    const [before, after] = [text[offset - 1] ?? "", text[offset + found.length] ?? ""]
    return WESTERN.test(before) && WESTERN.test(after) ? " " : ""
  })
}

/** Gathers paragraphs {style, key, runs: [{text, bold}]} while it walks a foreign document. */
class Gatherer {
  constructor(rules) {
    this.rules = rules
    this.paragraphs = []
    this.number = ""
    this.begin("body")
  }

  begin(style, key = "") {
    this.open = { style, key, runs: [] }
  }

  end() {
    const runs = trimmed(this.open.runs)
    if (runs.length) this.paragraphs.push({ ...this.open, runs })
    this.begin(this.open.style)
  }

  text(text, bold) {
    if (!text) return
    if (text.trim() && this.number) this.open.runs.push({ text: this.number, bold: false })
    if (text.trim()) this.number = ""
    this.open.runs.push({ text, bold: bold && this.open.style === "body" })
  }

  children(element, bold) {
    for (const child of element.childNodes) this.node(child, bold)
  }

  node(node, bold) {
    if (node.nodeType === Node.TEXT_NODE) return this.written(node, bold)
    if (node.nodeType !== Node.ELEMENT_NODE || SKIPPED.has(node.tagName.toUpperCase())) return undefined
    if (node.tagName === "BR") return this.lineBreak(node)
    if (isListMark(node)) return this.text(listMark(node), false)
    if (BLOCKS.has(node.tagName)) return this.block(node, bold)
    if (node.tagName === "TD" || node.tagName === "TH") return this.cell(node, bold)
    return this.children(node, isBold(node, bold, this.rules))
  }

  /** Text as it is shown: runs of spaces are one, full-width spaces are characters. */
  written(node, bold) {
    if (node.parentElement.closest("pre")) return this.lines(node.data, bold)
    return this.text(joinLines(node.data).replace(INVISIBLE, "").replace(/[ \t\n\r\f\u00a0]+/g, " "), bold)
  }

  lines(text, bold) {
    text.split(/\r\n|[\r\n]/).forEach((line, index) => {
      if (index) this.end()
      this.text(line, bold)
    })
  }

  /** A line break opens a paragraph, but in a table, whose rows stay one line. */
  lineBreak(node) {
    return node.parentElement.closest("td, th") ? this.text(" ", false) : this.end()
  }

  block(element, bold) {
    if (element.parentElement?.closest("td, th")) {
      // A table's row reads as one line, whatever its cells are made of.
      this.text(" ", false)
      return this.children(element, isBold(element, bold, this.rules))
    }
    this.end()
    this.begin(blockStyle(element, this.rules), element.getAttribute("data-key") ?? "")
    // Written with the first text of the item, which may stand in a paragraph of its own.
    this.number = listNumber(element) || (element.tagName === "LI" ? "" : this.number)
    this.children(element, isBold(element, bold, this.rules))
    if (element.tagName === "LI") this.number = ""
    this.end()
    return this.begin("body")
  }

  cell(element, bold) {
    const before = this.open.runs
    this.open.runs = []
    this.children(element, element.tagName === "TD" ? bold : false)
    const own = trimmed(this.open.runs)
    const isFirst = !element.previousElementSibling
    this.open.runs = [...before, ...(isFirst ? [] : [{ text: CELL_GAP, bold: false }]), ...own]
  }
}

/** `runs` without white space at both ends: an indent belongs to the style, not to the text. */
function trimmed(runs) {
  const kept = runs.map((run) => ({ ...run }))
  while (kept.length && !(kept[0].text = kept[0].text.replace(/^[\s\u3000]+/, ""))) kept.shift()
  while (kept.length && !(kept.at(-1).text = kept.at(-1).text.replace(/[\s\u3000]+$/, ""))) kept.pop()
  return kept
}

function elementOf({ style, key, runs }, document) {
  const element = document.createElement(tagOf(style))
  element.setAttribute("data-style", STYLES.includes(style) ? style : "body")
  if (key) element.setAttribute("data-key", key)
  for (const { text, bold } of runs) {
    const node = document.createTextNode(text)
    element.append(bold ? Object.assign(document.createElement("strong"), { textContent: text }) : node)
  }
  return element
}

/** `html` from the clipboard as clean HTML of ours, and how many `images` were left out. */
export function cleanPasted(html) {
  const foreign = new DOMParser().parseFromString(disarmed(html), "text/html")
  const own = foreign.querySelector("[data-pm-slice]")?.getAttribute("data-pm-slice")
  const gatherer = new Gatherer(classRules(html))
  gatherer.children(foreign.body, false)
  gatherer.end()
  const clean = document.implementation.createHTMLDocument("")
  clean.body.append(...gatherer.paragraphs.map((paragraph) => elementOf(paragraph, clean)))
  // ProseMirror's own note of how a copied piece was cut, so that copying inside the editor stays exact.
  if (own && clean.body.firstElementChild) clean.body.firstElementChild.setAttribute("data-pm-slice", own)
  return { html: clean.body.innerHTML, images: foreign.body.querySelectorAll(IMAGES).length }
}

/** Plain text as it is pasted: a line a paragraph, without the spaces that indented it. */
export function cleanText(text) {
  const lines = text.replace(INVISIBLE, "").split(/\r\n|[\r\n\v\f\u0085\u2028\u2029]/)
  if (lines.length === 1) return lines[0].replace(/^\u3000+/, "")
  return lines.map((line) => line.replace(ENDS, "")).join("\n")
}

/** Whether the clipboard of `event` holds an image and nothing to read; Word puts a picture beside its text. */
export function isOnlyImage({ clipboardData }) {
  const types = [...(clipboardData?.types ?? [])]
  const isText = types.some((type) => type.startsWith("text/"))
  return !isText && [...(clipboardData?.items ?? [])].some((item) => item.type.startsWith("image/"))
}

/** Paste into an empty paragraph: a heading or title that comes first keeps its style.  True where it was done. */
export function pasteIntoEmpty(view, event, slice) {
  const { $from, empty } = view.state.selection
  const first = slice.content.firstChild
  if (!empty || $from.parent.content.size > 0 || !first?.isTextblock || first.attrs.style === "body") return false
  const transaction = view.state.tr.replaceWith($from.before(), $from.after(), slice.content)
  view.dispatch(transaction.scrollIntoView().setMeta("paste", true).setMeta("uiEvent", "paste"))
  return true
}
