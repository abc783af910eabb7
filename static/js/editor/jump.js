/**
 * Going to a place of the text: the caret is set there, the paper scrolls, the paper has the focus.
 */

import { pm } from "django-prose-editor/editor"

const { TextSelection } = pm.state
const MARGIN = 24

/** Where paragraph `key` begins in `doc`, or null: {node, position}. */
export function findParagraph(doc, key) {
  let found = null
  doc.forEach((node, position) => {
    if (node.attrs.key === key) found = { node, position }
  })
  return found
}

/** Select `from` to `to` and bring it near the top of `desk`. */
export function goTo(editor, desk, from, to = from) {
  const selection = TextSelection.create(editor.state.doc, from, to)
  editor.view.dispatch(editor.state.tr.setSelection(selection))
  editor.view.focus()
  const top = editor.view.coordsAtPos(from).top - desk.getBoundingClientRect().top
  desk.scrollTo({ top: desk.scrollTop + top - MARGIN })
}
