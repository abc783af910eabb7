/**
 * Lists as cards: added, removed and taken back, moved by buttons and by Alt with an arrow key, numbered as they stand.
 *
 * A card that moves stays where it is in the page and its neighbour is put past it, so focus, caret and the pointer's
 * capture are never lost.
 */

import { element, part } from "sidian/editor/dom"

import { prepareFields } from "sidian/form/fields"

const ID_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"

function randomId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(10)), (byte) => ID_LETTERS[byte % 36]).join("")
}

export function cardsOf(list) {
  return [...list.querySelector(":scope > [data-cards]").children].filter((child) => child.matches("[data-card]"))
}

function listOf(card) {
  return card.closest("[data-list]")
}

function say(words, values = {}) {
  part("list-announcer").textContent = interpolate(words, values, true)
}

function nameOf(card) {
  return card.querySelector("[data-number]").textContent.trim()
}

function isBlank(card) {
  return [...card.querySelectorAll("[data-longest], select")].every((input) => !input.value.trim())
}

export class Cards {
  /** `families` as the server gives them; `onChange()` is told that the answers have changed. */
  constructor(form, { families, onChange }) {
    Object.assign(this, { form, families, onChange })
    form.addEventListener("click", (event) => this.press(event))
    form.addEventListener("keydown", (event) => this.moveByKey(event))
    form.addEventListener("input", ({ target }) => this.follow(target))
    this.renumber()
  }

  press(event) {
    const button = event.target.closest("[data-add], [data-remove], [data-move]")
    if (!button) return
    event.preventDefault()
    if (button.getAttribute("aria-disabled") === "true") this.refuse(button)
    else if (button.hasAttribute("data-add")) this.add(button.closest("[data-list]"))
    else if (button.hasAttribute("data-remove")) this.remove(button.closest("[data-card]"))
    else this.move(button.closest("[data-card]"), button.dataset.move === "up" ? -1 : 1)
  }

  refuse(button) {
    const { least, most } = button.closest("[data-list]").dataset
    if (button.hasAttribute("data-add")) say(gettext("最多 %(count)s 项。"), { count: most })
    else if (button.hasAttribute("data-remove")) say(gettext("至少要有 %(count)s 项。"), { count: least })
  }

  moveByKey(event) {
    if (!event.altKey || event.isComposing || !["ArrowUp", "ArrowDown"].includes(event.key)) return
    const card = event.target.closest("[data-card]")
    if (!card) return
    event.preventDefault()
    this.move(card, event.key === "ArrowUp" ? -1 : 1)
  }

  /** Put the card `step` places on; true when it moved. */
  move(card, step, { quiet = false } = {}) {
    const cards = cardsOf(listOf(card))
    const neighbour = cards[cards.indexOf(card) + step]
    if (!neighbour) return false
    if (step < 0) card.after(neighbour)
    else card.before(neighbour)
    this.renumber()
    if (!quiet) this.tellPlace(card)
    return true
  }

  tellPlace(card) {
    const cards = cardsOf(listOf(card))
    say(gettext("已移到第 %(place)s 项，共 %(total)s 项"), { place: cards.indexOf(card) + 1, total: cards.length })
    card.querySelector(":scope > .item-head").scrollIntoView({ block: "nearest" })
    this.onChange()
  }

  add(list) {
    const mould = this.form.querySelector(`template[data-mould="${CSS.escape(list.dataset.structure)}"]`)
    const ids = list.dataset.list.split(".").filter((_, place) => place % 2 === 1)
    const html = [...ids, randomId()].reduce((text, id, depth) => text.replaceAll(`__${depth}__`, id), mould.innerHTML)
    const fresh = document.createElement("template")
    fresh.innerHTML = html
    const card = fresh.content.querySelector("[data-card]")
    list.querySelector(":scope > [data-cards]").append(card)
    prepareFields(card)
    this.renumber()
    card.querySelector("[data-longest], select")?.focus()
    say(gettext("已添加 %(name)s"), { name: nameOf(card) })
    this.onChange()
  }

