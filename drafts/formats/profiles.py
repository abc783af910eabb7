"""Layout profiles as an office writes them down: flat values in millimetres, points, lines and characters.

``PROFILE_FIELDS`` says what can be set and within which limits, so that a form, a stored profile and a test read the
same list.  Messages and labels are Chinese sentences for gettext.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from docx.shared import Mm, Pt

from drafts.core.document import Style
from drafts.core.errors import LayoutError, gettext_noop
from drafts.formats.layout import (
    NATIONAL_STANDARD,
    LayoutProfile,
    Look,
    NamePlace,
    NumberStyle,
    PageNumbers,
    Role,
)

# Room that printers leave unprinted at a page's foot, in points (5 mm).
_UNPRINTABLE = 14.2
_FEWEST_TITLE_CHARACTERS = 8
_LEAST_WIDTH, _LEAST_HEIGHT = 80, 100
_FAMILY = re.compile(r"[\w .·()（）+-]{1,60}\Z")


class FieldKind(StrEnum):
    """What a field takes: a decimal number, a whole one, one of several choices, yes or no, a short text."""

    NUMBER = "number"
    WHOLE = "whole"
    CHOICE = "choice"
    FLAG = "flag"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class ProfileField:
    """One value of a profile.

    ``low``, ``high`` and ``step`` bound numbers of ``unit``; ``choices`` are pairs of value and label.  ``group`` is
    the heading under which a form shows the field.
    """

    name: str
    label: str
    group: str
    kind: FieldKind
    low: float = 0
    high: float = 0
    step: float = 1
    unit: str = ""
    choices: tuple[tuple[str, str], ...] = ()

    def checked(self, value: object) -> object:
        """``value`` as it is stored.  Raises LayoutError where the field does not take it."""
        return _CHECKS[self.kind](self, value)


_PAGE, _TITLE, _TEXT = gettext_noop("页面与版心"), gettext_noop("标题与署名"), gettext_noop("正文与层次标题")
_NUMBERS, _READING, _FONTS = gettext_noop("页码"), gettext_noop("朗读"), gettext_noop("字体名称")
_MM, _PT, _LINES, _CHARACTERS = gettext_noop("毫米"), gettext_noop("磅"), gettext_noop("行"), gettext_noop("字")
_ROLES = tuple((role.value, role.value) for role in Role)
_NAME_PLACES = (
    (NamePlace.KEPT.value, gettext_noop("照文稿的写法")),
    (NamePlace.BYLINE.value, gettext_noop("标题下署名")),
    (NamePlace.SIGNATURE.value, gettext_noop("文末落款")),
)
_NUMBER_PLACES = (
    (PageNumbers.OUTSIDE.value, gettext_noop("外侧：单页居右、双页居左")),
    (PageNumbers.CENTER.value, gettext_noop("居中")),
    (PageNumbers.NONE.value, gettext_noop("不编页码")),
)
_NUMBER_STYLES = (
    (NumberStyle.DASH.value, gettext_noop("— 1 —")),
    (NumberStyle.PLAIN.value, gettext_noop("1")),
)


def _number(name: str, label: str, group: str, low: float, high: float, unit: str, step: float = 0.01) -> ProfileField:
    return ProfileField(name, label, group, FieldKind.NUMBER, low, high, step, unit)


def _whole(name: str, label: str, group: str, low: int, high: int, unit: str) -> ProfileField:
    return ProfileField(name, label, group, FieldKind.WHOLE, low, high, 1, unit)


def _choice(name: str, label: str, group: str, choices: tuple[tuple[str, str], ...]) -> ProfileField:
    return ProfileField(name, label, group, FieldKind.CHOICE, choices=choices)


def _flag(name: str, label: str, group: str) -> ProfileField:
    return ProfileField(name, label, group, FieldKind.FLAG)


def _type(name: str, font: str, size: str, bold: str, group: str) -> tuple[ProfileField, ...]:
    """The fields of one style's type; the labels of font, size and weight."""
    return (
        _choice(f"{name}_font", font, group, _ROLES),
        _number(f"{name}_size_pt", size, group, 9, 42, _PT, 0.5),
        _flag(f"{name}_bold", bold, group),
    )


