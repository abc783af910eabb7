/**
 * The layout in the export menu: kept for the draft as soon as it is chosen, and followed by pages and title.
 */

import { part } from "sidian/editor/dom"

/** `csrfToken()` gives the token as it is now; `onChange(answer)` hears of the title's lines in the new layout. */
export function connectLayout({ csrfToken, onChange }) {
  const select = part("layout")
  let kept = select.value
  select.addEventListener("change", async () => {
    const told = part("layout-told")
    try {
      const answer = await send(select.dataset.url, select.value, csrfToken())
      kept = select.value
      told.textContent = gettext("已换，下次还用它。")
      onChange(answer)
    } catch {
      select.value = kept
      told.textContent = gettext("没有换成，请稍后再试。")
    }
  })
}

async function send(url, layout, token) {
  const headers = { Accept: "application/json", "X-CSRFToken": token }
  const body = new URLSearchParams({ layout })
  const response = await fetch(url, { method: "POST", headers, body, credentials: "same-origin", redirect: "error" })
  if (!response.ok) throw new Error(`layout: ${response.status}`)
  return response.json()
}
