/**
 * Pages as SVG elements.  The outlines of glyphs stand once in a shelf of the page; a drawing only places them.
 *
 * What is parsed here the server has drawn: glyphs by number and coordinates, no text of anybody's.
 */

import { element } from "sidian/editor/dom"

const SVG = "http://www.w3.org/2000/svg"

function parse(markup) {
  return document.importNode(new DOMParser().parseFromString(markup, "image/svg+xml").documentElement, true)
}

function rectangle([, x, y, width, height]) {
  const made = document.createElementNS(SVG, "rect")
  for (const [name, value] of Object.entries({ x, y, width, height })) made.setAttribute(name, value)
  return made
}

export class Drawings {
  constructor(shelf) {
    this.shelf = shelf
    this.glyphs = new Set()
  }

  /** Keep `markup`, a row of symbols. */
  addGlyphs(markup) {
    for (const symbol of [...parse(`<svg xmlns="${SVG}">${markup}</svg>`).children]) {
      this.glyphs.add(symbol.id)
      this.shelf.append(symbol)
    }
  }

  /** The list item that shows `drawing`, or a copy of what `earlier` shows. */
  page(drawing, earlier) {
    const svg = drawing ? parse(drawing) : earlier.querySelector("svg").cloneNode(true)
    svg.removeAttribute("width")
    svg.removeAttribute("height")
    svg.setAttribute("role", "img")
    return element("li", {}, svg)
  }
}

/** Mark the lines of paragraph `key` on `page`; with no such line, none. */
export function markLines(page, lines, key) {
  page.querySelector(".marked")?.remove()
  const found = lines.filter((line) => line[0] === key)
  if (!found.length) return
  const group = document.createElementNS(SVG, "g")
  group.setAttribute("class", "marked")
  group.append(...found.map(rectangle))
  page.querySelector("svg").firstElementChild.after(group)
}

/** The key of the paragraph under the pointer of `event` on `page`, or null beside the text. */
export function keyAt(event, page, lines, size) {
  const box = page.getBoundingClientRect()
  const x = ((event.clientX - box.left) / box.width) * size.width
  const y = ((event.clientY - box.top) / box.height) * size.height
  const row = lines.filter(([, , top, , height]) => top <= y && y < top + height)
  const away = ([, left, , width]) => Math.max(left - x, x - left - width, 0)
  row.sort((one, other) => away(one) - away(other))
  return row[0]?.[0] ?? null
}
