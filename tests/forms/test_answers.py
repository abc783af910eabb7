"""Answers between page and store: names of inputs, reading, judging, changing lists."""

import json
import string
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.template import Context
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from drafts.core.questions import Answers, Kind, Question, blank_answers
from drafts.core.template import load_template
from drafts.forms.answer_form import AnswersForm, families, ordinal_sources, paragraphs_of
from drafts.forms.answers import (
    MalformedAnswers,
    SentAnswers,
    change_list,
    judge,
    read_post,
    read_sent_answers,
    shape_answers,
)

SOURCE = """\
slug: small
name: 小模板
kind: 交流研讨发言
questions:
  - {name: 会议, section: 场合, required: true, max_length: 20}
  - {name: 标题, section: 场合, default: "在{{ 会议 }}上的发言"}
  - {name: 背景, section: 引言, kind: text, max_length: 40}
  - {name: 日期, section: 引言, kind: date}
  - {name: 称呼, section: 引言, kind: choice, choices: [同志, 老师]}
  - {name: 序号体系, section: 要点, kind: ordinals, default: 一要}
  - name: 要点
    section: 要点
    kind: list
    item: 要点
    required: true
    min_items: 1
    max_items: 7
    start_items: 2
    fields:
      - {name: 标题, required: true}
      - {name: 内容, kind: text}
      - name: 分点
        kind: list
        item: 分点
        max_items: 3
        fields:
          - {name: 标题, required: true}
blocks:
  - {key: title, style: title, text: "{{ 标题 }}"}
  - {key: opening, text: "{{ 背景 }}"}
  - key: point
    for_each: 要点
    as: 点
    ordinals: 序号体系
    text: "{{ 序号 }}{{ 点.标题 | sentence }}{{ 点.内容 }}"
    run_in: {for_each: 点.分点, as: 层, ordinals: 首先, text: "{{ 序号 }}{{ 层.标题 | sentence }}"}
"""
SMALL = load_template(SOURCE)


def answers(**given_answers: Any) -> Answers:
    return shape_answers(SMALL.questions, given_answers)


def point(item_id: str, heading: str, *sub_points: str) -> Answers:
    subs = [{"id": f"s{n}", "标题": sub} for n, sub in enumerate(sub_points, 1)]
    return {"id": item_id, "标题": heading, "内容": "", "分点": subs}


def rendered(filled: Answers) -> Any:
    """The form's elements."""
    form = AnswersForm(SMALL, judge(SMALL, filled))
    return html.fromstring(f"<form>{form.helper.render_layout(form, Context())}</form>")


def posted(filled: Answers) -> QueryDict:
    """What a browser posts of the rendered form: every enabled control with a name, in the order of the page."""
    page = rendered(filled)
    for mould in page.xpath("//template"):
        mould.drop_tree()
    for text in page.xpath("//textarea"):  # HTML drops the line break right behind the tag, this parser does not
        text.text = (text.text or "").removeprefix("\n")
    values = [(name, value.replace("\n", "\r\n")) for name, value in page.form_values()]
    return QueryDict(urlencode(values))


# --- the way to the form and back ---

# What a form control can hold: no control characters, and line breaks only inside a text.
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp", "Zs", "Cn", "Co")))
IDS = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=16)


def items_of(question: Question) -> st.SearchStrategy[list[Answers]]:
    item = st.fixed_dictionaries({"id": IDS, **{field.name: answer_to(field) for field in question.fields}})
    return st.lists(item, max_size=question.max_items, unique_by=lambda one: one["id"])


def answer_to(question: Question) -> st.SearchStrategy[Any]:
    if question.kind is Kind.LIST:
        return items_of(question)
    if question.kind is Kind.TEXT:
        return st.lists(WORDS, max_size=3).map("\n".join).map(str.strip)
    if question.kind is Kind.CHOICE:
        return st.sampled_from(("", *question.choices))
    if question.kind is Kind.ORDINALS:
        return st.sampled_from(("", "一要", "第一", "①", "没有这一种"))
    return WORDS


@given(st.fixed_dictionaries({question.name: answer_to(question) for question in SMALL.questions}))
def test_answers_come_back_from_the_form_as_they_went_in(given_answers: Answers) -> None:
    assert read_post(SMALL.questions, posted(given_answers)) == given_answers


def test_order_of_the_inputs_is_the_order_of_the_items() -> None:
    data = QueryDict("i.要点=b&i.要点=a&a.要点.a.标题=甲&a.要点.b.标题=乙")

    assert read_post(SMALL.questions, data)["要点"] == [point("b", "乙"), point("a", "甲")]


