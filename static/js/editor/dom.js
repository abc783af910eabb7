/**
 * Small helpers to build and find elements.
 */

/** An element with properties and children; text children are text, never markup. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (name in made && !name.startsWith("aria")) made[name] = value
    else made.setAttribute(name, value)
  }
  made.append(...children)
  return made
}

/** The element with the attribute `data-part="name"`. */
export function part(name) {
  return document.querySelector(`[data-part="${name}"]`)
}

/** The data that the page carries in <script type="application/json" id="…">. */
export function readData(id) {
  return JSON.parse(document.getElementById(id).textContent)
}

export function number(value) {
  return new Intl.NumberFormat(document.documentElement.lang).format(value)
}

/** `time` as the office's clocks show it, which the other pages and the files go by too. */
export function clock(time) {
  return formatted(time, { hour: "2-digit", minute: "2-digit", hour12: false })
}

export function dateAndTime(time) {
  return formatted(time, { dateStyle: "long", timeStyle: "short" })
}

function formatted(time, style) {
  const timeZone = part("room")?.dataset.timeZone
  return new Intl.DateTimeFormat(document.documentElement.lang, { ...style, timeZone }).format(new Date(time))
}
