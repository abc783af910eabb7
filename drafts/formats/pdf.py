"""Writing PDF with Typst, in this process.

The layout is in ``speech.typ``; the text goes to it as data.  A file is PDF/A-2a (ISO 19005-2: fonts embedded, tagged,
no missing glyphs) with bookmarks from the headings, and the same document gives the same bytes.
"""

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from drafts.core.document import Document, Run, Style
from drafts.core.errors import TypesettingError, gettext_noop
from drafts.formats.arrangement import arrange
from drafts.formats.fonts import GETA, FontLibrary, is_invisible
from drafts.formats.layout import NATIONAL_STANDARD, LayoutProfile, Look, NumberStyle, Role
from drafts.formats.paging import Mark, Piece, paged, pieces_of

MADE = datetime(2012, 6, 29, tzinfo=UTC)
"""The date inside files where none is given: that of the standard, so that equal documents give equal bytes."""

_LAYOUT = Path(__file__).with_name("speech.typ")
_UNTITLED = "讲稿"
# Longer ones are no titles, headings or names; PDF/A has a limit of its own for them (6.1.13).
_LONGEST_ENTRY = 1_000


class _Compilers(threading.local):
    """One compiler a thread, as a shared one refuses to be used twice at once; the fonts behind them are shared."""

    def __init__(self) -> None:
        self.fonts: FontLibrary | None = None
        self.compiler: typst.Compiler | None = None

    def compiler_for(self, fonts: FontLibrary) -> typst.Compiler:
        if self.compiler is None or self.fonts is not fonts:
            self.compiler = _new_compiler(fonts, b"")
            self.fonts = fonts
        return self.compiler


def _new_compiler(fonts: FontLibrary, source: bytes) -> typst.Compiler:
    return typst.Compiler(source, root=str(_LAYOUT.parent), font_paths=fonts.typst_fonts, ignore_system_fonts=True)


_compilers = _Compilers()


def write_pdf(
    document: Document,
    *,
    fonts: FontLibrary,
    profile: LayoutProfile = NATIONAL_STANDARD,
    author: str = "",
    made: datetime = MADE,
) -> bytes:
    """The document as PDF/A-2a.

    Characters that no font has are shown as 〓; ``fonts.report`` names them.  Raises FormatError past the document's
    limits and TypesettingError where Typst fails.
    """
    setter = _Setter(fonts, profile, document.title[:_LONGEST_ENTRY] or _UNTITLED, author[:_LONGEST_ENTRY])
    pieces, words = _pieces(document, profile, setter)
    return setter.pdf(pieces, words, made)


def draw_pages(document: Document, *, fonts: FontLibrary, profile: LayoutProfile = NATIONAL_STANDARD) -> list[bytes]:
    """The pages of the document's PDF as SVG, one a page; each line is linked to its paragraph's ``key``.

    Raises like ``write_pdf``.
    """
    setter = _Setter(fonts, profile, _UNTITLED, "")
    pieces, words = _pieces(document, profile, setter)
    return setter.drawings(pieces, words)


def _pieces(document: Document, profile: LayoutProfile, setter: "_Setter") -> tuple[Sequence[Piece], Mapping[int, str]]:
    """What is set, and the words at the foot of each page."""
    placed = arrange(document, profile)
    if not (profile.keep_sentences or profile.next_words):
        return [pieces_of(paragraph) for paragraph in placed], {}
    return paged(placed, profile, setter.marks)


