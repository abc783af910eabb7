"""YAML as plain data with lines, and the YAML that is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafts.core.errors import TemplateError
from drafts.core.source import MAX_ANSWERS_SOURCE, MAX_PARTS, MAX_SOURCE, read_answers, read_source


def test_source_is_plain_data_and_every_scalar_a_string() -> None:
    read = read_source("甲: 1\n乙: [true, 2026-03-08, '']\n丙:\n  丁: ~\n  戊:\n")
    assert read.data == {"甲": "1", "乙": ["true", "2026-03-08", ""], "丙": {"丁": "~", "戊": None}}


@pytest.mark.parametrize("text", ["", "\n", "# 只有注释\n"])
def test_empty_source_is_an_empty_mapping(text: str) -> None:
    assert read_source(text).data == {}


def test_line_of_a_part_is_where_its_value_begins() -> None:
    read = read_source("甲: 一\n\n乙:\n  - 二\n  - 丙: |\n      三\n      四\n    丁:\n戊: >\n  五\n")
    paths = [("甲",), ("乙", 0), ("乙", 1), ("乙", 1, "丙"), ("乙", 1, "丁"), ("戊",)]
    assert [read.line_of(path) for path in paths] == [1, 4, 5, 6, 8, 10]


def test_line_of_a_missing_part_is_that_of_what_holds_it() -> None:
    read = read_source("甲: 一\n乙:\n  - 丙: 二\n")
    assert [read.line_of(path) for path in [("乙", 0, "没有"), ("没有",), ()]] == [3, 1, 1]


def test_line_inside_a_text_is_counted_where_the_text_keeps_its_lines() -> None:
    read = read_source('甲: |\n  一\n  二\n乙: "一\\n二"\n丙: >\n  一\n\n  二\n')
    assert [read.line_inside((name,), 2) for name in ("甲", "乙", "丙")] == [3, 4, 6]


def test_escapes_bring_in_no_character_that_no_file_can_hold() -> None:
    assert read_source('"甲\\0": "\\ud800乙\\e\\u202e"\n').data == {"甲": "乙"}


HOSTILE = [
    ("甲: &a 一\n乙: *a\n", 1),
    ("甲: 一\n乙: *a\n", 2),
    ("a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n", 1),
    ("甲: 一\n乙: &b\n  丙: 一\n", 2),
    ("甲: 一\n<<: *a\n", 2),
    ("甲: 一\n&a 乙: 二\n", 2),
    ("甲: 一\n!!str 乙: 二\n", 2),
    ("甲: !!python/object/apply:os.system ['id']\n", 1),
    ("甲:\n  !!python/name:os.system\n", 2),
    ("甲: !!binary aGk=\n", 1),
    ("甲: ! 一\n", 1),
    ("甲: 一\n乙: !custom {丙: 一}\n", 2),
    ("%TAG ! tag:x,2026:\n---\n甲: !y 一\n", 3),
    ("甲: 一\n---\n乙: 二\n", 2),
    ("甲: 一\n...\n---\n", 3),
    ("甲: 一\n甲: 二\n", 2),
    ("甲: 一\n? [乙]\n: 二\n", 2),
    ("甲: 一\n? {乙: 丙}\n: 二\n", 2),
    ("甲: 一\n{乙: 丙}: 二\n", 2),
    ("甲: 一\n*a : 二\n", 2),
    ("甲: 一\n乙: '没有结尾\n", 3),
    ("甲: 一\n\t乙: 二\n", 2),
    ("甲: 一\n 乙: 二\n", 2),
    ("甲: 一\n乙: [二\n", 3),
    ("甲: 一\n乙: {{ 丙 }}\n", 2),
    ("甲: 一\n乙: %丙\n", 2),
    ("甲: 一\n乙: `丙`\n", 2),
    ("甲: 一\n乙: \x07\n", 2),
    ("甲: 一\n\n乙: \x1b[0m\n", 3),
    ("甲: 一\n乙: \ud800\n", 2),
    ('甲: 一\n乙: "\\UFFFFFFFF"\n', 2),
    ('甲: 一\n乙: "\\U00110000"\n', 2),
    ("甲: 一\n乙: " + "[" * 40 + "\n", 2),
    ("甲: 一\n乙: " + "[" * 90_000, 2),
    ("甲: 一\n乙: " + "{a: " * 40_000, 2),
    ("\n".join(" " * n + "a:" for n in range(40)), 18),
    ("甲: 一\n乙:\n" + "- " * 60 + "丙\n", 3),
]


@pytest.mark.parametrize(("text", "line"), HOSTILE, ids=lambda value: str(value)[:24].encode("unicode_escape").decode())
def test_hostile_source_is_refused_at_its_line(text: str, line: int) -> None:
    with pytest.raises(TemplateError) as refused:
        read_source(text)
    assert refused.value.line == line


def test_source_past_its_limit_is_refused() -> None:
    assert read_source("#" + "学" * (MAX_SOURCE - 1)).data == {}
    with pytest.raises(TemplateError, match="超过了 200000 字"):
        read_source("#" + "学" * MAX_SOURCE)


def test_answers_are_what_was_typed_and_nothing_where_nothing_is_meant() -> None:
    read = read_answers("甲: 1.\n乙: [yes, 2026-03-08, '~', \"null\"]\n丙: ~\n丁: null\n戊: ''\n己: |\n  null\n庚: =\n")
    assert read.data == {
        "甲": "1.",
        "乙": ["yes", "2026-03-08", "~", "null"],
        "丙": None,
        "丁": None,
        "戊": "",
        "己": "null\n",
        "庚": "=",
    }
    assert [read_answers(text).data for text in ("", "---\n", "~", "null # 没有")] == [{}, {}, {}, {}]


def test_answers_past_their_limits_are_refused() -> None:
    assert read_answers("#" + "学" * (MAX_ANSWERS_SOURCE - 1)).data == {}
    with pytest.raises(TemplateError, match="超过了 600000 字"):
        read_answers("#" + "学" * MAX_ANSWERS_SOURCE)


def test_source_of_too_many_parts_is_refused_where_they_become_too_many() -> None:
    assert len(read_source("- a\n" * (MAX_PARTS - 1)).data) == MAX_PARTS - 1
    with pytest.raises(TemplateError, match="内容超过了 20000 项") as refused:
        read_source("- a\n" * (2 * MAX_PARTS))
    assert refused.value.line == MAX_PARTS


TOKENS = st.sampled_from(
    [
        "甲",
        ": ",
        "- ",
        "\n",
        "\n  ",
        "[",
        "]",
        "{",
        "}",
        ",",
        "|",
        ">",
        "'",
        '"',
        "\\UFFFFFFFF",
        "#",
        "&a",
        "*a",
        "!t",
        "---\n",
        "? ",
        "<<",
    ]
)


@settings(max_examples=400, deadline=None)
@given(text=st.one_of(st.lists(TOKENS, max_size=30).map("".join), st.text(max_size=40)))
def test_any_source_is_refused_or_read(text: str) -> None:
    try:
        data = read_source(text).data
    except TemplateError as error:
        refused = error
    else:
        assert data is None or isinstance(data, dict | list | str)
        return
    assert 1 <= refused.line <= len(text.splitlines()) + 1
    assert str(refused)
