"""Writing Word files.

A base package is made once per profile with python-docx: page, grid, settings, styles, footers.  A document then only
adds its paragraphs and its properties, so that writing a speech takes a few milliseconds and equal documents give
equal bytes.
"""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from types import MappingProxyType
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree

from drafts.core.document import Document, Run
from drafts.formats.arrangement import Placed, arrange
from drafts.formats.layout import NATIONAL_STANDARD, LayoutProfile
from drafts.formats.letterhead import Letterhead
from drafts.formats.letterhead_package import with_letterhead
from drafts.formats.word_base import STYLE_IDS, base_package, twips
from drafts.formats.word_xml import W, element, hint_element

_DOCUMENT = "word/document.xml"
_PROPERTIES = "docProps/core.xml"
_DC = "http://purl.org/dc/elements/1.1/"
_DCTERMS = "http://purl.org/dc/terms/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_CP = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
# The earliest time a zip can hold; a real one would make equal documents differ.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_SHORT_LINES = 6
MADE = datetime(2012, 6, 29, tzinfo=UTC)


def write_word(
    document: Document,
    *,
    profile: LayoutProfile = NATIONAL_STANDARD,
    author: str = "",
    made: datetime = MADE,
    letterhead: Letterhead | None = None,
) -> bytes:
    """The document as .docx, in real styles, from which every run takes its fonts.

    Raises FormatError past the document's limits.
    """
    paragraphs = (paragraph_element(placed, profile) for placed in arrange(document, profile))
    return word_file(paragraphs, profile=profile, title=document.title, author=author, made=made, letterhead=letterhead)


def word_file(
    body: Iterable[etree._Element],
    *,
    profile: LayoutProfile,
    title: str,
    author: str,
    made: datetime,
    letterhead: Letterhead | None = None,
) -> bytes:
    """A .docx in ``profile`` whose text is ``body``, elements ready to stand there."""
    members = dict(_base_members(profile, letterhead))
    members[_DOCUMENT] = _document_xml(body, profile, letterhead)
    members[_PROPERTIES] = _properties_xml(title, author, made)
    return _zipped(members)


@lru_cache(maxsize=8)
def _base_members(profile: LayoutProfile, letterhead: Letterhead | None) -> Mapping[str, bytes]:
    """The parts of the base package of ``profile``, by name, in the order of the package."""
    if letterhead is not None:
        return MappingProxyType(with_letterhead(_base_members(profile, None), letterhead))
    with ZipFile(BytesIO(base_package(profile))) as package:
        return MappingProxyType({name: package.read(name) for name in package.namelist()})


@lru_cache(maxsize=8)
def _empty_body(profile: LayoutProfile, letterhead: Letterhead | None) -> etree._Element:
    """The base document; copied, never changed."""
    return etree.fromstring(_base_members(profile, letterhead)[_DOCUMENT])


def _document_xml(body: Iterable[etree._Element], profile: LayoutProfile, letterhead: Letterhead | None) -> bytes:
    root = deepcopy(_empty_body(profile, letterhead))
    section = root[0][-1]
    for node in body:
        section.addprevious(node)
    if section.getprevious() is None:
        section.addprevious(element("p"))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def paragraph_element(placed: Placed, profile: LayoutProfile) -> etree._Element:
    """``<w:p>``: the properties, then the runs."""
    paragraph = element("p")
    properties = etree.SubElement(paragraph, W + "pPr")
    properties.append(element("pStyle", val=STYLE_IDS[placed.style]))
    if profile.keep_sentences and _is_short(placed, profile):
        properties.append(element("keepLines", val=1))
    if placed.before or placed.after:
        blanks = {"before": placed.before, "after": placed.after}
        pitch = twips(profile.line_pitch)
        # Only what the paragraph has of its own: the rest of its spacing stays the style's.
        properties.append(element("spacing", **{side: pitch * count for side, count in blanks.items() if count}))
    if placed.right or placed.left or placed.first != placed.look.indent:
        properties.append(_indents(placed, profile))
    for number, line in enumerate(placed.lines):
        if number:
            etree.SubElement(etree.SubElement(paragraph, W + "r"), W + "br")
        for run in line:
            paragraph.append(run_element(run))
    return paragraph


def _is_short(placed: Placed, profile: LayoutProfile) -> bool:
    """Whether a page's end may leave the whole paragraph to the next page; Word knows no sentences to keep."""
    return len(placed.text) <= _SHORT_LINES * profile.characters


def _indents(placed: Placed, profile: LayoutProfile) -> etree._Element:
    """The indents that are the paragraph's own, in twips; counts of characters, which would win, are set to none."""
    square = profile.character_pitch.twips
    left, right, first = round(placed.left * square), round(placed.right * square), round(placed.first * square)
    values: dict[str, object] = {"leftChars": 0, "left": left, "rightChars": 0, "right": right}
    if first < left:
        return element("ind", **values, hangingChars=0, hanging=left - first)
    return element("ind", **values, firstLineChars=0, firstLine=first - left)


def run_element(run: Run) -> etree._Element:
    """``<w:r>``: the properties, then text and tabs."""
    node = element("r")
    properties = etree.SubElement(node, W + "rPr")
    # On every run, not only in the style: a hint in a style does not reach quotation marks, dashes and ellipses.
    properties.append(hint_element())
    if run.bold:
        properties.append(element("b"))
        properties.append(element("bCs"))
    for piece in _pieces(run.text):
        if piece == "\t":
            etree.SubElement(node, W + "tab")
            continue
        text = etree.SubElement(node, W + "t")
        text.set(_XML_SPACE, "preserve")
        text.text = piece
    return node


def _pieces(text: str) -> Iterator[str]:
    """``text`` cut at tabs, which are kept as pieces of their own."""
    for number, piece in enumerate(text.split("\t")):
        if number:
            yield "\t"
        if piece:
            yield piece


def _properties_xml(title: str, author: str, made: datetime) -> bytes:
    root = etree.Element(f"{{{_CP}}}coreProperties", nsmap={"cp": _CP, "dc": _DC, "dcterms": _DCTERMS, "xsi": _XSI})
    for name, text in (("title", title), ("creator", author), ("language", "zh-CN")):
        etree.SubElement(root, f"{{{_DC}}}{name}").text = text
    etree.SubElement(root, f"{{{_CP}}}lastModifiedBy").text = author
    moment = made.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    for name in ("created", "modified"):
        node = etree.SubElement(root, f"{{{_DCTERMS}}}{name}")
        node.set(f"{{{_XSI}}}type", "dcterms:W3CDTF")
        node.text = moment
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _zipped(members: Mapping[str, bytes]) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as package:
        for name, data in members.items():
            info = ZipInfo(name, _ZIP_TIME)
            info.compress_type = ZIP_DEFLATED
            package.writestr(info, data)
    return buffer.getvalue()
