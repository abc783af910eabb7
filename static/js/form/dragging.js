/**
 * Cards are dragged by their grip, with mouse, pen or finger.  While one is dragged the cards of its list shrink to
 * their heads, so that a long list fits on the screen; Escape puts everything back.
 */

import { cardsOf } from "sidian/form/cards"

const EDGE = 48
const SCROLL_STEP = 12

class Drag {
  constructor(card, pane, cards, event) {
    Object.assign(this, { card, pane, cards })
    this.list = card.closest("[data-list]")
    this.start = cardsOf(this.list).indexOf(card)
    const head = card.querySelector(".item-head")
    const before = head.getBoundingClientRect().top
    this.list.classList.add("sorting")
    card.classList.add("dragged")
    pane.scrollTop += head.getBoundingClientRect().top - before
    // Where the pane could not scroll as far, the pointer is no longer over the head: it counts as if it were.
    const rect = head.getBoundingClientRect()
    this.offset = rect.top + rect.height / 2 - event.clientY
    this.pointerY = event.clientY
    this.frame = requestAnimationFrame(() => this.scroll())
  }

  /** Let neighbours past until the card is where the pointer is. */
  follow(clientY) {
    this.pointerY = clientY
    const y = clientY + this.offset
    const others = cardsOf(this.list).filter((card) => card !== this.card)
    const place = others.filter((card) => y > middleOf(card)).length
    this.moveTo(place)
  }

  moveTo(place) {
    let at = cardsOf(this.list).indexOf(this.card)
    while (at !== place) {
      const step = Math.sign(place - at)
      this.cards.move(this.card, step, { quiet: true })
      at += step
    }
  }

  scroll() {
    const { top, bottom } = this.pane.getBoundingClientRect()
    const towards = this.pointerY < top + EDGE ? -1 : this.pointerY > bottom - EDGE ? 1 : 0
    if (towards) {
      this.pane.scrollTop += towards * SCROLL_STEP
      this.follow(this.pointerY)
    }
    this.frame = requestAnimationFrame(() => this.scroll())
  }

  end({ isCancelled }) {
    cancelAnimationFrame(this.frame)
    if (isCancelled) this.moveTo(this.start)
    const hasMoved = cardsOf(this.list).indexOf(this.card) !== this.start
    const head = this.card.querySelector(".item-head")
    const before = head.getBoundingClientRect().top
    this.list.classList.remove("sorting")
    this.card.classList.remove("dragged")
    this.pane.scrollTop += head.getBoundingClientRect().top - before
    if (hasMoved) this.cards.tellPlace(this.card)
  }
}

function middleOf(card) {
  const { top, height } = card.getBoundingClientRect()
  return top + height / 2
}

export function connectDragging(form, pane, cards) {
  let drag = null
  const finish = (isCancelled) => {
    drag?.end({ isCancelled })
    drag = null
  }
  form.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest("[data-grip]")
    if (!grip || drag || event.button !== 0) return
    event.preventDefault()
    grip.setPointerCapture(event.pointerId)
    drag = new Drag(grip.closest("[data-card]"), pane, cards, event)
  })
  form.addEventListener("pointermove", (event) => drag?.follow(event.clientY))
  form.addEventListener("pointerup", () => finish(false))
  form.addEventListener("pointercancel", () => finish(true))
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && drag) finish(true)
  })
}
