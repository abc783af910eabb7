"""The template language: what it renders, and everything that it refuses before anything is compiled."""

import re
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from drafts.core.errors import SidianError, TemplateError
from drafts.core.language import MAX_TEXT, check_condition, check_text
from drafts.core.template import load_template
from tests.core.notation import SCOPE, line_of, template, text_block

POINTS = [
    {"id": "a", "标题": "学深悟透", "内容": "要学", "分点": [{"id": "x", "标题": "读原文"}]},
    {"id": "b", "标题": "", "内容": "", "分点": []},
    {"id": "c", "标题": "见行见效", "内容": "要做。", "分点": []},
]
VALUES = {"会议": "研讨会", "称谓": "", "背景": "一段背景", "要点": POINTS, "点": POINTS[0], "序号": "一要"}


def refusal_of(source: str) -> TemplateError | None:
    try:
        check_text(source, SCOPE)
    except TemplateError as error:
        return error
    return None


def rendered(source: str, **values: object) -> str:
    return "".join(check_text(source, SCOPE).pieces({**VALUES, **values}))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("在{{ 会议 }}上", "在研讨会上"),
        ("{{ 称谓 | colon }}", ""),
        ("{% if 称谓 %}{{ 称谓 }}{% elif 会议 == '研讨会' %}研{% else %}无{% endif %}", "研"),
        ("{{ 要点 | length | chinese }}个方面", "三个方面"),
        ("{{ 要点 | length }}", "3"),
        ("{{ 要点 | join('、', '标题') }}", "学深悟透、见行见效"),
        ("{{ (要点 | first).标题 }}…{{ (要点 | last).标题 }}", "学深悟透…见行见效"),
        ("{{ ((要点 | first).分点 | first).标题 }}", "读原文"),
        ("{{ 序号 }}{{ 点.标题 | sentence }}{{ 点.内容 | sentence }}", "一要学深悟透。要学。"),
        ("{{ 99 | chinese }}{{ 0 | chinese }}", "九十九零"),
        ("{{ 会议 if 称谓 is blank else 称谓 }}", "研讨会"),
        ("{% if not 称谓 and (会议 or 背景) %}有{% endif %}", "有"),
        ("{% if 要点 | length >= 3 and 要点 | length < 9 %}多{% endif %}", "多"),
        ("{{- 会议 -}} 上", "研讨会上"),
        ("｛｛ 会议 ｝｝", "｛｛ 会议 ｝｝"),
        ("一行\n", "一行\n"),
        ("{ 会议 } % #", "{ 会议 } % #"),
    ],
)
def test_text_renders(source: str, text: str) -> None:
    assert rendered(source) == text


@pytest.mark.parametrize(
    ("count", "words"), [(0, "零点"), (1, "一点"), (2, "两点"), (3, "三点"), (12, "十二点"), (20, "二十点")]
)
def test_count_is_written_as_it_is_said_before_a_measure_word(count: int, words: str) -> None:
    assert rendered("{{ 要点 | length | chinese }}点", 要点=POINTS[:1] * count) == words


@pytest.mark.parametrize(
    "source", ["{{ (要点 | first).标题 }}", "{{ (要点 | last).分点 | length }}", "{{ 要点 | join('、', '标题') }}"]
)
def test_empty_list_has_no_first_item_and_no_error(source: str) -> None:
    assert rendered(source, 要点=[]) in ("", "0")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", ""),
        ("说", "说。"),
        ("说。", "说。"),
        ("“说！”", "“说！”"),
        ("“说”", "“说”。"),
        ("说：", "说："),
        ("（说）", "（说）。"),
    ],
)
def test_sentence_ends_once(text: str, sentence: str) -> None:
    assert rendered("{{ 会议 | sentence }}", 会议=text) == sentence


@pytest.mark.parametrize("typed", ["同志们", "同志们：", "同志们:", "同志们，", "同志们。", "同志们！"])
def test_colon_replaces_what_was_typed_at_the_end(typed: str) -> None:
    assert rendered("{{ 称谓 | colon }}", 称谓=typed) == "同志们："


def test_values_are_never_read_as_language() -> None:
    assert rendered("{{ 会议 }}", 会议="{{ 7*7 }}{% raw %}<b>&\"'") == "{{ 7*7 }}{% raw %}<b>&\"'"


