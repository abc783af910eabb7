"""The fonts and the speech that the tests of the formats share."""

import os
from pathlib import Path

import pytest

from drafts.core.document import Document, Paragraph, Run, Style
from drafts.formats.fonts import FontLibrary, font_library
from drafts.formats.profiles import profile_from_values

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def fonts() -> FontLibrary:
    """The fetched fonts, without what an office may have put beside them."""
    return font_library(Path(os.environ.get("SIDIAN_FONTS_DIR") or ROOT / "fonts") / "open")


@pytest.fixture(scope="session")
def speech() -> Document:
    """A speech of 2,260 characters in the four-point form."""
    return Document.from_plain_text((ROOT / "tests" / "samples" / "speech.txt").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def full_document() -> Document:
    """One paragraph of every style, bold runs, marks beside marks, rare characters."""
    body = "我们要学好《条例》《纲要》，做到“两个维护”、“四个服从”——一步一个脚印，一年一个台阶……"
    return Document(
        (
            Paragraph.of("title", Style.TITLE, "在全市“三资”管理提质增效专题推进会暨经济运行调度会上的讲话"),
            Paragraph.of("byline", Style.BYLINE, "某某单位　张喆堃"),
            Paragraph.of("date", Style.DATE, "（2026年3月8日）"),
            Paragraph.of("salutation", Style.SALUTATION, "各位领导、同志们："),
            Paragraph.of("b1", Style.BODY, body),
            Paragraph.of("h1", Style.HEADING_1, "一、提高政治站位"),
            Paragraph.of("h2", Style.HEADING_2, "（一）强化理论武装"),
            Paragraph.of("h3", Style.HEADING_3, "1. 抓学习"),
            Paragraph.of("h4", Style.HEADING_4, "（1）抓落实"),
            Paragraph("b2", Style.BODY, (Run("要抓重点。", bold=True), Run(body), Run("不松劲", bold=True))),
            Paragraph.of("a1", Style.ATTACHMENT, "附件：1. 某某市财政局机关党委理论学习中心组年度学习计划和分工安排"),
            Paragraph.of("a2", Style.ATTACHMENT, "2. 学习记录"),
            Paragraph.of("name", Style.SIGNATURE, "某某市财政局机关党委"),
            Paragraph.of("when", Style.SIGNATURE_DATE, "2026年3月8日"),
        )
    )


OFFICE = profile_from_values(
    {
        "line_pitch_pt": 30,
        "lines": 21,
        "characters": 26,
        "heading_3_bold": True,
        "number_place": "center",
        "name_place": "byline",
    },
    name="某机关",
)
"""A profile as an office might make it."""