  remove(card) {
    const list = listOf(card)
    const cards = cardsOf(list)
    const next = cards[cards.indexOf(card) + 1] ?? cards[cards.indexOf(card) - 1]
    const name = nameOf(card)
    if (isBlank(card)) {
      card.remove()
      const target = next?.querySelector("[data-longest], select") ?? list.querySelector(":scope > [data-add]")
      target.focus()
    } else {
      const stub = this.stubFor(card, name)
      card.replaceWith(stub)
      stub.querySelector("button").focus()
    }
    this.renumber()
    say(gettext("已移除 %(name)s"), { name })
    this.onChange()
  }

  /** The line that stands where `card` was, and brings it back with all that was typed. */
  stubFor(card, name) {
    const back = element("button", { type: "button", className: "link" }, gettext("撤销"))
    const close = element("button", { type: "button", className: "quiet", "aria-label": gettext("关闭") }, "×")
    const title = card.querySelector("[data-echo]").textContent
    const told = interpolate(gettext("已移除 %(name)s"), { name: title ? `${name}：${title}` : name }, true)
    const stub = element("div", { className: "removed" }, element("span", {}, told), back, close)
    back.addEventListener("click", () => this.restore(stub, card))
    close.addEventListener("click", () => {
      const list = listOf(stub)
      stub.remove()
      list.querySelector(":scope > [data-add]").focus()
    })
    return stub
  }

  restore(stub, card) {
    const list = listOf(stub)
    if (cardsOf(list).length >= Number(list.dataset.most)) {
      say(gettext("最多 %(count)s 项。"), { count: list.dataset.most })
      return
    }
    stub.replaceWith(card)
    this.renumber()
    card.querySelector("[data-longest], select")?.focus()
    say(gettext("已恢复 %(name)s"), { name: nameOf(card) })
    this.onChange()
  }

  /** A typed heading shows in its card's head; another family renumbers the cards that follow it. */
  follow(input) {
    const card = input.closest("[data-card]")
    if (card && input === card.querySelector("input[data-longest]")) {
      card.querySelector(":scope > .item-head [data-echo]").textContent = input.value
    }
    if (input.matches("select")) this.renumber()
  }

  renumber() {
    for (const list of this.form.querySelectorAll("[data-list]")) this.renumberList(list)
  }

  renumberList(list) {
    const cards = cardsOf(list)
    const { least, most, itemName, source } = list.dataset
    const family = this.families[this.familyOf(source)]
    cards.forEach((card, index) => {
      const ordinal = ordinalOf(family, index + 1, cards.length)
      const label = card.querySelector(":scope > .item-head [data-ordinal]")
      label.textContent = ordinal
      label.hidden = !ordinal
      const number = `${itemName} ${index + 1}`
      card.querySelector(":scope > .item-head [data-number]").textContent = number
      const tools = card.querySelector(":scope > .item-head .item-tools")
      setTool(tools.querySelector('[data-move="up"]'), gettext("上移%(item)s"), number, index > 0)
      setTool(tools.querySelector('[data-move="down"]'), gettext("下移%(item)s"), number, index + 1 < cards.length)
      setTool(tools.querySelector("[data-remove]"), gettext("移除%(item)s"), number, cards.length > Number(least))
    })
    setDisabled(list.querySelector(":scope > [data-add]"), cards.length >= Number(most))
    list.querySelector(":scope > [data-full]").hidden = cards.length < Number(most)
  }

  /** The chosen family where a question chooses it, and its usual one while nothing is chosen. */
  familyOf(source) {
    const chooser = this.form.elements.namedItem(`a.${source}`)
    return chooser ? chooser.value || chooser.dataset.usual : source
  }
}

function ordinalOf(family, number, total) {
  if (!family || total > family.row.length) return ""
  return family.last && number === total && total > 2 ? family.last : family.row[number - 1]
}

function setTool(button, words, item, isEnabled) {
  button.setAttribute("aria-label", interpolate(words, { item }, true))
  setDisabled(button, !isEnabled)
}

function setDisabled(button, isDisabled) {
  if (isDisabled) button.setAttribute("aria-disabled", "true")
  else button.removeAttribute("aria-disabled")
}
