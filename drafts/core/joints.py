"""Which paragraphs of three documents belong together although their keys do not say so.

A paragraph that was cut out and pasted, or that a newer template keys differently, meets its former self by likeness.
A split gives one half a fresh key and a join loses one: both halves, or both former paragraphs, become one stretch
that merges as a whole, so that a change in the other half finds its place.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import takewhile

from drafts.core.alignment import likeness, sequence_matches, text_edits
from drafts.core.document import Document, Paragraph
from drafts.core.stretches import Stretch

ALIKE = 0.6
"""From this likeness on, a paragraph that vanished and one that appeared are taken for the same one, changed."""

_SHORTEST = 8  # characters below which only equal texts are taken for the same paragraph
_BUDGET = 50_000_000  # length times length of all the pairs whose likeness one search may measure
_CHAIN = 20  # fresh neighbours on either side that may be parts of one split paragraph
_PART = 0.5  # of a part's characters must come from the paragraph that was split,
_PIECE = 4  # in stretches of no fewer characters than these

Keyed = dict[str, Paragraph]
Stretches = dict[str, Stretch]
"""A document's stretches in reading order, by the key under which its three versions meet."""


@dataclass(frozen=True, slots=True)
class Versions:
    """The three documents as stretches that meet by key."""

    base: Stretches
    mine: Stretches
    new: Stretches


def meet(base: Document, mine: Document, new: Document) -> Versions:
    """The three documents with renamed paragraphs recognised, and split and joined ones in one stretch.

    What reappears in mine gets its key back; what reappears in new has the key that assembly gives it from now on.
    """
    was, edited, assembled = keyed(base), keyed(mine), keyed(new)
    back = _reappeared_in(edited, was, assembled)
    edited = _rekeyed(edited, {fresh: key for key, fresh in back.items()})
    onward = _reappeared_in(assembled, was, edited)
    return _in_stretches(_rekeyed(was, onward), _rekeyed(edited, onward), assembled)


def _reappeared_in(side: Keyed, base: Keyed, other: Keyed) -> dict[str, str]:
    """The keys that ``side`` lost and ``other`` kept, with the key of its own under which each seems to stand."""
    gone = {key: p for key, p in base.items() if key not in side and key in other}
    return reappeared(gone, {key: p for key, p in side.items() if key not in base and key not in other})


def keyed(document: Document) -> Keyed:
    """The paragraphs by key, in reading order."""
    return {p.key: p for p in document}


def reappeared(
    gone: Mapping[str, Paragraph], fresh: Mapping[str, Paragraph], *, alike: float = ALIKE
) -> dict[str, str]:
    """For the keys of paragraphs that are gone, the fresh key under which each seems to stand now.

    Equal texts first, in order; then the most alike from ``alike`` on.  Deterministic, one to one, and bounded by a
    budget, past which only equal texts meet.
    """
    found: dict[str, str] = {}
    by_text: dict[str, list[str]] = {}
    for key, paragraph in fresh.items():
        by_text.setdefault(paragraph.text, []).append(key)
    for key, paragraph in gone.items():
        if paragraph.text and by_text.get(paragraph.text):
            found[key] = by_text[paragraph.text].pop(0)
    taken = set(found.values())
    left = {key: p for key, p in gone.items() if key not in found and len(p.text) >= _SHORTEST}
    offered = {key: p for key, p in fresh.items() if key not in taken and len(p.text) >= _SHORTEST}
    return found | _most_alike(left, offered, alike)


def _most_alike(gone: Mapping[str, Paragraph], fresh: Mapping[str, Paragraph], alike: float) -> dict[str, str]:
    """Pairs from the most alike down to ``alike``; none where measuring them all would cost too much."""
    if sum(len(p.text) for p in gone.values()) * sum(len(p.text) for p in fresh.values()) > _BUDGET:
        return {}
    pairs = sorted(
        (-measured, n, m, key, other)
        for n, (key, paragraph) in enumerate(gone.items())
        for m, (other, candidate) in enumerate(fresh.items())
        if (measured := likeness(paragraph.text, candidate.text)) >= alike
    )
    found: dict[str, str] = {}
    taken: set[str] = set()
    for *_, key, other in pairs:
        if key not in found and other not in taken:
            found[key] = other
            taken.add(other)
    return found


