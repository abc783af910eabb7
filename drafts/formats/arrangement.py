"""What Word and PDF do alike: the lines of the title, blank lines, and where the signature stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from drafts.core.document import MAX_CHARACTERS, MAX_PARAGRAPHS, Document, Paragraph, Run, Style
from drafts.core.errors import FormatError, gettext_noop
from drafts.formats.layout import LayoutProfile, Look, right_indents
from drafts.formats.title import break_title

_HEAD = {Style.TITLE, Style.BYLINE, Style.DATE}
_SIGNATURE = {Style.SIGNATURE, Style.SIGNATURE_DATE}


@dataclass(frozen=True, slots=True)
class Placed:
    """A paragraph ready to be set: its runs line by line, and what surrounds it.

    Only a title has more than one line here; everything else is broken by whoever sets it.  ``right`` is an indent in
    characters of the grid; ``blank_before`` and ``blank_after`` ask for one empty line of the grid.
    """

    style: Style
    look: Look
    lines: tuple[tuple[Run, ...], ...]
    right: float = 0.0
    blank_before: bool = False
    blank_after: bool = False


def arrange(document: Document, profile: LayoutProfile) -> list[Placed]:
    """The paragraphs of ``document`` as ``profile`` places them.  Raises FormatError past the document's limits."""
    _ensure_size(document)
    placed: list[Placed] = []
    for kind, group in groupby(document, key=_kind):
        paragraphs = list(group)
        if kind == "signature":
            placed += _signature(paragraphs, profile, after_text=bool(placed))
        else:
            placed += _plain(paragraphs, profile, blank_after=kind == "head")
    return placed


def _kind(paragraph: Paragraph) -> str:
    return "head" if paragraph.style in _HEAD else "signature" if paragraph.style in _SIGNATURE else "text"


def _plain(paragraphs: list[Paragraph], profile: LayoutProfile, *, blank_after: bool) -> Iterator[Placed]:
    for number, paragraph in enumerate(paragraphs, 1):
        lines = _title_lines(paragraph, profile) if paragraph.style is Style.TITLE else (paragraph.runs,)
        last = blank_after and number == len(paragraphs)
        yield Placed(paragraph.style, profile.look(paragraph.style), lines, blank_after=last)


def _signature(paragraphs: list[Paragraph], profile: LayoutProfile, *, after_text: bool) -> Iterator[Placed]:
    widest = profile.characters - 1.0
    for number, (paragraph, right) in enumerate(zip(paragraphs, right_indents(paragraphs), strict=True)):
        # A signature wider than the line has no room to be indented; it is then broken like any text.
        room = min(max(right, 0.0), widest / 2)
        yield Placed(
            paragraph.style,
            profile.look(paragraph.style),
            (paragraph.runs,),
            right=room,
            blank_before=after_text and number == 0,
        )


def _title_lines(paragraph: Paragraph, profile: LayoutProfile) -> tuple[tuple[Run, ...], ...]:
    lines: list[tuple[Run, ...]] = []
    start = 0
    for line in break_title(paragraph.text, profile.title_limit):
        lines.append(_slice(paragraph.runs, start, start + len(line)))
        start += len(line)
    return tuple(lines)


def _slice(runs: tuple[Run, ...], start: int, end: int) -> tuple[Run, ...]:
    """The runs of the characters from ``start`` to ``end``."""
    found: list[Run] = []
    position = 0
    for run in runs:
        piece = run.text[max(start - position, 0) : max(end - position, 0)]
        if piece:
            found.append(Run(piece, run.bold))
        position += len(run.text)
    return tuple(found)


def _ensure_size(document: Document) -> None:
    if len(document) > MAX_PARAGRAPHS:
        raise FormatError(gettext_noop("文稿超过了 %(limit)d 段，不能导出。"), limit=MAX_PARAGRAPHS)
    if sum(len(paragraph.text) for paragraph in document) > MAX_CHARACTERS:
        raise FormatError(gettext_noop("文稿超过了 %(limit)d 字，不能导出。"), limit=MAX_CHARACTERS)
