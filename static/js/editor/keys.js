/**
 * Paragraph keys: every paragraph has one, no two share one.  What is new, split off or pasted gets a fresh one; what
 * was cut and pasted keeps its own, so that its history follows it.
 */

import { Extension, pm } from "django-prose-editor/editor"

const { Plugin, PluginKey } = pm.state
const { Fragment, Slice } = pm.model

/** The meta under which an empty transaction asks every plugin to catch up after a composition. */
export const SETTLE = "settle"

const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"

/** A key of 14 random characters: 72 bits, so two windows never meet. */
export function freshKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(14))
  return "e" + Array.from(bytes, (byte) => LETTERS[byte % LETTERS.length]).join("")
}

/** A transaction that gives fresh keys where one is missing or taken, or null where all is well. */
function repairKeys(state) {
  const seen = new Set()
  const transaction = state.tr
  state.doc.forEach((node, position) => {
    if (!node.attrs.key || seen.has(node.attrs.key)) transaction.setNodeAttribute(position, "key", freshKey())
    else seen.add(node.attrs.key)
  })
  return transaction.docChanged ? transaction.setMeta("addToHistory", false) : null
}

/** `slice` without the keys that the document still holds: those paragraphs were copied, not moved. */
function withoutTakenKeys(slice, doc) {
  const taken = new Set()
  doc.forEach((node) => taken.add(node.attrs.key))
  const nodes = []
  slice.content.forEach((node) => {
    const copied = node.isTextblock && taken.has(node.attrs.key)
    nodes.push(copied ? node.type.create({ ...node.attrs, key: null }, node.content, node.marks) : node)
  })
  return new Slice(Fragment.fromArray(nodes), slice.openStart, slice.openEnd)
}

export const FreshKeys = Extension.create({
  name: "freshKeys",

  addProseMirrorPlugins() {
    const { editor } = this
    return [
      new Plugin({
        key: new PluginKey("freshKeys"),
        appendTransaction(transactions, before, after) {
          // An input method owns the text while it composes: any change would break it off.  It settles afterwards.
          const settling = transactions.some((transaction) => transaction.getMeta(SETTLE))
          if (!settling && (editor.view.composing || transactions.some((one) => one.getMeta("composition")))) return null
          return settling || transactions.some((transaction) => transaction.docChanged) ? repairKeys(after) : null
        },
        props: {
          transformPasted(slice, view) {
            return view.dragging ? slice : withoutTakenKeys(slice, view.state.doc)
          },
          handleDOMEvents: {
            compositionend(view) {
              // ProseMirror reads the composed text in the ticks that follow; only then is the document its own.
              setTimeout(() => {
                if (!view.isDestroyed && !view.composing) view.dispatch(view.state.tr.setMeta(SETTLE, true))
              }, 60)
              return false
            },
          },
        },
      }),
    ]
  },
})
