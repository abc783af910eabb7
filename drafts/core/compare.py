"""What changed between two documents, at the level of characters and fit for Chinese."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from drafts.core.document import Document, Paragraph, count_characters


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
    """How ``new`` came out of ``old``.  Paragraphs meet by key first, then by likeness."""
    kept = {p.key: p for p in old}
    staying = {p.key for p in new}
    changes: list[Change] = []
    number = 0
    for paragraph in old:
        if paragraph.key not in staying:
            number += 1
            changes.append(Change(ChangeKind.REMOVED, paragraph, None, _whole(paragraph, PieceKind.REMOVED), number))
    for paragraph in new:
        before = kept.get(paragraph.key)
        if before == paragraph:
            changes.append(Change(ChangeKind.SAME, before, paragraph, _whole(paragraph, PieceKind.SAME)))
            continue
        number += 1
        pieces = _whole(before, PieceKind.REMOVED) if before else ()
        kind = ChangeKind.CHANGED if before else ChangeKind.ADDED
        changes.append(Change(kind, before, paragraph, (*pieces, *_whole(paragraph, PieceKind.ADDED)), number))
    return Comparison(tuple(changes), _count(changes, PieceKind.ADDED), _count(changes, PieceKind.REMOVED), number)


def _whole(paragraph: Paragraph, kind: PieceKind) -> tuple[Piece, ...]:
    return tuple(Piece(kind, run.text, run.bold, run.bold) for run in paragraph.runs)


def _count(changes: list[Change], kind: PieceKind) -> int:
    return sum(
        count_characters(piece.text)
        for change in changes
        if change.kind is not ChangeKind.LEFT
        for piece in change.pieces
        if piece.kind is kind
    )