# Each is one line that would run out of time or memory, read what it should not, or run what the language has not.
HOSTILE = [
    # work without end
    "{{ 会议 * 1000000 }}",
    "{{ 10 ** 10 ** 10 }}",
    "{{ '学' * 999999999 }}",
    "{{ 9 - 1 }}",
    "{{ -1 }}",
    "{{ 7 % 2 }}",
    "{{ 7 // 2 }}",
    "{{ 会议 ~ 会议 }}",
    "{{ 会议 + 会议 }}",
    "{{ 1000001 }}",
    "{{ 9999999999999999999999 }}",
    "{{ 1_000 }}",
    "{{ 0x10 }}",
    "{{ 1e9 }}",
    "{{ 1.5 }}",
    "{{ '" + "学" * 201 + "' }}",
    "{{ " + "会议 or " * 90 + "会议 }}",
    "{{ " + "(" * 25 + "会议" + ")" * 25 + " }}",
    "{{ " + "(" * 190 + ")" * 190 + " }}",
    "{{ " + "not " * 60 + "会议 }}",
    "{{ 点" + ".分点" * 60 + " }}",
    "{{ 会议" + " | sentence" * 30 + " }}",
    "{% if 会议 %}" * 25 + "深" + "{% endif %}" * 25,
    "{% if 会议 %}" * 24 + "深" + "{% endif %}" * 24,
    "{% if " + " and ".join(["会议"] * 40) + " %}深{% endif %}",
    "{% if 会议 %}一" + "{% elif 会议 %}二" * 900 + "{% endif %}",
    "{{ 会议 }}" * 1500,
    "{{ " + " " * 500 + "会议 }}",
    "{% for 甲 in range(99999) %}{% for 乙 in range(99999) %}学{% endfor %}{% endfor %}",
    "{% for 点 in 要点 %}{{ 点.标题 }}{% endfor %}",
    "{{ range(10) }}",
    "{{ '%999999999d' | format(1) }}",
    "{{ '{:>999999999}'.format(1) }}",
    "{{ 会议 | center(999999999) }}",
    "{{ 会议 | indent(999999999) }}",
    "{{ 会议 | replace('', '学学学学') }}",
    "{{ 会议 | wordwrap(1) }}",
    "{{ 要点 | batch(1, 会议) }}",
    "{{ lipsum(n=99999) }}",
    "{{ 要点 | join(会议, '标题') }}",
    "{{ 要点 | join('一二三四五六七八九十一', '标题') }}",
    "{{ 要点 | join('、', attribute='标题') }}",
    "{{ 要点 | join(*要点) }}",
    "{{ 要点 | join('、', '分点') }}",
    "{{ 要点 | join('、', '__class__') }}",
    "{{ 会议 | join('、', '标题') }}",
    # statements that the language has not
    "{% macro 甲() %}{{ 甲() }}{% endmacro %}{{ 甲() }}",
    "{% call 甲() %}{% endcall %}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% from 'os' import system %}",
    "{% extends 'base' %}",
    "{% block 甲 %}{% endblock %}",
    "{% set 甲 = 会议 %}",
    "{% set 甲 = namespace(乙=1) %}",
    "{% with 甲 = 会议 %}{{ 甲 }}{% endwith %}",
    "{% filter upper %}学{% endfilter %}",
    "{% raw %}{{ 会议 }}{% endraw %}",
    "{%- raw -%}{{{%- endraw -%}",
    "{% autoescape true %}{{ 会议 }}{% endautoescape %}",
    "{% trans %}学{% endtrans %}",
    "{% do 会议 %}",
    "{% debug %}",
    "{% break %}",
    "{% ｉｆ 会议 %}学{% endif %}",
    "{# 注释 #}",
    "{#- {{ 会议 }} -#}",
    # ways to objects and their attributes
    "{{ ''.__class__.__mro__ }}",
    "{{ 会议.__class__ }}",
    "{{ 会议.upper }}",
    "{{ 会议.upper() }}",
    "{{ 点.__init__ }}",
    "{{ 点._x }}",
    "{{ 点.id }}",
    "{{ 点.items }}",
    "{{ 点.标题.__class__ }}",
    "{{ 会议['__class__'] }}",
    "{{ 点['标题'] }}",
    "{{ 要点[0] }}",
    "{{ 要点.0 }}",
    "{{ 要点[:] }}",
    "{{ 会议() }}",
    "{{ 点.标题() }}",
    "{{ 会议 | attr('__class__') }}",
    "{{ 要点 | map(attribute='标题') }}",
    "{{ 要点 | map('upper') }}",
    "{{ 要点 | selectattr('标题') }}",
    "{{ 要点 | groupby('标题') }}",
    "{{ 会议 | safe }}",
    "{{ 会议 | pprint }}",
    "{{ 会议 | tojson }}",
    "{{ 会议 | xmlattr }}",
    "{{ 会议 | chinese.__call__ }}",
    "{{ 会议 | sentence(1) }}",
    "{{ 要点 | length(1) }}",
    "{{ self }}",
    "{{ self._TemplateReference__context }}",
    "{{ loop }}",
    "{{ caller() }}",
    "{{ config }}",
    "{{ cycler('一').next() }}",
    "{{ joiner() }}",
    "{{ dict(a=1) }}",
    "{{ namespace() }}",
    "{{ environment }}",
    "{{ l_0_会议 }}",
    "{{ __import__('os') }}",
    # values that are no text
    "{{ none }}",
    "{{ True }}",
    "{{ 要点 }}",
    "{{ 点 }}",
    "{{ 要点 | first }}",
    "{{ 会议 == 会议 }}",
    "{{ not 会议 }}",
    "{{ 会议 and 称谓 }}",
    "{{ 会议 is blank }}",
    "{{ [会议] }}",
    "{{ {'a': 会议} }}",
    "{{ (会议, 称谓) }}",
    "{{ () }}",
    "{{ 会议, 称谓 }}",
    "{{ 会议 if 称谓 }}",
    "{{ 要点 if 会议 else 会议 }}",
    "{{ 会议 | length }}",
    "{{ 会议 | chinese }}",
    "{{ 要点 | sentence }}",
    "{{ 100 | chinese }}",
    "{{ (1000) | chinese }}",
    "{% if 100 | chinese == '百' %}学{% endif %}",
    "{% if 会议 > 3 %}学{% endif %}",
    "{% if 要点 == 要点 %}学{% endif %}",
    "{% if 会议 in 要点 %}学{% endif %}",
    "{% if 会议 not in '学' %}学{% endif %}",
    "{% if 会议 is defined %}学{% endif %}",
    "{% if 会议 is blank(1) %}学{% endif %}",
    "{% if 会议 is sameas 会议 %}学{% endif %}",
    "{% if 会议 is string %}学{% endif %}",
    "{% if 会议 := 称谓 %}学{% endif %}",
    "{% if 会议 = 称谓 %}学{% endif %}",
    # names that only look right
    "{{ ｓｅｌｆ }}",
    "{{ 会議 }}",
    "{{ 会\u200b议 }}",
    "{{ 点.标题\ufe00 }}",
    "{{ ⼀ }}",
    "{{ 会议\u3000和 }}",
    "{{ “会议” }}",
    "{{ 会议 ｜ sentence }}",
    "{{ 点。标题 }}",
    # what is not whole
    "{{ }}",
    "{% %}",
    "{% if %}学{% endif %}",
    "{% endif %}",
    "{% else %}",
    "{% elif 会议 %}",
    "{{ 会议 会议 }}",
    "{{ 会议 | }}",
    "{{ (会议 }}",
    "{{ 会议) }}",
    "{{ '会议 }}",
    "{{ '\\N{none}' }}",
    "{{ '\\U00110000' }}",
    "{{ 会议 ! }}",
    "{{ 会议; 称谓 }}",
    "{{ `会议` }}",
    "{{ {{ 会议 }} }}",
]

