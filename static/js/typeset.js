/* The 排版 page: takes a dropped file, downloads the result and shows what was recognised.  Without this script the
   form does the same but for the last. */

const MOST_BYTES = 10 * 1024 * 1024

const part = (name) => document.querySelector(`[data-part="${name}"]`)
const form = part("typeset")
const drop = part("drop")
const input = form.elements.file

function tell(problem) {
  part("typeset-error").textContent = problem
  part("typeset-error").hidden = !problem
}

function bytesOf(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}

function download({ name, type, file }) {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(new Blob([bytesOf(file)], { type }))
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
  // Not at once: the browser has yet to read it.
  setTimeout(() => URL.revokeObjectURL(link.href), 60000)
}

function show(answer) {
  download(answer)
  // Made by the server's template, which escapes what stands in the file.
  part("typeset-result").innerHTML = answer.result
  part("typeset-result").firstElementChild.focus()
}

async function ask() {
  const headers = { Accept: "application/json" }
  const response = await fetch(form.action, { method: "POST", headers, body: new FormData(form), redirect: "manual" })
  if (response.type === "opaqueredirect") return { reason: gettext("登录已过期，请刷新页面重新登录。") }
  if (response.headers.get("Content-Type")?.includes("json")) return response.json()
  return { reason: gettext("服务器没有做成，请再试一次。") }
}

async function typeset() {
  const [file] = input.files
  tell("")
  part("typeset-result").replaceChildren()
  if (!file) return tell(gettext("请选择一个文件。"))
  if (file.size > MOST_BYTES) return tell(gettext("文件超过了 10 MB。"))
  part("typeset-go").disabled = true
  part("typeset-state").textContent = gettext("正在排版…")
  try {
    const answer = await ask()
    if (answer.file) show(answer)
    else tell(answer.reason)
  } catch {
    tell(gettext("连不上服务器，请稍后再试。"))
  } finally {
    part("typeset-go").disabled = false
    part("typeset-state").textContent = ""
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault()
  typeset()
})

for (const name of ["dragenter", "dragover"]) {
  drop.addEventListener(name, (event) => {
    event.preventDefault()
    drop.classList.add("is-over")
  })
}
for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("is-over"))
drop.addEventListener("drop", (event) => {
  event.preventDefault()
  if (event.dataTransfer.files.length) input.files = event.dataTransfer.files
})
// A file dropped beside the frame must not take the page's place.
for (const name of ["dragover", "drop"]) window.addEventListener(name, (event) => event.preventDefault())
form.dataset.ready = "true"
