from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from drafts.core.document import Document, Paragraph, Run, Style, clean_line
from drafts.core.errors import FormatError, UnreadableFile
from drafts.formats.word import write_word
from drafts.formats.word_reading import read_word


def _part(word: bytes, name: str) -> etree._Element:
    with ZipFile(BytesIO(word)) as package:
        return etree.fromstring(package.read(name))


def _attributes(node: etree._Element) -> dict[str, str]:
    return {etree.QName(str(key)).localname: str(value) for key, value in node.attrib.items()}


def _child(node: etree._Element, path: str) -> dict[str, str]:
    found = node.find(path, {"w": qn("w:p")[1:-2]})
    assert found is not None, path
    return _attributes(found)


def _texts_and_styles(document: Document) -> list[tuple[Style, tuple[Run, ...]]]:
    return [(paragraph.style, paragraph.runs) for paragraph in document]


def test_word_opens_in_real_styles(full_document: Document) -> None:
    opened = docx.Document(BytesIO(write_word(full_document)))
    assert [paragraph.style.name for paragraph in opened.paragraphs if paragraph.style is not None] == [
        "Title",
        "发言人",
        "发言日期",
        "称谓",
        "Body Text",
        "Heading 1",
        "Heading 2",
        "Heading 3",
        "Heading 4",
        "Body Text",
        "附件说明",
        "附件说明",
        "落款",
        "落款日期",
    ]


def test_word_page_is_the_standard_one(speech: Document) -> None:
    section = _part(write_word(speech), "word/document.xml").find(f"{qn('w:body')}/{qn('w:sectPr')}")
    assert section is not None
    assert _child(section, "w:docGrid") == {"type": "linesAndChars", "linePitch": "579", "charSpace": "0"}
    margins = _child(section, "w:pgMar")
    assert [margins[side] for side in ("top", "left", "right", "bottom")] == ["2098", "1587", "1474", "1984"]
    assert _child(section, "w:pgSz") == {"w": "11906", "h": "16838"}


def test_word_settings_keep_the_grid_and_the_two_footers(speech: Document) -> None:
    settings_part = _part(write_word(speech), "word/settings.xml")
    assert _child(settings_part, "w:characterSpacingControl") == {"val": "doNotCompress"}
    assert _child(settings_part, "w:evenAndOddHeaders") == {}
    assert _child(settings_part, "w:compat/w:compatSetting")["val"] == "15"


def test_word_body_style_holds_the_grid(speech: Document) -> None:
    styles = _part(write_word(speech), "word/styles.xml")
    (body,) = [style for style in styles.iter(qn("w:style")) if style.get(qn("w:styleId")) == "BodyText"]
    assert _child(body, "w:pPr/w:spacing") == {"before": "0", "after": "0", "line": "579", "lineRule": "exact"}
    assert _child(body, "w:pPr/w:ind") == {"left": "0", "right": "0", "firstLineChars": "200", "firstLine": "632"}
    assert _child(body, "w:pPr/w:kinsoku") == {"val": "1"}
    assert _child(body, "w:rPr/w:spacing") == {"val": "-6"}
    assert _child(body, "w:rPr/w:sz") == {"val": "32"}
    assert _child(body, "w:rPr/w:lang") == {"val": "en-US", "eastAsia": "zh-CN"}


def test_word_footers_number_odd_pages_right_and_even_pages_left(speech: Document) -> None:
    word = write_word(speech)
    footers = [_part(word, f"word/footer{number}.xml") for number in (1, 2)]
    assert [_child(footer, "w:p/w:pPr/w:jc")["val"] for footer in footers] == ["right", "left"]
    words = ["".join(str(text) for text in footer.itertext()).split() for footer in footers]
    assert words == [["—", "PAGE", "1", "—"]] * 2


def test_word_properties_are_the_document_s(speech: Document) -> None:
    properties = docx.Document(BytesIO(write_word(speech, author="张三"))).core_properties
    assert (properties.title, properties.author, properties.language) == (speech.title, "张三", "zh-CN")


def test_word_of_one_document_is_byte_for_byte_the_same(full_document: Document) -> None:
    assert write_word(full_document) == write_word(full_document)


def test_word_refuses_what_no_document_may_hold() -> None:
    with pytest.raises(FormatError):
        write_word(Document((Paragraph.of("p", Style.BODY, "字" * 120_001),)))


def test_word_reads_back_what_it_wrote(full_document: Document, speech: Document) -> None:
    for document in (full_document, speech):
        assert _texts_and_styles(read_word(write_word(document))) == _texts_and_styles(document)


def test_word_of_nothing_opens_and_is_a_file_without_text() -> None:
    with pytest.raises(UnreadableFile, match="文件里没有文字。"):
        read_word(write_word(Document()))


_LINES = st.text(max_size=80).map(clean_line).filter(bool)


@settings(max_examples=60, deadline=None)
@given(text=_LINES, style=st.sampled_from([style for style in Style if style is not Style.TITLE]))
def test_word_reads_back_any_text(text: str, style: Style) -> None:
    document = Document((Paragraph.of("p1", Style.TITLE, text), Paragraph.of("p2", style, text)))
    assert read_word(write_word(document, author=text)) == document
