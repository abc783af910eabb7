"""Merging what people edited with what assembly gives now, so that no hand edit is ever lost silently.

Three documents: ``base`` is what assembly gave when the text was last assembled, ``edited`` what people made of it
("mine"), ``reassembled`` what assembly gives now ("new").  Paragraphs meet by their key, and inside a paragraph the two
sides merge by the character where their changes do not touch.  What touches is a Conflict: data with both sides, never
a mark in the text.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from drafts.core.alignment import sequence_matches
from drafts.core.document import Document, Paragraph, checked_document, clean_line, clean_text
from drafts.core.errors import MergeError, gettext_noop
from drafts.core.joints import Stretches, meet
from drafts.core.stretches import Stretch, merge_stretch, rewritten


@dataclass(frozen=True, slots=True)
class Conflict:
    """One paragraph that both sides changed where they touch; a side that has no such paragraph is None.

    ``key`` is the paragraph's in the merged document, unique among the conflicts.  ``base`` is None where both sides
    added the paragraph.  Where a side split the paragraph, or joined it with others, the further paragraphs of the
    same stretch are its ``…_rest``: they share the decision.
    """

    key: str
    base: Paragraph | None
    mine: Paragraph | None
    new: Paragraph | None
    base_rest: Stretch = ()
    mine_rest: Stretch = ()
    new_rest: Stretch = ()

    @classmethod
    def of(cls, base: Stretch, mine: Stretch, new: Stretch) -> "Conflict":
        """The conflict of three stretches, of which mine or new has a paragraph."""
        key = (mine or new)[0].key
        return cls(key, _first(base), _first(mine), _first(new), base[1:], mine[1:], new[1:])

    @property
    def mine_paragraphs(self) -> Stretch:
        """All of mine; empty where people took it out."""
        return (self.mine, *self.mine_rest) if self.mine else ()

    @property
    def new_paragraphs(self) -> Stretch:
        """All of new; empty where assembly gives it no more."""
        return (self.new, *self.new_rest) if self.new else ()

    @property
    def standing(self) -> Stretch:
        """What the merged document holds in this place until somebody decides."""
        return self.mine_paragraphs or self.new_paragraphs


@dataclass(frozen=True, slots=True)
class Merged:
    """The merged document and what is still to be decided, in reading order.

    ``document`` is always whole and readable: in the place of a conflict it holds mine, or new where mine is gone.
    """

    document: Document
    conflicts: tuple[Conflict, ...] = ()


class Choice(StrEnum):
    """What a person may say about a conflict."""

    MINE = "mine"
    NEW = "new"
    BOTH = "both"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's answer to one conflict.  ``text`` is for Choice.OWN alone: each non-empty line is a paragraph."""

    choice: Choice
    text: str = ""


def merge(*, base: Document, edited: Document, reassembled: Document) -> Merged:
    """``edited`` with the changes from ``base`` to ``reassembled`` worked in, and the conflicts that this leaves.

    Order follows assembly, except where people moved a paragraph or put one in: it stands behind the paragraph that it
    stands behind in ``edited``, also where both moved it.  Raises DocumentError where both sides together grow past
    a document's limits.
    """
    if base == edited:
        return Merged(reassembled)
    if base == reassembled or edited == reassembled:
        return Merged(edited)
    sides = meet(base, edited, reassembled)
    merged: Stretches = {}
    conflicts: dict[str, Conflict] = {}
    for key in sides.base | sides.mine | sides.new:
        stretches = (sides.base.get(key, ()), sides.mine.get(key, ()), sides.new.get(key, ()))
        outcome = _merged(*stretches)
        if outcome is None:
            conflicts[key] = Conflict.of(*stretches)
            outcome = conflicts[key].standing
        if outcome:
            merged[key] = outcome
    order = _merged_order([*sides.base], [*sides.mine], [*sides.new], merged.keys())
    paragraphs = [paragraph for key in order for paragraph in merged[key]]
    return Merged(checked_document(paragraphs), tuple(conflicts[key] for key in order if key in conflicts))


def _first(stretch: Stretch) -> Paragraph | None:
    return stretch[0] if stretch else None


def _merged(base: Stretch, mine: Stretch, new: Stretch) -> Stretch | None:
    """What the three give, or None where they touch; each may be empty."""
    if mine in (base, new):
        return new
    if new == base:
        return mine
    return merge_stretch(base, mine, new) if base and mine and new else None


