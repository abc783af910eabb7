/**
 * The title's lines: broken on the paper where the Word file and the PDF break them.
 */

import { Extension, pm } from "django-prose-editor/editor"

const { Plugin, PluginKey } = pm.state
const { Decoration, DecorationSet } = pm.view

const lines = new PluginKey("titleLines")

/**
 * A mark on the character before each break; the style sheet ends the line behind it, so the text stays one run for the
 * caret and for input methods.  `titles` has the lines of each title paragraph by its key; one whose text has changed
 * since keeps what it has until the next answer.
 */
function breaksOf(doc, titles) {
  const spans = []
  doc.forEach((node, position) => {
    const known = titles[node.attrs.key]
    if (node.attrs.style !== "title" || !known || known.join("") !== node.textContent) return
    let end = position + 1
    for (const line of known.slice(0, -1)) {
      end += line.length
      spans.push(Decoration.inline(end - 1, end, { class: "line-end" }))
    }
  })
  return DecorationSet.create(doc, spans)
}

export const TitleLines = Extension.create({
  name: "titleLines",

  addProseMirrorPlugins() {
    return [
      new Plugin({
        key: lines,
        state: {
          init: () => DecorationSet.empty,
          apply(transaction, before) {
            const titles = transaction.getMeta(lines)
            return titles ? breaksOf(transaction.doc, titles) : before.map(transaction.mapping, transaction.doc)
          },
        },
        props: { decorations: (state) => lines.getState(state) },
      }),
    ]
  },
})

/** Break the titles of `editor` as the server says; not while an input method is at work, whose elements stay. */
export function showTitleLines(editor, titles) {
  if (editor.view.composing) return
  editor.view.dispatch(editor.state.tr.setMeta(lines, titles).setMeta("addToHistory", false))
}
