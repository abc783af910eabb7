"""The pages of the PDF for the screen: drawn by the same typesetter, each told apart by what is to be seen on it.

A page goes out without the outlines of its glyphs.  Whoever shows it collects those and asks for the missing ones
alone, so that after an edit little more travels than where each glyph stands.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from hashlib import blake2b
from itertools import groupby
from unicodedata import category

from lxml import etree

from drafts.core.document import Document
from drafts.core.errors import FormatError, gettext_noop
from drafts.formats.arrangement import arrange
from drafts.formats.fonts import FontLibrary
from drafts.formats.layout import NATIONAL_STANDARD, Alignment, LayoutProfile
from drafts.formats.paging import Paged, paged
from drafts.formats.pdf import draw_pages

MOST_CHARACTERS = 30_000
"""Longer texts are not drawn: every page of a text is drawn anew, at about 14 ms each."""

_FEWEST_LINES = 3

_SVG = "{http://www.w3.org/2000/svg}"
_SYMBOL = b"<symbol "
# Twelve of the 32 digits of a glyph's name tell a few thousand of them apart.
_LONG_NAME = re.compile(rb"(?<=#)(g[0-9A-F]{11})[0-9A-F]+")
_SYMBOL_NAME = re.compile(rb'id="(g[0-9A-F]{1,11})[0-9A-F]*"')
_LINK = re.compile(rb"<a [^>]*><rect [^>]*/></a>")
# What SVG assumes anyway, spelt out at every glyph.
_DEFAULTS = b' fill="#000000" fill-rule="nonzero"'
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")


@dataclass(frozen=True, slots=True)
class Line:
    """What one line of a page holds of paragraph ``key``; in points from the page's top left corner."""

    key: str
    left: float
    top: float
    width: float
    height: float


class HintKind(StrEnum):
    """What a typesetter would ask the author to mend."""

    SHORT_PAGE = "short-page"
    SINGLE_CHARACTER = "single-character"


@dataclass(frozen=True, slots=True)
class Hint:
    """One place to mend: ``page`` from 1, the paragraph's ``key``; ``text`` is the lonely character, or ""."""

    kind: HintKind
    page: int
    key: str
    text: str = ""


@dataclass(frozen=True)
class Page:
    """One page.  ``svg`` draws it with glyphs that stand elsewhere; ``name`` is the same where the drawing is."""

    svg: bytes
    lines: tuple[Line, ...]
    _definitions: bytes

    @cached_property
    def name(self) -> str:
        return blake2b(self.svg, digest_size=12).hexdigest()

    @property
    def standalone(self) -> bytes:
        """The drawing with its glyphs, as a file of its own."""
        body = self.svg.removesuffix(b"</svg>")
        return body + b"<defs>" + b"".join(self.glyphs.values()) + b"</defs></svg>"

    @cached_property
    def glyphs(self) -> dict[str, bytes]:
        """The page's glyphs as SVG symbols, by the identifiers under which the drawing uses them."""
        found = {}
        for piece in self._definitions.split(_SYMBOL)[1:]:
            named = _SYMBOL_NAME.match(piece)
            if named:
                rest = piece[named.end() : piece.index(b"</symbol>")]
                found[named[1].decode()] = _SYMBOL + b'id="' + named[1] + b'"' + rest + b"</symbol>"
        return found


@dataclass(frozen=True, slots=True)
class Preview:
    """All pages of a document, their size in points, and what should be mended."""

    pages: tuple[Page, ...]
    width: float
    height: float
    hints: tuple[Hint, ...]


def preview(document: Document, *, fonts: FontLibrary, profile: LayoutProfile = NATIONAL_STANDARD) -> Preview:
    """The pages that ``write_pdf`` makes of ``document``.

    Raises FormatError for a text that is too long to be drawn, TypesettingError where Typst fails.
    """
    if sum(len(paragraph.text) for paragraph in document) > MOST_CHARACTERS:
        raise FormatError(
            gettext_noop("文稿超过了 %(limit)d 字，不能随时预览；请导出 PDF 查看页面。"), limit=MOST_CHARACTERS
        )
    text = paged(arrange(document, profile), profile, fonts.advance)
    pages = tuple(_page(drawing) for drawing in draw_pages(text, fonts=fonts, profile=profile))
    hints = (*_short_last_page(pages), *_single_characters(text, pages))
    return Preview(pages, profile.page_width.pt, profile.page_height.pt, hints)


# --- reading what Typst drew ---


def _page(drawing: bytes) -> Page:
    body, mark, definitions = drawing.partition(b"<defs")
    if mark:
        body += b"</svg>"
    lines = tuple(_lines(etree.fromstring(body), 0.0, 0.0))
    body = _LINK.sub(b"", body).replace(_DEFAULTS, b"").replace(b"xlink:href", b"href")
    return Page(_LONG_NAME.sub(rb"\1", body), lines, definitions)


def _lines(node: etree._Element, left: float, top: float) -> Iterator[Line]:
    """The linked boxes below ``node``, whose own place is ``left`` and ``top``."""
    for child in node.iterchildren(_SVG + "g", _SVG + "a"):
        transform = child.get("transform", "")
        if transform.startswith("matrix"):
            continue  # a run of glyphs, which holds no boxes
        x, y = [*map(float, _NUMBER.findall(transform)), 0.0, 0.0][:2]
        if child.tag == _SVG + "g":
            yield from _lines(child, left + x, top + y)
        else:
            box = child[0]
            yield Line(
                child.get("href", ""), left + x, top + y, float(box.get("width", 0)), float(box.get("height", 0))
            )


# --- what should be mended ---


def _short_last_page(pages: Sequence[Page]) -> Iterator[Hint]:
    """A last page with so few lines that the text should give them up or gain some."""
    if len(pages) > 1 and (lines := pages[-1].lines) and len({round(line.top) for line in lines}) < _FEWEST_LINES:
        yield Hint(HintKind.SHORT_PAGE, len(pages), lines[0].key)


def _single_characters(text: Paged, pages: Sequence[Page]) -> Iterator[Hint]:
    """Paragraphs of running text whose last line holds one character, with or without the mark that closes it."""
    last_page = {line.key: number for number, page in enumerate(pages, 1) for line in page.lines}
    running = (piece for piece in text.pieces if piece.placed.look.alignment is Alignment.BOTH)
    for key, pieces in groupby(running, key=lambda piece: piece.placed.key):
        lines = [line for piece in pieces for line in piece.lines]
        tail = "".join(run.text for run in lines[-1]).strip()
        if len(lines) > 1 and sum(map(_is_letter, tail)) == 1:
            yield Hint(HintKind.SINGLE_CHARACTER, last_page[key], key, tail)


def _is_letter(character: str) -> bool:
    return category(character)[0] in "LN"
