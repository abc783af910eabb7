"""The marked-up copy as PDF: all text is there and legible, what is gone is struck through, what came is underlined."""

from io import BytesIO

import pdfplumber
import pytest

from drafts.core.compare import compare
from drafts.core.document import Document, Paragraph, Style
from drafts.core.errors import FormatError
from drafts.formats.files import FileFormat
from drafts.formats.fonts import FontLibrary
from drafts.formats.marked import write_marked
from drafts.formats.marked_pdf import write_marked_pdf
from tests.core.notation import speech
from tests.formats.test_marked_word import NEW, OLD


def lines_of(pdf: bytes) -> list[str]:
    """The lines of the text below the legend, without spaces; the page number is left out."""
    with pdfplumber.open(BytesIO(pdf)) as document:
        # A note is smaller than the line that it stands in.
        lines = [line for page in document.pages for line in page.extract_text(y_tolerance=8).splitlines()[:-1]]
    lines = ["".join(line.split()) for line in lines]
    (legend,) = [n for n, line in enumerate(lines) if line.startswith("花脸稿图例")]
    return lines[legend + 1 :]


def strokes_over(pdf: bytes, text: str) -> list[str]:
    """Which lines are drawn along ``text`` on the first page: ``through`` it or ``under`` it."""
    with pdfplumber.open(BytesIO(pdf)) as document:
        page = document.pages[0]
        (found,) = page.search(text, regex=False)
        level = [
            line for line in (*page.lines, *page.curves)
            if abs(line["top"] - line["bottom"]) < 1 and line["x0"] < found["x1"] - 1 and line["x1"] > found["x0"] + 1
            and found["top"] - 2 < line["top"] < found["bottom"] + 8
        ]  # fmt: skip
    middle = (found["top"] + found["bottom"]) / 2
    return sorted("through" if line["top"] < middle + 4 else "under" for line in level)


def test_old_and_new_text_stand_in_reading_order(fonts: FontLibrary) -> None:
    pdf = write_marked_pdf(compare(speech(OLD), speech(NEW)), fonts=fonts, caption="初稿与修改稿")
    assert lines_of(pdf) == [
        "旧新题目",
        "二一要担当作为狠抓落实。〔由别处移来〕",
        "一二要旗帜鲜明讲政治。",
        "二要担当作为抓落实。〔移到别处〕",
        "不要的一段。",
        "新写的一段。",
        "完〔样式由正文改为一级标题〕",
        "某某单位",
        "2026年3月8日",
    ]


def test_title_is_broken_by_sense(fonts: FontLibrary) -> None:
    words = "在市档案馆理论学习中心组专题{}会上的发言材料"
    old, new = (
        Document((Paragraph.of("t", Style.TITLE, words.format(kind)), Paragraph.of("p", Style.BODY, "同志们：")))
        for kind in ("研讨", "学习")
    )
    pdf = write_marked_pdf(compare(old, new), fonts=fonts)
    assert lines_of(pdf) == ["在市档案馆理论学习中心组", "专题研讨学习会上的发言材料", "同志们："]


@pytest.mark.parametrize(
    ("text", "strokes"), [("旧", ["through"]), ("新", ["under"]), ("同", [])], ids=["removed", "added", "same"]
)
def test_what_went_is_struck_through_and_what_came_is_underlined(
    fonts: FontLibrary, text: str, strokes: list[str]
) -> None:
    pdf = write_marked_pdf(compare(speech("a=甲乙丙同旧丁戊己"), speech("a=甲乙丙同新丁戊己")), fonts=fonts)
    # The legend has 新 too: 新增.
    marked = "".join({"旧": "旧", "新": "新丁", "同": "丙同"}[text])
    assert strokes_over(pdf, marked) == strokes


def test_hostile_text_and_caption_are_shown_as_they_are(fonts: FontLibrary) -> None:
    hostile = '#panic() $x$ *粗* @引 \\n "' + "长" * 40
    pdf = write_marked_pdf(compare(speech("a=甲"), speech(f"a={hostile}")), fonts=fonts, caption=hostile)
    shown = "".join(lines_of(pdf))
    assert '#panic()$x$*粗*@引\\n"' in shown


def test_characters_that_no_font_has_do_not_stop_it(fonts: FontLibrary) -> None:
    pdf = write_marked_pdf(compare(speech("a=甲"), speech("a=甲\U000f0000乙")), fonts=fonts)
    assert lines_of(pdf) == ["甲〓乙"]


def test_equal_comparisons_give_equal_files(fonts: FontLibrary) -> None:
    first, second = (write_marked_pdf(compare(speech(OLD), speech(NEW)), fonts=fonts) for _ in range(2))
    assert first == second


def test_empty_texts_give_a_page(fonts: FontLibrary) -> None:
    assert lines_of(write_marked_pdf(compare(Document(), Document()), fonts=fonts)) == []


def test_write_marked_gives_word_and_pdf_and_nothing_else(fonts: FontLibrary) -> None:
    comparison = compare(speech(OLD), speech(NEW))
    assert write_marked(FileFormat.WORD, comparison)[:2] == b"PK"
    assert write_marked(FileFormat.PDF, comparison, fonts=fonts)[:5] == b"%PDF-"
    with pytest.raises(FormatError, match="需要字体"):
        write_marked(FileFormat.PDF, comparison)
    with pytest.raises(FormatError, match="只能导出为"):
        write_marked(FileFormat.TEXT, comparison)
