/**
 * On narrow screens the outline and the panel are sheets over the paper, opened from the bar at the bottom.
 */

export class Panels {
  constructor(room) {
    this.room = room
    this.tabs = [...document.querySelectorAll("[data-opens]")]
    for (const tab of this.tabs) tab.addEventListener("click", () => this.show(tab.dataset.opens, tab))
    room.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.room.dataset.sheet) this.close(true)
    })
    this.show("", null)
  }

  /** Show the sheet called `name`; "" for the paper alone. */
  show(name, tab) {
    this.room.dataset.sheet = name
    this.opener = tab
    for (const one of this.tabs) one.setAttribute("aria-pressed", String(one.dataset.opens === name))
    if (name) document.getElementById(name)?.focus()
  }

  close(giveBackFocus = false) {
    const opener = this.opener
    this.show("", null)
    if (giveBackFocus) opener?.focus()
  }
}
