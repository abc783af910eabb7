"""The outline of a speech, read from its text: title, salutation, opening, transition, points, closing, signature.

It is always derived, never stored, and by this one recogniser for imported and assembled speeches alike.  Styles are
believed where they say something; a text whose paragraphs are all body is read by its words.  Every rule is a rule of
the genre with its reason beside it, so the same text always gives the same outline, in time linear in its length.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from drafts.core import cues
from drafts.core.document import Document, Style, count_characters
from drafts.core.lines import Line, Span, lines_of
from drafts.core.numbering import parse_ordinal
from drafts.core.points import Marker, choose_points, markers_of, rows_below

RUN_IN = "run-in"
OWN_LINE = "own-line"

_HEADINGS = frozenset({Style.HEADING_1, Style.HEADING_2, Style.HEADING_3, Style.HEADING_4})
_HEADING_STOPS = frozenset("。！？；")
_HEADING_LENGTH = 45


@dataclass(frozen=True, slots=True)
class Transition:
    """The sentence that leads over to the points."""

    paragraph: int
    text: str


@dataclass(frozen=True, slots=True)
class SubPoint:
    """One item below a point, at whatever depth; ``heading`` is its first sentence."""

    ordinal: str
    heading: str
    paragraph: int


@dataclass(frozen=True, slots=True)
class Point:
    """One point.  ``heading_style`` is "run-in" or "own-line"; ``ordinal`` is "" where only the style marks it."""

    ordinal: str
    heading: str
    heading_style: str
    paragraphs: tuple[int, ...]
    subpoints: tuple[SubPoint, ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """The parts of a speech.  Numbers are 0-based indexes into the document's paragraphs, empty ones counted.

    ``opening`` includes the paragraph that ends in the transition, unless the points begin inside that paragraph.
    """

    title: int | None = None
    byline: int | None = None
    date: int | None = None
    salutation: int | None = None
    opening: tuple[int, ...] = ()
    transition: Transition | None = None
    announced_count: int | None = None
    points: tuple[Point, ...] = ()
    closing: tuple[int, ...] = ()
    signature: int | None = None
    signature_date: int | None = None

    def to_json(self, document: Document) -> dict[str, Any]:
        """The outline for other programs; there a paragraph's number counts only those that are not empty."""
        place = {line.paragraph: n for n, line in enumerate(lines_of(document))}

        def part(paragraph: int | None) -> dict[str, Any] | None:
            if paragraph is None:
                return None
            return {"paragraph": place[paragraph], "text": document.paragraphs[paragraph].text.strip()}

        def sub_point(sub: SubPoint) -> dict[str, Any]:
            return {"ordinal": sub.ordinal, "heading": sub.heading, "paragraph": place[sub.paragraph]}

        def point(found: Point) -> dict[str, Any]:
            return {
                "ordinal": found.ordinal,
                "heading": found.heading,
                "heading_style": found.heading_style,
                "paragraphs": [place[n] for n in found.paragraphs],
                "subpoints": [sub_point(sub) for sub in found.subpoints],
            }

        lead = self.transition
        return {
            "title": part(self.title),
            "byline": part(self.byline),
            "date": part(self.date),
            "salutation": part(self.salutation),
            "opening": [place[n] for n in self.opening],
            "transition": {"paragraph": place[lead.paragraph], "text": lead.text} if lead else None,
            "announced_count": self.announced_count,
            "points": [point(found) for found in self.points],
            "closing": [place[n] for n in self.closing],
            "signature": part(self.signature),
            "signature_date": part(self.signature_date),
        }


def recognise_outline(document: Document) -> Outline:
    """The outline of ``document``; parts that it does not have are None or empty."""
    lines = lines_of(document)
    front, begin = _front(lines)
    back, end = _back(lines, begin)
    body = _Body(lines[:end], begin).outline()
    return _in_paragraphs(replace(body, **front, **back), lines)


