/**
 * The points' lengths as bars, each against its fair share.
 */

import { timeInWords } from "sidian/editor/counts"
import { element, number, part } from "sidian/editor/dom"

/** 第三点超出 2分10秒, or that it is neither long nor short. */
function words({ numeral, number: place, over, is_far: isFar }, rate) {
  const values = { numeral, number: place, time: timeInWords(Math.abs(over), rate) }
  if (!isFar) return interpolate(gettext("第%(numeral)s点长短适中"), values, true)
  return interpolate(over > 0 ? gettext("第%(numeral)s点超出 %(time)s") : gettext("第%(numeral)s点不足 %(time)s"), values, true)
}

function bar({ characters, share }, longest) {
  const shown = element("span", { className: "balance-bar", "aria-hidden": "true" }, element("i"), element("b"))
  // Set by script, which the page's policy allows, and not as an attribute.
  shown.style.setProperty("--length", characters / longest)
  shown.style.setProperty("--share", share / longest)
  return shown
}

function item(point, { rate, longest, isAlone, onJump }) {
  const length = interpolate(gettext("%(count)s 字"), { count: number(point.characters) }, true)
  const button = element("button", { type: "button", title: point.label },
    element("span", { className: "balance-label" }, point.label),
    element("span", { className: "num mute" }, length),
    bar(point, longest),
    ...(isAlone ? [] : [element("span", { className: "balance-words" }, words(point, rate))]))
  button.addEventListener("click", () => onJump(point.key))
  const state = !point.is_far || isAlone ? "even" : point.over > 0 ? "over" : "under"
  return element("li", { "data-balance": state }, button)
}

/** Show `points` of what the server says of a text; `onJump(key)` goes to a point's paragraph. */
export function showBalance({ points, rate, goal }, onJump) {
  const longest = Math.max(1, ...points.map((point) => Math.max(point.characters, point.share)))
  // One point is as long as the average of all, whatever it says.
  const options = { rate, longest, isAlone: points.length === 1 && goal === null, onJump }
  part("balance").replaceChildren(...points.map((point) => item(point, options)))
  part("balance-empty").hidden = points.length > 0
  part("balance-help").hidden = points.length === 0
}
