"""The speech between its salutation and its signature, read: opening, transition, points, closing."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from drafts.core import cues
from drafts.core.corrections import Said, believed, closing_line, first_point_line, heads_of
from drafts.core.document import Style
from drafts.core.lines import Line, Span
from drafts.core.numbering import parse_ordinal
from drafts.core.parts import OWN_LINE, RUN_IN, Outline, Point, SubPoint, Transition
from drafts.core.points import WORDS, Marker, markers_of, rows_below
from drafts.core.roles import INSIDE, Role

_HEADINGS = frozenset({Style.HEADING_1, Style.HEADING_2, Style.HEADING_3, Style.HEADING_4})
_HEADING_STOP = re.compile("[。！？；]")
_HEADING_LENGTH = 45


class Body:
    """The lines from the opening to the closing; its outline's numbers are those of lines."""

    def __init__(self, lines: Sequence[Line], begin: int, said: Said | None = None) -> None:
        self.lines = lines
        self.begin = begin
        self.end = len(lines)
        self.said: Said = {n: role for n, role in (said or {}).items() if begin <= n < self.end}
        self.first = first_point_line(self.said, begin)
        self.last = closing_line(self.said, self.end)
        self.markers = markers_of(lines, begin, self.end)
        self.of_line = {n: tuple(found) for n, found in groupby(self.markers, key=lambda m: m.line)}
        self.counting = believed(lines, self.markers, self.said, self.first, self.last) if self.said else self.markers
        self.heads = heads_of(lines, self.counting, self.said, begin)
        last = self.heads[-1].place if self.heads else (begin, 0)
        self.counts_in_words = any(m.family == WORDS and m.number == 1 and m.place >= last for m in self.markers)

    def outline(self) -> Outline:
        if self.heads:
            return self.headed_instead() or self.counted()
        return self.headed() or self.uncounted()

    # Points that ordinals count.

    def counted(self) -> Outline:
        head = self.heads[0]
        transition = self.said_transition() or self.transition_before(head.place)
        if not transition and head.leads:
            transition = self.matching_count(head.line, len(self.heads))
        count = self.count_in(transition, len(self.heads))
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
        below = [m for m in self.counting if m.place not in taken and self.heads[0].place < m.place < (closing, 0)]
        result = []
        at = 0
        places = [*(self.begin_of(head) for head in self.heads), (closing, 0)]
        for head, following in zip(self.heads, places[1:], strict=True):
            first = at
            while at < len(below) and below[at].place < following:
                at += 1
            result.append(self.point(head, following, below[first:at]))
        return _styled_alike(result, [self.lines[head.line] for head in self.heads])

    def begin_of(self, head: Marker) -> tuple[int, int]:
        """Where the point before ``head`` is over: above a paragraph that leads over to a second outline."""
        if head.leads and head.line - 1 > self.heads[0].line and self.said.get(head.line - 1) is Role.TRANSITION:
            return head.line - 1, 0
        if head.number == 1 and head.leads and head.line - 1 > self.heads[0].line and head.line - 1 not in self.said:
            line = self.lines[head.line - 1]
            if line.is_one_sentence and cues.transition_strength(line, line.sentences[0]) >= cues.Strength.ENUMERATES:
                return head.line - 1, 0
        return head.place

    def point(self, head: Marker, following: tuple[int, int], below: Sequence[Marker]) -> Point:
        last = following[0] + 1 if following[1] else following[0]
        rows = self.rows(below)
        places = [*(row.place for row in rows), following]
        return Point(
            ordinal=head.written,
            heading=self.heading(head, places[0]),
            heading_style=OWN_LINE if head.leads and self.stands_alone(head.line, last) else RUN_IN,
            paragraphs=tuple(range(head.line, max(last, head.line + 1))),
            subpoints=tuple(
                SubPoint(row.written, self.heading(row, following), row.line, row.ordinal.start)
                for row, following in zip(rows, places[1:], strict=True)
            ),
            start=head.ordinal.start,
        )

    def rows(self, below: Sequence[Marker]) -> list[Marker]:
        """The markers of sub-points among ``below``, those that are said to be sub-points with them."""
        rows = rows_below(self.lines, below)
        said = [m for m in below if m.ordinal.start == 0 and self.said.get(m.line) is Role.SUB_POINT]
        return sorted({*rows, *said}, key=lambda m: m.place) if said else rows

    def stands_alone(self, number: int, last: int) -> bool:
        """Whether line ``number`` is nothing but a heading: no full stop at its end, or text of its own below it."""
        line = self.lines[number]
        if line.style in _HEADINGS:
            return True
        return line.is_one_sentence and (not line.ends_sentence or last > number + 1)

    def heading(self, marker: Marker, following: tuple[int, int]) -> str:
        """What stands behind an ordinal up to its first stop or to the ``following`` place; marks at the end left out.

        Inside a paragraph a colon ends the heading too (一是提高站位：……), and so it does in a long first sentence.
        """
        line, start = self.lines[marker.line], marker.ordinal.after
        until = following[1] if following[0] == marker.line else len(line.text)
        stop = _HEADING_STOP.search(line.bare, start, until)
        end = stop.start() if stop else until
        if not marker.leads or (end - start > _HEADING_LENGTH and not self.stands_alone(marker.line, marker.line + 1)):
            colon = line.bare.find("：", start, end)
            end = colon if colon > 0 else end
        return line.text[start:end].strip(" 　，：；、,:;")

    # The transition.

    def said_transition(self) -> tuple[int, Span] | None:
        """The strongest sentence, or else the last, of the paragraph that is said to lead over to the points."""
        number = next((n for n in range(self.begin, self.first) if self.said.get(n) is Role.TRANSITION), None)
        if number is None:
            return None
        line = self.lines[number]
        return number, max(reversed(line.sentences), key=lambda span: cues.transition_strength(line, span))

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
        for span in reversed(line.sentences_before(start)):
            cut = Span(span.start, min(span.end, start))
            if cues.transition_strength(line, cut):
                return number, cut
        return None

    def transition(self, found: tuple[int, Span] | None) -> Transition | None:
        if not found or self.said.get(found[0], Role.TRANSITION) in (Role.OPENING, Role.CLOSING, Role.TEXT):
            return None
        number, span = found[0], self.without_agenda(*found)
        return Transition(number, self.lines[number].text[span.start : span.end].strip(), span.start)

    def without_agenda(self, number: int, span: Span) -> Span:
        """``span`` cut off before the agenda that it may carry: 讲两个问题：一是…；二是…."""
        agenda = next(
            (m for m in self.of_line.get(number, ()) if span.start < m.ordinal.start < span.end and m.number == 1),
            None,
        )
        return Span(span.start, agenda.ordinal.start) if agenda else span

    def count_in(self, found: tuple[int, Span] | None, points: int = 0) -> int | None:
        """How many points the transition announces; “五个意识” counts only where there are five."""
        if not found or not self.transition(found):
            return None
        line, span = self.lines[found[0]], self.without_agenda(*found)
        count = cues.announced_count(line, span)
        if count or not points:
            return count
        if points == cues.quoted_count(line, span) or cues.names_count(line, span, points):
            return points
        more = self.is_cut_off and cues.counts(line, span, points, cut_off=True)
        return cues.quoted_count(line, span) if more else None

    @property
    def is_cut_off(self) -> bool:
        """Whether the text stops inside a sentence, so that some of its points may be lost."""
        return not self.lines[-1].ends_sentence

    def matching_count(self, number: int, points: int) -> tuple[int, Span] | None:
        """The last sentence before line ``number``, if it counts just so many ``points``: 关键在于三个“到位”。"""
        if number <= self.begin:
            return None
        line = self.lines[number - 1]
        span = line.sentences[-1]
        if points > 1 and cues.counts(line, span, points, cut_off=self.is_cut_off):
            return number - 1, span
        return None

    # The closing.

    def closing_from(self, heads: Sequence[Marker], announced: int | None) -> int:
        """The line at which the closing begins, or ``end`` where there is none."""
        last = heads[-1].line
        own_line = self.lines[last].style in _HEADINGS or not self.lines[last].ends_sentence
        bare = any(b.line == a.line + 1 and not self.lines[a.line].ends_sentence for a, b in pairwise(heads))
        first = last + 2 if own_line and not bare else last + 1  # a heading on its own line has text below it
        cue = self.closing_cue(heads, first)
        return self.said_closing(cue if cue is not None else self.closing_by_shape(heads, first, announced))

    def said_closing(self, found: int, before: Collection[Role] = INSIDE) -> int:
        """The line at which the closing is said to begin, else ``found`` or what lies behind the roles ``before``."""
        if self.last < self.end:
            return self.last
        return max([found, *(n + 1 for n, role in self.said.items() if role in before)])

    def closing_cue(self, heads: Sequence[Marker], first: int) -> int | None:
        """The first line from ``first`` that closes the speech by its words."""
        planned = self.plans_are_routine(heads)
        for number in range(first, self.end):
            line = self.lines[number]
            if cues.says_farewell(line) or (cues.opens_with_plans(line) and not planned):
                before = number - 1
                return before if before >= first and self.could_end(before, planned) else number
        tail = max(first, self.end - 1)
        return tail if tail < self.end and self.could_end(tail, planned) else None

    def could_end(self, number: int, planned: bool) -> bool:
        """Whether the line sounds final and is a paragraph of its own, neither counted nor announced by a colon."""
        line = self.lines[number]
        if self.led(number) or self.lines[number - 1].bare[-1] in "：，" or (planned and cues.opens_with_plans(line)):
            return False
        return cues.sounds_final(line)

    def plans_are_routine(self, heads: Sequence[Marker]) -> bool:
        """Whether 下一步 belongs to the points: the last one is about it, or an earlier one says it as well."""
        if cues.heads_plans(self.heading(heads[-1], (self.end, 0))):
            return True
        return any(cues.opens_with_plans(self.lines[n]) for n in range(heads[0].line + 1, heads[-1].line))

    def led(self, number: int) -> bool:
        """Whether an ordinal leads the line; 最后 does only where the last point has a 首先 for it."""
        ordinal = parse_ordinal(self.lines[number].bare)
        if ordinal and ordinal.family == WORDS and ordinal.number > 1:
            return self.counts_in_words
        return ordinal is not None

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
        for begin, end in pairwise([*(head.line for head in heads), self.end]):
            number = max(end - 1, begin)
            while number > begin and not self.led(number):
                number -= 1
            result.append(max(end - 1 - number, 0))
        return result

    # Points that nothing counts, or no points at all.

    def headed(self) -> Outline | None:
        """The outline of a text whose points are marked by headings without ordinals, or None."""
        heads = [n for n in range(self.begin, self.end) if self.lines[n].style is Style.HEADING_1]
        first = heads[0] if heads else self.first_bare_heading()
        transition = self.transition_before((first, 0))
        if not heads:
            bare = [n for n in range(first, self.end - 1) if n > self.begin and self.is_bare_heading(n)]
            transition = transition or self.matching_count(first, len(bare))
            heads = [n for n in bare if transition and n > transition[0]]
        heads = [n for n in heads if self.first <= n < self.last and n not in self.said]
        if not heads:
            return None
        ends = [*heads[1:], self.said_closing(self.headed_closing(heads))]
        return Outline(
            opening=tuple(range(self.begin, heads[0])),
            transition=self.transition(transition),
            announced_count=self.count_in(transition, len(heads)),
            points=tuple(self.headed_point(n, end) for n, end in zip(heads, ends, strict=True)),
            closing=tuple(range(ends[-1], self.end)),
        )

    def headed_instead(self) -> Outline | None:
        """The outline by headings where the only ordinals are a row inside a paragraph above them.

        The headings must be just as many as the speaker says; and what a reader has said about points holds.
        """
        if self.heads[0].leads or self.said:
            return None
        found = self.headed()
        if not found or found.announced_count != len(found.points) or len(found.points) < 2:
            return None
        return found if found.points[0].paragraphs[0] > self.heads[-1].line else None

    def headed_point(self, number: int, end: int) -> Point:
        below = [n for n in range(number + 1, end) if self.lines[n].style in _HEADINGS]
        subpoints = tuple(SubPoint("", self.lines[n].text.rstrip("。"), n) for n in below)
        return Point("", self.lines[number].text.rstrip("。"), OWN_LINE, tuple(range(number, end)), subpoints)

    def headed_closing(self, heads: Sequence[int]) -> int:
        for number in range(heads[-1] + 2, self.end):
            if cues.says_farewell(self.lines[number]) or cues.opens_with_plans(self.lines[number]):
                return number
        # One paragraph more than below every other heading is no longer about the last one.
        tails = [below - above for above, below in pairwise([*heads, self.end])]
        surplus = len(tails) > 1 and tails[-1] == max(tails[:-1]) + 1
        return self.end - 1 if surplus and tails[-1] > 2 and not self.is_cut_off else self.end

    def first_bare_heading(self) -> int:
        return next((n for n in range(self.begin + 1, self.end - 1) if self.is_bare_heading(n)), self.begin)

    def is_bare_heading(self, number: int) -> bool:
        """Whether the line stands out as a heading: short, unfinished as a sentence, full paragraphs around it."""
        line, below = self.lines[number], self.lines[number + 1]
        short = len(line.text) <= _HEADING_LENGTH and line.bare[-1] not in "。！？；：，、…"
        return (
            short and not self.led(number) and self.lines[number - 1].ends_sentence and len(below.text) > len(line.text)
        )

    def uncounted(self) -> Outline:
        """The outline of a text without points: opening and closing, and the transition where the text was cut."""
        found = self.final_announcement()
        before = (*INSIDE, Role.OPENING, Role.TRANSITION)
        closing = self.said_closing(self.end if found else self.plain_closing(), before)
        found = self.said_transition() or found or self.announcement_of_nothing()
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

    def announcement_of_nothing(self) -> tuple[int, Span] | None:
        """The announcement of points that then nothing counts."""
        for number in range(self.begin, self.end):
            line = self.lines[number]
            for span in line.sentences:
                if cues.is_about_to_speak(line, span) or cues.announces_programme(
                    line, self.without_agenda(number, span)
                ):
                    return number, span
        return None

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
