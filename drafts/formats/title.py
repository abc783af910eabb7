"""Breaking a title into lines by sense, as GB/T 9704-2012, 7.3.1 asks: whole words, balanced lines, a fair shape.

There is no dictionary of Chinese behind this, only what titles of speeches are made of: marks that must stay
together, particles after which a line may well end, and the nouns that such titles keep using.
"""

import re
from functools import lru_cache
from itertools import combinations
from math import ceil

from drafts.formats.layout import LayoutProfile, width_in_characters

_OPENING = "《〈“‘（【「『〔([{"
_CLOSING = "》〉”’）】」』〕)]}，。、；：？！,.;:?!…—·"
_PAIRS = {"《": "》", "“": "”", "（": "）", "〈": "〉", "「": "」", "『": "』"}

# Words of titles; a line never ends inside one of them where another place can be found.
_WORDS = (
    "习近平 新时代 中国特色 社会主义 思想 主题教育 党史学习教育 高质量 发展 理论学习 中心组 "
    "学习 党组 党委 党支部 支部 政协 人大 政府 机关 单位 公司 集团 学校 学院 医院 中心 "
    "全体 全面 从严治党 政绩观 专题 研讨 交流会 交流 座谈会 读书班 民主生活会 组织生活会 大会 "
    "会议 动员 部署 推进会 总结 表彰 发言 材料 讲话 心得 体会 汇报 报告 主持词 提纲 "
    "对照检查 表态 述职 述廉 贯彻 落实 精神 全会 二十大 二十届 三中 四中 中央 八项规定 作风 "
    "建设 工作 干部 党员 领导 青年 培训班 开班式 结业 仪式 典礼 新任 任职 年度 廉洁 "
    "警示教育 意识形态 安全生产 乡村振兴 营商环境 改革 创新 关于 有关 情况 树立 践行 正确 "
    "深入 坚持 加强 开展 进一步 同志 书记 主任 局长 校长 "
    "人民政协 新形势 新形势下 党的二十大 党的二十届 二十届三中全会 二十届四中全会 青年干部 职业 技术 文明城市 创建 "
    "卫生 健康 系统 城市 农村 基层 党建 述职评议 引领 保障 纵深 奋力 开创 新局面 初心使命 担当 作为 集体 谈话 研究 部门"
)
_CLUSTER = re.compile(r"[A-Za-z0-9.%+\-]+(?:—+[A-Za-z0-9.%+\-]+)*")
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
    """Known words cost more to cut, and less to end a line with."""
    inside: set[int] = set()
    for word in _WORDS.split():
        for match in re.finditer(word, title):
            inside.update(range(match.start() + 1, match.end()))
            costs[match.end()] = min(costs[match.end()], 2.0) if costs[match.end()] < _FORBIDDEN else costs[match.end()]
            costs[match.start()] = min(costs[match.start()], 2.0) if costs[match.start()] < _FORBIDDEN else _FORBIDDEN
    for place in inside:
        costs[place] = max(costs[place], 40.0)


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
    places = _likely_places(title, count, costs)
    best: tuple[float, tuple[str, ...]] = (float("inf"), ())
    for chosen in combinations(places, count - 1):
        lines = tuple(title[a:b] for a, b in zip((0, *chosen), (*chosen, len(title)), strict=True))
        widths = [width_in_characters(line.strip()) for line in lines]
        if max(widths) > limit:
            continue
        cost = sum(costs[place] for place in chosen) + _unevenness(widths)
        best = min(best, (cost, lines))
    return best


def _likely_places(title: str, count: int, costs: list[float]) -> list[int]:
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
