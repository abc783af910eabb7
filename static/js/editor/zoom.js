/**
 * How large the pages are shown, and which of them is being read.
 */

import { part } from "sidian/editor/dom"
import { Kept } from "sidian/editor/views"

const FIT = "fit"
const STEPS = [75, 100, 125, 150, 200]
const PIXELS_A_POINT = 96 / 72

export class Zoom {
  constructor(scroller, list, person) {
    Object.assign(this, { scroller, list })
    this.kept = new Kept("zoom", person)
    this.select = part("zoom")
    this.pageWidth = 595
    this.select.addEventListener("change", () => this.choose(this.select.value))
    part("zoom-out").addEventListener("click", () => this.step(-1))
    part("zoom-in").addEventListener("click", () => this.step(1))
    scroller.addEventListener("keydown", (event) => this.onKey(event))
    scroller.addEventListener("scroll", () => this.followSoon(), { passive: true })
    const before = this.kept.get()
    this.show(STEPS.includes(Number(before)) ? before : FIT)
  }

  /** The size of a page in points. */
  setSize({ width, height }) {
    this.pageWidth = width
    this.list.style.setProperty("--ratio", String(width / height))
    this.show(this.select.value)
  }

  choose(value) {
    this.kept.set(value)
    this.show(value)
  }

  /** Show at `value`, per cent or "fit"; what is in the middle of the pane stays there. */
  show(value) {
    const middle = (this.scroller.scrollTop + this.scroller.clientHeight / 2) / (this.scroller.scrollHeight || 1)
    this.select.value = String(value)
    const width = value === FIT ? "100%" : `${(this.pageWidth * PIXELS_A_POINT * Number(value)) / 100}px`
    this.list.style.setProperty("--page-width", width)
    this.scroller.scrollTop = middle * this.scroller.scrollHeight - this.scroller.clientHeight / 2
    this.follow()
  }

  /** The next larger or smaller step, also from the width that fits. */
  step(direction) {
    const shown = this.list.firstElementChild?.clientWidth ?? this.pageWidth * PIXELS_A_POINT
    const now = (shown / (this.pageWidth * PIXELS_A_POINT)) * 100
    const next = direction > 0 ? STEPS.find((step) => step > now + 1) : STEPS.findLast((step) => step < now - 1)
    if (next) this.choose(next)
  }

  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const act = { "+": () => this.step(1), "=": () => this.step(1), "-": () => this.step(-1), 0: () => this.choose(FIT) }[event.key]
    if (!act) return
    event.preventDefault()
    act()
  }

  followSoon() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null
      this.follow()
    })
  }

  /** Say which page covers the middle of the pane. */
  follow() {
    const pages = [...this.list.children]
    const middle = this.scroller.scrollTop + this.scroller.clientHeight / 2
    const after = pages.findIndex((page) => page.offsetTop > middle)
    const page = after < 0 ? pages.length : Math.max(after, 1)
    const words = interpolate(gettext("第 %(page)s / %(count)s 页"), { page, count: pages.length }, true)
    part("pages-count").textContent = pages.length ? words : ""
  }
}
