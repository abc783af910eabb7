"""Which characters two texts share, and which were taken out and put in between them.

The matching itself is RapidFuzz's (longest common subsequence, bit-parallel); here it is bounded, and tidied so that
people can read it.  Chinese has no word boundaries to lean on, so numbers and Latin words are kept whole, a shared
character or two inside a rewritten clause counts as rewritten, and cuts slide to the punctuation.
"""

import re
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import Indel, LCSseq

MAX_MATCHING = 25_000_000
"""Length times length up to which two sequences are matched element by element: about 10 ms and 6 MB."""

_ROUNDS = 8  # of dropping accidental matches: each lets the rewritten stretches grow; few texts need three
_LONG = 60  # a shared stretch of this many characters is never an accident
_WORD = re.compile(r"[0-9A-Za-z０-９Ａ-Ｚａ-ｚ]+(?:[-.,/'．，·][0-9A-Za-z０-９Ａ-Ｚａ-ｚ]+)*[%‰％]?")
_CLAUSE_ENDS = frozenset("，,")
_SENTENCE_ENDS = frozenset("。！？；：!?;:\n")
_OPENING = frozenset("“‘（《〈【「『([{")


@dataclass(frozen=True, slots=True)
class Edit:
    """``old[start:end]`` gave way to ``new[new_start:new_end]``; one of them may be empty."""

    start: int
    end: int
    new_start: int
    new_end: int


@dataclass(frozen=True, slots=True)
class Match:
    """``old[start:start + size]`` equals ``new[new_start:new_start + size]``."""

    start: int
    new_start: int
    size: int

    @property
    def end(self) -> int:
        return self.start + self.size

    @property
    def new_end(self) -> int:
        return self.new_start + self.size


def text_edits(old: str, new: str) -> list[Edit]:
    """What turns ``old`` into ``new``, tidied: in order, with at least one shared character between two edits."""
    matches = sequence_matches(old, new)
    if len(matches) == 1 and matches[0].size == len(old) == len(new):
        return []
    kept = _meaningful(old, new, _whole_words(old, new, matches))
    return edits_between(_slid(old, new, kept), len(old), len(new))


def edits_between(matches: Sequence[Match], length: int, new_length: int) -> list[Edit]:
    """The edits that ``matches`` leave between two sequences of the given lengths."""
    bounded = [Match(0, 0, 0), *matches, Match(length, new_length, 0)]
    return [
        Edit(one.end, other.start, one.new_end, other.new_start)
        for one, other in pairwise(bounded)
        if one.end < other.start or one.new_end < other.new_start
    ]


def sequence_matches(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Match]:
    """The longest common subsequence as stretches in order; past MAX_MATCHING only the shared head and tail."""
    head = _shared_head(old, new)
    tail = _shared_head(old[head:][::-1], new[head:][::-1])
    end, new_end = len(old) - tail, len(new) - tail
    found = [Match(0, 0, head)]
    if 0 < (end - head) * (new_end - head) <= MAX_MATCHING:
        blocks = LCSseq.opcodes(old[head:end], new[head:new_end])
        found += [
            Match(head + block.src_start, head + block.dest_start, block.src_end - block.src_start)
            for block in blocks
            if block.tag == "equal"
        ]
    return _joined([*found, Match(end, new_end, tail)])


def likeness(one: str, other: str) -> float:
    """How much of both texts is shared: 0 nothing, 1 all; 0 past MAX_MATCHING unless they are equal."""
    if one == other:
        return 1.0
    if len(one) * len(other) > MAX_MATCHING:
        return 0.0
    return Indel.normalized_similarity(one, other)


def _shared_head(old: Sequence[Hashable], new: Sequence[Hashable]) -> int:
    """How many elements both begin with."""
    shared = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        shared += 1
    return shared


def _joined(matches: Iterable[Match]) -> list[Match]:
    """The matches without empty ones, those that follow each other on both sides in one."""
    found: list[Match] = []
    for match in matches:
        if not match.size:
            continue
        if found and found[-1].end == match.start and found[-1].new_end == match.new_start:
            before = found.pop()
            match = Match(before.start, before.new_start, before.size + match.size)
        found.append(match)
    return found


