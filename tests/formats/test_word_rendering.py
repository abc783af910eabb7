"""Word files as another program lays them out, against our PDF, line by line."""

import os
import subprocess
from dataclasses import replace
from difflib import SequenceMatcher
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from drafts.core.document import Document
from drafts.formats.fonts import FontLibrary
from drafts.formats.layout import NATIONAL_STANDARD, LayoutProfile, Role
from drafts.formats.pdf import write_pdf
from drafts.formats.word import write_word
from tests.formats.conftest import ROOT
from tests.formats.pages import Page, pages_of

# The fonts that the PDF is set in, under the names by which LibreOffice knows them.
OPEN_PROFILE: LayoutProfile = replace(
    NATIONAL_STANDARD,
    families=(
        (Role.FANG, "FandolFang R"),
        (Role.KAI, "FandolKai"),
        (Role.HEI, "FandolHei"),
        (Role.SONG, "FandolSong"),
        (Role.XIAOBIAO, "Noto Serif SC Black"),
    ),
)
FONT_CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


def _for_libreoffice(word: bytes) -> bytes:
    """``word`` with overflowPunct turned round, which LibreOffice reads the wrong way."""
    buffer = BytesIO()
    with ZipFile(BytesIO(word)) as source, ZipFile(buffer, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            target.writestr(name, part.replace(b'<w:overflowPunct w:val="0"/>', b'<w:overflowPunct w:val="1"/>'))
    return buffer.getvalue()


def _rendered(word: bytes, folder: Path) -> list[Page]:
    (folder / "fonts.conf").write_text(
        FONT_CONFIGURATION.format(fonts=ROOT / "fonts" / "open", cache=folder / "cache"), encoding="utf-8"
    )
    (folder / "speech.docx").write_bytes(_for_libreoffice(word))
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    subprocess.run(
        [*command, "--convert-to", "pdf", "--outdir", str(folder), str(folder / "speech.docx")],
        env=os.environ | {"FONTCONFIG_FILE": str(folder / "fonts.conf")},
        capture_output=True,
        check=True,
        timeout=120,
    )
    return pages_of((folder / "speech.pdf").read_bytes())


def _texts(pages: list[Page]) -> list[str]:
    return [line.text for page in pages for line in page.lines]


@pytest.mark.libreoffice
def test_word_and_pdf_break_the_speech_into_the_same_lines(
    tmp_path: Path, fonts: FontLibrary, speech: Document
) -> None:
    ours = pages_of(write_pdf(speech, fonts=fonts))
    theirs = _rendered(write_word(speech, profile=OPEN_PROFILE), tmp_path)
    assert len(theirs) == len(ours) == 4
    assert SequenceMatcher(None, _texts(ours), _texts(theirs), autojunk=False).ratio() >= 0.99
    # A page number stands where the PDF has it, within half a millimetre.
    assert [page.number.text for page in theirs] == [page.number.text for page in ours]
    offsets = [page.number.baseline - other.number.baseline for page, other in zip(ours, theirs, strict=True)]
    assert all(abs(offset) < 0.5 for offset in offsets)


@pytest.mark.libreoffice
def test_word_and_pdf_agree_on_headings_byline_and_signature(
    tmp_path: Path, fonts: FontLibrary, full_document: Document
) -> None:
    ours = pages_of(write_pdf(full_document, fonts=fonts))
    theirs = _rendered(write_word(full_document, profile=OPEN_PROFILE), tmp_path)
    assert _texts(theirs) == _texts(ours)
    lines = [line for page in ours for line in page.lines]
    twins = [line for page in theirs for line in page.lines]
    # Not the date's left edge: LibreOffice puts spaces beside its digits even where autoSpaceDE says no.
    offsets = [line.left - twin.left for line, twin in zip(lines[:-1], twins[:-1], strict=True)]
    assert all(abs(offset) < 1 for offset in offsets), offsets
    assert abs(lines[-1].right - twins[-1].right) < 0.5
