"""An office's own letterhead: what is taken from its file, what it is refused for, and where it stands on our pages."""

import re
import struct
import zlib
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Length, Mm, Pt, RGBColor
from lxml import etree

from drafts.core.document import Document, Paragraph, Style
from drafts.core.errors import UnreadableFile
from drafts.formats.files import FileFormat, write_document
from drafts.formats.layout import PageNumbers
from drafts.formats.letterhead import Letterhead, read_letterhead
from drafts.formats.pictures import Picture, read_picture
from drafts.formats.profiles import BUILT_IN_PROFILES
from drafts.formats.word import _base_members, write_word
from drafts.formats.word_xml import W
from tests.formats.test_word_rendering import PROFILES, _render

SPEECH = Document((Paragraph.of("t", Style.TITLE, "讲话"), Paragraph.of("b", Style.BODY, "正文。")))
NATIONAL = BUILT_IN_PROFILES["national"]
NAME, FIRST, ADDRESS = "某某市财政局", "某某市财政局文件", "某某路1号"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
VML = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'


def _png(width: int = 4, height: int = 4) -> bytes:
    """A red picture; only of a small one are the points there."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    points = zlib.compress((b"\x00" + b"\xc0\x10\x10" * 4) * 4)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", points) + chunk(b"IEND", b"")


def _saved(word: WordDocument) -> bytes:
    buffer = BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def _word(*, footer: str = "", first: str = "", even: str = "") -> WordDocument:
    """A file as an office has it: a logo and its name in red in the header, in a style of its own."""
    word = docx.Document()
    style = word.styles.add_style("单位名称", WD_STYLE_TYPE.PARAGRAPH)
    style.font.size, style.font.color.rgb = Pt(15), RGBColor(0xC0, 0, 0)
    section = word.sections[0]
    section.header_distance, section.footer_distance = Mm(11), Mm(9)
    paragraph = section.header.paragraphs[0]
    paragraph.style = style
    paragraph.add_run().add_picture(BytesIO(_png()), width=Mm(8))
    paragraph.add_run(NAME)
    if footer:
        section.footer.paragraphs[0].text = footer
    if first:
        section.different_first_page_header_footer = True
        section.first_page_header.paragraphs[0].text = first
    if even:
        word.settings.odd_and_even_pages_header_footer = True
        section.even_page_header.paragraphs[0].text = even
    word.add_paragraph("范文正文，不带过来。")
    return word


def _changed(data: bytes, changes: Mapping[str, tuple[str, str] | bytes]) -> bytes:
    """The package with members added, or a piece of text replaced in those that are there."""
    buffer = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(buffer, "w", ZIP_DEFLATED) as target:
        members = {name: source.read(name) for name in source.namelist()}
        for name, change in changes.items():
            if isinstance(change, bytes):
                members[name] = change
                continue
            assert change[0].encode() in members[name]
            members[name] = members[name].replace(change[0].encode(), change[1].encode(), 1)
        for name, content in members.items():
            target.writestr(name, content)
    return buffer.getvalue()


def _in_header(xml: str) -> bytes:
    """A letterhead with ``xml`` at the end of its header."""
    return _changed(_saved(_word()), {"word/header1.xml": ("</w:hdr>", xml + "</w:hdr>")})


def _linked(kind: str, attributes: str = "", part: str = "document.xml") -> bytes:
    link = f'<Relationship Id="rId99" Type="{R}/{kind}" {attributes}/></Relationships>'
    return _changed(_saved(_word()), {f"word/_rels/{part}.rels": ("</Relationships>", link)})


def _field(*pieces: str, end: str = '<w:r><w:fldChar w:fldCharType="end"/></w:r>') -> str:
    runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    return f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>{runs}{end}</w:p>'


def _parts(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def _opened(letterhead: Letterhead | None) -> WordDocument:
    return docx.Document(BytesIO(write_word(SPEECH, letterhead=letterhead)))


def _texts(word: WordDocument) -> dict[str, str]:
    """The text of every header and footer of the last section; those that say nothing left out."""
    section = word.sections[-1]
    found = {
        "header": section.header,
        "first header": section.first_page_header,
        "even header": section.even_page_header,
        "footer": section.footer,
        "first footer": section.first_page_footer,
        "even footer": section.even_page_footer,
    }
    return {
        name: part.paragraphs[0].text
        for name, part in found.items()
        if not part.is_linked_to_previous and part.paragraphs[0].text
    }


def test_letterhead_header_stands_on_every_page_and_our_page_numbers_stay() -> None:
    assert _texts(_opened(read_letterhead(_saved(_word())))) == {
        "header": NAME,
        "even header": NAME,
        "footer": "— 1 —",
        "even footer": "— 1 —",
    }


def test_letterhead_footer_takes_the_place_of_ours() -> None:
    data = write_word(SPEECH, letterhead=read_letterhead(_saved(_word(footer=ADDRESS))))
    assert _texts(docx.Document(BytesIO(data))) == {
        "header": NAME,
        "even header": NAME,
        "footer": ADDRESS,
        "even footer": ADDRESS,
    }
    assert [name for name in _parts(data) if "footer" in name] == [
        "word/letterhead-footer-default.xml",
        "word/letterhead-footer-even.xml",
    ]


def test_letterhead_first_page_has_its_own_header_and_still_our_page_number() -> None:
    word = _opened(read_letterhead(_saved(_word(first=FIRST))))
    assert word.sections[0].different_first_page_header_footer
    assert _texts(word) == {
        "header": NAME,
        "first header": FIRST,
        "even header": NAME,
        "footer": "— 1 —",
        "first footer": "— 1 —",
        "even footer": "— 1 —",
    }


def test_letterhead_first_page_without_page_numbers_has_none() -> None:
    letterhead = read_letterhead(_saved(_word(first=FIRST)))
    profile = replace(NATIONAL, page_numbers=PageNumbers.NONE)
    word = docx.Document(BytesIO(write_word(SPEECH, profile=profile, letterhead=letterhead)))
    assert _texts(word) == {"header": NAME, "first header": FIRST, "even header": NAME}


def test_letterhead_even_pages_have_their_own_header() -> None:
    word = _opened(read_letterhead(_saved(_word(even="双页"))))
    assert (_texts(word)["header"], _texts(word)["even header"]) == (NAME, "双页")


def test_letterhead_headers_that_the_file_does_not_use_stay_behind() -> None:
    word = _word(first=FIRST, even="双页")
    word.sections[0].different_first_page_header_footer = False
    word.settings.odd_and_even_pages_header_footer = False
    assert read_letterhead(_saved(word)) == read_letterhead(_saved(_word()))


def test_letterhead_of_a_last_section_is_inherited_until_it_has_its_own() -> None:
    word = _word()
    section = word.add_section()
    assert _texts(_opened(read_letterhead(_saved(word))))["header"] == NAME
    section.header.is_linked_to_previous = False
    section.header.paragraphs[0].text = "末节"
    assert _texts(_opened(read_letterhead(_saved(word))))["header"] == "末节"


def test_letterhead_picture_is_kept_once_with_its_type() -> None:
    parts = _parts(write_word(SPEECH, letterhead=read_letterhead(_saved(_word()))))
    assert {name: content for name, content in parts.items() if "media" in name} == {
        "word/media/letterhead-1.png": _png()
    }
    assert b'<Default Extension="png" ContentType="image/png"/>' in parts["[Content_Types].xml"]
    word = _opened(read_letterhead(_saved(_word())))
    assert [part.blob for part in word.sections[0].header.part.related_parts.values()] == [_png()]


def test_letterhead_looks_as_in_its_file_without_its_styles() -> None:
    header = _opened(read_letterhead(_saved(_word()))).sections[0].header.paragraphs[0]
    assert (header.runs[1].font.size, header.runs[1].font.color.rgb) == (Pt(15), RGBColor(0xC0, 0, 0))
    # The line's height is its file's; one of exactly the profile's would cut the logo off.
    assert (header.style and header.style.style_id, header.paragraph_format.line_spacing) == ("Normal", 1.15)


def test_letterhead_leaves_nothing_dangling() -> None:
    marks = (
        '<w:p><w:pPr><w:pStyle w:val="Gone"/><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr>'
        '<w:commentRangeStart w:id="1"/><w:r><w:rPr><w:rStyle w:val="Gone"/>'
        '<w:color w:val="C00000" w:themeColor="accent1"/></w:rPr><w:t>红</w:t></w:r></w:p>'
        '<w:tbl><w:tblPr><w:tblStyle w:val="Gone"/></w:tblPr><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl><w:p/>'
    )
    parts = _parts(write_word(SPEECH, letterhead=read_letterhead(_in_header(marks))))
    header = parts["word/letterhead-header-default.xml"]
    assert [
        name for name in ("pStyle", "rStyle", "tblStyle", "numPr", "comment", "theme") if name.encode() in header
    ] == []
    assert b'<w:color w:val="C00000"/>' in header
    for name, content in parts.items():
        links = parts.get(re.sub(r"([^/]+)$", r"_rels/\1.rels", name), b"<none/>")
        known = [link.get("Id") for link in etree.fromstring(links)]
        used = re.findall(rb'r:(?:id|embed)="([^"]*)"', content)
        assert len(known) == len(set(known))
        assert [one for one in used if one.decode() not in known] == []


def test_letterhead_leaves_text_styles_settings_and_page_ours() -> None:
    plain = _parts(write_word(SPEECH))
    dressed = _parts(write_word(SPEECH, letterhead=read_letterhead(_saved(_word()))))
    changed = {"word/document.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"}
    assert {name: dressed[name] for name in plain if name not in changed} == {
        name: content for name, content in plain.items() if name not in changed
    }
    bodies = [etree.fromstring(parts["word/document.xml"])[0] for parts in (plain, dressed)]
    assert len({b"".join(etree.tostring(node) for node in body[:-1]) for body in bodies}) == 1
    margins = [dict(body[-1].find(W + "pgMar").attrib) for body in bodies]
    assert margins[1] == margins[0] | {W + "header": str(round(Length(Mm(11)).pt * 20))}


def test_letterhead_gives_equal_bytes_for_equal_input() -> None:
    data = _saved(_word(footer=ADDRESS, first=FIRST))
    one, two = read_letterhead(data), read_letterhead(bytes(bytearray(data)))
    assert (one, hash(one)) == (two, hash(two))
    written = write_document(FileFormat.WORD, SPEECH, letterhead=one)
    _base_members.cache_clear()
    assert write_document(FileFormat.WORD, SPEECH, letterhead=two) == written


def test_letterhead_keeps_page_and_date_fields() -> None:
    fields = _field(" PA", r"GE \* MERGEFORMAT ") + '<w:p><w:fldSimple w:instr=" NUMPAGES "/></w:p>' + _field("date")
    (_, header), *_ = read_letterhead(_in_header(fields)).headers
    assert (header.xml.count(b"fldCharType"), header.xml.count(b"fldSimple")) == (4, 1)


def test_letterhead_keeps_the_drawing_that_an_old_reader_gets_and_drops_one_of_unknown_kind() -> None:
    drawing = (
        '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="new" xmlns:new="urn:new"><w:t>新</w:t></mc:Choice>'
        f'<mc:Fallback><w:pict {VML}><v:line from="0,0" to="400pt,0" strokecolor="red"><o:lock/></v:line></w:pict>'
        "</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    (_, header), *_ = read_letterhead(_in_header(drawing)).headers
    assert (b"v:line" in header.xml, b"AlternateContent" in header.xml) == (True, False)


LETTERHEAD = _saved(_word())
BROKEN = "文件已损坏，或不是 .docx 文件。"
OLD = "这是旧版 Word 文件，或加了密码；请另存为不加密的 .docx 再试。"
NO_TEXT = "文件里没有正文，可能不是 Word 文件。"
MACROS = "文件里有宏；请另存为不带宏的 .docx 再试。"
EXTERNAL = "文件里有指向文件之外的链接或图片；请改成普通文字和嵌入的图片再试。"
OBJECTS = "文件里有嵌入的对象、控件或别的文件；请删去，或改成图片再试。"
KINDS = "文件里的图片只能是 PNG、JPEG、GIF 或 BMP；请把别的图片（如 WMF、EMF）换成 PNG。"
PIXELS = "文件里的图片超过了 2 MB 或 4000 万像素。"
MISSING = "文件里的 word/header1.xml 引用了没有的部件，可能已损坏。"
ENTITIES = "文件里有不该有的实体定义，不能打开。"
COMPLEX = "文件的结构太复杂，不能打开。"
NOTHING = "文件里没有页眉，也没有页脚。"
ELSEWHERE = 'Target="http://a.example/t" TargetMode="External"'
DOCM = ("openxmlformats-officedocument.wordprocessingml.document.main", "ms-word.document.macroEnabled.main")
LOADING = ("INCLUDETEXT", "INCLUDEPICTURE", "DDE", "DDEAUTO", "LINK", "HYPERLINK", "RD", "DATABASE", "MACROBUTTON")
CHART = (
    '<w:p><w:r><w:drawing><a:graphicData xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"/></a:graphicData></w:drawing></w:r></w:p>'
)
HEADER, LOGO = "word/header1.xml", "word/media/image1.png"


def _but(name: str, change: tuple[str, str] | bytes) -> bytes:
    return _changed(LETTERHEAD, {name: change})


def _shape(xml: str) -> bytes:
    return _in_header(f"<w:p><w:r><w:pict {VML}>{xml}</w:pict></w:r></w:p>")


def _field_refused(name: str) -> str:
    return f"页眉页脚里不能有 {name} 域；只能用页码、页数和日期，别的请改成普通文字。"


HOSTILE: Mapping[str, tuple[bytes, str]] = {
    "empty": (b"", "文件是空的。"),
    "text": ("某某市财政局".encode(), BROKEN),
    "cut off": (LETTERHEAD[:-400], BROKEN),
    "old or with a password": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), OLD),
    "too large": (LETTERHEAD + bytes(2 * 1024 * 1024), "文件超过了 2 MB。"),
    "another zip": (_but("_rels/.rels", ("word/document.xml", "xl/workbook.xml")), NO_TEXT),
    "macros": (_but("word/vbaProject.bin", b"macro"), MACROS),
    "docm": (_but("[Content_Types].xml", DOCM), MACROS),
    "template elsewhere": (_linked("attachedTemplate", ELSEWHERE), EXTERNAL),
    "hyperlink": (_linked("hyperlink", ELSEWHERE, "header1.xml"), EXTERNAL),
    "linked picture": (_but(HEADER, ("r:embed=", "r:link=")), EXTERNAL),
    "picture of an address": (_shape('<v:shape><v:imagedata src="http://a.example/a.png"/></v:shape>'), EXTERNAL),
    "shape with an address": (_shape('<v:rect href="file://a/b"/>'), EXTERNAL),
    "embedded file": (_linked("package", 'Target="embeddings/a.xlsx"'), OBJECTS),
    "ole object": (_linked("oleObject", 'Target="embeddings/a.bin"'), OBJECTS),
    "ole object in a shape": (_shape("<o:OLEObject/>"), OBJECTS),
    "activex": (_linked("control", 'Target="activeX/activeX1.xml"'), OBJECTS),
    "foreign chunk": (_linked("aFChunk", 'Target="a.html"'), OBJECTS),
    "object in the header": (_in_header("<w:p><w:r><w:object/></w:r></w:p>"), OBJECTS),
    "control in the header": (_in_header("<w:p><w:r><w:control/></w:r></w:p>"), OBJECTS),
    "chunk in the header": (_in_header("<w:altChunk/>"), OBJECTS),
    **{name: (_in_header(_field(f" {name} a")), _field_refused(name)) for name in LOADING},
    "field in pieces": (_in_header(_field(" INCL", "UDETEXT", " a")), _field_refused("INCLUDETEXT")),
    "field in text": (_in_header(_field(end="<w:r><w:t>LINK a</w:t></w:r>")), _field_refused("LINK")),
    "field behind an element": (_in_header(_field("<w:b/>LINK ", "PAGE")), _field_refused("LINK")),
    "field without an end": (_in_header(_field("dde a", end="")), _field_refused("DDE")),
    "simple field": (_in_header('<w:p><w:fldSimple w:instr="link a"/></w:p>'), _field_refused("LINK")),
    "field in a field": (_in_header(_field("IF 1 = 1 ", end="") + _field("LINK a")), _field_refused("LINK")),
    "field named by a field": (_in_header(_field(end="") + _field("PAGE")), _field_refused("?")),
    "chart": (_in_header(CHART), OBJECTS),
    "metafile": (_but(LOGO, b"\xd7\xcd\xc6\x9a" + bytes(40)), KINDS),
    "huge picture": (_but(LOGO, _png(60_000, 60_000)), PIXELS),
    "heavy picture": (_but(LOGO, _png() + bytes(2 * 1024 * 1024)), PIXELS),
    "picture that is not there": (_but(HEADER, ('r:embed="rId1"', 'r:embed="rId7"')), MISSING),
    "entities": (_but(HEADER, ("<w:hdr", '<!DOCTYPE a [<!ENTITY b "c">]><w:hdr')), ENTITIES),
    "very many elements": (_in_header("<w:p/>" * 3_000), COMPLEX),
    "nothing": (_saved(docx.Document()), NOTHING),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_read_letterhead_refuses_with_one_sentence(name: str) -> None:
    data, sentence = HOSTILE[name]
    with pytest.raises(UnreadableFile) as caught:
        read_letterhead(data)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(("tabs", "paragraphs"), [(2_000, 1), (15, 900)])
def test_read_letterhead_bounds_what_styles_say_on_every_paragraph(tabs: int, paragraphs: int) -> None:
    stops = '<w:tab w:val="left" w:pos="1"/>' * tabs
    defaults = f"<w:docDefaults><w:pPrDefault><w:pPr><w:tabs>{stops}</w:tabs></w:pPr></w:pPrDefault>"
    data = _changed(_in_header("<w:p/>" * paragraphs), {"word/styles.xml": ("<w:docDefaults>", defaults)})
    with pytest.raises(UnreadableFile) as caught:
        read_letterhead(data)
    assert str(caught.value) == COMPLEX


def test_read_letterhead_ends_circles_of_styles() -> None:
    styles = ("</w:styles>", '<w:style w:styleId="A"><w:basedOn w:val="A"/><w:rPr><w:b/></w:rPr></w:style></w:styles>')
    text = '<w:p><w:pPr><w:pStyle w:val="A"/></w:pPr><w:r><w:t>圆</w:t></w:r></w:p>'
    letterhead = read_letterhead(_changed(_in_header(text), {"word/styles.xml": styles}))
    assert _opened(letterhead).sections[0].header.paragraphs[-1].runs[0].bold


@pytest.mark.parametrize(
    ("content", "extension"),
    [
        (_png(), "png"),
        (b"GIF89a" + struct.pack("<HH", 8, 8), "gif"),
        (b"BM" + bytes(16) + struct.pack("<ii", 8, -8), "bmp"),
        (b"\xff\xd8\xff\xe0\x00\x04\x00\x00\xff\xff\xc2\x00\x0b\x08\x00\x08\x00\x08", "jpeg"),
    ],
)
def test_read_picture_tells_kinds_by_their_bytes(content: bytes, extension: str) -> None:
    assert read_picture(content) == Picture(extension, content)


@pytest.mark.parametrize(
    "content",
    [b"GIF89a", b"BM", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0\x00\x04\x00", b"\xff\xd8\xff\xe0\x00\x00\x00"],
)
def test_read_picture_refuses_one_that_is_cut_off(content: bytes) -> None:
    with pytest.raises(UnreadableFile, match=r"^文件里的图片已损坏。$"):
        read_picture(content)


@pytest.mark.libreoffice
def test_letterhead_rendered_stands_above_the_same_lines(tmp_path: Path, speech: Document) -> None:
    profile = PROFILES["national"]
    letterheads = {
        "plain": None,
        "header": read_letterhead(_saved(_word())),
        "first": read_letterhead(_saved(_word(first=FIRST, footer=ADDRESS))),
    }
    words = {name: write_word(speech, profile=profile, letterhead=one) for name, one in letterheads.items()}
    pages = _render(words, tmp_path)
    plain = [[line.text for line in page.lines] for page in pages["plain"]]
    assert [[line.text for line in page.lines] for page in pages["header"]] == [[NAME, *lines] for lines in plain]
    assert [page.number for page in pages["header"]] == [page.number for page in pages["plain"]]
    body = [[line.baseline for line in page.lines[-10:]] for page in pages["plain"]]
    assert [[line.baseline for line in page.lines[-10:]] for page in pages["header"]] == body
    assert [page.lines[0].text for page in pages["first"]] == [FIRST, *[NAME] * (len(plain) - 1)]
    assert [page.number.text for page in pages["first"]][1:] == [ADDRESS] * (len(plain) - 1)
