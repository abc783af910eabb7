"""The outline of a speech, read from its text: title, salutation, opening, transition, points, closing, signature.

It is always derived, never stored, and by this one recogniser for imported and assembled speeches alike.  Styles are
believed where they say something; a text whose paragraphs are all body is read by its words.  Every rule is a rule of
the genre with its reason beside it, so the same text always gives the same outline, in time linear in its length.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import Any

from drafts.core import cues
from drafts.core.body import Body
from drafts.core.corrections import Said, strays
from drafts.core.document import Document, Style, count_characters
from drafts.core.lines import Line, lines_of
from drafts.core.numbering import parse_ordinal
from drafts.core.parts import OWN_LINE, RUN_IN, Outline, Point, SubPoint, Transition
from drafts.core.roles import OUTSIDE, Role
from drafts.core.wrapping import unwrapped

__all__ = [
    "OWN_LINE",
    "RUN_IN",
    "Outline",
    "Point",
    "Section",
    "SectionKind",
    "SubPoint",
    "Transition",
    "recognise_outline",
    "sections",
]


def recognise_outline(document: Document, roles: Mapping[str, Role] | None = None) -> Outline:
    """The outline of ``document``; parts that it does not have are None or empty.

    ``roles`` are what a reader has said about paragraphs, by key: they hold, and the rest is read to go with them.
    Keys that the document does not have, and those of empty paragraphs, say nothing.
    """
    lines = read_lines(document, roles or {})
    said = said_of(document, lines, roles or {})
    front, begin = _front(lines, said)
    kept = _kept(lines, begin, said)
    inner = [lines[n] for n in kept]
    about = {place: said[n] for place, n in enumerate(kept) if n in said}
    back, end = _back(inner, begin, about)
    outline = replace(
        Body(inner[:end], begin, about).outline(),
        title=front.get("title"),
        byline=front.get("byline"),
        date=front.get("date"),
        salutation=front.get("salutation"),
        signature=back.get("signature"),
        signature_date=back.get("signature_date"),
    )
    return _with_said(_in_paragraphs(outline, inner), lines, said, set(kept))


def read_lines(document: Document, roles: Mapping[str, Role]) -> list[Line]:
    """The lines of ``document`` as they are read: put together where a source broke them, unless ``roles`` name one."""
    lines = lines_of(document)
    return unwrapped(lines, said_of(document, lines, roles))


def said_of(document: Document, lines: Sequence[Line], roles: Mapping[str, Role]) -> dict[int, Role]:
    """What ``roles`` say, by the number of the line."""
    keys = ((n, document.paragraphs[line.paragraph].key) for n, line in enumerate(lines))
    return {n: roles[key] for n, key in keys if key in roles and roles[key] is not Role.EMPTY}


def _kept(lines: Sequence[Line], begin: int, said: Said) -> list[int]:
    """The lines that the front and the body are read from, without those that are said to stand elsewhere."""
    inner = {n: role for n, role in said.items() if n >= begin and role not in OUTSIDE}
    apart = strays(inner)
    body = (n for n in range(begin, len(lines)) if n not in apart and (n in inner or n not in said))
    return [*range(begin), *body]


def _with_said(outline: Outline, lines: Sequence[Line], said: Said, kept: Collection[int]) -> Outline:
    """``outline`` with the lines that were left out of reading where the reader has put them."""
    apart = {n: role for n, role in said.items() if n not in kept}
    if not apart:
        return outline
    singles = ((n, role) for n, role in reversed(apart.items()) if role in _SINGLE)
    parts: dict[str, Any] = {role.value.replace("-", "_"): lines[n].paragraph for n, role in singles}

    def gathered(role: Role, paragraphs: Sequence[int]) -> tuple[int, ...]:
        return tuple(sorted((*paragraphs, *(lines[n].paragraph for n, said in apart.items() if said is role))))

    if outline.title is not None:
        parts.pop("title", None)  # another title line goes on with the first
    return replace(
        outline,
        opening=gathered(Role.OPENING, outline.opening),
        closing=gathered(Role.CLOSING, outline.closing),
        **parts,
    )


_SINGLE = OUTSIDE - {Role.ATTACHMENT}


def _in_paragraphs(outline: Outline, lines: Sequence[Line]) -> Outline:
    """``outline``, whose numbers are those of lines, with the paragraphs' numbers instead."""

    def one(number: int | None) -> int | None:
        return None if number is None else lines[number].paragraph

    def many(numbers: Sequence[int]) -> tuple[int, ...]:
        return tuple(paragraph for n in numbers for paragraph in lines[n].paragraphs)

    def within(number: int, start: int) -> tuple[int, int]:
        return lines[number].origin(start)

    def below(sub: SubPoint) -> SubPoint:
        paragraph, start = within(sub.paragraph, sub.start)
        return replace(sub, paragraph=paragraph, start=start)

    def counted(point: Point) -> Point:
        paragraph, start = within(point.paragraphs[0], point.start)
        covered = tuple(n for n in many(point.paragraphs) if n >= paragraph)
        return replace(point, paragraphs=covered, start=start, subpoints=tuple(below(sub) for sub in point.subpoints))

    lead = outline.transition
    return Outline(
        title=one(outline.title),
        byline=one(outline.byline),
        date=one(outline.date),
        salutation=one(outline.salutation),
        opening=many(outline.opening),
        transition=Transition(within(lead.paragraph, lead.start)[0], lead.text, lead.start) if lead else None,
        announced_count=outline.announced_count,
        points=tuple(counted(point) for point in outline.points),
        closing=many(outline.closing),
        signature=one(outline.signature),
        signature_date=one(outline.signature_date),
    )


