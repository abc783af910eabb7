"""Word files as another program lays them out, against our PDF, line by line."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from drafts.core.document import Document
from drafts.formats.fonts import FontLibrary
from drafts.formats.layout import LayoutProfile, Role
from drafts.formats.pdf import write_pdf
from drafts.formats.profiles import BUILT_IN_PROFILES
from drafts.formats.word import write_word
from tests.formats.conftest import OFFICE, ROOT
from tests.formats.pages import Page, pages_of
from tests.formats.texts import texts

# The fonts that the PDF is set in, under the names by which LibreOffice knows them.
OPEN_FAMILIES = (
    (Role.FANG, "FandolFang R"),
    (Role.KAI, "FandolKai"),
    (Role.HEI, "FandolHei"),
    (Role.SONG, "FandolSong"),
    (Role.XIAOBIAO, "Noto Serif SC Black"),
)
FONT_CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""
PROFILES: Mapping[str, LayoutProfile] = {
    name: replace(profile, families=OPEN_FAMILIES)
    for name, profile in {
        "national": BUILT_IN_PROFILES["national"],
        # Word knows no sentences that a page must not break: there the reading copy's pages are simply full.
        "reading": replace(BUILT_IN_PROFILES["reading"], keep_sentences=False, next_words=False),
        "office": OFFICE,
    }.items()
}


@dataclass(frozen=True, slots=True)
class Pair:
    """One text in one profile: the pages of our PDF, and those that LibreOffice makes of our Word file."""

    name: str
    ours: list[Page]
    theirs: list[Page]

    @property
    def lines(self) -> tuple[int, int]:
        """How many lines are the same, and how many there are."""
        ours, theirs = _texts(self.ours), _texts(self.theirs)
        blocks = SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
        return sum(block.size for block in blocks), max(len(ours), len(theirs))


def _for_libreoffice(word: bytes) -> bytes:
    """``word`` with overflowPunct turned round, which LibreOffice reads the wrong way."""
    buffer = BytesIO()
    with ZipFile(BytesIO(word)) as source, ZipFile(buffer, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            target.writestr(name, part.replace(b'<w:overflowPunct w:val="0"/>', b'<w:overflowPunct w:val="1"/>'))
    return buffer.getvalue()


def render_pdf(words: Mapping[str, bytes], folder: Path) -> dict[str, bytes]:
    """Every Word file as LibreOffice's PDF; it is started once for all."""
    (folder / "fonts.conf").write_text(
        FONT_CONFIGURATION.format(fonts=ROOT / "fonts" / "open", cache=folder / "cache"), encoding="utf-8"
    )
    for name, word in words.items():
        (folder / f"{name}.docx").write_bytes(_for_libreoffice(word))
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    subprocess.run(
        [*command, "--convert-to", "pdf", "--outdir", str(folder), *(str(folder / f"{name}.docx") for name in words)],
        env=os.environ | {"FONTCONFIG_FILE": str(folder / "fonts.conf")},
        capture_output=True,
        check=True,
        timeout=240,
    )
    return {name: (folder / f"{name}.pdf").read_bytes() for name in words}


def _render(words: Mapping[str, bytes], folder: Path) -> dict[str, list[Page]]:
    return {name: pages_of(pdf) for name, pdf in render_pdf(words, folder).items()}


def _texts(pages: list[Page]) -> list[str]:
    return [line.text for page in pages for line in page.lines]


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory, fonts: FontLibrary) -> Mapping[str, list[Pair]]:
    """Every text in every profile, by the profile's name."""
    words = {
        f"{profile}.{name}": write_word(document, profile=PROFILES[profile])
        for profile in PROFILES
        for name, document in texts().items()
    }
    theirs = _render(words, tmp_path_factory.mktemp("words"))
    return {
        profile: [
            Pair(
                f"{profile}.{name}",
                pages_of(write_pdf(document, fonts=fonts, profile=PROFILES[profile])),
                theirs[f"{profile}.{name}"],
            )
            for name, document in texts().items()
        ]
        for profile in PROFILES
    }


@pytest.mark.libreoffice
def test_word_and_pdf_agree_line_for_line_and_page_for_page(pairs: Mapping[str, list[Pair]]) -> None:
    counted = {pair.name: (len(pair.ours), len(pair.theirs)) for every in pairs.values() for pair in every}
    assert {name: counts for name, counts in counted.items() if counts[0] != counts[1]} == {}
    for profile, every in pairs.items():
        same, total = (sum(numbers) for numbers in zip(*(pair.lines for pair in every), strict=True))
        unequal = {pair.name: pair.lines for pair in every if pair.lines[0] != pair.lines[1]}
        assert same / total >= 0.995, (profile, same, total, unequal)


@pytest.mark.libreoffice
def test_word_and_pdf_keep_every_line_within_the_type_area(pairs: Mapping[str, list[Pair]]) -> None:
    for profile, every in pairs.items():
        left = PROFILES[profile].left.mm
        right = left + PROFILES[profile].type_width.mm
        for pair in every:
            ink = [page.ink for pages in (pair.ours, pair.theirs) for page in pages]
            outside = [edges for edges in ink if edges[0] < left - 0.5 or edges[1] > right + 0.5]
            assert outside == [], pair.name


@pytest.mark.libreoffice
def test_word_and_pdf_put_page_numbers_and_lines_at_the_same_place(pairs: Mapping[str, list[Pair]]) -> None:
    for pair in (pair for every in pairs.values() for pair in every):
        for ours, theirs in zip(pair.ours, pair.theirs, strict=True):
            assert ours.number.text == theirs.number.text
            assert abs(ours.number.baseline - theirs.number.baseline) < 0.5, pair.name
            assert abs(ours.number.left - theirs.number.left) < 0.5, pair.name


@pytest.mark.libreoffice
def test_word_and_pdf_agree_on_headings_attachments_and_signature(
    tmp_path: Path, fonts: FontLibrary, full_document: Document
) -> None:
    profile = PROFILES["national"]
    ours = pages_of(write_pdf(full_document, fonts=fonts, profile=profile))
    theirs = _render({"speech": write_word(full_document, profile=profile)}, tmp_path)["speech"]
    assert _texts(theirs) == _texts(ours)
    lines = [line for page in ours for line in page.lines]
    twins = [line for page in theirs for line in page.lines]
    # Not the date's left edge: LibreOffice puts spaces beside its digits even where autoSpaceDE says no.
    offsets = [line.left - twin.left for line, twin in zip(lines[:-1], twins[:-1], strict=True)]
    assert all(abs(offset) < 1 for offset in offsets), offsets
    assert abs(lines[-1].right - twins[-1].right) < 0.5
