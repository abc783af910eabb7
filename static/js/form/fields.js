/**
 * What each field does by itself: grows with its text, counts near its limit, opens a calendar, shows what is wrong.
 */

const NEAR = 0.8

function showCount(input) {
  const counter = input.closest("[data-field]")?.querySelector("[data-counter]")
  const longest = Number(input.dataset.longest)
  if (!counter || !longest) return
  const length = input.value.trim().length
  counter.hidden = length < longest * NEAR
  counter.classList.toggle("over", length > longest)
  const words = length > longest ? gettext("超出 %(count)s 字") : gettext("还可写 %(count)s 字")
  counter.textContent = interpolate(words, { count: Math.abs(longest - length) }, true)
}

/** For browsers that cannot size a field to its content by a style rule. */
function grow(input) {
  if (input.tagName !== "TEXTAREA" || CSS.supports("field-sizing", "content")) return
  input.style.setProperty("height", "auto")
  input.style.setProperty("height", `${input.scrollHeight + 2}px`)
}

/** The day as a date input holds it, or "" where `text` is none; the server reads the same forms. */
export function isoDate(text) {
  const found = text.trim().match(/^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$/)
  if (!found) return ""
  const [, year, month, day] = found
  return `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`
}

function openCalendar(picker) {
  const input = picker.closest(".date-entry").querySelector("[data-longest]")
  picker.value = isoDate(input.value)
  picker.showPicker?.()
}

function takeDay(picker) {
  const input = picker.closest(".date-entry").querySelector("[data-longest]")
  if (!picker.value) return
  input.value = picker.value
  input.dispatchEvent(new Event("input", { bubbles: true }))
}

/** Counters and sizes of all fields in `part`, which was just put into the page. */
export function prepareFields(part) {
  for (const input of part.querySelectorAll("[data-longest]")) {
    showCount(input)
    grow(input)
  }
}

export function connectFields(form) {
  form.addEventListener("input", ({ target }) => {
    showCount(target)
    grow(target)
  })
  form.addEventListener("click", ({ target }) => target.matches("[data-picker]") && openCalendar(target))
  form.addEventListener("change", ({ target }) => target.matches("[data-picker]") && takeDay(target))
  prepareFields(form)
}

/** The element that the server means by the name of an input: the answer's own, or the list's. */
export function holderOf(form, name) {
  return form.querySelector(`[data-field="${CSS.escape(name)}"]`)
}

/** How to scroll: at once where less motion is asked for. */
export function scrolling() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth"
}

/** Put the caret where the answer `name` is typed; for a list on the button that adds to it. */
export function focusField(form, name) {
  const holder = holderOf(form, name)
  const target = holder?.querySelector(":scope > [data-add], [data-longest], :scope > select")
  target?.focus({ preventScroll: true })
  holder?.scrollIntoView({ block: "center", behavior: scrolling() })
}

/** Show the server's `problems` beside their fields, and nothing beside all others. */
export function showProblems(form, problems) {
  const told = new Map(problems.map((problem) => [problem.field, problem.message]))
  for (const holder of form.querySelectorAll("[data-field]")) {
    const line = holder.querySelector(":scope > [data-problem]")
    const message = told.get(holder.dataset.field) ?? ""
    if (line.textContent !== message) line.textContent = message
    line.hidden = !message
    const input = holder.querySelector(":scope [data-longest], :scope > select")
    if (holder.hasAttribute("data-list") || !input) continue
    if (message) input.setAttribute("aria-invalid", "true")
    else input.removeAttribute("aria-invalid")
  }
}
