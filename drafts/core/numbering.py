"""Chinese numerals and the ordinal families: 一要/二要, 第一/第二, 首先/其次, 一、, （一）, 1., ①.

An ordinal is computed from its place in a list and the list's length, never typed into a template, so points can be
added, removed and reordered freely.
"""

import re
from dataclasses import dataclass

from drafts.core.errors import NumberingError, gettext_noop

DIGITS = "零一二三四五六七八九"


def chinese_numeral(number: int) -> str:
    """1 to 99 as a Chinese numeral: 一, 十, 十二, 二十, 九十九."""
    if not 1 <= number <= 99:
        raise NumberingError(gettext_noop("只能写出 1 到 99 的中文数字。"))
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十"
    return head + (DIGITS[ones] if ones else "")


@dataclass(frozen=True, slots=True)
class OrdinalFamily:
    """A way to count points, named by its first member.

    ``pattern`` holds the number as ``{chinese}``, ``{arabic}`` or ``{circled}``; a family that is a fixed row of words
    has ``words`` instead.  ``joiner`` stands between the ordinal and a heading that runs on: 第一，旗帜鲜明….
    """

    name: str
    pattern: str = ""
    joiner: str = ""
    limit: int = 50
    words: tuple[str, ...] = ()

    def ordinal(self, number: int, total: int) -> str:
        """The ordinal of item ``number`` (from 1) among ``total``.  Raises NumberingError past the family's limit."""
        if not 1 <= number <= total or total > self.limit:
            raise NumberingError(
                gettext_noop("序号体系“%(family)s”最多排 %(limit)d 项，这里有 %(total)d 项。"),
                family=self.name,
                limit=self.limit,
                total=total,
            )
        if self.words:
            last = number == total and total > 2
            return self.words[-1] if last else self.words[number - 1]
        return self.pattern.format(
            chinese=chinese_numeral(number), arabic=number, circled=chr(_circled_codepoint(number))
        )

    def lead(self, number: int, total: int) -> str:
        """The ordinal with what stands between it and a heading that runs on."""
        return self.ordinal(number, total) + self.joiner


def _circled_codepoint(number: int) -> int:
    """U+2460 ① to ⑳, then U+3251 ㉑ to ㉟, then U+32B1 ㊱ to ㊿ (Unicode, Enclosed Alphanumerics and CJK)."""
    return 0x245F + number if number <= 20 else 0x3251 + number - 21 if number <= 35 else 0x32B1 + number - 36


FAMILIES: tuple[OrdinalFamily, ...] = (
    OrdinalFamily("一要", "{chinese}要"),
    OrdinalFamily("一是", "{chinese}是"),
    OrdinalFamily("第一", "第{chinese}", joiner="，"),
    OrdinalFamily("首先", joiner="，", limit=5, words=("首先", "其次", "再次", "此外", "最后")),
    OrdinalFamily("其一", "其{chinese}", joiner="，"),
    OrdinalFamily("一、", "{chinese}、"),
    OrdinalFamily("（一）", "（{chinese}）"),
    OrdinalFamily("1.", "{arabic}."),
    OrdinalFamily("（1）", "（{arabic}）"),
    OrdinalFamily("①", "{circled}"),
    OrdinalFamily("第一个词", "第{chinese}个词", joiner="："),
)

_BY_NAME = {family.name: family for family in FAMILIES}


def ordinal_family(name: str) -> OrdinalFamily:
    """The family whose first member is ``name``.  Raises NumberingError where there is none."""
    if name not in _BY_NAME:
        raise NumberingError(
            gettext_noop("没有“%(name)s”这个序号体系，可选：%(names)s。"), name=name[:20], names="、".join(_BY_NAME)
        )
    return _BY_NAME[name]


@dataclass(frozen=True, slots=True)
class Ordinal:
    """An ordinal read in a text: ``text[start:end]`` as written; what it counts begins at ``after``.

    ``family`` is the name of a family above, or of one that is only read: 第一部分, 做法一, 一则, 一方面, Ⅰ, A, 1）.
    In the family 首先 the number is the word's place in the fixed row, so 最后 is 5 however long the list is.
    """

    family: str
    number: int
    start: int
    end: int
    after: int


# Words that may stand for 其次 and its fellows; ``LOOSE_WORDS`` also join plain sentences, so alone they count nothing.
LOOSE_WORDS = frozenset({"此外", "另外", "同时", "同時"})
_WORD_PLACES = {"首先": 1, "其次": 2, "再次": 3, "再者": 3, "此外": 4, "最后": 5, "最後": 5} | dict.fromkeys(
    LOOSE_WORDS, 4
)

