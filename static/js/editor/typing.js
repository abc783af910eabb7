/**
 * What the keys do beyond inserting text: Enter, Backspace and Delete between paragraphs, styles by shortcut.
 */

import { Extension, pm } from "django-prose-editor/editor"

import { freshKey } from "sidian/editor/keys"
import { BODY, styleAfter } from "sidian/editor/styles"

const { TextSelection } = pm.state

/** Give every paragraph that the selection touches `style`. */
export function setStyle(state, dispatch, style) {
  const transaction = state.tr
  const { from, to } = state.selection
  state.doc.nodesBetween(from, to, (node, position) => {
    if (node.isTextblock && node.attrs.style !== style) transaction.setNodeAttribute(position, "style", style)
    return false
  })
  dispatch(transaction)
  return true
}

/** Split at the caret; the key stays with the text it stands for, so at the start the new paragraph goes above. */
function splitParagraph(state, dispatch) {
  const transaction = state.tr.deleteSelection()
  const { $from } = transaction.selection
  const { parent } = $from
  if ($from.parentOffset === 0 && parent.content.size > 0) {
    transaction.insert($from.before(), parent.type.create({ key: freshKey(), style: parent.attrs.style }))
  } else {
    const atEnd = $from.parentOffset === parent.content.size
    const style = atEnd ? styleAfter(parent.attrs.style) : parent.attrs.style
    transaction.split($from.pos, 1, [{ type: parent.type, attrs: { key: freshKey(), style } }])
  }
  const marks = state.storedMarks ?? state.selection.$from.marks()
  dispatch(transaction.ensureMarks(marks).scrollIntoView())
  return true
}

/** Delete `node` at `position`, an empty paragraph beside the caret, so that the other one keeps its style and key. */
function removeParagraph(state, dispatch, position, node) {
  dispatch(state.tr.delete(position, position + node.nodeSize).scrollIntoView())
  return true
}

function backspace(state, dispatch) {
  const { $from, empty } = state.selection
  if (!empty || $from.parentOffset > 0 || $from.depth !== 1) return false
  const index = $from.index(0)
  const before = index > 0 ? state.doc.child(index - 1) : null
  if (before?.content.size === 0) return removeParagraph(state, dispatch, $from.before() - before.nodeSize, before)
  // At the very top there is nothing to join with: the style is taken back first.
  if (!before && $from.parent.attrs.style !== BODY && $from.parent.content.size === 0) {
    return setStyle(state, dispatch, BODY)
  }
  return false
}

function deleteForward(state, dispatch) {
  const { $from, empty } = state.selection
  const isLast = $from.index(0) === state.doc.childCount - 1
  if (!empty || $from.depth !== 1 || $from.parent.content.size > 0 || isLast) return false
  const transaction = state.tr.delete($from.before(), $from.after())
  transaction.setSelection(TextSelection.near(transaction.doc.resolve($from.before())))
  dispatch(transaction.scrollIntoView())
  return true
}

export const Typing = Extension.create({
  name: "typing",
  priority: 2000,

  addOptions() {
    return { onSave: () => undefined }
  },

  addKeyboardShortcuts() {
    const run = (command, ...more) => () => command(this.editor.state, this.editor.view.dispatch, ...more)
    const levels = [1, 2, 3, 4].map((level) => [`Mod-Alt-${level}`, run(setStyle, `heading-${level}`)])
    return {
      Enter: run(splitParagraph),
      "Shift-Enter": run(splitParagraph),
      "Mod-Enter": run(splitParagraph),
      Backspace: run(backspace),
      Delete: run(deleteForward),
      "Mod-Alt-0": run(setStyle, BODY),
      ...Object.fromEntries(levels),
      "Mod-s": () => {
        this.options.onSave()
        return true
      },
    }
  },
})
