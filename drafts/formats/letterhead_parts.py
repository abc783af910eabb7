"""One header or footer that a stranger sent: what may stay in it, and what it is refused for.

Nothing is kept but what is known to be harmless: elements of a few namespaces, fields that only count and tell the
date, references to the part's own pictures.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from lxml import etree

from drafts.core.errors import UnreadableFile, gettext_noop
from drafts.formats.letterhead_styles import StyleSheet
from drafts.formats.package import PartReader, read_part
from drafts.formats.word_xml import NAMESPACE, W

REFERENCES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

MAX_ELEMENTS = 3_000
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_OFFICE = "urn:schemas-microsoft-com:office:office"
_VML = {"urn:schemas-microsoft-com:vml", _OFFICE, "urn:schemas-microsoft-com:office:word"}
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/"
_WORD_2010 = "http://schemas.microsoft.com/office/word/2010/"
_KNOWN = {
    NAMESPACE,
    _MC.strip("{}"),
    *_VML,
    *(_DRAWING + name for name in ("main", "picture", "wordprocessingDrawing")),
    *(_WORD_2010 + f"wordprocessing{name}" for name in ("Drawing", "Shape", "Group", "Canvas")),
    _WORD_2010 + "wordml",
}
_OBJECTS = {W + name for name in ("object", "control", "altChunk", "subDoc", "movie", "contentPart")} | {
    f"{{{_OFFICE}}}OLEObject"
}
# What refers to parts that are not taken along, or tells of changes, comments and data behind the letterhead.
_DROPPED_NAMES = (
    "commentRangeStart commentRangeEnd commentReference footnoteReference endnoteReference sdtPr sdtEndPr fldData "
    "ffData cnfStyle pPrChange rPrChange tblPrChange trPrChange tcPrChange tblGridChange sectPrChange sectPr"
)
_DROPPED = {W + name for name in _DROPPED_NAMES.split()} | {
    f"{{{_DRAWING}main}}{name}" for name in ("extLst", "hlinkClick", "hlinkHover", "hlinkMouseOver")
}
_LINKS = {"src", "href", "althref"}
_FIELD_NAME = re.compile(r"\s*(=|[A-Za-z]+)")
_FIELDS = {"PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "DATE", "TIME", "IF", "="}

PictureOf = Callable[[str], str]
"""Gives the identifier that a picture has in the part as it is kept, by the one it has in the file."""


def read_tree(parts: Mapping[str, bytes], name: str) -> etree._Element:
    """The part as a tree, counted by the package's own reader before it becomes one.

    Raises UnreadableFile where it is missing, broken or too large, or holds a DOCTYPE.
    """
    if name not in parts:
        raise UnreadableFile(gettext_noop("文件里缺少 %(part)s，可能已损坏。"), part=name[:60])
    read_part(parts, name, PartReader())
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(parts[name], parser)


def external_refused() -> UnreadableFile:
    """The error for whatever a reader of the finished file would fetch from elsewhere."""
    return UnreadableFile(gettext_noop("文件里有指向文件之外的链接或图片；请改成普通文字和嵌入的图片再试。"))


def objects_refused() -> UnreadableFile:
    """The error for files inside the file, and for programs."""
    return UnreadableFile(gettext_noop("文件里有嵌入的对象、控件或别的文件；请删去，或改成图片再试。"))


def clean_part(root: etree._Element, styles: StyleSheet, picture: PictureOf, drawings: Iterator[int]) -> bytes:
    """The header or footer ``root``, changed in place, as it may stand in another Word file.

    ``drawings`` numbers the drawings, which a file wants to be different.  Raises UnreadableFile for objects, links,
    fields that load, and for more than 3,000 elements.
    """
    if sum(1 for _ in root.iter()) > MAX_ELEMENTS:
        raise UnreadableFile(gettext_noop("文件的结构太复杂，不能打开。"))
    _drop_unknown(root)
    _ensure_fields_harmless(root)
    for node in root.iter(etree.Element):
        _clean_attributes(node, picture)
        if node.tag == f"{{{_DRAWING}wordprocessingDrawing}}docPr":
            node.set("id", str(next(drawings)))
    styles.flatten(without_themes(root))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def drawing_numbers() -> Iterator[int]:
    """Numbers for the drawings of one letterhead."""
    return count(1)


def is_empty(root: etree._Element) -> bool:
    """Whether nothing of the part would be seen: no text, picture, drawing, field or ruled line."""
    seen = {
        W + name for name in ("t", "drawing", "pict", "object", "instrText", "fldSimple", "pBdr", "tbl", "sym", "ptab")
    }
    return next((node for node in root.iter(*seen) if node.tag != W + "t" or (node.text or "").strip()), None) is None


def without_themes(root: etree._Element) -> etree._Element:
    """``root`` with the colours and typefaces that its theme would give left out, for the theme stays behind."""
    for node in root.iter(etree.Element):
        for name in [name for name in map(str, node.attrib) if name.startswith(W) and "theme" in name.lower()]:
            del node.attrib[name]
    return root


def _drop_unknown(root: etree._Element) -> None:
    """Take out what is not known; raises UnreadableFile for objects wherever they stand, charts among them."""
    charts = (child for frame in root.iter(f"{{{_DRAWING}main}}graphicData") for child in frame if not _is_known(child))
    if next(root.iter(*_OBJECTS), None) is not None or next(charts, None) is not None:
        raise objects_refused()
    for node in list(root.iter(etree.Element)):
        parent = node.getparent()
        if parent is not None and not _is_known(node):
            parent.remove(node)
    for node in list(root.iter(_MC + "AlternateContent")):
        if node.find(_MC + "Choice") is None:
            _take_fallback(node)


def _take_fallback(node: etree._Element) -> None:
    """Put what old readers get in the place of ``node``: without a choice it is no alternative (part 3, 7.5)."""
    for child in [child for fallback in node.findall(_MC + "Fallback") for child in fallback]:
        node.addprevious(child)
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


def _is_known(node: etree._Element) -> bool:
    name = etree.QName(node)
    if node.tag == _MC + "Choice":
        return all(node.nsmap.get(prefix) in _KNOWN for prefix in node.get("Requires", "?").split())
    if name.namespace == _OFFICE:
        return name.localname == "lock"
    return name.namespace in _KNOWN and node.tag not in _DROPPED


def _clean_attributes(node: etree._Element, picture: PictureOf) -> None:
    """References become those of the kept part; raises UnreadableFile for addresses."""
    drawn_by_vml = etree.QName(node).namespace in _VML
    for key, value in list(node.attrib.items()):
        name = etree.QName(str(key))
        if name.namespace == REFERENCES or (name.namespace == _OFFICE and name.localname == "relid"):
            _set_reference(node, str(key), picture)
        elif drawn_by_vml and name.localname in _LINKS and value.strip():
            raise external_refused()


def _set_reference(node: etree._Element, key: str, picture: PictureOf) -> None:
    value = str(node.attrib.pop(key))
    if not value:
        return
    if etree.QName(key).localname not in ("embed", "id", "pict", "relid"):
        raise external_refused()
    node.set(key, picture(value))


def _ensure_fields_harmless(root: etree._Element) -> None:
    """Raises UnreadableFile for a field that does more than count pages or tell the date.

    An instruction may be cut into many runs, and fields stand inside fields, so the pieces are put together first.
    """
    outside = _Field()
    fields = [outside]
    for node in root.iter(*(W + name for name in ("fldChar", "instrText", "delInstrText", "fldSimple", "t"))):
        kind = node.get(W + "fldCharType") if node.tag == W + "fldChar" else None
        if node.tag == W + "fldSimple":
            _ensure_harmless(node.get(W + "instr", ""))
        elif kind == "begin":
            fields.append(_Field())
        elif kind == "end" and len(fields) > 1:
            _ensure_harmless(fields.pop().instruction)
        elif kind is not None:
            fields[-1].shown = True
        elif node.tag != W + "t" or (fields[-1] is not outside and not fields[-1].shown):
            fields[-1].instruction += "".join(map(str, node.itertext()))
    for field in fields[0 if outside.instruction.strip() else 1 :]:
        _ensure_harmless(field.instruction)


@dataclass(slots=True)
class _Field:
    """A field that is open where reading stands; once its result is ``shown``, text is no instruction any more."""

    instruction: str = ""
    shown: bool = False


def _ensure_harmless(instruction: str) -> None:
    found = _FIELD_NAME.match(instruction)
    name = found[1].upper() if found else instruction.strip()
    if name not in _FIELDS:
        message = gettext_noop("页眉页脚里不能有 %(field)s 域；只能用页码、页数和日期，别的请改成普通文字。")
        raise UnreadableFile(message, field=name[:30] or "?")
