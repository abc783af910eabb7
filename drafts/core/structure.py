"""Structure commands: points and sub-points moved, added, removed, raised, lowered and counted anew.

Each command takes a document and gives another one; paragraphs that it does not touch are the same, so an editor can
show the change as one step that can be undone.  Ordinals stay where they are while the words behind them move, so a
row that was counted 首先、再者、最后 is still counted so; only where the number of members changes is it counted anew.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from drafts.core.counts import CountOffer, offers
from drafts.core.document import Document, Paragraph, Run, Style
from drafts.core.errors import StructureError, gettext_noop
from drafts.core.numbering import OrdinalFamily, ordinal_family, with_number
from drafts.core.outline import OWN_LINE, Outline, recognise_outline
from drafts.core.points import WORDS
from drafts.core.units import Unit, cut, grown, joined, point_rows, runs_between, sub_rows, written_like

Keys = Iterator[str]
"""Fresh keys for the paragraphs that a command makes."""

_TAIL = re.compile(r"[。；，、;,.！]?\s*\Z")
_USUAL_TAIL = "；"
# What counts the first sub-point of a point, by what counts the points (GB/T 9704-2012, 7.3.3, and the genre's custom).
_BELOW = {"一、": "（一）", "（一）": "1.", "1.": "（1）", "（1）": "①", "一是": "其一"}
_USUAL_BELOW = "一是"
_DOUBLED_YAO = re.compile("要(?![素件点求领])")


@dataclass(frozen=True, slots=True)
class Target:
    """A point, or one of its sub-points, by their indexes in the outline."""

    point: int
    sub: int | None = None


@dataclass(frozen=True, slots=True)
class Restructured:
    """The document after a command, and the counts that may follow it; the person decides about each."""

    document: Document
    offers: tuple[CountOffer, ...] = ()


def move(document: Document, target: Target, place: int) -> Restructured:
    """The target as member ``place`` (from 0) of its own row."""
    units, index = _row_of(document, recognise_outline(document), target)
    if not 0 <= place < len(units):
        raise StructureError(gettext_noop("没有可以移到的位置。"))
    row = _Row(document, units)
    order = [n for n in range(len(units)) if n != index]
    order.insert(place, index)
    return Restructured(row.written([row.bodies[n] for n in order]))


def add(document: Document, target: Target, keys: Keys) -> Restructured:
    """A new member behind the target, in its row, with gap marks for its words."""
    outline = recognise_outline(document)
    units, index = _row_of(document, outline, target)
    row = _Row(document, units)
    bodies = list(row.bodies)
    bodies.insert(index + 1, row.blank_like(index, keys, own_line=_has_own_line(outline, units[index])))
    return Restructured(row.written(bodies), offers(document, outline, units, len(bodies)))


def remove(document: Document, target: Target) -> Restructured:
    """The document without the target and all that lies below it."""
    outline = recognise_outline(document)
    units, index = _row_of(document, outline, target)
    row = _Row(document, units)
    bodies = [body for n, body in enumerate(row.bodies) if n != index]
    return Restructured(row.written(bodies), offers(document, outline, units, len(bodies)))


def promote(document: Document, target: Target, keys: Keys) -> Restructured:
    """The sub-point as a point of its own, behind the one that it belonged to."""
    if target.sub is None:
        raise StructureError(gettext_noop("要点已经是最高一级。"))
    outline = recognise_outline(document)
    units, index = _row_of(document, outline, target)
    points, at = _row_of(document, outline, Target(target.point))
    _ensure_whole(points)
    row = _Row(document, units)
    left = row.written([body for n, body in enumerate(row.bodies) if n != index])
    raised = _as_point(document, row, index, points[at], keys)
    above = _Row(left, grown(points, at, len(left) - len(document)))
    bodies = list(above.bodies)
    bodies.insert(at + 1, raised)
    found = (*offers(document, outline, units, len(units) - 1), *offers(document, outline, points, len(bodies)))
    return Restructured(above.written(bodies), found)


def demote(document: Document, target: Target) -> Restructured:
    """The point as the last sub-point of the one before it."""
    if target.sub is not None:
        raise StructureError(gettext_noop("分点已经是最低一级。"))
    outline = recognise_outline(document)
    points, index = _row_of(document, outline, target)
    if index == 0:
        raise StructureError(gettext_noop("前面没有要点，不能降为分点。"))
    if outline.points[target.point].subpoints:
        raise StructureError(gettext_noop("这个要点自己还有分点，请先把分点升为要点或删去。"))
    _ensure_whole(points)
    below = next(iter(sub_rows(document, outline, points[index - 1])), [])
    leads, style, counted = _room_below(document, points[0], below)
    row = _Row(counted, points)
    lowered = row.bodies[index]
    first = replace(lowered[0], style=style, runs=joined(written_like(lowered[0].runs, leads[-1]), lowered[0].runs))
    bodies = list(row.bodies)
    bodies[index - 1 : index + 1] = [[*bodies[index - 1], first, *lowered[1:]]]
    found = offers(document, outline, below, len(below) + 1) if below else ()
    return Restructured(row.written(bodies), (*found, *offers(document, outline, points, len(bodies))))


def change_family(document: Document, name: str) -> Document:
    """The document with its points counted in the ordinal family called ``name``.

    Raises NumberingError for an unknown family or one that does not reach so far, StructureError where the sub-points
    are counted in it already, so that nobody could tell them apart.
    """
    family = ordinal_family(name)
    outline = recognise_outline(document)
    rows = [row for row in point_rows(document, outline) if row[0].ordinal]
    if not rows:
        raise StructureError(gettext_noop("没有找到带序号的要点。"))
    below = (sub_rows(document, outline, unit) for row in rows for unit in row)
    if any(row[0].ordinal and row[0].ordinal.family == name for found in below for row in found):
        raise StructureError(gettext_noop("分点已经用了“%(family)s”，要点请换一种序号。"), family=name)
    for units in rows:
        row = _Row(document, units)
        bodies = [_without_doubled_yao(body, family) for body in row.bodies]
        leads = [family.lead(n, len(units)) for n in range(1, len(units) + 1)]
        document = row.written(bodies, leads)
    return document


@dataclass(frozen=True, slots=True)
class RowPlace:
    """Where a point or sub-point stands: member ``place`` (from 0) of row number ``row``, which has ``length``."""

    row: int
    place: int
    length: int


def places(document: Document, outline: Outline) -> dict[Target, RowPlace]:
    """For each point and sub-point of ``outline`` its place among its own kind."""
    points = point_rows(document, outline)
    rows = [*points, *(row for units in points for unit in units for row in sub_rows(document, outline, unit))]
    return {
        Target(unit.point, unit.sub): RowPlace(number, place, len(row))
        for number, row in enumerate(rows)
        for place, unit in enumerate(row)
    }


# --- rows ---

_Body = list[Paragraph]
"""A member's paragraphs without its ordinal; inside a paragraph, without the mark at its end as well."""