_ASPECT_PLACES = {"一方面": 1, "另一方面": 2, "再一方面": 3}

_CHINESE = "[一二三四五六七八九十]{1,3}"
_ARABIC = "[0-9０-９]{1,2}"
_COUNTED = (
    "(?:关键词|關鍵詞|方面|问题|問題|层面|層面|维度|維度|体会|體會|感受|感悟"
    "|认识|認識|启示|啟示|收获|收穫|故事|重点|重點)"
)
_THING = f"(?:(?:个|個)?{_COUNTED}|(?:个|個)?[词詞字]|[点點条條]{_COUNTED}?|句[话話]?)"

# 一、二季度 and 三、四线城市 name two of a kind; 第一要务 and its like are rank, not order.
_PAIRED_NOUN = "(?:季度|季|线|線|级|級|类|類|期|楼|樓|年级|年級|月|日|号|號|批|班|把手|产业|產業|审|審|等|两|兩|[、，])"
_NOT_OF_ONE = "(?!素(?![质質养養])|件|点[是为：:，。])"  # 三要素, 四要件, 五要点是…
_RANK_NOUN = "[务務义義素件位]"

# What a speech counts by name: 做法一：…, 体会之二：….
_TOLD = (
    "(?:做法|体会|體會|启示|啟示|感悟|感受|收获|收穫|问题|問題|经验|經驗|故事|关键词|關鍵詞"
    "|重点|重點|任务|任務|案例|建议|建議|认识|認識|心得|举措|舉措|措施|原因|思考|观点|觀點|镜头|鏡頭|关键|關鍵)"
)

# Each form: the family, and a pattern whose group 1 is the ordinal as written and group ``n`` its number.
_BY_NUMERAL = (
    ("一要", rf"((?P<n>{_CHINESE})要){_NOT_OF_ONE}"),
    ("一是", rf"((?P<n>{_CHINESE})是)(?!(?P=n)[，,。；])"),  # 一是一，二是二
    ("一则", rf"((?P<n>{_CHINESE})[则則])[，,](?!(?:消息|新闻|新聞))"),
    ("一方面", r"((?P<n>一方面|另一方面|再一方面))[，,]?"),
    ("一、", rf"((?P<n>{_CHINESE})\s?[、．.])(?:(?=(?P<pair>{_CHINESE}){_PAIRED_NOUN})|)"),
)
_BY_DI = (
    ("第一部分", rf"(第(?P<n>{_CHINESE})部分)[，,、：:\s]"),
    ("第一个词", rf"(第(?P<n>{_CHINESE}){_THING})(?:[，,、：:\s]|(?=是)|$)"),
    ("第一", rf"(第(?P<n>{_CHINESE}))(?!、第?{_CHINESE}{_PAIRED_NOUN})(?:[，,、：:\s]|(?=是|就是|要(?!{_RANK_NOUN})))"),
)
_BY_WORD = (
    (
        "首先",
        r"((?P<n>首先|其次|再次|再者|此外|另外|同[时時]|最[后後]))(?:[，,、：:]|(?=要|是|就是|必须|必須|应|應|得|还|還))",
    ),
)
_BY_ASPECT = (("一方面", r"((?P<n>另一方面|再一方面))[，,]?"),)
_BY_NOUN = (("做法一", rf"({_TOLD}之?(?P<n>{_CHINESE}|[1-9]))[：:，,、\s]"),)
_BY_QI = (("其一", rf"(其(?P<n>{_CHINESE}))(?:[，,、：:\s]|(?=是|就是|要))"),)
_BY_BRACKET = (
    ("（一）", rf"([（(]\s?(?P<n>{_CHINESE})\s?[）)])"),
    ("（1）", rf"([（(]\s?(?P<n>{_ARABIC})\s?[）)])"),
)
_BY_DIGIT = (
    ("1）", rf"((?P<n>{_ARABIC})[）)])"),
    ("1.", rf"((?P<n>{_ARABIC})[.．、])(?![0-9０-９])"),  # 1.5小时 and 2025.6.18 are no ordinals
)
_BY_CIRCLE = (("①", "((?P<n>[①-⑳㉑-㉟㊱-㊿]))"),)
_BY_ROMAN = (("Ⅰ", "((?P<n>[Ⅰ-Ⅻ])[、．.])"),)
_BY_LETTER = (("A", "((?P<n>[A-H])[、．.])(?![A-Za-z0-9])"),)

_Forms = tuple[tuple[str, re.Pattern[str]], ...]