# --- before and behind the speech itself ---

_FRONT_STYLES = {Style.BYLINE: "byline", Style.DATE: "date", Style.SALUTATION: "salutation"}


def _front(lines: Sequence[Line], said: Said) -> tuple[dict[str, int], int]:
    """The parts above the opening by name, and the line at which the opening begins."""
    parts: dict[str, int] = {}
    for number, line in enumerate(lines):
        name = _said_front(said[number]) if number in said else _front_part(line, number, parts, said)
        if name is None:
            return parts, number
        if name:
            parts.setdefault(name, number)
        if name == "salutation":
            return parts, number + 1
    return parts, len(lines)


def _said_front(role: Role) -> str | None:
    return role.value if role in (Role.TITLE, Role.BYLINE, Role.DATE, Role.SALUTATION) else None


def _front_part(line: Line, number: int, parts: dict[str, int], said: Said) -> str | None:
    """What a line above the opening is; "" for the rest of a title, None for the opening itself."""
    if line.style in _FRONT_STYLES:
        return _FRONT_STYLES[line.style]
    styled = line.style is Style.TITLE
    leading = all(n in said for n in range(number))
    if "title" not in parts and (styled or leading) and cues.is_title(line, styled=styled):
        return "title"
    if cues.is_date(line):
        return "date"
    if cues.is_salutation(line):
        return None if Role.SALUTATION in said.values() else "salutation"
    if "title" not in parts or parse_ordinal(line.bare):
        return None
    if styled or (number == parts["title"] + 1 and cues.is_title_rest(line)):
        return ""
    return "byline" if "byline" not in parts and cues.is_byline(line) else None


def _back(lines: Sequence[Line], begin: int, said: Said) -> tuple[dict[str, int], int]:
    """Signature and date below the speech by name, and the line at which the speech has ended."""
    parts: dict[str, int] = {}
    end = len(lines)
    free = max(said, default=-1)  # what a reader has put into the body, and all above it, is no signature
    begin = max(begin, free)
    if end - 1 > begin and (lines[end - 1].style is Style.SIGNATURE_DATE or cues.is_date(lines[end - 1])):
        end -= 1
        parts["signature_date"] = end
    signed = end
    while signed - 1 > begin and end - signed < 3 and lines[signed - 1].style is Style.SIGNATURE:
        signed -= 1
    # Unit and name stand on one line or two; two only above a date, where nothing else can be meant.
    sure = "signature_date" in parts or (signed - 2 > begin and cues.says_farewell(lines[signed - 2]))
    if signed == end and signed - 1 > begin and cues.is_signature(lines[signed - 1], dated=sure):
        signed -= 1
        if "signature_date" in parts and signed - 1 > begin and _signs_too(lines, signed - 1):
            signed -= 1
    if signed < end:
        parts["signature"] = signed
    while signed - 1 > begin and lines[signed - 1].style is Style.ATTACHMENT:
        signed -= 1
    return parts, signed


def _signs_too(lines: Sequence[Line], number: int) -> bool:
    return lines[number - 1].ends_sentence and cues.is_signature(lines[number], dated=True)


# --- the sections of the editor's left pane ---