_compiled: list[str] = []


def _note_compilation(event: str, arguments: tuple[object, ...]) -> None:
    # A syntax error compiles a one-line stand-in for its traceback; only a template's own code has this name.
    if event == "compile" and arguments[1] == "<template>":
        _compiled.append(str(arguments[1]))


sys.addaudithook(_note_compilation)  # Python's own record of every compile(); it cannot be taken off again


@pytest.fixture
def compiled() -> list[str]:
    """The templates that were compiled while the test ran."""
    _compiled.clear()
    return _compiled


def test_compilation_is_noticed(compiled: list[str]) -> None:
    check_text.__wrapped__("{{ 会议 }}", SCOPE)
    assert compiled == ["<template>"]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:40].encode("unicode_escape").decode())
def test_hostile_text_is_refused_before_it_is_compiled(text: str, compiled: list[str]) -> None:
    with pytest.raises(TemplateError) as refused:
        check_text(f"第一行\n\n第三行{text}", SCOPE)
    assert refused.value.line == 3
    assert str(refused.value).startswith("第 3 行：")
    assert str(refused.value).endswith("。")
    assert compiled == []


@pytest.mark.parametrize(
    "text",
    [text for text in HOSTILE if "点." not in text and "{{ 点" not in text and all(c.isprintable() for c in text)],
    ids=lambda text: text[:40].encode("unicode_escape").decode(),
)
def test_hostile_text_in_a_template_is_refused_at_its_line(text: str) -> None:
    source = template(text_block(f"第一行\n第二行{text}"))
    with pytest.raises(TemplateError) as refused:
        load_template(source)
    assert refused.value.line == line_of(source, "第二行")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("一\n{{ 会议 }}\n{{ 会议 +\n1 }}", 3),
        ("一\n{{\n\n会议\n[0] }}", 5),
        ("{% if 会议 %}\n二\n{% for 甲 in 要点 %}{% endfor %}{% endif %}", 3),
        ("一\r\n二\r\n{{ 甲 }}", 3),
        ("一\n{{ 会议 }}{# 注\n释 #}", 2),
        ("{% if 会议 %}\n没有结尾", 1),
        ("一\n{{ 会议", 2),
        ("一\n{% raw %}\n二", 2),
    ],
)
def test_refusal_names_the_line_of_what_is_wrong(text: str, line: int) -> None:
    with pytest.raises(TemplateError) as refused:
        check_text(text, SCOPE)
    assert refused.value.line == line


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{% for 甲 in 要点 %}", "不能写循环 for：要重复的段落请在块上写 for_each。"),
        ("{% set 甲 = 1 %}", "不能使用 set：这里只有 if、elif、else、endif。"),
        ("{{ 要点[0] }}", "不能使用方括号：字段请写作 点.标题，首尾项请用 first、last。"),
        ("{{ 会议 + 1 }}", "不能使用运算符 +：只有比较、and、or、not。"),
        ("{{ 点.编号 }}", "没有“编号”这个字段。"),
        ("{{ 会义 }}", "没有“会义”这个填写项，可用：会议、称谓、背景、要点、点、序号。"),
        ("{{ 会议 | upper }}", "没有 upper 这个过滤器，可用：length、chinese、sentence、colon、join、first、last。"),
        ("{{ 会议 | chinese }}", "过滤器 chinese 只能用在数字上。"),
        ("{{ 要点 | colon }}", "过滤器 colon 只能用在文字上。"),
        ("{{ 会议 | length }}", "过滤器 length 只能用在列表上。"),
        ("{{ 100 | chinese }}", "只能写出 1 到 99 的中文数字。"),
        ("{{ 要点 }}", "这里是一个列表或其中一项，不能直接写出来：请写它的字段，如 点.标题。"),
        ("{# 注 #}", "注释请写在 YAML 的 # 后面，不要写 {# #}。"),
    ],
)
def test_refusal_says_what_was_found_and_what_to_write(text: str, message: str) -> None:
    with pytest.raises(TemplateError) as refused:
        check_text(text, SCOPE)
    assert str(refused.value) == f"第 1 行：{message}"


