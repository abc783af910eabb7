/**
 * The editor's page: puts the paper, the saving and the panes together.
 */

import { pm } from "django-prose-editor/editor"

import { Conflict } from "sidian/editor/conflict"
import { countDocument } from "sidian/editor/counts"
import { element, part, readData } from "sidian/editor/dom"
import { connectExport } from "sidian/editor/exporting"
import { Facts } from "sidian/editor/facts"
import { Finding } from "sidian/editor/finding"
import { findParagraph, goTo } from "sidian/editor/jump"
import { connectLayout } from "sidian/editor/layout"
import { Length } from "sidian/editor/length"
import { Naming } from "sidian/editor/naming"
import { OutlinePane } from "sidian/editor/outline"
import { PagesPane } from "sidian/editor/pages"
import { Panels } from "sidian/editor/panels"
import { openPaper, withParagraph } from "sidian/editor/paper"
import { changeInto } from "sidian/editor/replacing"
import { Safety } from "sidian/editor/safety"
import { Saver, State } from "sidian/editor/saving"
import { connectShortcuts } from "sidian/editor/shortcuts"
import { Status } from "sidian/editor/status"
import { Structure } from "sidian/editor/structure"
import { connectToolbar } from "sidian/editor/toolbar"
import { showTitleLines } from "sidian/editor/titles"
import { Views } from "sidian/editor/views"

const { EditorState } = pm.state

const room = part("room")
const desk = part("desk")
const settings = room.dataset

/** The token as it is now: logging in again, in another tab, changes it. */
function csrfToken() {
  const cookie = document.cookie.split("; ").find((one) => one.startsWith(`${settings.csrfCookie}=`))
  return cookie?.slice(settings.csrfCookie.length + 1) ?? document.querySelector("[name=csrfmiddlewaretoken]").value
}

function post(url, data, options = {}) {
  const headers = {
    "Content-Type": "application/json",
    "X-CSRFToken": csrfToken(),
    "X-Sidian-Person": settings.person,
  }
  const body = JSON.stringify(data)
  return fetch(url, { method: "POST", headers, body, credentials: "same-origin", redirect: "manual", ...options })
}

/** Show `content` as if the page had been opened with it: what was undone before belongs to another text. */
function replaceDocument(editor, content) {
  const doc = editor.schema.nodeFromJSON(withParagraph(content))
  editor.view.updateState(EditorState.create({ doc, plugins: editor.state.plugins }))
  // A step that changes nothing tells every part of the page that the document is another one.
  const same = editor.state.tr.setNodeAttribute(0, "style", editor.state.doc.firstChild.attrs.style)
  editor.view.dispatch(same.setMeta("addToHistory", false))
}

async function saveCopy(document) {
  const response = await post(settings.branchUrl, { document })
  if (!response.ok) throw new Error(`branch: ${response.status}`)
  return response.json()
}

function tellOfCopy(url, words = gettext("已载入较新的文字，您的文字另存为一份副本。")) {
  const notice = part("notice")
  const link = element("a", { href: url, target: "_blank", rel: "opener" }, gettext("打开副本"))
  notice.replaceChildren(element("span", {}, words), link)
  notice.hidden = false
}

function openSaver(editor, parts) {
  return new Saver({
    url: settings.saveUrl,
    base: Number(settings.version),
    post,
    read: () => editor.getJSON(),
    isComposing: () => editor.view.composing,
    keep: () => parts.safety.keep(),
    onState: (state, detail) => {
      parts.status.show(state, detail)
      parts.safety.showState(state, detail)
    },
    onSaved: (answer, document) => {
      parts.safety.saved(answer, document)
      parts.outline.show(answer.outline)
      showTitleLines(editor, answer.titles)
      parts.length.show(answer.length)
      part("version").textContent = interpolate(gettext("第 %(version)s 版"), { version: answer.version }, true)
    },
    onConflict: (answer) => parts.conflict.show(answer, { json: editor.getJSON(), characters: countDocument(editor.state.doc) }),
  })
}

