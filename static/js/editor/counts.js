/**
 * Characters without white space, as the field counts them, and the minutes that they take to speak.
 */

const CHARACTERS_A_MINUTE = 200

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

export function speakingMinutes(characters) {
  return (characters / CHARACTERS_A_MINUTE).toFixed(1)
}
