/**
 * The styles of a paragraph: the same list as the server's, with the words that the interface shows.
 */

export const BODY = "body"

export const STYLES = ["title", "byline", "date", "salutation", BODY, "heading-1", "heading-2", "heading-3",
  "heading-4", "attachment", "signature", "signature-date"]

// A heading is a heading for a screen reader too; the title is the first of them.
const TAGS = { title: "h1", "heading-1": "h2", "heading-2": "h3", "heading-3": "h4", "heading-4": "h5" }

const FOLLOWING = { attachment: "attachment", signature: "signature-date" }

/** The element that shows a paragraph of `style`. */
export function tagOf(style) {
  return TAGS[style] ?? "p"
}

/** The style of the paragraph that Enter opens at the end of one of `style`: text follows every kind of heading. */
export function styleAfter(style) {
  return FOLLOWING[style] ?? BODY
}

/** The style that an element of our own or of a foreign page stands for. */
export function styleOfElement(element) {
  const own = element.getAttribute("data-style")
  if (STYLES.includes(own)) return own
  const level = /^H([1-6])$/.exec(element.tagName)?.[1]
  return level ? `heading-${Math.min(Number(level), 4)}` : BODY
}
