"""What PDF/A-2a asks for, as far as a file can be read for it, and that the text in it is the document's."""

import os
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drafts.core.compare import compare
from drafts.core.document import Document, Paragraph, Run, Style, clean_line, merge_runs
from drafts.formats.fonts import FontLibrary
from drafts.formats.marked_pdf import write_marked_pdf
from drafts.formats.pdf import write_pdf
from drafts.formats.profiles import BUILT_IN_PROFILES
from tests.formats.conftest import ROOT
from tests.formats.pages import pages_of


@pytest.fixture(scope="module", params=["speech", "marked copy"])
def reader(request: pytest.FixtureRequest, fonts: FontLibrary) -> pypdf.PdfReader:
    document = Document(
        (
            Paragraph.of("t", Style.TITLE, "在学习会上的发言"),
            Paragraph.of("h1", Style.HEADING_1, "一、提高站位"),
            Paragraph.of("h2", Style.HEADING_2, "（一）学深悟透"),
            Paragraph("b", Style.BODY, (Run("要学《条例》，", bold=True), Run("镕喆堃玥。Word 2026"))),
            Paragraph.of("h3", Style.HEADING_1, "二、抓好落实"),
        )
    )
    if request.param == "speech":
        return pypdf.PdfReader(BytesIO(write_pdf(document, fonts=fonts, author="张喆堃")))
    other = Document((*document.paragraphs[:3], Paragraph.of("b", Style.BODY, "要学《纲要》。")))
    return pypdf.PdfReader(BytesIO(write_marked_pdf(compare(document, other), fonts=fonts, author="张喆堃")))


def _resolved(value: Any) -> Any:
    return value.get_object() if hasattr(value, "get_object") else value


def _embedded_fonts(reader: pypdf.PdfReader) -> Iterator[tuple[Any, Any]]:
    """Every font of every page with its descriptor."""
    for page in reader.pages:
        for font in _resolved(_resolved(page["/Resources"])["/Font"]).values():
            outer = _resolved(font)
            (inner,) = (_resolved(one) for one in _resolved(outer["/DescendantFonts"]))
            yield outer, _resolved(inner["/FontDescriptor"])


def _structure(node: Any) -> Iterator[str]:
    node = _resolved(node)
    if isinstance(node, list):
        for one in node:
            yield from _structure(one)
    elif isinstance(node, dict):
        if "/S" in node:
            yield str(node["/S"])
        if "/K" in node:
            yield from _structure(node["/K"])


def test_file_says_that_it_is_pdf_a_2a(reader: pypdf.PdfReader) -> None:
    metadata = reader.xmp_metadata
    assert metadata is not None
    assert (metadata.pdfaid_part, metadata.pdfaid_conformance) == ("2", "A")
    assert reader.pdf_header == "%PDF-1.7"
    # 6.1.3: a file has an identifier and is not encrypted.
    assert "/ID" in reader.trailer
    assert not reader.is_encrypted


def test_output_intent_and_colours_are_declared(reader: pypdf.PdfReader) -> None:
    # 6.2.3: an output intent with its own ICC profile.
    (intent,) = (_resolved(one) for one in _resolved(reader.root_object["/OutputIntents"]))
    assert intent["/S"] == "/GTS_PDFA1"
    assert len(_resolved(intent["/DestOutputProfile"]).get_data()) > 300


def test_every_font_is_embedded_and_says_what_its_glyphs_mean(reader: pypdf.PdfReader) -> None:
    fonts = list(_embedded_fonts(reader))
    assert len(fonts) >= 3
    for font, descriptor in fonts:
        # 6.2.11.4 and 6.2.11.7: a font program, and a map to Unicode.
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)
        assert "/ToUnicode" in font
        # Six letters and a plus: only the glyphs that are used (ISO 32000-1, 9.6.4).
        assert str(font["/BaseFont"])[7] == "+"


def test_structure_is_tagged_and_in_chinese(reader: pypdf.PdfReader) -> None:
    root = reader.root_object
    assert _resolved(root["/MarkInfo"])["/Marked"]
    assert str(root["/Lang"]).lower() in ("zh-cn", "zh")
    tags = set(_structure(_resolved(root["/StructTreeRoot"])["/K"]))
    assert "/P" in tags
    assert "/Document" in tags


