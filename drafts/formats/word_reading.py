"""Reading Word files: paragraphs in reading order, their styles and bold runs."""

from collections.abc import Iterator, Mapping
from posixpath import normpath

from lxml import etree

from drafts.core.document import Document, Run, Style, clean_text, merge_runs
from drafts.core.errors import DocumentError, UnreadableFile, gettext_noop
from drafts.formats.package import parse_part, read_package
from drafts.formats.word_base import STYLE_NAMES
from drafts.formats.word_xml import W

_MAIN_PART = "/officeDocument"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BREAK = "\n"
# Inside a paragraph: text that a reader does not see there, or that belongs to a paragraph of its own.
_SKIPPED = {W + "p", W + "del", W + "moveFrom", W + "pPr", W + "rPr", W + "instrText", _FALLBACK}
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"

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
    known style the first becomes the title.  Raises UnreadableFile.
    """
    parts = {name: content.replace(_STRICT, _TRANSITIONAL) for name, content in read_package(data).items()}
    name = _main_part(parts)
    root = parse_part(parts, name)
    body = None if root is None else root.find(W + "body")
    if body is None:
        raise UnreadableFile(gettext_noop("文件里没有正文，可能不是 Word 文件。"))
    styles = _known_styles(parse_part(parts, name.rpartition("/")[0] + "/styles.xml"))
    found = [line for paragraph in _paragraphs(body) for line in _lines(paragraph, styles)]
    if found and all(style is None for style, _ in found):
        found[0] = (Style.TITLE, found[0][1])
    return _document([(style or Style.BODY, runs) for style, runs in found])


def _main_part(parts: Mapping[str, bytes]) -> str:
    """The name of the main part, from the package's relationships; word/document.xml where they do not say."""
    root = parse_part(parts, "_rels/.rels")
    for node in () if root is None else root.iter(_RELATIONSHIP):
        if node.get("Type", "").endswith(_MAIN_PART):
            return normpath(node.get("Target", "")).lstrip("/")
    return "word/document.xml"


def _known_styles(root: etree._Element | None) -> Mapping[str, Style]:
    """The styles that mean something here, by their identifiers; a style based on one of them counts as it."""
    nodes = {} if root is None else {node.get(W + "styleId", ""): node for node in root.iter(W + "style")}
    return {name: style for name in nodes if (style := _style_of(name, nodes)) is not None}


def _style_of(identifier: str, nodes: Mapping[str, etree._Element]) -> Style | None:
    for _ in range(len(nodes)):
        node = nodes.get(identifier)
        if node is None:
            return None
        known = _STYLES.get(_value(node, "name").casefold().replace(" ", ""))
        if known is not None:
            return known
        identifier = _value(node, "basedOn")
    return None


def _value(node: etree._Element, name: str) -> str:
    child = node.find(W + name)
    return "" if child is None else child.get(W + "val", "")


def _paragraphs(body: etree._Element) -> Iterator[etree._Element]:
    """Every paragraph in reading order, tables' and text boxes' too, without the copies for old programs."""
    for node in body.iter(W + "p"):
        if next(node.iterancestors(_FALLBACK), None) is None:
            yield node


def _lines(paragraph: etree._Element, styles: Mapping[str, Style]) -> list[tuple[Style | None, tuple[Run, ...]]]:
    """The paragraph, cut at its line breaks; lines without text are left out."""
    properties = paragraph.find(W + "pPr")
    style = styles.get(_value(properties, "pStyle")) if properties is not None else None
    lines: list[list[tuple[str, bool]]] = [[]]
    for text, bold in _texts(paragraph, bold=False):
        if text != _BREAK:
            lines[-1].append((text, bold))
        elif style is not Style.TITLE:
            lines.append([])
    return [(style, runs) for line in lines if (runs := _trimmed(merge_runs(line)))]


def _texts(node: etree._Element, *, bold: bool) -> Iterator[tuple[str, bool]]:
    """Pieces of text below ``node`` with their weight; a line break is a piece of its own."""
    for child in node.iterchildren(tag=etree.Element):
        if child.tag in _SKIPPED:
            continue
        if child.tag == W + "t":
            text = clean_text(child.text or "").replace(_BREAK, " ").replace("\t", " ")
            yield text, bold
        elif child.tag in (W + "tab", W + "ptab"):
            yield " ", bold
        elif child.tag == W + "cr" or (child.tag == W + "br" and child.get(W + "type") in (None, "textWrapping")):
            yield _BREAK, bold
        elif child.tag == W + "noBreakHyphen":
            yield "-", bold
        else:
            yield from _texts(child, bold=_is_bold(child) if child.tag == W + "r" else bold)


def _is_bold(run: etree._Element) -> bool:
    mark = run.find(f"{W}rPr/{W}b")
    return mark is not None and mark.get(W + "val", "1") not in ("0", "false", "off", "none")


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


def _document(paragraphs: list[tuple[Style, tuple[Run, ...]]]) -> Document:
    stored = [
        {"key": f"p{n}", "style": style.value, "runs": [{"text": run.text, "bold": run.bold} for run in runs]}
        for n, (style, runs) in enumerate(paragraphs, 1)
    ]
    try:
        return Document.from_json({"paragraphs": stored})
    except DocumentError as error:
        raise UnreadableFile(error.message, **error.params) from error
