/**
 * The export menu: saves what is typed first, and warns of gaps that are left.
 */

import { element, part } from "sidian/editor/dom"

export function connectExport({ saver, facts }) {
  const [menu, gapsDialog, unsavedDialog] = [part("export-menu"), part("export-gaps"), part("export-unsaved")]
  let target = ""

  async function start(url) {
    target = url
    menu.open = false
    if (!(await saver.flush())) return unsavedDialog.showModal()
    const labels = facts.gaps.map((gap) => gap.label)
    if (!labels.length) return window.location.assign(url)
    part("export-gap-list").replaceChildren(...labels.map((label) => element("li", {}, label || gettext("未写明的一项"))))
    return gapsDialog.showModal()
  }

  for (const link of menu.querySelectorAll("a[data-download]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault()
      start(link.href)
    })
  }
  part("export-anyway").addEventListener("click", () => {
    gapsDialog.close()
    window.location.assign(target)
  })
  part("export-fill").addEventListener("click", () => {
    gapsDialog.close()
    facts.jump(0)
  })
  part("export-unsaved-close").addEventListener("click", () => unsavedDialog.close())
}
