/**
 * The toolbar: undo, redo, style, bold.  One stop for Tab; the arrow keys walk along it.
 */

import { pm } from "django-prose-editor/editor"

import { BODY } from "sidian/editor/styles"
import { setStyle } from "sidian/editor/typing"

const { undoDepth, redoDepth } = pm.history

/** The one style of the selected paragraphs, or "" where there are several. */
function selectedStyle({ doc, selection }) {
  const styles = new Set()
  doc.nodesBetween(selection.from, selection.to, (node) => {
    if (node.isTextblock) styles.add(node.attrs.style)
    return !node.isTextblock
  })
  return styles.size === 1 ? [...styles][0] : ""
}

function walk(toolbar, event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
  const items = [...toolbar.querySelectorAll("button, select")]
  const ends = { Home: items[0], End: items.at(-1) }
  const place = items.indexOf(document.activeElement)
  const next = step ? items[(place + step + items.length) % items.length] : ends[event.key]
  if (!next || place < 0) return
  event.preventDefault()
  for (const item of items) item.tabIndex = item === next ? 0 : -1
  next.focus()
}

export function connectToolbar(toolbar, editor) {
  const select = toolbar.querySelector("select")
  const buttons = Object.fromEntries([...toolbar.querySelectorAll("[data-command]")].map((one) => [one.dataset.command, one]))
  const commands = { undo: "undo", redo: "redo", bold: "toggleBold" }

  function refresh() {
    const style = selectedStyle(editor.state)
    if (select.value !== style) select.value = style
    buttons.bold.setAttribute("aria-pressed", String(editor.isActive("bold")))
    // Not `disabled`: a button that loses the focus under the finger is lost to the keyboard.
    buttons.undo.setAttribute("aria-disabled", String(undoDepth(editor.state) === 0))
    buttons.redo.setAttribute("aria-disabled", String(redoDepth(editor.state) === 0))
  }

  for (const [name, button] of Object.entries(buttons)) {
    button.addEventListener("mousedown", (event) => event.preventDefault())
    button.addEventListener("click", () => editor.chain().focus()[commands[name]]().run())
  }
  select.addEventListener("change", () => {
    setStyle(editor.state, editor.view.dispatch, select.value || BODY)
    editor.commands.focus()
  })
  toolbar.addEventListener("keydown", (event) => walk(toolbar, event))
  for (const item of toolbar.querySelectorAll("button, select")) item.disabled = false
  editor.on("transaction", refresh)
  refresh()
}
