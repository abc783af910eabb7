/**
 * Two documents side by side, paragraph by paragraph: only those that differ.
 */

import { element } from "sidian/editor/dom"

function paragraphs(content) {
  const texts = new Map()
  for (const { attrs, content: runs = [] } of content.content ?? []) {
    texts.set(attrs?.key ?? Symbol("no key"), runs.map((run) => run.text ?? "").join(""))
  }
  return texts
}

/** [text of `one` or null, text of `other` or null] for each paragraph that differs, in the order of `other`. */
export function differences(one, other) {
  const before = paragraphs(one)
  const after = paragraphs(other)
  const changed = [...after].filter(([key, text]) => before.get(key) !== text)
  const gone = [...before].filter(([key]) => !after.has(key))
  return [...changed.map(([key, text]) => [before.get(key) ?? null, text]), ...gone.map(([, text]) => [text, null])]
}

/** A list of the differences; `oneName` and `otherName` say whose text is whose. */
export function differenceList(one, other, oneName, otherName) {
  const found = differences(one, other)
  if (!found.length) return [element("p", { className: "mute" }, gettext("文字相同，只有样式或加粗不同。"))]
  const side = (name, text) => [element("dt", {}, name),
    element("dd", { lang: "zh-Hans", className: text ? "" : "mute" }, text || gettext("（没有这一段）"))]
  return found.map(([mine, theirs]) => element("dl", {}, ...side(oneName, mine), ...side(otherName, theirs)))
}
