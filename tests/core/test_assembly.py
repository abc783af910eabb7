"""Assembly: what becomes of answers, and what holds for all of them."""

from functools import cache
from itertools import groupby, permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafts.core.assembly import MAX_OUTPUT, assemble, gap_mark
from drafts.core.document import Document, Style, clean_line
from drafts.core.errors import AnswerError, AssemblyError, NumberingError, TemplateError
from drafts.core.questions import Answers, blank_answers, skeleton
from drafts.core.source import read_source
from drafts.core.template import TemplateDefinition, load_template
from tests.core.notation import QUESTIONS, answers_for, template

BLOCKS = """\
  - {key: title, style: title, text: "在{{ 会议 }}上的发言"}
  - {key: salutation, style: salutation, text: "{{ 称谓 | colon }}"}
  - {key: background, text: "{{ 背景 }}"}
  - {key: lead, text: "谈{{ 要点 | length | chinese }}点体会。"}
  - key: point
    for_each: 要点
    as: 点
    ordinals: 序号体系
    text: "{{ 序号 }}{{ 点.标题 | sentence }}{{ 点.内容 }}"
    run_in: {for_each: 点.分点, as: 层, ordinals: 首先, text: "{{ 序号 }}{{ 层.标题 | sentence }}"}
  - {key: note, when: 背景 and 称谓, text: 背景和称谓都有。}
  - {key: date, style: signature-date, text: "{{ 日期 }}"}
"""
NESTED = """\
  - key: point
    for_each: 要点
    as: 点
    ordinals: 一、
    blocks:
      - {key: heading, style: heading-1, text: "{{ 序号 }}{{ 点.标题 }}"}
      - {key: text, text: "{{ 点.内容 }}"}
      - key: layer
        for_each: 点.分点
        as: 层
        ordinals: （一）
        blocks: [{key: heading, style: heading-2, text: "{{ 序号 }}{{ 层.标题 }}"}]
"""
COUNTED = """\
  - key: parts
    ordinals: 一、
    blocks:
      - {key: first, when: 背景, text: "{{ 序号 }}背景"}
      - key: second
        blocks:
          - {key: heading, style: heading-1, text: "{{ 序号 }}要点"}
          - {key: point, for_each: 要点, as: 点, ordinals: 一是, text: "{{ 序号 }}{{ 点.标题 }}"}
      - {key: third, text: "{{ 序号 }}{{ 称谓 }}"}
      - {key: fourth, text: "{{ 序号 }}{{ 会议 }}"}
"""


@cache
def definition(blocks: str = BLOCKS, questions: str = QUESTIONS) -> TemplateDefinition:
    return load_template(template(blocks, questions=questions))


def lines(answers: object, blocks: str = BLOCKS, *, gaps: bool = False) -> list[tuple[str, str]]:
    return [(p.key, p.text) for p in assemble(definition(blocks), answers, gaps=gaps)]


FULL = {
    "会议": "研讨会",
    "称谓": "各位同志：",
    "背景": "第一段。\n\n第二段。",
    "日期": "2026-03-08",
    "要点": [
        {"id": "a", "标题": "学", "内容": "要学。", "分点": [{"标题": "读"}, {"标题": "写"}, {"标题": "想"}]},
        {"id": "b", "标题": "做"},
    ],
}


def test_whole_answers_become_the_speech() -> None:
    assert lines(FULL) == [
        ("title", "在研讨会上的发言"),
        ("salutation", "各位同志："),
        ("background", "第一段。"),
        ("background~2", "第二段。"),
        ("lead", "谈两点体会。"),
        ("point.a", "一要学。要学。首先，读。其次，写。最后，想。"),
        ("point.b", "二要做。"),
        ("note", "背景和称谓都有。"),
        ("date", "2026年3月8日"),
    ]


def test_optional_answers_that_are_missing_leave_nothing_behind() -> None:
    assert lines({"会议": "研讨会", "要点": [{"标题": "学"}]}) == [
        ("title", "在研讨会上的发言"),
        ("lead", "谈一点体会。"),
        ("point.n1", "一要学。"),
    ]


def test_groups_have_headings_of_their_own() -> None:
    document = assemble(definition(NESTED), FULL)
    assert [(p.key, p.style, p.text) for p in document] == [
        ("point.a.heading", Style.HEADING_1, "一、学"),
        ("point.a.text", Style.BODY, "要学。"),
        ("point.a.layer.n1.heading", Style.HEADING_2, "（一）读"),
        ("point.a.layer.n2.heading", Style.HEADING_2, "（二）写"),
        ("point.a.layer.n3.heading", Style.HEADING_2, "（三）想"),
        ("point.b.heading", Style.HEADING_1, "二、做"),
    ]


