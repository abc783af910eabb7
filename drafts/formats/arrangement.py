"""What Word and PDF do alike: the lines of the title, blank lines, and where name, attachments and signature stand."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from drafts.core.document import MAX_CHARACTERS, MAX_PARAGRAPHS, Document, Paragraph, Run, Style, cut_runs
from drafts.core.errors import FormatError, gettext_noop
from drafts.formats.layout import LayoutProfile, Look, NamePlace, right_indents, width_in_characters
from drafts.formats.title import title_lines

_HEAD = {Style.TITLE, Style.BYLINE, Style.DATE}
_SIGNATURE = {Style.SIGNATURE, Style.SIGNATURE_DATE}
_TO_THE_END = {Style.BYLINE: Style.SIGNATURE, Style.DATE: Style.SIGNATURE_DATE}
_TO_THE_TITLE = {end: head for head, end in _TO_THE_END.items()}
_BRACKETED = re.compile(r"[（(](.*)[）)]\Z")
# 附件：1. … or, for the second and later ones, 2. …: what stands before the name.
_ATTACHMENT = re.compile(r"(附\s*件\s*[：:]\s*)?(\d{1,3}\s*[.．、]\s*)?")
_ATTACHMENT_LABEL = 3.0


@dataclass(frozen=True, slots=True)
class Placed:
    """A paragraph ready to be set: its runs line by line, and what surrounds it.

    Only a title has more than one line here; everything else is broken by whoever sets it.  ``first`` is the indent of
    the first line, ``left`` that of the others, ``right`` that of all, in characters of the grid.  ``before`` and
    ``after`` are empty lines of the grid.  ``key`` is that of the document's paragraph.
    """

    style: Style
    look: Look
    lines: tuple[tuple[Run, ...], ...]
    first: float = 0.0
    left: float = 0.0
    right: float = 0.0
    before: int = 0
    after: int = 0
    key: str = ""

    @property
    def text(self) -> str:
        """The text of all lines."""
        return "".join(run.text for line in self.lines for run in line)


def arrange(document: Document, profile: LayoutProfile) -> list[Placed]:
    """The paragraphs of ``document`` as ``profile`` places them.  Raises FormatError past the document's limits."""
    _ensure_size(document)
    placed: list[Placed] = []
    for kind, group in groupby(_with_names_placed(document.paragraphs, profile.name_place), key=_kind):
        paragraphs = list(group)
        match kind:
            case "head":
                placed += _head(paragraphs, profile, above=not placed)
            case "signature":
                placed += _signature(paragraphs, profile, after_text=bool(placed))
            case "attachment":
                placed += _attachments(paragraphs, profile)
            case _:
                placed += (_text(paragraph, profile) for paragraph in paragraphs)
    return placed


def _kind(paragraph: Paragraph) -> str:
    if paragraph.style in _HEAD:
        return "head"
    if paragraph.style in _SIGNATURE:
        return "signature"
    return "attachment" if paragraph.style is Style.ATTACHMENT else "text"


def _with_names_placed(paragraphs: Sequence[Paragraph], place: NamePlace) -> Sequence[Paragraph]:
    """Name and date where ``place`` wants them, unless the document has one there already."""
    if place is NamePlace.KEPT:
        return paragraphs
    change = _TO_THE_END if place is NamePlace.SIGNATURE else _TO_THE_TITLE
    there = {paragraph.style for paragraph in paragraphs}
    moving = {style: target for style, target in change.items() if target not in there}
    # The name comes before the date, at either place.
    moved = [_restyled(p, moving[style]) for style in moving for p in paragraphs if p.style is style]
    kept = [paragraph for paragraph in paragraphs if paragraph.style not in moving]
    at = _end_of_head(kept, moved) if place is NamePlace.BYLINE else _start_of_signature_date(kept, moved)
    return [*kept[:at], *moved, *kept[at:]]


def _end_of_head(kept: Sequence[Paragraph], moved: Sequence[Paragraph]) -> int:
    """Where ``moved`` goes below the title; a name goes above a date that stands there."""
    only_names = all(paragraph.style is Style.BYLINE for paragraph in moved)
    styles = {Style.TITLE, Style.BYLINE} if only_names else _HEAD
    return max((number for number, paragraph in enumerate(kept, 1) if paragraph.style in styles), default=0)


