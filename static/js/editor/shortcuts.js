/**
 * The keys that work everywhere on the page, the buttons that do the same, and the sheet that lists them all.
 */

import { part } from "sidian/editor/dom"

const MAC_SIGNS = { Ctrl: "⌘", Alt: "⌥", Shift: "⇧", Enter: "↩", Delete: "⌦", Esc: "⎋" }
const isMac = /mac/i.test(navigator.userAgentData?.platform ?? navigator.platform)

/** Whether `node` takes typed characters, so that ? is a question mark there. */
function takesText(node) {
  return node.isContentEditable || node.matches("textarea, select, input:not([type=checkbox])")
}

/** The name of the shortcut that `event` presses, or "". */
function pressed(event) {
  const { altKey, ctrlKey, metaKey, shiftKey, code } = event
  const mod = isMac ? metaKey && !ctrlKey : ctrlKey && !metaKey
  const letter = event.key.toLowerCase()
  if (mod && !altKey && !shiftKey && letter === "s") return "save"
  if (mod && !altKey && !shiftKey && letter === "f") return "find"
  if (mod && !shiftKey && (isMac ? altKey && code === "KeyF" : !altKey && letter === "h")) return "replace"
  if (mod && !altKey && (letter === "/" || code === "Slash")) return "sheet"
  if (event.key === "F3" && !mod && !altKey) return shiftKey ? "previous" : "next"
  if (event.key === "?" && !mod && !altKey && !takesText(event.target)) return "sheet"
  const moves = shiftKey && !metaKey && (isMac ? ctrlKey && !altKey : altKey && !ctrlKey)
  return (moves && event.target.isContentEditable && { ArrowUp: "up", ArrowDown: "down" }[event.key]) || ""
}

function showSheet() {
  const sheet = part("shortcuts")
  if (!sheet.open) sheet.showModal()
}

/** On a Mac the keys have other names. */
function writeKeys() {
  for (const key of document.querySelectorAll(".shortcuts kbd")) {
    key.textContent = key.dataset.mac ?? MAC_SIGNS[key.textContent] ?? key.textContent
  }
}

/** Move the point or sub-point in which the caret stands; the caret goes along. */
async function movePoint(editor, { outline, structure }, step) {
  const { from } = editor.state.selection
  const section = outline.sectionAt(from)
  if (section?.point === undefined) return
  const inside = from - outline.positionOf(section)
  const place = section.place + (step === "up" ? -1 : 1)
  await structure.command(step, section)
  const moved = outline.sections.find((one) => one.row === section.row && one.place === place)
  const start = moved && outline.positionOf(moved)
  if (start !== null && start !== undefined) editor.commands.setTextSelection(start + inside)
}

/** Connect the page's keys and tool buttons.  `parts` holds finding, naming, outline and structure. */
export function connectShortcuts(editor, parts) {
  const commands = {
    save: () => parts.naming.save(),
    find: () => parts.finding.open(),
    replace: () => parts.finding.open({ replacing: true }),
    next: () => parts.finding.step(1),
    previous: () => parts.finding.step(-1),
    up: () => movePoint(editor, parts, "up"),
    down: () => movePoint(editor, parts, "down"),
    sheet: showSheet,
  }
  document.addEventListener("keydown", (event) => {
    const name = event.defaultPrevented ? "" : pressed(event)
    const inDialog = document.querySelector("dialog[open]") !== null && name !== "save"
    // Ctrl+F once more, with the focus in our own field, is for the browser's search.
    const isAgain = name === "find" && event.target === part("find").elements.words
    if (!name || inDialog || isAgain) return
    event.preventDefault()
    // While an input method composes, the key belongs to it; only the browser's own saving is kept away.
    if (!event.isComposing || name === "save") commands[name]()
  })
  for (const button of document.querySelectorAll("[data-tool]")) {
    button.addEventListener("click", () => commands[button.dataset.tool]())
  }
  if (isMac) writeKeys()
}
