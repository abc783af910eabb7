"""What changed between two documents, at the level of characters and fit for Chinese."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby

from drafts.core.alignment import Edit, likeness, sequence_matches, text_edits
from drafts.core.document import Document, Paragraph, count_characters
from drafts.core.joints import Keyed, keyed, reappeared

_SAME_KEY = 0.4  # likeness from which a shared key is believed at once; unlike speeches share a quarter of their text
_ALIKE = 0.5  # likeness from which paragraphs of different keys are compared with each other


class ChangeKind(StrEnum):
    """What became of a paragraph."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"  # stands here now; it may have changed on the way
    LEFT = "left"  # stood here before it moved


class PieceKind(StrEnum):
    """What became of a stretch of text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one kind and weight.  ``was_bold`` differs from ``bold`` only where a SAME text changed weight."""

    kind: PieceKind
    text: str
    bold: bool = False
    was_bold: bool = False

    @property
    def reweighted(self) -> bool:
        """Whether only the weight of this text changed."""
        return self.bold != self.was_bold


@dataclass(frozen=True, slots=True)
class Change:
    """One row of a comparison.

    SAME, CHANGED and MOVED have ``old`` and ``new``; ADDED has ``new`` alone, REMOVED and LEFT have ``old`` alone.
    ``pieces`` read in order give the marked text: without the removed ones the new text, without the added ones the
    old.  ``number`` counts the changes from 1 for next and previous; SAME has 0, LEFT has the number of its MOVED.
    """

    kind: ChangeKind
    old: Paragraph | None
    new: Paragraph | None
    pieces: tuple[Piece, ...]
    number: int = 0

    @property
    def restyled(self) -> bool:
        """Whether the paragraph's style changed."""
        return self.old is not None and self.new is not None and self.old.style is not self.new.style

    @property
    def rewritten(self) -> bool:
        """Whether any character or weight changed."""
        return any(piece.kind is not PieceKind.SAME or piece.reweighted for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Comparison:
    """All rows in reading order: those with ``new`` give the new document, those with ``old`` but MOVED the old one.

    ``added`` and ``removed`` count characters without white space; what moved or changed its weight counts in neither.
    ``count`` is how many changes there are, which is the last change's number.
    """

    changes: tuple[Change, ...]
    added: int
    removed: int
    count: int

    def __iter__(self) -> Iterator[Change]:
        return iter(self.changes)


def compare(old: Document, new: Document) -> Comparison:
    """How ``new`` came out of ``old``.  Paragraphs meet by key where their texts are alike, then by likeness alone."""
    before, after = keyed(old), keyed(new)
    partners = _partners(before, after)
    stayed = _stayed(before, after, partners)
    changes = _numbered([*_rows(before, after, partners, stayed)])
    return Comparison(
        tuple(changes),
        added=_count(changes, PieceKind.ADDED),
        removed=_count(changes, PieceKind.REMOVED),
        count=max((change.number for change in changes), default=0),
    )


def text_pieces(old: Paragraph, new: Paragraph) -> tuple[Piece, ...]:
    """The marked text of one paragraph: what is the same, and what gave way to what."""
    was, now = _weights(old), _weights(new)
    pieces: list[Piece] = []
    position = at = 0
    for edit in (*text_edits(old.text, new.text), Edit(len(old.text), len(old.text), len(new.text), len(new.text))):
        kept = edit.start - position
        pieces += _cut(PieceKind.SAME, old.text[position : edit.start], now[at : at + kept], was[position : edit.start])
        removed, added = was[edit.start : edit.end], now[edit.new_start : edit.new_end]
        pieces += _cut(PieceKind.REMOVED, old.text[edit.start : edit.end], removed, removed)
        pieces += _cut(PieceKind.ADDED, new.text[edit.new_start : edit.new_end], added, added)
        position, at = edit.end, edit.new_end
    return tuple(pieces)


def _weights(paragraph: Paragraph) -> list[bool]:
    return [run.bold for run in paragraph.runs for _ in run.text]


def _cut(kind: PieceKind, text: str, bold: list[bool], was_bold: list[bool]) -> Iterator[Piece]:
    """``text`` as pieces of one weight each."""
    start = 0
    for weights, group in groupby(zip(bold, was_bold, strict=True)):
        end = start + sum(1 for _ in group)
        yield Piece(kind, text[start:end], *weights)
        start = end


def _whole(paragraph: Paragraph, kind: PieceKind) -> tuple[Piece, ...]:
    return tuple(Piece(kind, run.text, run.bold, run.bold) for run in paragraph.runs)


def _partners(before: Keyed, after: Keyed) -> dict[str, str]:
    """Old keys with the new key that each paragraph has.

    A shared key alone is no proof: imported texts number their paragraphs.  So those with unlike texts look for a
    better partner first, and keep each other where there is none.
    """
    shared = [key for key in before if key in after]
    sure = {key: key for key in shared if likeness(before[key].text, after[key].text) >= _SAME_KEY}
    gone = {key: p for key, p in before.items() if key not in sure}
    fresh = {key: p for key, p in after.items() if key not in sure}
    found = reappeared(gone, fresh, alike=_ALIKE)
    taken = set(found.values())
    left = {key: key for key in shared if key in gone and key not in found and key not in taken}
    return sure | found | left


def _stayed(before: Keyed, after: Keyed, partners: dict[str, str]) -> set[str]:
    """The old keys of the paragraphs that did not move: the most that keep their order."""
    order = [partners[key] for key in before if key in partners]
    taken = set(order)
    matches = sequence_matches(order, [key for key in after if key in taken])
    staying = {key for match in matches for key in order[match.start : match.end]}
    return {key for key, partner in partners.items() if partner in staying}


def _rows(before: Keyed, after: Keyed, partners: dict[str, str], stayed: set[str]) -> Iterator[Change]:
    """The rows in reading order: what is gone or left its place stands where it stood, before what came there."""
    origins = {partner: key for key, partner in partners.items()}
    departed = _departed(before, partners, stayed)
    yield from departed[None]
    for key, paragraph in after.items():
        origin = origins.get(key)
        if origin is None:
            yield Change(ChangeKind.ADDED, None, paragraph, _whole(paragraph, PieceKind.ADDED))
            continue
        yield _met(before[origin], paragraph, moved=origin not in stayed)
        yield from departed.get(origin, ())


def _departed(before: Keyed, partners: dict[str, str], stayed: set[str]) -> dict[str | None, list[Change]]:
    """Rows for what is not where it was, by the last old key before it that stayed; None for the beginning."""
    rows: dict[str | None, list[Change]] = {None: []}
    anchor: str | None = None
    for key, paragraph in before.items():
        if key in stayed:
            anchor = key
        elif key in partners:
            rows.setdefault(anchor, []).append(
                Change(ChangeKind.LEFT, paragraph, None, _whole(paragraph, PieceKind.SAME))
            )
        else:
            removed = Change(ChangeKind.REMOVED, paragraph, None, _whole(paragraph, PieceKind.REMOVED))
            rows.setdefault(anchor, []).append(removed)
    return rows


def _met(old: Paragraph, new: Paragraph, *, moved: bool) -> Change:
    """The row of a paragraph that both documents have."""
    if old.style is new.style and old.runs == new.runs:
        kind = ChangeKind.MOVED if moved else ChangeKind.SAME
        return Change(kind, old, new, _whole(new, PieceKind.SAME))
    return Change(ChangeKind.MOVED if moved else ChangeKind.CHANGED, old, new, text_pieces(old, new))


def _numbered(changes: list[Change]) -> list[Change]:
    """The rows with their numbers."""
    numbers: dict[int, int] = {}
    moves: dict[str, int] = {}
    for place, change in enumerate(changes):
        if change.kind in (ChangeKind.SAME, ChangeKind.LEFT):
            continue
        numbers[place] = len(numbers) + 1
        if change.kind is ChangeKind.MOVED and change.old:
            moves[change.old.key] = numbers[place]
    for place, change in enumerate(changes):
        if change.kind is ChangeKind.LEFT and change.old:
            numbers[place] = moves[change.old.key]
    return [replace(change, number=numbers.get(place, 0)) for place, change in enumerate(changes)]


def _count(changes: list[Change], kind: PieceKind) -> int:
    return sum(count_characters(piece.text) for change in changes for piece in change.pieces if piece.kind is kind)
