/**
 * A line above the paper while something keeps the text from being saved: what it is, and that typing goes on.
 */

import { element, part } from "sidian/editor/dom"
import { State } from "sidian/editor/saving"

function sentence(state, detail) {
  if (state === State.LOGGED_OUT && detail?.error === "person") {
    return interpolate(gettext("这个浏览器现在登录的是“%(name)s”。您的文字没有存到那个账号里，还在这里；用您自己的账号登录后继续保存。"),
      detail, true)
  }
  return {
    [State.OFFLINE]: gettext("网络断开了。可以接着写，恢复后自动保存。"),
    [State.RETRYING]: gettext("服务器没有回应，正在重试。可以接着写。"),
    [State.LOGGED_OUT]: gettext("登录已过期。可以接着写，重新登录后自动保存。"),
  }[state]
}

export class Banner {
  /** `isKept()` tells whether the text is also kept on this computer. */
  constructor({ isKept, onLogIn }) {
    Object.assign(this, { isKept, onLogIn })
    this.line = part("banner")
    this.state = State.SAVED
    window.addEventListener("online", () => this.show(this.state, this.detail))
    window.addEventListener("offline", () => this.show(this.state, this.detail))
  }

  show(state, detail) {
    Object.assign(this, { state, detail })
    const words = sentence(navigator.onLine || state === State.LOGGED_OUT ? state : State.OFFLINE, detail)
    this.line.hidden = !words
    if (!words) return
    const kept = this.isKept() ? gettext("写下的文字暂存在这台电脑上。") : gettext("这台电脑不暂存文字，保存以前请不要关窗口。")
    this.line.replaceChildren(element("span", {}, words, " ", kept), ...this.way(state))
  }

  way(state) {
    if (state !== State.LOGGED_OUT) return []
    const button = element("button", { type: "button", className: "button" }, gettext("登录"))
    button.addEventListener("click", this.onLogIn)
    return [button]
  }
}
