"""Texts as large as documents may be and made to be hard: each ends in a file or in a sentence that says why not."""

from collections.abc import Mapping
from io import BytesIO

import pytest
from pypdfium2 import PdfDocument

from drafts.core.document import MAX_CHARACTERS, MAX_PARAGRAPHS, Document, Paragraph, Run, Style
from drafts.core.errors import FormatError, TypesettingError
from drafts.formats.arrangement import Placed, arrange
from drafts.formats.breaking import break_lines
from drafts.formats.fonts import FontLibrary
from drafts.formats.layout import NATIONAL_STANDARD
from drafts.formats.paging import paged
from drafts.formats.pdf import typst_source, write_pdf
from drafts.formats.profiles import BUILT_IN_PROFILES
from drafts.formats.word import write_word
from drafts.formats.word_reading import read_word

_LONG = 100_000
# Enough to tell a text that grows with its length from one that grows with its square.
_SOME, _PARAGRAPHS = 6_000, 500


def _one(text: str, style: Style = Style.BODY) -> Document:
    return Document((Paragraph.of("p", style, text),))


def _many(count: int, text: str, style: Style) -> Document:
    return Document(tuple(Paragraph.of(f"p{n}", style, text) for n in range(count)))


HOSTILE: Mapping[str, Document] = {
    "one paragraph without a space": _one("坚持以人民为中心" * (_LONG // 8)),
    "one Latin word": _one("a" * _LONG),
    "spaces without end": _one("字" + " " * _SOME),
    "no mark that may begin a line": _one("，" * _SOME),
    "no mark that may end a line": _one("《" * _SOME),
    "a gap at every character": _one("字a" * _SOME),
    "a weight for every character": Document(
        (Paragraph("p", Style.BODY, tuple(Run("字", n % 2 == 0) for n in range(_SOME))),)
    ),
    "empty paragraphs": _many(MAX_PARAGRAPHS, "", Style.BODY),
    "short paragraphs": _many(MAX_PARAGRAPHS, "字" * 40, Style.BODY),
    "headings": _many(_PARAGRAPHS, "一、标题" * 5, Style.HEADING_1),
    "headings that all would stay with the next": _many(_PARAGRAPHS, "（一）标题", Style.HEADING_2),
    "titles": _many(_PARAGRAPHS, "在全市机关党的建设工作会议上的讲话", Style.TITLE),
    "a title without end": _one("在会上的发言" * (_SOME // 6), Style.TITLE),
    "signatures": _many(_PARAGRAPHS, "某某市财政局" * 6, Style.SIGNATURE),
    "attachments": _many(_PARAGRAPHS, "附件：1. 某某市财政局", Style.ATTACHMENT),
    "characters that no font has": _one("\U0001f600" * _SOME),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_pdf_holds_all_of_a_text_that_was_made_to_be_hard(fonts: FontLibrary, name: str) -> None:
    lines = [line for p in arrange(HOSTILE[name], NATIONAL_STANDARD) for line in _lines(p, fonts)]
    with PdfDocument(write_pdf(HOSTILE[name], fonts=fonts)) as pdf:
        pages = len(pdf)
    # As many pages as the lines fill: 22 a page; a title's lines are wider apart, and headings move on together.
    assert len(lines) / 22 <= pages + 1
    assert pages <= len(lines) / 15 + 1


def _lines(placed: Placed, fonts: FontLibrary) -> tuple[tuple[Run, ...], ...]:
    return break_lines(placed, NATIONAL_STANDARD, fonts.advance)


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("profile", BUILT_IN_PROFILES)
def test_data_for_typst_grows_no_faster_than_the_text(fonts: FontLibrary, name: str, profile: str) -> None:
    document, layout = HOSTILE[name], BUILT_IN_PROFILES[profile]
    source = typst_source(paged(arrange(document, layout), layout, fonts.advance), fonts, layout)
    characters = sum(len(paragraph.text) for paragraph in document)
    assert len(source) <= 20_000 + 80 * characters + 400 * len(document)


@pytest.mark.parametrize("name", ["one paragraph without a space", "short paragraphs", "a weight for every character"])
def test_word_holds_all_of_a_text_that_was_made_to_be_hard(name: str) -> None:
    document = HOSTILE[name]
    assert read_word(write_word(document)).plain_text == document.plain_text


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (_one("字" * (MAX_CHARACTERS + 1)), "文稿超过了 120000 字，不能导出。"),
        (_many(5_000, "", Style.BODY), "文稿超过了 3000 段，不能导出。"),
    ],
    ids=["characters", "paragraphs"],
)
def test_files_past_the_limits_are_refused_before_anything_is_set(
    fonts: FontLibrary, document: Document, sentence: str
) -> None:
    for write in (lambda: write_pdf(document, fonts=fonts), lambda: write_word(document)):
        with pytest.raises(FormatError) as caught:
            write()
        assert str(caught.value) == sentence


def test_pdf_refuses_marks_piled_up_without_end(fonts: FontLibrary) -> None:
    with pytest.raises(TypesettingError) as caught:
        write_pdf(_one("e" + "\u0301" * (_LONG - 1)), fonts=fonts)
    assert str(caught.value) == "有一个字叠加了过多的附加符号，排不了版；请删去后再试。"
    with PdfDocument(BytesIO(write_pdf(_one("e" + "\u0301" * 64), fonts=fonts))) as pdf:
        assert len(pdf) == 1
