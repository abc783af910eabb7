/**
 * Characters without white space, as the field counts them, and the time that they take to speak.
 */

export function countCharacters(text) {
  let count = 0
  for (const character of text.replace(/\s/g, "")) count += character ? 1 : 0
  return count
}

export function countDocument(doc) {
  return countCharacters(doc.textContent)
}

export function countSelection({ doc, selection }) {
  return countCharacters(doc.textBetween(selection.from, selection.to, "\n"))
}

/** Minutes at `rate` characters a minute, to a tenth: the server's formula, in whole numbers like it. */
export function speakingMinutes(characters, rate) {
  return Math.floor((20 * characters + rate) / (2 * rate)) / 10
}

/** How long `characters` take, in words: 45秒, 2分钟, 2分10秒. */
export function timeInWords(characters, rate) {
  const all = Math.round((characters * 60) / rate)
  const [minutes, seconds] = [Math.floor(all / 60), all % 60]
  if (!minutes) return interpolate(gettext("%(seconds)s秒"), { seconds }, true)
  if (!seconds) return interpolate(gettext("%(minutes)s分钟"), { minutes }, true)
  return interpolate(gettext("%(minutes)s分%(seconds)s秒"), { minutes, seconds }, true)
}
