/**
 * Logging in without leaving the page: the text stays where it is, and what waits is saved afterwards.
 */

import { part } from "sidian/editor/dom"

const TOO_MANY = 429

export class LogIn {
  /** `post(url, data)` sends a form; `renew()` fetches a CSRF token; `onDone()` is called when `person` is logged in. */
  constructor({ url, person, csrfToken, renew, onDone }) {
    Object.assign(this, { url, person, csrfToken, renew, onDone })
    this.dialog = part("log-in")
    this.form = part("log-in-form")
    this.error = part("log-in-error")
    this.form.addEventListener("submit", (event) => {
      event.preventDefault()
      this.submit()
    })
    part("log-in-cancel").addEventListener("click", () => this.dialog.close())
    this.dialog.addEventListener("close", () => (this.password.value = ""))
  }

  get password() {
    return this.form.elements.namedItem("password")
  }

  open() {
    this.say("")
    if (!this.dialog.open) this.dialog.showModal()
    this.password.focus()
  }

  async submit() {
    if (this.isBusy) return
    this.isBusy = true
    part("log-in-submit").disabled = true
    try {
      await this.send()
    } catch {
      this.say(gettext("没有连上服务器。文字还在，过一会儿再试。"))
    }
    this.isBusy = false
    part("log-in-submit").disabled = false
    if (this.dialog.open) this.password.focus()
  }

  async send() {
    await this.renew()
    const body = new URLSearchParams(new FormData(this.form))
    const headers = { "X-CSRFToken": this.csrfToken() }
    const response = await fetch(this.url, { method: "POST", headers, body, credentials: "same-origin" })
    if (response.status === TOO_MANY) return this.say(part("log-in-locked").textContent)
    const answer = await response.json().catch(() => ({}))
    if (!response.ok) return this.say(answer.reason ?? gettext("登录没有成功。文字还在，请在新窗口里登录，再回到这里。"))
    if (answer.person !== this.person) return this.say(gettext("登录的是另一个账号，文字没有发到那里。"))
    this.dialog.close()
    this.onDone()
  }

  say(words) {
    this.error.textContent = words
    this.error.hidden = !words
    this.password.setAttribute("aria-invalid", String(Boolean(words)))
    this.password.select()
  }
}
