import json
from decimal import Decimal

import pytest
from docx.shared import Mm, Pt
from hypothesis import given
from hypothesis import strategies as st

from drafts.core.document import Style
from drafts.core.errors import LayoutError
from drafts.formats.layout import NATIONAL_STANDARD, PageNumbers
from drafts.formats.profiles import (
    BUILT_IN_PROFILES,
    PROFILE_FIELDS,
    FieldKind,
    ProfileField,
    profile_from_values,
    profile_problems,
)


def _values_of(field: ProfileField) -> st.SearchStrategy[object]:
    match field.kind:
        case FieldKind.NUMBER:
            return st.floats(field.low, field.high).map(lambda number: round(number, 2))
        case FieldKind.WHOLE:
            return st.integers(int(field.low), int(field.high))
        case FieldKind.CHOICE:
            return st.sampled_from([value for value, _ in field.choices])
        case FieldKind.FLAG:
            return st.booleans()
        case FieldKind.TEXT:
            return st.sampled_from(["仿宋_GB2312", "FangSong", "方正小标宋 (GBK)"])


VALUES = st.fixed_dictionaries({}, optional={field.name: _values_of(field) for field in PROFILE_FIELDS})


def test_no_values_are_the_national_standard() -> None:
    assert profile_from_values({}, name=NATIONAL_STANDARD.name) == NATIONAL_STANDARD


@pytest.mark.parametrize("slug", BUILT_IN_PROFILES)
def test_built_in_profiles_survive_json(slug: str) -> None:
    profile = BUILT_IN_PROFILES[slug]
    stored = json.loads(json.dumps(profile.to_values(), ensure_ascii=False))
    assert profile_from_values(stored, name=profile.name) == profile


def test_fields_are_the_values_of_a_profile() -> None:
    assert [field.name for field in PROFILE_FIELDS] == list(NATIONAL_STANDARD.to_values())


@given(VALUES)
def test_profile_of_any_values_is_refused_at_a_field_or_gives_them_back(values: dict[str, object]) -> None:
    problems = profile_problems(values)
    if problems:
        assert {problem.field for problem in problems} <= {field.name for field in PROFILE_FIELDS}
        assert all(str(problem) for problem in problems)
        return
    assert profile_from_values(values).to_values() == NATIONAL_STANDARD.to_values() | values


def test_reading_copy_is_large_and_bold() -> None:
    reading = BUILT_IN_PROFILES["reading"]
    body = reading.look(Style.BODY)
    assert (body.size, body.bold, reading.look(Style.TITLE).size) == (Pt(18), True, Pt(24))
    assert (reading.line_pitch, reading.keep_sentences, reading.next_words) == (Pt(33), True, True)


def test_values_of_an_office_change_what_they_name_and_nothing_else() -> None:
    office = profile_from_values({"line_pitch_pt": Decimal("30"), "lines": 21, "heading_3_bold": True})
    assert (office.line_pitch, office.lines, office.look(Style.HEADING_3).bold) == (Pt(30), 21, True)
    assert (office.top, office.page_numbers) == (Mm(37), PageNumbers.OUTSIDE)


@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({"top_mm": 5}, "top_mm", "请填 10 到 80 之间的数。"),
        ({"top_mm": "37"}, "top_mm", "请填数字。"),
        ({"top_mm": True}, "top_mm", "请填数字。"),
        ({"top_mm": float("nan")}, "top_mm", "请填 10 到 80 之间的数。"),
        ({"lines": 21.5}, "lines", "请填整数。"),
        ({"number_place": "left"}, "number_place", "请从列出的选项中选择。"),
        ({"body_bold": 1}, "body_bold", "请填“是”或“否”。"),
        ({"family_kai": '楷体"; x'}, "family_kai", "请填字体名称，不超过 60 个字，不带引号等符号。"),
        ({"colour": "red"}, "colour", "版式没有“colour”这一项。"),
        ({"left_mm": 70, "right_mm": 70}, "right_mm", "左右边距太大，版心不足 80 毫米宽。"),
        ({"top_mm": 80, "bottom_mm": 80, "lines": 14}, "lines", "按这个行距，版心只容得下 13 行。"),
        ({"line_pitch_pt": 30}, "lines", "按这个行距，版心只容得下 21 行。"),
        ({"characters": 35}, "characters", "按这个版心宽度和正文字号，每行可排 20 到 29 字。"),
        ({"body_size_pt": 30, "characters": 14}, "body_size_pt", "字号大于行距（28.99 磅），字会被裁去一部分。"),
        ({"number_gap_mm": 30}, "number_gap_mm", "下边距里放不下页码，最多距版心 27.5 毫米。"),
    ],
)
def test_values_that_cannot_be_are_refused_at_their_field(values: dict[str, object], field: str, message: str) -> None:
    with pytest.raises(LayoutError) as caught:
        profile_from_values(values)
    assert caught.value.field == field
    assert str(caught.value) == message


def test_problems_name_every_field_at_once() -> None:
    fields = [problem.field for problem in profile_problems({"top_mm": 0, "lines": 99, "number_style": ""})]
    assert fields == ["top_mm", "lines", "number_style"]
