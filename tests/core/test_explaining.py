"""Every paragraph's role and rule, and what follows when a reader corrects some of them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafts.core.document import Document, Paragraph, Style
from drafts.core.explaining import explain_outline
from drafts.core.outline import recognise_outline
from drafts.core.roles import Role, Rule


def body(*lines: str) -> Document:
    """A document of body paragraphs p0, p1, … as imported text is."""
    return Document(tuple(Paragraph.of(f"p{n}", Style.BODY, line) for n, line in enumerate(lines)))


def roles(document: Document, said: dict[str, Role] | None = None) -> list[str]:
    return [found.role.value for found in explain_outline(document, said)]


SPEECH = body(
    "学习体会",
    "——在支部会上的发言",
    "宣传科　某某",
    "2025年3月8日",
    "同志们：",
    "这次学习很及时。我谈两点体会。",
    "",
    "一、学要深",
    "（一）静下心。每天半小时。",
    "（二）沉下气。每月一本书。",
    "二、干要实",
    "说了就办。",
    "结合岗位，我再讲两点打算：",
    "一、跑基层。每周一天。",
    "二、记民情。每天一页。",
    "谢谢大家！",
    "请多指教。",
    "某某局",
    "二〇二五年三月八日",
)


def test_every_paragraph_has_a_role_by_a_named_rule() -> None:
    assert [(found.role.value, found.rule.value) for found in explain_outline(SPEECH)] == [
        ("title", "first-line"),
        ("title", "title-rest"),
        ("byline", "form"),
        ("date", "form"),
        ("salutation", "form"),
        ("transition", "announces"),
        ("empty", "empty"),
        ("point", "ordinal-leads"),
        ("sub-point", "ordinal-below"),
        ("sub-point", "ordinal-below"),
        ("point", "ordinal-leads"),
        ("text", "below-point"),
        ("transition", "leads-over"),
        ("point", "ordinal-leads"),
        ("point", "ordinal-leads"),
        ("closing", "farewell"),
        ("closing", "after-closing"),
        ("signature", "form"),
        ("signature-date", "form"),
    ]


def test_reason_names_the_ordinal() -> None:
    assert explain_outline(SPEECH)[7].reason == "段首有序号“一、”，在全文最外一层。"


def test_style_is_the_reason_where_it_says_what_the_paragraph_is() -> None:
    rows = [(Style.BYLINE, "某某"), (Style.HEADING_1, "家底"), (Style.BODY, "地在山上。")]
    found = explain_outline(Document(tuple(Paragraph.of(text, style, text) for style, text in rows)))
    assert [(f.role, f.rule) for f in found] == [
        (Role.BYLINE, Rule.STYLE),
        (Role.POINT, Rule.STYLE),
        (Role.TEXT, Rule.BELOW_POINT),
    ]


@pytest.mark.parametrize("rule", Rule)
def test_rule_has_a_reason_that_is_a_sentence(rule: Rule) -> None:
    assert rule.reason.endswith("。")


@pytest.mark.parametrize("role", Role)
def test_role_has_a_label(role: Role) -> None:
    assert role.label


# --- corrections ---

COUNTED = body(
    "学习体会",
    "学了文件，感受很深。",
    "一是学要深。静下心来。",
    "二是干要实。说了就办。",
    "三是心要诚。对人对事。",
    "学无止境，干无止境。",
    "让我们一起努力。",
)


def test_said_closing_takes_what_follows_with_it() -> None:
    said = {"p5": Role.CLOSING}
    assert roles(COUNTED, said) == ["title", "opening", "point", "point", "point", "closing", "closing"]
    assert recognise_outline(COUNTED, said).closing == (5, 6)


def test_said_text_puts_the_closing_behind_it() -> None:
    said = {"p6": Role.TEXT}
    assert roles(COUNTED, said)[5:] == ["text", "text"]
    outline = recognise_outline(COUNTED, said)
    assert (outline.points[-1].paragraphs, outline.closing) == ((4, 5, 6), ())


def test_said_opening_puts_the_points_behind_it() -> None:
    said = {"p2": Role.OPENING}
    outline = recognise_outline(COUNTED, said)
    assert (outline.opening, [point.ordinal for point in outline.points]) == ((1, 2), ["二是", "三是"])


def test_said_transition_is_the_transition() -> None:
    lead = recognise_outline(COUNTED, {"p1": Role.TRANSITION}).transition
    assert lead is not None
    assert (lead.paragraph, lead.text) == (1, "学了文件，感受很深。")


def test_said_opening_is_no_transition() -> None:
    document = body("学习体会", "我谈两点体会。", "一是学。学得深。", "二是干。干得实。")
    assert recognise_outline(document, {"p1": Role.OPENING}).transition is None


def test_said_point_without_ordinal_joins_the_others() -> None:
    document = body("学习体会", "我谈体会。", "一、学", "学得深。", "干", "干得实。", "二、思", "想得透。")
    outline = recognise_outline(document, {"p4": Role.POINT})
    assert [(p.ordinal, p.heading, p.paragraphs) for p in outline.points] == [
        ("一、", "学", (2, 3)),
        ("", "干", (4, 5)),
        ("二、", "思", (6, 7)),
    ]


def test_said_point_of_an_outer_family_makes_the_others_sub_points() -> None:
    document = body(
        "学习体会", "我谈两点体会：", "一是学。学得深。", "二是干。干得实。", "第一，快。马上办。", "第二，好。办到底。"
    )
    assert roles(document, {"p4": Role.SUB_POINT})[2:] == ["point", "point", "sub-point", "sub-point"]


def test_said_sub_point_takes_its_row_down() -> None:
    document = body("学习体会", "（一）学。学得深。", "（二）干。干得实。", "1.快。马上办。", "2.好。办到底。")
    assert roles(document)[1:] == ["point", "point", "sub-point", "sub-point"]
    assert roles(document, {"p3": Role.POINT})[1:] == ["point", "point", "point", "sub-point"]


def test_said_title_below_another_line_is_the_title() -> None:
    document = body("一、二、三", "学习体会", "同志们：", "我谈体会。", "谢谢大家！")
    said = {"p0": Role.ATTACHMENT, "p1": Role.TITLE}
    outline = recognise_outline(document, said)
    assert outline.title == 1
    assert roles(document, said)[:2] == ["attachment", "title"]


def test_said_salutation_anywhere_is_the_salutation() -> None:
    said = {"p1": Role.SALUTATION}
    outline = recognise_outline(COUNTED, said)
    assert (outline.salutation, outline.opening) == (1, ())


def test_said_role_of_an_unknown_or_empty_paragraph_says_nothing() -> None:
    assert explain_outline(SPEECH, {"gone": Role.TITLE, "p6": Role.POINT}) == explain_outline(SPEECH)


# --- whatever the text ---

_PIECES = st.sampled_from(
    [
        "学习体会",
        "同志们：",
        "2025年3月8日",
        "我谈三点体会：",
        "一是学要深。",
        "二是干要实。",
        "（一）静下心",
        "1.读书。",
        "首先，要快。",
        "其次，要好。",
        "一方面，",
        "下一步，我将努力。",
        "谢谢大家！",
        "某某局",
        "说到做到，",
        "“一要”",
        "1)",
        "…",
        "  ",
    ]
)
_LINES = st.lists(st.one_of(st.lists(_PIECES, max_size=4).map("".join), st.text(max_size=30)), max_size=14)
_SAID = st.dictionaries(
    st.integers(0, 13).map(lambda n: f"p{n}"), st.sampled_from([r for r in Role if r is not Role.EMPTY]), max_size=4
)


@settings(max_examples=150)
@given(_LINES, _SAID)
def test_any_text_has_one_role_a_paragraph_and_what_was_said_holds(lines: list[str], said: dict[str, Role]) -> None:
    document = body(*lines)
    found = explain_outline(document, said)
    assert [role.paragraph for role in found] == list(range(len(document)))
    assert found == explain_outline(document, said)
    for role in found:
        if role.role is not Role.EMPTY and role.key in said:
            assert (role.role, role.rule) == (said[role.key], Rule.USER)


@settings(max_examples=150)
@given(_LINES, _SAID)
def test_outline_has_what_was_said_in_its_place(lines: list[str], said: dict[str, Role]) -> None:
    document = body(*lines)
    outline = recognise_outline(document, said)
    heads = {point.paragraphs[0] for point in outline.points}
    for number, paragraph in enumerate(document):
        role = said.get(paragraph.key) if paragraph.text.strip() else None
        assert (number in outline.closing) >= (role is Role.CLOSING)
        assert (number in outline.opening) >= (role is Role.OPENING)
        assert (number in heads) >= (role is Role.POINT)
        if role in (Role.TEXT, Role.SUB_POINT, Role.OPENING, Role.CLOSING, Role.TITLE, Role.SIGNATURE):
            assert number not in heads


@settings(max_examples=100)
@given(_LINES)
def test_nothing_said_and_what_was_found_said_give_the_same_roles(lines: list[str]) -> None:
    document = body(*lines)
    found = explain_outline(document)
    said = {role.key: role.role for role in found}
    assert [role.role for role in explain_outline(document, said)] == [role.role for role in found]
