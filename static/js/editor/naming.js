/**
 * Ctrl+S: saves at once, then offers to name the version.  The field opens by its button or by Ctrl+S once more, and not
 * by itself: who goes on typing goes on in the speech.
 */

import { part } from "sidian/editor/dom"
import { State } from "sidian/editor/saving"

const SHOWN_FOR = 15000

function reasonFor(state) {
  return {
    [State.OFFLINE]: gettext("网络断了，还没有保存；恢复后会自动保存。"),
    [State.LOGGED_OUT]: gettext("登录已过期，还没有保存；登录后会自动保存。"),
    [State.CONFLICT]: gettext("别处有较新的版本，还没有保存；请先选择怎样继续。"),
    [State.REFUSED]: gettext("服务器没有接受这次保存，原因写在标题下面。"),
  }[state] ?? gettext("没有保存成功，正在重试。")
}

export class Naming {
  /** `saver()` gives the saver; `post(url, data)` sends JSON; `url` is that of version 0's name. */
  constructor(editor, { saver, post, url }) {
    Object.assign(this, { editor, saver, post, url })
    this.form = part("naming")
    this.field = this.form.elements.name
    this.line = part("naming-line")
    this.form.addEventListener("submit", (event) => {
      event.preventDefault()
      this.name()
    })
    this.form.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.isComposing) return
      event.stopPropagation()
      this.close()
    })
    this.form.addEventListener("focusin", () => clearTimeout(this.timer))
    this.form.addEventListener("focusout", () => this.closeLater())
    part("naming-close").addEventListener("click", () => this.close())
    part("naming-open").addEventListener("click", () => this.openField())
  }

  get isOpen() {
    return !this.form.hidden
  }

  async save() {
    const saver = this.saver()
    const wasClean = saver.isClean
    const isSaved = await saver.flush()
    if (!isSaved) return this.show(reasonFor(saver.state), null)
    if (wasClean && this.isOpen && this.version === saver.base) return this.openField()
    const words = { version: saver.base }
    return this.show(interpolate(gettext("已保存为第 %(version)s 版"), words, true), saver.base)
  }

  /** Say `sentence`; the field is for `version`, without one there is nothing to name. */
  show(sentence, version) {
    if (version !== this.version) this.field.value = ""
    this.version = version
    this.line.textContent = sentence
    this.line.classList.toggle("is-trouble", version === null)
    part("naming-open").hidden = version === null
    part("naming-field").hidden = true
    this.form.hidden = false
    this.closeLater()
  }

  openField() {
    part("naming-open").hidden = true
    part("naming-field").hidden = false
    this.field.focus()
  }

  closeLater() {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.form.contains(document.activeElement) || this.close(), SHOWN_FOR)
  }

  close() {
    clearTimeout(this.timer)
    const hadFocus = this.form.contains(document.activeElement)
    this.form.hidden = true
    if (hadFocus) this.editor.view.focus()
  }

  async name() {
    const name = this.field.value.trim()
    if (!name) return this.close()
    try {
      const response = await this.post(this.url.replace("/0/", `/${this.version}/`), { name })
      if (response.status === 401) return void this.refuse(gettext("登录已过期，名字没有记下；请登录后再试。"))
      const answer = await response.json()
      if (!response.ok) return void this.refuse(answer.reason)
      this.done(answer)
    } catch {
      this.refuse(gettext("现在连不上服务器，名字没有记下；文字已经保存。"))
    }
  }

  refuse(reason) {
    this.line.textContent = reason
    this.line.classList.add("is-trouble")
  }

  done(answer) {
    const hadFocus = this.form.contains(document.activeElement)
    part("naming-field").hidden = true
    this.line.textContent = interpolate(gettext("第 %(version)s 版已命名为“%(name)s”"), answer, true)
    this.line.classList.remove("is-trouble")
    this.version = undefined
    if (hadFocus) this.editor.view.focus()
    this.closeLater()
  }
}
