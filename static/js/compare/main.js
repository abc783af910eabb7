/**
 * From one change to the next: buttons, and the keys n and p.  Without this script the page shows everything all the
 * same; the buttons, which would do nothing then, stay hidden.
 */

const changes = [...document.querySelectorAll("[data-change]")]
const buttons = [...document.querySelectorAll("[data-step]")]
const count = document.querySelector('[data-part="step-count"]')
let current = -1

/** Typing a text is not asking for the next change; neither is a shortcut of the browser. */
function isTyping(event) {
  return event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select")
}

function go(step) {
  if (!changes.length) return
  changes[current]?.classList.remove("change-current")
  current = current < 0 && step < 0 ? changes.length - 1 : (current + step + changes.length) % changes.length
  const change = changes[current]
  change.classList.add("change-current")
  change.focus({ preventScroll: true })
  change.scrollIntoView({ block: "start" })
  count.textContent = interpolate(gettext("第 %(number)s 处，共 %(all)s 处"), { number: current + 1, all: changes.length }, true)
}

function start() {
  if (!buttons.length) return
  for (const button of buttons) button.addEventListener("click", () => go(Number(button.dataset.step)))
  for (const part of document.querySelectorAll('[data-part="steps"], [data-part="step-hint"]')) part.hidden = false
  document.addEventListener("keydown", (event) => {
    if (isTyping(event) || !["n", "p"].includes(event.key.toLowerCase())) return
    event.preventDefault()
    go(event.key.toLowerCase() === "n" ? 1 : -1)
  })
}

start()
