"""Lines and pages: every paragraph in lines and, for reading aloud, pages that break no sentence.

A reading copy keeps a sentence on one page where it fits on one, and says at the foot of a page how the next begins.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from drafts.core.document import Run, Style, cut_runs
from drafts.formats.arrangement import Placed
from drafts.formats.breaking import Advance, break_lines
from drafts.formats.layout import LayoutProfile

STICKY_LEVELS = (1, 2)
"""Headings that stay with what follows; those of the third and fourth level are mostly run in."""

_HEAD = {Style.TITLE, Style.BYLINE, Style.DATE}
_SENTENCE = re.compile(r".+?(?:[。！？!?…]+[”’）》」』〕】)]*|\Z)", re.DOTALL)
# With the ordinal that a heading begins with: 三、下一步打算.
_FIRST_WORDS = re.compile(r"(?:[一二三四五六七八九十]{1,3}、)?[^，。；：！？、…]{1,8}")


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph or, where a page ends inside it, a part of one, in the lines in which it stands."""

    placed: Placed
    lines: tuple[tuple[Run, ...], ...]
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Paged:
    """A text in pieces, and the words at the foot of each page by its number."""

    pieces: tuple[Piece, ...]
    words: dict[int, str] = field(default_factory=dict)


def paged(placed: Sequence[Placed], profile: LayoutProfile, advance: Advance) -> Paged:
    """``placed`` in lines, and in pages where ``profile`` asks for more than pages that are simply full."""
    if profile.keep_sentences or profile.next_words:
        return _Pages(profile, advance).filled(placed)
    return Paged(tuple(Piece(paragraph, break_lines(paragraph, profile, advance)) for paragraph in placed))


class _Pages:
    """Fills pages with pieces, the newest of which may still be sent to the next page."""

    def __init__(self, profile: LayoutProfile, advance: Advance) -> None:
        self._profile = profile
        self._advance = advance
        self._room = profile.text_height.pt + 0.25
        self._grid = profile.line_pitch.pt
        self._pieces: list[Piece] = []
        self._words: dict[int, str] = {}
        self._page = 1
        self._used = 0.0

    def filled(self, placed: Sequence[Placed]) -> Paged:
        """All of ``placed`` on pages."""
        after = 0
        for paragraph in placed:
            above = max(after, paragraph.before) * self._grid
            self._used += above if self._used or paragraph.style is Style.TITLE else 0.0
            self._place(paragraph)
            after = paragraph.after
        return Paged(tuple(self._pieces), self._words if self._profile.next_words else {})

    def _place(self, paragraph: Placed, *, new_page: bool = False) -> None:
        """Put ``paragraph`` on the page as far as it goes, and the rest on the next."""
        pitch = self._profile.pitch(paragraph.look).pt
        lines = break_lines(paragraph, self._profile, self._advance)
        fitting = max(int((self._room - self._used) / pitch), 0)
        if len(lines) <= fitting:
            self._add(Piece(paragraph, lines, new_page), len(lines) * pitch)
            return
        end = sum(len(run.text) for line in lines[:fitting] for run in line)
        cut = self._cut(paragraph, end)
        if cut == 0 and (self._used or not fitting):
            self._turn(paragraph)
            self._place(paragraph, new_page=not self._carried)
        elif cut == end or cut == 0:
            self._run_over(Piece(paragraph, lines, new_page), fitting, pitch)
        else:
            head, tail = _divided(paragraph, cut)
            self._add(Piece(head, break_lines(head, self._profile, self._advance), new_page), fitting * pitch)
            self._carried = False
            self._start_page(tail.text)
            self._place(tail, new_page=True)

    _carried = False

    def _cut(self, paragraph: Placed, end: int) -> int:
        """Where ``paragraph``, of which the characters before ``end`` fit, is cut; 0 sends all of it on."""
        if paragraph.style in _HEAD:
            return 0
        if not self._profile.keep_sentences:
            return end
        for sentence in _SENTENCE.finditer(paragraph.text):
            if sentence.end() > end:
                fits = sentence.end() - sentence.start() <= self._profile.lines * self._profile.characters * 0.9
                return sentence.start() if fits else end
        return end

    def _add(self, piece: Piece, height: float) -> None:
        self._pieces.append(piece)
        self._used += height

    def _run_over(self, piece: Piece, fitting: int, pitch: float) -> None:
        """A paragraph that simply goes on, over as many pages as it takes."""
        self._pieces.append(piece)
        rest = piece.lines[fitting:]
        while rest:
            self._start_page("".join(run.text for run in rest[0]))
            full = int(self._room / pitch)
            self._used = min(len(rest), full) * pitch
            rest = rest[full:]

    def _turn(self, paragraph: Placed) -> None:
        """Begin a page; a heading that would be left alone at the foot comes along."""
        at = len(self._pieces)
        while at > 1 and self._pieces[at - 1].placed.look.level in STICKY_LEVELS and not self._pieces[at - 1].new_page:
            at -= 1
        moved = self._pieces[at:]
        self._start_page(moved[0].placed.text if moved else paragraph.text)
        self._carried = bool(moved)
        if moved:
            self._pieces[at] = replace(moved[0], new_page=True)
            self._used = sum(len(one.lines) * self._profile.pitch(one.placed.look).pt for one in moved)

    def _start_page(self, text: str) -> None:
        found = _FIRST_WORDS.match(text.strip())
        self._words[self._page] = f"下页：{found[0]}…" if found else ""
        self._page += 1
        self._used = 0.0


def _divided(paragraph: Placed, cut: int) -> tuple[Placed, Placed]:
    """``paragraph`` before and after ``cut``; the second part goes on without an indent of its own."""
    head, tail = cut_runs(paragraph.lines[0], [cut])
    return (
        replace(paragraph, lines=(tuple(head),), after=0),
        replace(paragraph, lines=(tuple(tail),), first=paragraph.left, before=0),
    )