def test_family_of_ordinals_is_the_answer() -> None:
    assert [text for key, text in lines({**FULL, "序号体系": "第一"}) if key.startswith("point")] == [
        "第一，学。要学。首先，读。其次，写。最后，想。",
        "第二，做。",
    ]


def test_question_named_like_a_family_does_not_take_its_place() -> None:
    questions = "  - {name: 一要}\n  - {name: 要点, kind: list, fields: [{name: 标题}]}\n"
    blocks = "  - {key: a, for_each: 要点, as: 点, ordinals: 一要, text: '{{ 序号 }}{{ 点.标题 }}'}\n"
    document = assemble(definition(blocks, questions), {"一要": "别的", "要点": [{"标题": "学"}]})
    assert document.plain_text == "一要学"


def test_default_takes_the_place_of_a_blank_answer_only() -> None:
    questions = (
        "  - {name: 会议}\n"
        "  - {name: 标题, default: '{{ 会议 }}发言'}\n"
        "  - {name: 日, kind: date, default: 2026-03-08}\n"
    )
    made = definition("  - {key: a, text: '{{ 标题 }}，{{ 日 }}'}\n", questions)
    assert assemble(made, {"会议": "例会"}).plain_text == "例会发言，2026年3月8日"
    assert assemble(made, {"标题": "自拟", "日": "2025/1/2"}).plain_text == "自拟，2025年1月2日"


def test_gap_marks_stand_for_what_is_required_and_missing() -> None:
    assert lines({"要点": [{"标题": "学", "id": "a"}, {"内容": "要做。", "id": "b"}]}, gaps=True) == [
        ("title", "在（待填：会议）上的发言"),
        ("lead", "谈两点体会。"),
        ("point.a", "一要学。"),
        ("point.b", "二要（待填：要点2·标题）。要做。"),
    ]


def test_required_list_without_items_shows_one_gap() -> None:
    assert assemble(definition(), {}, gaps=True).gaps == ["会议", "要点1·标题"]


def test_new_form_assembles_with_its_gaps() -> None:
    assert assemble(definition(), blank_answers(definition().questions), gaps=True).gaps == ["会议", "要点1·标题"]


def test_missing_required_answers_are_an_error_without_gaps() -> None:
    with pytest.raises(AnswerError, match="会议：必须填写；要点：必须填写。"):
        assemble(definition(), {})


MARKS = "{{ 7*7 }}{% raw %}{# x #}<script>\"'&amp;{0}%s\\n"


def test_answers_are_never_read_as_language() -> None:
    answers = {"会议": MARKS, "背景": MARKS, "称谓": MARKS, "要点": [{"标题": MARKS, "分点": [{"标题": MARKS}]}]}
    assert [text for _, text in lines(answers)] == [
        f"在{MARKS}上的发言",
        f"{MARKS}：",
        MARKS,
        "谈一点体会。",
        f"一要{MARKS}。首先，{MARKS}。",
        "背景和称谓都有。",
    ]


def test_sixth_item_of_a_word_family_is_an_error_that_says_so() -> None:
    answers = {"会议": "例会", "要点": [{"标题": "学", "分点": [{"标题": str(n)} for n in range(6)]}]}
    with pytest.raises(NumberingError, match="“首先”最多排 5 项，这里有 6 项"):
        assemble(definition(), answers)


def test_speech_past_the_limit_is_refused_while_it_grows() -> None:
    doubled = definition("  - key: a\n    for_each: 要点\n    as: 点\n    text: '{{ 背景 }}{{ 点.标题 }}'\n")
    answers = {"会议": "例会", "背景": "学" * 5_000, "要点": [{"标题": "学"}] * 12}
    with pytest.raises(AssemblyError, match=f"超过了 {MAX_OUTPUT} 字"):
        assemble(doubled, answers)


def test_more_paragraphs_than_a_document_holds_are_refused() -> None:
    questions = "".join(f"  - {{name: 甲{n}, kind: text}}\n" for n in range(3))
    blocks = "".join(f"  - {{key: a{n}, text: '{{{{ 甲{n} }}}}'}}\n" for n in range(3))
    answers = {f"甲{n}": "学\n" * 2_400 for n in range(3)}
    with pytest.raises(AssemblyError, match="超过了 3000 段"):
        assemble(definition(blocks, questions), answers)


