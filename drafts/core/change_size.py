"""How much of a text changed: what a list of versions shows beside each, +120 −34."""

import re
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

_SPACES = re.compile(r"\s+")


class ChangeSize(NamedTuple):
    """Characters without white space that came in and that went out."""

    added: int
    removed: int


def change_size(old: str, new: str) -> ChangeSize:
    """The smallest change that makes ``new`` of ``old``; text that moved counts on both sides.

    Works on a speech of 3,000 characters in well under a millisecond, since every save asks for it.
    """
    before, after = _SPACES.sub("", old), _SPACES.sub("", new)
    kept = LCSseq.similarity(before, after)
    return ChangeSize(len(after) - kept, len(before) - kept)
