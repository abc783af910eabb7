/**
 * The sample page beside a layout's form: drawn again after a pause, and what is wrong said at its field.
 */

const PAUSE = 400

const form = document.querySelector("[data-part=layout-form]")
const image = document.querySelector("[data-part=sample]")
const told = document.querySelector("[data-part=sample-told]")
let timer = null
let latest = 0

function field(name) {
  return form.elements[name]
}

/** Take away what was wrong before, also what the server had written there: the answer says all of it again. */
function clearProblems() {
  for (const place of form.querySelectorAll("[data-sample-problem], .layout-fields .invalid-feedback")) place.remove()
  for (const input of form.querySelectorAll(".layout-fields .is-invalid")) input.classList.remove("is-invalid")
}

function showProblem(name, sentence) {
  const input = field(name)
  if (!input) return
  const place = document.createElement("p")
  place.className = "field-problem"
  place.dataset.sampleProblem = ""
  place.textContent = sentence
  input.classList.add("is-invalid")
  input.closest("div").append(place)
}

function show(answer) {
  clearProblems()
  if (answer.svg) {
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(answer.svg)}`
    image.hidden = false
    told.textContent = interpolate(gettext("样张共 %(count)s 页，这是第一页。"), { count: answer.pages }, true)
    return
  }
  const problems = Object.entries(answer.problems)
  for (const [name, sentence] of problems) showProblem(name, sentence)
  told.textContent = answer.problems[""] ?? gettext("有的值不合适，样张还是原来的；原因写在那一项下面。")
}

async function refresh() {
  const turn = (latest += 1)
  const options = { method: "POST", body: new FormData(form), credentials: "same-origin" }
  try {
    const response = await fetch(form.dataset.sampleUrl, options)
    if (turn !== latest) return
    if (!response.headers.get("Content-Type")?.includes("json")) throw new Error(`sample: ${response.status}`)
    show(await response.json())
  } catch {
    told.textContent = gettext("连不上服务器，样张还是原来的。")
  }
}

form.addEventListener("input", () => {
  clearTimeout(timer)
  timer = setTimeout(refresh, PAUSE)
})
refresh()
