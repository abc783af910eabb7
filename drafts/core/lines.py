"""A document's lines as the outline is read from them: spelling evened out, quotations blanked, sentences found.

The masks of real texts (XX, ××, **) are letters like any other here; nothing is taken for markup.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from drafts.core.document import GAP_PATTERN, Document, Style

# One character for one, so that every position holds in the original too.
_PLAIN = str.maketrans(
    "個點談講匯彙報體會認識從層維領導親愛級區這裡裏詞話兩與後開圍繞幾結黨請謝將們學員處務實還應該條問題進階來說現見爲為對單時過總",
    "个点谈讲汇汇报体会认识从层维领导亲爱级区这里里词话两与后开围绕几结党请谢将们学员处务实还应该条问题进阶来说现见为为对单时过总",
)
_WIDTH = str.maketrans("０１２３４５６７８９,:;?!()．", "0123456789，：；？！（）.")
# A half-width full stop behind a Chinese word; behind a numeral it may belong to an ordinal.
_HALF_STOP = re.compile(r"(?<=[\u3400-\u9fff”’）》])(?<![一二三四五六七八九十])\.(?=\s|$|[\u3400-\u9fff“《（])")
_CLOSERS = {"”": "“", "’": "‘", "》": "《", "」": "「", "』": "『", "〉": "〈"}
_OPENERS = frozenset(_CLOSERS.values())
_MARKS = re.compile('[“”‘’《》「」『』〈〉"]')
_LONGEST_GAP = 200
_BLANK = "\ufffd"
_SENTENCE = re.compile("[^。！？]*[。！？]+|[^。！？]+")
_LETTER = re.compile("[A-Za-z0-9]")
_SENTENCE_END = frozenset("。！？…；")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a line: characters ``start`` to ``end``."""

    start: int
    end: int


@dataclass(frozen=True)
class Line:
    """A paragraph that is not empty.

    ``paragraph`` is its index in the document.  ``text`` is trimmed; ``plain`` and ``bare`` have its length, so their
    positions are those of ``text``: ``plain`` in simplified characters and full-width marks, ``bare`` with what stands
    in quotation or title marks blanked as well.  ``seams`` are the positions at which other paragraphs were put behind
    it, each with that paragraph's index.
    """

    paragraph: int
    style: Style
    text: str
    seams: tuple[tuple[int, int], ...] = ()

    @property
    def paragraphs(self) -> tuple[int, ...]:
        """The document's paragraphs that the line was put together from: mostly one."""
        return (self.paragraph, *(paragraph for _, paragraph in self.seams))

    def origin(self, position: int) -> tuple[int, int]:
        """The document's paragraph that holds ``position``, and the position in its trimmed text."""
        at = bisect_right(self.seams, position, key=lambda seam: seam[0])
        start, paragraph = self.seams[at - 1] if at else (0, self.paragraph)
        return paragraph, position - start

    @cached_property
    def plain(self) -> str:
        return _HALF_STOP.sub("。", self.text.translate(_PLAIN).translate(_WIDTH))

    @cached_property
    def bare(self) -> str:
        characters = list(self.plain)
        for span in _quotations(self.plain):
            ends = characters[span.end - 2] == "。" and characters[span.end - 1] not in "》〉"
            characters[span.start : span.end] = _BLANK * (span.end - span.start)
            if ends:  # “……。” closes the sentence around it too
                characters[span.end - 1] = "。"
        return "".join(characters)

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """The sentences in reading order; marks inside a quotation end none."""
        return tuple(Span(*match.span()) for match in _SENTENCE.finditer(self.bare) if match[0].strip())

    def sentences_before(self, position: int) -> tuple[Span, ...]:
        """The last two sentences that begin before ``position``; the later one may hold it."""
        count = bisect_left(self.sentences, position, key=lambda span: span.start)
        return self.sentences[max(count - 2, 0) : count]

    @property
    def ends_sentence(self) -> bool:
        """Whether a sentence is over at the line's end, as it is not in a heading or where a text was cut off.

        A gap mark at the end stands for whole sentences, unless it asks for a heading.
        """
        gaps = GAP_PATTERN.findall(self.text[-_LONGEST_GAP:]) if self.plain.endswith("）") else []
        if gaps and not gaps[-1].endswith("标题"):
            return True
        return self.plain.rstrip("”’）」』》.")[-1:] in _SENTENCE_END

    @property
    def is_one_sentence(self) -> bool:
        return len(self.sentences) <= 1


def lines_of(document: Document) -> list[Line]:
    """The paragraphs of ``document`` that hold more than white space."""
    return [Line(n, p.style, text) for n, p in enumerate(document) if (text := p.text.strip())]


def joined_lines(lines: Sequence[Line]) -> Line:
    """One line of several that belong together; between two words of letters or digits a space is put."""
    first = lines[0]
    texts, seams, length = [first.text], [], len(first.text)
    for above, line in pairwise(lines):
        space = " " if _LETTER.match(above.text[-1]) and _LETTER.match(line.text) else ""
        texts.append(space + line.text)
        seams.append((length + len(space), line.paragraph))
        length += len(texts[-1])
    return Line(first.paragraph, first.style, "".join(texts), tuple(seams))


def _quotations(text: str) -> list[Span]:
    """What stands between paired marks, the marks included; a mark without its partner quotes nothing."""
    pending: list[tuple[str, int]] = []
    found = []
    straight = -1
    for match in _MARKS.finditer(text):
        mark, position = match[0], match.start()
        if mark == '"':
            if straight >= 0:
                found.append(Span(straight, position + 1))
            straight = -1 if straight >= 0 else position
        elif mark in _OPENERS:
            pending.append((mark, position))
        elif pending and pending[-1][0] == _CLOSERS[mark]:
            found.append(Span(pending.pop()[1], position + 1))
    return _outermost(found)


def _outermost(spans: list[Span]) -> list[Span]:
    """``spans`` without those inside another, so that blanking all of them stays linear."""
    result: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if not result or span.end > result[-1].end:
            result.append(span)
    return result
