"""What a reader has said about single paragraphs, and what follows from it for all the others.

A said role holds wherever it stands; the paragraphs around it are read so that the whole stays a speech: an opening
before the points, a closing behind them, and of one row of ordinals all members on one level.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from drafts.core.lines import Line
from drafts.core.numbering import Ordinal
from drafts.core.points import Marker, choose_points, rank_of
from drafts.core.roles import INSIDE, Role

Said = Mapping[int, Role]
"""The roles that a reader gave, by the number of the line."""

_NO_ORDINAL = Ordinal("", 0, 0, 0, 0)
_BEFORE = frozenset({Role.OPENING, Role.TRANSITION})


def strays(said: Said) -> set[int]:
    """The lines said to be opening behind the first point, or closing before the last: the body is read without them.

    Which paragraph is first or last a point is known only of those that the reader spoke about.
    """
    inside = [n for n, role in said.items() if role in INSIDE]
    if not inside:
        closings = [n for n, role in said.items() if role is Role.CLOSING]
        return {n for n, role in said.items() if role is Role.OPENING and closings and n > min(closings)}
    late = {n for n, role in said.items() if role is Role.OPENING and n > min(inside)}
    early = {n for n, role in said.items() if role is Role.CLOSING and n < max(inside)}
    return late | early


def first_point_line(said: Said, begin: int) -> int:
    """The first line at which a point can stand: behind what is said to be opening or transition."""
    inside = min((n for n, role in said.items() if role in INSIDE or role is Role.CLOSING), default=None)
    before = [n for n, role in said.items() if role in _BEFORE and (inside is None or n < inside)]
    return max([begin - 1, *before]) + 1


def closing_line(said: Said, end: int) -> int:
    """The line at which the closing is said to begin, or ``end``."""
    return min((n for n, role in said.items() if role is Role.CLOSING), default=end)


def believed(lines: Sequence[Line], markers: Sequence[Marker], said: Said, first: int, last: int) -> list[Marker]:
    """``markers`` between lines ``first`` and ``last`` that may count something, and one for every said point.

    A said point or sub-point without an ordinal gets a marker of no family.
    """
    kept = [m for m in markers if first <= m.line < last and _may_count(m, said)]
    kept = [replace(m, leads=True) if _heads(m) and said.get(m.line) in INSIDE else m for m in kept]
    marked = {m.line for m in kept if _heads(m)}
    wanted = [n for n, role in said.items() if role in (Role.POINT, Role.SUB_POINT) and n < len(lines)]
    kept += [Marker(n, _NO_ORDINAL, "", leads=True) for n in wanted if n not in marked]
    return sorted(kept, key=lambda m: m.place)


def _heads(marker: Marker) -> bool:
    return marker.ordinal.start == 0


def _may_count(marker: Marker, said: Said) -> bool:
    role = said.get(marker.line)
    if role is Role.TEXT:
        return not _heads(marker)
    return role is None or role in INSIDE


def heads_of(lines: Sequence[Line], markers: Sequence[Marker], said: Said, begin: int) -> list[Marker]:
    """The markers of the points, those that are said to be points among them and no other said line."""
    points = [m for m in markers if _heads(m) and said.get(m.line) is Role.POINT]
    lower = {m for m in markers if _heads(m) and said.get(m.line) is Role.SUB_POINT}
    free = [m for m in markers if m.family and said.get(m.line) not in (Role.SUB_POINT, Role.TEXT)]
    chosen = _without_family(lines, free, lower, begin) if lower else choose_points(lines, free, begin)
    missing = set(points) - set(chosen)
    if missing and not _stands_beside(missing, chosen):
        families = {m.family for m in missing} - {""}
        chosen = [m for m in free if m.leads and m.family in families]
    return sorted({*chosen, *points}, key=lambda m: m.place)


def _without_family(
    lines: Sequence[Line], free: Sequence[Marker], lower: Collection[Marker], begin: int
) -> list[Marker]:
    """The points where ``lower`` are none: their whole family is none, if another one leads paragraphs."""
    families = {m.family for m in lower}
    others = choose_points(lines, [m for m in free if m.family not in families], begin)
    return others if others and others[0].leads else choose_points(lines, free, begin)


def _stands_beside(missing: Collection[Marker], chosen: Sequence[Marker]) -> bool:
    """Whether the said points only join those that were ``chosen``, rather than show another row to be the outer one.

    A said point without an ordinal joins any points that lead their paragraphs.
    """
    counted = [m for m in missing if m.family]
    if not chosen or not chosen[0].leads:
        return False
    return all(rank_of(m.family) >= rank_of(chosen[0].family) for m in counted)
