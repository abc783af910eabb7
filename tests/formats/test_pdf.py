from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from itertools import pairwise

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drafts.core.document import Document, Paragraph, Run, Style, clean_line
from drafts.core.errors import FormatError
from drafts.formats.fonts import FontLibrary
from drafts.formats.layout import NATIONAL_STANDARD
from drafts.formats.pdf import write_pdf
from drafts.formats.profiles import profile_from_values
from tests.formats.pages import MM, pages_of


def _text(pdf: bytes) -> str:
    return "".join(line.text for page in pages_of(pdf) for line in page.lines)


def _packed(text: str) -> str:
    return "".join(text.split())


def test_pdf_of_the_speech_fills_four_pages_of_22_lines(fonts: FontLibrary, speech: Document) -> None:
    pages = pages_of(write_pdf(speech, fonts=fonts))
    # The two lines of the title and the blank line after it take the room of three and a half lines on the first page.
    assert [len(page.lines) for page in pages[:3]] == [20, 22, 22]
    assert len(pages) == 4
    assert len(pages[3].lines) >= 18


def test_pdf_lines_hold_28_characters_between_the_margins(fonts: FontLibrary, speech: Document) -> None:
    lines = [line for page in pages_of(write_pdf(speech, fonts=fonts)) for line in page.lines[2:]]
    full = [line for line in lines if len(line.text) == 28]
    assert len(full) > len(lines) / 2
    assert max(len(line.text) for line in lines) == 28
    assert all(abs(line.left - 28) < 0.5 for line in full)
    # A closing mark at the end of a line may hang with its empty half; ink never does.
    assert all(abs(line.right - 184) < 0.5 for line in full if line.text[-1] not in "，。、；：？！”》）")


def test_pdf_lines_stand_on_the_grid(fonts: FontLibrary, speech: Document) -> None:
    page = pages_of(write_pdf(speech, fonts=fonts))[1]
    steps = [below.baseline - above.baseline for above, below in pairwise(page.lines)]
    assert all(abs(step - 225 / 22) < 0.02 for step in steps)
    # The em box of the first line is centred in the first row of the grid, which begins at 37 mm.
    assert abs(page.lines[0].baseline - (37 + 225 / 44 + 0.38 * 16 * MM)) < 0.5


def test_pdf_page_numbers_stand_outside_7_mm_below_the_type_area(fonts: FontLibrary, speech: Document) -> None:
    numbers = [page.number for page in pages_of(write_pdf(speech, fonts=fonts))]
    assert [number.text for number in numbers] == ["—1—", "—2—", "—3—", "—4—"]
    one_character = 14 * MM
    assert [abs(number.right - (184 - one_character)) < 0.5 for number in numbers[::2]] == [True, True]
    assert [abs(number.left - (28 + one_character)) < 0.5 for number in numbers[1::2]] == [True, True]
    # The dash lies 0.38 of the size above the baseline.
    assert all(abs(number.baseline - 0.38 * 14 * MM - (297 - 35 + 7)) < 0.5 for number in numbers)


def test_pdf_text_is_the_document_text(fonts: FontLibrary, speech: Document) -> None:
    assert _text(write_pdf(speech, fonts=fonts)) == _packed(speech.plain_text)


def test_pdf_of_every_style_keeps_text_and_places_the_signature(fonts: FontLibrary, full_document: Document) -> None:
    pdf = write_pdf(full_document, fonts=fonts)
    assert _text(pdf) == _packed(full_document.plain_text)
    name, date = pages_of(pdf)[-1].lines[-2:]
    square = 156 / 28
    assert abs(name.right - (184 - 2 * square)) < 0.5
    assert abs(date.left - (name.left + 2 * square)) < 1.0


def test_pdf_has_metadata_bookmarks_and_tags(fonts: FontLibrary, full_document: Document) -> None:
    reader = pypdf.PdfReader(BytesIO(write_pdf(full_document, fonts=fonts, author="张三")))
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == (full_document.title, "张三")
    first = reader.outline[0]
    assert isinstance(first, pypdf.generic.Destination)
    assert first.title == "一、提高政治站位"
    marks = reader.root_object["/MarkInfo"]
    assert isinstance(marks, pypdf.generic.DictionaryObject)
    assert marks["/Marked"] == pypdf.generic.BooleanObject(True)
    metadata = reader.xmp_metadata
    assert metadata is not None
    assert (metadata.pdfaid_part, metadata.pdfaid_conformance) == ("2", "A")


