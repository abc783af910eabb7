/**
 * The button that assembles: saves what is typed, tells of wrong and missing answers, then posts the form.
 */

import { part } from "sidian/editor/dom"

import { focusField } from "sidian/form/fields"
import { gapButtons } from "sidian/form/preview"

export class Generating {
  constructor(form, { saver, preview, showForm }) {
    Object.assign(this, { form, saver, preview, showForm })
    this.gaps = part("gaps-dialog")
    form.addEventListener("submit", (event) => this.submit(event))
    part("gaps-button").addEventListener("click", () => this.fill(this.preview.facts.gaps[0]))
    part("gaps-fill").addEventListener("click", () => this.fill(this.preview.facts.gaps[0]))
    part("gaps-anyway").addEventListener("click", () => this.send())
    part("unsaved-close").addEventListener("click", () => part("unsaved-dialog").close())
  }

  submit(event) {
    event.preventDefault()
    if (event.submitter?.hasAttribute("data-assemble")) this.start()
    else this.saver.flush()
  }

  async start() {
    if (!(await this.saver.flush())) return this.tellUnsaved()
    const { gaps, problems } = this.preview.facts
    if (problems.length) return this.fill(problems.find((problem) => problem.field) ?? null)
    if (!gaps.length) return this.send()
    part("gap-names").replaceChildren(...gapButtons(gaps, (gap) => this.fill(gap)))
    return this.gaps.showModal()
  }

  tellUnsaved() {
    if (document.querySelector("dialog[open]")) return
    part("unsaved-dialog").showModal()
  }

  /** Lead to the answer `place`; without one to what is wrong with the whole. */
  fill(place) {
    this.gaps.close()
    this.showForm()
    if (place) focusField(this.form, place.field)
    else part("general-problems").scrollIntoView({ block: "center" })
  }

  /** All is saved; the post says the same once more, and with it what to do. */
  send() {
    part("base").value = this.saver.base
    const what = document.createElement("input")
    Object.assign(what, { type: "hidden", name: "do", value: "assemble-anyway" })
    this.form.append(what)
    this.form.submit()
  }
}
