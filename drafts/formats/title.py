"""Breaking a title into lines by sense, as GB/T 9704-2012, 7.3.1 asks: whole words, balanced lines, a fair shape.

There is no dictionary of Chinese behind this, only what titles of speeches are made of: marks that must stay
together, particles after which a line may well end, and the words that such titles keep using.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate, combinations
from math import ceil

from drafts.formats.layout import LayoutProfile, width_in_characters
from drafts.formats.title_words import TITLE_WORDS

_OPENING = "《〈“‘（【「『〔([{"
_CLOSING = "》〉”’）】」』〕)]}，。、；：？！,.;:?!…—·"
_PAIRS = {"《": "》", "“": "”", "（": "）", "〈": "〉", "「": "」", "『": "』"}

_CLUSTER = re.compile(r"[A-Za-z0-9.%+\-]+(?:—+[A-Za-z0-9.%+\-]+)*")
# 105周年, 第十八届, 第二十一次.
_COUNTED = re.compile(
    r"(?:第[一二三四五六七八九十百零〇两]+|第?[0-9.]+)(?:周年|季度|年度|[年月日届次期个项位名周批级季度人号])?"
)
# What joins or leads on, and so begins a line rather than ends one.
_NEVER_ENDS = "暨和与及在对把向为从由以被让将"
_GOOD_ENDS = ("会上的", "会上", "上的", "的", "、", "，", "：", "—", " ", "　")
_GOOD_STARTS = (
    "发言",
    "讲话",
    "关于",
    "专题",
    "心得",
    "主持词",
    "学习",
    "汇报",
    "报告",
    "表态",
    "在",
    "暨",
    "和",
    "与",
    "《",
    "“",
)
_LONGEST_WORD = max(map(len, TITLE_WORDS))
_MOST_LINES = 6
_USUAL_LINES = 3
# A line more is worth it where a word or a book title would be cut, not for the sake of evenness.
_ONE_MORE_LINE = 25.0
_FORBIDDEN = 1000.0


def title_lines(text: str, profile: LayoutProfile) -> tuple[str, ...]:
    """The lines in which one title paragraph stands on paper and screen; joined, they are the text again.

    Who wants other breaks makes a title of several paragraphs: each begins a line of its own.
    """
    return break_title(text, profile.title_limit)


@lru_cache(maxsize=256)
def break_title(title: str, limit: int) -> tuple[str, ...]:
    """The lines of ``title``, none wider than ``limit`` full-width characters; joined, they are the title again.

    As few lines as will do, of like width, broken between words.  A title that even six lines cannot hold is cut at
    the limit.  Kept: the title is rarely what was edited, and trying all ways to break it takes milliseconds.
    """
    fewest = ceil(width_in_characters(title) / limit)
    if fewest <= 1:
        return (title,)
    costs = _break_costs(title)
    if fewest > _MOST_LINES or len(title) > limit * _MOST_LINES * 2:
        return _cut(title, limit)
    usual = [_best(title, limit, count, costs) for count in range(fewest, max(fewest, _USUAL_LINES) + 1)]
    cost, lines = min((cost + _ONE_MORE_LINE * number, lines) for number, (cost, lines) in enumerate(usual))
    if cost < _FORBIDDEN:
        return lines
    found = (_best(title, limit, count, costs) for count in range(_USUAL_LINES + 1, _MOST_LINES + 1))
    return next((lines for cost, lines in found if cost < _FORBIDDEN), _cut(title, limit))


def _break_costs(title: str) -> list[float]:
    """For each place between two characters, what it costs to end a line there; forbidden ones more than all others."""
    costs = [6.0] * (len(title) + 1)
    for place in range(1, len(title)):
        before, after = title[:place], title[place:]
        if before.endswith(_GOOD_ENDS):
            costs[place] = 0.0
        elif after.startswith(_GOOD_STARTS):
            costs[place] = 1.0
        if after[0] in _CLOSING + "的" or before[-1] in _OPENING:
            costs[place] = _FORBIDDEN
    _join_words(title, costs)
    _join_clusters(title, costs)
    return costs


def _join_words(title: str, costs: list[float]) -> None:
    """Known words cost more to cut, and less to end a line with; numbers keep what they count."""
    inside: set[int] = set()
    for start, end in _words(title):
        inside.update(range(start + 1, end))
        for place in (start, end):
            if costs[place] < _FORBIDDEN:
                costs[place] = min(costs[place], TITLE_WORDS[title[start:end]])
    for match in _COUNTED.finditer(title):
        inside.update(range(match.start() + 1, match.end()))
    for place in range(1, len(title)):
        if title[place - 1] in _NEVER_ENDS and place not in inside:
            costs[place] = max(costs[place], 30.0)
    for place in inside:
        costs[place] = max(costs[place], 40.0)


def _words(title: str) -> Iterator[tuple[int, int]]:
    """Where known words begin and end; they may overlap."""
    for start in range(len(title)):
        for end in range(start + 2, min(start + _LONGEST_WORD, len(title)) + 1):
            if title[start:end] in TITLE_WORDS:
                yield start, end


def _join_clusters(title: str, costs: list[float]) -> None:
    """Latin words and numbers are never cut; what stands in quotation marks or book titles hardly ever."""
    for match in _CLUSTER.finditer(title):
        for place in range(match.start() + 1, match.end()):
            costs[place] = _FORBIDDEN
    for opening, closing in _PAIRS.items():
        for match in re.finditer(f"{opening}[^{closing}]*{closing}", title):
            for place in range(match.start() + 1, match.end()):
                costs[place] = max(costs[place], 200.0)


def _best(title: str, limit: int, count: int, costs: list[float]) -> tuple[float, tuple[str, ...]]:
    """The cheapest way to make ``count`` lines that fit, and what it costs."""
    places = likely_places(title, count, costs)
    starts, ends = _edges(title)
    best: tuple[float, tuple[int, ...]] = (float("inf"), ())
    for chosen in combinations(places, count - 1):
        widths = [ends[b] - starts[a] for a, b in zip((0, *chosen), (*chosen, len(title)), strict=True)]
        if max(widths) > limit:
            continue
        cost = sum(costs[place] for place in chosen) + _unevenness(widths)
        # Of breaks that cost the same, the ones that come latest: a trapezoid rather than its like upside down.
        best = min(best, (cost, chosen))
    chosen = best[1]
    return best[0], tuple(title[a:b] for a, b in zip((0, *chosen), (*chosen, len(title)), strict=True))


def _edges(title: str) -> tuple[list[float], list[float]]:
    """Where a line's ink starts that begins at a place, and ends that ends there, by place: widths from the left."""
    steps = [width_in_characters(character) for character in title]
    starts = ends = list(accumulate(steps, initial=0.0))
    starts, ends = [*starts], [*ends]
    for place, character in enumerate(title, 1):
        if character.isspace():
            ends[place] = ends[place - 1]
    for place in range(len(title) - 1, -1, -1):
        if title[place].isspace():
            starts[place] = starts[place + 1]
    return starts, ends


def likely_places(title: str, count: int, costs: list[float]) -> list[int]:
    """Places worth trying: all in a short title, the cheapest ones in a long one, so that trying stays cheap."""
    places = [place for place in range(1, len(title)) if costs[place] < _FORBIDDEN]
    most = {2: 200, 3: 60, 4: 24}.get(count, 14)
    return sorted(sorted(places, key=lambda place: costs[place])[:most])


def _unevenness(widths: list[float]) -> float:
    """How far lines are from one width.  A last line of a few characters looks worst, an hourglass nearly as bad."""
    mean = sum(widths) / len(widths)
    spread = sum((width - mean) ** 2 for width in widths) / mean
    hourglass = len(widths) > 2 and min(widths[1:-1]) < min(widths[0], widths[-1])
    return spread * 1.5 + (8.0 if hourglass else 0.0)


def _cut(title: str, limit: int) -> tuple[str, ...]:
    """``title`` cut wherever a line is full."""
    lines, line, width = [], "", 0.0
    for character in title:
        step = width_in_characters(character)
        if line and width + step > limit:
            lines.append(line)
            line, width = "", 0.0
        line += character
        width += step
    return (*lines, line)
