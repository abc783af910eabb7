/**
 * One sentence about what was just done, over the lower edge of the page for a while.
 */

import { element, part } from "sidian/editor/dom"

const SHOWN_FOR = 8000
let timer = null

function hide() {
  clearTimeout(timer)
  part("told").hidden = true
}

export function tell(sentence) {
  const box = part("told")
  const close = element("button", { type: "button", className: "link" }, gettext("知道了"))
  close.addEventListener("click", hide)
  box.replaceChildren(element("p", {}, sentence), close)
  box.hidden = false
  clearTimeout(timer)
  timer = setTimeout(hide, SHOWN_FOR)
}
