/**
 * The matches of a search: found in the text, marked on the paper by decorations, which never change the document.
 */

import { Extension, pm } from "django-prose-editor/editor"

import { placesOf } from "sidian/editor/folding"
import { SETTLE } from "sidian/editor/keys"

const { Plugin, PluginKey } = pm.state
const { Decoration, DecorationSet } = pm.view

const key = new PluginKey("matches")
const NOTHING = { words: "", options: {}, found: [], current: -1, marks: DecorationSet.empty }

/** So many matches on either side of the current one are marked; thousands of marks would make typing slow. */
const MARKED = 400

/** The matches of `words` in `doc`, in reading order: {from, to}.  None goes from one paragraph into the next. */
export function matchesOf(doc, words, options) {
  const found = []
  if (!words) return found
  doc.forEach((node, position) => {
    for (const [start, end] of placesOf(words, node.textContent, options)) {
      found.push({ from: position + 1 + start, to: position + 1 + end })
    }
  })
  return found
}

function marksOf(doc, found, current) {
  const first = Math.max(current - MARKED, 0)
  const marks = found.slice(first, Math.max(current, 0) + MARKED).map(({ from, to }, index) =>
    Decoration.inline(from, to, { class: first + index === current ? "match is-current" : "match" }))
  return DecorationSet.create(doc, marks)
}

/** The first match at or behind `position`, else the first of all; -1 where there is none. */
function matchFrom(found, position) {
  const place = found.findIndex(({ from }) => from >= position)
  return place < 0 && found.length ? 0 : place
}

function search(doc, words, options, position) {
  const found = matchesOf(doc, words, options)
  const current = matchFrom(found, position)
  return { words, options, found, current, marks: marksOf(doc, found, current) }
}

/** The search after the text was changed: the current match stays the one that it was, or the next. */
function searchAgain(transaction, before) {
  const position = before.found[before.current] ? transaction.mapping.map(before.found[before.current].from, -1) : 0
  return search(transaction.doc, before.words, before.options, position)
}

function mapped(transaction, before) {
  const { mapping, doc } = transaction
  const found = before.found.map(({ from, to }) => ({ from: mapping.map(from, 1), to: mapping.map(to, -1) }))
  return { ...before, found, marks: before.marks.map(mapping, doc) }
}

function apply(transaction, before) {
  const asked = transaction.getMeta(key)
  if (asked?.words !== undefined) return search(transaction.doc, asked.words, asked.options, asked.position)
  if (asked) return { ...before, current: asked.current, marks: marksOf(transaction.doc, before.found, asked.current) }
  if (!before.words) return before
  // While an input method composes, the elements around the caret stay as they are; the search is done again after.
  if (transaction.getMeta("composition")) return transaction.docChanged ? mapped(transaction, before) : before
  return transaction.docChanged || transaction.getMeta(SETTLE) ? searchAgain(transaction, before) : before
}

export const Matches = Extension.create({
  name: "matches",

  addProseMirrorPlugins() {
    const props = { decorations: (state) => key.getState(state).marks }
    return [new Plugin({ key, state: { init: () => NOTHING, apply }, props })]
  },
})

/** {words, found, current} of the search in `state`; `current` is an index in `found`, or -1. */
export function searchOf(state) {
  return key.getState(state)
}

/** Look for `words`; the first match at or behind `position` is the current one.  No words: no search. */
export function startSearch(transaction, words, options, position) {
  return transaction.setMeta(key, { words, options, position })
}

/** Make match number `current` the current one. */
export function moveSearch(transaction, current) {
  return transaction.setMeta(key, { current })
}
