/**
 * Folding: what counts as the same while searching.  A folded text has as many code units as the text itself, so a
 * place found in one is the same place in the other.
 */

// The half-width forms of Chinese marks (U+FF61 to FF65) and signs (U+FFE0 to FFE6) with what they are the half of.
const PAIRS = {
  "\u3000": " ", "\u00a0": " ", "。": "｡", "「": "｢", "」": "｣", "、": "､", "・": "･",
  "￠": "¢", "￡": "£", "￢": "¬", "￣": "¯", "￤": "¦", "￥": "¥", "￦": "₩",
  // One key of a Chinese keyboard gives these, the same key of a western one gives those.
  "“": '"', "”": '"', "‘": "'", "’": "'", "＂": '"', "＇": "'",
}
const WIDE = new RegExp(`[\uff01-\uff5e${Object.keys(PAIRS).join("")}]`, "g")

/** Full-width forms (U+FF01 to FF5E: ！ to ～) lie 0xFEE0 above the ASCII signs that they stand for. */
const STEP = 0xfee0

function narrow(character) {
  return PAIRS[character] ?? String.fromCharCode(character.charCodeAt(0) - STEP)
}

/** Lower case; a letter whose lower case is longer (İ) stays as it is. */
function lowered(text) {
  const lower = text.toLowerCase()
  if (lower.length === text.length) return lower
  return Array.from(text, (one) => (one.toLowerCase().length === one.length ? one.toLowerCase() : one)).join("")
}

/** `text` as it is compared: with `width`, full and half width differ; with `letterCase`, capital and small. */
export function folded(text, { width = false, letterCase = false } = {}) {
  const narrowed = width ? text : text.replace(WIDE, narrow)
  return letterCase ? narrowed : lowered(narrowed)
}

/** Where `words` stand in `text`, one after the other and not overlapping: [[start, end], …]. */
export function placesOf(words, text, options) {
  const [wanted, searched] = [folded(words, options), folded(text, options)]
  const places = []
  if (!wanted) return places
  for (let start = searched.indexOf(wanted); start >= 0; start = searched.indexOf(wanted, start + wanted.length)) {
    places.push([start, start + wanted.length])
  }
  return places
}
