"""The page measured from the PDF as a reader's ruler would: margins, grid, page numbers, and what closes a speech.

All figures of the national standard stand here as the standard prints them, in millimetres and characters; none is
taken from the profile.
"""

from collections.abc import Mapping
from io import BytesIO

import pdfplumber
import pypdf
import pytest

from drafts.core.document import Document, Paragraph, Style
from drafts.formats.fonts import FontLibrary
from drafts.formats.pdf import write_pdf
from drafts.formats.profiles import BUILT_IN_PROFILES
from tests.formats.conftest import OFFICE
from tests.formats.pages import MM, Line, Page, pages_of
from tests.formats.texts import long_speech

LEFT, TOP, WIDTH, HEIGHT = 28, 37, 156, 225
CHARACTER = WIDTH / 28
EM = 16 * MM  # 3号
_MARKS = "，。、；：？！”’》）】"


@pytest.fixture(scope="module")
def pages(fonts: FontLibrary) -> list[Page]:
    """A speech of twenty pages in the national standard."""
    return pages_of(write_pdf(long_speech(118), fonts=fonts))


def _lines_of(fonts: FontLibrary, *paragraphs: tuple[Style, str]) -> list[Line]:
    document = Document(tuple(Paragraph.of(f"p{n}", style, text) for n, (style, text) in enumerate(paragraphs)))
    return [line for page in pages_of(write_pdf(document, fonts=fonts)) for line in page.lines]


def _rows(page: Page, pitch: float) -> list[int]:
    """The row of each line, from 0; no line stands between two rows."""
    rows = [(line.baseline - page.lines[0].baseline) / pitch for line in page.lines]
    assert all(abs(row - round(row)) < 0.01 for row in rows)
    return [round(row) for row in rows]


def _middle(line: Line) -> float:
    return (line.left + line.right) / 2


def test_paper_is_a4(fonts: FontLibrary, speech: Document) -> None:
    for page in pypdf.PdfReader(BytesIO(write_pdf(speech, fonts=fonts))).pages:
        size = [float(page.mediabox.width) * MM, float(page.mediabox.height) * MM]
        assert [round(side, 1) for side in size] == [210, 297]


def test_every_full_page_has_22_lines_that_fill_the_type_area(pages: list[Page]) -> None:
    full = pages[1:-1]
    assert len(full) >= 18
    for page in full:
        rows = _rows(page, HEIGHT / 22)
        # A heading of the first two levels may take its line to the next page; a head leaves one line blank.
        assert max(rows) in (20, 21)
        assert len(rows) >= 20
        # Half of what a line has more than its type lies above the first and below the last.
        first_top, last_foot = page.lines[0].baseline - 0.88 * EM, page.lines[-1].baseline + 0.12 * EM
        assert abs(first_top - TOP - (HEIGHT / 22 - EM) / 2) < 0.5
        if max(rows) == 21:
            assert abs(TOP + HEIGHT - last_foot - (HEIGHT / 22 - EM) / 2) < 0.5
    assert sum(len(page.lines) == 22 for page in full) >= 15


def test_a_full_line_has_28_characters_from_margin_to_margin(pages: list[Page]) -> None:
    lines = [line for page in pages[1:] for line in page.lines]
    full = [line for line in lines if len(line.text) == 28 and not any(c.isascii() for c in line.text)]
    assert len(full) > len(lines) / 2
    for line in full:
        assert abs(line.left - LEFT) < 0.5
        if line.text[-1] not in _MARKS:
            assert abs(line.right - (LEFT + WIDTH)) < 0.5
    # A line with half-wide figures may hold more.
    assert max(len(line.text) for line in lines if not any(c.isascii() for c in line.text)) == 28


def test_first_lines_are_indented_two_characters(fonts: FontLibrary) -> None:
    first, second = _lines_of(fonts, (Style.BODY, "坚持以人民为中心" * 5))
    assert abs(first.left - (LEFT + 2 * CHARACTER)) < 0.5
    assert abs(second.left - LEFT) < 0.5
    assert (len(first.text), len(second.text)) == (26, 14)


def test_page_numbers_stand_7_mm_below_outside_one_character_in(pages: list[Page]) -> None:
    em = 14 * MM  # 4号
    for number, page in enumerate(pages, 1):
        assert page.number.text == f"—{number}—"
        # The dash lies 0.38 em above the baseline.
        assert abs(page.number.baseline - 0.38 * em - (TOP + HEIGHT + 7)) < 0.5
        if number % 2:
            assert abs(page.number.right - (LEFT + WIDTH - em)) < 0.5
        else:
            assert abs(page.number.left - (LEFT + em)) < 0.5


def test_page_numbers_are_in_song_of_size_four(fonts: FontLibrary, speech: Document) -> None:
    with pdfplumber.open(BytesIO(write_pdf(speech, fonts=fonts))) as pdf:
        digits = [c for page in pdf.pages for c in page.chars if c["text"].isdigit() and c["top"] > page.height - 90]
    assert {round(c["size"], 1) for c in digits} == {14.0}
    assert all("Song" in c["fontname"] for c in digits)


