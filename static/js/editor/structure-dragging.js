/**
 * Items of the outline are dragged among their own kind with mouse or pen; a line shows where one would come to stand.
 * Fingers scroll the list: on a phone the item's menu moves it.  Escape leaves everything as it was.
 */

const THRESHOLD = 6

class Drag {
  constructor(pane, item, event) {
    Object.assign(this, { pane, item, startY: event.clientY, isMoving: false })
    this.section = pane.sectionOf(item)
    this.siblings = [...pane.list.children].filter((one) => pane.sectionOf(one).row === this.section.row && pane.sectionOf(one).point !== undefined)
    this.place = this.section.place
  }

  follow(clientY) {
    if (!this.isMoving && Math.abs(clientY - this.startY) < THRESHOLD) return
    this.isMoving = true
    this.item.classList.add("is-dragged")
    const others = this.siblings.filter((one) => one !== this.item)
    this.place = others.filter((one) => clientY > middleOf(one)).length
    this.mark(others)
  }

  /** The line stands above the item that would be the next, or below the last one. */
  mark(others) {
    this.clear()
    if (this.place === this.section.place) return
    if (this.place < others.length) others[this.place].classList.add("drop-before")
    else others.at(-1)?.classList.add("drop-after")
  }

  clear() {
    for (const one of this.siblings) one.classList.remove("drop-before", "drop-after")
  }

  end() {
    this.clear()
    this.item.classList.remove("is-dragged")
  }
}

function middleOf(item) {
  const { top, height } = item.getBoundingClientRect()
  return top + height / 2
}

/** `onDrop(section, place)` is told where an item was dropped. */
export function connectDragging(pane, onDrop) {
  let drag = null
  const finish = (isDropped) => {
    const ended = drag
    drag = null
    ended?.end()
    if (ended && isDropped && ended.isMoving && ended.place !== ended.section.place) onDrop(ended.section, ended.place)
    return ended?.isMoving ?? false
  }
  pane.list.addEventListener("pointerdown", (event) => {
    const item = event.target.closest("li")
    if (!item || event.button !== 0 || event.pointerType === "touch" || event.target.closest("[data-more]")) return
    if (pane.sectionOf(item)?.point !== undefined) drag = new Drag(pane, item, event)
  })
  document.addEventListener("pointermove", (event) => drag?.follow(event.clientY))
  document.addEventListener("pointerup", () => {
    // The click that ends a drag is not one that jumps.
    if (finish(true)) pane.list.addEventListener("click", (event) => event.stopPropagation(), { capture: true, once: true })
  })
  document.addEventListener("pointercancel", () => finish(false))
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && drag) finish(false)
  })
}
