"""The marked-up copy (花脸稿) in Word: a comparison as tracked changes (ISO/IEC 29500-1, 17.13.5).

Accepting all of them gives the new text, rejecting all the old one.  A paragraph's mark is tracked in its own right,
and a document's last mark cannot go: where the end changed, the mark before it is tracked in its stead.
"""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from itertools import count

from lxml import etree

from drafts.core.compare import Change, ChangeKind, Comparison, Piece, PieceKind
from drafts.core.document import Document, Paragraph, Run, Style
from drafts.formats.arrangement import arrange
from drafts.formats.layout import NATIONAL_STANDARD, LayoutProfile
from drafts.formats.word import MADE, paragraph_element, run_element, word_file
from drafts.formats.word_base import STYLE_IDS
from drafts.formats.word_xml import W, element

_UNNAMED = "四点"  # Word asks for an author


class Mark(StrEnum):
    """What happens to a paragraph's mark, named as the element that says so."""

    KEPT = ""
    INSERTED = "ins"
    DELETED = "del"
    MOVED_HERE = "moveTo"
    MOVED_AWAY = "moveFrom"


@dataclass(frozen=True, slots=True)
class _Tracked:
    """One paragraph of the file: its style and properties now, and the ``former`` ones where they changed."""

    mark: Mark
    pieces: tuple[Piece, ...]
    style: Style
    properties: etree._Element
    former: etree._Element
    number: int = 0


def write_marked_word(
    comparison: Comparison, *, profile: LayoutProfile = NATIONAL_STANDARD, author: str = "", made: datetime = MADE
) -> bytes:
    """The comparison as .docx with every change tracked, by ``author`` at ``made``.

    Raises FormatError past a document's limits.
    """
    new = Document(tuple(change.new for change in comparison if change.new))
    old = Document(tuple(change.old for change in comparison if change.old and change.kind is not ChangeKind.MOVED))
    properties = (_properties(old, profile), _properties(new, profile))
    tracked = _with_last_mark_kept([_tracked(change, *properties) for change in comparison])
    body = _Body(author or _UNNAMED, made).elements(tracked)
    return word_file(body, profile=profile, title=new.title, author=author, made=made)


def _properties(document: Document, profile: LayoutProfile) -> dict[str, etree._Element]:
    """Every paragraph's ``<w:pPr>`` by key; its style alone where the profile rearranges the paragraphs."""
    placed = arrange(document, profile)
    if [p.style for p in placed] == [p.style for p in document]:
        return {p.key: paragraph_element(at, profile)[0] for p, at in zip(document, placed, strict=True)}
    return {p.key: _style_alone(p) for p in document}


def _style_alone(paragraph: Paragraph) -> etree._Element:
    node = element("pPr")
    node.append(element("pStyle", val=STYLE_IDS[paragraph.style]))
    return node


def _tracked(change: Change, old: dict[str, etree._Element], new: dict[str, etree._Element]) -> _Tracked:
    marks = {
        ChangeKind.ADDED: Mark.INSERTED,
        ChangeKind.REMOVED: Mark.DELETED,
        ChangeKind.MOVED: Mark.MOVED_HERE,
        ChangeKind.LEFT: Mark.MOVED_AWAY,
    }
    mark = marks.get(change.kind, Mark.KEPT)
    paragraph = change.new or change.old
    if paragraph is None:
        raise ValueError("a change has an old or a new paragraph")
    properties = new[change.new.key] if change.new else old[paragraph.key]
    former = old[change.old.key] if change.old and mark is Mark.KEPT else properties
    # Where a paragraph arrives, only its new text stands: the old one is tracked whole where it left.
    pieces = tuple(
        piece for piece in change.pieces if mark is not Mark.MOVED_HERE or piece.kind is not PieceKind.REMOVED
    )
    return _Tracked(mark, pieces, paragraph.style, properties, former, change.number)


