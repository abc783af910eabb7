"""Templates read from YAML: what they hold, and what is refused at which line."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafts.core.document import Style
from drafts.core.errors import TemplateError
from drafts.core.language import Item, Listing, Text
from drafts.core.questions import Kind
from drafts.core.template import default_order, listing_at, load_template, sample_answers
from tests.core.notation import HEAD, POINT, QUESTIONS, SUB_POINT, line_of, template, text_block

BODY = "  - {key: body, text: '{{ 会议 }}'}\n"


def test_template_is_its_values() -> None:
    definition = load_template(template(BODY, more="sample: {会议: 例会, 要点: [{标题: 学}]}\n"))
    assert (definition.slug, definition.name, definition.kind, definition.minutes) == ("try-out", "试验", "发言", 8)
    assert [question.kind for question in definition.questions] == [
        Kind.LINE,
        Kind.LINE,
        Kind.TEXT,
        Kind.DATE,
        Kind.ORDINALS,
        Kind.LIST,
    ]
    assert (definition.blocks[0].key, definition.blocks[0].style) == ("body", Style.BODY)
    assert sample_answers(definition)["要点"] == [{"id": "n1", "标题": "学", "内容": "", "分点": []}]
    assert definition.question("会议").required


def test_template_without_a_sample_has_blank_sample_answers() -> None:
    assert sample_answers(load_template(template(BODY)))["会议"] == ""


def test_sections_are_in_the_order_of_the_speech() -> None:
    questions = "  - {name: 甲, section: 一}\n  - {name: 乙, section: 二}\n  - {name: 丙, section: 一}\n"
    definition = load_template(template("  - {key: a, text: '{{ 甲 }}'}\n", questions=questions))
    assert [(name, [q.name for q in group]) for name, group in definition.sections] == [
        ("一", ["甲", "丙"]),
        ("二", ["乙"]),
    ]


def test_defaults_are_rendered_after_what_they_look_at() -> None:
    questions = (
        "  - {name: 丙, default: '{{ 乙 }}'}\n  - {name: 乙, default: '{{ 甲 }}'}\n  - {name: 甲, default: 一}\n"
    )
    assert default_order(load_template(template("  - {key: a, text: '{{ 丙 }}'}\n", questions=questions))) == [
        "甲",
        "乙",
        "丙",
    ]


def test_list_is_named_by_a_question_or_by_a_field_of_an_item_around() -> None:
    scope = (("会议", Text()), ("要点", Listing(POINT)), ("点", POINT))
    assert listing_at(scope, "要点") == Listing(POINT)
    assert listing_at(scope, "点.分点") == Listing(SUB_POINT)
    assert [listing_at(scope, path) for path in ("会议", "点", "点.标题", "点.分点.标题", "没有", "", "要点.分点")] == [
        None
    ] * 7


def test_item_of_a_repetition_knows_its_fields() -> None:
    assert POINT.field("分点") == Listing(SUB_POINT)
    assert Item(()).field("标题") is None


# Each with the part that stands on the line to be named, first of its kind in the source.
REFUSED = [
    (template(BODY).replace("slug: try-out", "slug: Try_Out"), "slug:", "“slug”只能用小写字母、数字和连字符。"),
    (template(BODY).replace("slug: try-out\n", ""), "name:", "缺少“slug”。"),
    (template(BODY).replace("name: 试验", "name: ''"), "name:", "“name”不能为空。"),
    (template(BODY).replace("name: 试验", "name: [一]"), "name:", "“name”应是文字。"),
    (template(BODY).replace("name: 试验", "name: " + "一" * 61), "name:", "“name”太长了。"),
    (template(BODY, more="minutes: 很久\n"), "minutes:", "“minutes”应是一个整数。"),
    (template(BODY, more="minutes: 0\n"), "minutes:", "“minutes”的值不合规定。"),
    (template(BODY, more="author: 某\n"), "author:", "这里不能写“author”。"),
    (template(BODY, more="<<: {a: b}\n"), "<<:", "这里不能写“<<”。"),
    (template(BODY, more="sample: 一\n"), "sample:", "“sample”应是“名称: 内容”的一组。"),
    (template(BODY, more="sample:\n  会议: 例会\n  要点: [{标题: 学, 题: 习}]\n"), "  要点:", "示例内容不合要求"),
    (template(BODY, more="sample:\n  要点: [{标题: 学}]\n"), "  要点: [", "示例内容不合要求（会议：必须填写。）"),
    (
        template(BODY, more="sample: {会议: 例会, 要点: [{标题: ''},\n {标题: 学, 内容: [一]}]}\n"),
        "{标题: 学",
        "要点第2项的内容",
    ),
    (f"{HEAD}questions: []\nblocks:\n{BODY}", "questions:", "“questions”至少要有一项。"),
    (f"{HEAD}questions: 一\nblocks:\n{BODY}", "questions:", "“questions”应是一个列表（每项前一个 -）。"),
    (template(BODY, questions="  - 一\n"), "  - 一", "应是“名称: 内容”的一组。"),
    (template(BODY, questions="  - {kind: line}\n"), "  - {kind", "缺少“name”。"),
    (
        template(BODY, questions=QUESTIONS + "  - {name: 又, kind: number}\n"),
        "name: 又",
        "“kind”没有这个值，可用：line, text,",
    ),
    (
        template(BODY, questions=QUESTIONS + "  - {name: 又, required: 或许}\n"),
        "name: 又",
        "“required”只能是 true 或 false。",
    ),
    (template(BODY, questions=QUESTIONS + "  - {name: 又, max_items: 51}\n"), "name: 又", "“max_items”的值不合规定。"),
    (template(BODY, questions=QUESTIONS + "  - {name: 称谓}\n"), "  - {name: 称谓}\nblocks", "“称谓”写了两次。"),
    *(
        (template(BODY, questions=QUESTIONS + f"  - {{name: '{name}'}}\n"), f"name: '{name}'", f"“{name}”不能作名称")
        for name in ["序号", "id", "self", "loop", "True", "none", "if", "class", "_x", "__class__", "1a", "a b", "a.b"]
    ),
    *(
        (template(BODY, questions=QUESTIONS + f"  - {{name: '{name}'}}\n"), f"name: '{name}'", f"“{name}”不能作名称")
        for name in ["ｓｅｌｆ", "会议ａ", "⼀", "ﬁ", "ℌ", "a-b", "{{a}}", "a\u200b", "！", "<b>"]
    ),
    (
        template(BODY, questions=QUESTIONS + "  - {name: 又, kind: list}\n"),
        "  - {name: 又",
        "列表（kind: list）要有 fields",
    ),
    (template(BODY, questions=QUESTIONS + "  - {name: 又, fields: [{name: 甲}]}\n"), "  - {name: 又", "要有 fields"),
    (template(BODY, questions=QUESTIONS + "  - {name: 又, kind: choice}\n"), "  - {name: 又", "要有 choices"),
    (template(BODY, questions=QUESTIONS + "  - {name: 又, kind: ordinals}\n"), "  - {name: 又", "要有 default"),
    (template(BODY, questions=QUESTIONS + "  - {name: 又, kind: ordinals, default: 甲、}\n"), "name: 又", "没有“甲、”"),
    (template(BODY, questions=QUESTIONS + "  - {name: 又, kind: date, default: 明天}\n"), "name: 又", "应是一个日期"),
    (
        template(BODY, questions=QUESTIONS + "  - {name: 又, kind: choice, choices: [甲], default: 乙}\n"),
        "name: 又",
        "只能从",
    ),
    (template(BODY, questions=QUESTIONS + "  - {name: 又, default: '{{ 又 }}'}\n"), "  - {name: 会议", "成了一圈"),
    (template(BODY, questions=QUESTIONS + "  - {name: 又, default: '{{ 7*7 }}'}\n"), "name: 又", "不能使用运算符 *"),
    (
        template(BODY, questions=QUESTIONS + "  - name: 又\n    default: '{{ 没有 }}'\n"),
        "default: '{{ 没有",
        "没有“没有”这个填写项",
    ),
    (
        template(BODY, questions=QUESTIONS + "  - {name: 又, kind: list, fields: [{name: 甲, default: 一}]}\n"),
        "name: 又",
        "不能有 default",
    ),
    (
        template(
            BODY, questions=QUESTIONS + "  - {name: 又, kind: list, min_items: 3, max_items: 2, fields: [{name: 甲}]}\n"
        ),
        "  - {name: 又",
        "不能大于 max_items",
    ),
    (
        template(
            BODY,
            questions=QUESTIONS + "  - {name: 又, kind: list, start_items: 3, max_items: 2, fields: [{name: 甲}]}\n",
        ),
        "  - {name: 又",
        "不能大于 max_items",
    ),
    (
        template(
            BODY,
            questions=QUESTIONS
            + "  - {name: 一, kind: list, fields: [{name: 二, kind: list, fields: [{name: 三, kind: list,"
            " fields: [{name: 四}]}]}]}\n",
        ),
        "name: 一",
        "列表里最多再套一层列表",
    ),
    (template(BODY + "  - {key: body, text: 二}\n"), "  - {key: body, text: 二", "“body”写了两次。"),
    (template("  - {key: 甲, text: 一}\n"), "key: 甲", "“key”只能用小写字母"),
    (template("  - {key: body, text: 一, style: heading-9}\n"), "key: body", "“style”没有这个值"),
    (template("  - {key: body}\n"), "key: body", "要么有 text，要么有 blocks"),
    (template("  - {key: body, text: 一, blocks: [{key: a, text: 二}]}\n"), "key: body", "要么有 text，要么有 blocks"),
    (template("  - {key: body, text: 一, for_each: 要点}\n"), "key: body", "for_each 和 as 要一起写"),
    (template("  - {key: body, text: 一, as: 点}\n"), "key: body", "for_each 和 as 要一起写"),
    (template("  - {key: body, text: 一, ordinals: 一要}\n"), "key: body", "ordinals 只能写在有 for_each 的块"),
    (template("  - {key: body, text: 一, for_each: 会议, as: 点}\n"), "key: body", "“会议”不是列表"),
    (template("  - {key: body, text: 一, for_each: 点.分点, as: 层}\n"), "key: body", "“点.分点”不是列表"),
    (template("  - {key: body, text: 一, for_each: 要点, as: 会议}\n"), "key: body", "“会议”已经是别的名称"),
    (template("  - {key: body, text: 一, for_each: 要点, as: 序号}\n"), "key: body", "“序号”不能作名称"),
    (
        template("  - {key: body, text: 一, for_each: 要点, as: 点, ordinals: 甲、}\n"),
        "key: body",
        "没有“甲、”这个序号体系",
    ),
    (
        template("  - {key: body, text: 一, for_each: 要点, as: 点, ordinals: 称谓}\n"),
        "key: body",
        "没有“称谓”这个序号体系",
    ),
    (template("  - {key: body, text: '{{ 序号 }}', for_each: 要点, as: 点}\n"), "key: body", "没有“序号”这个填写项"),
    (template("  - {key: body, text: '{{ 点.标题 }}'}\n"), "key: body", "没有“点”这个填写项"),
    (
        template("  - key: body\n    text: 一\n    when: 会议 %}{{ 称谓 }}{% if 会议\n"),
        "when:",
        "条件里只能写一个表达式",
    ),
    (template("  - key: body\n    text: 一\n    when: 会议()\n"), "when:", "不能使用这种写法（Call）"),
    (template('  - key: body\n    text: "一\\n二\\n{{ 甲 }}"\n'), 'text: "', "没有“甲”这个填写项"),
    (template("  - key: body\n    text: >\n      一\n\n      {{ 甲 }}\n"), "      一", "没有“甲”这个填写项"),
    (
        template(
            "  - key: body\n    text: 一\n"
            "    run_in:\n      for_each: 要点\n      as: 点\n      text: '{{ 点.没有 }}'\n"
        ),
        "      text: '{{ 点.没有",
        "没有“没有”这个字段",
    ),
    (
        template(
            "  - key: a\n    blocks: [{key: b, blocks: [{key: c, blocks: [{key: d, blocks: [{key: e, text: 一}]}]}]}]\n"
        ),
        "    blocks: [{key: b",
        "块最多套四层",
    ),
    (template("".join(f"  - {{key: b{n}, text: 一}}\n" for n in range(81))), "  - {key: b0,", "“blocks”的项数太多"),
    (
        template("".join(f"  - {{key: b{n}, blocks: [{{key: a, text: 一}}]}}\n" for n in range(41))),
        "  - {key: b0,",
        "段落块超过了 80 个",
    ),
    (
        template(
            "  - key: a\n    for_each: 要点\n    as: 点\n    blocks:\n"
            "      - {key: b, for_each: 要点, as: 又, text: '{{ 又.标题 }}'}\n"
        ),
        "      - {key: b",
        "外层已经按“要点”的各项重复，里面不能再按它重复一遍。",
    ),
    (
        template(
            "  - key: a\n    for_each: 要点\n    as: 点\n    text: 一\n"
            "    run_in:\n      for_each: 要点\n      as: 又\n      text: 二\n"
        ),
        "      for_each: 要点",
        "外层已经按“要点”的各项重复",
    ),
    (
        template(
            "  - key: a\n    for_each: 要点\n    as: 点\n    blocks:\n      - key: b\n        for_each: 点.分点\n"
            "        as: 层\n        text: 一\n        run_in: {for_each: 点.分点, as: 又, text: 二}\n"
        ),
        "        run_in",
        "外层已经按“点.分点”的各项重复",
    ),
    (
        template(
            "".join(
                f"{'    ' * n}  - key: {'k' * 22}\n{'    ' * n}    for_each: 甲{n}\n{'    ' * n}    as: 乙{n}\n"
                + (f"{'    ' * n}    blocks:\n" if n < 3 else "                text: 一\n")
                for n in range(4)
            ),
            questions="".join(f"  - {{name: 甲{n}, kind: list, fields: [{{name: 丙}}]}}\n" for n in range(4)),
        ),
        "              - key: kk",
        "连起来太长，加上各项的标识会超过 160 个字符",
    ),
    (template("  - {key: body, text: '{{ 100 | chinese }}'}\n"), "key: body", "只能写出 1 到 99 的中文数字。"),
    (
        template(
            "  - {key: body, for_each: 要点, as: 点, ordinals: 首先, text: '{{ 序号 }}'}\n",
            more="sample:\n  会议: 例会\n  要点:" + "\n    - 标题: 学" * 6 + "\n",
        ),
        "  会议: 例会",
        "用示例内容不能生成讲稿（序号体系“首先”最多排 5 项，这里有 6 项。）",
    ),
    (
        template(
            "".join(f"  - {{key: k{n}, text: '{{{{ 背景 }}}}'}}\n" for n in range(13)),
            more=f"sample:\n  会议: 例会\n  要点: [{{标题: 学}}]\n  背景: {'学' * 5_000}\n",
        ),
        "  会议: 例会",
        "用示例内容不能生成讲稿（生成的文稿超过了 60000 字。）",
    ),
    (
        template(BODY, questions="".join(f"  - {{name: 甲{n}}}\n" for n in range(61))),
        "  - {name: 甲0}",
        "“questions”的项数太多",
    ),
]


@pytest.mark.parametrize(("source", "part", "message"), REFUSED, ids=range(len(REFUSED)))
def test_bad_template_is_refused_at_its_line(source: str, part: str, message: str) -> None:
    with pytest.raises(TemplateError) as refused:
        load_template(source)
    assert message in str(refused.value)
    assert refused.value.line == line_of(source, part)


@pytest.mark.parametrize("source", ["", "一", "- 一", "[]", "~", "null"])
def test_what_is_no_template_at_all_is_refused(source: str) -> None:
    with pytest.raises(TemplateError):
        load_template(source)


def test_text_of_a_literal_block_is_refused_at_the_line_of_the_file() -> None:
    source = template(text_block("一\n\n{{ 会议 }}\n{{ 甲 }}\n五"))
    with pytest.raises(TemplateError) as refused:
        load_template(source)
    assert refused.value.line == line_of(source, "{{ 甲 }}")


PIECES = st.sampled_from(
    [
        "slug: a\n",
        "name: 一\n",
        "kind: 二\n",
        "questions:\n",
        "  - name: 会议\n",
        "    kind: list\n",
        "    fields: [{name: 甲}]\n",
        "    default: '{{ 会议 }}'\n",
        "blocks:\n",
        "  - key: a\n",
        "    text: '{{ 会议 }}'\n",
        "    text: |\n      {{ 会议\n",
        "    for_each: 会议\n",
        "    as: 点\n",
        "    when: 会议\n",
        "    ordinals: 一要\n",
        "    run_in: {for_each: 会议, as: 点, text: 一}\n",
        "    blocks: [{key: b, text: 二}]\n",
        "sample: {会议: 三}\n",
        "minutes: 9\n",
    ]
)


@settings(max_examples=300, deadline=None)
@given(source=st.lists(PIECES, max_size=14).map("".join))
def test_any_template_is_refused_or_read(source: str) -> None:
    lines = len(source.splitlines())
    try:
        definition = load_template(source)
    except TemplateError as error:
        problem = error
    else:
        assert definition.questions
        return
    assert 1 <= problem.line <= lines + 1
