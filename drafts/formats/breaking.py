"""Breaking paragraphs into lines, as Word does with the same fonts: whole squares, no mark where none may stand.

Typst would set marks at a line's ends on half a square and so fit a character more into a line than a Word file has.
Lines are filled one by one; what a line has left over is for the justification.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from drafts.core.document import Run, cut_runs
from drafts.formats.arrangement import Placed
from drafts.formats.layout import Alignment, LayoutProfile, Role

GAP = 0.205
"""The distance between Chinese and Latin, of the type's size."""

_HAN = "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LATIN = "0-9A-Za-z\u00b2\u00b3\u00b9\u00c0-\u024f\u0370-\u052f"
# A Chinese character next to a letter or figure, either way round; signs and marks keep no distance.
_GAPS = re.compile(f"(?<=[{_HAN}])(?=[{_LATIN}])|(?<=[{_LATIN}])(?=[{_HAN}])")
# Two marks in a row, which typesetters that know no grid would squeeze.
_MARKS = "》）】〉」』〕，。、；：？！《（【〈「『〔"
_SEAMS = re.compile(f"{_GAPS.pattern}|(?<=[{_MARKS}])(?=[{_MARKS}])")

# What may not begin and not end a line: the lists that Word has for simplified Chinese.
_NEVER_FIRST = frozenset("!%),.:;>?]}¢¨°·ˇˉ―‖’”…‰′″›℃∶、。〃〉》」』】〕〗〞！＂％＇），．：；？］｀｜｝～￠々")
_NEVER_LAST = frozenset("$([{£¥‘“〈《「『【〔〖〝（［｛＄￡￥")
# A word of Latin letters, figures and signs, up to where it may be broken: behind a hyphen or a stroke before a letter
# and behind a question mark; spaces; two dashes; one character with what combines with it.
_TOKENS = re.compile(
    "[!-~\u00a1-\u024f\u0370-\u052f]+?(?:(?<=[-/?!])(?=[A-Za-z])|(?![!-~\u00a1-\u024f\u0370-\u052f]))"
    "|[ \t\u3000]+|——|.[\u0300-\u036f\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]*",
    re.DOTALL,
)

# Between these every character is a square wide, in any font; those that combine with others have no width anywhere.
_FIRST_SQUARE, _LAST_SQUARE = "\u2e80", "\ufdff"

Advance = Callable[[Role, str], float]
"""The width of a character in a role's font, of the type's size."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How a paragraph is set, lengths in points; ``first_room`` and ``room`` are the widths of its lines."""

    role: Role
    size: float
    tracking: float
    gap: float
    first_room: float
    room: float


@dataclass(frozen=True, slots=True)
class Token:
    """What is not broken: the characters from ``start`` to ``end``, ``width`` wide in points.

    ``ink`` is the width without spaces, ``lead`` the gap before it, which both widths include and which it loses at a
    line's beginning, ``free`` whether a line may begin with it.
    """

    start: int
    end: int
    width: float
    ink: float
    lead: float
    free: bool


def gapped(before: str, text: str) -> Iterator[str | None]:
    """``text``, which follows the character ``before``, in pieces.

    Between them None stands for a gap, ``""`` for the seam of two marks, which each keep their square.
    """
    whole = before + text
    position = len(before)
    for found in _SEAMS.finditer(whole, position):
        if found.start() > position:
            yield whole[position : found.start()]
        position = found.start()
        yield "" if whole[position] in _MARKS else None
    yield whole[position:]


def break_lines(placed: Placed, profile: LayoutProfile, advance: Advance) -> tuple[tuple[Run, ...], ...]:
    """The lines of ``placed``; those of a title or of centred and signed lines are broken further where too wide."""
    return tuple(
        tuple(part)
        for number, line in enumerate(placed.lines)
        for part in _broken(line, placed, profile, advance, first=number == 0)
    )


def _broken(
    runs: tuple[Run, ...], placed: Placed, profile: LayoutProfile, advance: Advance, *, first: bool
) -> list[list[Run]]:
    """``runs`` in lines; ``first`` where the first of them has the paragraph's own indent."""
    look, square, whole = placed.look, profile.character_pitch.pt, profile.type_width.pt
    setting = Setting(
        look.role,
        look.size.pt,
        0.0 if look.alignment is Alignment.CENTER else profile.tracking.pt,
        0.0 if look.alignment is Alignment.RIGHT else GAP * look.size.pt,
        whole - ((placed.first if first else placed.left) + placed.right) * square,
        whole - (placed.left + placed.right) * square,
    )
    return cut_runs(runs, line_starts("".join(run.text for run in runs), setting, advance)[1:])


@lru_cache(maxsize=2_000)
def line_starts(text: str, setting: Setting, advance: Advance) -> tuple[int, ...]:
    """Where the lines of ``text`` begin.  Kept, as of one edit to the next nearly all paragraphs are the same."""
    return tuple(_starts(_tokens(text, setting, advance), setting))


def _starts(tokens: Sequence[Token], setting: Setting) -> list[int]:
    """Where lines begin: each holds as many tokens as fit, and ends where the next may begin one."""
    starts, limit, width = [0], setting.first_room, 0.0
    line = chance = number = 0
    while number < len(tokens):
        token = tokens[number]
        if token.free:
            chance = number
        lead = token.lead if number == line else 0.0
        if number > line and width + token.ink > limit + 0.01:
            # Where nothing before it may end a line, it ends here all the same.
            line = number = chance if chance > line else number
            starts.append(tokens[line].start)
            width, limit, chance = 0.0, setting.room, line
            continue
        width += token.width - lead
        number += 1
    return starts


def _tokens(text: str, setting: Setting, advance: Advance) -> list[Token]:
    role, size, tracking = setting.role, setting.size, setting.tracking
    room = min(setting.first_room, setting.room)
    gaps = {match.start() for match in _GAPS.finditer(text)} if setting.gap else set()
    found: list[Token] = []
    last = " "
    for match in _TOKENS.finditer(text):
        word, start = match[0], match.start()
        lead = setting.gap if start in gaps else 0.0
        steps = [
            (1.0 if _FIRST_SQUARE <= c <= _LAST_SQUARE else advance(role, c)) * size
            + tracking
            + (setting.gap if start + place in gaps else 0.0)
            for place, c in enumerate(word)
        ]
        free = _may_begin(last, word)
        width = sum(steps)
        if width <= room:
            found.append(Token(start, match.end(), width, 0.0 if word.isspace() else width, lead, free))
        else:
            # A word that no line holds goes character by character.
            found += (Token(start + n, start + n + 1, step, step, 0.0, free or n > 0) for n, step in enumerate(steps))
        last = word[-1]
    return found


def _may_begin(last: str, word: str) -> bool:
    """Whether a line may begin with ``word`` after the character ``last``."""
    if word[0].isspace():
        return False
    return word[0] not in _NEVER_FIRST and last not in _NEVER_LAST and not (last == word[0] == "—")
