/**
 * The speech beside the form: as the server assembled it last, with gaps that lead to their fields, and its length.
 */

import { element, number, part, readData } from "sidian/editor/dom"

import { pathOf } from "sidian/form/answers"
import { focusField, scrolling, showProblems } from "sidian/form/fields"

const PULSE = 1600

/** The ids of the items that a paragraph's key or a field's path goes through: `point.n1~2` has `n1`. */
function idsOfKey(key) {
  return key.split("~")[0].split(".")
}

function idsOfField(name) {
  return pathOf(name).filter((_, place) => place % 2 === 1)
}

export class Preview {
  /** `showForm()` brings the form to the front on a phone; `onShown(facts)` is told of each new preview. */
  constructor(form, { recommended, showForm, onShown }) {
    Object.assign(this, { form, recommended, showForm, onShown })
    this.desk = part("preview")
    this.sheet = part("sheet")
    this.paragraphs = readData("paragraphs-data")
    this.desk.addEventListener("click", ({ target }) => this.fill(target.closest("mark.gap")))
    this.desk.addEventListener("keydown", (event) => this.fillByKey(event))
    form.addEventListener("focusin", ({ target }) => this.scrollTo(target))
    this.show(readData("facts-data"))
  }

  show(facts) {
    this.facts = facts
    if (facts.preview) this.replace(facts.preview)
    part("no-preview").hidden = facts.characters !== null
    this.count(facts)
    this.tellProblems(facts.problems)
    this.markGaps()
    this.onShown(facts)
  }

  /** `html` is the server's own, every text in it escaped.  Paragraphs that stay as they are are left alone. */
  replace(html) {
    const fresh = document.createElement("template")
    fresh.innerHTML = html
    const paper = this.desk.querySelector(".paper")
    const next = fresh.content.firstElementChild
    if (!paper) return this.desk.replaceChildren(next)
    const known = new Map([...paper.children].map((paragraph) => [paragraph.dataset.key, paragraph]))
    const paragraphs = [...next.children].map((paragraph) => {
      const old = known.get(paragraph.dataset.key)
      return old?.dataset.source === paragraph.outerHTML ? old : keepSource(paragraph)
    })
    return paper.replaceChildren(...paragraphs)
  }

  count({ answered, questions, characters, minutes, gaps }) {
    part("filled").textContent = interpolate(gettext("已填 %(answered)s/%(questions)s"), { answered, questions }, true)
    part("filled-meter").value = answered
    if (characters !== null) {
      part("characters").textContent = number(characters)
      part("minutes").textContent = interpolate(gettext("约 %(minutes)s 分钟"), { minutes }, true)
      part("minutes").classList.toggle("over", minutes > this.recommended * 1.1)
    }
    const button = part("gaps-button")
    button.hidden = gaps.length === 0
    button.textContent = interpolate(gettext("待填 %(count)s 处"), { count: gaps.length }, true)
  }

  tellProblems(problems) {
    showProblems(this.form, problems)
    const general = problems.filter((problem) => !problem.field).map((problem) => problem.message)
    part("general-problems").hidden = general.length === 0
    part("general-problems").textContent = general.join(" ")
  }

  markGaps() {
    for (const mark of this.desk.querySelectorAll("mark.gap")) {
      mark.tabIndex = 0
      mark.setAttribute("role", "button")
      mark.title = gettext("点这里去填写")
    }
  }

  fillByKey(event) {
    const mark = event.target.closest("mark.gap")
    if (!mark || !["Enter", " "].includes(event.key)) return
    event.preventDefault()
    this.fill(mark)
  }

  fill(mark) {
    const gap = mark && this.gapOf(mark)
    if (!gap) return
    this.showForm()
    focusField(this.form, gap.field)
  }

  /** The missing answer that `mark` stands for: of its name, in its item, and among several there in their order. */
  gapOf(mark) {
    const paragraph = mark.closest("[data-key]")
    const ids = idsOfKey(paragraph.dataset.key)
    const named = this.facts.gaps.filter((gap) => mark.textContent === `（待填：${gap.name}）`)
    const inside = named.filter((gap) => idsOfField(gap.field).some((id) => ids.includes(id)))
    const outside = named.filter((gap) => idsOfField(gap.field).length === 0)
    const same = [...paragraph.querySelectorAll("mark.gap")].filter((one) => one.textContent === mark.textContent)
    const candidates = inside.length ? inside : outside.length ? outside : named
    return candidates[same.indexOf(mark)] ?? candidates[0] ?? this.listGap()
  }

  /** A required list without an item is shown by the gaps of an item that is not there yet. */
  listGap() {
    return this.facts.gaps.find((gap) => gap.field.startsWith("i."))
  }

  /** Bring the paragraph that shows the answer into sight. */
  scrollTo(input) {
    const name = input.closest("[data-field]")?.dataset.field
    const paragraph = name && this.paragraphOf(name)
    if (!paragraph || !this.sheet.checkVisibility()) return
    const room = this.sheet.getBoundingClientRect()
    const { top, bottom } = paragraph.getBoundingClientRect()
    if (top < room.top || bottom > room.bottom) {
      this.sheet.scrollBy({ top: top - room.top - room.height / 4, behavior: scrolling() })
    }
    this.pulse(paragraph)
  }

  pulse(paragraph) {
    paragraph.classList.add("shown")
    setTimeout(() => paragraph.classList.remove("shown"), PULSE)
  }

  paragraphOf(name) {
    const [question] = pathOf(name)
    const ids = idsOfField(name)
    const paragraphs = [...this.desk.querySelectorAll("[data-key]")]
    if (!ids.length) return paragraphs.find((one) => one.dataset.key === this.paragraphs[question])
    return paragraphs.find((one) => idsOfKey(one.dataset.key).includes(ids[0]))
  }
}

/** Remember what the server sent, before gap marks and highlights change the element. */
function keepSource(paragraph) {
  paragraph.dataset.source = paragraph.outerHTML
  return paragraph
}

/** A list of gaps, each a button that leads to its field. */
export function gapButtons(gaps, onPick) {
  return gaps.map((gap) => {
    const button = element("button", { type: "button", className: "link" }, gap.name)
    button.addEventListener("click", () => onPick(gap))
    return element("li", {}, button)
  })
}
