"""What looks like markup of any program stays text, in every file that is written."""

from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

import pypdf
import pytest
from docx.oxml.ns import qn
from lxml import etree

from drafts.core.compare import compare
from drafts.core.document import Document, Paragraph, Style
from drafts.formats.fonts import FontLibrary
from drafts.formats.marked_pdf import write_marked_pdf
from drafts.formats.marked_word import write_marked_word
from drafts.formats.pdf import write_pdf
from drafts.formats.word import write_word
from tests.formats.pages import pages_of

HOSTILE = {
    "Typst code": '#read("/etc/passwd") #panic() #import "x.typ": * #sys.inputs #(1 + 1) #text(red)[x]',
    "Typst markup": "= 标题 *粗* _斜_ `码` <标签> @引用 $x^2$ // 注 /* 注 */ \\u{41} ~ --- -- ... 'a' \"b\"",
    "end of the data": '")) #panic() #speech(json(bytes("{}',
    "OOXML": '</w:t></w:r><w:r><w:br w:type="page"/></w:r><w:t>&lt;&amp;&#x41;]]><![CDATA[<!--',
    "a field": '{ PAGE } {DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"} { HYPERLINK "http://example.org" }',
    "formulas": '=1+1 =HYPERLINK("http://example.org") +1 -1 @SUM(A1) |cmd \\begin{equation} \\frac{1}{2}',
    "a template": "{{ 7 * 7 }} {% include '/etc/passwd' %} ${7*7} <%= 7 %> %(name)s {0}",
    "HTML": '<script>alert(1)</script><img src=x onerror=alert(1)> <a href="javascript:alert(1)">',
}
TEXTS = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
PLACES = pytest.mark.parametrize("style", [Style.TITLE, Style.HEADING_1, Style.BODY, Style.SIGNATURE])


def _document(text: str, style: Style) -> Document:
    return Document((Paragraph.of("p0", Style.BODY, "同志们："), Paragraph.of("p1", style, text)))


def _packed(text: str) -> str:
    return "".join(text.split())


def _shown(pdf: bytes) -> str:
    return "".join(line.text for page in pages_of(pdf) for line in page.lines)


def _body(word: bytes) -> etree._Element:
    with ZipFile(BytesIO(word)) as package:
        return etree.fromstring(package.read("word/document.xml"))


def _texts(body: etree._Element, *names: str) -> str:
    return "".join(node.text or "" for node in body.iter(*(qn(f"w:{name}") for name in names)))


@TEXTS
@PLACES
def test_pdf_shows_it_as_it_was_typed(fonts: FontLibrary, text: str, style: Style) -> None:
    pdf = write_pdf(_document(text, style), fonts=fonts, author=text)
    assert _shown(pdf) == _packed("同志们：" + text)
    metadata = pypdf.PdfReader(BytesIO(pdf)).metadata
    assert metadata is not None
    assert metadata.author == text


@TEXTS
@PLACES
def test_word_holds_it_as_it_was_typed(text: str, style: Style) -> None:
    body = _body(write_word(_document(text, style), author=text))
    assert _texts(body, "t") == "同志们：" + text
    assert {etree.QName(node).localname for node in body.iter()} <= {
        *("document", "body", "p", "pPr", "pStyle", "ind", "spacing", "r", "rPr", "rFonts", "t", "br"),
        *("sectPr", "footerReference", "pgSz", "pgMar", "cols", "docGrid"),
    }
    assert [node.attrib for node in body.iter(qn("w:br"))] == [{}] * len(list(body.iter(qn("w:br"))))


@TEXTS
@pytest.mark.parametrize("comes", [True, False], ids=["comes", "goes"])
def test_marked_copies_hold_it_as_it_was_typed(fonts: FontLibrary, text: str, comes: bool) -> None:
    old, new = _document("原文。", Style.BODY), _document(f"原文。{text}", Style.BODY)
    comparison = compare(old, new) if comes else compare(new, old)
    shown = _shown(write_marked_pdf(comparison, fonts=fonts, caption=text, author=text))
    assert _packed(text) in shown.partition("图例")[2]
    body = _body(write_marked_word(comparison, author=text))
    assert _texts(body, "t", "delText") == f"同志们：原文。{text}"
    assert not list(body.iter(qn("w:instrText"), qn("w:fldSimple"), qn("w:hyperlink"), qn("w:object")))


@pytest.mark.parametrize(
    "write",
    [
        lambda document, fonts: _shown(write_pdf(document, fonts=fonts)),
        lambda document, _fonts: _texts(_body(write_word(document)), "t"),
        lambda document, fonts: _shown(write_marked_pdf(compare(document, document), fonts=fonts)).partition("粗细")[2],
        lambda document, _fonts: _texts(_body(write_marked_word(compare(document, document))), "t"),
    ],
    ids=["PDF", "Word", "marked PDF", "marked Word"],
)
def test_nothing_turns_the_reading_order_around(
    fonts: FontLibrary, write: Callable[[Document, FontLibrary], str]
) -> None:
    # What comes in by any way passes here: the characters of UAX #9 that override or embed are gone.
    overrides = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
    data = {"paragraphs": [{"key": "p", "style": "body", "runs": [{"text": f"付{overrides}款\u202e001元"}]}]}
    assert write(Document.from_json(data), fonts) == "付款001元"
