/**
 * Turns the document into another one by changing only what differs, so that the caret stays where it was.
 */

import { pm } from "django-prose-editor/editor"

import { withParagraph } from "sidian/editor/paper"

const { closeHistory } = pm.history

/** The document that `content` (ProseMirror JSON) stands for. */
export function documentOf(editor, content) {
  return editor.schema.nodeFromJSON(withParagraph(content))
}

function difference(state, doc) {
  const start = state.doc.content.findDiffStart(doc.content)
  if (start === null) return null
  const { a, b } = state.doc.content.findDiffEnd(doc.content)
  // Where a repeated stretch is taken out, the two ends meet before the start.
  const overlap = Math.max(0, start - Math.min(a, b))
  const transaction = state.tr.replace(start, a + overlap, doc.slice(start, b + overlap))
  return transaction.doc.eq(doc) ? transaction : state.tr.replaceWith(0, state.doc.content.size, doc.content)
}

/** Make the document that of `content`: one step to undo where it is the person's own choice, else none. */
export function changeInto(editor, content, { undoable }) {
  const transaction = difference(editor.state, documentOf(editor, content))
  if (!transaction) return
  if (!undoable) return void editor.view.dispatch(transaction.setMeta("addToHistory", false))
  editor.view.dispatch(closeHistory(transaction))
  editor.view.dispatch(closeHistory(editor.state.tr))
}