PROFILE_FIELDS: tuple[ProfileField, ...] = (
    _number("top_mm", gettext_noop("上边距（天头）"), _PAGE, 10, 80, _MM),
    _number("bottom_mm", gettext_noop("下边距"), _PAGE, 15, 80, _MM),
    _number("left_mm", gettext_noop("左边距（订口）"), _PAGE, 10, 70, _MM),
    _number("right_mm", gettext_noop("右边距"), _PAGE, 10, 70, _MM),
    _whole("lines", gettext_noop("每页行数"), _PAGE, 8, 45, _LINES),
    _number("line_pitch_pt", gettext_noop("行距（固定值）"), _PAGE, 14, 72, _PT),
    _whole("characters", gettext_noop("每行字数"), _PAGE, 10, 45, _CHARACTERS),
    _whole("indent", gettext_noop("首行缩进"), _PAGE, 0, 4, _CHARACTERS),
    *_type("title", gettext_noop("标题字体"), gettext_noop("标题字号"), gettext_noop("标题加粗"), _TITLE),
    _number("title_pitch_pt", gettext_noop("标题行距"), _TITLE, 14, 90, _PT),
    _whole("title_before", gettext_noop("标题前空行"), _TITLE, 0, 4, _LINES),
    _whole("title_after", gettext_noop("标题和署名后空行"), _TITLE, 0, 4, _LINES),
    _choice("name_place", gettext_noop("姓名和日期的位置"), _TITLE, _NAME_PLACES),
    _choice("byline_font", gettext_noop("署名字体"), _TITLE, _ROLES),
    _number("byline_size_pt", gettext_noop("署名字号"), _TITLE, 9, 42, _PT, 0.5),
    *_type("body", gettext_noop("正文字体"), gettext_noop("正文字号"), gettext_noop("正文加粗"), _TEXT),
    *_type(
        "heading_1", gettext_noop("一级标题字体"), gettext_noop("一级标题字号"), gettext_noop("一级标题加粗"), _TEXT
    ),
    *_type(
        "heading_2", gettext_noop("二级标题字体"), gettext_noop("二级标题字号"), gettext_noop("二级标题加粗"), _TEXT
    ),
    *_type(
        "heading_3", gettext_noop("三级标题字体"), gettext_noop("三级标题字号"), gettext_noop("三级标题加粗"), _TEXT
    ),
    *_type(
        "heading_4", gettext_noop("四级标题字体"), gettext_noop("四级标题字号"), gettext_noop("四级标题加粗"), _TEXT
    ),
    _choice("number_place", gettext_noop("页码位置"), _NUMBERS, _NUMBER_PLACES),
    _choice("number_style", gettext_noop("页码样式"), _NUMBERS, _NUMBER_STYLES),
    _choice("number_font", gettext_noop("页码字体"), _NUMBERS, _ROLES),
    _number("number_size_pt", gettext_noop("页码字号"), _NUMBERS, 7, 24, _PT, 0.5),
    _number("number_gap_mm", gettext_noop("页码距版心下边缘"), _NUMBERS, 0, 40, _MM),
    _flag("keep_sentences", gettext_noop("句子不跨页"), _READING),
    _flag("next_words", gettext_noop("页脚提示下页开头"), _READING),
    ProfileField("family_fang", gettext_noop("仿宋的字体名称"), _FONTS, FieldKind.TEXT),
    ProfileField("family_kai", gettext_noop("楷体的字体名称"), _FONTS, FieldKind.TEXT),
    ProfileField("family_hei", gettext_noop("黑体的字体名称"), _FONTS, FieldKind.TEXT),
    ProfileField("family_song", gettext_noop("宋体的字体名称"), _FONTS, FieldKind.TEXT),
    ProfileField("family_xiaobiao", gettext_noop("小标宋的字体名称"), _FONTS, FieldKind.TEXT),
)
"""All that can be set, in the order of a form."""

_FIELDS = {field.name: field for field in PROFILE_FIELDS}


def profile_from_values(values: Mapping[str, object], *, name: str = "") -> LayoutProfile:
    """The profile of ``values``; what they leave out is as in the national standard.

    Raises LayoutError, the first of ``profile_problems``.
    """
    problems = profile_problems(values)
    if problems:
        raise problems[0]
    return _profile(_completed(values), name)