class _Row:
    """The members of one row taken apart: leads (ordinals and what joins them to the words), bodies, marks at the end.

    ``whole`` rows are made of whole paragraphs, and their members have no marks of their own; any other row lies inside
    one paragraph.  Raises StructureError for a row that does both.
    """

    def __init__(self, document: Document, units: Sequence[Unit]) -> None:
        self.document = document
        self.units = [_within_paragraph(document, unit) for unit in units] if _is_inside(units) else list(units)
        self.whole = not _is_inside(units)
        texts = [document.paragraphs[unit.begin[0]].text for unit in self.units]
        self.leads = [text[u.begin[1] : u.after_lead] for text, u in zip(texts, self.units, strict=True)]
        self.tails = [
            "" if self.whole else _tail(text[u.after_lead : u.end[1]])
            for text, u in zip(texts, self.units, strict=True)
        ]
        self.bodies = [self.body(unit, tail) for unit, tail in zip(self.units, self.tails, strict=True)]

    def body(self, unit: Unit, tail: str) -> _Body:
        end = (unit.end[0], unit.end[1] - len(tail))
        first = self.document.paragraphs[unit.begin[0]]
        return cut(self.document, (unit.begin[0], unit.after_lead), end) or [replace(first, runs=())]

    def written(self, bodies: Sequence[_Body], leads: Sequence[str] | None = None) -> Document:
        """The document with ``bodies`` in place of this row, counted by ``leads``, or as the row was."""
        led = [
            [replace(body[0], runs=joined(written_like(body[0].runs, lead), body[0].runs)), *body[1:]]
            for lead, body in zip(leads or self.leads_for(len(bodies)), bodies, strict=True)
        ]
        paragraphs = self.document.paragraphs
        first, last = self.units[0].begin[0], self.units[-1].end[0]
        if self.whole:
            return Document((*paragraphs[:first], *chain.from_iterable(led), *paragraphs[last:]))
        return Document((*paragraphs[:first], self.one_paragraph(led), *paragraphs[first + 1 :]))

    def one_paragraph(self, led: Sequence[_Body]) -> Paragraph:
        """The paragraph that holds the row, with the members of ``led`` and each place's own mark behind them."""
        shared = self.document.paragraphs[self.units[0].begin[0]]
        tails = _stretched(self.tails, len(led), self.tails[0] if len(self.tails) > 1 else _USUAL_TAIL)
        runs = [runs_between(shared.runs, 0, self.units[0].begin[1])]
        for body, tail in zip(led, tails, strict=True):
            runs += [body[0].runs, written_like(body[0].runs[-1:], tail)]
        return replace(shared, runs=joined(*runs, runs_between(shared.runs, self.units[-1].end[1], len(shared.text))))

    def leads_for(self, total: int) -> list[str]:
        """What counts ``total`` members: the row's own leads, with more of their kind or with fewer."""
        family = self.units[0].ordinal.family if self.units[0].ordinal else ""
        missing = range(len(self.leads) + 1, total + 1)
        if total == len(self.leads):
            return self.leads
        if not family:
            return [""] * total
        if family != WORDS:
            return [*self.leads[:total], *(with_number(self.leads[-1], number) for number in missing)]
        if total <= 1:
            return [""] * total
        if not missing:
            return _stretched(self.leads, total, "") if total > 2 else self.leads[:total]
        words = ordinal_family(WORDS)
        joiner = self.leads[0].removeprefix(words.words[0])
        return [*self.leads[:-1], *(words.ordinal(n, total) + joiner for n in range(len(self.leads), total + 1))]

    def blank_like(self, index: int, keys: Keys, *, own_line: bool) -> _Body:
        """A member with gap marks for its words, looking like member ``index``."""
        name = "分点" if self.units[index].sub is not None else "要点"
        like = self.document.paragraphs[self.units[index].begin[0]]
        heading, text = f"（待填：{name}标题）", f"（待填：{name}内容）"
        if not self.whole:
            return [replace(like, runs=(Run(text),))]
        if own_line:
            return [replace(like, key=next(keys), runs=(Run(heading),)), Paragraph.of(next(keys), Style.BODY, text)]
        return [replace(like, key=next(keys), runs=(Run(f"{heading}。{text}"),))]