def test_text_past_its_limit_is_refused() -> None:
    assert rendered("学" * MAX_TEXT) == "学" * MAX_TEXT
    with pytest.raises(TemplateError, match="超过了 20000 字"):
        check_text("学" * (MAX_TEXT + 1), SCOPE)


@pytest.mark.parametrize(
    "bomb", ["{" * 20_000, "{{" * 10_000, "{#" * 10_000, "{% raw" * 3_000, "{{ '" + "\\" * 19_000, "{{ " + "1" * 19_000]
)
def test_long_nonsense_is_answered_at_once(bomb: str) -> None:
    refused = refusal_of(bomb)
    assert refused is None or refused.line == 1


@pytest.mark.parametrize(
    "text",
    ["{{ " + "(" * 23 + "会议" + ")" * 23 + " }}", "{% if 会议 %}一" + "{% elif 会议 %}二" * 480 + "{% endif %}"],
)
def test_callers_deep_stack_gives_a_refusal_and_no_recursion_error(text: str) -> None:
    def check_at(depth: int) -> None:
        if depth:
            check_at(depth - 1)
        else:
            check_text.__wrapped__(text, SCOPE)

    check_at(0)
    with pytest.raises(TemplateError, match="请拆成几段"):
        check_at(sys.getrecursionlimit() - 100)


