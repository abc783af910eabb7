"""The letterhead of an office: the headers and footers of a Word file of its own, put round our speeches.

Only these and their pictures are taken from the uploaded file.  Page, grid, styles, settings and text of the finished
file are ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from posixpath import dirname, join, normpath

from drafts.core.errors import UnreadableFile, gettext_noop
from drafts.formats.letterhead_parts import (
    REFERENCES,
    clean_part,
    drawing_numbers,
    external_refused,
    is_empty,
    objects_refused,
    read_tree,
    without_themes,
)
from drafts.formats.letterhead_styles import StyleSheet
from drafts.formats.package import PartReader, read_package, read_part
from drafts.formats.pictures import Picture, read_picture
from drafts.formats.word_xml import W

MAX_BYTES = 2 * 1024 * 1024
MAX_PICTURES = 20

_KINDS = ("default", "first", "even")
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_CONTENT_TYPES = "[Content_Types].xml"
_DOCUMENT = "word/document.xml"
_MACRO_TYPES = ("macroenabled", "vbaproject", "vbadata")
_MACRO_NAMES = ("vbaproject.bin", "vbadata.xml")
# The ends of the types of relationships that bring other files or programs along.
_OBJECT_TYPES = {"oleobject", "package", "control", "activexcontrolbinary", "afchunk", "subdocument", "frame"}
_RID = f"{{{REFERENCES}}}id"


@dataclass(frozen=True, slots=True)
class LetterheadPart:
    """A header or footer ready to stand in another file; its n-th picture is called ``rIdn`` in it."""

    xml: bytes
    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Headers and footers by the pages they stand on: ``default``, ``first``, ``even``; those that are empty left out.

    ``first`` is there only with ``title_page``, where the first page has its own.  A header for all pages is both
    default and even.  Distances are from the edge of the page, in twips; None where the file says nothing.
    """

    headers: tuple[tuple[str, LetterheadPart], ...]
    footers: tuple[tuple[str, LetterheadPart], ...]
    title_page: bool
    header_distance: int | None
    footer_distance: int | None