class SectionKind(StrEnum):
    """What a section of the outline is."""

    TITLE = "title"
    SALUTATION = "salutation"
    OPENING = "opening"
    POINT = "point"
    SUB_POINT = "sub-point"
    CLOSING = "closing"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Section:
    """One entry of the outline pane.

    ``paragraph`` is the first one of the section and ``key`` its key; ``characters`` are counted without white space,
    a point's including its sub-points; ``level`` is 0, or 1 for a sub-point.  ``point`` and ``sub`` are the indexes in
    the outline of what a structure command can change, None elsewhere.
    """

    kind: SectionKind
    label: str
    paragraph: int
    key: str
    characters: int
    level: int = 0
    point: int | None = None
    sub: int | None = None


def sections(document: Document, outline: Outline) -> tuple[Section, ...]:
    """The parts of ``outline`` in reading order, labelled as they are shown: 标题, 称谓, 引言, 一要…, 结语, 落款."""
    pane = _Pane(document)
    result = [
        *pane.part(SectionKind.TITLE, "标题", _one(outline.title)),
        *pane.part(SectionKind.SALUTATION, "称谓", _one(outline.salutation)),
        *pane.opening(outline),
    ]
    for index, (point, end) in enumerate(zip(outline.points, _ends(outline.points), strict=True)):
        result += (replace(section, point=index) for section in pane.point(point, end))
    return (
        *result,
        *pane.part(SectionKind.CLOSING, "结语", outline.closing),
        *pane.part(SectionKind.SIGNATURE, "落款", (*_one(outline.signature), *_one(outline.signature_date))),
    )


def _one(paragraph: int | None) -> tuple[int, ...]:
    return () if paragraph is None else (paragraph,)


_Place = tuple[int, int]


def _ends(points: Sequence[Point]) -> list[_Place]:
    """Where each point ends: at the next one, or behind its last paragraph."""
    starts = [(point.paragraphs[0], point.start) for point in points[1:]]
    return [*starts, *((point.paragraphs[-1] + 1, 0) for point in points[-1:])]


class _Pane:
    """Measures stretches of one document, each text trimmed once."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.texts = [paragraph.text.strip() for paragraph in document]

    def part(self, kind: SectionKind, label: str, paragraphs: Sequence[int]) -> list[Section]:
        if not paragraphs:
            return []
        characters = sum(count_characters(self.texts[n]) for n in paragraphs)
        return [self.section(kind, label, paragraphs[0], characters)]

    def opening(self, outline: Outline) -> list[Section]:
        """The opening, with what leads over to the points inside the paragraph that they share."""
        first = outline.points[0] if outline.points else None
        if not first or not first.start:
            return self.part(SectionKind.OPENING, "引言", outline.opening)
        begin = (*outline.opening, first.paragraphs[0])[0]
        characters = self.between((begin, 0), (first.paragraphs[0], first.start))
        return [self.section(SectionKind.OPENING, "引言", begin, characters)]

    def point(self, point: Point, end: _Place) -> list[Section]:
        """The point's own section, and one for each of its sub-points up to the next."""
        begin = (point.paragraphs[0], point.start)
        label = point.ordinal + point.heading
        result = [self.section(SectionKind.POINT, label, begin[0], self.between(begin, end))]
        starts = [(sub.paragraph, sub.start) for sub in point.subpoints]
        for index, (sub, (start, stop)) in enumerate(zip(point.subpoints, pairwise([*starts, end]), strict=True)):
            section = self.section(SectionKind.SUB_POINT, _sub_label(sub), sub.paragraph, self.between(start, stop))
            result.append(replace(section, level=1, sub=index))
        return result

    def between(self, begin: _Place, end: _Place) -> int:
        """Characters from one place to another, each a paragraph and a position in it."""
        if begin[0] == end[0]:
            return count_characters(self.texts[begin[0]][begin[1] : end[1]])
        whole = sum(count_characters(text) for text in self.texts[begin[0] + 1 : end[0]])
        rest = count_characters(self.texts[end[0]][: end[1]]) if end[1] else 0
        return count_characters(self.texts[begin[0]][begin[1] :]) + whole + rest

    def section(self, kind: SectionKind, label: str, paragraph: int, characters: int) -> Section:
        return Section(kind, label, paragraph, self.document.paragraphs[paragraph].key, characters)


def _sub_label(sub: SubPoint) -> str:
    """首先，把题目选准 but （一）把题目选准: a comma behind words, none behind marks."""
    joiner = "，" if sub.ordinal[:1] in ("首", "其", "再", "此", "另", "同", "最", "第") else ""
    return sub.ordinal + joiner + sub.heading
