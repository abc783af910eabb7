import shutil
from pathlib import Path

import pytest
from fontTools.subset import Subsetter
from fontTools.ttLib import TTFont

from drafts.core.document import Document, Paragraph, Style
from drafts.formats.fonts import FontLibrary, FontReport, RoleUse, Substitution, font_library
from drafts.formats.layout import NATIONAL_STANDARD, Role
from drafts.formats.pdf import write_pdf
from tests.formats.conftest import ROOT
from tests.formats.pages import pages_of

OPEN = ROOT / "fonts" / "open"
# The serif comes from one of two packages, whichever the machine could fetch.
SERIF, SERIF_BLACK = (
    ("Noto Serif SC", "NotoSerifSC_900Black.ttf")
    if (OPEN / "NotoSerifSC_900Black.ttf").exists()
    else ("Noto Serif CJK SC", "NotoSerifCJK-Black.ttc")
)


def _font_file(path: Path, family: str, chinese: str, characters: str) -> None:
    """A font with no more than ``characters``: ``family`` is its Latin name, ``chinese`` its name in Chinese."""
    font = TTFont(OPEN / "FandolKai-Regular.otf")
    subsetter = Subsetter()
    subsetter.populate(text=characters)
    subsetter.subset(font)
    font["name"].names = []
    for identifier, name in ((1, family), (2, "Regular"), (4, family), (6, family)):
        font["name"].setName(name, identifier, 3, 1, 0x409)
    font["name"].setName(chinese, 1, 3, 1, 0x804)
    font.save(path)


def _document(text: str, style: Style = Style.BODY) -> Document:
    return Document((Paragraph.of("p", style, text),))


def test_report_says_which_file_serves_which_role(fonts: FontLibrary, speech: Document) -> None:
    assert fonts.report(speech, NATIONAL_STANDARD) == FontReport(
        (
            RoleUse(Role.FANG, "仿宋_GB2312", "FandolFang R", "FandolFang-Regular.otf", exact=False),
            RoleUse(Role.XIAOBIAO, "方正小标宋简体", SERIF, SERIF_BLACK, exact=False),
        ),
        (),
    )


def test_report_names_the_characters_that_came_from_elsewhere(fonts: FontLibrary) -> None:
    report = fonts.report(_document("张镕喆，李昇😀\u200d\ufe0f"), NATIONAL_STANDARD)
    assert report.substitutions == (
        Substitution(Role.FANG, "喆昇镕", SERIF),
        Substitution(Role.FANG, "😀", ""),
    )
    assert [str(notice) for notice in report.notices] == [
        "仿宋没有“仿宋_GB2312”，PDF 用“FandolFang R”代替。",
        f"仿宋字体里没有“喆昇镕”，PDF 用“{SERIF}”补上。",
        "没有字体收有“😀”，PDF 里以 〓 代替。",
    ]


def test_office_font_wins_by_its_chinese_name_whatever_the_file_is_called(tmp_path: Path) -> None:
    (tmp_path / "open").symlink_to(OPEN)
    _font_file(tmp_path / "x.otf", "FZXBS", "方正小标宋简体", "标题")
    library = font_library(tmp_path)
    report = library.report(_document("标题好", Style.TITLE), NATIONAL_STANDARD)
    assert report.roles == (RoleUse(Role.XIAOBIAO, "方正小标宋简体", "FZXBS", "x.otf", exact=True),)
    assert report.substitutions == (Substitution(Role.XIAOBIAO, "好", SERIF),)
    pdf = write_pdf(_document("标题好", Style.TITLE), fonts=library)
    assert b"FZXBS" in pdf


def test_library_is_loaded_anew_when_a_file_comes(tmp_path: Path) -> None:
    shutil.copy(OPEN / "FandolFang-Regular.otf", tmp_path)
    before = font_library(tmp_path)
    assert font_library(tmp_path) is before
    shutil.copy(OPEN / "FandolKai-Regular.otf", tmp_path)
    assert font_library(tmp_path).families(Role.KAI)[0] == "FandolKai"


@pytest.mark.parametrize("file", ["FandolHei-Regular.otf", SERIF_BLACK])
def test_one_font_alone_serves_every_role(tmp_path: Path, full_document: Document, file: str) -> None:
    shutil.copy(OPEN / file, tmp_path)
    library = font_library(tmp_path)
    report = library.report(full_document, NATIONAL_STANDARD)
    assert {use.file for use in report.roles} == {file}
    text = "".join(line.text for page in pages_of(write_pdf(full_document, fonts=library)) for line in page.lines)
    missing = "".join(substitution.characters for substitution in report.substitutions)
    expected = full_document.plain_text.translate(dict.fromkeys(map(ord, missing), "〓"))
    assert text == "".join(expected.split())


def test_broken_font_files_are_passed_over(tmp_path: Path) -> None:
    shutil.copy(OPEN / "FandolFang-Regular.otf", tmp_path)
    (tmp_path / "broken.ttf").write_bytes(b"\x00\x01\x00\x00" + b"\xff" * 500)
    (tmp_path / "empty.otf").write_bytes(b"")
    assert font_library(tmp_path).families(Role.FANG) == ("FandolFang R",)


@pytest.mark.parametrize("file", ["FandolFang-Regular.otf", "FandolSong-Regular.otf"])
def test_coverage_is_what_fonttools_reads(tmp_path: Path, file: str) -> None:
    shutil.copy(OPEN / file, tmp_path)
    library = font_library(tmp_path)
    with TTFont(OPEN / file) as font:
        mapped = {chr(code) for code in font.getBestCmap() if code >= 0x20}
    every = map(chr, (*range(0x20, 0xD800), *range(0xE000, 0x30000)))
    assert {character for character in every if library.family_for(Role.FANG, character)} == mapped
