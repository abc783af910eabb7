"""Styles rule a Word file: nothing in the text overrides them, and what they say stands in the schema's order."""

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pdfplumber
import pytest
from docx.oxml.ns import qn
from lxml import etree

from drafts.core.compare import compare
from drafts.core.document import Document, Paragraph, Run, Style
from drafts.formats.layout import NATIONAL_STANDARD, LayoutProfile
from drafts.formats.marked_word import write_marked_word
from drafts.formats.profiles import BUILT_IN_PROFILES
from drafts.formats.word import write_word
from tests.formats.conftest import OFFICE
from tests.formats.test_word_rendering import PROFILES, render_pdf

# ISO/IEC 29500-1, Annex A: the order of children, of those that files of ours have.
_ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "ins del moveFrom moveTo rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss "
    "imprint noProof snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd "
    "fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath rPrChange",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked "
    "personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
    "pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings",
    "settings": "writeProtection view zoom removePersonalInformation removeDateAndTime doNotDisplayPageBoundaries "
    "displayBackgroundShape printPostScriptOverText printFractionalCharacterWidth printFormsData embedTrueTypeFonts "
    "embedSystemFonts saveSubsetFonts saveFormsData mirrorMargins alignBordersAndEdges "
    "bordersDoNotSurroundHeader bordersDoNotSurroundFooter gutterAtTop hideSpellingErrors hideGrammaticalErrors "
    "activeWritingStyle proofState formsDesign attachedTemplate linkStyles stylePaneFormatFilter "
    "stylePaneSortMethod documentType mailMerge revisionView trackRevisions doNotTrackMoves doNotTrackFormatting "
    "documentProtection autoFormatOverride styleLockTheme styleLockQFSet defaultTabStop autoHyphenation "
    "consecutiveHyphenLimit hyphenationZone doNotHyphenateCaps showEnvelope summaryLength clickAndTypeStyle "
    "defaultTableStyle evenAndOddHeaders bookFoldRevPrinting bookFoldPrinting bookFoldPrintingSheets "
    "drawingGridHorizontalSpacing drawingGridVerticalSpacing displayHorizontalDrawingGridEvery "
    "displayVerticalDrawingGridEvery doNotUseMarginsForDrawingGridOrigin drawingGridHorizontalOrigin "
    "drawingGridVerticalOrigin doNotShadeFormData noPunctuationKerning characterSpacingControl "
    "printTwoOnOne strictFirstAndLastChars noLineBreaksAfter noLineBreaksBefore savePreviewPicture "
    "doNotValidateAgainstSchema saveInvalidXml ignoreMixedContent alwaysShowPlaceholderText "
    "doNotDemarcateInvalidXml saveXmlDataOnly useXSLTWhenSaving saveThroughXslt showXMLTags "
    "alwaysMergeEmptyNamespace updateFields hdrShapeDefaults footnotePr endnotePr compat docVars rsids mathPr "
    "attachedSchema themeFontLang clrSchemeMapping doNotIncludeSubdocsInStats doNotAutoCompressPictures "
    "forceUpgrade captions readModeInkLockDown smartTagType schemaLibrary shapeDefaults doNotEmbedSmartTags "
    "decimalSymbol listSeparator",
}
_BOLD = Document((Paragraph("b", Style.BODY, (Run("要"), Run("学", bold=True))),))


def _parts(word: bytes) -> Iterator[tuple[str, etree._Element]]:
    with ZipFile(BytesIO(word)) as package:
        for name in package.namelist():
            if name.endswith(".xml"):
                yield name, etree.fromstring(package.read(name))


def _part(word: bytes, name: str) -> etree._Element:
    return dict(_parts(word))[name]


def _local(node: etree._Element) -> str:
    return etree.QName(node).localname


def _style(styles: etree._Element, identifier: str) -> etree._Element:
    (found,) = [style for style in styles.iter(qn("w:style")) if style.get(qn("w:styleId")) == identifier]
    return found


def _value(node: etree._Element, path: str, name: str = "val") -> str | None:
    found = node.find("/".join(qn(f"w:{step}") for step in path.split("/")))
    return None if found is None else found.get(qn(f"w:{name}"))


@pytest.mark.parametrize("profile", [*BUILT_IN_PROFILES.values(), OFFICE], ids=["national", "reading", "office"])
@pytest.mark.parametrize("marked", [False, True], ids=["speech", "marked copy"])
def test_children_stand_in_the_order_of_the_schema(
    full_document: Document, profile: LayoutProfile, marked: bool
) -> None:
    word = (
        write_marked_word(compare(full_document, _BOLD), profile=profile)
        if marked
        else write_word(full_document, profile=profile)
    )
    seen = set()
    for name, root in _parts(word):
        for node in root.iter(*(qn(f"w:{parent}") for parent in _ORDERS)):
            order = _ORDERS[_local(node)].split()
            places = [order.index(_local(child)) for child in node if child.tag.startswith(qn("w:p")[:-1])]
            assert all(before <= after for before, after in pairwise(places)), (name, _local(node))
            seen.add(_local(node))
    assert seen == set(_ORDERS)