def _in_paragraphs(outline: Outline, lines: Sequence[Line]) -> Outline:
    """``outline``, whose numbers are those of lines, with the paragraphs' numbers instead."""

    def one(number: int | None) -> int | None:
        return None if number is None else lines[number].paragraph

    def many(numbers: Sequence[int]) -> tuple[int, ...]:
        return tuple(lines[n].paragraph for n in numbers)

    lead = outline.transition
    return Outline(
        title=one(outline.title),
        byline=one(outline.byline),
        date=one(outline.date),
        salutation=one(outline.salutation),
        opening=many(outline.opening),
        transition=Transition(lines[lead.paragraph].paragraph, lead.text) if lead else None,
        announced_count=outline.announced_count,
        points=tuple(
            replace(
                point,
                paragraphs=many(point.paragraphs),
                subpoints=tuple(replace(sub, paragraph=lines[sub.paragraph].paragraph) for sub in point.subpoints),
            )
            for point in outline.points
        ),
        closing=many(outline.closing),
        signature=one(outline.signature),
        signature_date=one(outline.signature_date),
    )


# --- before and behind the speech itself ---

_FRONT_STYLES = {Style.BYLINE: "byline", Style.DATE: "date", Style.SALUTATION: "salutation"}


def _front(lines: Sequence[Line]) -> tuple[dict[str, int], int]:
    """The parts above the opening by name, and the line at which the opening begins."""
    parts: dict[str, int] = {}
    for number, line in enumerate(lines):
        name = _front_part(line, number, parts)
        if name is None:
            return parts, number
        if name:
            parts.setdefault(name, number)
        if name == "salutation":
            return parts, number + 1
    return parts, len(lines)


def _front_part(line: Line, number: int, parts: dict[str, int]) -> str | None:
    """What a line above the opening is; "" for the rest of a title, None for the opening itself."""
    if line.style in _FRONT_STYLES:
        return _FRONT_STYLES[line.style]
    if "title" not in parts and cues.is_title(line, styled=line.style is Style.TITLE):
        if number == 0 or line.style is Style.TITLE:
            return "title"
    if cues.is_date(line):
        return "date"
    if cues.is_salutation(line):
        return "salutation"
    if "title" not in parts or parse_ordinal(line.bare):
        return None
    if line.style is Style.TITLE or (number == parts["title"] + 1 and cues.is_title_rest(line)):
        return ""
    return "byline" if "byline" not in parts and cues.is_byline(line) else None


def _back(lines: Sequence[Line], begin: int) -> tuple[dict[str, int], int]:
    """Signature and date below the speech by name, and the line at which the speech has ended."""
    parts: dict[str, int] = {}
    end = len(lines)
    if end - 1 > begin and (lines[end - 1].style is Style.SIGNATURE_DATE or cues.is_date(lines[end - 1])):
        end -= 1
        parts["signature_date"] = end
    signed = end
    while signed - 1 > begin and end - signed < 3 and lines[signed - 1].style is Style.SIGNATURE:
        signed -= 1
    # Unit and name stand on one line or two; two only above a date, where nothing else can be meant.
    if signed == end and signed - 1 > begin and cues.is_signature(lines[signed - 1], dated="signature_date" in parts):
        signed -= 1
        if "signature_date" in parts and signed - 1 > begin and _signs_too(lines, signed - 1):
            signed -= 1
    if signed < end:
        parts["signature"] = signed
    return parts, signed


def _signs_too(lines: Sequence[Line], number: int) -> bool:
    return lines[number - 1].ends_sentence and cues.is_signature(lines[number], dated=True)


# --- the speech itself ---


