/**
 * How long the speech is: characters and minutes as one types, against the target; the rate and the target to set.
 */

import { showBalance } from "sidian/editor/balance"
import { countDocument, speakingMinutes, timeInWords } from "sidian/editor/counts"
import { number, part } from "sidian/editor/dom"

/** More than a quarter over the recommended length is marked; a target that was set is meant as it stands. */
const TOO_LONG = 1.25

/** A target counts as met within this part of it. */
const NEAR = 0.02

/** The whole number that was typed, in digits of either width; anything else as it is: the server says what is wrong. */
function typedNumber(text) {
  const digits = text.normalize("NFKC").trim()
  return /^\d{1,9}$/.test(digits) ? Number(digits) : text
}

function minutesOf(characters, rate) {
  return interpolate(gettext("约 %(minutes)s 分钟"), { minutes: speakingMinutes(characters, rate) }, true)
}

/** How far `characters` are from `goal`, in words. */
function standing(characters, goal, rate) {
  const over = characters - goal
  const words = { time: timeInWords(Math.abs(over), rate), count: number(Math.abs(over)) }
  if (Math.abs(over) <= goal * NEAR) return gettext("长短合适")
  return interpolate(over > 0 ? gettext("超出 %(time)s（%(count)s 字）") : gettext("还差 %(time)s（%(count)s 字）"), words, true)
}

export class Length {
  /** `length` is what the server says of the text; `post(url, data)` sends JSON; `onJump(key)` goes to a paragraph. */
  constructor(editor, length, { url, post, recommended, onJump, onOpen }) {
    Object.assign(this, { editor, url, post, recommended, onJump })
    this.form = part("length-form")
    this.form.addEventListener("submit", (event) => {
      event.preventDefault()
      this.send(this.given())
    })
    part("target-clear").addEventListener("click", () => this.send({ target: null }))
    part("length-open").addEventListener("click", () => {
      onOpen()
      part("length-section").scrollIntoView({ block: "start" })
      this.form.elements.amount.focus({ preventScroll: true })
    })
    editor.on("transaction", ({ transaction }) => transaction.docChanged && this.refresh())
    this.show(length)
  }

  /** Show what the server says of the saved text. */
  show(length) {
    this.length = length
    if (!this.form.contains(document.activeElement)) this.fill(length)
    showBalance(length, (key) => this.onJump(key))
    this.refresh()
  }

  fill({ rate, target }) {
    const { amount, unit, rate: field } = this.form.elements
    field.value = rate
    amount.value = target ? (target.minutes ?? target.characters) : ""
    unit.value = target?.characters ? "characters" : "minutes"
    part("target-clear").hidden = !target
  }

  /** What the form asks for; an empty amount takes the target away. */
  given() {
    const { amount, unit, rate } = this.form.elements
    const target = amount.value.trim() ? { [unit.value]: typedNumber(amount.value) } : null
    return { rate: typedNumber(rate.value), target }
  }

  refresh() {
    const { rate, goal, target } = this.length
    const characters = countDocument(this.editor.state.doc)
    const wanted = goal ?? this.recommended * rate
    part("characters").textContent = number(characters)
    part("minutes").textContent = minutesOf(characters, rate)
    const meter = part("meter")
    meter.max = wanted
    meter.value = Math.min(characters, wanted)
    meter.classList.toggle("is-over", characters > wanted * (target ? 1 + NEAR : TOO_LONG))
    part("length-basis").textContent = this.basis()
    const stand = part("length-standing")
    stand.textContent = target ? standing(characters, goal, rate) : ""
    stand.classList.toggle("is-over", Boolean(target) && characters > goal * (1 + NEAR))
  }

  /** What the minutes are measured against. */
  basis() {
    const { rate, target } = this.length
    const words = { rate, minutes: target?.minutes ?? this.recommended, characters: number(target?.characters ?? 0) }
    if (target?.characters) return interpolate(gettext("目标 %(characters)s 字，按每分钟 %(rate)s 字计"), words, true)
    return interpolate(target ? gettext("目标 %(minutes)s 分钟，按每分钟 %(rate)s 字计")
      : gettext("建议 %(minutes)s 分钟，按每分钟 %(rate)s 字计"), words, true)
  }

  async send(data) {
    this.tell("")
    try {
      const response = await this.post(this.url, { document: this.editor.getJSON(), ...data })
      if (response.status === 401) return void this.tell(gettext("登录已过期，请重新登录后再设定。"))
      const answer = await response.json()
      if (!response.ok) return void this.tell(answer.reason)
      this.fill(answer.length)
      this.show(answer.length)
      part("announcer").textContent = gettext("已设定。")
    } catch {
      this.tell(gettext("现在连不上服务器，没有设定。"))
    }
  }

  tell(reason) {
    const place = part("length-error")
    place.textContent = reason
    place.hidden = !reason
  }
}