def _with_last_mark_kept(tracked: list[_Tracked]) -> list[_Tracked]:
    """The paragraphs so arranged that the last one's mark is kept, which every document must have."""
    end = max((n for n, paragraph in enumerate(tracked, 1) if paragraph.mark is Mark.KEPT), default=0)
    if end == len(tracked):
        return tracked
    # A move to or from the end is shown as put in here and taken out there.
    moves = {p.number for p in tracked[end:] if p.mark in (Mark.MOVED_HERE, Mark.MOVED_AWAY)}
    plain = [_unmoved(p) if p.number in moves else p for p in tracked]
    body, tail = plain[:end], plain[end:]
    going = [p for p in tail if p.mark is Mark.DELETED]
    coming = [p for p in tail if p.mark is not Mark.DELETED]
    if going and coming:
        last = replace(coming[-1], mark=Mark.KEPT, former=going[-1].former)
        return [*body, *going[:-1], *coming[:-1], replace(last, pieces=going[-1].pieces + coming[-1].pieces)]
    if not body:
        return [*tail[:-1], replace(tail[-1], mark=Mark.KEPT)]
    stands = body.pop()
    if coming:
        last = replace(tail[-1], mark=Mark.KEPT, former=stands.former)
        return [*body, replace(stands, mark=Mark.INSERTED, former=stands.properties), *tail[:-1], last]
    last = replace(tail[-1], mark=Mark.KEPT, properties=stands.properties)
    return [*body, replace(stands, mark=Mark.DELETED, properties=stands.former), *tail[:-1], last]


def _unmoved(paragraph: _Tracked) -> _Tracked:
    """A paragraph that came or left as one that was put in or taken out."""
    if paragraph.mark not in (Mark.MOVED_HERE, Mark.MOVED_AWAY):
        return paragraph
    here = paragraph.mark is Mark.MOVED_HERE
    kind = PieceKind.ADDED if here else PieceKind.REMOVED
    pieces = tuple(Piece(kind, piece.text, piece.bold, piece.bold) for piece in paragraph.pieces)
    return replace(paragraph, mark=Mark.INSERTED if here else Mark.DELETED, pieces=pieces)


class _Body:
    """Makes the elements; counts their identifiers."""

    def __init__(self, author: str, made: datetime) -> None:
        self.signed = {"author": author, "date": made.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}
        self.identifiers = count(1)

    def elements(self, tracked: Sequence[_Tracked]) -> Iterator[etree._Element]:
        for paragraph in tracked:
            if paragraph.mark in (Mark.MOVED_HERE, Mark.MOVED_AWAY):
                start, end = self.move_range(paragraph)
                node = self.paragraph(paragraph)
                node.insert(1, start)
                yield node
                yield end
            else:
                yield self.paragraph(paragraph)

    def paragraph(self, tracked: _Tracked) -> etree._Element:
        node = element("p")
        node.append(self.properties(tracked))
        node.extend(self.piece(piece, tracked.mark) for piece in tracked.pieces)
        return node

    def properties(self, tracked: _Tracked) -> etree._Element:
        node = deepcopy(tracked.properties)
        if tracked.mark is not Mark.KEPT:
            etree.SubElement(node, W + "rPr").append(self.change(tracked.mark))
        if etree.tostring(tracked.former) != etree.tostring(tracked.properties):
            change = self.change("pPrChange")
            change.append(deepcopy(tracked.former))
            node.append(change)
        return node

    def piece(self, piece: Piece, mark: Mark) -> etree._Element:
        """The run, inside the element that says what becomes of it."""
        run = run_element(Run(piece.text, piece.bold))
        if piece.reweighted and mark not in (Mark.MOVED_HERE, Mark.MOVED_AWAY):
            change = self.change("rPrChange")
            change.append(run_element(Run(piece.text, piece.was_bold))[0])
            run[0].append(change)
        fate = _fate(piece, mark)
        if not fate:
            return run
        if fate is Mark.DELETED:
            for text in run.findall(W + "t"):
                text.tag = W + "delText"
        wrapped = self.change(fate)
        wrapped.append(run)
        return wrapped

    def change(self, name: str) -> etree._Element:
        return element(name, id=next(self.identifiers), **self.signed)

    def move_range(self, tracked: _Tracked) -> tuple[etree._Element, etree._Element]:
        """The start and the end of a moved paragraph; both places of one move carry the same name."""
        start = self.change(f"{tracked.mark}RangeStart")
        start.set(W + "name", f"move{tracked.number}")
        return start, element(f"{tracked.mark}RangeEnd", id=start.get(W + "id"))


def _fate(piece: Piece, mark: Mark) -> Mark:
    """What becomes of a piece: as it says itself, or where it stayed the same, what becomes of its paragraph."""
    if piece.kind is PieceKind.SAME:
        return mark if mark in (Mark.MOVED_HERE, Mark.MOVED_AWAY) else Mark.KEPT
    return Mark.INSERTED if piece.kind is PieceKind.ADDED else Mark.DELETED