class _Body:
    """The lines from the opening to the closing; its outline's numbers are those of lines."""

    def __init__(self, lines: Sequence[Line], begin: int) -> None:
        self.lines = lines
        self.begin = begin
        self.end = len(lines)
        self.markers = markers_of(lines, begin, self.end)
        self.heads = choose_points(lines, self.markers, begin)

    def outline(self) -> Outline:
        if self.heads:
            return self.counted()
        return self.headed() or self.uncounted()

    # Points that ordinals count.

    def counted(self) -> Outline:
        transition = self.transition_before(self.heads[0].place)
        count = self.count_in(transition)
        closing = self.closing_from(self.heads, count)
        return Outline(
            opening=tuple(range(self.begin, self.heads[0].line)),
            transition=self.transition(transition),
            announced_count=count,
            points=tuple(self.points(closing)),
            closing=tuple(range(closing, self.end)),
        )

    def points(self, closing: int) -> list[Point]:
        taken = {marker.place for marker in self.heads}
        below = [m for m in self.markers if m.place not in taken and self.heads[0].place < m.place < (closing, 0)]
        result = []
        at = 0
        for head, following in zip(self.heads, [*[h.place for h in self.heads[1:]], (closing, 0)], strict=True):
            first = at
            while at < len(below) and below[at].place < following:
                at += 1
            result.append(self.point(head, following, below[first:at]))
        return _styled_alike(result, [self.lines[head.line] for head in self.heads])

    def point(self, head: Marker, following: tuple[int, int], below: Sequence[Marker]) -> Point:
        last = following[0] + 1 if following[1] else following[0]
        shared = following if following[0] == head.line else None
        rows = rows_below(self.lines, below)
        return Point(
            ordinal=head.written,
            heading=self.heading(head, shared[1] if shared else None),
            heading_style=OWN_LINE if head.leads and self.stands_alone(head.line, last) else RUN_IN,
            paragraphs=tuple(range(head.line, max(last, head.line + 1))),
            subpoints=tuple(SubPoint(m.written, self.heading(m, None), m.line) for m in rows),
        )

    def stands_alone(self, number: int, last: int) -> bool:
        """Whether line ``number`` is nothing but a heading: no full stop at its end, or text of its own below it."""
        line = self.lines[number]
        if line.style in _HEADINGS:
            return True
        return line.is_one_sentence and (not line.ends_sentence or last > number + 1)

    def heading(self, marker: Marker, until: int | None) -> str:
        """What stands behind an ordinal up to its first stop, marks at the end left out."""
        line = self.lines[marker.line]
        start = marker.ordinal.after
        stop = next((n for n in range(start, len(line.bare)) if line.bare[n] in _HEADING_STOPS), len(line.bare))
        if not marker.leads or (stop - start > _HEADING_LENGTH and not self.stands_alone(marker.line, marker.line + 1)):
            colon = line.bare.find("：", start, stop)  # 一是提高站位：…… is a heading too, where it does not run on
            stop = colon if colon > 0 else stop
        return line.text[start : min(stop, until or stop)].strip(" 　，：；、,:;")

    # The transition.

    def transition_before(self, place: tuple[int, int]) -> tuple[int, Span] | None:
        """The sentence that leads over to the points, nearest to them first.

        Further away only the speaker's own announcement counts; a mere colon or quoted count only as the last words.
        """
        line, start = place
        if start:
            inside = self.lead_in(line, start)
            if inside:
                return inside
        for number in range(line - 1, self.begin - 1, -1):
            sentences = self.lines[number].sentences
            for back, span in enumerate(reversed(sentences)):
                weakest = cues.Strength.ANNOUNCES
                if back == 0 and number >= line - 2:
                    weakest = cues.Strength.POINTS_ON if number == line - 1 else cues.Strength.ENUMERATES
                if cues.transition_strength(self.lines[number], span) >= weakest:
                    return number, span
        return None

    def lead_in(self, number: int, start: int) -> tuple[int, Span] | None:
        """The words before a row of points inside paragraph ``number``, if they lead over to it."""
        line = self.lines[number]
        before = [span for span in line.sentences if span.start < start]
        for span in reversed(before[-2:]):
            cut = Span(span.start, min(span.end, start))
            if cues.transition_strength(line, cut):
                return number, cut
        return None

    def transition(self, found: tuple[int, Span] | None) -> Transition | None:
        if not found:
            return None
        number, span = found[0], self.without_agenda(*found)
        return Transition(number, self.lines[number].text[span.start : span.end].strip())

    def without_agenda(self, number: int, span: Span) -> Span:
        """``span`` cut off before the agenda that it may carry: 讲两个问题：一是…；二是…."""
        agenda = next(
            (m for m in self.markers if m.line == number and span.start < m.ordinal.start < span.end and m.number == 1),
            None,
        )
        return Span(span.start, agenda.ordinal.start) if agenda else span

    def count_in(self, found: tuple[int, Span] | None) -> int | None:
        if not found:
            return None
        return cues.announced_count(self.lines[found[0]], self.without_agenda(*found))

    # The closing.

    def closing_from(self, heads: Sequence[Marker], announced: int | None) -> int:
        """The line at which the closing begins, or ``end`` where there is none."""
        last = heads[-1].line
        own_line = self.lines[last].style in _HEADINGS or not self.lines[last].ends_sentence
        bare = any(b.line == a.line + 1 and not self.lines[a.line].ends_sentence for a, b in zip(heads, heads[1:]))
        first = last + 2 if own_line and not bare else last + 1  # a heading on its own line has text below it
        cue = self.closing_cue(heads, first)
        return cue if cue is not None else self.closing_by_shape(heads, first, announced)

    def closing_cue(self, heads: Sequence[Marker], first: int) -> int | None:
        """The first line from ``first`` that closes the speech by its words."""
        planned = self.plans_are_routine(heads)
        for number in range(first, self.end):
            line = self.lines[number]
            if cues.says_farewell(line) or (cues.opens_with_plans(line) and not planned):
                return self.with_lines_before(number, first)
        tail = max(first, self.end - 1)
        if tail < self.end and not self.led(tail) and cues.sounds_final(self.lines[tail]):
            return tail
        return None

    def with_lines_before(self, number: int, first: int) -> int:
        """``number``, or the line before it where that already sounds like the end."""
        before = number - 1
        if before >= first and not self.led(before) and cues.sounds_final(self.lines[before]):
            return before
        return number

    def plans_are_routine(self, heads: Sequence[Marker]) -> bool:
        """Whether 下一步 belongs to the points: the last one is about it, or an earlier one says it as well."""
        if cues.heads_plans(self.heading(heads[-1], None)):
            return True
        return any(cues.opens_with_plans(self.lines[n]) for n in range(heads[0].line + 1, heads[-1].line))

    def led(self, number: int) -> bool:
        return parse_ordinal(self.lines[number].bare) is not None

    def closing_by_shape(self, heads: Sequence[Marker], first: int, announced: int | None) -> int:
        """Where the closing begins if no word tells: at what the last point has more than all the others.

        A text that is cut off, by its last line or by fewer points than announced, has no closing to find.  One
        point alone shows a shape only when its heading runs in.
        """
        tails = self.tails(heads)
        cut_off = not self.lines[-1].ends_sentence or len(heads) < (announced or 0)
        own_line = first == heads[-1].line + 2 or max(tails[:-1], default=0) > 0
        telling = len(heads) > 2 or not own_line or (len(heads) == 2 and announced == 2)
        if cut_off or not telling:
            return self.end
        excess = tails[-1] - max(tails[:-1], default=0)
        begins = self.end - (excess if excess <= 2 else 1)
        if excess <= 0 or begins < first or self.lines[begins - 1].bare[-1] in "：，":
            return self.end
        return begins

    def tails(self, heads: Sequence[Marker]) -> list[int]:
        """For every point, how many paragraphs follow the last one in it that an ordinal leads."""
        result = []
        for head, end in zip(heads, [*[h.line for h in heads[1:]], self.end], strict=True):
            number = max(end - 1, head.line)
            while number > head.line and not self.led(number):
                number -= 1
            result.append(max(end - 1 - number, 0))
        return result

    # Points that nothing counts, or no points at all.

    def headed(self) -> Outline | None:
        """The outline of a text whose points are marked by headings without ordinals, or None."""
        heads = [n for n in range(self.begin, self.end) if self.lines[n].style is Style.HEADING_1]
        transition = self.transition_before((heads[0] if heads else self.first_bare_heading(), 0))
        if not heads and transition:
            heads = [n for n in range(transition[0] + 1, self.end - 1) if self.is_bare_heading(n)]
        if not heads:
            return None
        ends = [*heads[1:], self.headed_closing(heads)]
        return Outline(
            opening=tuple(range(self.begin, heads[0])),
            transition=self.transition(transition),
            announced_count=self.count_in(transition),
            points=tuple(self.headed_point(n, end) for n, end in zip(heads, ends, strict=True)),
            closing=tuple(range(ends[-1], self.end)),
        )

    def headed_point(self, number: int, end: int) -> Point:
        below = [n for n in range(number + 1, end) if self.lines[n].style in _HEADINGS]
        subpoints = tuple(SubPoint("", self.lines[n].text.rstrip("。"), n) for n in below)
        return Point("", self.lines[number].text.rstrip("。"), OWN_LINE, tuple(range(number, end)), subpoints)

    def headed_closing(self, heads: Sequence[int]) -> int:
        for number in range(heads[-1] + 2, self.end):
            if cues.says_farewell(self.lines[number]) or cues.opens_with_plans(self.lines[number]):
                return number
        return self.end

    def first_bare_heading(self) -> int:
        return next((n for n in range(self.begin + 1, self.end - 1) if self.is_bare_heading(n)), self.begin)

    def is_bare_heading(self, number: int) -> bool:
        """Whether the line stands out as a heading: short, unfinished as a sentence, full paragraphs around it."""
        line, below = self.lines[number], self.lines[number + 1]
        short = len(line.text) <= _HEADING_LENGTH and line.bare[-1] not in "。！？；：，、…"
        return short and not self.led(number) and self.lines[number - 1].ends_sentence and len(below.text) > len(line.text)

    def uncounted(self) -> Outline:
        """The outline of a text without points: opening and closing, and the transition where the text was cut."""
        found = self.final_announcement()
        closing = self.end if found else self.plain_closing()
        return Outline(
            opening=tuple(range(self.begin, closing)),
            transition=self.transition(found),
            announced_count=self.count_in(found),
            closing=tuple(range(closing, self.end)),
        )

    def final_announcement(self) -> tuple[int, Span] | None:
        """The speaker's announcement in the last line, where the points themselves are lost."""
        if self.end <= self.begin:
            return None
        line = self.lines[self.end - 1]
        spans = [s for s in line.sentences[-2:] if cues.transition_strength(line, s) is cues.Strength.ANNOUNCES]
        return (self.end - 1, spans[-1]) if spans and not cues.says_farewell(line) else None

    def plain_closing(self) -> int:
        """The first line that closes by its words, else the last of a text that is complete."""
        for number in range(self.begin + 1, self.end):
            if cues.says_farewell(self.lines[number]) or cues.opens_with_plans(self.lines[number]):
                return number
        complete = self.end - self.begin > 1 and self.lines[-1].ends_sentence
        return self.end - 1 if complete else self.end


def _styled_alike(points: list[Point], lines: Sequence[Line]) -> list[Point]:
    """``points`` where one that holds a single sentence, or half of one, is styled as the first is.

    A last heading whose text was cut off, or a run-in one cut inside, looks like the other kind by itself.
    """
    if not points or points[0].heading_style == points[-1].heading_style or len(points[-1].paragraphs) > 1:
        return points
    if len(lines[-1].sentences) > 1 or lines[-1].style in _HEADINGS:
        return points
    return [*points[:-1], replace(points[-1], heading_style=points[0].heading_style)]


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
    a point's including its sub-points; ``level`` is 0, or 1 for a sub-point.
    """

    kind: SectionKind
    label: str
    paragraph: int
    key: str
    characters: int
    level: int = 0