HOSTILE_CONDITIONS = [
    "会议 %}{{ 称谓 }}{% if 会议",
    "会议 -%}{{ 7*7 }}{%- if 会议",
    "会议 %}{% endif %}{% for 甲 in 要点 %}{% endfor %}{% if 会议",
    "会议 }} {{ 会议",
    "会议 {# 注 #}",
    "会议\n{{ 称谓 }}",
    "会议 # 注",
    "会议()",
    "会议[0]",
    "会议.__class__",
    "甲",
    "会议 + 1",
    "会议 if",
    "会议, 称谓",
    "",
    "(" * 30 + "会议" + ")" * 30,
    "会议 == 'x' * 99999999",
    "要点 == 会议",
    "会议 in 要点",
]


@pytest.mark.parametrize("condition", HOSTILE_CONDITIONS)
def test_hostile_condition_is_refused(condition: str, compiled: list[str]) -> None:
    with pytest.raises(TemplateError) as refused:
        check_condition(condition, SCOPE)
    assert refused.value.line == 1
    assert str(refused.value).startswith("第 1 行：")
    assert compiled == []


@pytest.mark.parametrize("condition", ["会议", "会议 and not 称谓", "要点 | length > 2", "称谓 is blank"])
def test_condition_that_holds_renders_something(condition: str) -> None:
    assert "".join(check_condition(condition, SCOPE).pieces(VALUES)) == "1"


def test_text_knows_what_it_prints_and_what_it_looks_at() -> None:
    checked = check_text("{% if 称谓 %}{{ 点.标题 | sentence }}{% endif %}{{ 要点 | length }}", SCOPE)
    assert checked.outputs == {("点", "标题"), ("要点",)}
    assert checked.names == {"称谓", "点", "要点"}


_VOCABULARY = """
    {{ }} {% %} {%- -%} {{- -}} {# #} if elif else endif for in and or not is blank defined true none raw endraw
    会议 称谓 背景 要点 点 序号 标题 内容 分点 id self loop . | , ( ) [ ] == != < <= > >= = + - * ** / // % ~ :
    length chinese sentence colon join first last upper attr join('、','标题') 'x' "、" '标题' 0 1 2 99 100 1000000
    点.标题 点.分点 (要点|first).标题 要点|length {{会议}} {%if\t会议%} {%else%} {%endif%} {%-if\t会议%} \\ ' " 。 学
"""
TOKENS = st.sampled_from([" ", "\n", *(token.replace("\t", " ") for token in re.split("[ \n]+", _VOCABULARY.strip()))])
SOURCES = st.lists(st.one_of(TOKENS, TOKENS, TOKENS, st.text(max_size=3)), max_size=30).flatmap(
    lambda parts: st.sampled_from(["", " "]).map(lambda gap: gap.join(parts))
)
EXPRESSIONS = st.recursive(
    st.sampled_from(
        ["会议", "称谓", "点.标题", "要点", "点.分点", "点", "'学'", "1", "100", "1000000", "(要点|first).标题"]
    ),
    lambda inner: st.one_of(
        st.tuples(
            inner, st.sampled_from(["length", "chinese", "sentence", "colon", "first", "last", "join('、','标题')"])
        ).map(lambda pair: f"{pair[0]} | {pair[1]}"),
        st.tuples(inner, st.sampled_from(["==", "<", "and", "or", "is blank or"]), inner).map(
            lambda t: f"({' '.join(t)})"
        ),
        st.tuples(inner, inner, inner).map(lambda t: f"({t[0]} if {t[1]} else {t[2]})"),
        inner.map(lambda text: f"(not {text})"),
        inner.map(lambda text: f"({text}).标题"),
    ),
    max_leaves=6,
)
LIVELY = st.one_of(
    EXPRESSIONS.map(lambda text: "{{ " + text + " }}"),
    EXPRESSIONS.map(lambda text: "{% if " + text + " %}是{% else %}否{% endif %}"),
)


@settings(max_examples=600, deadline=None)
@given(source=st.one_of(SOURCES, LIVELY), values=st.sampled_from([VALUES, {**VALUES, "要点": [], "会议": ""}]))
@example(source="{{ 100 | chinese }}", values=VALUES)
@example(source="{{ '\\ud800' }}", values=VALUES)
@example(source="{{" + "(" * 3000, values=VALUES)
def test_any_text_is_refused_or_renders(source: str, values: dict[str, object]) -> None:
    refused = refusal_of(source)
    if refused is not None:
        assert 1 <= refused.line <= len(source.splitlines()) + 1
        assert str(refused)
        return
    try:
        text = "".join(check_text(source, SCOPE).pieces(values))
    except SidianError:
        return
    assert isinstance(text, str)
    assert len(text) < 60_000
