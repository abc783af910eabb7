/**
 * What Word and WPS say in their own way: styles of paragraphs, numbers of lists, bold.
 *
 * Both write HTML in which a list's number is text in a span marked `mso-list:Ignore`, a heading below the sixth level
 * is a class, and a paragraph style is a rule of a style sheet in the page's head.  WPS calls itself Word and marks
 * plain text with `mso-spacerun`, which in Word's own files means spaces: nothing here depends on that mark.
 */

import { styleOfElement } from "sidian/editor/styles"

const RULE = /([^{}]+)\{([^{}]*)\}/g
const LEVEL = /mso-outline-level:\s*([1-9])/i
const WEIGHT = /(?<![-\w])font-weight:\s*([a-z0-9]+)/i
const IGNORED = /mso-list:\s*Ignore/i

// Fonts whose letters are pictures: "l" in Wingdings is a black dot.
const PICTURES = /font-family:\s*["']?(?:wingdings|symbol|webdings|courier new)/i

/** Only digits, letters and Chinese numerals count something; a dot or a square in front of a line is an ornament. */
const COUNTS = /[\p{Nd}\p{Nl}\p{No}\p{L}]/u
const CHINESE_END = /[\u3001-\u3003\u3008-\u3011\uff01-\uff5e]$/

/** The style sheets in `html` as a map from class to the declarations that Word or WPS wrote for it. */
export function classRules(html) {
  const rules = new Map()
  for (const [, sheet] of html.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/gi)) {
    for (const [, selectors, body] of sheet.replace(/<!--|-->|\/\*[\s\S]*?\*\//g, "").matchAll(RULE)) {
      for (const [, name] of selectors.matchAll(/\.([\w-]+)\s*(?=,|$)/g)) rules.set(name, `${rules.get(name) ?? ""};${body}`)
    }
  }
  return rules
}

function declarations(element, rules) {
  const own = element.getAttribute("data-was-style") ?? ""
  return [...element.classList].map((name) => rules.get(name) ?? "").concat(own).join(";")
}

/** The heading style of outline level "1" to "9"; there are four. */
function headingOf(level) {
  return `heading-${Math.min(Number(level), 4)}`
}

/** The style that a foreign paragraph stands for. */
export function blockStyle(element, rules) {
  const classes = element.className
  if (/\bMso(?:Title|Subtitle)(?![a-z])/i.test(classes)) return "title"
  const named = /\bMsoHeading([1-9])/i.exec(classes)?.[1]
  if (named) return headingOf(named)
  const style = styleOfElement(element)
  const level = style === "body" ? LEVEL.exec(declarations(element, rules))?.[1] : null
  return level ? headingOf(level) : style
}

/** Whether `element` is bold; what it does not say itself it has from around it. */
export function isBold(element, inherited, rules) {
  const weight = WEIGHT.exec(element.getAttribute("data-was-style") ?? "")?.[1]
  const said = weight ?? (element.tagName === "SPAN" ? WEIGHT.exec(declarations(element, rules))?.[1] : undefined)
  if (said) return said.startsWith("bold") || Number(said) >= 600
  return inherited || element.tagName === "B" || element.tagName === "STRONG"
}

/** Whether `element` holds the number that Word or WPS put in front of a list's item. */
export function isListMark(element) {
  return IGNORED.test(element.getAttribute("data-was-style") ?? "")
}

/** The number as the reader saw it: "1. ", "一、", "（一）"; "" for a bullet. */
export function listMark(element) {
  const mark = element.textContent.replace(/[\s\u00a0]+/g, " ").trim()
  const around = [element, element.parentElement, ...element.querySelectorAll("*")]
  const isPicture = mark.length === 1 && around.some((one) => PICTURES.test(one.getAttribute("data-was-style") ?? ""))
  if (isPicture || !COUNTS.test(mark)) return ""
  return CHINESE_END.test(mark) ? mark : `${mark} `
}

// --- numbered lists of HTML ---

const DIGITS = "零一二三四五六七八九"

/** 1 to 99 as a Chinese numeral; the number itself beyond. */
function chinese(value) {
  if (value < 1 || value > 99) return String(value)
  const [tens, ones] = [Math.floor(value / 10), value % 10]
  return (tens > 1 ? DIGITS[tens] : "") + (tens ? "十" : "") + (ones ? DIGITS[ones] : "")
}

/** 1, 2, … 26, 27 as a, b, … z, aa. */
function letters(value) {
  let [rest, written] = [value, ""]
  for (; rest > 0; rest = Math.floor((rest - 1) / 26)) written = String.fromCharCode(97 + ((rest - 1) % 26)) + written
  return written
}

const ROMAN = [[1000, "m"], [900, "cm"], [500, "d"], [400, "cd"], [100, "c"], [90, "xc"], [50, "l"], [40, "xl"],
  [10, "x"], [9, "ix"], [5, "v"], [4, "iv"], [1, "i"]]

function roman(value) {
  let [rest, written] = [value, ""]
  for (const [worth, sign] of ROMAN) for (; rest >= worth; rest -= worth) written += sign
  return written
}

const KINDS = {
  a: (value) => `${letters(value)}. `,
  A: (value) => `${letters(value).toUpperCase()}. `,
  i: (value) => `${roman(value)}. `,
  I: (value) => `${roman(value).toUpperCase()}. `,
  chinese: (value) => `${chinese(value)}、`,
  1: (value) => `${value}. `,
}
const TYPES = {
  "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A", "lower-roman": "i", "upper-roman": "I",
  "cjk-ideographic": "chinese", "simp-chinese-informal": "chinese", "trad-chinese-informal": "chinese",
  "simp-chinese-formal": "chinese",
}

function kindOf(list, item) {
  const styled = [item, list].map((one) => /list-style(?:-type)?:\s*([a-z-]+)/i.exec(one.getAttribute("data-was-style") ?? "")?.[1])
  const named = TYPES[(styled[0] ?? styled[1])?.toLowerCase()]
  const type = item.getAttribute("data-was-type") ?? list.getAttribute("data-was-type")
  return KINDS[named ?? type] ?? KINDS[1]
}

function valueOf(list, item) {
  const items = [...list.children].filter((one) => one.tagName === "LI")
  let value = Number.parseInt(list.getAttribute("start"), 10)
  if (Number.isNaN(value)) value = 1
  for (const one of items) {
    const set = Number.parseInt(one.getAttribute("data-was-value"), 10)
    if (!Number.isNaN(set)) value = set
    if (one === item) break
    value += 1
  }
  return value
}

/** "2. " for the second item of a numbered list: in a speech the ordinal is part of the text.  "" for other elements. */
export function listNumber(item) {
  const list = item.parentElement
  if (item.tagName !== "LI" || list?.tagName !== "OL") return ""
  // Where Word or WPS wrote the number itself it is not written twice.
  if ([...item.querySelectorAll("[data-was-style]")].some(isListMark)) return ""
  return kindOf(list, item)(valueOf(list, item))
}