class _Setter:
    """Sets pieces of one document in one profile."""

    def __init__(self, fonts: FontLibrary, profile: LayoutProfile, title: str, author: str) -> None:
        self._fonts = fonts
        self._frame = {"title": title, "authors": [author] if author else [], "looks": _looks(profile, fonts)}
        self._layout = _measures(profile, fonts)

    def pdf(self, pieces: Sequence[Piece], words: Mapping[int, str], made: datetime) -> bytes:
        """The PDF; ``words`` are those at the foot of each page, by its number."""
        compiler = _compilers.compiler_for(self._fonts)
        try:
            pdf = compiler.compile(self._source(pieces, words), format="pdf", pdf_standards=["a-2a"], timestamp=made)
        except typst.TypstError as error:
            raise TypesettingError(gettext_noop("PDF 排版失败：%(reason)s"), reason=str(error.message)) from error
        if not isinstance(pdf, bytes):
            raise TypesettingError(gettext_noop("PDF 排版失败：%(reason)s"), reason="Typst")
        return pdf

    def drawings(self, pieces: Sequence[Piece], words: Mapping[int, str]) -> list[bytes]:
        """The pages as SVG, their lines linked to the paragraphs' keys; a link moves nothing."""
        compiler = _compilers.compiler_for(self._fonts)
        try:
            drawn = compiler.compile(self._source(pieces, words, linked=True), format="svg", timestamp=MADE)
        except typst.TypstError as error:
            raise TypesettingError(gettext_noop("PDF 排版失败：%(reason)s"), reason=str(error.message)) from error
        # One page comes as it is, several as a list.
        return drawn if isinstance(drawn, list) else [drawn or b""]

    def marks(self, pieces: Sequence[Piece]) -> list[Mark]:
        """On which page each mark of ``pieces`` comes to stand."""
        compiler = _new_compiler(self._fonts, self._source(pieces, {}, asking=True))
        try:
            (found,) = json.loads(compiler.query("<pages>", field="value"))
        except typst.TypstError as error:
            raise TypesettingError(gettext_noop("PDF 排版失败：%(reason)s"), reason=str(error.message)) from error
        return [Mark(number, page) for number, page in found]

    def _source(
        self, pieces: Sequence[Piece], words: Mapping[int, str], *, asking: bool = False, linked: bool = False
    ) -> bytes:
        """A Typst file that hands the data to the layout.

        The data is a string literal of ASCII in which only quotes and backslashes mean anything.  Data in the file
        rather than in ``sys.inputs`` leaves Typst's library the same from file to file, so that it reuses more.
        """
        data = self._frame | {
            "layout": self._layout | {"words": {str(page): self._printable(text) for page, text in words.items()}},
            "linked": linked,
            "paragraphs": [_paragraph(piece, self._fonts) for piece in pieces],
        }
        literal = json.dumps(data).replace("\\", "\\\\").replace('"', '\\"')
        source = f'#import "{_LAYOUT.name}": asked, speech\n#speech(json(bytes("{literal}")))\n'
        return (source + "#asked()" if asking else source).encode("ascii")

    def _printable(self, text: str) -> str:
        return _printable(text, Role.KAI, self._fonts)


@lru_cache(maxsize=16)
def _looks(profile: LayoutProfile, fonts: FontLibrary) -> Mapping[str, Mapping[str, Any]]:
    return {style.value: _look(profile.look(style), profile, fonts) for style in Style}


@lru_cache(maxsize=16)
def _measures(profile: LayoutProfile, fonts: FontLibrary) -> dict[str, Any]:
    """The measures of the page; a shared value, not to be changed."""
    unfilled = profile.type_height.pt - profile.text_height.pt
    return {
        "width": profile.page_width.pt,
        "height": profile.page_height.pt,
        "top": profile.top.pt,
        "left": profile.left.pt,
        "right": profile.right.pt,
        "bottom": profile.bottom.pt + unfilled,
        "pitch": profile.line_pitch.pt,
        "square": profile.character_pitch.pt,
        "tracking": profile.tracking.pt,
        "numbers": profile.page_numbers.value,
        "dashes": profile.number_style is NumberStyle.DASH,
        "number": _look(profile.page_number_look, profile, fonts),
        "gap": profile.page_number_gap.pt + unfilled,
        "words-fonts": fonts.families(Role.KAI),
    }


def _look(look: Look, profile: LayoutProfile, fonts: FontLibrary) -> dict[str, Any]:
    return {
        "fonts": fonts.families(look.role),
        "weight": fonts.weight(look.role),
        "size": look.size.pt,
        "pitch": profile.pitch(look).pt,
        "align": look.alignment.value,
        "bold": look.bold,
        "level": look.level,
    }


def _paragraph(piece: Piece, fonts: FontLibrary) -> dict[str, Any]:
    placed = piece.placed
    lines = [list(_runs(line, placed.look.role, fonts)) for line in piece.lines]
    text = placed.text
    return {
        "style": placed.style.value,
        "lines": lines,
        "empty": not text.strip(),
        "first": placed.first,
        "left": placed.left,
        "right": placed.right,
        "listed": len(text) <= _LONGEST_ENTRY,
        "before": placed.before,
        "after": placed.after,
        "page": piece.new_page,
        "key": placed.key,
    }


def _runs(runs: Sequence[Run | int], role: Role, fonts: FontLibrary) -> Iterator[dict[str, Any] | int]:
    """Runs of printable text; a number stands for a mark."""
    for run in runs:
        if isinstance(run, int):
            yield run
        elif text := _printable(run.text, role, fonts):
            yield {"text": text, "bold": run.bold}


def _printable(text: str, role: Role, fonts: FontLibrary) -> str:
    """``text``; what no font has is replaced, as PDF/A allows no missing glyph (ISO 19005-2, 6.2.11.8)."""
    missing = [character for character in set(text) if fonts.family_for(role, character) is None]
    return text.translate({ord(c): _stand_in(c, role, fonts) for c in missing}) if missing else text


def _stand_in(character: str, role: Role, fonts: FontLibrary) -> str:
    if is_invisible(character):
        return " " if character.isspace() else ""
    return GETA if fonts.family_for(role, GETA) is not None else "?"
