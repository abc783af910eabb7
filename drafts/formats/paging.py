"""Pages for reading aloud: no sentence broken across pages where it fits on one, the next page's first words known.

Only the typesetter knows where a page ends, so sentences are marked, it is asked on which page each mark came to
stand, and the first sentence that runs over a page's end is sent to the next page, page after page.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise

from drafts.core.document import Run, Style
from drafts.formats.arrangement import Placed
from drafts.formats.layout import LayoutProfile

# Past so many pages the text runs on as it comes: every page costs one more setting of the whole text.
MOST_ROUNDS = 60

_HEAD = {Style.TITLE, Style.BYLINE, Style.DATE}
_SENTENCE = re.compile(r".+?(?:[。！？!?…]+[”’）》」』〕】)]*|\Z)", re.DOTALL)
_FIRST_WORDS = re.compile(r"[^，。；：！？、…]{1,10}[，。；：！？、]?")


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph or, where a page ends inside it, a part of one.  A number in a line is a mark."""

    placed: Placed
    lines: tuple[tuple[Run | int, ...], ...]
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """The page, from 1, on which a mark stands."""

    number: int
    page: int


@dataclass(frozen=True, slots=True)
class _Sentence:
    """The characters from ``start`` to ``end`` of a paragraph, which is given by its number."""

    paragraph: int
    start: int
    end: int


Ask = Callable[[Sequence[Piece]], Sequence[Mark]]


def pieces_of(placed: Placed) -> Piece:
    """A whole paragraph without marks."""
    return Piece(placed, placed.lines)


def paged(placed: Sequence[Placed], profile: LayoutProfile, ask: Ask) -> tuple[list[Piece], dict[int, str]]:
    """The paragraphs in pieces that keep sentences together, and the words for the foot of each page by its number.

    ``ask`` sets pieces and says where their marks stand.  What ``profile`` does not ask for is left out.
    """
    text = _Text(placed, profile)
    pages = text.keep_sentences(ask) if profile.keep_sentences else text.pages(ask)
    words = text.next_words(ask, pages) if profile.next_words else {}
    return text.pieces(), words


