"""Writing PDF with Typst, in this process.

The layout is in ``speech.typ``; the text goes to it as data.  A file is PDF/A-2a (ISO 19005-2: fonts embedded, tagged,
no missing glyphs) with bookmarks from the headings, and the same document gives the same bytes.
"""

import json
import re
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
from drafts.formats.breaking import GAP, gapped
from drafts.formats.fonts import FontLibrary
from drafts.formats.layout import NATIONAL_STANDARD, Alignment, LayoutProfile, Look, NumberStyle, Role
from drafts.formats.paging import STICKY_LEVELS, Paged, Piece, paged

MADE = datetime(2012, 6, 29, tzinfo=UTC)
"""The date inside files where none is given: that of the standard, so that equal documents give equal bytes."""

_LAYOUT = Path(__file__).with_name("speech.typ")
_UNTITLED = "讲稿"
# What stacks on the character before it.  No script piles up so many; thousands keep Typst busy for seconds before the
# limit that PDF/A has for strings refuses them.
_PILE = re.compile("[\u0300-\u036f\u302a-\u302f\u3099\u309a]{65,}")
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
    limits and TypesettingError where marks are piled up without end or Typst fails.
    """
    text = paged(arrange(document, profile), profile, fonts.advance)
    source = typst_source(
        text, fonts, profile, title=document.title[:_LONGEST_ENTRY] or _UNTITLED, author=author[:_LONGEST_ENTRY]
    )
    (pdf,) = _compiled(source, fonts, format="pdf", pdf_standards=["a-2a"], timestamp=made)
    return pdf


def draw_pages(text: Paged, *, fonts: FontLibrary, profile: LayoutProfile = NATIONAL_STANDARD) -> list[bytes]:
    """The pages of ``text`` as SVG, one a page, as they are in its PDF; each line is linked to its paragraph's ``key``.

    Raises TypesettingError where Typst fails.
    """
    return _compiled(typst_source(text, fonts, profile, linked=True), fonts, format="svg", timestamp=MADE)


def _compiled(source: bytes, fonts: FontLibrary, **options: Any) -> list[bytes]:
    """What Typst makes of ``source``: a file, or one for each page."""
    try:
        made = _compilers.compiler_for(fonts).compile(source, **options)
    except typst.TypstError as error:
        raise TypesettingError(gettext_noop("PDF 排版失败：%(reason)s"), reason=str(error.message)) from error
    files = [file for file in (made if isinstance(made, list) else [made]) if file]
    if not files:
        raise TypesettingError(gettext_noop("PDF 排版失败：%(reason)s"), reason="Typst")
    return files


def typst_source(
    text: Paged,
    fonts: FontLibrary,
    profile: LayoutProfile,
    *,
    title: str = _UNTITLED,
    author: str = "",
    linked: bool = False,
) -> bytes:
    """A Typst file that hands all data to the layout; ``linked`` for lines that tell their paragraphs' keys.

    The data is a string literal of ASCII in which only quotes and backslashes mean anything.  Data in the file rather
    than in ``sys.inputs`` leaves Typst's library the same from file to file, so that it reuses more.
    """
    words = {str(page): [*gapped("", fonts.printable(shown, Role.KAI))] for page, shown in text.words.items()}
    data = {
        "title": title,
        "authors": [author] if author else [],
        "looks": _looks(profile, fonts),
        "layout": _measures(profile, fonts) | {"words": words},
        "linked": linked,
        "paragraphs": [_paragraph(piece, fonts) for piece in text.pieces],
    }
    literal = json.dumps(data).replace("\\", "\\\\").replace('"', '\\"')
    return f'#import "{_LAYOUT.name}": speech\n#speech(json(bytes("{literal}")))\n'.encode("ascii")


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
        "latin-gap": GAP,
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
        "sticky": look.level in STICKY_LEVELS or look.alignment is Alignment.RIGHT,
    }


def _paragraph(piece: Piece, fonts: FontLibrary) -> dict[str, Any]:
    placed = piece.placed
    lines = [list(_runs(line, placed.look.role, fonts)) for line in piece.lines]
    text = placed.text
    if _PILE.search(text):
        raise TypesettingError(gettext_noop("有一个字叠加了过多的附加符号，排不了版；请删去后再试。"))
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


def _runs(runs: Sequence[Run], role: Role, fonts: FontLibrary) -> Iterator[dict[str, Any]]:
    """Runs of printable text in pieces, between which None stands for a gap and ``""`` for a seam."""
    before = ""
    for run in runs:
        if text := fonts.printable(run.text, role):
            pieces = list(gapped(before, text))
            # Between two weights too there is the tracking that Typst puts behind every character but a text's last.
            seam = [""] if before and pieces[0] else []
            yield {"pieces": seam + pieces, "bold": run.bold}
            before = text[-1]
