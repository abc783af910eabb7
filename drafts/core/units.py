"""The stretches of a document that an outline's points and sub-points cover, as things that can be moved about.

A stretch begins at an ordinal and reaches to the next one of its row, to the next point or to the closing.  It is a
row of whole paragraphs, or a part of one paragraph where the row is written inside it (首先，…；其次，…；最后，…。).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from drafts.core.document import Document, Paragraph, Run, merge_runs
from drafts.core.numbering import Ordinal, parse_ordinal
from drafts.core.outline import Outline, Point

Place = tuple[int, int]
"""A paragraph's index and a position in its text, untrimmed."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One point or sub-point where it stands.

    ``point`` and ``sub`` are its indexes in the outline, ``sub`` None for a point.  ``ordinal`` is None where only a
    heading's style marks it.
    """

    point: int
    sub: int | None
    begin: Place
    end: Place
    ordinal: Ordinal | None

    @property
    def is_whole(self) -> bool:
        """Whether it is a row of whole paragraphs."""
        return self.begin[1] == 0 and self.end[1] == 0

    @property
    def after_lead(self) -> int:
        """Where its words begin, behind the ordinal and what joins it to them."""
        return self.ordinal.after if self.ordinal else self.begin[1]


def point_rows(document: Document, outline: Outline) -> list[list[Unit]]:
    """The points' rows: one, or one for each outline of a speech that has two."""
    starts = [(p.paragraphs[0], _offset(document, p.paragraphs[0], p.start)) for p in outline.points]
    ends = [*starts[1:], (outline.points[-1].paragraphs[-1] + 1, 0)] if starts else []
    units = [
        Unit(index, None, begin, end, _ordinal(document, point.ordinal, begin))
        for index, (point, begin, end) in enumerate(zip(outline.points, starts, ends, strict=True))
    ]
    return _split_where_anew(_without_lead_over(document, unit, outline.points[unit.point]) for unit in units)


def sub_rows(document: Document, outline: Outline, point: Unit) -> list[list[Unit]]:
    """The rows of sub-points below ``point``, an outer row before the rows inside its members."""
    subs = outline.points[point.point].subpoints
    places = [(sub.paragraph, _offset(document, sub.paragraph, sub.start)) for sub in subs]
    rows: list[list[Unit]] = []
    open_rows: list[list[Unit]] = []
    for index, (sub, place) in enumerate(zip(subs, places, strict=True)):
        unit = Unit(point.point, index, place, point.end, _ordinal(document, sub.ordinal, place))
        depth = next((n for n, row in enumerate(open_rows) if _continues(row, unit)), None)
        if depth is None:
            open_rows = [row for row in open_rows if not _same_family(row, unit)]
            open_rows.append([unit])
            rows.append(open_rows[-1])
        else:
            open_rows = open_rows[: depth + 1]
            open_rows[-1].append(unit)
    return [_ended(row, rows) for row in rows]


def cut(document: Document, begin: Place, end: Place) -> list[Paragraph]:
    """The paragraphs from ``begin`` to ``end``, the first and last one cut off at these places."""
    found: list[Paragraph] = []
    for index in range(begin[0], min(end[0] + 1, len(document))):
        paragraph = document.paragraphs[index]
        start = begin[1] if index == begin[0] else 0
        stop = end[1] if index == end[0] else len(paragraph.text)
        if stop > start or (index < end[0] and not paragraph.text):
            found.append(replace(paragraph, runs=runs_between(paragraph.runs, start, stop)))
    return found


def runs_between(runs: Iterable[Run], start: int, end: int) -> tuple[Run, ...]:
    """The runs of the characters from ``start`` to ``end``."""
    found: list[Run] = []
    position = 0
    for run in runs:
        piece = run.text[max(start - position, 0) : max(end - position, 0)]
        if piece:
            found.append(Run(piece, run.bold))
        position += len(run.text)
    return tuple(found)


def joined(*parts: Iterable[Run]) -> tuple[Run, ...]:
    """The runs of all ``parts`` behind one another, neighbours of one weight as one."""
    return merge_runs([(run.text, run.bold) for part in parts for run in part])


def written_like(runs: Sequence[Run], text: str) -> tuple[Run, ...]:
    """``text`` in the weight in which ``runs`` begin."""
    return (Run(text, runs[0].bold if runs else False),) if text else ()


def grown(row: Sequence[Unit], index: int, paragraphs: int) -> list[Unit]:
    """``row`` after its member ``index`` has become longer by so many ``paragraphs``."""
    moved = []
    for number, unit in enumerate(row):
        begin = (unit.begin[0] + paragraphs * (number > index), unit.begin[1])
        moved.append(replace(unit, begin=begin, end=(unit.end[0] + paragraphs * (number >= index), unit.end[1])))
    return moved


def _offset(document: Document, paragraph: int, start: int) -> int:
    """A position in trimmed text as one in the paragraph's own; a paragraph's first word counts as its beginning."""
    text = document.paragraphs[paragraph].text
    return start + len(text) - len(text.lstrip()) if start else 0


def _ordinal(document: Document, written: str, place: Place) -> Ordinal | None:
    text = document.paragraphs[place[0]].text
    start = text.find(written, place[1]) if written else -1
    return parse_ordinal(text, start) if start >= 0 else None


def _without_lead_over(document: Document, unit: Unit, point: Point) -> Unit:
    """``unit`` without a paragraph that leads over to a second outline: the point's own paragraphs end before it."""
    last = point.paragraphs[-1] + 1
    between = range(last, unit.end[0])
    if unit.end[1] == 0 and any(document.paragraphs[n].text.strip() for n in between):
        return replace(unit, end=(last, 0))
    return unit


def _split_where_anew(units: Iterable[Unit]) -> list[list[Unit]]:
    rows: list[list[Unit]] = []
    for unit in units:
        if rows and (_continues(rows[-1], unit) or not unit.ordinal):
            rows[-1].append(unit)
        else:
            rows.append([unit])
    return rows


def _same_family(row: Sequence[Unit], unit: Unit) -> bool:
    first = row[0].ordinal
    return (first.family if first else None) == (unit.ordinal.family if unit.ordinal else None)


def _continues(row: Sequence[Unit], unit: Unit) -> bool:
    """Whether ``unit`` is the next of ``row``: of its family, and not counted from 1 again."""
    return _same_family(row, unit) and not (unit.ordinal and unit.ordinal.number == 1)


def _ended(row: Sequence[Unit], rows: Sequence[Sequence[Unit]]) -> list[Unit]:
    """``row`` with the end of each member: where the next of its row begins, or the next of a row around it."""
    around = [u for other in rows if other is not row and other[0].begin < row[0].begin for u in other]
    result = []
    for number, unit in enumerate(row):
        later = [u.begin for u in (*row[number + 1 : number + 2], *around) if u.begin > unit.begin]
        result.append(replace(unit, end=min([*later, unit.end])))
    return result