def read_letterhead(data: bytes) -> Letterhead:
    """The headers and footers that the last section of a .docx has, with their pictures.

    Raises UnreadableFile with one sentence for a file that is broken, protected, no .docx, over 2 MiB, without header
    and footer, or that carries macros, references to elsewhere, objects, controls, fields that load, or pictures that
    are not PNG, JPEG, GIF or BMP.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableFile(gettext_noop("文件超过了 %(limit)d MB。"), limit=MAX_BYTES // 1024**2)
    source = _Source(read_package(data, everything=True))
    section = _Section()
    read_part(source.parts, source.main, section)
    if not section.is_word:
        raise UnreadableFile(gettext_noop("文件里没有正文，可能不是 Word 文件。"))
    headers, footers = source.kept("header", section), source.kept("footer", section)
    if not headers and not footers:
        raise UnreadableFile(gettext_noop("文件里没有页眉，也没有页脚。"))
    return Letterhead(headers, footers, section.title_page, section.distance("header"), section.distance("footer"))


class _Section(PartReader):
    """What the sections say, the last one's word counting; what it leaves unsaid it has from those before."""

    def __init__(self) -> None:
        super().__init__()
        self.is_word = False
        self.title_page = False
        self.references: dict[tuple[str, str], str] = {}
        self.margins: Mapping[str, str] = {}

    def opened(self, tag: str, attributes: Mapping[str, str]) -> None:
        if not self.path:
            self.is_word = tag == W + "document"
        if tag == W + "sectPr":
            self.title_page = False
        elif self.path and self.path[-1] == W + "sectPr" and W + "sectPrChange" not in self.path:
            self._told(tag, attributes)

    def _told(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag in (W + "headerReference", W + "footerReference"):
            part = tag.removeprefix(W).removesuffix("Reference")
            self.references[part, attributes.get(W + "type", "default")] = attributes.get(_RID, "")
        elif tag == W + "titlePg":
            self.title_page = _is_on(attributes)
        elif tag == W + "pgMar":
            self.margins = dict(attributes)

    def distance(self, part: str) -> int | None:
        """How far headers or footers stand from the edge, in twips, where that is a number that can be."""
        value = self.margins.get(W + part, "")
        return int(value) if value.isascii() and value.isdigit() and len(value) <= 4 else None


class _Settings(PartReader):
    def __init__(self) -> None:
        super().__init__()
        self.even_and_odd = False

    def opened(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == W + "evenAndOddHeaders":
            self.even_and_odd = _is_on(attributes)


class _Links(PartReader):
    """The relationships of one part: identifier to the end of the type and the target as it is written."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, tuple[str, str]] = {}

    def opened(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag != _RELATIONSHIP:
            return
        kind = attributes.get("Type", "").rpartition("/")[2]
        if attributes.get("TargetMode", "").casefold() == "external":
            raise external_refused()
        if kind.casefold() in _OBJECT_TYPES:
            raise objects_refused()
        self.found[attributes.get("Id", "")] = (kind, attributes.get("Target", ""))


class _ContentTypes(PartReader):
    def opened(self, _tag: str, attributes: Mapping[str, str]) -> None:
        declared = attributes.get("ContentType", "").casefold()
        if any(name in declared for name in _MACRO_TYPES):
            raise _macros_refused()
        if "oleobject" in declared or "activex" in declared:
            raise objects_refused()


class _Source:
    """The uploaded package, looked through before anything is taken from it."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self.parts = parts
        if any(name.casefold().endswith(_MACRO_NAMES) for name in parts):
            raise _macros_refused()
        read_part(parts, _CONTENT_TYPES, _ContentTypes())
        self._links = {name: self._read_links(name) for name in parts if name.endswith(".rels")}
        targets = [target for kind, target in self._links.get("_rels/.rels", {}).values() if kind == "officeDocument"]
        self.main = normpath(targets[0]).lstrip("/") if targets else _DOCUMENT
        self._styles: StyleSheet | None = None
        self._drawings = drawing_numbers()

    def kept(self, part: str, section: _Section) -> tuple[tuple[str, LetterheadPart], ...]:
        """The headers or footers, cleaned, by the pages they stand on."""
        settings = _Settings()
        read_part(self.parts, self._one("settings"), settings)
        wanted = {kind: section.references.get((part, kind)) for kind in _KINDS}
        if not settings.even_and_odd:
            wanted["even"] = wanted["default"]
        if not section.title_page:
            wanted["first"] = None
        found = ((kind, self._part(part, wanted[kind])) for kind in _KINDS)
        return tuple((kind, content) for kind, content in found if content is not None)

    def _part(self, part: str, identifier: str | None) -> LetterheadPart | None:
        if identifier is None:
            return None
        name = self._target(self.main, identifier, part)
        root = read_tree(self.parts, name)
        if root.tag != W + {"header": "hdr", "footer": "ftr"}[part]:
            raise UnreadableFile(gettext_noop("文件里的 %(part)s 已损坏。"), part=name[:60])
        if is_empty(root):
            return None
        pictures: dict[str, Picture] = {}

        def picture(reference: str) -> str:
            target = self._target(name, reference, "image")
            if target not in pictures and len(pictures) >= MAX_PICTURES:
                raise UnreadableFile(gettext_noop("页眉或页脚里的图片超过了 %(limit)d 张。"), limit=MAX_PICTURES)
            if target not in pictures:
                pictures[target] = read_picture(self.parts[target])
            return f"rId{list(pictures).index(target) + 1}"

        xml = clean_part(root, self._style_sheet(), picture, self._drawings)
        return LetterheadPart(xml, tuple(pictures.values()))

    def _style_sheet(self) -> StyleSheet:
        if self._styles is None:
            name = self._one("styles")
            self._styles = StyleSheet(without_themes(read_tree(self.parts, name)) if name in self.parts else None)
        return self._styles

    def _one(self, kind: str) -> str:
        """The name of the main part's only part of ``kind``; "" where it has none."""
        targets = [target for found, target in self._links_of(self.main).values() if found == kind]
        return _resolved(self.main, targets[0]) if targets else ""

    def _target(self, name: str, identifier: str, kind: str) -> str:
        """The name of the part that part ``name`` calls ``identifier``; it must be there and of ``kind``."""
        found, target = self._links_of(name).get(identifier, ("", ""))
        resolved = _resolved(name, target)
        if found != kind or resolved not in self.parts:
            message = gettext_noop("文件里的 %(part)s 引用了没有的部件，可能已损坏。")
            raise UnreadableFile(message, part=name[:60])
        return resolved

    def _links_of(self, name: str) -> Mapping[str, tuple[str, str]]:
        return self._links.get(join(dirname(name), "_rels", name.rpartition("/")[2] + ".rels"), {})

    def _read_links(self, name: str) -> Mapping[str, tuple[str, str]]:
        links = _Links()
        read_part(self.parts, name, links)
        return links.found


def _resolved(name: str, target: str) -> str:
    """The name of the part that part ``name`` calls ``target``."""
    return target.lstrip("/") if target.startswith("/") else normpath(join(dirname(name), target))


def _is_on(attributes: Mapping[str, str]) -> bool:
    return attributes.get(W + "val", "1") not in ("0", "false", "off")


def _macros_refused() -> UnreadableFile:
    return UnreadableFile(gettext_noop("文件里有宏；请另存为不带宏的 .docx 再试。"))