def test_nothing_in_the_file_runs_or_reaches_out(reader: pypdf.PdfReader) -> None:
    # 6.5.1, 6.6.1: no scripts, no launching, no files attached.
    assert not {"/AA", "/OpenAction", "/AF"} & set(reader.root_object)
    names = _resolved(reader.root_object.get("/Names", {}))
    assert not {"/JavaScript", "/EmbeddedFiles"} & set(names)
    for page in reader.pages:
        assert not {"/AA", "/Annots"} & set(page)


def test_speech_has_its_headings_as_bookmarks_and_tags(fonts: FontLibrary) -> None:
    levels = [
        (Style.HEADING_1, "一、提高站位"),
        (Style.HEADING_2, "（一）学深悟透"),
        (Style.HEADING_3, "1. 学原文"),
        (Style.HEADING_4, "（1）读"),
        (Style.HEADING_1, "二、抓好落实"),
    ]
    document = Document(tuple(Paragraph.of(f"p{n}", *level) for n, level in enumerate(levels)))
    reader = pypdf.PdfReader(BytesIO(write_pdf(document, fonts=fonts)))

    def shown(entries: Any) -> list[Any]:
        return [shown(entry) if isinstance(entry, list) else entry.title for entry in entries]

    assert shown(reader.outline) == [
        "一、提高站位",
        ["（一）学深悟透", ["1. 学原文", ["（1）读"]]],
        "二、抓好落实",
    ]
    tags = list(_structure(_resolved(reader.root_object["/StructTreeRoot"])["/K"]))
    assert sum(tag.startswith("/H") for tag in tags) == 5


_SCRIPT = """
import hashlib, sys
from pathlib import Path
from drafts.core.document import Document
from drafts.formats.fonts import font_library
from drafts.formats.pdf import write_pdf
from drafts.formats.word import write_word
speech = Document.from_plain_text(Path(sys.argv[1]).read_text(encoding="utf-8"))
fonts = font_library(Path(sys.argv[2]))
for made in (write_pdf(speech, fonts=fonts, author="张三"), write_word(speech, author="张三")):
    print(hashlib.sha256(made).hexdigest())
"""


def test_files_are_the_same_bytes_in_every_process(fonts: FontLibrary) -> None:
    folder = os.environ.get("SIDIAN_FONTS_DIR") or str(ROOT / "fonts")
    command = [sys.executable, "-c", _SCRIPT, str(ROOT / "tests" / "samples" / "speech.txt"), f"{folder}/open"]
    runs = {
        subprocess.run(
            command,
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Shanghai"))
    }
    assert len(runs) == 1


# --- the text in the file is the text of the document ---

_CHINESE = "一二三四五六七八九十的了在是我有和人这中大为上个国要以时学习贯彻落实精神坚持发展服务群众镕喆堃玥"
_MARKS = "，。、；：？！“”‘’《》〈〉（）【】——……·％"
_LATIN = "abcXYZ0123456789 .,-/+%@:()"
_TEXTS = st.lists(
    st.text(_CHINESE, min_size=1, max_size=30) | st.text(_MARKS, max_size=4) | st.text(_LATIN, max_size=12), max_size=12
).map(lambda parts: clean_line("".join(parts)))


@st.composite
def _documents(draw: st.DrawFn) -> Document:
    paragraphs = []
    for number in range(draw(st.integers(1, 8))):
        runs = merge_runs([(draw(_TEXTS), draw(st.booleans())) for _ in range(draw(st.integers(0, 3)))])
        paragraphs.append(Paragraph(f"p{number}", draw(st.sampled_from(list(Style))), runs))
    return Document(tuple(paragraphs))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=_documents(), profile=st.sampled_from(sorted(BUILT_IN_PROFILES)))
def test_text_that_can_be_selected_is_the_document_s(fonts: FontLibrary, document: Document, profile: str) -> None:
    pdf = write_pdf(document, fonts=fonts, profile=BUILT_IN_PROFILES[profile])
    shown = "".join(line.text for page in pages_of(pdf) for line in page.lines)
    assert shown == "".join(document.plain_text.split())
