/**
 * The paper: a Tiptap editor whose document is a flat list of keyed, styled paragraphs with bold as the only mark.
 */

import { Bold, Document, Editor, History, Paragraph, Text, pm } from "django-prose-editor/editor"

import { GapMarks } from "sidian/editor/gaps"
import { FreshKeys } from "sidian/editor/keys"
import { Matches } from "sidian/editor/matches"
import { cleanPasted, cleanText, isOnlyImage, pasteIntoEmpty } from "sidian/editor/paste"
import { BODY, styleOfElement, tagOf } from "sidian/editor/styles"
import { tell } from "sidian/editor/telling"
import { TitleLines } from "sidian/editor/titles"
import { Typing } from "sidian/editor/typing"

const { closeHistory } = pm.history

const SpeechParagraph = Paragraph.extend({
  addAttributes() {
    return {
      key: {
        default: null,
        keepOnSplit: false,
        parseHTML: (element) => element.getAttribute("data-key"),
        renderHTML: ({ key }) => (key ? { "data-key": key } : {}),
      },
      style: {
        default: BODY,
        parseHTML: styleOfElement,
        renderHTML: ({ style }) => ({ "data-style": style }),
      },
    }
  },

  parseHTML() {
    return ["p", "h1", "h2", "h3", "h4", "h5", "h6", "li"].map((tag) => ({ tag }))
  },

  renderHTML({ node, HTMLAttributes }) {
    return [tagOf(node.attrs.style), HTMLAttributes, 0]
  },

  addKeyboardShortcuts() {
    return {}
  },
})

/** `content` with at least one paragraph: an empty document has none, but the caret needs one. */
export function withParagraph(content) {
  return content.content?.length ? content : { type: "doc", content: [{ type: "paragraph" }] }
}

function tellOfImages() {
  tell(gettext("图片没有粘贴：讲稿里只有文字。"))
}

function withoutImages(html) {
  const { html: clean, images } = cleanPasted(html)
  if (images) tellOfImages()
  return clean
}

/** The editor on `element`, showing `content` (ProseMirror JSON); `onSave` is called for Ctrl+S. */
export function openPaper(element, content, { label, onSave }) {
  return new Editor({
    element: { mount: element },
    injectCSS: false,
    content: withParagraph(content),
    extensions: [Document, SpeechParagraph, Text, Bold, History, FreshKeys, GapMarks, TitleLines, Matches, Typing.configure({ onSave })],
    enableInputRules: false,
    enablePasteRules: false,
    editorProps: {
      attributes: {
        class: element.className,
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": label,
        lang: "zh-Hans",
        spellcheck: "false",
      },
      transformPastedHTML: withoutImages,
      transformPastedText: cleanText,
      handlePaste: pasteIntoEmpty,
      handleDOMEvents: {
        paste(view, event) {
          if (isOnlyImage(event)) tellOfImages()
          // A paste is a step of its own, however quickly it follows what was typed.
          if (!view.composing) view.dispatch(closeHistory(view.state.tr))
          return false
        },
      },
    },
  })
}