def _rekeyed(paragraphs: Keyed, names: Mapping[str, str]) -> Keyed:
    """The paragraphs with other keys, in the same order."""
    if not names:
        return paragraphs
    return {names.get(key, key): replace(p, key=names.get(key, key)) for key, p in paragraphs.items()}


def _in_stretches(base: Keyed, mine: Keyed, new: Keyed) -> Versions:
    """The paragraphs with those of one split or join in one stretch, where they are neighbours in every version."""
    groups = _Groups()
    for side, other in ((mine, new), (new, mine)):
        for together in (*_splits(base, side, other), *_joins(base, side, other)):
            groups.unite(together)
    documents = (base, mine, new)
    orders = [{key: n for n, key in enumerate(document)} for document in documents]
    leaders = {
        key: min(members, key=lambda k: (k not in base, orders[0].get(k, 0), k))
        for members in groups.sets()
        if all(_contiguous(members, order) for order in orders)
        for key in members
    }
    return Versions(*(_collected(document, leaders) for document in documents))


def _collected(paragraphs: Keyed, leaders: Mapping[str, str]) -> Stretches:
    stretches: Stretches = {}
    for key, paragraph in paragraphs.items():
        leader = leaders.get(key, key)
        stretches[leader] = (*stretches.get(leader, ()), paragraph)
    return stretches


def _contiguous(members: Collection[str], order: Mapping[str, int]) -> bool:
    places = [order[key] for key in members if key in order]
    return not places or max(places) - min(places) == len(places) - 1


class _Groups:
    """Keys that belong together; what shares a member is one group."""

    def __init__(self) -> None:
        self._group: dict[str, set[str]] = {}

    def unite(self, keys: Iterable[str]) -> None:
        united: set[str] = set()
        for key in keys:
            united |= self._group.get(key, {key})
        for key in united:
            self._group[key] = united

    def sets(self) -> Iterator[set[str]]:
        seen: set[int] = set()
        for group in self._group.values():
            if id(group) not in seen:
                seen.add(id(group))
                yield group


def _splits(base: Keyed, side: Keyed, other: Keyed) -> Iterator[set[str]]:
    """Paragraphs that both sides changed, each with the fresh neighbours that hold parts of it."""
    order = list(side)
    for place, key in enumerate(order):
        before = base.get(key)
        if before is None or side[key] == before or other.get(key) == before:
            continue
        chains = (order[place + 1 : place + 1 + _CHAIN], order[max(0, place - _CHAIN) : place][::-1])
        fresh = [[*takewhile(lambda k: k not in base and k not in other, chain)] for chain in chains]
        if any(fresh):
            lost = _replaced(before.text, side[key].text)
            yield {key, *(part for chain in fresh for part in _parts(lost, side, chain))}


def _parts(lost: str, side: Keyed, chain: list[str]) -> list[str]:
    """The keys of ``chain``, from the split paragraph outward, whose text was taken from what it lost."""
    parts = [*takewhile(lambda key: not side[key].text or _holds(lost, side[key].text), chain)]
    while parts and not side[parts[-1]].text:
        parts.pop()
    return parts


def _joins(base: Keyed, side: Keyed, other: Keyed) -> Iterator[set[str]]:
    """Paragraphs that one side lost and the other changed, with the former neighbour that holds their text now."""
    order = list(base)
    gained: dict[str, str] = {}
    for place, key in enumerate(order):
        if key in side or other.get(key) == base[key]:
            continue
        for chain in (order[max(0, place - _CHAIN) : place][::-1], order[place + 1 : place + 1 + _CHAIN]):
            lost = [*takewhile(lambda k: k not in side, chain)]
            if len(lost) == len(chain):
                continue
            neighbour = chain[len(lost)]
            if neighbour not in gained:
                gained[neighbour] = _replaced(side[neighbour].text, base[neighbour].text)
            if _holds(gained[neighbour], base[key].text):
                yield {key, *lost, neighbour}
                break


def _replaced(text: str, by: str) -> str:
    """What of ``text`` is not in ``by``."""
    return "".join(text[edit.start : edit.end] for edit in text_edits(text, by))


def _holds(whole: str, part: str) -> bool:
    """Whether most of ``part`` stands in ``whole``, in the same order and in more than scattered characters."""
    least = min(_PIECE, len(part))
    shared = sum(match.size for match in sequence_matches(whole, part) if match.size >= least)
    return bool(part) and shared >= _PART * len(part)
