"""Questions and the check of their answers."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafts.core.errors import AnswerError
from drafts.core.questions import (
    MAX_ALL_ANSWERS,
    Answers,
    Question,
    blank_answers,
    check_answers,
    chinese_date,
    count_answered,
    is_answered,
    parse_date,
    skeleton,
)
from drafts.core.source import read_source
from drafts.core.template import load_template
from tests.core.notation import answers_for, template

LINE = Question(name="会议", required=True, max_length=10)
TEXT = Question.model_validate({"name": "背景", "kind": "text"})
DAY = Question.model_validate({"name": "日期", "kind": "date"})
CHOICE = Question.model_validate({"name": "由头", "kind": "choice", "choices": ["任职", "部署"]})
ORDINALS = Question.model_validate({"name": "序号体系", "kind": "ordinals", "default": "一要"})
POINTS = Question.model_validate(
    {
        "name": "要点",
        "kind": "list",
        "required": True,
        "min_items": 1,
        "max_items": 3,
        "start_items": 2,
        "fields": [{"name": "标题", "required": True, "max_length": 6}, {"name": "内容", "kind": "text"}],
    }
)
PAIRS = Question.model_validate({"name": "落实", "kind": "list", "min_items": 2, "fields": [{"name": "标题"}]})
ALL = [LINE, TEXT, DAY, CHOICE, ORDINALS, POINTS]
WHOLE = {"会议": "例会", "要点": [{"标题": "学"}]}


def problems(questions: list[Question], raw: object, *, partial: bool = False) -> list[str]:
    with pytest.raises(AnswerError) as refused:
        check_answers(questions, raw, partial=partial)
    return [str(problem) for problem in refused.value.problems]


def test_checked_answers_are_complete() -> None:
    assert check_answers(ALL, WHOLE) == {
        "会议": "例会",
        "背景": "",
        "日期": "",
        "由头": "",
        "序号体系": "",
        "要点": [{"id": "n1", "标题": "学", "内容": ""}],
    }


@pytest.mark.parametrize(
    ("question", "raw", "answer"),
    [
        (LINE, " 一\n\t二 ", "一 二"),
        (LINE, "一\u202e二\x07", "一二"),
        (TEXT, " 一\r\n二\t三\n", "一\n二 三"),
        (TEXT, "{{ 7*7 }}{% raw %}<b>\"'", "{{ 7*7 }}{% raw %}<b>\"'"),
        (DAY, "2026年3月8日", "2026-03-08"),
        (DAY, "2026.3.8", "2026-03-08"),
        (DAY, date(2026, 3, 8), "2026-03-08"),
        (CHOICE, "任职", "任职"),
        (ORDINALS, "（一）", "（一）"),
        (TEXT, None, ""),
        (TEXT, "  \n", ""),
        (PAIRS, None, []),
        (PAIRS, "", []),
        (PAIRS, [], []),
        (PAIRS, [{"标题": " "}, None], []),
    ],
)
def test_answer_is_cleaned(question: Question, raw: object, answer: object) -> None:
    assert check_answers([question], {question.name: raw}) == {question.name: answer}


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ({**WHOLE, "会义": "一"}, "会义：没有这个填写项，可填：会议、背景、日期、由头、序号体系、要点。"),
        ({"要点": WHOLE["要点"]}, "会议：必须填写。"),
        ({**WHOLE, "会议": " "}, "会议：必须填写。"),
        ({**WHOLE, "会议": "一" * 11}, "会议：太长：最多 10 字，现有 11 字。"),
        ({**WHOLE, "背景": "一" * 5001}, "背景：太长：最多 5000 字，现有 5001 字。"),
        ({**WHOLE, "背景": 5}, "背景：应是一段文字。"),
        ({**WHOLE, "背景": True}, "背景：应是一段文字。"),
        ({**WHOLE, "背景": ["一"]}, "背景：应是一段文字。"),
        ({**WHOLE, "背景": {"一": "二"}}, "背景：应是一段文字。"),
        ({**WHOLE, "日期": "2026-02-30"}, "日期：应是一个日期，如 2026-03-08。"),
        ({**WHOLE, "日期": "三月八日"}, "日期：应是一个日期，如 2026-03-08。"),
        ({**WHOLE, "由头": "别的"}, "由头：只能从这些里选：任职、部署。"),
        ({**WHOLE, "要点": "一"}, "要点：应是一个列表。"),
        ({**WHOLE, "要点": {"标题": "一"}}, "要点：应是一个列表。"),
        ({**WHOLE, "要点": []}, "要点：至少要有 1 项。"),
        ({**WHOLE, "要点": [{"标题": ""}]}, "要点：至少要有 1 项。"),
        ({**WHOLE, "要点": [{"标题": "一"}] * 4}, "要点：最多 3 项，现有 4 项。"),
        ({**WHOLE, "要点": ["一"]}, "要点第1项：这里应是“名称: 内容”的一组。"),
        ({**WHOLE, "要点": [{"标题": "一"}, {"内容": "二"}]}, "要点第2项的标题：必须填写。"),
        (
            {**WHOLE, "要点": [{"标题": "一"}, {"标题": "一二三四五六七"}]},
            "要点第2项的标题：太长：最多 6 字，现有 7 字。",
        ),
        ({**WHOLE, "要点": [{"标题": "一", "题": "二"}]}, "要点第1项的题：没有这个填写项，可填：标题、内容。"),
        (
            {**WHOLE, "要点": [{"标题": ""}, {"标题": "一", "内容": 5}]},
            "要点第2项的内容：应是一段文字。",
        ),
        ({**WHOLE, "要点": [{"标题": "一", "id": "甲"}]}, "要点：各项的 id 不合规定或有重复。"),
        ({**WHOLE, "要点": [{"标题": "一", "id": ["a"]}]}, "要点：各项的 id 不合规定或有重复。"),
        (
            {**WHOLE, "要点": [{"标题": "一", "id": "a"}, {"标题": "二", "id": "a"}]},
            "要点：各项的 id 不合规定或有重复。",
        ),
        ("一", "这里应是“名称: 内容”的一组。"),
        ([WHOLE], "这里应是“名称: 内容”的一组。"),
        ({5: "一"}, "5：没有这个填写项，可填：会议、背景、日期、由头、序号体系、要点。"),
    ],
)
def test_bad_answer_is_named_with_its_path(raw: object, problem: str) -> None:
    assert problem in problems(ALL, raw)


def test_every_problem_is_named_in_the_order_of_the_questions() -> None:
    assert problems(ALL, {"背景": 1, "要点": "一"}) == [
        "会议：必须填写。",
        "背景：应是一段文字。",
        "要点：应是一个列表。",
    ]


def test_unknown_ordinal_family_is_named() -> None:
    assert problems([ORDINALS], {"序号体系": "甲、"})[0].startswith("序号体系：没有“甲、”这个序号体系，可选：一要、")


def test_half_filled_answers_may_miss_what_is_required_but_not_be_wrong() -> None:
    assert check_answers([LINE, POINTS], {"要点": [{"标题": ""}]}, partial=True) == {
        "会议": "",
        "要点": [{"id": "n1", "标题": "", "内容": ""}],
    }
    assert problems([LINE], {"会议": 5}, partial=True) == ["会议：应是一段文字。"]


def test_too_few_items_of_an_optional_list_are_refused() -> None:
    assert problems([PAIRS], {"落实": [{"标题": "一"}]}) == ["落实：至少要有 2 项。"]


def test_deeply_nested_answer_is_refused_and_no_recursion_error() -> None:
    deep: Any = ""
    for _ in range(5_000):
        deep = {"甲": deep}
    assert problems([POINTS], {"要点": [{"标题": deep}]}) == ["要点第1项的标题：应是一段文字。"]


def test_all_answers_together_have_a_limit() -> None:
    questions = [Question.model_validate({"name": f"甲{n}", "kind": "text"}) for n in range(21)]
    raw = {question.name: "学" * 5_000 for question in questions}
    assert problems(questions, raw) == [f"全部填写内容加起来超过了 {MAX_ALL_ANSWERS} 字。"]


def test_item_without_an_id_gets_one_that_no_other_item_has() -> None:
    raw = [{"标题": "一"}, {"id": "n1", "标题": "二"}, {"标题": "三"}]
    assert [item["id"] for item in check_answers([POINTS], {"要点": raw})["要点"]] == ["n2", "n1", "n3"]


DEFINITION = load_template(template("  - {key: body, text: '{{ 会议 }}'}\n"))


@settings(max_examples=60, deadline=None)
@given(raw=answers_for(DEFINITION))
def test_checking_checked_answers_changes_nothing(raw: Answers) -> None:
    checked = check_answers(DEFINITION.questions, raw)
    assert check_answers(DEFINITION.questions, checked) == checked
    assert check_answers(DEFINITION.questions, checked, partial=True) == checked


@settings(max_examples=100, deadline=None)
@given(
    raw=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["会议", "要点", "标题", "分点", "id", "甲"]), inner, max_size=4)
        ),
        max_leaves=12,
    ),
    partial=st.booleans(),
)
def test_any_data_is_refused_or_becomes_answers(raw: object, *, partial: bool) -> None:
    try:
        answers = check_answers(DEFINITION.questions, raw, partial=partial)
    except AnswerError as error:
        refused = error
    else:
        assert list(answers) == [question.name for question in DEFINITION.questions]
        return
    assert refused.problems
    assert str(refused)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-08", date(2026, 3, 8)),
        ("2026/3/8", date(2026, 3, 8)),
        ("2026年3月8日", date(2026, 3, 8)),
        (" 2026 年 3 月 8 日 ", date(2026, 3, 8)),
        ("2026-13-01", None),
        ("0000-01-01", None),
        ("26-3-8", None),
        ("2026-03-08T00:00", None),
        ("", None),
    ],
)
def test_date_is_read_in_the_ways_people_write_it(text: str, day: date | None) -> None:
    assert parse_date(text) == day


def test_chinese_date_has_no_padded_zero() -> None:
    assert chinese_date(date(2026, 3, 8)) == "2026年3月8日"


def test_list_is_answered_when_every_item_has_what_it_needs() -> None:
    assert is_answered(POINTS, [{"标题": "一"}, {"标题": "二"}])
    assert not is_answered(POINTS, [{"标题": "一"}, {"标题": ""}])
    assert not is_answered(POINTS, [])


def test_count_of_answered_questions() -> None:
    assert count_answered(ALL, check_answers(ALL, WHOLE)) == (2, 6)


def test_new_form_starts_with_its_blank_items() -> None:
    assert blank_answers([LINE, POINTS]) == {
        "会议": "",
        "要点": [{"id": "n1", "标题": "", "内容": ""}, {"id": "n2", "标题": "", "内容": ""}],
    }


def test_skeleton_asks_every_question_and_reads_back_blank() -> None:
    read = read_source(skeleton(DEFINITION.questions)).data
    assert list(read) == [question.name for question in DEFINITION.questions]
    assert read["要点"] == [{"标题": "", "内容": "", "分点": [{"标题": ""}]}]
    assert problems(list(DEFINITION.questions), read) == ["会议：必须填写。", "要点：至少要有 1 项。"]


@pytest.mark.parametrize("gap", ["\n", "\r\n", "\r", "\x85", "\u2028", "\u2029"])
def test_skeleton_keeps_its_guidance_in_comments_whatever_breaks_its_lines(gap: str) -> None:
    question = Question(name="会议", guidance=f"一{gap}乙: 二", example=f"三{gap}- 四")
    assert read_source(skeleton([question])).data == {"会议": ""}
