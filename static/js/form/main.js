/**
 * The form's page: puts fields, cards, saving and preview together.  Without this script the same page works by posts.
 */

import { part, readData } from "sidian/editor/dom"
import { State } from "sidian/editor/saving"
import { Status } from "sidian/editor/status"
import { readAnswers } from "sidian/form/answers"
import { Cards } from "sidian/form/cards"
import { connectDragging } from "sidian/form/dragging"
import { connectFields } from "sidian/form/fields"
import { Generating } from "sidian/form/generating"
import { Preview } from "sidian/form/preview"
import { AnswerSaver } from "sidian/form/saving"
import { Tabs } from "sidian/form/tabs"

const fill = part("fill")
const form = part("form")
const settings = fill.dataset

/** The token as it is now: logging in again, in another tab, changes it. */
function csrfToken() {
  const cookie = document.cookie.split("; ").find((one) => one.startsWith(`${settings.csrfCookie}=`))
  return cookie?.slice(settings.csrfCookie.length + 1) ?? form.elements.namedItem("csrfmiddlewaretoken").value
}

function post(url, data, options = {}) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": csrfToken() }
  const body = JSON.stringify(data)
  return fetch(url, { method: "POST", headers, body, credentials: "same-origin", redirect: "manual", ...options })
}

/** Whether an input method is at work in the form: nothing is sent or shown in the middle of a word. */
function watchComposition(onEnd) {
  const state = { isComposing: false }
  form.addEventListener("compositionstart", () => (state.isComposing = true))
  form.addEventListener("compositionend", () => {
    state.isComposing = false
    onEnd()
  })
  form.addEventListener("focusout", () => (state.isComposing = false))
  return state
}

function openSaver(parts) {
  return new AnswerSaver({
    url: settings.saveUrl,
    base: Number(settings.version),
    post,
    read: () => readAnswers(form),
    isComposing: () => parts.composition.isComposing,
    onState: (state, detail) => parts.status.show(state, detail),
    onSaved: (answer) => parts.preview.show(answer),
    onConflict: (answer) => parts.conflict.show(answer),
  })
}

/** Another window saved: the person decides, nothing is written over. */
class Conflict {
  constructor(parts) {
    this.parts = parts
    part("conflict-mine").addEventListener("click", () => {
      part("conflict-dialog").close()
      parts.saver.continueUpon(this.answer.version)
    })
    part("conflict-reload").addEventListener("click", () => {
      parts.saver.giveUp()
      window.location.reload()
    })
  }

  show(answer) {
    this.answer = answer
    this.open()
  }

  open() {
    const dialog = part("conflict-dialog")
    if (!dialog.open) dialog.showModal()
  }
}

function watchPage(saver) {
  window.addEventListener("online", () => saver.wake())
  window.addEventListener("offline", () => saver.isClean || saver.show(State.OFFLINE))
  window.addEventListener("focus", () => saver.wake())
  window.addEventListener("pagehide", () => saver.sendLast())
  window.addEventListener("pageshow", ({ persisted }) => persisted && saver.isClean && window.location.reload())
  window.addEventListener("beforeunload", (event) => {
    if (!saver.isClean) event.preventDefault()
  })
  document.addEventListener("visibilitychange", () => saver.wake())
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    saver.flush()
  })
}

function showTitle({ title }) {
  const shown = title || gettext("未命名讲稿")
  part("draft-title").textContent = part("draft-title").title = shown
  document.title = `${shown} · ${gettext("四点")}`
}

function start() {
  const parts = {}
  const tabs = new Tabs(fill)
  const showForm = () => tabs.show("form")
  const touch = () => parts.saver.touch()
  parts.composition = watchComposition(touch)
  parts.status = new Status({
    savedAt: settings.savedAt,
    logInUrl: settings.logInUrl,
    onConflict: () => parts.conflict.open(),
  })
  parts.preview = new Preview(form, {
    recommended: Number(settings.minutes),
    showForm,
    onShown: (facts) => "assembled" in settings || showTitle(facts),
  })
  parts.conflict = new Conflict(parts)
  parts.saver = openSaver(parts)
  parts.cards = new Cards(form, { families: readData("families-data"), onChange: touch })
  connectFields(form)
  connectDragging(form, part("form-pane"), parts.cards)
  new Generating(form, { saver: parts.saver, preview: parts.preview, showForm })
  form.addEventListener("input", touch)
  watchPage(parts.saver)
  if ("stale" in settings) parts.saver.holdBack()
  fill.dataset.ready = "true"
}

start()
