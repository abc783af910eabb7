"""Ordinals, written and read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafts.core.errors import NumberingError
from drafts.core.numbering import (
    FAMILIES,
    OrdinalFamily,
    chinese_number,
    chinese_numeral,
    ordinal_family,
    parse_ordinal,
)


@pytest.mark.parametrize(
    ("number", "numeral"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (99, "九十九")]
)
def test_chinese_numeral_is_written_and_read_back(number: int, numeral: str) -> None:
    assert chinese_numeral(number) == numeral
    assert chinese_number(numeral) == number


@pytest.mark.parametrize("number", [0, -1, 100])
def test_chinese_numeral_refuses_what_it_cannot_write(number: int) -> None:
    with pytest.raises(NumberingError):
        chinese_numeral(number)


@pytest.mark.parametrize("text", ["", "零", "一二", "十十", "一十二三", "百", "零十"])
def test_chinese_number_refuses_what_is_no_numeral(text: str) -> None:
    assert chinese_number(text) is None


@pytest.mark.parametrize(
    ("total", "words"),
    [
        (1, ["首先"]),
        (2, ["首先", "其次"]),
        (3, ["首先", "其次", "最后"]),
        (5, ["首先", "其次", "再次", "此外", "最后"]),
    ],
)
def test_word_family_ends_with_the_last_word_from_three_on(total: int, words: list[str]) -> None:
    assert [ordinal_family("首先").ordinal(n, total) for n in range(1, total + 1)] == words


def test_word_family_refuses_a_sixth_item() -> None:
    with pytest.raises(NumberingError, match="最多排 5 项"):
        ordinal_family("首先").ordinal(1, 6)


def test_unknown_family_is_refused_by_name() -> None:
    with pytest.raises(NumberingError, match="没有“甲、”这个序号体系"):
        ordinal_family("甲、")


@given(family=st.sampled_from(FAMILIES), data=st.data())
def test_every_written_ordinal_is_read_back(family: OrdinalFamily, data: st.DataObject) -> None:
    total = data.draw(st.integers(1, min(family.limit, 50)))
    number = data.draw(st.integers(1, total))
    lead = family.lead(number, total)
    found = parse_ordinal(f"前文。{lead}把题目选准。", 3)
    assert found is not None
    expected = family.words.index(family.ordinal(number, total)) + 1 if family.words else number
    assert (found.family, found.number, found.start) == (family.name, expected, 3)
    assert found.end == 3 + len(family.ordinal(number, total))
    assert found.after == 3 + len(lead)


@pytest.mark.parametrize(
    ("text", "family", "number", "end"),
    [
        ("第一关键词：扎根", "第一个词", 1, 5),
        ("第二個詞，是“出发”", "第一个词", 2, 4),
        ("第三点体会，要常学", "第一个词", 3, 5),
        ("第一要坚持学习", "第一", 1, 2),
        ("第二、强化担当", "第一", 2, 2),
        ("第二部分 对策", "第一部分", 2, 4),
        ("2、人才是关键", "1.", 2, 2),
        ("３．人才是关键", "1.", 3, 2),
        ("( 二 )增强本领", "（一）", 2, 5),
        ("2）每季度一次", "1）", 2, 2),
        ("Ⅱ、对策", "Ⅰ", 2, 2),
        ("B、对策", "A", 2, 2),
        ("㉑看现场", "①", 21, 1),
        ("同时，要抓落实", "首先", 4, 2),
        ("最後，要抓落實", "首先", 5, 2),
        ("二、一季度工作回顾", "一、", 2, 2),
        ("一、二十大精神要入脑入心", "一、", 1, 2),
        ("一要素质过硬", "一要", 1, 2),
    ],
)
def test_variant_is_read(text: str, family: str, number: int, end: int) -> None:
    found = parse_ordinal(text)
    assert found is not None
    assert (found.family, found.number, found.end) == (family, number, end)


@pytest.mark.parametrize(
    "text",
    [
        "第一书记到岗到位",
        "第一时间回应群众",
        "第一要务是发展",
        "第一资源是人才",
        "第一动力、第一生产力",
        "第一产业稳中有进",
        "第一议题制度",
        "第一责任人要上手",
        "第一粒扣子要扣好",
        "第一线解决问题",
        "第一季度开门红",
        "第一、二产业协同",
        "一、二季度完成过半",
        "三、四线城市",
        "一手抓发展，一手抓安全",
        "一以贯之抓落实",
        "三中全会召开",
        "三要素齐备",
        "一是一，二是二",
        "首先进事迹",
        "最后一公里",
        "其一生都在基层",
        "2025.6.18上线",
        "1.5小时",
        "98%的群众",
        "ABC三类",
        "",
    ],
)
def test_what_only_looks_like_an_ordinal_is_none(text: str) -> None:
    assert parse_ordinal(text) is None


def test_position_past_the_end_reads_nothing() -> None:
    assert parse_ordinal("一、", 9) is None