class _Text:
    """The sentences of a text and the cuts made before some of them."""

    def __init__(self, placed: Sequence[Placed], profile: LayoutProfile) -> None:
        self._placed = placed
        self._room = profile.lines * profile.characters
        self._sentences = [
            _Sentence(number, found.start(), found.end())
            for number, paragraph in enumerate(placed)
            if paragraph.style not in _HEAD
            for found in _SENTENCE.finditer(paragraph.text)
        ]
        self._first = {s.paragraph: n for n, s in reversed(list(enumerate(self._sentences)))}
        self._cuts: set[int] = set()

    def pages(self, ask: Ask, spelt: Sequence[int] = ()) -> dict[int, int]:
        """The page of every mark by its number: 2n where sentence n begins, 2n + 1 where it ends.

        The characters of the sentences in ``spelt`` have marks too, numbered on from there.
        """
        return {mark.number: mark.page for mark in ask(self._pieces(spelt))}

    def pieces(self) -> list[Piece]:
        """The paragraphs with the cuts made, marked as they were when asked about, so that nothing moves."""
        return self._pieces(())

    def keep_sentences(self, ask: Ask) -> dict[int, int]:
        """Cut until no sentence that would fit on a page is broken; the pages as they are then."""
        pages = self.pages(ask)
        for _ in range(MOST_ROUNDS):
            cut = self._next_cut(pages)
            if cut is None:
                break
            self._cuts.add(cut)
            pages = self.pages(ask)
        return pages

    def _next_cut(self, pages: Mapping[int, int]) -> int | None:
        """The sentence before which the next page must begin, or None."""
        for number, sentence in enumerate(self._sentences):
            if pages[2 * number] == pages[2 * number + 1] or sentence.end - sentence.start > self._room:
                continue
            cut = self._above_headings(number)
            if cut not in self._cuts and cut > 0:
                return cut
        return None

    def _above_headings(self, number: int) -> int:
        """Sentence ``number``, or the heading that stands directly above it and must not be left behind."""
        sentence = self._sentences[number]
        while sentence.start == 0 and number > 0:
            above = self._sentences[number - 1]
            if not self._placed[above.paragraph].look.level:
                break
            number, sentence = self._first[above.paragraph], self._sentences[self._first[above.paragraph]]
        return number

    def next_words(self, ask: Ask, pages: Mapping[int, int]) -> dict[int, str]:
        """For each page but the last, the words with which the next one begins."""
        broken = [n for n in range(len(self._sentences)) if pages[2 * n] != pages[2 * n + 1]]
        if broken:
            pages = self.pages(ask, broken)
        first: dict[int, tuple[int, int]] = {}
        for place, number in self._places(broken):
            first.setdefault(pages[number], place)
        return {page - 1: self._words(paragraph, end - 1) for page, (paragraph, end) in first.items() if page > 1}

    def _words(self, paragraph: int, start: int) -> str:
        found = _FIRST_WORDS.match(self._placed[paragraph].text[start:].lstrip())
        return f"下页：{found[0]}…" if found else ""

    def _places(self, spelt: Sequence[int]) -> list[tuple[tuple[int, int], int]]:
        """Where marks stand, as (paragraph, offset), in reading order, with their numbers.

        A mark at the end of a line belongs to that line: so one stands behind a sentence's first character, and one
        behind its last.
        """
        places = [
            ((sentence.paragraph, offset), 2 * number + side)
            for number, sentence in enumerate(self._sentences)
            for side, offset in enumerate((sentence.start + 1, sentence.end))
        ]
        last = 2 * len(self._sentences)
        offsets = chain.from_iterable(
            ((self._sentences[n].paragraph, o) for o in range(self._sentences[n].start + 2, self._sentences[n].end))
            for n in spelt
        )
        return sorted([*places, *((place, last + extra) for extra, place in enumerate(offsets))])

    def _pieces(self, spelt: Sequence[int]) -> list[Piece]:
        marks: dict[int, list[tuple[int, int]]] = {}
        for (paragraph, offset), number in self._places(spelt):
            marks.setdefault(paragraph, []).append((offset, number))
        cuts: dict[int, list[int]] = {}
        for number in sorted(self._cuts):
            cuts.setdefault(self._sentences[number].paragraph, []).append(self._sentences[number].start)
        return [
            piece
            for number, paragraph in enumerate(self._placed)
            for piece in _cut(paragraph, marks.get(number, []), cuts.get(number, []))
        ]


def _cut(placed: Placed, marks: Sequence[tuple[int, int]], cuts: Sequence[int]) -> list[Piece]:
    """``placed`` with its marks, in as many pieces as ``cuts`` make; each but the first begins a page."""
    if not marks:
        return [pieces_of(placed)]
    ends = [cut for cut in cuts if cut > 0]
    bounds = [0, *ends, len(placed.text)]
    runs = _marked(placed.lines[0], marks, set(bounds))
    parts = _split(runs, ends)
    found = []
    for number, part in enumerate(parts):
        whole = placed if number == 0 else replace(placed, first=placed.left, before=0)
        whole = whole if number == len(parts) - 1 else replace(whole, after=0)
        found.append(Piece(whole, (tuple(part),), new_page=number > 0 or 0 in cuts))
    return found


def _split(runs: Sequence[Run | int], ends: Sequence[int]) -> list[list[Run | int]]:
    """``runs``, which are cut at every one of ``ends``, in the parts between them.  A mark stays with what it marks."""
    parts: list[list[Run | int]] = [[]]
    position = 0
    for run in runs:
        if not isinstance(run, int) and bisect_right(ends, position) >= len(parts):
            parts.append([])
        parts[-1].append(run)
        position += 0 if isinstance(run, int) else len(run.text)
    return parts


def _marked(runs: Sequence[Run], marks: Sequence[tuple[int, int]], bounds: set[int]) -> list[Run | int]:
    """``runs`` with marks at their offsets, cut at ``bounds`` too."""
    by_offset: dict[int, list[int]] = {}
    for offset, number in marks:
        by_offset.setdefault(offset, []).append(number)
    stops = sorted(bounds | set(by_offset))
    found: list[Run | int] = []
    position = 0
    for run in runs:
        end = position + len(run.text)
        inside = [position, *(stop for stop in stops if position < stop < end), end]
        for start, stop in pairwise(inside):
            found.append(Run(run.text[start - position : stop - position], run.bold))
            found += by_offset.get(stop, [])
        position = end
    return found