def test_runs_say_nothing_but_their_script_and_their_weight(full_document: Document) -> None:
    for document in (full_document, _BOLD):
        for properties in _part(write_word(document), "word/document.xml").iter(qn("w:rPr")):
            assert {_local(child) for child in properties} <= {"rFonts", "b", "bCs"}
            (fonts,) = properties.findall(qn("w:rFonts"))
            assert dict(fonts.attrib) == {qn("w:hint"): "eastAsia"}


def test_paragraphs_say_nothing_but_what_is_their_place_in_the_speech(full_document: Document) -> None:
    own = {}
    for paragraph in _part(write_word(full_document), "word/document.xml").iter(qn("w:p")):
        properties = paragraph[0]
        style = _value(properties, "pStyle")
        own.setdefault(style, set()).update(_local(child) for child in properties if _local(child) != "pStyle")
    # A blank line after the head and before what closes the speech, and indents that go by the widths of the texts.
    assert {style: names for style, names in own.items() if names} == {
        "SpeechDate": {"spacing"},
        "SpeechAttachment": {"spacing", "ind"},
        "SpeechSignature": {"spacing", "ind"},
        "SpeechSignatureDate": {"ind"},
    }


def test_every_style_names_one_font_for_every_script(full_document: Document) -> None:
    styles = _part(write_word(full_document), "word/styles.xml")
    used = {"Title": "方正小标宋简体", "BodyText": "仿宋_GB2312", "Heading1": "黑体", "Heading2": "楷体_GB2312"}
    for identifier, family in used.items():
        fonts = _style(styles, identifier).find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        assert fonts is not None
        names = {"ascii": family, "hAnsi": family, "eastAsia": family, "cs": family, "hint": "eastAsia"}
        assert dict(fonts.attrib) == {qn(f"w:{name}"): value for name, value in names.items()}


def test_headings_stand_in_the_navigation_pane(full_document: Document) -> None:
    styles = _part(write_word(full_document), "word/styles.xml")
    levels = [_value(_style(styles, f"Heading{level}"), "pPr/outlineLvl") for level in range(1, 5)]
    assert levels == ["0", "1", "2", "3"]
    assert [_value(_style(styles, name), "pPr/outlineLvl") for name in ("Title", "BodyText")] == [None, None]
    opened = docx.Document(BytesIO(write_word(full_document)))
    assert [p.text for p in opened.paragraphs if p.style is not None and str(p.style.name).startswith("Heading")] == [
        "一、提高政治站位",
        "（一）强化理论武装",
        "1. 抓学习",
        "（1）抓落实",
    ]


def test_styles_of_all_paragraphs_keep_kinsoku_and_speak_chinese(full_document: Document) -> None:
    word = write_word(full_document)
    styles = _part(word, "word/styles.xml")
    used = {_value(p, "pPr/pStyle") for p in _part(word, "word/document.xml").iter(qn("w:p"))}
    assert len(used) == 12
    for identifier in used:
        style = _style(styles, str(identifier))
        assert _value(style, "pPr/kinsoku") == "1"
        assert _value(style, "rPr/lang", "eastAsia") == "zh-CN"


def test_file_has_only_parts_that_it_tells_the_kind_of(full_document: Document) -> None:
    with ZipFile(BytesIO(write_word(full_document))) as package:
        types = etree.fromstring(package.read("[Content_Types].xml"))
        told = {str(node.get("PartName")).lstrip("/") for node in types if node.get("PartName")}
        parts = {name for name in package.namelist() if not name.endswith(".rels") and name != "[Content_Types].xml"}
    assert told == parts
    # Nothing of the template's author: no statistics, no thumbnail.
    assert {name for name in parts if name.startswith("docProps/")} == {"docProps/core.xml"}


# --- as another program sees it ---


def _restyled(word: bytes, style: str, change: tuple[str, str]) -> bytes:
    """``word`` with ``change`` made in one style, as somebody does it in Word."""
    buffer = BytesIO()
    with ZipFile(BytesIO(word)) as source, ZipFile(buffer, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "word/styles.xml":
                text = part.decode()
                (old,) = re.findall(rf'<w:style [^>]*w:styleId="{style}".*?</w:style>', text, re.DOTALL)
                part = text.replace(old, old.replace(*change)).encode()
            target.writestr(name, part)
    return buffer.getvalue()


@pytest.mark.libreoffice
def test_changed_style_changes_the_document_and_marks_are_chinese_glyphs(
    tmp_path: Path,
) -> None:
    text = "“两个维护”——一步一个脚印，《条例》……"
    word = write_word(Document((Paragraph.of("b", Style.BODY, text),)), profile=PROFILES["national"])
    font = NATIONAL_STANDARD.look(Style.BODY).role
    changed = _restyled(word, "BodyText", (dict(PROFILES["national"].families)[font], "FandolHei"))
    shown = {}
    for name, pdf in render_pdf({"before": word, "after": changed}, tmp_path).items():
        with pdfplumber.open(BytesIO(pdf)) as opened:
            line = [c for c in opened.pages[0].chars if c["top"] < 200]
        assert "".join(c["text"] for c in line) == text
        shown[name] = {c["fontname"].split("+")[1] for c in line}
    assert shown == {"before": {"FandolFang-Regular"}, "after": {"FandolHei-Regular"}}
