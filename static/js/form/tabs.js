/**
 * On a phone one thing at a time is seen: the form or the speech.
 */

export class Tabs {
  constructor(fill) {
    this.fill = fill
    this.buttons = [...fill.querySelectorAll(".tabs [data-view]")]
    for (const button of this.buttons) button.addEventListener("click", () => this.show(button.dataset.view))
  }

  show(view) {
    this.fill.dataset.view = view
    for (const button of this.buttons) button.setAttribute("aria-pressed", String(button.dataset.view === view))
  }
}
