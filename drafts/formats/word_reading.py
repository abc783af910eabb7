"""Reading Word files: paragraphs in reading order, their styles and bold runs.

A part is read while it is parsed and never held as a tree, so what a file costs is bounded by its text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from posixpath import normpath

from drafts.core.document import MAX_CHARACTERS, MAX_PARAGRAPHS, Document, Run, Style, clean_text, merge_runs
from drafts.core.errors import DocumentError, UnreadableFile, gettext_noop
from drafts.formats.package import PartReader, read_package, read_part
from drafts.formats.word_base import STYLE_NAMES
from drafts.formats.word_xml import W

_MAIN_PART = "/officeDocument"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# What stands below these is no text of the paragraph around: deleted, moved away, instructions, properties, and the
# copies of text boxes for old programs.
_HIDDEN = {W + "del", W + "moveFrom", W + "pPr", W + "rPr", W + "instrText", _FALLBACK}
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TEXT = W + "t"
_SIGNS = {W + "tab": " ", W + "ptab": " ", W + "noBreakHyphen": "-"}

# Names of styles in Word's English and Chinese files, compared without case and spaces.
_STYLES: Mapping[str, Style] = {
    **{name.casefold().replace(" ", ""): style for style, name in STYLE_NAMES.items()},
    **{f"标题{level}": Style(f"heading-{level}") for level in range(1, 5)},
    "标题": Style.TITLE,
    "subtitle": Style.BYLINE,
    "副标题": Style.BYLINE,
    "salutation": Style.SALUTATION,
    "signature": Style.SIGNATURE,
    "签名": Style.SIGNATURE,
    "date": Style.SIGNATURE_DATE,
    "日期": Style.SIGNATURE_DATE,
    "正文文本": Style.BODY,
}


def read_word(data: bytes) -> Document:
    """The document in a .docx file.

    Empty paragraphs are left out, a line break outside a title starts a new paragraph, and where no paragraph has a
    known style the first becomes the title.  Raises UnreadableFile, also where the file has no text at all.
    """
    parts = dict(read_package(data))
    relationships = _Relationships()
    read_part(parts, "_rels/.rels", relationships)
    main = relationships.main
    styles = _Styles()
    for name, reader in ((main.rpartition("/")[0] + "/styles.xml", styles), (main, body := _Body(styles))):
        if name in parts:
            parts[name] = parts[name].replace(_STRICT, _TRANSITIONAL)
        read_part(parts, name, reader)
    if not body.found:
        raise UnreadableFile(gettext_noop("文件里没有正文，可能不是 Word 文件。"))
    return _document(body.lines())


class _Relationships(PartReader):
    """``main`` is the name of the main part; word/document.xml where the relationships do not say."""

    def __init__(self) -> None:
        super().__init__()
        self.main = "word/document.xml"
        self.said = False

    def opened(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == _RELATIONSHIP and not self.said and attributes.get("Type", "").endswith(_MAIN_PART):
            self.said = True
            self.main = normpath(attributes.get("Target", "")).lstrip("/")


class _Styles(PartReader):
    """The styles that mean something here, by their identifiers; a style based on one of them counts as it."""

    def __init__(self) -> None:
        super().__init__()
        self.identifier = ""
        self.names: dict[str, str] = {}
        self.bases: dict[str, str] = {}
        self.known: dict[str, Style | None] = {}

    def opened(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == W + "style":
            self.identifier = attributes.get(W + "styleId", "")
            self.names[self.identifier] = ""
            self.bases.pop(self.identifier, None)
        elif self.path and self.path[-1] == W + "style":
            value = attributes.get(W + "val", "")
            if tag == W + "name":
                self.names[self.identifier] = value
            elif tag == W + "basedOn":
                self.bases[self.identifier] = value

    def style(self, identifier: str) -> Style | None:
        """What the style called ``identifier`` means; every style is looked at once, however many ask."""
        asked: list[str] = []
        while identifier in self.names and identifier not in self.known:
            # None until it is settled, which also ends a circle of styles based on each other.
            self.known[identifier] = _STYLES.get(self.names[identifier].casefold().replace(" ", ""))
            asked.append(identifier)
            if self.known[identifier] is not None:
                break
            identifier = self.bases.get(identifier, "")
        found = self.known.get(identifier)
        self.known.update(dict.fromkeys(asked, found))
        return found


@dataclass(slots=True)
class _Paragraph:
    """A paragraph that is being read; ``bold`` holds the weight of each run around the place where reading stands."""

    number: int
    style: Style | None = None
    styled: bool = False
    bold: list[bool] = field(default_factory=lambda: [False])
    lines: list[list[tuple[str, bool]]] = field(default_factory=lambda: [[]])

    def write(self, text: str) -> None:
        self.lines[-1].append((text, self.bold[-1]))

    def break_line(self) -> None:
        if self.style is not Style.TITLE and self.lines[-1]:
            self.lines.append([])


MAX_READ = 2 * MAX_CHARACTERS
"""Characters to read before the reading ends: spaces and line breaks that a document leaves out among them."""

_Line = tuple[Style | None, tuple[Run, ...]]


class _Body(PartReader):
    """The lines of the main part's body; tables' and text boxes' too, in the order in which their paragraphs begin."""

    def __init__(self, styles: _Styles) -> None:
        super().__init__()
        self.styles = styles
        self.found = False
        self.begun = 0
        self.written = 0
        self.unread = MAX_READ
        self.hidden = 0
        self.around: list[_Paragraph] = []
        self.finished: list[tuple[int, list[_Line]]] = []

    @property
    def inside(self) -> bool:
        return self.found and len(self.path) > 1 and self.path[1] == W + "body"

    def opened(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.found = self.found or (tag == W + "body" and len(self.path) == 1)
        if not self.inside:
            return
        if self.hidden or tag in _HIDDEN:
            self.hidden += 1
            self.property(tag, attributes)
        elif tag == W + "p":
            self.begun += 1
            self.around.append(_Paragraph(self.begun))
        elif self.around:
            self.content(self.around[-1], tag, attributes)

    def property(self, tag: str, attributes: Mapping[str, str]) -> None:
        """The two properties that count: a paragraph's style and a run's weight, where they stand directly."""
        value = attributes.get(W + "val")
        parents = self.path[-2:]
        if tag == W + "pStyle" and parents == [W + "p", W + "pPr"] and self.around and not self.around[-1].styled:
            self.around[-1].styled = True
            self.around[-1].style = self.styles.style(value or "")
        elif tag == W + "b" and parents == [W + "r", W + "rPr"] and self.around:
            self.around[-1].bold[-1] = value not in ("0", "false", "off", "none")

    def content(self, paragraph: _Paragraph, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == W + "r":
            paragraph.bold.append(False)
        elif tag in _SIGNS:
            paragraph.write(_SIGNS[tag])
        elif tag == W + "cr" or (tag == W + "br" and attributes.get(W + "type") in (None, "textWrapping")):
            paragraph.break_line()

    def data(self, text: str) -> None:
        if self.path[-1] == _TEXT and self.around and not self.hidden:
            self.unread -= len(text)
            if self.unread < 0:
                raise UnreadableFile(gettext_noop("文稿超过了 %(limit)d 字。"), limit=MAX_CHARACTERS)
            self.around[-1].write(clean_text(text).replace("\n", " ").replace("\t", " "))

    def closed(self, tag: str) -> None:
        if self.hidden:
            self.hidden -= 1
        elif tag == W + "r" and self.around:
            self.around[-1].bold.pop()
        elif tag == W + "p" and self.around:
            self.finish(self.around.pop())

    def finish(self, paragraph: _Paragraph) -> None:
        """Keep the paragraph's lines that have text; past what a document holds, read no further."""
        found = ((paragraph.style, runs) for line in paragraph.lines if (runs := _trimmed(merge_runs(line))))
        lines = list(islice(found, MAX_PARAGRAPHS + 1))
        self.written += len(lines)
        if self.written > MAX_PARAGRAPHS:
            raise UnreadableFile(gettext_noop("文稿超过了 %(limit)d 段。"), limit=MAX_PARAGRAPHS)
        if lines:
            self.finished.append((paragraph.number, lines))

    def lines(self) -> list[_Line]:
        return [line for _, lines in sorted(self.finished, key=lambda entry: entry[0]) for line in lines]


def _trimmed(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """``runs`` without white space at both ends: typed indents are the layout's business."""
    texts = [(run.text, run.bold) for run in runs]
    while texts and not texts[0][0].strip():
        texts.pop(0)
    while texts and not texts[-1][0].strip():
        texts.pop()
    if texts:
        texts[0] = (texts[0][0].lstrip(), texts[0][1])
        texts[-1] = (texts[-1][0].rstrip(), texts[-1][1])
    return merge_runs(texts)


def _document(found: list[_Line]) -> Document:
    if not found:
        raise UnreadableFile(gettext_noop("文件里没有文字。"))
    if all(style is None for style, _ in found):
        found[0] = (Style.TITLE, found[0][1])
    stored = [
        {
            "key": f"p{n}",
            "style": (style or Style.BODY).value,
            "runs": [{"text": run.text, "bold": run.bold} for run in runs],
        }
        for n, (style, runs) in enumerate(found, 1)
    ]
    try:
        return Document.from_json({"paragraphs": stored})
    except DocumentError as error:
        raise UnreadableFile(error.message, **error.params) from error
