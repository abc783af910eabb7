"""The marked-up copy (花脸稿) as PDF: a comparison with strike-through and underline, set by Typst.

The layout is in ``marked.typ``; the text goes to it as data.  It is a working copy: fonts, sizes and page are the
profile's, but not its grid, since struck-through text takes room that the speech itself does not need.
"""

import json
from datetime import datetime
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import typst

from drafts.core.compare import Change, ChangeKind, Comparison, Piece, PieceKind
from drafts.core.document import MAX_CHARACTERS, MAX_PARAGRAPHS, Style, clean_line
from drafts.core.errors import FormatError, TypesettingError, gettext_noop
from drafts.formats.fonts import FontLibrary
from drafts.formats.layout import NATIONAL_STANDARD, LayoutProfile, Look, Role
from drafts.formats.pdf import MADE
from drafts.formats.title import break_title

_LAYOUT = Path(__file__).with_name("marked.typ")
_LONGEST_ENTRY = 1_000  # of the document's properties, as in every PDF of ours
_TITLE = "花脸稿"
_LEGEND = {"added": "新增", "removed": "删去", "moved": "移来", "left": "移走", "reweighted": "改了粗细"}


def write_marked_pdf(
    comparison: Comparison,
    *,
    fonts: FontLibrary,
    caption: str = "",
    profile: LayoutProfile = NATIONAL_STANDARD,
    author: str = "",
    made: datetime = MADE,
) -> bytes:
    """The comparison as PDF/A-2a; ``caption`` says on its first line what is compared with what.

    Raises FormatError where it is larger than two documents may be, and TypesettingError where Typst fails.
    """
    _ensure_size(comparison)
    inputs = {"marked": json.dumps(_data(comparison, fonts, profile, caption, author), ensure_ascii=False)}
    compiler = typst.Compiler(root=str(_LAYOUT.parent), font_paths=fonts.typst_fonts, ignore_system_fonts=True)
    try:
        pdf = compiler.compile(
            _LAYOUT.read_bytes(), format="pdf", sys_inputs=inputs, pdf_standards=["a-2a"], timestamp=made
        )
    except typst.TypstError as error:
        raise TypesettingError(gettext_noop("PDF 排版失败：%(reason)s"), reason=str(error.message)) from error
    if not isinstance(pdf, bytes):
        raise TypesettingError(gettext_noop("PDF 排版失败：%(reason)s"), reason="Typst")
    return pdf


def _ensure_size(comparison: Comparison) -> None:
    if len(comparison.changes) > 2 * MAX_PARAGRAPHS:
        raise FormatError(gettext_noop("文稿超过了 %(limit)d 段，不能导出。"), limit=MAX_PARAGRAPHS)
    if sum(len(piece.text) for change in comparison for piece in change.pieces) > 2 * MAX_CHARACTERS:
        raise FormatError(gettext_noop("文稿超过了 %(limit)d 字，不能导出。"), limit=MAX_CHARACTERS)


def _data(
    comparison: Comparison, fonts: FontLibrary, profile: LayoutProfile, caption: str, author: str
) -> dict[str, Any]:
    """All that ``marked.typ`` reads; lengths in points."""
    title = "".join(c.new.text for c in comparison if c.new and c.new.style is Style.TITLE).strip()
    return {
        "title": f"{title[:_LONGEST_ENTRY]}（{_TITLE}）" if title else _TITLE,
        "authors": [author[:_LONGEST_ENTRY]] if author else [],
        "caption": fonts.printable(clean_line(caption), Role.SONG),
        "legend": {"title": f"{_TITLE}图例：", "entries": [*_LEGEND.items()]},
        "width": profile.page_width.pt,
        "height": profile.page_height.pt,
        "top": profile.top.pt,
        "left": profile.left.pt,
        "right": profile.right.pt,
        "bottom": profile.bottom.pt,
        "small": {"fonts": fonts.families(Role.SONG), "weight": fonts.weight(Role.SONG)},
        "looks": {style.value: _look(profile.look(style), profile, fonts) for style in Style},
        "paragraphs": [_paragraph(change, profile, fonts) for change in comparison],
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
    }


def _paragraph(change: Change, profile: LayoutProfile, fonts: FontLibrary) -> dict[str, Any]:
    paragraph = change.new or change.old
    if paragraph is None:
        raise ValueError("a change has an old or a new paragraph")
    role = profile.look(paragraph.style).role
    pieces = [
        {"text": text, "bold": piece.bold, "mark": _mark(piece, change.kind)}
        for piece in change.pieces
        if (text := fonts.printable(piece.text, role))
    ]
    if paragraph.style is Style.TITLE:
        pieces = _in_lines(pieces, profile)
    return {
        "style": paragraph.style.value,
        "pieces": pieces,
        "note": _note(change),
        "changed": change.kind is not ChangeKind.SAME,
    }


def _in_lines(pieces: list[dict[str, Any]], profile: LayoutProfile) -> list[dict[str, Any]]:
    """The pieces of a title, old and new together broken by sense; an empty one marked ``line`` ends each line."""
    lines = break_title("".join(piece["text"] for piece in pieces), profile.title_limit)
    ends = list(accumulate(len(line) for line in lines))[:-1]
    found, position = [], 0
    for piece in pieces:
        text = piece["text"]
        places = [end - position for end in ends if position < end <= position + len(text)]
        for start, end in pairwise((0, *places, len(text))):
            found.append(piece | {"text": text[start:end]})
            if end in places:
                found.append({"text": "", "bold": False, "mark": "line"})
        position += len(text)
    return [piece for piece in found if piece["text"] or piece["mark"] == "line"]


def _mark(piece: Piece, kind: ChangeKind) -> str:
    """How a piece is marked: as it says itself, or where it stayed the same, as its paragraph moved."""
    if piece.kind is not PieceKind.SAME:
        return piece.kind.value
    if kind in (ChangeKind.MOVED, ChangeKind.LEFT):
        return kind.value
    return "reweighted" if piece.reweighted else "same"


def _note(change: Change) -> str:
    """What cannot be shown in the text itself."""
    notes = []
    if change.kind is ChangeKind.MOVED:
        notes.append("由别处移来")
    if change.kind is ChangeKind.LEFT:
        notes.append("移到别处")
    if change.old and change.new and change.restyled:
        names = [style.label for style in (change.old.style, change.new.style)]
        notes.append(f"样式由{names[0]}改为{names[1]}")
    return "，".join(notes)
