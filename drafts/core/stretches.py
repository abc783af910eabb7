"""Three-way merging of one stretch of text: a paragraph, or the neighbours that a split or a join made of it.

A stretch is read as one sequence of characters in which a line break stands between two paragraphs, so that a split is
a break put in and a join one taken out, and both merge like any other edit.  Weight is not part of the matching: it is
merged afterwards, character by character, on what both sides kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from drafts.core.alignment import Edit, text_edits
from drafts.core.document import Paragraph, Style, merge_runs

Stretch = tuple[Paragraph, ...]
"""Neighbouring paragraphs that merge as one; empty where a side has none of them."""

BREAK = "\n"  # no paragraph's text holds one


class Touching(Exception):
    """Two different changes meet: the stretch is a conflict."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a paragraph is beside its text."""

    key: str
    style: Style


@dataclass(slots=True)
class Line:
    """A stretch laid out: its text, each character's weight, and the heads of its paragraphs by where they begin.

    The first paragraph's head stands at -1, every further one's at the place of the break before it.
    """

    text: str = ""
    bold: bytearray = field(default_factory=bytearray)
    heads: dict[int, Head] = field(default_factory=dict)

    @classmethod
    def of(cls, stretch: Stretch) -> "Line":
        line = cls()
        for n, paragraph in enumerate(stretch):
            line.heads[len(line.text) if n else -1] = Head(paragraph.key, paragraph.style)
            if n:
                line.add(BREAK, b"\0")
            for run in paragraph.runs:
                line.add(run.text, bytes([run.bold]) * len(run.text))
        return line

    def add(self, text: str, bold: bytes | bytearray) -> None:
        self.text += text
        self.bold += bold

    def copy(self, source: "Line", start: int, end: int) -> None:
        """Add ``source[start:end]`` with weights and heads."""
        for position in range(start, end):
            if source.text[position] == BREAK:
                self.heads[len(self.text) + position - start] = source.heads[position]
        self.add(source.text[start:end], source.bold[start:end])

    def paragraphs(self) -> Stretch:
        """The stretch again."""
        starts = sorted(self.heads)
        ends = [*starts[1:], len(self.text)]
        return tuple(
            Paragraph(self.heads[start].key, self.heads[start].style, merge_runs(self._runs(start + 1, end)))
            for start, end in zip(starts, ends, strict=True)
        )

    def _runs(self, start: int, end: int) -> list[tuple[str, bool]]:
        return [
            (character, bool(bold)) for character, bold in zip(self.text[start:end], self.bold[start:end], strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Side:
    """One side's line with its edits against the base."""

    line: Line
    edits: tuple[Edit, ...]

    @classmethod
    def of(cls, base: Line, stretch: Stretch) -> "Side":
        line = Line.of(stretch)
        return cls(line, tuple(text_edits(base.text, line.text)))


@dataclass(slots=True)
class Hunk:
    """``base[start:end]`` with the edits of either side that fall in it."""

    start: int
    end: int
    mine: list[Edit] = field(default_factory=list)
    new: list[Edit] = field(default_factory=list)


def merge_stretch(base: Stretch, mine: Stretch, new: Stretch) -> Stretch | None:
    """The three merged, or None where the sides touch: both are different, and none of the three is empty.

    The same change on both sides counts once.
    """
    base_line = Line.of(base)
    one, other = Side.of(base_line, mine), Side.of(base_line, new)
    try:
        merged = _merged(base_line, one, other)
    except Touching:
        return None
    keys = [head.key for head in merged.heads.values()]
    return merged.paragraphs() if len(set(keys)) == len(keys) else None


def rewritten(old: Stretch, new: Stretch) -> Stretch:
    """``new``, which is plain text, with the weights of ``old`` where its characters stayed."""
    before, after = Line.of(old), Line.of(new)
    position = at = 0
    for edit in (*text_edits(before.text, after.text), None):
        kept = (edit.start if edit else len(before.text)) - position
        after.bold[at : at + kept] = before.bold[position : position + kept]
        if edit:
            position, at = edit.end, edit.new_end
    return after.paragraphs()


def _merged(base: Line, mine: Side, new: Side) -> Line:
    result = Line(heads={-1: _agreed(base.heads[-1], mine.line.heads[-1], new.line.heads[-1])})
    position = mine_at = new_at = 0
    for hunk in [*_hunks(mine.edits, new.edits), Hunk(len(base.text), len(base.text))]:
        kept = hunk.start - position
        _keep(result, base, mine.line, new.line, (position, mine_at, new_at, kept))
        mine_at, new_at = mine_at + kept, new_at + kept
        mine_end, new_end = mine_at + _length(hunk, hunk.mine), new_at + _length(hunk, hunk.new)
        _replace(result, base, hunk, (mine.line, mine_at, mine_end), (new.line, new_at, new_end))
        position, mine_at, new_at = hunk.end, mine_end, new_end
    return result


def _hunks(mine: tuple[Edit, ...], new: tuple[Edit, ...]) -> Iterator[Hunk]:
    """The edits of both sides in order, those that touch in one hunk."""
    ordered = sorted(
        [(edit.start, edit.end, 0, edit) for edit in mine] + [(e.start, e.end, 1, e) for e in new], key=_place
    )
    hunk: Hunk | None = None
    for start, end, side, edit in ordered:
        if hunk is None or start > hunk.end:
            if hunk:
                yield hunk
            hunk = Hunk(start, end)
        hunk.end = max(hunk.end, end)
        (hunk.new if side else hunk.mine).append(edit)
    if hunk:
        yield hunk


def _place(edit: tuple[int, int, int, Edit]) -> tuple[int, int, int]:
    return edit[:3]


def _length(hunk: Hunk, edits: list[Edit]) -> int:
    """How long the side with ``edits`` is in the hunk."""
    return hunk.end - hunk.start + sum((e.new_end - e.new_start) - (e.end - e.start) for e in edits)


def _keep(result: Line, base: Line, mine: Line, new: Line, place: tuple[int, int, int, int]) -> None:
    """Add what both sides kept, with the weights and heads that one of them changed."""
    at, mine_at, new_at, length = place
    start = len(result.text)
    for n in range(length):
        if base.text[at + n] == BREAK:
            result.heads[start + n] = _agreed(base.heads[at + n], mine.heads[mine_at + n], new.heads[new_at + n])
    weights = bytes(
        m if m != b else n
        for b, m, n in zip(
            base.bold[at : at + length],
            mine.bold[mine_at : mine_at + length],
            new.bold[new_at : new_at + length],
            strict=True,
        )
    )
    result.add(base.text[at : at + length], weights)


def _replace(result: Line, base: Line, hunk: Hunk, mine: tuple[Line, int, int], new: tuple[Line, int, int]) -> None:
    """Add the hunk as the side that changed it has it."""
    if hunk.mine and hunk.new:
        if _cut(*mine) != _cut(*new):
            raise Touching
        result.copy(*mine)
        return
    changed, (kept, at, end) = (mine, new) if hunk.mine else (new, mine)
    start = len(result.text)
    result.copy(*changed)
    weight = _imposed_weight(base, hunk, kept, at, end)
    if weight is not None:
        result.bold[start:] = bytes([weight]) * (len(result.text) - start)


def _cut(line: Line, start: int, end: int) -> tuple[str, bytes, list[Style]]:
    """What two sides must share to have made the same change; keys may differ."""
    styles = [line.heads[n].style for n in range(start, end) if line.text[n] == BREAK]
    return line.text[start:end], bytes(line.bold[start:end]), styles


def _imposed_weight(base: Line, hunk: Hunk, kept: Line, at: int, end: int) -> int | None:
    """The weight that the side which left the hunk's text alone gave to all of it, or to both its neighbours."""
    before, after = base.bold[hunk.start : hunk.end], kept.bold[at:end]
    if hunk.start == hunk.end:
        if not 0 < hunk.start < len(base.text):
            return None
        before, after = base.bold[hunk.start - 1 : hunk.start + 1], kept.bold[at - 1 : at + 1]
    changed = all(b != a for b, a in zip(before, after, strict=False)) and len(set(after)) == 1
    return after[0] if changed else None


def _agreed(base: Head, mine: Head, new: Head) -> Head:
    """The head with what either side changed; raises Touching where both changed the style differently."""
    if base.style != mine.style != new.style != base.style:
        raise Touching
    return Head(
        new.key if mine.key == base.key else mine.key,
        new.style if mine.style == base.style else mine.style,
    )
