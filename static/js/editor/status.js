/**
 * The state of saving, always visible and always true.
 */

import { clock, element, part } from "sidian/editor/dom"
import { State } from "sidian/editor/saving"

const TROUBLES = new Set([State.RETRYING, State.OFFLINE, State.LOGGED_OUT, State.CONFLICT, State.REFUSED])

function sentence(state, detail, savedAt) {
  const saved = savedAt ? interpolate(gettext("已保存 %(time)s"), { time: clock(savedAt) }, true) : gettext("已保存")
  return {
    [State.SAVED]: saved,
    [State.UNSAVED]: gettext("有未保存的修改"),
    [State.SAVING]: gettext("正在保存…"),
    [State.RETRYING]: gettext("保存失败，正在重试"),
    [State.OFFLINE]: gettext("网络已断开，恢复后自动保存"),
    [State.LOGGED_OUT]: detail?.error === "person" ? gettext("登录的是另一个账号，还没有保存") : gettext("需要重新登录，还没有保存"),
    [State.CONFLICT]: gettext("别处有较新的版本，这里还没有保存"),
    [State.REFUSED]: detail?.reason ?? gettext("服务器没有接受这次保存"),
  }[state]
}

export class Status {
  /** Without a `logInUrl` the page offers the log-in elsewhere. */
  constructor({ savedAt, logInUrl, onConflict }) {
    Object.assign(this, { savedAt, logInUrl, onConflict })
    this.line = part("save-state")
    this.announcer = part("announcer")
    this.show(State.SAVED, null)
  }

  show(state, detail) {
    if (detail?.saved_at && state === State.SAVED) this.savedAt = detail.saved_at
    const words = sentence(state, detail, this.savedAt)
    this.line.dataset.state = state
    this.line.replaceChildren(element("i", { "aria-hidden": "true" }), element("span", {}, words), ...this.way(state))
    // A screen reader hears of trouble, and of its end; not of every second's saving.
    if (TROUBLES.has(state) || (state === State.SAVED && TROUBLES.has(this.announced))) {
      this.announcer.textContent = words
      this.announced = state
    }
  }

  way(state) {
    if (state === State.LOGGED_OUT && this.logInUrl) {
      return [element("a", { href: this.logInUrl, target: "_blank", rel: "opener" }, gettext("登录"))]
    }
    if (state !== State.CONFLICT) return []
    const button = element("button", { type: "button", className: "link" }, gettext("选择"))
    button.addEventListener("click", this.onConflict)
    return [button]
  }
}
