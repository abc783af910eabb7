/**
 * Find and replace: a bar under the toolbar.
 */

import { pm } from "django-prose-editor/editor"

import { number, part } from "sidian/editor/dom"
import { moveSearch, searchOf, startSearch } from "sidian/editor/matches"

const { TextSelection } = pm.state
const { closeHistory } = pm.history

/** The current match is kept so far from the upper and lower edge of the desk. */
const MARGIN = 72

/** A selection up to this length is taken as what to look for. */
const LONGEST_TAKEN = 100

/** What the selection suggests to look for: words inside one paragraph. */
function selectedWords({ doc, selection }) {
  const { from, to, $from, $to } = selection
  return $from.sameParent($to) && to - from <= LONGEST_TAKEN ? doc.textBetween(from, to) : ""
}

export class Finding {
  /** `onOpen()` brings the text to the front where something covers it. */
  constructor(editor, desk, { onOpen }) {
    Object.assign(this, { editor, desk, onOpen })
    this.bar = part("find")
    this.fields = this.bar.elements
    this.status = part("find-status")
    this.bar.addEventListener("submit", (event) => event.preventDefault())
    this.bar.addEventListener("input", (event) => this.onInput(event))
    this.bar.addEventListener("compositionend", () => this.search())
    this.bar.addEventListener("keydown", (event) => this.onKey(event))
    this.bar.addEventListener("click", (event) => this.run(event.target.closest("[data-find]")?.dataset.find))
    editor.on("transaction", () => this.isOpen && this.tell())
  }

  get isOpen() {
    return !this.bar.hidden
  }

  get isReplacing() {
    return !part("find-replacing").hidden
  }

  /** Show the bar, with the row for replacing too, and start from the selection. */
  open({ replacing = false } = {}) {
    if (this.editor.view.composing) return
    const words = this.bar.contains(document.activeElement) ? "" : selectedWords(this.editor.state)
    this.onOpen()
    this.bar.hidden = false
    if (replacing) this.showReplacing(true)
    if (words) this.fields.words.value = words
    this.notice = ""
    this.search()
    this.fields.words.focus()
    this.fields.words.select()
  }

  /** Hide the bar; the paper has the focus again, the current match selected. */
  close() {
    if (!this.isOpen || this.editor.view.composing) return
    const { found, current } = searchOf(this.editor.state)
    const { tr } = this.editor.state
    if (found[current]) tr.setSelection(TextSelection.create(tr.doc, found[current].from, found[current].to))
    this.bar.hidden = true
    this.editor.view.dispatch(startSearch(tr, "", {}, 0))
    this.editor.view.focus()
  }

  showReplacing(isShown) {
    part("find-replacing").hidden = !isShown
    part("find-more").setAttribute("aria-expanded", String(isShown))
  }

  onInput({ target, isComposing }) {
    // What an input method has not settled is not what to look for.
    if (!isComposing && target !== this.fields.replacement) this.search()
  }

  onKey(event) {
    if (event.isComposing) return
    if (event.key === "Escape") {
      event.preventDefault()
      event.stopPropagation()
      this.close()
    } else if (event.key === "Enter" && event.target === this.fields.words) {
      event.preventDefault()
      this.step(event.shiftKey ? -1 : 1)
    } else if (event.key === "Enter" && event.target === this.fields.replacement) {
      event.preventDefault()
      this.replace()
    }
  }

  run(command) {
    const commands = {
      next: () => this.step(1),
      previous: () => this.step(-1),
      replace: () => this.replace(),
      "replace-all": () => this.replaceAll(),
      more: () => this.showReplacing(!this.isReplacing),
      close: () => this.close(),
    }
    commands[command]?.()
  }

  /** Look for what the field says, from the selection on. */
  search() {
    if (this.editor.view.composing) return
    const { words, width, letterCase } = this.fields
    const options = { width: width.checked, letterCase: letterCase.checked }
    this.notice = ""
    this.editor.view.dispatch(startSearch(this.editor.state.tr, words.value, options, this.editor.state.selection.from))
    this.show()
  }

  /** Go to the next match, or with -1 to the one before; round the ends. */
  step(by) {
    if (this.editor.view.composing) return
    if (!this.isOpen) return void this.open()
    const { found, current } = searchOf(this.editor.state)
    if (!found.length) return
    const next = (current + by + found.length) % found.length
    this.notice = next - current === by ? "" : by > 0 ? gettext("已回到开头") : gettext("已回到末尾")
    this.editor.view.dispatch(moveSearch(this.editor.state.tr, next))
    this.show()
  }

  /** Select the current match, so that the text goes on there, and bring it into sight. */
  show() {
    const { found, current } = searchOf(this.editor.state)
    const match = found[current]
    if (!match) return
    const { view } = this.editor
    view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, match.from, match.to)))
    const { top, bottom } = view.coordsAtPos(match.from)
    const desk = this.desk.getBoundingClientRect()
    if (top < desk.top + MARGIN || bottom > desk.bottom - MARGIN) {
      this.desk.scrollTo({ top: this.desk.scrollTop + top - desk.top - desk.height / 3 })
    }
  }

  tell() {
    const { words, found, current } = searchOf(this.editor.state)
    const values = { words, place: number(current + 1), count: number(found.length) }
    const place = !words ? "" : !found.length ? interpolate(gettext("没有找到“%(words)s”"), values, true)
      : interpolate(gettext("第 %(place)s / %(count)s 处"), values, true)
    const told = [this.notice, place].filter(Boolean).join(" · ")
    if (this.status.textContent !== told) this.status.textContent = told
    this.status.classList.toggle("is-empty", Boolean(words) && !found.length && !this.notice)
    for (const button of this.bar.querySelectorAll("[data-needs-match]")) {
      button.setAttribute("aria-disabled", String(!found.length))
    }
  }

  /** Put the replacement in the place of the current match, and go to the next one. */
  replace() {
    const { found, current } = searchOf(this.editor.state)
    if (!found[current] || this.editor.view.composing) return
    const { from } = found[current]
    const { length } = this.fields.replacement.value
    this.editor.view.dispatch(closeHistory(this.replaced(this.editor.state.tr, [found[current]])))
    this.startAfresh(from + length)
    this.notice = gettext("已替换 1 处")
    this.show()
    this.tell()
  }

  replaceAll() {
    const { found } = searchOf(this.editor.state)
    if (!found.length || this.editor.view.composing) return
    this.editor.view.dispatch(closeHistory(this.replaced(this.editor.state.tr, found)))
    this.startAfresh(0)
    this.notice = interpolate(gettext("已替换 %(count)s 处"), { count: number(found.length) }, true)
    this.tell()
  }

  /** Search again from `position`; what is done next is a step of its own. */
  startAfresh(position) {
    const { words, options } = searchOf(this.editor.state)
    this.editor.view.dispatch(closeHistory(startSearch(this.editor.state.tr, words, options, position)))
  }

  /** `transaction` with the replacement in the place of `matches`; it is as bold as each one's first character. */
  replaced(transaction, matches) {
    const { value } = this.fields.replacement
    const { schema, doc } = this.editor.state
    for (const { from, to } of matches.toReversed()) {
      if (!value) transaction.delete(from, to)
      else transaction.replaceWith(from, to, schema.text(value, doc.resolve(from + 1).marks()))
    }
    return transaction
  }
}