@pytest.mark.parametrize(
    "query", ["i.要点=__0__", "i.要点=A", "i.要点=", "i.要点=n1&i.要点=n1", "&".join(f"i.要点=n{n}" for n in range(51))]
)
def test_bad_ids_in_a_post_are_refused(query: str) -> None:
    with pytest.raises(MalformedAnswers):
        read_post(SMALL.questions, QueryDict(query))


def test_every_input_has_a_label_and_says_what_it_wants() -> None:
    page = rendered(answers(要点=[point("n1", "甲", "子")]))
    inputs = page.xpath("//*[starts-with(@name, 'a.')]")

    assert {i.get("id") for i in inputs} == {label.get("for") for label in page.xpath("//label")}
    assert page.xpath("//*[@name='a.会议']/@aria-required") == ["true"]
    assert page.xpath("//fieldset/legend/h2/text()") == ["场合", "引言", "要点"]


def test_angle_brackets_and_quotes_stay_text() -> None:
    form = AnswersForm(SMALL, judge(SMALL, answers(会议='"><script>alert(1)</script>')))

    assert "<script" not in form.helper.render_layout(form, Context())


# --- reading what the script sent ---


def body(data: object) -> bytes:
    return json.dumps(data).encode()


def test_sent_answers_are_shaped_and_cleaned() -> None:
    data = {"base": 3, "answers": {"会议": "会\u0000议\u202e\ud800", "要点": [{"id": "x1", "标题": "甲"}]}}

    assert read_sent_answers(body(data), SMALL.questions) == SentAnswers(
        3, answers(会议="会议", 要点=[point("x1", "甲")]), None
    )