def _whole_words(old: str, new: str, matches: list[Match]) -> list[Match]:
    """The matches without the parts of numbers and Latin words that changed elsewhere: 128 → 132 is one change."""
    words, new_words = _word_bounds(old), _word_bounds(new)
    if not words and not new_words:
        return matches
    trimmed = []
    for match in matches:
        at, new_at = words.get(match.start), new_words.get(match.new_start)
        lead = max(at[1] - match.start if at else 0, new_at[1] - match.new_start if new_at else 0)
        to, new_to = words.get(match.end), new_words.get(match.new_end)
        trail = max(match.end - to[0] if to else 0, match.new_end - new_to[0] if new_to else 0)
        if lead + trail < match.size:
            trimmed.append(Match(match.start + lead, match.new_start + lead, match.size - lead - trail))
    return trimmed


def _word_bounds(text: str) -> dict[int, tuple[int, int]]:
    """For every position inside a number or Latin word where the word begins and ends."""
    return {
        position: found.span() for found in _WORD.finditer(text) for position in range(found.start() + 1, found.end())
    }


def _meaningful(old: str, new: str, matches: list[Match]) -> list[Match]:
    """The matches without those that are accidents: little text between two large edits."""
    for _ in range(_ROUNDS):
        kept: list[Match] = []
        end = new_end = 0
        for n, match in enumerate(matches):
            following = matches[n + 1] if n + 1 < len(matches) else Match(len(old), len(new), 0)
            before = max(match.start - end, match.new_start - new_end)
            after = max(following.start - match.end, following.new_start - match.new_end)
            if 2 * _worth(old[match.start : min(match.end, match.start + _LONG)]) > min(before, after):
                kept.append(match)
                end, new_end = match.end, match.new_end
        if len(kept) == len(matches):
            break
        matches = kept
    return matches


def _worth(shared: str) -> int:
    """How much a shared stretch says that its surroundings belong together: its length, more for ends of clauses."""
    return sum(5 if c in _SENTENCE_ENDS else 3 if c in _CLAUSE_ENDS else 1 for c in shared)


def _slid(old: str, new: str, matches: list[Match]) -> list[Match]:
    """The matches with every pure insertion and deletion moved, where the text allows it, to lie between clauses."""
    bounded = [Match(0, 0, 0), *matches, Match(len(old), len(new), 0)]
    for n in range(len(bounded) - 1):
        one, other = bounded[n], bounded[n + 1]
        if one.end == other.start:
            shift = _best_shift(new, one.new_end, other.new_start, one.size, other.size)
        elif one.new_end == other.new_start:
            shift = _best_shift(old, one.end, other.start, one.size, other.size)
        else:
            continue
        bounded[n] = Match(one.start, one.new_start, one.size + shift)
        bounded[n + 1] = Match(other.start + shift, other.new_start + shift, other.size - shift)
    return [match for match in bounded if match.size]


def _best_shift(text: str, start: int, end: int, before: int, after: int) -> int:
    """How far ``text[start:end]`` should slide; ``before`` and ``after`` are the shared characters on its sides.

    The stretch may use up the text's first or last match but leaves one character between two edits.
    """
    length = end - start
    left = right = 0
    while left < before - (start > before) and text[start - left - 1] == text[end - left - 1]:
        left += 1
    while right < after - (end + after < len(text)) and text[start + right] == text[end + right]:
        right += 1
    if not length or not left + right:
        return 0
    return max(range(-left, right + 1), key=lambda shift: (_cut(text, start + shift) + _cut(text, end + shift), shift))


def _cut(text: str, position: int) -> int:
    """How good a place ``position`` is to cut the text."""
    if position in (0, len(text)) or text[position - 1] in _SENTENCE_ENDS:
        return 4
    if text[position - 1] in _CLAUSE_ENDS or text[position - 1] == "、":
        return 3
    if text[position] in _OPENING:
        return 2
    return 0 if _WORD.match(text[position - 1]) and _WORD.match(text[position]) else 1
