"""The pages for the screen: the PDF's own, told apart by what is seen, with the hints that a typesetter would give."""

import re

import pytest

from drafts.core.document import Document, Paragraph, Style
from drafts.core.errors import FormatError
from drafts.formats.fonts import FontLibrary
from drafts.formats.layout import NATIONAL_STANDARD
from drafts.formats.pdf import write_pdf
from drafts.formats.preview import MOST_CHARACTERS, HintKind, Page, Preview, preview
from drafts.formats.profiles import BUILT_IN_PROFILES
from tests.formats.pages import pages_of

USED = re.compile(rb'<use href="#([^"]+)"')
A_LINE = "一" * 28
FIRST_LINE = "一" * 26


def speech_of(*texts: str, style: Style = Style.BODY) -> Document:
    return Document(tuple(Paragraph.of(f"p{n}", style, text) for n, text in enumerate(texts)))


def rows(page: Page) -> list[float]:
    """The tops of the page's lines, which several paragraphs or runs may share."""
    return sorted({round(line.top, 1) for line in page.lines})


def hints(drawn: Preview) -> list[tuple[str, int, str, str]]:
    return [(hint.kind.value, hint.page, hint.key, hint.text) for hint in drawn.hints]


@pytest.mark.parametrize("slug", list(BUILT_IN_PROFILES))
def test_preview_has_the_pages_and_lines_of_the_pdf(fonts: FontLibrary, full_document: Document, slug: str) -> None:
    profile = BUILT_IN_PROFILES[slug]
    long = Document(
        tuple(
            Paragraph(f"{n}.{p.key}", p.style, p.runs)
            for n in range(4)
            for p in full_document
            if n == 0 or p.style is not Style.TITLE
        )
    )
    drawn = preview(long, fonts=fonts, profile=profile)
    printed = pages_of(write_pdf(long, fonts=fonts, profile=profile))
    words = 1 if profile.next_words else 0
    numbered = [len(page.lines) - (words if n < len(printed) else 0) for n, page in enumerate(printed, 1)]
    if not words:
        assert [len(rows(page)) for page in drawn.pages] == numbered
    assert len(drawn.pages) == len(printed)


def test_preview_says_where_each_paragraph_stands(fonts: FontLibrary) -> None:
    (page,) = preview(speech_of(FIRST_LINE + "二", "三"), fonts=fonts).pages
    square = NATIONAL_STANDARD.character_pitch.pt
    left, top = NATIONAL_STANDARD.left.pt, NATIONAL_STANDARD.top.pt
    pitch = NATIONAL_STANDARD.line_pitch.pt
    found = [(line.key, line.left, line.top) for line in page.lines]
    wanted = [("p0", left + 2 * square, top), ("p0", left, top + pitch), ("p1", left + 2 * square, top + 2 * pitch)]
    assert [key for key, _, _ in found] == [key for key, _, _ in wanted]
    assert [place for _, *place in found] == [pytest.approx(place, abs=0.1) for _, *place in wanted]


def test_preview_draws_with_glyphs_that_it_names(fonts: FontLibrary, full_document: Document) -> None:
    for page in preview(full_document, fonts=fonts).pages:
        used = {name.decode() for name in USED.findall(page.svg)}
        assert used == set(page.glyphs)
        assert all(symbol.startswith(f'<symbol id="{name}"'.encode()) for name, symbol in page.glyphs.items())


def test_preview_holds_no_text_no_link_and_no_style(fonts: FontLibrary) -> None:
    hostile = speech_of("<script>alert(1)</script>", '"><style>*{}</style>', "#panic() $x$ *y*", "=1+1")
    (page,) = preview(hostile, fonts=fonts).pages
    markup = page.svg + b"".join(page.glyphs.values())
    tags = set(re.findall(rb"<(\w+)", markup))
    attributes = set(re.findall(rb' ([\w:-]+)="', markup))
    assert tags <= {b"svg", b"g", b"path", b"use", b"symbol"}
    assert attributes & {b"style", b"class", b"onload", b"onclick"} == set()
    assert b"alert" not in markup


def test_preview_names_a_page_by_its_drawing(fonts: FontLibrary, speech: Document) -> None:
    before = [page.name for page in preview(speech, fonts=fonts).pages]
    last = speech.paragraphs[-1]
    edited = Document((*speech.paragraphs[:-1], Paragraph.of(last.key, last.style, last.text[:-1] + "！")))
    after = [page.name for page in preview(edited, fonts=fonts).pages]
    assert [page.name for page in preview(speech, fonts=fonts).pages] == before
    assert after[:-1] == before[:-1]
    assert after[-1] != before[-1]


def test_preview_names_a_page_without_regard_to_its_keys(fonts: FontLibrary, speech: Document) -> None:
    renamed = Document(tuple(Paragraph(f"x{p.key}", p.style, p.runs) for p in speech))
    names = [[page.name for page in preview(document, fonts=fonts).pages] for document in (speech, renamed)]
    assert names[0] == names[1]


@pytest.mark.parametrize(
    ("tail", "found"),
    [
        ("二", "二"),
        ("二。", "二。"),
        ("二”。", "二”。"),
        ("二三", None),
        ("二三。", None),
        ("A", "A"),
        ("AB", None),
        ("", None),
    ],
)
def test_preview_hints_at_a_last_line_of_one_character(fonts: FontLibrary, tail: str, found: str | None) -> None:
    text = FIRST_LINE + A_LINE + tail
    expected = [("single-character", 1, "p1", found)] if found else []
    assert hints(preview(speech_of("短的一段。", text, "又一段。"), fonts=fonts)) == expected


@pytest.mark.parametrize(("text", "style"), [("好", Style.BODY), ("张", Style.SIGNATURE), ("好", Style.TITLE)])
def test_preview_has_no_hint_for_a_paragraph_that_is_one_character(fonts: FontLibrary, text: str, style: Style) -> None:
    assert hints(preview(speech_of(text, style=style), fonts=fonts)) == []


def test_preview_hints_at_a_single_character_on_the_next_page(fonts: FontLibrary) -> None:
    filled = [f"{FIRST_LINE}"] * 21
    drawn = preview(speech_of(*filled, FIRST_LINE + "二。"), fonts=fonts)
    assert hints(drawn) == [("short-page", 2, "p21", ""), ("single-character", 2, "p21", "二。")]


@pytest.mark.parametrize(("count", "short"), [(22, False), (23, True), (24, True), (25, False)])
def test_preview_hints_at_a_last_page_of_fewer_than_three_lines(fonts: FontLibrary, count: int, short: bool) -> None:
    drawn = preview(speech_of(*["一行。"] * count), fonts=fonts)
    assert hints(drawn) == ([(HintKind.SHORT_PAGE.value, 2, "p22", "")] if short else [])


def test_preview_of_nothing_is_one_empty_page(fonts: FontLibrary) -> None:
    drawn = preview(Document(), fonts=fonts)
    assert [(page.lines, bool(page.svg)) for page in drawn.pages] == [((), True)]
    assert drawn.hints == ()


@pytest.mark.parametrize("slug", BUILT_IN_PROFILES)
def test_preview_refuses_a_text_that_takes_too_long(fonts: FontLibrary, slug: str) -> None:
    with pytest.raises(FormatError) as caught:
        preview(speech_of("长" * (MOST_CHARACTERS + 1)), fonts=fonts, profile=BUILT_IN_PROFILES[slug])
    assert str(caught.value) == f"文稿超过了 {MOST_CHARACTERS} 字，不能随时预览；请导出 PDF 查看页面。"