PROFILES = {**BUILT_IN_PROFILES, "office": OFFICE}
# Lines a page, points a line, characters a line, and where the middle of a page number stands, if it is centred.
MEASURES: Mapping[str, tuple[int, float, int, bool]] = {
    "national": (22, 28.99, 28, False),
    "reading": (19, 33, 24, True),
    "office": (21, 30, 26, True),
}


@pytest.mark.parametrize("name", MEASURES)
def test_every_profile_s_page_is_what_it_says(fonts: FontLibrary, name: str) -> None:
    most, pitch, characters, centred = MEASURES[name]
    pages = pages_of(write_pdf(long_speech(40), fonts=fonts, profile=PROFILES[name]))
    for page in pages[1:-1]:
        assert max(_rows(page, pitch * MM)) < most
        assert abs(page.number.baseline - 0.38 * 14 * MM - (TOP + HEIGHT + 7)) < 0.5
    assert max(len(page.lines) for page in pages[1:]) >= most - 1
    chinese = [line for page in pages[1:] for line in page.lines if not any(c.isascii() for c in line.text)]
    assert max(len(line.text) for line in chinese) == characters
    if centred:
        # What a foot says of the next page stands in the same line; the number is in the middle of the type area.
        middles = [_middle(page.number) for page in pages if "下" not in page.number.text]
        assert middles
        assert all(abs(middle - (LEFT + WIDTH / 2)) < 0.5 for middle in middles)


# --- what closes a speech ---


@pytest.mark.parametrize(
    ("name", "date"),
    [("某某市财政局机关党委", "2026年3月8日"), ("某某市人民政府办公室", "2026年12月28日")],
)
def test_signature_ends_two_characters_in_and_its_date_begins_two_after_it(
    fonts: FontLibrary, name: str, date: str
) -> None:
    # 7.3.5.2: 右空二字 for the name, the date's first character two right of the name's first.
    body, signed, dated = _lines_of(
        fonts, (Style.BODY, "正文。"), (Style.SIGNATURE, name), (Style.SIGNATURE_DATE, date)
    )
    assert abs(signed.right - (LEFT + WIDTH - 2 * CHARACTER)) < 0.5
    assert abs(dated.left - (signed.left + 2 * CHARACTER)) < 0.5
    assert abs(signed.baseline - body.baseline - 2 * HEIGHT / 22) < 0.05
    assert abs(dated.baseline - signed.baseline - HEIGHT / 22) < 0.05


def test_date_longer_than_its_signature_ends_two_characters_in(fonts: FontLibrary) -> None:
    # 7.3.5.2: 如成文日期长于发文机关署名, the date ends two characters in and the name stands as far left of it.
    _, signed, dated = _lines_of(
        fonts, (Style.BODY, "正文。"), (Style.SIGNATURE, "张三"), (Style.SIGNATURE_DATE, "2026年12月28日")
    )
    assert abs(dated.right - (LEFT + WIDTH - 2 * CHARACTER)) < 0.5
    assert abs(dated.left - (signed.left + 2 * CHARACTER)) < 0.5


def test_byline_and_date_under_the_title_are_centred(fonts: FontLibrary) -> None:
    title, byline, date, body = _lines_of(
        fonts,
        (Style.TITLE, "在学习会上的发言"),
        (Style.BYLINE, "张喆堃"),
        (Style.DATE, "（2026年3月8日）"),
        (Style.BODY, "正文。"),
    )
    assert all(abs(_middle(line) - (LEFT + WIDTH / 2)) < 0.7 for line in (title, byline, date))
    assert abs(body.baseline - date.baseline - 2 * HEIGHT / 22) < 0.05


def test_salutation_is_flush_left_one_line_below_the_title(fonts: FontLibrary) -> None:
    _, salutation, body = _lines_of(
        fonts, (Style.TITLE, "在学习会上的发言"), (Style.SALUTATION, "各位领导、同志们："), (Style.BODY, "正文。")
    )
    assert abs(salutation.left - LEFT) < 0.5
    assert abs(body.left - (LEFT + 2 * CHARACTER)) < 0.5


def test_attachments_stand_between_text_and_signature_their_names_below_each_other(fonts: FontLibrary) -> None:
    # 7.3.4: one blank line below the text, two characters in; a name that is too long goes on below itself.
    name = "某某市财政局机关党委理论学习中心组年度学习计划和分工安排"
    body, first, more, second, signed = _lines_of(
        fonts,
        (Style.BODY, "正文。"),
        (Style.ATTACHMENT, f"附件：1. {name}"),
        (Style.ATTACHMENT, "2. 学习记录"),
        (Style.SIGNATURE, "某某市财政局"),
    )
    assert abs(first.baseline - body.baseline - 2 * HEIGHT / 22) < 0.05
    assert abs(first.left - (LEFT + 2 * CHARACTER)) < 0.5
    # Below the first character of the name, within the rounding of a figure, its point and its space.
    assert abs(more.left - (LEFT + 6.5 * CHARACTER)) < 1.0
    assert abs(second.left - (LEFT + 5 * CHARACTER)) < 0.5
    assert abs(signed.baseline - second.baseline - 2 * HEIGHT / 22) < 0.05
