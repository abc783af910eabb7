/**
 * What stands on the desk: the text, its pages, or both side by side; kept for each person in this browser.
 */

const VIEWS = ["text", "pages", "both"]

/** A value that the browser keeps for `person` under `name`; where it keeps nothing, the value lives as long as the page. */
export class Kept {
  constructor(name, person) {
    this.name = `sidian.${name}.${person}`
    this.value = null
  }

  get() {
    try {
      return localStorage.getItem(this.name) ?? this.value
    } catch {
      // Storage may be switched off by the office's rules.
      return this.value
    }
  }

  set(value) {
    this.value = value
    try {
      localStorage.setItem(this.name, value)
    } catch {
      // As above: then the choice holds until the page is left.
    }
  }
}

export class Views {
  constructor(room, person) {
    this.room = room
    this.kept = new Kept("view", person)
    this.buttons = [...document.querySelectorAll("[data-view-choice]")]
    for (const button of this.buttons) {
      button.addEventListener("click", () => {
        this.kept.set(button.dataset.viewChoice)
        this.show(button.dataset.viewChoice)
      })
    }
    const before = this.kept.get()
    this.show(VIEWS.includes(before) ? before : "text")
  }

  show(view) {
    this.room.dataset.view = view
    for (const button of this.buttons) {
      button.setAttribute("aria-pressed", String(button.dataset.viewChoice === view))
    }
  }

  /** Someone goes to a place of the text: it must be there to be seen. */
  uncoverText() {
    if (this.room.dataset.view === "pages") this.show("text")
  }
}
