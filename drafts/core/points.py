"""Which of a text's ordinals count its points, and which count what lies below them.

An ordinal either opens its paragraph ("leads") or stands at the head of a clause inside one.  One that leads is
believed; one inside a paragraph only as part of a row that begins at 1 and goes on, so that 一是 in passing, or 首先
with no 其次, counts nothing.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from drafts.core.cues import Strength, announced_count, announces_programme, transition_strength
from drafts.core.document import Style
from drafts.core.lines import Line, Span
from drafts.core.numbering import LOOSE_WORDS, Ordinal, parse_ordinal

WORDS = "首先"
_CUT_LENGTH = 40
_LEAD_IN = 200

# The order in which families enclose one another (GB/T 9704-2012, 7.3.3: 一、（一）1.（1）); those that are words
# stand at any depth below 一、, so between themselves the first to appear is the outer one.
_LEVELS = (("第一部分",), ("Ⅰ", "一、", "第一个词"), ("（一）",), ("1.", "A"), ("（1）", "1）"), ("①",), ("一方面",))
_RANKS = {family: rank for rank, families in enumerate(_LEVELS) for family in families}
_WORD_RANK = 3
# 一方面…，另一方面… inside a paragraph is a turn of phrase; only where both lead paragraphs do they count anything.
_PAIR = "一方面"
_FORMAL = frozenset({"第一部分", "一、", "Ⅰ"})

_HEADINGS = frozenset({Style.HEADING_1, Style.HEADING_2, Style.HEADING_3, Style.HEADING_4})
_CLAUSE_STARTS = re.compile(
    r"(?<=[。；：！？，、…\s])(?=[一二三四五六七八九十第首其再此另同最做体體启啟感收问問经經故关關重任案建认認心举舉措原思观觀镜鏡（(\dⅠ-ⅫA-H①-⑳㉑-㉟㊱-㊿])"
)
# A comma may stand before 二是多问, hardly before a numbered heading.
_AFTER_COMMA = frozenset({"一要", "一是", "第一", "其一", "①"})


@dataclass(frozen=True, slots=True)
class Marker:
    """An ordinal in its place: on line ``line`` (an index into the lines), leading its paragraph or inside it."""

    line: int
    ordinal: Ordinal
    written: str
    leads: bool

    @property
    def family(self) -> str:
        return self.ordinal.family

    @property
    def number(self) -> int:
        return self.ordinal.number

    @property
    def place(self) -> tuple[int, int]:
        return self.line, self.ordinal.start


def markers_of(lines: Sequence[Line], begin: int, end: int) -> list[Marker]:
    """Every ordinal of lines ``begin`` to ``end`` by its form alone, in reading order."""
    found = []
    for number in range(begin, end):
        line = lines[number]
        opening = parse_ordinal(line.bare)
        if opening:
            leads = not (number > begin and _breaks_off(lines[number - 1]))
            found.append(_marker(number, line, opening, leads=leads))
        for match in _CLAUSE_STARTS.finditer(line.bare):
            ordinal = parse_ordinal(line.bare, match.start())
            if not ordinal or ordinal.family == _PAIR or (opening and ordinal.start <= opening.after):
                continue
            if line.bare[: match.start()].rstrip()[-1:] not in "，、" or ordinal.family in _AFTER_COMMA:
                found.append(_marker(number, line, ordinal, leads=False))
    return found


def _marker(number: int, line: Line, ordinal: Ordinal, *, leads: bool) -> Marker:
    return Marker(number, ordinal, line.text[ordinal.start : ordinal.end], leads)


def _breaks_off(line: Line) -> bool:
    """Whether the line stops inside a sentence, so that the next one begins no paragraph.

    A short line without a mark at its end is a heading; a long one that has marks inside was broken by its source.
    """
    if line.style in _HEADINGS or parse_ordinal(line.bare) or line.bare[-1] in "：:":
        return False
    if line.bare[-1] in "，、":
        return True
    return not line.ends_sentence and len(line.text) >= _CUT_LENGTH and "，" in line.bare


# --- the points ---


def choose_points(lines: Sequence[Line], markers: Sequence[Marker], begin: int) -> list[Marker]:
    """The markers of the points, in reading order; empty where the text counts none.

    Where paragraphs are led by ordinals these are the points, or else one row inside a single paragraph.
    """
    roots = _roots(lines, _leading(lines, markers))
    if not roots:
        return _row_in_paragraph(lines, markers)
    chosen = _best_roots(lines, roots, begin)
    return sorted((m for root in chosen for m in _with_missing(root, markers)), key=lambda m: m.place)


def _leading(lines: Sequence[Line], markers: Sequence[Marker]) -> list[Marker]:
    """The markers that lead, without a 首先 that has no partner.

    Its partner is a 其次 that leads as well, or one inside a paragraph that no other 首先 there has claimed.
    """
    kept = []
    pairs = {marker.number for marker in markers if marker.family == _PAIR and marker.leads}
    partner_leads = partner_inside = False
    for marker in reversed(markers):
        if marker.family == _PAIR:
            keep = marker.leads and pairs >= {1, 2}
        elif marker.family != WORDS:
            keep = marker.leads
        elif marker.number == 1:
            partnered = partner_leads or partner_inside
            keep = marker.leads and (partnered or _lone_word_counts(lines, marker))
            partner_inside, partner_leads = False, partner_leads and not marker.leads
        else:
            keep = marker.leads
            firm = marker.written not in LOOSE_WORDS
            partner_leads, partner_inside = partner_leads or (firm and keep), partner_inside or (firm and not keep)
        if keep:
            kept.append(marker)
    return kept[::-1]


def _lone_word_counts(lines: Sequence[Line], marker: Marker) -> bool:
    """Whether 首先 without 其次 still begins a row: after one point was announced, or as the last paragraph."""
    if marker.line == len(lines) - 1:
        return True
    before = lines[marker.line - 1] if marker.line else None
    return before is not None and any(announced_count(before, span) == 1 for span in before.sentences[-1:])


def rank_of(family: str) -> int:
    """How far out the rows of ``family`` stand: 0 is outermost."""
    return _RANKS.get(family, _WORD_RANK)


def _roots(lines: Sequence[Line], leading: Sequence[Marker]) -> list[list[Marker]]:
    """The rows of leading markers that lie in no other row, in reading order.

    A row encloses what stands between its members.  It is over, and a new one begins, with a family of higher rank,
    or where a transition introduces another family and the row never goes on.
    """
    last_of = {(m.family, m.number): n for n, m in enumerate(leading)}
    roots: list[list[Marker]] = []
    stack: list[str] = []
    for n, marker in enumerate(leading):
        if marker.family in stack:
            del stack[stack.index(marker.family) + 1 :]
            if len(stack) == 1:
                roots[-1].append(marker)
            continue
        if marker.family == WORDS and marker.number > 1:
            continue
        if stack and not _starts_anew(lines, marker, roots[-1], n, last_of):
            stack.append(marker.family)
            continue
        stack = [marker.family]
        roots.append([marker])
    return [root for root in roots if root[0].number == 1 or len(root) > 1]


def _starts_anew(
    lines: Sequence[Line], marker: Marker, root: list[Marker], position: int, last_of: dict[tuple[str, int], int]
) -> bool:
    if rank_of(marker.family) < rank_of(root[0].family):
        return True
    steps = 4 if root[-1].family == WORDS else 1  # 最后 may follow 首先 at once
    goes_on = any(last_of.get((root[-1].family, root[-1].number + n), -1) > position for n in range(1, steps + 1))
    over = len(root) > 1 and not goes_on and marker.number == 1
    if not over or _introduction(lines, marker.line, 0) < Strength.ENUMERATES:
        return False
    return rank_of(marker.family) == rank_of(root[0].family) or _breaks_the_row(lines, marker, root)


def _breaks_the_row(lines: Sequence[Line], marker: Marker, root: Sequence[Marker]) -> bool:
    """Whether the paragraph that leads over to ``marker`` is the first one below any point of ``root``.

    Where every point was one whole paragraph, another one that announces a list belongs to none of them.
    """
    whole = all(below.line == above.line + 1 for above, below in pairwise(root))
    last = lines[root[-1].line]
    return whole and last.ends_sentence and not last.is_one_sentence and marker.line == root[-1].line + 2


def _introduction(lines: Sequence[Line], number: int, begin: int) -> Strength:
    """How surely the end of the paragraph before line ``number`` leads over to it."""
    if number <= begin:
        return Strength.NONE
    before = lines[number - 1]
    return max((transition_strength(before, span) for span in before.sentences[-2:]), default=Strength.NONE)


def _best_roots(lines: Sequence[Line], roots: list[list[Marker]], begin: int) -> list[list[Marker]]:
    """The row that is the outline, or two where the speaker introduces both.

    一、 ranks before words; among equals the one that the speaker introduces, then the longer, then the first.
    """
    announced = [root for root in roots if _introduction(lines, root[0].line, begin) is Strength.ANNOUNCES]
    if announced:  # once the speaker has begun, a list that stands apart from his points need only be counted
        announced = [root for root in roots if root in announced or _follows(lines, root, announced[0])]
    if len(announced) > 1:
        return announced
    return [
        min(
            roots,
            key=lambda root: (
                root[0].family not in _FORMAL,
                -_introduction(lines, root[0].line, begin),
                -min(len(root), 2),
                root[0].place,
            ),
        )
    ]


def _follows(lines: Sequence[Line], root: Sequence[Marker], first: Sequence[Marker]) -> bool:
    """Whether ``root`` comes behind the points ``first`` and is led over to by the paragraph that breaks their row."""
    introduced = _introduction(lines, root[0].line, 0) is Strength.ENUMERATES
    return introduced and root[0].number == 1 and len(root) > 1 and _breaks_the_row(lines, root[0], first)


def _with_missing(root: list[Marker], markers: Sequence[Marker]) -> list[Marker]:
    """``root`` with the members that stand inside a paragraph: 第一 behind the transition, 四是 behind 三是."""
    if root[0].family in _FORMAL:
        return root
    inside: dict[int, list[Marker]] = {}
    for marker in markers:
        if not marker.leads and marker.family == root[0].family:
            inside.setdefault(marker.line, []).append(marker)
    result = _before(root[0], inside.get(root[0].line - 1, []))
    for marker, following in zip_longest(root, root[1:]):
        result.append(marker)
        gap = following is None or following.number > marker.number + 1
        if gap and marker.family != WORDS:  # 首先 inside a point that 首先 leads counts its sub-points
            result += _continued(marker, inside.get(marker.line, []))
    return result


def _before(first: Marker, above: Sequence[Marker]) -> list[Marker]:
    """The members before ``first`` that the paragraph above it holds, back to 1; none where they do not reach it."""
    found: list[Marker] = []
    wanted = first.number - 1
    for marker in reversed(above):
        if wanted and marker.number == wanted:
            found.append(marker)
            wanted -= 1
    return [] if wanted else found[::-1]


def _continued(marker: Marker, inside: Sequence[Marker]) -> list[Marker]:
    """The members that follow ``marker`` in its own paragraph, as long as no row begins anew."""
    found: list[Marker] = []
    for other in inside:
        if other.number == 1:
            break
        if other.number == (found[-1] if found else marker).number + 1:
            found.append(other)
    return found


def _row_in_paragraph(lines: Sequence[Line], markers: Sequence[Marker]) -> list[Marker]:
    """The points where no paragraph is led by an ordinal: the longest row inside one, an introduced one first."""
    rows: list[list[Marker]] = []
    for group in _by_line(markers):
        rows += [row for row in _rows(lines, group) if len(row) > 1 and not _is_programme(lines, row)]
    return max(rows, key=lambda row: (_row_strength(lines, row) >= Strength.ENUMERATES, len(row)), default=[])


def _is_programme(lines: Sequence[Line], row: Sequence[Marker]) -> bool:
    """Whether the row tells what happens at the meeting: 今天有三项议程：一是…；二是…."""
    line, start = lines[row[0].line], row[0].ordinal.start
    return any(
        announces_programme(line, Span(span.start, min(span.end, start))) for span in line.sentences_before(start)[-1:]
    )


def _row_strength(lines: Sequence[Line], row: list[Marker]) -> Strength:
    line, start = lines[row[0].line], row[0].ordinal.start
    if start == 0:
        return _introduction(lines, row[0].line, 0)
    lead_in = (Span(max(span.start, start - _LEAD_IN), min(span.end, start)) for span in line.sentences_before(start))
    return max(transition_strength(line, span) for span in lead_in)


def _by_line(markers: Iterable[Marker]) -> list[list[Marker]]:
    groups: dict[int, list[Marker]] = {}
    for marker in markers:
        groups.setdefault(marker.line, []).append(marker)
    return list(groups.values())


# --- what lies below the points ---


def rows_below(lines: Sequence[Line], markers: Sequence[Marker]) -> list[Marker]:
    """The markers among ``markers`` (those of one point, its own left out) that count sub-points, in reading order."""
    return sorted((m for row in _rows(lines, markers) for m in row), key=lambda m: m.place)


def _rows(lines: Sequence[Line], markers: Sequence[Marker]) -> list[list[Marker]]:
    families: dict[str, list[Marker]] = {}
    for marker in markers:
        families.setdefault(marker.family, []).append(marker)
    return [
        row
        for family, members in families.items()
        for row in (_word_rows(lines, members) if family == WORDS else _counted_rows(lines, members))
    ]


def _counted_rows(lines: Sequence[Line], members: Sequence[Marker]) -> list[list[Marker]]:
    rows: list[list[Marker]] = []
    row: list[Marker] = []
    for marker in members:
        if row and marker.number == row[-1].number + 1:
            row.append(marker)
        elif marker.number == 1 or marker.leads:
            rows.append(row)
            row = [marker]
    rows.append(row)
    return [row for row in rows if len(row) > 1 or (row and (row[0].leads or _is_cut_off(lines, row[0])))]


def _is_cut_off(lines: Sequence[Line], marker: Marker) -> bool:
    """Whether the text stops in the middle of the first item, announced by a colon, so that no second can follow."""
    line = lines[marker.line]
    unfinished = marker.line == len(lines) - 1 and line.bare[-1] not in "。！？"
    return unfinished and line.bare[: marker.ordinal.start].rstrip().endswith("：")


def _word_rows(lines: Sequence[Line], members: Sequence[Marker]) -> list[list[Marker]]:
    rows: list[list[Marker]] = []
    reached = 5  # 最后, with which a row is over
    for marker in members:
        loose = marker.written in LOOSE_WORDS
        if marker.number == 1:
            rows.append([marker])
            reached = 1
        elif rows and (reached < 5 if loose else marker.number >= reached):
            rows[-1].append(marker)
            reached = reached if loose else marker.number
    return [kept for row in rows if (kept := _firm_row(lines, row))]


def _firm_row(lines: Sequence[Line], row: list[Marker]) -> list[Marker]:
    """What of a row of words counts.

    同时 and 另外 join sentences in any text: they count only in place of 其次, in a row of three (首先…同时…另外…); so
    does 此外, unless it comes after 再次 as the fixed row has it.
    """
    firm: list[Marker] = []
    for marker in row:
        if marker.written not in LOOSE_WORDS or (marker.written == "此外" and firm[-1].number == 3):
            firm.append(marker)
    if len(firm) > 1:
        return firm
    if len(row) > 2:
        return row
    return firm if firm[0].leads and _lone_word_counts(lines, firm[0]) else []