def test_longest_keys_are_keys_that_a_document_takes() -> None:
    key, item = "k" * 24, "i" * 16
    questions = "  - {name: 一, kind: list, fields: [{name: 二, kind: list, fields: [{name: 三, kind: text}]}]}\n"
    blocks = (
        f"  - {{key: {key}, blocks: [{{key: {key}, for_each: 一, as: 甲, blocks: ["
        f"{{key: {key}, for_each: 甲.二, as: 乙, blocks: [{{key: {key}, text: '{{{{ 乙.三 }}}}'}}]}}]}}]}}\n"
    )
    answers = {"一": [{"id": item, "二": [{"id": item, "三": "学\n习"}]}]}
    document = assemble(definition(blocks, questions), answers)
    assert document.plain_text == "学\n习"
    assert Document.from_json(document.to_json()) == document


@settings(max_examples=100, deadline=None)
@given(answers=answers_for(definition()), blocks=st.sampled_from([BLOCKS, NESTED]))
def test_any_answers_make_a_sound_document(answers: Answers, blocks: str) -> None:
    document = assemble(definition(blocks), answers)
    assert assemble(definition(blocks), answers) == document
    assert assemble(definition(blocks), answers, gaps=True) == document
    assert len({p.key for p in document}) == len(document)
    assert all(p.text and p.text == clean_line(p.text) for p in document)
    assert document.gaps == []
    assert Document.from_json(document.to_json()) == document


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("blocks", [BLOCKS, NESTED])
def test_paragraphs_of_reordered_points_keep_their_keys(order: tuple[int, ...], blocks: str) -> None:
    points: list[dict[str, Any]] = [
        {"id": name, "标题": name, "内容": "讲。", "分点": [{"id": "s", "标题": "层"}]} for name in ("x1", "y2", "z3")
    ]
    moved = [points[place] for place in order]

    def without_ordinals(items: list[dict[str, Any]]) -> dict[str, str]:
        document = assemble(definition(blocks), {"会议": "例会", "要点": items})
        return {p.key: p.text.lstrip("一二三要、") for p in document}

    assert without_ordinals(moved) == without_ordinals(points)
    keys = [p.key for p in assemble(definition(blocks), {"会议": "例会", "要点": moved}) if p.key.startswith("point.")]
    assert [name for name, _ in groupby(key.split(".")[1] for key in keys)] == [item["id"] for item in moved]


@settings(max_examples=60, deadline=None)
@given(answers=answers_for(definition()), missing=st.sets(st.sampled_from(["会议", "要点", "标题"])))
def test_gaps_are_exactly_what_is_required_and_missing(answers: Answers, missing: set[str]) -> None:
    partial = {name: answer for name, answer in answers.items() if name not in missing}
    points = [{k: v for k, v in item.items() if k not in missing} for item in partial.get("要点", [])]
    if "要点" in partial:
        partial["要点"] = points
    expected = ["会议"] * ("会议" in missing)
    if "要点" in missing:
        expected += ["要点1·标题"]
    elif "标题" in missing:
        expected += [f"要点{n}·标题" for n in range(1, len(points) + 1)]
    assert assemble(definition(), partial, gaps=True).gaps == expected


def test_gap_mark_is_found_again_as_a_gap() -> None:
    assert gap_mark("会议") == "（待填：会议）"


def test_filled_skeleton_assembles() -> None:
    read = read_source(skeleton(definition().questions)).data
    read["会议"] = "例会"
    read["要点"][0]["标题"] = "学"
    assert [text for _, text in lines(read)] == ["在例会上的发言", "谈一点体会。", "一要学。"]


def test_counted_group_numbers_the_blocks_that_stand() -> None:
    answers = {"会议": "会", "要点": [{"标题": "甲"}, {"标题": "乙"}]}
    assert lines(answers, COUNTED) == [
        ("parts.second.heading", "一、要点"),
        ("parts.second.point.n1", "一是甲"),
        ("parts.second.point.n2", "二是乙"),
        ("parts.fourth", "二、会"),
    ]


def test_counted_group_counts_every_block_when_all_are_answered() -> None:
    answers = {"会议": "会", "称谓": "同志", "背景": "景", "要点": [{"标题": "甲"}]}
    assert [text for _, text in lines(answers, COUNTED)] == ["一、背景", "二、要点", "一是甲", "三、同志", "四、会"]


FOUR_LISTS = "".join(f"  - {{name: {name}, kind: list, fields: [{{name: 题}}]}}\n" for name in ("春", "夏", "秋", "冬"))


