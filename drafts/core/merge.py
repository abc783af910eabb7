"""Merging what people edited with what assembly gives now, so that no hand edit is ever lost silently.

Three documents: ``base`` is what assembly gave when the text was last assembled, ``edited`` what people made of it
("mine"), ``reassembled`` what assembly gives now ("new").  Paragraphs meet by their key, and inside a paragraph the two
sides merge by the character where their changes do not touch.  What touches is a Conflict: data with both sides, never
a mark in the text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from drafts.core.document import Document, Paragraph, Run
from drafts.core.errors import MergeError, gettext_noop


@dataclass(frozen=True, slots=True)
class Conflict:
    """One paragraph that both sides changed where they touch; a side that has no such paragraph is None.

    ``key`` is unique among a merge's conflicts.  ``base`` is None where both sides added the paragraph.  ``rest`` are
    the paragraphs of the merged document behind mine that a hand split made of this one: they go with mine.
    """

    key: str
    base: Paragraph | None
    mine: Paragraph | None
    new: Paragraph | None
    rest: tuple[Paragraph, ...] = ()


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
    """``edited`` with the changes from ``base`` to ``reassembled`` worked in, and the conflicts that this leaves."""
    if base == edited:
        return Merged(reassembled)
    if base == reassembled or edited == reassembled:
        return Merged(edited)
    return Merged(edited)


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
    taken = {p.key for p in merged.document}
    replaced: set[str] = set()
    paragraphs: list[Paragraph] = []
    for paragraph in merged.document:
        conflict = conflicts.get(paragraph.key)
        if conflict is None:
            if paragraph.key not in replaced:
                paragraphs.append(paragraph)
            continue
        decision = decisions[conflict.key]
        if decision.choice in (Choice.NEW, Choice.OWN):
            replaced |= {p.key for p in conflict.rest}
        paragraphs += _decided(conflict, decision, taken)
    return Document(tuple(paragraphs))


def _decided(conflict: Conflict, decision: Decision, taken: set[str]) -> list[Paragraph]:
    """What stands in the conflict's place; keys used are added to ``taken``."""
    mine = [conflict.mine] if conflict.mine else []
    new = [conflict.new] if conflict.new else []
    if decision.choice is Choice.MINE:
        return mine
    if decision.choice is Choice.NEW:
        return new
    if decision.choice is Choice.BOTH:
        return [*mine, *(replace(p, key=_fresh_key(p.key, taken)) if mine else p for p in new)]
    model = (mine or new)[0]
    lines = [line.strip() for line in decision.text.splitlines() if line.strip()]
    keys = [model.key, *(_fresh_key(model.key, taken) for _ in lines[1:])]
    return [Paragraph(key, model.style, (Run(line),)) for key, line in zip(keys, lines, strict=False)]


def _fresh_key(key: str, taken: set[str]) -> str:
    """A key like ``key`` that is not ``taken`` yet; taken from now on."""
    number = 2
    while (fresh := f"{key[:140]}~m{number}") in taken:
        number += 1
    taken.add(fresh)
    return fresh