def profile_problems(values: Mapping[str, object]) -> list[LayoutError]:
    """Everything that is wrong with ``values``, each at its field; what does not fit together once each field fits."""
    problems = [
        LayoutError(gettext_noop("版式没有“%(name)s”这一项。"), field=str(name), name=str(name)[:40])
        for name in values
        if name not in _FIELDS
    ]
    for field in PROFILE_FIELDS:
        try:
            field.checked(values.get(field.name, _DEFAULTS[field.name]))
        except LayoutError as error:
            problems.append(error)
    return problems or _misfits(_profile(_completed(values), ""))


def _completed(values: Mapping[str, object]) -> dict[str, object]:
    return {field.name: field.checked(values.get(field.name, _DEFAULTS[field.name])) for field in PROFILE_FIELDS}


def _checked_number(field: ProfileField, value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise LayoutError(gettext_noop("请填数字。"), field=field.name)
    number = round(float(value), 2)
    if not field.low <= number <= field.high:
        raise LayoutError(
            gettext_noop("请填 %(low)s 到 %(high)s 之间的数。"),
            field=field.name,
            low=f"{field.low:g}",
            high=f"{field.high:g}",
        )
    return number


def _checked_whole(field: ProfileField, value: object) -> object:
    number = float(str(_checked_number(field, value)))
    if number != int(number):
        raise LayoutError(gettext_noop("请填整数。"), field=field.name)
    return int(number)


def _checked_choice(field: ProfileField, value: object) -> object:
    if value not in [choice for choice, _ in field.choices]:
        raise LayoutError(gettext_noop("请从列出的选项中选择。"), field=field.name)
    return value


def _checked_flag(field: ProfileField, value: object) -> object:
    if not isinstance(value, bool):
        raise LayoutError(gettext_noop("请填“是”或“否”。"), field=field.name)
    return value


def _checked_text(field: ProfileField, value: object) -> object:
    if not isinstance(value, str) or not _FAMILY.match(value.strip()):
        raise LayoutError(gettext_noop("请填字体名称，不超过 60 个字，不带引号等符号。"), field=field.name)
    return value.strip()


_CHECKS: Mapping[FieldKind, Callable[[ProfileField, object], object]] = MappingProxyType(
    {
        FieldKind.NUMBER: _checked_number,
        FieldKind.WHOLE: _checked_whole,
        FieldKind.CHOICE: _checked_choice,
        FieldKind.FLAG: _checked_flag,
        FieldKind.TEXT: _checked_text,
    }
)


class _Values:
    """Checked values, read by the type that each is known to have."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values

    def text(self, name: str) -> str:
        return str(self._values[name])

    def number(self, name: str) -> float:
        return float(self.text(name))

    def whole(self, name: str) -> int:
        return int(self.text(name))

    def flag(self, name: str) -> bool:
        return self._values[name] is True


def _profile(values: Mapping[str, object], name: str) -> LayoutProfile:
    read = _Values(values)
    return replace(
        NATIONAL_STANDARD,
        name=name,
        top=Mm(read.number("top_mm")),
        bottom=Mm(read.number("bottom_mm")),
        left=Mm(read.number("left_mm")),
        right=Mm(read.number("right_mm")),
        lines=read.whole("lines"),
        characters=read.whole("characters"),
        line_pitch=Pt(read.number("line_pitch_pt")),
        looks=tuple((style, _look(style, look, read)) for style, look in NATIONAL_STANDARD.looks),
        families=tuple((role, read.text(f"family_{role.name.lower()}")) for role in Role),
        page_numbers=PageNumbers(read.text("number_place")),
        number_style=NumberStyle(read.text("number_style")),
        page_number_look=Look(Role(read.text("number_font")), Pt(read.number("number_size_pt")), indent=0),
        page_number_gap=Mm(read.number("number_gap_mm")),
        title_before=read.whole("title_before"),
        title_after=read.whole("title_after"),
        name_place=NamePlace(read.text("name_place")),
        keep_sentences=read.flag("keep_sentences"),
        next_words=read.flag("next_words"),
    )


# Which fields a style's type is read from; salutation, signature and its date are set like the body.
_PREFIXES = {
    Style.TITLE: "title",
    Style.BYLINE: "byline",
    Style.DATE: "byline",
    **{Style(f"heading-{level}"): f"heading_{level}" for level in range(1, 5)},
}


def _look(style: Style, look: Look, read: _Values) -> Look:
    """``look``, which the national standard gives to ``style``, with the font, size and weight that were chosen."""
    prefix = _PREFIXES.get(style, "body")
    return replace(
        look,
        role=Role(read.text(f"{prefix}_font")),
        size=Pt(read.number(f"{prefix}_size_pt")),
        bold=prefix != "byline" and read.flag(f"{prefix}_bold"),
        indent=read.whole("indent") if look.indent else 0,
        pitch=Pt(read.number("title_pitch_pt")) if style is Style.TITLE else None,
    )


def _misfits(profile: LayoutProfile) -> list[LayoutError]:
    """What does not fit together in a profile whose values are each within their limits."""
    if profile.type_width < Mm(_LEAST_WIDTH):
        return [
            LayoutError(gettext_noop("左右边距太大，版心不足 %(least)d 毫米宽。"), field="right_mm", least=_LEAST_WIDTH)
        ]
    if profile.type_height < Mm(_LEAST_HEIGHT):
        return [
            LayoutError(
                gettext_noop("上下边距太大，版心不足 %(least)d 毫米高。"), field="bottom_mm", least=_LEAST_HEIGHT
            )
        ]
    return [*_grid_misfits(profile), *_size_misfits(profile), *_foot_misfits(profile)]


def _grid_misfits(profile: LayoutProfile) -> list[LayoutError]:
    found = []
    # A hair more is allowed: 28.99 pt is itself rounded.
    most = int((profile.type_height.pt + 0.2) / profile.line_pitch.pt)
    if profile.lines > most:
        message = gettext_noop("按这个行距，版心只容得下 %(most)d 行。")
        found.append(LayoutError(message, field="lines", most=most))
    size = profile.look(Style.BODY).size
    # From 6% tighter to 40% wider than the type itself.
    fewest, most = -(-profile.type_width // (size * 1.4)), int(profile.type_width // (size * 0.94))
    if not fewest <= profile.characters <= most:
        message = gettext_noop("按这个版心宽度和正文字号，每行可排 %(fewest)d 到 %(most)d 字。")
        found.append(LayoutError(message, field="characters", fewest=int(fewest), most=most))
    if profile.title_limit < _FEWEST_TITLE_CHARACTERS:
        message = gettext_noop("标题字号太大，一行容不下 %(fewest)d 个字。")
        found.append(LayoutError(message, field="title_size_pt", fewest=_FEWEST_TITLE_CHARACTERS))
    return found


def _size_misfits(profile: LayoutProfile) -> list[LayoutError]:
    prefixes = {Style.BODY: "body"} | {style: prefix for style, prefix in _PREFIXES.items() if style is not Style.DATE}
    message = gettext_noop("字号大于行距（%(pitch)s 磅），字会被裁去一部分。")
    return [
        LayoutError(message, field=f"{prefix}_size_pt", pitch=f"{profile.pitch(look).pt:g}")
        for style, prefix in prefixes.items()
        if (look := profile.look(style)).size > profile.pitch(look)
    ]


def _foot_misfits(profile: LayoutProfile) -> list[LayoutError]:
    if profile.page_numbers is PageNumbers.NONE and not profile.next_words:
        return []
    room = profile.bottom.pt - _UNPRINTABLE - profile.page_number_look.size.pt / 2
    if profile.page_number_gap.pt <= room:
        return []
    message = gettext_noop("下边距里放不下页码，最多距版心 %(most)s 毫米。")
    return [LayoutError(message, field="number_gap_mm", most=f"{max(Pt(room).mm, 0):.1f}")]


_DEFAULTS: Mapping[str, object] = MappingProxyType(NATIONAL_STANDARD.to_values())

_READING_COPY: Mapping[str, object] = {
    "lines": 19,
    "line_pitch_pt": 33,
    "characters": 24,
    "title_size_pt": 24,
    "title_pitch_pt": 38,
    "byline_size_pt": 18,
    **{f"{name}_size_pt": 18 for name in ("body", "heading_1", "heading_2", "heading_3", "heading_4")},
    **{f"{name}_bold": True for name in ("body", "heading_1", "heading_2", "heading_3", "heading_4")},
    "number_place": PageNumbers.CENTER.value,
    "keep_sentences": True,
    "next_words": True,
}

BUILT_IN_PROFILES: Mapping[str, LayoutProfile] = MappingProxyType(
    {
        "national": NATIONAL_STANDARD,
        "reading": profile_from_values(_READING_COPY, name=gettext_noop("朗读版")),
    }
)
"""The profiles that come with the program, by the name they are stored under; ``national`` is the default."""
