from dataclasses import replace

import pytest
from docx.shared import Mm, Pt

from drafts.core.document import Document, Paragraph, Run, Style
from drafts.core.errors import FormatError
from drafts.formats.arrangement import arrange
from drafts.formats.layout import NATIONAL_STANDARD, Role, right_indents, width_in_characters
from drafts.formats.title import break_title


def test_national_standard_margins_are_what_the_type_area_leaves() -> None:
    assert (NATIONAL_STANDARD.right, NATIONAL_STANDARD.bottom) == (Mm(26), Mm(35))


def test_national_standard_grid_fills_the_type_area() -> None:
    assert abs(NATIONAL_STANDARD.line_pitch.mm * 22 - 225) < 0.01
    assert round(NATIONAL_STANDARD.character_pitch.pt, 2) == 15.79


def test_look_of_a_style_that_is_not_named_is_that_of_body() -> None:
    body = NATIONAL_STANDARD.look(Style.BODY)
    profile = replace(NATIONAL_STANDARD, looks=((Style.BODY, body),))
    assert profile.look(Style.HEADING_1) == body


def test_profile_is_a_value_that_can_differ_in_one_thing() -> None:
    office = replace(NATIONAL_STANDARD, line_pitch=Pt(28))
    assert (office.pitch(office.look(Style.BODY)), office.family(Role.FANG)) == (Pt(28), "仿宋_GB2312")


@pytest.mark.parametrize(("text", "width"), [("一二", 2.0), ("2026年", 3.0), ("“—…”", 4.0), ("", 0.0)])
def test_width_counts_latin_as_half(text: str, width: float) -> None:
    assert width_in_characters(text) == width


def _signature(*texts: str) -> list[Paragraph]:
    styles = [Style.SIGNATURE] * (len(texts) - 1) + [Style.SIGNATURE_DATE]
    return [Paragraph.of(f"p{n}", style, text) for n, (style, text) in enumerate(zip(styles, texts, strict=True))]


def test_signature_ends_two_characters_from_the_edge_and_date_starts_two_after_it() -> None:
    # Ten characters ending at 2 start at 12; six starting at 10 end at 4.
    assert right_indents(_signature("某某市财政局机关党委", "2026年3月8日")) == [2.0, 4.0]


def test_signature_moves_left_where_the_date_is_longer() -> None:
    # Six characters ending at 2 start at 8; two starting at 10 end at 8.
    assert right_indents(_signature("张三", "2026年3月8日")) == [8.0, 2.0]


def test_signature_of_two_lines_is_centred_on_the_longer() -> None:
    assert right_indents(_signature("某某市财政局机关党委", "张三", "2026年3月8日")) == [2.0, 6.0, 4.0]


def test_signature_date_alone_ends_two_characters_from_the_edge() -> None:
    assert right_indents(_signature("2026年3月8日")) == [2.0]


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("学习心得体会", ("学习心得体会",)),
        (
            "在市水务局党组理论学习中心组专题研讨会上的发言材料",
            ("在市水务局党组理论学习中心组", "专题研讨会上的发言材料"),
        ),
        (
            "在全县“三资”管理提质增效专题推进会暨2026年第一季度经济运行调度会上的讲话",
            ("在全县“三资”管理提质增效专题推进会", "暨2026年第一季度经济运行调度会上的讲话"),
        ),
        ("", ("",)),
    ],
)
def test_title_is_broken_by_sense(title: str, lines: tuple[str, ...]) -> None:
    assert break_title(title, 20) == lines


@pytest.mark.parametrize("title", ["长" * 300, "a" * 300, "《" * 60, "的" * 45, "在会上的发言" * 20])
def test_title_of_any_shape_keeps_its_text_within_the_limit(title: str) -> None:
    lines = break_title(title, 20)
    assert "".join(lines) == title
    assert max(width_in_characters(line) for line in lines) <= 20


def test_title_keeps_a_book_title_in_one_piece() -> None:
    assert break_title("关于认真学习《中国共产党纪律处分条例》的心得体会", 20) == (
        "关于认真学习",
        "《中国共产党纪律处分条例》的心得体会",
    )


def test_arrange_keeps_bold_runs_across_the_lines_of_a_title() -> None:
    runs = (Run("在市水务局党组理论学习中心组专题", bold=True), Run("研讨会上的发言材料"))
    placed = arrange(Document((Paragraph("t", Style.TITLE, runs),)), NATIONAL_STANDARD)
    assert placed[0].lines == (
        (Run("在市水务局党组理论学习中心组", bold=True),),
        (Run("专题", bold=True), Run("研讨会上的发言材料")),
    )


def test_arrange_puts_blank_lines_after_the_head_and_before_the_signature(full_document: Document) -> None:
    placed = arrange(full_document, NATIONAL_STANDARD)
    blanks = [(p.style, p.before, p.after) for p in placed if p.before or p.after]
    assert blanks == [(Style.DATE, 0, 1), (Style.ATTACHMENT, 1, 0), (Style.SIGNATURE, 1, 0)]


def test_arrange_refuses_what_no_document_may_hold() -> None:
    with pytest.raises(FormatError, match="3000 段"):
        arrange(Document(tuple(Paragraph(f"p{n}", Style.BODY) for n in range(3001))), NATIONAL_STANDARD)
    with pytest.raises(FormatError, match="120000 字"):
        arrange(Document((Paragraph.of("p", Style.BODY, "字" * 120_001),)), NATIONAL_STANDARD)