function openConflict(editor, parts) {
  return new Conflict({
    useBoth: (answer) => {
      changeInto(editor, answer.merged, { undoable: true })
      parts.saver.continueUpon(answer.version)
    },
    keepMine: async (answer) => {
      const { url } = await saveCopy(answer.document)
      parts.saver.continueUpon(answer.version)
      tellOfCopy(url, gettext("用您的文字继续，较新的文字另存为一份副本。"))
    },
    takeNewer: async (answer) => {
      const { url } = await saveCopy(editor.getJSON())
      replaceDocument(editor, answer.document)
      parts.saver.adopt(answer)
      tellOfCopy(url)
    },
  })
}

function openLength(editor, panels, onJump) {
  return new Length(editor, readData("length-data"), {
    url: settings.lengthUrl,
    post,
    recommended: Number(settings.minutes),
    onOpen: () => panels.show("side", part("length-open")),
    onJump: (key) => {
      const found = findParagraph(editor.state.doc, key)
      onJump()
      if (found) goTo(editor, desk, found.position + 1)
    },
  })
}

function openSafety(editor) {
  return new Safety({
    editor,
    settings,
    post,
    csrfToken,
    saveCopy: async (document) => {
      const { url } = await saveCopy(document)
      tellOfCopy(url, gettext("没有保存成功的文字另存为一份副本。"))
    },
  })
}

function openPages(editor, onJump) {
  return new PagesPane(editor, {
    url: settings.pagesUrl,
    person: settings.person,
    post,
    onJump: (position) => {
      onJump()
      goTo(editor, desk, position)
    },
  })
}

function watchPage(saver) {
  window.addEventListener("online", () => saver.wake())
  window.addEventListener("offline", () => saver.isClean || saver.show(State.OFFLINE))
  window.addEventListener("focus", () => saver.wake())
  window.addEventListener("pageshow", () => saver.wake())
  window.addEventListener("pagehide", () => saver.sendLast())
  window.addEventListener("beforeunload", (event) => {
    if (!saver.isClean) event.preventDefault()
  })
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") saver.wake()
  })
}

function showConnection() {
  const show = () => {
    part("connection").textContent = navigator.onLine ? gettext("在线") : gettext("离线")
  }
  window.addEventListener("online", show)
  window.addEventListener("offline", show)
  show()
}

function start() {
  const parts = {}
  const paper = part("paper")
  const editor = openPaper(paper, readData("document-data"), {
    label: gettext("讲稿正文"),
    onSave: () => parts.naming.save(),
  })
  const panels = new Panels(room)
  const onJump = () => {
    panels.close()
    parts.views.uncoverText()
  }
  parts.status = new Status({
    savedAt: settings.savedAt,
    onConflict: () => parts.saver.askAgain(),
  })
  parts.facts = new Facts(editor, desk, { onJump })
  parts.length = openLength(editor, panels, onJump)
  parts.outline = new OutlinePane(editor, desk, { onJump })
  parts.structure = new Structure(editor, parts.outline, { url: settings.structureUrl, post })
  parts.conflict = openConflict(editor, parts)
  parts.safety = openSafety(editor)
  parts.saver = openSaver(editor, parts)
  parts.safety.begin(parts.saver)
  editor.on("update", () => {
    parts.saver.touch()
    parts.safety.touched()
    parts.outline.markGaps()
    showTitle(editor.state.doc)
  })
  parts.finding = new Finding(editor, desk, { onOpen: onJump })
  parts.naming = new Naming(editor, { saver: () => parts.saver, post, url: settings.nameUrl })
  connectShortcuts(editor, parts)
  parts.views = new Views(room, settings.person)
  parts.pages = openPages(editor, onJump)
  connectToolbar(part("toolbar"), editor)
  connectExport(parts)
  connectLayout({
    csrfToken,
    onChange: ({ titles }) => {
      showTitleLines(editor, titles)
      parts.pages.touch()
    },
  })
  watchPage(parts.saver)
  showConnection()
  parts.outline.show(readData("outline-data"))
  showTitleLines(editor, readData("titles-data"))
  room.dataset.ready = "true"
}

/** The title paragraphs as one line, in the browser's tab and in the bar. */
function showTitle(doc) {
  let title = ""
  doc.forEach((node) => {
    if (node.attrs.style === "title") title += node.textContent
  })
  const shown = title.trim() || gettext("未命名讲稿")
  part("draft-title").textContent = part("draft-title").title = shown
  document.title = `${shown} · ${gettext("四点")}`
}

start()