def _merged_order(base: list[str], mine: list[str], new: list[str], standing: Collection[str]) -> list[str]:
    """The ``standing`` keys in new's order, those that mine moved or added behind their neighbour in mine."""
    stayed = set(_in_common_order(base, mine))
    was, edited = set(base), set(mine)
    skeleton = [key for key in new if key in standing and (key in stayed or key not in was or key not in edited)]
    placed = set(skeleton)
    following: dict[str | None, str] = {}
    before = None
    for key in (key for key in mine if key in standing):
        if key not in placed:
            following[before] = key
        before = key
    return [key for anchor in (None, *skeleton) for key in _chain(anchor, following)]


def _chain(anchor: str | None, following: Mapping[str | None, str]) -> Iterator[str]:
    """``anchor`` and what follows it, link by link."""
    if anchor is not None:
        yield anchor
    key = following.get(anchor)
    while key is not None:
        yield key
        key = following.get(key)


def _in_common_order(base: list[str], mine: list[str]) -> list[str]:
    """The keys that stand in both, without those that mine moved."""
    present = set(mine)
    before = [key for key in base if key in present]
    return [key for match in sequence_matches(before, mine) for key in before[match.start : match.end]]


def resolve(merged: Merged, decisions: Mapping[str, Decision]) -> Document:
    """The merged document after the ``decisions``, by the conflicts' keys.

    MINE leaves what the document holds, or takes the paragraph out where mine is gone.  NEW puts assembly's paragraph
    in its place, or takes it out.  BOTH gives mine and behind it new, which gets a key of its own.  OWN gives the
    person's text in the style and, where characters stayed, the weight of mine (of new where mine is gone).
    Raises MergeError while a conflict is undecided, or where a decision is about no conflict.
    """
    conflicts = {conflict.key: conflict for conflict in merged.conflicts}
    if open_count := len(conflicts.keys() - decisions.keys()):
        raise MergeError(gettext_noop("还有 %(count)d 处冲突没有决定。"), count=open_count)
    if decisions.keys() - conflicts.keys():
        raise MergeError(gettext_noop("所作的决定与现有的冲突对不上，请重新打开这一页。"))
    decided = {p.key for conflict in merged.conflicts for p in conflict.standing}
    taken = {p.key for p in merged.document}
    paragraphs: list[Paragraph] = []
    for paragraph in merged.document:
        if paragraph.key in conflicts:
            paragraphs += _decided(conflicts[paragraph.key], decisions[paragraph.key], taken)
        elif paragraph.key not in decided:
            paragraphs.append(paragraph)
    return checked_document(paragraphs)


def _decided(conflict: Conflict, decision: Decision, taken: set[str]) -> Stretch:
    """What stands in the conflict's place; the keys it uses up are added to ``taken``."""
    mine, new = conflict.mine_paragraphs, conflict.new_paragraphs
    if decision.choice is Choice.MINE or (decision.choice is Choice.BOTH and not new):
        return mine
    if decision.choice is Choice.NEW or (decision.choice is Choice.BOTH and not mine):
        return new
    if decision.choice is Choice.BOTH:
        return (*mine, *(replace(p, key=_free_key(p.key, taken)) for p in new))
    return _own(conflict.standing, decision.text, taken)


def _own(standing: Stretch, text: str, taken: set[str]) -> Stretch:
    """The person's lines, with the keys and styles of what stood there, and its weights where characters stayed."""
    lines = [line for part in clean_text(text).split("\n") if (line := clean_line(part))]
    if not lines:
        return ()
    models = [*standing[: len(lines)], *[standing[-1]] * (len(lines) - len(standing))]
    heads = [replace(p, key=p.key if n < len(standing) else _free_key(p.key, taken)) for n, p in enumerate(models)]
    return rewritten(standing, tuple(Paragraph.of(p.key, p.style, line) for p, line in zip(heads, lines, strict=True)))


def _free_key(key: str, taken: set[str]) -> str:
    """A key like ``key`` that is not ``taken`` yet; taken from now on."""
    number = 2
    while (fresh := f"{key[:140]}~m{number}") in taken:
        number += 1
    taken.add(fresh)
    return fresh