def _row_of(document: Document, outline: Outline, target: Target) -> tuple[list[Unit], int]:
    """The row that the target belongs to, and its place in it.  Raises StructureError where there is no such target."""
    rows = point_rows(document, outline)
    if target.sub is not None:
        points = [unit for row in rows for unit in row if unit.point == target.point]
        rows = [row for unit in points for row in sub_rows(document, outline, unit)]
    for row in rows:
        for index, unit in enumerate(row):
            if (unit.point, unit.sub) == (target.point, target.sub):
                return row, index
    raise StructureError(gettext_noop("大纲里没有这一项，可能文字已经变了。"))


def _is_inside(units: Sequence[Unit]) -> bool:
    """Whether the row lies inside one paragraph.  Raises StructureError where only some of its members do."""
    if all(unit.is_whole for unit in units):
        return False
    if len({unit.begin[0] for unit in units}) > 1:
        raise StructureError(gettext_noop("这一列有的单独成段、有的写在段落里面，不能这样调整；请先让它们都另起一段。"))
    return True


def _ensure_whole(units: Sequence[Unit]) -> None:
    if _is_inside(units):
        raise StructureError(gettext_noop("这些要点写在同一段里，请先让它们各自成段。"))


def _within_paragraph(document: Document, unit: Unit) -> Unit:
    """``unit`` up to the end of its paragraph: what follows in paragraphs of its own stays where it is."""
    line = unit.begin[0]
    return unit if unit.end[0] == line else replace(unit, end=(line, len(document.paragraphs[line].text)))


def _tail(text: str) -> str:
    match = _TAIL.search(text)
    return match[0] if match else ""


def _stretched(row: Sequence[str], total: int, filling: str) -> list[str]:
    """``row`` made ``total`` long: the last one stays last, ``filling`` or nothing is put in or taken before it."""
    kept = list(row[: min(len(row), total) - 1])
    return [*kept, *[filling] * (total - len(kept) - 1), row[-1]] if total else []


def _has_own_line(outline: Outline, unit: Unit) -> bool:
    """Whether the member's heading stands on a line of its own."""
    if unit.sub is None:
        return outline.points[unit.point].heading_style == OWN_LINE
    return unit.is_whole and unit.end[0] - unit.begin[0] > 1


# --- from one level to the other ---


def _as_point(document: Document, row: _Row, index: int, parent: Unit, keys: Keys) -> _Body:
    """The words of member ``index`` as those of a point beside ``parent``."""
    body = row.bodies[index]
    if not row.whole:
        mark = "" if body[0].text.endswith(tuple("。！？")) else "。"
        runs = joined(body[0].runs, written_like(body[0].runs[-1:], mark))
        return [replace(body[0], key=next(keys), runs=runs)]
    beside = document.paragraphs[parent.begin[0]].style
    style = beside if len(body) > 1 or not body[0].text.rstrip().endswith("。") else Style.BODY
    return [replace(body[0], style=style), *body[1:]]


def _room_below(document: Document, point: Unit, below: Sequence[Unit]) -> tuple[list[str], Style, Document]:
    """The leads of the sub-points ``below`` and one more, its style, and the document with the former already counted.

    Counting anew can change the last of a row of words only: 最后 gives its place up.
    """
    if not below:
        family = point.ordinal.family if point.ordinal else ""
        return [ordinal_family(_BELOW.get(family, _USUAL_BELOW)).lead(1, 1)], Style.BODY, document
    row = _Row(document, below)
    leads = row.leads_for(len(below) + 1)
    style = document.paragraphs[below[0].begin[0]].style if row.whole else Style.BODY
    return leads, style, row.written(row.bodies, leads[:-1])


def _without_doubled_yao(body: _Body, family: OrdinalFamily) -> _Body:
    """``body`` without a 要 at its head where the family ends in one: 一是要抓实 → 一要抓实, not 一要要抓实."""
    if not family.name.endswith("要") or not _DOUBLED_YAO.match(body[0].text):
        return body
    return [replace(body[0], runs=runs_between(body[0].runs, 1, len(body[0].text))), *body[1:]]