def test_pdf_of_one_document_is_byte_for_byte_the_same(fonts: FontLibrary, speech: Document) -> None:
    assert write_pdf(speech, fonts=fonts) == write_pdf(speech, fonts=fonts)


def test_pdf_is_written_by_many_threads_at_once(fonts: FontLibrary, speech: Document) -> None:
    with ThreadPoolExecutor(4) as pool:
        written = set(pool.map(lambda _: write_pdf(speech, fonts=fonts), range(8)))
    assert written == {write_pdf(speech, fonts=fonts)}


@pytest.mark.parametrize(
    "text",
    [
        '#read("/etc/passwd") #panic() $x^2$ *bold* _em_ @ref <label> `code` // line /* block */ \\n = 标题',
        "“双引号”‘单引号’《〈书名〉》——破折号……<b>&amp;</b>",
        "镕喆堃玥祎翀珺昇",
        "https://example.org/" + "a" * 200,
    ],
)
def test_pdf_takes_any_marks_as_text(fonts: FontLibrary, text: str) -> None:
    document = Document((Paragraph.of("t", Style.TITLE, "标题"), Paragraph.of("p", Style.BODY, text)))
    pdf = write_pdf(document, fonts=fonts)
    assert _text(pdf) == "标题" + _packed(text)
    assert all(line.right < 186 for page in pages_of(pdf) for line in page.lines)


def test_pdf_shows_geta_for_characters_that_no_font_has(fonts: FontLibrary) -> None:
    document = Document((Paragraph.of("p", Style.BODY, "加油😀👨\u200d👩加油"),))
    assert _text(write_pdf(document, fonts=fonts)) == "加油〓〓〓加油"


@pytest.mark.parametrize("paragraphs", [(), (Paragraph("p", Style.TITLE),), (Paragraph("p", Style.BODY),)])
def test_pdf_of_nothing_is_an_empty_page(fonts: FontLibrary, paragraphs: tuple[Paragraph, ...]) -> None:
    assert len(pypdf.PdfReader(BytesIO(write_pdf(Document(paragraphs), fonts=fonts))).pages) == 1


def test_pdf_sets_bold_runs_heavier(fonts: FontLibrary) -> None:
    plain = Document((Paragraph("p", Style.BODY, (Run("重点"),)),))
    bold = Document((Paragraph("p", Style.BODY, (Run("重点", bold=True),)),))
    contents = [
        pypdf.PdfReader(BytesIO(write_pdf(document, fonts=fonts))).pages[0].get_contents() for document in (plain, bold)
    ]
    # Text rendering mode 2 fills and strokes (ISO 32000-1, 9.3.6).
    assert [content is not None and b"2 Tr" in content.get_data() for content in contents] == [False, True]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60), style=st.sampled_from(list(Style)), bold=st.booleans())
def test_pdf_never_fails_on_text(fonts: FontLibrary, text: str, style: Style, bold: bool) -> None:
    line = clean_line(text)
    document = Document((Paragraph("p", style, (Run(line, bold),) if line else ()),))
    assert write_pdf(document, fonts=fonts, profile=NATIONAL_STANDARD, author=line).startswith(b"%PDF-1.7")


@pytest.mark.parametrize("style", [Style.TITLE, Style.HEADING_1, Style.BODY, Style.SIGNATURE])
def test_pdf_of_one_endless_paragraph_is_made_all_the_same(fonts: FontLibrary, style: Style) -> None:
    document = Document((Paragraph.of("p", style, "在会上的发言" * 6_000),))
    assert write_pdf(document, fonts=fonts, author="张" * 40_000).startswith(b"%PDF-1.7")


def test_pdf_refuses_what_no_document_may_hold(fonts: FontLibrary) -> None:
    with pytest.raises(FormatError, match="120000 字"):
        write_pdf(Document((Paragraph.of("p", Style.BODY, "字" * 120_001),)), fonts=fonts)


@pytest.mark.parametrize(("size", "square"), [(16, 15.7), (15.7, 15.7)])
def test_pdf_does_not_squeeze_marks_in_a_row(fonts: FontLibrary, size: float, square: float) -> None:
    profile = profile_from_values({"body_size_pt": size})
    text = "学好《条例》《纲要》，做到（两个）、「四个」"
    pdf = write_pdf(Document((Paragraph.of("p", Style.BODY, text),)), fonts=fonts, profile=profile)
    (line,) = pages_of(pdf)[0].lines[:1]
    # Every character has its square; only the last mark's empty half may be gone.
    squares = (line.right - line.left) / MM / square
    assert len(line.text) - 0.75 < squares < len(line.text) + 0.25
