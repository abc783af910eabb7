/**
 * Pasting: whatever comes from Word, WPS or a web page becomes paragraphs, headings and bold, nothing else.
 */

import { STYLES, styleOfElement, tagOf } from "sidian/editor/styles"

const BLOCKS = new Set(["ADDRESS", "ARTICLE", "ASIDE", "BLOCKQUOTE", "BODY", "CENTER", "DD", "DIV", "DL", "DT",
  "FIGURE", "FOOTER", "FORM", "H1", "H2", "H3", "H4", "H5", "H6", "HEADER", "HR", "LI", "MAIN", "NAV", "OL", "P",
  "PRE", "SECTION", "TABLE", "TBODY", "TFOOT", "THEAD", "TR", "UL"])
const SKIPPED = new Set(["HEAD", "IMG", "META", "NOSCRIPT", "OBJECT", "SCRIPT", "STYLE", "SVG", "TEMPLATE", "TITLE"])
const BROKEN_LINE = /[ \t]*[\r\n]+[ \t]*/g
const WESTERN = /[\x21-\x7e]/

// Attributes that say something about the text; data-… are ours.
const FOREIGN_ATTRIBUTE = /(?<=[\s/"'])(?!(?:class|start|data-[\w-]+)\s*=)([a-z][\w:-]*)(?=\s*=)/gi

/** All other attributes renamed before anything parses them: styles and handlers would break the page's policy. */
function disarmed(html) {
  return html
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/<style[\s\S]*?<\/style>/gi, "")
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(FOREIGN_ATTRIBUTE, "data-was-$1"))
}

/** Source lines broken inside a sentence: Chinese text closes up, western words keep a space between them. */
function joinLines(text) {
  return text.replace(BROKEN_LINE, (found, offset) => {
    const [before, after] = [text[offset - 1] ?? "", text[offset + found.length] ?? ""]
    return WESTERN.test(before) && WESTERN.test(after) ? " " : ""
  })
}

function isBold(element, inherited) {
  const weight = /font-weight:\s*([a-z0-9]+)/i.exec(element.getAttribute("data-was-style") ?? "")?.[1]
  if (weight) return weight.startsWith("bold") || Number(weight) >= 600
  return inherited || element.tagName === "B" || element.tagName === "STRONG"
}

/** Gathers paragraphs {style, key, runs: [{text, bold}]} while it walks a foreign document. */
class Gatherer {
  constructor() {
    this.paragraphs = []
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
    if (text) this.open.runs.push({ text, bold: bold && this.open.style === "body" })
  }

  children(element, bold) {
    for (const child of element.childNodes) this.node(child, bold)
  }

  node(node, bold) {
    if (node.nodeType === Node.TEXT_NODE) return this.text(joinLines(node.data).replace(/[\s\u00a0]+/g, " "), bold)
    if (node.nodeType !== Node.ELEMENT_NODE || SKIPPED.has(node.tagName.toUpperCase())) return undefined
    if (node.tagName === "BR") return this.end()
    if (BLOCKS.has(node.tagName)) return this.block(node, bold)
    if ((node.tagName === "TD" || node.tagName === "TH") && this.open.runs.length) this.text(" ", false)
    return this.children(node, isBold(node, bold))
  }

  block(element, bold) {
    // A table's row reads as one line, whatever its cells are made of.
    if (element.parentElement?.closest("td, th")) return this.children(element, isBold(element, bold))
    this.end()
    this.begin(blockStyle(element), element.getAttribute("data-key") ?? "")
    this.text(listNumber(element), false)
    this.children(element, isBold(element, bold))
    this.end()
    return this.begin("body")
  }
}

function blockStyle(element) {
  return /\bMsoTitle\b/i.test(element.className) ? "title" : styleOfElement(element)
}

/** "2. " for the second item of a numbered list: in a speech the ordinal is part of the text. */
function listNumber(element) {
  if (element.tagName !== "LI" || element.parentElement?.tagName !== "OL") return ""
  const place = [...element.parentElement.children].filter((item) => item.tagName === "LI").indexOf(element)
  return `${(Number(element.parentElement.getAttribute("start")) || 1) + place}. `
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

/** `html` from the clipboard as clean HTML of ours. */
export function cleanPasted(html) {
  const foreign = new DOMParser().parseFromString(disarmed(html), "text/html")
  const own = foreign.querySelector("[data-pm-slice]")?.getAttribute("data-pm-slice")
  const gatherer = new Gatherer()
  gatherer.children(foreign.body, false)
  gatherer.end()
  const clean = document.implementation.createHTMLDocument("")
  clean.body.append(...gatherer.paragraphs.map((paragraph) => elementOf(paragraph, clean)))
  // ProseMirror's own note of how a copied piece was cut, so that copying inside the editor stays exact.
  if (own && clean.body.firstElementChild) clean.body.firstElementChild.setAttribute("data-pm-slice", own)
  return clean.body.innerHTML
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