def over_four_lists(innermost: str, key: str = "k") -> str:
    """Blocks that repeat over four lists, one inside the other, with ``innermost`` as the last block's text."""
    lists = list(enumerate(["春", "夏", "秋", "冬"]))
    groups = "".join(
        f"{'    ' * n}  - key: {key}\n{'    ' * n}    for_each: {name}\n{'    ' * n}    as: 第{n}\n"
        + (f"{'    ' * n}    blocks:\n" if n < 3 else "")
        for n, name in lists
    )
    return groups + f"{'    ' * 3}    {innermost}\n"


def test_lists_nested_over_lists_end_in_a_refusal_even_when_they_write_nothing() -> None:
    made = definition(over_four_lists("text: 无\n                when: 第0.题 == '无'"), FOUR_LISTS)
    with pytest.raises(AssemblyError, match="重复了太多次"):
        assemble(made, {name: [{"题": "题"}] * 50 for name in ("春", "夏", "秋", "冬")})


def test_longest_keys_of_four_lists_make_a_document_that_reads_back() -> None:
    made = definition(over_four_lists("text: '{{ 第3.题 }}'", key="k" * 21), FOUR_LISTS)
    answers = {name: [{"id": letter * 16, "题": "学"}] for name, letter in zip("春夏秋冬", "abcd", strict=True)}
    document = assemble(made, answers)
    assert [len(p.key) for p in document] == [4 * 21 + 4 * 16 + 7]
    assert Document.from_json(document.to_json()) == document


def test_keys_that_no_document_takes_are_refused_where_the_template_was_never_checked() -> None:
    unchecked = definition().model_validate(
        read_source(template(over_four_lists("text: '{{ 第3.题 }}'", key="k" * 24), questions=FOUR_LISTS)).data
    )
    answers = {name: [{"id": "i" * 16, "题": "学"}] for name in "春夏秋冬"}
    with pytest.raises(AssemblyError, match=r"段落的标识最多 160 个字符。$"):
        assemble(unchecked, answers)


HOSTILE_WORDS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "\x00\u202e",
            "\ud800",
            "a\u2028b\u2029c\x85d",
            "\r\r\n\x0b\x0c",
            "\ufeff",
            "\t\t",
            "~2",
            "{{ 会议 }}",
            "😀\u200d",
        ]
    ),
)
ITEM_IDS = st.text(st.sampled_from("abn0159"), min_size=1, max_size=16)


@st.composite
def hostile_templates(draw: st.DrawFn) -> tuple[str, Answers]:
    """A template of blocks nested at random over four lists, with long keys, and answers that nobody would give."""
    names = list("春夏秋冬")
    blocks = draw(_hostile_blocks(names, (), 1))
    questions = "  - {name: 会议}\n  - {name: 背景, kind: text}\n" + FOUR_LISTS
    answers: Answers = {"会议": draw(HOSTILE_WORDS), "背景": draw(HOSTILE_WORDS)}
    for name in names:
        ids = draw(st.lists(ITEM_IDS, max_size=3, unique=True))
        answers[name] = [{"id": item, "题": draw(HOSTILE_WORDS)} for item in ids]
    return template(blocks, questions=questions), answers


@st.composite
def _hostile_blocks(draw: st.DrawFn, lists: list[str], names: tuple[str, ...], depth: int) -> str:
    indent = "    " * depth
    written = ""
    for _ in range(draw(st.integers(1, 2))):
        around, inside = list(lists), names
        written += f"{indent}- key: {draw(st.sampled_from('abc')) * draw(st.sampled_from([1, 20, 24]))}\n"
        if around and draw(st.booleans()):
            chosen = draw(st.sampled_from(around))
            around.remove(chosen)
            inside = (*names, f"第{chosen}.题")
            written += f"{indent}  for_each: {chosen}\n{indent}  as: 第{chosen}\n"
        if depth < 4 and draw(st.booleans()):
            written += f"{indent}  blocks:\n{draw(_hostile_blocks(around, inside, depth + 1))}"
        else:
            printed = "".join(f"{{{{ {name} }}}}" for name in ("背景", "会议", *inside))
            written += f"{indent}  text: '{printed}{draw(st.sampled_from(['', '。', chr(0x2028)]))}'\n"
    return written


@settings(max_examples=200, deadline=None)
@given(made=hostile_templates(), gaps=st.booleans())
def test_what_assembly_returns_is_always_a_document(made: tuple[str, Answers], gaps: bool) -> None:
    source, answers = made
    try:
        checked = load_template(source)
    except TemplateError as error:
        refusal = error.message
    else:
        document = assemble(checked, answers, gaps=gaps)
        assert Document.from_json(document.to_json()) == document
        return
    assert refusal.startswith(("“%(name)s”写了两次", "外层各块和这一块的 key 连起来太长"))