def _by_first_character() -> dict[str, _Forms]:
    """The forms to try for each character that an ordinal can begin with."""
    circled = "".join(chr(_circled_codepoint(n)) for n in range(1, 51))
    rows = (
        (DIGITS[1:] + "十", _BY_NUMERAL),
        ("第", _BY_DI),
        ("首再此另同最", _BY_WORD),
        ("另再", (*_BY_ASPECT, *_BY_WORD)),
        ("其", (*_BY_WORD, *_BY_QI)),
        ("做体體启啟感收问問经經故关關重任案建认認心举舉措原思观觀镜鏡", _BY_NOUN),
        ("（(", _BY_BRACKET),
        ("0123456789０１２３４５６７８９", _BY_DIGIT),
        (circled, _BY_CIRCLE),
        ("ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ", _BY_ROMAN),
        ("ABCDEFGH", _BY_LETTER),
    )
    return {
        character: tuple((family, re.compile(pattern)) for family, pattern in forms)
        for characters, forms in rows
        for character in characters
    }


_FORMS = _by_first_character()
_SPACE = re.compile(r"\s*")


def chinese_number(numeral: str) -> int | None:
    """The number that ``numeral`` writes, 1 to 99, or None where it is none, as in 一二 or 十十."""
    head, ten, ones = numeral.rpartition("十")
    if ten:
        tens = DIGITS.find(head) if len(head) == 1 else 1 if not head else 0
        unit = DIGITS.find(ones) if len(ones) == 1 else 0 if not ones else -1
        return tens * 10 + unit if tens > 0 and unit >= 0 else None
    return DIGITS.find(numeral) if len(numeral) == 1 and DIGITS.find(numeral) > 0 else None


def parse_ordinal(text: str, position: int = 0) -> Ordinal | None:
    """The ordinal that begins at ``position`` of ``text``, or None.

    Only the form is looked at: whether 首先 has a 其次 after it, and whether a clause begins at ``position``, is for
    the reader of the whole text to say.
    """
    for family, pattern in _FORMS.get(text[position : position + 1], ()):
        match = pattern.match(text, position)
        number = _number(family, match["n"]) if match else None
        if match and number and not _names_a_pair(match, number):
            after = _SPACE.match(text, match.end())
            return Ordinal(family, number, position, match.end(1), after.end() if after else match.end())
    return None


def _names_a_pair(match: re.Match[str], number: int) -> bool:
    """Whether 一、 goes on to the next number and a noun, as in 一、二季度; 二、一季度 is the heading of a point."""
    pair = match.groupdict().get("pair")
    return pair is not None and chinese_number(pair) == number + 1


def _number(family: str, written: str) -> int | None:
    """The number that an ordinal of ``family`` writes as ``written``; zero and no numeral give None."""
    if family == "首先":
        return _WORD_PLACES[written]
    if family == "一方面":
        return _ASPECT_PLACES[written]
    if family == "①":
        return next(n for n in range(1, 51) if chr(_circled_codepoint(n)) == written)
    if family == "Ⅰ":
        return ord(written) - ord("Ⅰ") + 1
    if family == "A":
        return ord(written) - ord("A") + 1
    return int(written) or None if written.isdecimal() else chinese_number(written)


_NUMERAL = re.compile(rf"{_CHINESE}|{_ARABIC}|[①-⑳㉑-㉟㊱-㊿]|[Ⅰ-Ⅻ]|[A-H]")
_WIDE_DIGITS = str.maketrans("0123456789", "０１２３４５６７８９")


def with_number(written: str, number: int) -> str:
    """The ordinal ``written`` counting ``number`` instead: 第一个词 → 第三个词, (1) → (3), ① → ③.

    Raises NumberingError where its script does not reach so far, or where it holds no numeral, as 首先 does.
    """
    match = _NUMERAL.search(written)
    if not match:
        raise NumberingError(gettext_noop("“%(written)s”里没有数字，不能改排。"), written=written[:20])
    return written[: match.start()] + _numeral_like(match[0], number) + written[match.end() :]


def _numeral_like(old: str, number: int) -> str:
    """``number`` in the script of the numeral ``old``."""
    for first, last in (("Ⅰ", "Ⅻ"), ("A", "H")):
        if first <= old <= last:
            if number > ord(last) - ord(first) + 1:
                raise NumberingError(gettext_noop("序号“%(old)s”这一种排不到 %(number)d。"), old=old, number=number)
            return chr(ord(first) + number - 1)
    if old.isdecimal():
        return str(number) if old.isascii() else str(number).translate(_WIDE_DIGITS)
    return chinese_numeral(number) if chinese_number(old) else ordinal_family("①").ordinal(number, number)
