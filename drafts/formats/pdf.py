"""Writing PDF with Typst, in this process.

The layout is in ``speech.typ``; the text goes to it as data.  A file is PDF/A-2a (ISO 19005-2: fonts embedded, tagged,
no missing glyphs) with bookmarks from the headings, and the same document gives the same bytes.
"""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst

from drafts.core.document import Document, Run, Style
from drafts.core.errors import TypesettingError, gettext_noop
from drafts.formats.arrangement import Placed, arrange
from drafts.formats.fonts import GETA, FontLibrary, is_invisible
from drafts.formats.layout import NATIONAL_STANDARD, LayoutProfile, Look, Role

MADE = datetime(2012, 6, 29, tzinfo=UTC)
"""The date inside files where none is given: that of the standard, so that equal documents give equal bytes."""

_LAYOUT = Path(__file__).with_name("speech.typ")
_LAYOUT_SOURCE = _LAYOUT.read_bytes()
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
            self.compiler = typst.Compiler(
                root=str(_LAYOUT.parent), font_paths=fonts.typst_fonts, ignore_system_fonts=True
            )
            self.fonts = fonts
        return self.compiler


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
    speech = _speech(document, arrange(document, profile), fonts, profile, author)
    inputs = {"speech": json.dumps(speech, ensure_ascii=False)}
    try:
        pdf = _compilers.compiler_for(fonts).compile(
            _LAYOUT_SOURCE, format="pdf", sys_inputs=inputs, pdf_standards=["a-2a"], timestamp=made
        )
    except typst.TypstError as error:
        raise TypesettingError(gettext_noop("PDF 排版失败：%(reason)s"), reason=str(error.message)) from error
    if not isinstance(pdf, bytes):
        raise TypesettingError(gettext_noop("PDF 排版失败：%(reason)s"), reason="Typst")
    return pdf


def _speech(
    document: Document, placed: list[Placed], fonts: FontLibrary, profile: LayoutProfile, author: str
) -> dict[str, Any]:
    """All that ``speech.typ`` reads; lengths in points."""
    return {
        "title": document.title[:_LONGEST_ENTRY] or _UNTITLED,
        "authors": [author[:_LONGEST_ENTRY]] if author else [],
        "layout": _measures(profile, fonts),
        "looks": {style.value: _look(profile.look(style), profile, fonts) for style in Style},
        "paragraphs": [_paragraph(paragraph, fonts) for paragraph in placed],
    }


def _measures(profile: LayoutProfile, fonts: FontLibrary) -> dict[str, Any]:
    return {
        "width": profile.page_width.pt,
        "height": profile.page_height.pt,
        "top": profile.top.pt,
        "left": profile.left.pt,
        "right": profile.right.pt,
        "bottom": profile.bottom.pt,
        "pitch": profile.line_pitch.pt,
        "square": profile.character_pitch.pt,
        "tracking": profile.tracking.pt,
        "numbers": profile.page_numbers.value,
        "number": _look(profile.page_number_look, profile, fonts),
        "gap": profile.page_number_gap.pt,
    }


def _look(look: Look, profile: LayoutProfile, fonts: FontLibrary) -> dict[str, Any]:
    return {
        "fonts": fonts.families(look.role),
        "weight": fonts.weight(look.role),
        "size": look.size.pt,
        "pitch": profile.pitch(look).pt,
        "indent": look.indent,
        "align": look.alignment.value,
        "bold": look.bold,
        "level": look.level,
    }


def _paragraph(placed: Placed, fonts: FontLibrary) -> dict[str, Any]:
    lines = [list(_runs(line, placed.look.role, fonts)) for line in placed.lines]
    return {
        "style": placed.style.value,
        "lines": lines,
        "empty": not any(run["text"].strip() for line in lines for run in line),
        "right": placed.right,
        "listed": sum(len(run["text"]) for line in lines for run in line) <= _LONGEST_ENTRY,
        "before": placed.blank_before,
        "after": placed.blank_after,
    }


def _runs(runs: tuple[Run, ...], role: Role, fonts: FontLibrary) -> Iterator[dict[str, Any]]:
    for run in runs:
        text = "".join(_printable(character, role, fonts) for character in run.text)
        if text:
            yield {"text": text, "bold": run.bold}


def _printable(character: str, role: Role, fonts: FontLibrary) -> str:
    """``character``, or what stands for it where no font has it: PDF/A allows no missing glyph (6.2.11.8)."""
    if fonts.family_for(role, character) is not None:
        return character
    if is_invisible(character):
        return " " if character.isspace() else ""
    return GETA if fonts.family_for(role, GETA) is not None else "?"