def _start_of_signature_date(kept: Sequence[Paragraph], moved: Sequence[Paragraph]) -> int:
    """Where ``moved`` goes at the end; a name goes above a date that stands there."""
    only_names = all(paragraph.style is Style.SIGNATURE for paragraph in moved)
    at = len(kept)
    while only_names and at and kept[at - 1].style is Style.SIGNATURE_DATE:
        at -= 1
    return at


def _restyled(paragraph: Paragraph, style: Style) -> Paragraph:
    """``paragraph`` in its new place: a date stands in brackets below a title, without them in a signature."""
    text = paragraph.text.strip()
    bracketed = _BRACKETED.match(text)
    if style is Style.SIGNATURE_DATE and bracketed:
        return Paragraph.of(paragraph.key, style, bracketed[1])
    if style is Style.DATE and text and not bracketed:
        return Paragraph.of(paragraph.key, style, f"（{text}）")
    return Paragraph(paragraph.key, style, paragraph.runs)


def _head(paragraphs: list[Paragraph], profile: LayoutProfile, *, above: bool) -> Iterator[Placed]:
    """Title, byline and date.  Title paragraphs in a row are one title whose lines were broken by hand."""
    for number, paragraph in enumerate(paragraphs, 1):
        titled = paragraph.style is Style.TITLE
        yield Placed(
            paragraph.style,
            profile.look(paragraph.style),
            _title_lines(paragraph, profile) if titled else (paragraph.runs,),
            before=profile.title_before if titled and above and number == 1 else 0,
            after=profile.title_after if number == len(paragraphs) else 0,
            key=paragraph.key,
        )


def _text(paragraph: Paragraph, profile: LayoutProfile) -> Placed:
    look = profile.look(paragraph.style)
    return Placed(paragraph.style, look, (paragraph.runs,), first=look.indent, key=paragraph.key)


def _attachments(paragraphs: list[Paragraph], profile: LayoutProfile) -> Iterator[Placed]:
    """One blank line below the text; names hang, and later numbers stand below the first one (7.3.4)."""
    look = profile.look(Style.ATTACHMENT)
    for number, paragraph in enumerate(paragraphs):
        prefix = _ATTACHMENT.match(paragraph.text)
        label, figure = (prefix[1] or "", prefix[2] or "") if prefix else ("", "")
        first = look.indent + (_ATTACHMENT_LABEL if number and not label else 0.0)
        hang = first + width_in_characters(label + figure)
        # A label typed with many spaces must leave room for the name.
        left = min(hang, profile.characters / 2)
        before = 0 if number else 1
        yield Placed(paragraph.style, look, (paragraph.runs,), first=first, left=left, before=before, key=paragraph.key)


def _signature(paragraphs: list[Paragraph], profile: LayoutProfile, *, after_text: bool) -> Iterator[Placed]:
    widest = profile.characters - 1.0
    look = profile.look(Style.SIGNATURE)
    indents = right_indents(paragraphs, lambda text: profile.squares(text, look))
    for number, (paragraph, right) in enumerate(zip(paragraphs, indents, strict=True)):
        # A signature wider than the line has no room to be indented; it is then broken like any text.
        room = min(max(right, 0.0), widest / 2)
        yield Placed(
            paragraph.style,
            profile.look(paragraph.style),
            (paragraph.runs,),
            right=room,
            before=1 if after_text and number == 0 else 0,
            key=paragraph.key,
        )


def _title_lines(paragraph: Paragraph, profile: LayoutProfile) -> tuple[tuple[Run, ...], ...]:
    ends = accumulate(len(line) for line in title_lines(paragraph.text, profile)[:-1])
    return tuple(tuple(part) for part in cut_runs(paragraph.runs, list(ends)))


def _ensure_size(document: Document) -> None:
    if len(document) > MAX_PARAGRAPHS:
        raise FormatError(gettext_noop("文稿超过了 %(limit)d 段，不能导出。"), limit=MAX_PARAGRAPHS)
    if sum(len(paragraph.text) for paragraph in document) > MAX_CHARACTERS:
        raise FormatError(gettext_noop("文稿超过了 %(limit)d 字，不能导出。"), limit=MAX_CHARACTERS)
