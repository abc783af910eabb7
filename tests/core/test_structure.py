"""Structure commands on speeches of every shape: rows of paragraphs, rows inside one, words and numbers."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafts.core.assembly import assemble
from drafts.core.document import Document, Paragraph, Run, Style
from drafts.core.errors import NumberingError, StructureError
from drafts.core.numbering import FAMILIES, ordinal_family, with_number
from drafts.core.outline import recognise_outline, sections
from drafts.core.structure import Target, add, change_family, demote, move, places, promote, remove

FOUR = (
    "在学习会上的发言",
    "结合工作实际，要从以下四个方面入手：",
    "一要把稳方向。学好理论。",
    "二要摸清实情。走到现场。",
    "三要找准办法。当好“三员”：首先，当好宣传员；其次，当好服务员；最后，当好战斗员。",
    "四要压实责任。一抓到底。",
    "下一步，我将带头落实，谢谢大家。",
)
NESTED = (
    "学习心得",
    "我谈三点体会。",
    "一、认识要高",
    "道理要讲清。",
    "（一）学得深",
    "反复学。",
    "1.学原文。",
    "2.悟原理。",
    "（二）学得实",
    "联系实际学。",
    "二、措施要实",
    "办法要管用。",
    "三、作风要硬",
    "不能松劲。",
    "以上是我的体会，请批评指正。",
)


def speech(*lines: str) -> Document:
    return Document(
        tuple(Paragraph.of(f"p{n}", Style.BODY if n else Style.TITLE, line) for n, line in enumerate(lines))
    )


def keys() -> Iterator[str]:
    return (f"n{number}" for number in range(100))


def texts(document: Document, start: int = 0, end: int | None = None) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs[start:end]]


# --- moving ---


def test_move_carries_the_words_and_leaves_the_ordinals() -> None:
    changed = move(speech(*FOUR), Target(3), 0).document
    assert texts(changed, 2, 6) == [
        "一要压实责任。一抓到底。",
        "二要把稳方向。学好理论。",
        "三要摸清实情。走到现场。",
        "四要找准办法。当好“三员”：首先，当好宣传员；其次，当好服务员；最后，当好战斗员。",
    ]


def test_move_keeps_each_paragraphs_key_with_its_words() -> None:
    changed = move(speech(*FOUR), Target(0), 1).document
    assert [p.key for p in changed] == ["p0", "p1", "p3", "p2", "p4", "p5", "p6"]


def test_move_inside_a_paragraph_keeps_each_places_mark() -> None:
    changed = move(speech(*FOUR), Target(2, 2), 0).document
    assert texts(changed)[4] == "三要找准办法。当好“三员”：首先，当好战斗员；其次，当好宣传员；最后，当好服务员。"


def test_move_takes_what_lies_below_along() -> None:
    changed = move(speech(*NESTED), Target(0), 1).document
    assert texts(changed, 2, 6) == ["一、措施要实", "办法要管用。", "二、认识要高", "道理要讲清。"]
    assert texts(changed, 6, 12) == texts(speech(*NESTED), 4, 10)


def test_move_of_a_sub_point_stays_among_its_own_kind() -> None:
    document = speech(*NESTED)
    subs = [sub.heading for sub in recognise_outline(document).points[0].subpoints]
    assert subs == ["学得深", "学原文", "悟原理", "学得实"]
    assert texts(move(document, Target(0, 3), 0).document, 4, 10) == [
        "（一）学得实",
        "联系实际学。",
        "（二）学得深",
        "反复学。",
        "1.学原文。",
        "2.悟原理。",
    ]
    assert texts(move(document, Target(0, 1), 1).document, 6, 8) == ["1.悟原理。", "2.学原文。"]


def test_move_keeps_bold_where_it_is() -> None:
    document = speech(*FOUR)
    bold = Paragraph("p2", Style.BODY, (Run("一要把稳方向。", bold=True), Run("学好理论。")))
    document = Document((*document.paragraphs[:2], bold, *document.paragraphs[3:]))
    changed = move(document, Target(0), 1).document
    assert changed.paragraphs[3].runs == (Run("二要把稳方向。", bold=True), Run("学好理论。"))


@pytest.mark.parametrize("place", [-1, 4])
def test_move_beyond_the_row_is_refused(place: int) -> None:
    with pytest.raises(StructureError, match="没有可以移到的位置"):
        move(speech(*FOUR), Target(0), place)


def test_command_on_what_the_outline_does_not_have_is_refused() -> None:
    with pytest.raises(StructureError, match="大纲里没有这一项"):
        remove(speech(*FOUR), Target(9))


def test_row_that_lies_half_inside_a_paragraph_is_refused() -> None:
    mixed = speech("发言", "谈三点体会：一是学得深。原原本本学。", "二是学得实。联系实际学。", "三是学得久。天天学。")
    assert len(recognise_outline(mixed).points) == 3
    with pytest.raises(StructureError, match="另起一段"):
        move(mixed, Target(0), 2)


# --- adding and removing ---


def test_add_counts_on_and_offers_the_announced_count() -> None:
    result = add(speech(*FOUR), Target(1), keys())
    assert texts(result.document, 3, 6) == [
        "二要摸清实情。走到现场。",
        "三要（待填：要点标题）。（待填：要点内容）",
        "四要找准办法。当好“三员”：首先，当好宣传员；其次，当好服务员；最后，当好战斗员。",
    ]
    assert texts(result.document)[6] == "五要压实责任。一抓到底。"
    [offer] = result.offers
    assert (offer.key, offer.old, offer.new, offer.sentence) == (
        "p1",
        "四",
        "五",
        "结合工作实际，要从以下五个方面入手：",
    )
    assert result.document.paragraphs[1].text[offer.start : offer.end] == "四"


def test_add_beside_a_heading_on_its_own_line_makes_heading_and_text() -> None:
    result = add(speech(*NESTED), Target(2), keys())
    assert texts(result.document, 12, 16) == [
        "三、作风要硬",
        "不能松劲。",
        "四、（待填：要点标题）",
        "（待填：要点内容）",
    ]
    assert [(offer.old, offer.new) for offer in result.offers] == [("三", "四")]


def test_add_to_a_row_of_words_keeps_its_last_word_last() -> None:
    result = add(speech(*FOUR), Target(2, 1), keys())
    assert texts(result.document)[4] == (
        "三要找准办法。当好“三员”：首先，当好宣传员；其次，当好服务员；再次，（待填：分点内容）；最后，当好战斗员。"
    )
    assert [(offer.old, offer.new) for offer in result.offers] == [("三", "四")]


def test_add_past_what_the_words_reach_is_refused() -> None:
    document = speech(*FOUR)
    for _ in range(2):
        document = add(document, Target(2, 0), keys()).document
    with pytest.raises(NumberingError, match="最多排 5 项"):
        add(document, Target(2, 0), keys())


def test_remove_counts_back_and_offers_the_counts() -> None:
    result = remove(speech(*FOUR), Target(1))
    assert texts(result.document, 2, 5)[1].startswith("二要找准办法")
    assert texts(result.document)[4] == "三要压实责任。一抓到底。"
    assert [(offer.old, offer.new) for offer in result.offers] == [("四", "三")]
    below = remove(speech(*FOUR), Target(2, 1))
    assert texts(below.document)[4] == "三要找准办法。当好“三员”：首先，当好宣传员；其次，当好战斗员。"
    assert [(offer.old, offer.new, offer.sentence) for offer in below.offers] == [
        ("三", "二", "当好“二员”：首先，当好宣传员；其次，当好服务员；最后，当好战斗员。")
    ]


def test_remove_of_two_leaves_two_written_as_a_couple() -> None:
    document = remove(speech(*FOUR), Target(0)).document
    changed = replace(document.paragraphs[1], runs=(Run("结合工作实际，要从以下三个方面入手："),))
    document = Document((document.paragraphs[0], changed, *document.paragraphs[2:]))
    assert [(offer.old, offer.new) for offer in remove(document, Target(0)).offers] == [("三", "两")]


# --- levels ---


def test_promote_makes_a_point_behind_its_former_one() -> None:
    result = promote(speech(*FOUR), Target(2, 1), keys())
    assert texts(result.document, 4, 7) == [
        "三要找准办法。当好“三员”：首先，当好宣传员；其次，当好战斗员。",
        "四要当好服务员。",
        "五要压实责任。一抓到底。",
    ]
    assert [(offer.key, offer.old, offer.new) for offer in result.offers] == [("p4", "三", "二"), ("p1", "四", "五")]


def test_promote_of_whole_paragraphs_takes_them_along() -> None:
    result = promote(speech(*NESTED), Target(0, 0), keys())
    assert texts(result.document, 2, 12) == [
        "一、认识要高",
        "道理要讲清。",
        "（一）学得实",
        "联系实际学。",
        "二、学得深",
        "反复学。",
        "1.学原文。",
        "2.悟原理。",
        "三、措施要实",
        "办法要管用。",
    ]


def test_demote_makes_the_last_sub_point_of_the_one_before() -> None:
    result = demote(speech(*NESTED), Target(1))
    assert texts(result.document, 8, 14) == [
        "（二）学得实",
        "联系实际学。",
        "（三）措施要实",
        "办法要管用。",
        "二、作风要硬",
        "不能松劲。",
    ]
    assert [(offer.old, offer.new) for offer in result.offers] == [("三", "两")]


def test_demote_to_the_first_sub_point_takes_the_usual_family() -> None:
    assert texts(demote(speech(*NESTED), Target(2)).document, 10, 14) == [
        "二、措施要实",
        "办法要管用。",
        "（一）作风要硬",
        "不能松劲。",
    ]


def test_demote_behind_words_moves_the_last_word_on() -> None:
    result = demote(speech(*FOUR), Target(3))
    assert texts(result.document, 4, 6) == [
        "三要找准办法。当好“三员”：首先，当好宣传员；其次，当好服务员；再次，当好战斗员。",
        "最后，压实责任。一抓到底。",
    ]


@pytest.mark.parametrize(
    ("command", "target", "sentence"),
    [
        (demote, Target(0), "前面没有要点"),
        (demote, Target(2), "自己还有分点"),
        (demote, Target(2, 0), "已经是最低一级"),
    ],
)
def test_demote_that_cannot_be_is_refused(command: object, target: Target, sentence: str) -> None:
    with pytest.raises(StructureError, match=sentence):
        demote(speech(*FOUR), target)


def test_promote_of_a_point_is_refused() -> None:
    with pytest.raises(StructureError, match="最高一级"):
        promote(speech(*FOUR), Target(1), keys())


# --- ordinal families ---


def test_change_family_counts_all_points_anew() -> None:
    changed = change_family(speech(*FOUR), "第一")
    assert [text[:8] for text in texts(changed, 2, 6)] == [
        "第一，把稳方向。",
        "第二，摸清实情。",
        "第三，找准办法。",
        "第四，压实责任。",
    ]
    assert texts(change_family(changed, "一要")) == list(FOUR)


def test_change_family_does_not_double_what_the_heading_begins_with() -> None:
    document = speech("发言", "谈两点体会：", "一是要学深。天天学。", "二是要素齐全。样样有。", "谢谢大家。")
    assert texts(change_family(document, "一要"), 2, 4) == ["一要学深。天天学。", "二要要素齐全。样样有。"]


def test_change_family_to_that_of_the_sub_points_is_refused() -> None:
    with pytest.raises(StructureError, match="分点已经用了“首先”"):
        change_family(speech(*FOUR), "首先")


def test_change_family_without_points_is_refused() -> None:
    with pytest.raises(StructureError, match="没有找到带序号的要点"):
        change_family(speech("发言", "没有要点的话。"), "一要")


@pytest.mark.parametrize(
    ("written", "number", "expected"),
    [
        ("第一个词", 3, "第三个词"),
        ("(1)", 12, "(12)"),
        ("①", 21, "㉑"),
        ("Ⅰ、", 4, "Ⅳ、"),
        ("１.", 2, "２."),
        ("A.", 3, "C."),
    ],
)
def test_ordinal_is_written_for_another_number_in_its_own_script(written: str, number: int, expected: str) -> None:
    assert with_number(written, number) == expected


# --- in general ---

HEADINGS = ("把稳方向", "摸清实情", "找准办法", "压实责任", "守住底线")
PLAIN = [family.name for family in FAMILIES if family.name not in ("首先", "第一个词")]


@st.composite
def counted(draw: st.DrawFn) -> tuple[Document, int]:
    """A speech of two to five points in some family, its points told by their headings."""
    family = ordinal_family(draw(st.sampled_from(PLAIN)))
    chosen = draw(st.lists(st.sampled_from(HEADINGS), min_size=2, max_size=5, unique=True))
    lines = [f"{family.lead(n, len(chosen))}{heading}。话要说明白。" for n, heading in enumerate(chosen, 1)]
    return speech("发言材料", "下面我谈几点体会。", *lines, "以上是我的体会，请批评指正。"), len(chosen)


def headings(document: Document) -> list[str]:
    return [point.heading for point in recognise_outline(document).points]


@given(counted(), st.data())
def test_move_reorders_and_moving_back_restores(case: tuple[Document, int], data: st.DataObject) -> None:
    document, count = case
    start, place = data.draw(st.integers(0, count - 1)), data.draw(st.integers(0, count - 1))
    expected = headings(document)
    expected.insert(place, expected.pop(start))
    changed = move(document, Target(start), place).document
    assert headings(changed) == expected
    assert move(changed, Target(place), start).document == document


@given(counted(), st.data())
def test_add_then_remove_restores(case: tuple[Document, int], data: st.DataObject) -> None:
    document, count = case
    index = data.draw(st.integers(0, count - 1))
    grown = add(document, Target(index), keys()).document
    assert len(headings(grown)) == count + 1
    assert remove(grown, Target(index + 1)).document == document


PIECES = st.lists(
    st.sampled_from(
        [
            "一、",
            "二、",
            "（一）",
            "一是",
            "二是",
            "首先，",
            "其次，",
            "最后，",
            "1.",
            "①",
            "抓学习",
            "。",
            "；",
            "“三员”",
            " ",
            "（待填：内容）",
        ]
    ),
    min_size=1,
    max_size=8,
).map("".join)


@given(st.lists(PIECES, max_size=12), st.data())
def test_any_text_can_be_tried_and_no_character_is_lost(lines: list[str], data: st.DataObject) -> None:
    document = speech("发言", *lines)
    outline = recognise_outline(document)
    known = places(document, outline)
    assert set(known) == {Target(s.point, s.sub) for s in sections(document, outline) if s.point is not None}
    if not known:
        return
    target = data.draw(st.sampled_from(sorted(known, key=str)))
    try:
        changed = move(document, target, data.draw(st.integers(0, known[target].length - 1))).document
    except StructureError:
        return
    assert sorted("".join(texts(changed))) == sorted("".join(texts(document)))
    assert len({p.key for p in changed}) == len(changed)


def test_every_built_in_family_survives_a_change_and_back() -> None:
    document = speech(*FOUR)
    for name in PLAIN:
        assert texts(change_family(change_family(document, name), "一要")) == list(FOUR)


def test_assembled_speech_can_be_restructured_at_every_point(four_point_document: Document) -> None:
    count = len(recognise_outline(four_point_document).points)
    for index in range(count):
        changed = remove(four_point_document, Target(index)).document
        assert headings(changed) == [h for n, h in enumerate(headings(four_point_document)) if n != index]


@pytest.fixture
def four_point_document() -> Document:
    from pathlib import Path

    from drafts.core.template import load_template, sample_answers

    source = Path(__file__).parents[2] / "drafts" / "builtin" / "four-point.yaml"
    definition = load_template(source.read_text("utf-8"))
    return assemble(definition, sample_answers(definition))


def test_paragraph_of_spaces_between_points_is_kept() -> None:
    document = speech("发言", "一、学。学得深。", "书要常读。", " ", "二、干。干得实。")
    changed = move(document, Target(0), 1).document
    assert sorted("".join(texts(changed))) == sorted("".join(texts(document)))
