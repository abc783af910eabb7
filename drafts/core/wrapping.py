"""Text whose lines were broken by its source: the paragraphs that the lines were cut from, put together again.

A mail or a PDF gives every line of the page as a paragraph.  Such a text tells itself by its shape: all lines are
short, and many are as full as the longest one and stop inside a sentence.
"""

import re
from collections.abc import Collection, Sequence
from unicodedata import east_asian_width

from drafts.core.document import Style
from drafts.core.lines import Line, joined_lines
from drafts.core.numbering import parse_ordinal

# In half-width columns: 12 to 60 characters of Chinese a line.
_NARROWEST, _WIDEST = 24, 120
_FEWEST = 3
_SHARE = 0.3
_FULL = 0.8  # an indent of two characters is trimmed, and no line begins with a mark
_STOPS = re.compile("[，。；：！？]")


def unwrapped(lines: Sequence[Line], apart: Collection[int] = ()) -> list[Line]:
    """``lines``, those of one paragraph joined where the text was broken into lines of one width.

    The lines numbered in ``apart`` stay as they are.  Any other text comes back as it was.
    """
    broken = _broken(lines)
    if len(broken) < max(_FEWEST, _SHARE * len(lines)):
        return list(lines)
    groups: list[list[Line]] = []
    for number, line in enumerate(lines):
        if number - 1 in broken and number not in apart and number - 1 not in apart:
            groups[-1].append(line)
        else:
            groups.append([line])
    return [joined_lines(group) for group in groups]


def _broken(lines: Sequence[Line]) -> set[int]:
    """The lines that stop inside a sentence although they are as full as any; empty where some line is long."""
    widths = [_width(line.text) for line in lines]
    widest = max(widths[1:], default=0)  # a title keeps its own width
    if not _NARROWEST <= widest <= _WIDEST:
        return set()
    return {n for n in range(len(lines) - 1) if _FULL * widest <= widths[n] and _goes_on(lines[n], lines[n + 1])}


def _goes_on(line: Line, below: Line) -> bool:
    """Whether ``below`` can continue the sentence of ``line``: neither is a heading, a salutation or a list's head."""
    if line.style is not Style.BODY or below.style is not Style.BODY or line.bare[-1] in "：:":
        return False
    if line.ends_sentence and line.bare[-1] != "；":
        return False
    heading = parse_ordinal(line.bare) and not _STOPS.search(line.bare)
    return not heading and not parse_ordinal(below.bare)


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WFA" else 1 for character in text)
