"""Which lines of a text are still those of another one."""

from collections.abc import Sequence
from itertools import takewhile

MAX_MATCHING = 500_000
"""Lines times lines up to which the longest common sequence is looked for, which takes a tenth of a second."""

Pairs = list[tuple[int, int]]
"""Places in the one text and in the other, both rising."""


def same_lines(old: Sequence[str], new: Sequence[str]) -> Pairs:
    """The places of the lines that both texts share in the same order, as many as can be.

    What stands at both ends is taken first, which is all there is where a person edited one place.  Past MAX_MATCHING
    only lines at the same distance from the head are compared, so that no text takes longer than its length asks for.
    """
    head = _shared_head(old, new)
    tail = _shared_head(old[head:][::-1], new[head:][::-1])
    inner_old, inner_new = old[head : len(old) - tail], new[head : len(new) - tail]
    if len(inner_old) * len(inner_new) <= MAX_MATCHING:
        inner = _longest_common(inner_old, inner_new)
    else:
        inner = [(n, n) for n, (one, other) in enumerate(zip(inner_old, inner_new, strict=False)) if one == other]
    return [
        *((n, n) for n in range(head)),
        *((head + i, head + j) for i, j in inner),
        *((len(old) - n, len(new) - n) for n in range(tail, 0, -1)),
    ]


def _shared_head(old: Sequence[str], new: Sequence[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))


def _longest_common(old: Sequence[str], new: Sequence[str]) -> Pairs:
    """The longest common sequence, by the table of its lengths for every pair of remainders."""
    rows = [[0] * (len(new) + 1)]
    for line in reversed(old):
        below, row = rows[-1], [0] * (len(new) + 1)
        for j in range(len(new) - 1, -1, -1):
            row[j] = below[j + 1] + 1 if line == new[j] else max(below[j], row[j + 1])
        rows.append(row)
    rows.reverse()
    pairs: Pairs = []
    i = j = 0
    while i < len(old) and j < len(new):
        if old[i] == new[j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif rows[i + 1][j] >= rows[i][j + 1]:
            i += 1
        else:
            j += 1
    return pairs
