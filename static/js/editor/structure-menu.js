/**
 * The menu of one item of the outline.
 */

import { part } from "sidian/editor/dom"

const GAP = 4

export class StructureMenu {
  /** `onChoose(command, section)` is told what was chosen. */
  constructor(onChoose) {
    this.menu = part("structure-menu")
    this.items = [...this.menu.querySelectorAll("[data-structure]")]
    this.opener = null
    this.menu.addEventListener("click", (event) => {
      const item = event.target.closest("[data-structure]")
      if (!item || item.getAttribute("aria-disabled") === "true") return
      const { section } = this
      this.close()
      onChoose(item.dataset.structure, section)
    })
    this.menu.addEventListener("keydown", (event) => this.onKey(event))
    document.addEventListener("pointerdown", (event) => {
      if (!this.menu.hidden && !this.menu.contains(event.target) && !this.opener.contains(event.target)) this.close(false)
    })
    window.addEventListener("resize", () => this.menu.hidden || this.close(false))
  }

  toggle(opener, section) {
    if (!this.menu.hidden && this.opener === opener) return this.close()
    Object.assign(this, { opener, section })
    const isSub = section.sub !== null
    this.allow("up", section.place > 0)
    this.allow("down", section.place < section.row_length - 1)
    this.show("promote", isSub)
    this.show("demote", !isSub)
    this.allow("demote", section.place > 0)
    opener.setAttribute("aria-expanded", "true")
    this.menu.hidden = false
    this.place(opener.getBoundingClientRect())
    this.choices()[0].focus()
  }

  /** Below the opener, or above it where there is no room. */
  place({ top, bottom, right }) {
    const { offsetHeight: height, offsetWidth: width } = this.menu
    const below = bottom + GAP + height <= window.innerHeight
    const y = below ? bottom + GAP : Math.max(top - GAP - height, GAP)
    const x = Math.max(Math.min(right - width + width / 2, window.innerWidth - width - GAP), GAP)
    this.menu.style.setProperty("--x", `${x}px`)
    this.menu.style.setProperty("--y", `${y}px`)
  }

  item(name) {
    return this.items.find((one) => one.dataset.structure === name)
  }

  allow(name, isAllowed) {
    this.item(name).setAttribute("aria-disabled", String(!isAllowed))
  }

  show(name, isShown) {
    this.item(name).hidden = !isShown
  }

  choices() {
    return this.items.filter((item) => !item.hidden)
  }

  onKey(event) {
    const choices = this.choices()
    const at = choices.indexOf(document.activeElement)
    const steps = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: choices.length - 1 }
    if (event.key === "Escape" || event.key === "Tab") this.close()
    else if (event.key in steps) choices[(steps[event.key] + choices.length) % choices.length].focus()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  close(givesBackFocus = true) {
    this.menu.hidden = true
    this.opener?.setAttribute("aria-expanded", "false")
    if (givesBackFocus) this.opener?.focus()
  }
}
