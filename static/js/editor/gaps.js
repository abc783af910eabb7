/**
 * Gap marks （待填：…）: found in the text, marked on the paper, listed beside it.
 */

import { Extension, pm } from "django-prose-editor/editor"

import { SETTLE } from "sidian/editor/keys"

const { Plugin, PluginKey } = pm.state
const { Decoration, DecorationSet } = pm.view

const GAP = /（待填：([^（）]*)）/g
const marks = new PluginKey("gapMarks")

/** How many characters around a gap tell it from another of the same name. */
const AROUND = 8

/** The gaps of `doc` in reading order: {label, before, after, from, to}. */
export function gapsOf(doc) {
  const found = []
  doc.forEach((node, position) => {
    const text = node.textContent
    for (const match of text.matchAll(GAP)) {
      const [start, end] = [match.index, match.index + match[0].length]
      const [before, after] = [text.slice(Math.max(start - AROUND, 0), start), text.slice(end, end + AROUND)]
      found.push({ label: match[1], before, after, from: position + 1 + start, to: position + 1 + end })
    }
  })
  return found
}

function marksOf(doc) {
  const spans = gapsOf(doc).map(({ from, to }) => Decoration.inline(from, to, { nodeName: "mark", class: "gap" }))
  return DecorationSet.create(doc, spans)
}

export const GapMarks = Extension.create({
  name: "gapMarks",

  addProseMirrorPlugins() {
    return [
      new Plugin({
        key: marks,
        state: {
          init: (config, state) => marksOf(state.doc),
          apply(transaction, before) {
            if (transaction.getMeta(SETTLE)) return marksOf(transaction.doc)
            if (!transaction.docChanged) return before
            // While an input method composes, the elements around the caret stay as they are.
            if (transaction.getMeta("composition")) return before.map(transaction.mapping, transaction.doc)
            return marksOf(transaction.doc)
          },
        },
        props: { decorations: (state) => marks.getState(state) },
      }),
    ]
  },
})