@pytest.mark.parametrize(
    "data",
    [
        [],
        "text",
        {},
        {"base": 1},
        {"base": "1", "answers": {}},
        {"base": True, "answers": {}},
        {"base": -1, "answers": {}},
        {"base": 2**31, "answers": {}},
        {"base": 1, "answers": []},
        {"base": 1, "answers": {"没有": "这一项"}},
        {"base": 1, "answers": {"会议": 5}},
        {"base": 1, "answers": {"会议": ["会"]}},
        {"base": 1, "answers": {"要点": "甲"}},
        {"base": 1, "answers": {"要点": {"id": "n1"}}},
        {"base": 1, "answers": {"要点": [{"标题": "没有 id"}]}},
        {"base": 1, "answers": {"要点": [{"id": "N!"}]}},
        {"base": 1, "answers": {"要点": [{"id": "n1"}, {"id": "n1"}]}},
        {"base": 1, "answers": {"要点": [{"id": f"n{n}"} for n in range(51)]}},
        {"base": 1, "answers": {}, "previous": 7},
    ],
)
def test_anything_else_that_is_sent_is_refused(data: object) -> None:
    with pytest.raises(MalformedAnswers):
        read_sent_answers(body(data), SMALL.questions)


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff", b"[" * 100_000])
def test_a_body_that_is_no_json_is_refused(raw: bytes) -> None:
    with pytest.raises(MalformedAnswers, match="不是 JSON"):
        read_sent_answers(raw, SMALL.questions)


# --- judging ---


def test_answers_that_fit_are_kept_clean() -> None:
    filled = judge(SMALL, answers(会议="  学习会 ", 日期="2026年3月8日"))

    assert (filled.answers["会议"], filled.answers["日期"], filled.problems) == ("学习会", "2026-03-08", ())


def test_answers_that_do_not_fit_are_kept_as_they_came_and_left_out_of_the_text() -> None:
    given_answers = answers(会议="学习会", 日期="下周三", 要点=[point("n1", "长" * 201), point("n2", "乙")])
    filled = judge(SMALL, given_answers)

    assert filled.answers == given_answers
    assert [found.field for found in filled.problems] == ["a.日期", "a.要点.n1.标题"]
    assert filled.document is not None
    assert filled.document.plain_text == "在学习会上的发言\n一要（待填：要点1·标题）。\n二要乙。"


def test_a_list_that_is_too_long_is_told_at_the_list() -> None:
    filled = judge(SMALL, answers(会议="会", 要点=[point(f"n{n}", "甲") for n in range(8)]))

    assert [found.field for found in filled.problems] == ["i.要点"]
    assert AnswersForm(SMALL, filled).problems_of_list(("要点",)) == ["最多 7 项，现有 8 项。"]


def test_a_family_too_short_for_the_list_is_told_where_it_was_chosen() -> None:
    filled = judge(SMALL, answers(会议="会", 序号体系="首先", 要点=[point(f"n{n}", "甲") for n in range(6)]))

    assert ([found.field for found in filled.problems], filled.document) == (["a.序号体系"], None)


def test_answers_too_long_together_are_told_for_the_whole() -> None:
    big = load_template(SOURCE.replace("max_items: 7", "max_items: 50"))
    points = [point(f"n{n}", "甲") | {"内容": "字" * 4_000} for n in range(26)]
    filled = judge(big, shape_answers(big.questions, {"会议": "会", "要点": points}))

    assert [found.field for found in filled.problems] == [""]
    assert filled.answers["要点"] == points


def test_gaps_name_what_is_required_and_missing_in_order() -> None:
    filled = judge(SMALL, answers(要点=[point("n1", "甲", ""), point("n2", "")]))

    assert [(gap.field, gap.name) for gap in filled.gaps] == [
        ("a.会议", "会议"),
        ("a.要点.n1.分点.s1.标题", "要点1·分点1·标题"),
        ("a.要点.n2.标题", "要点2·标题"),
    ]


def test_a_required_list_without_items_is_a_gap() -> None:
    assert [gap.field for gap in judge(SMALL, answers(会议="会")).gaps] == ["i.要点"]


def test_an_ordinal_is_counted_where_the_template_says_so() -> None:
    assert ordinal_sources(SMALL) == {("要点",): "序号体系", ("要点", "分点"): "首先"}


def test_every_question_knows_the_paragraph_that_shows_it() -> None:
    assert paragraphs_of(SMALL) == {"标题": "title", "会议": "title", "背景": "opening"}


def test_families_are_given_as_rows_with_their_last_word() -> None:
    rows = families()

    assert rows["首先"] == {"row": ["首先", "其次", "再次", "此外", "最后"], "last": "最后"}
    assert (rows["一要"]["row"][:3], rows["一要"]["last"]) == (["一要", "二要", "三要"], "")


# --- changing lists without a script ---

TWO = answers(要点=[point("n1", "甲", "子"), point("n2", "乙")])


def headings(changed: Answers) -> list[str]:
    return [item["标题"] for item in changed["要点"]]


@pytest.mark.parametrize(
    ("verb", "place", "result"),
    [
        ("up", "要点.n2", ["乙", "甲"]),
        ("down", "要点.n1", ["乙", "甲"]),
        ("up", "要点.n1", ["甲", "乙"]),
        ("down", "要点.n2", ["甲", "乙"]),
        ("remove", "要点.n1", ["乙"]),
        ("add", "要点", ["甲", "乙", ""]),
    ],
)
def test_a_list_is_changed(verb: str, place: str, result: list[str]) -> None:
    before = json.dumps(TWO)

    assert headings(change_list(SMALL.questions, TWO, verb, place)) == result
    assert json.dumps(TWO) == before


def test_an_inner_list_is_changed() -> None:
    added = change_list(SMALL.questions, TWO, "add", "要点.n2.分点")
    removed = change_list(SMALL.questions, TWO, "remove", "要点.n1.分点.s1")

    assert [len(item["分点"]) for item in added["要点"]] == [1, 1]
    assert [len(item["分点"]) for item in removed["要点"]] == [0, 0]


def test_a_new_item_never_takes_the_id_of_a_removed_one() -> None:
    removed = change_list(SMALL.questions, TWO, "remove", "要点.n2")
    added = change_list(SMALL.questions, removed, "add", "要点")

    assert added["要点"][1]["id"] not in ("n1", "n2")


def test_limits_of_a_list_hold() -> None:
    one = answers(要点=[point("n1", "甲")])
    full = answers(要点=[point(f"n{n}", "甲") for n in range(7)])

    assert change_list(SMALL.questions, one, "remove", "要点.n1") == one
    assert change_list(SMALL.questions, full, "add", "要点") == full


@pytest.mark.parametrize(
    ("verb", "place"),
    [
        ("add", ""),
        ("add", "会议"),
        ("up", "要点"),
        ("up", "要点.n9"),
        ("remove", "要点.n9.分点.s1"),
        ("fly", "要点.n1"),
    ],
)
def test_a_change_of_what_is_not_there_is_refused(verb: str, place: str) -> None:
    with pytest.raises(MalformedAnswers):
        change_list(SMALL.questions, TWO, verb, place)


def test_a_new_form_starts_with_empty_cards() -> None:
    assert [item["id"] for item in blank_answers(SMALL.questions)["要点"]] == ["n1", "n2"]
