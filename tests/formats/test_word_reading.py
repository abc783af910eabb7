from collections.abc import Mapping
from io import BytesIO
from time import process_time
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZipFile

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafts.core.document import Document, Paragraph, Run, Style
from drafts.core.errors import UnreadableFile
from drafts.formats.word import write_word
from drafts.formats.word_reading import read_word

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def _package(members: Mapping[str, str | bytes], compression: int = ZIP_DEFLATED) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", compression) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return buffer.getvalue()


def _word(body: str) -> bytes:
    return _package({"word/document.xml": f"<w:document {W} {MC}><w:body>{body}</w:body></w:document>"})


def _p(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_read_word_without_known_styles_takes_the_first_line_for_the_title() -> None:
    assert read_word(_word(_p("　标题 ") + "<w:p/>" + _p("　　正文"))) == Document(
        (Paragraph.of("p1", Style.TITLE, "标题"), Paragraph.of("p2", Style.BODY, "正文"))
    )


def test_read_word_of_python_docx_keeps_styles_bold_and_tables() -> None:
    made = docx.Document()
    made.add_paragraph("标题", style="Title")
    made.add_paragraph("一、要点", style="Heading 1")
    paragraph = made.add_paragraph("先说")
    paragraph.add_run("重点").bold = True
    paragraph.add_run("再说").bold = False
    made.add_table(1, 1).cell(0, 0).text = "表中"
    buffer = BytesIO()
    made.save(buffer)
    assert read_word(buffer.getvalue()) == Document(
        (
            Paragraph.of("p1", Style.TITLE, "标题"),
            Paragraph.of("p2", Style.HEADING_1, "一、要点"),
            Paragraph("p3", Style.BODY, (Run("先说"), Run("重点", bold=True), Run("再说"))),
            Paragraph.of("p4", Style.BODY, "表中"),
        )
    )


def test_read_word_leaves_out_deletions_and_copies_and_keeps_insertions_in_order() -> None:
    body = (
        _p("标题")
        + "<w:p><w:r><w:t>一</w:t></w:r><w:del><w:r><w:delText>删</w:delText></w:r></w:del>"
        + "<w:ins><w:r><w:t>二</w:t><w:br/><w:t>三</w:t><w:tab/><w:t>四</w:t></w:r></w:ins></w:p>"
        + "<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent>"
        + _p("框")
        + "</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>"
        + _p("框")
        + "</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert read_word(_word(body)).plain_text == "标题\n一二\n三 四\n框"


def test_read_word_follows_a_style_based_on_a_known_one() -> None:
    styles = (
        f'<w:styles {W}><w:style w:type="paragraph" w:styleId="a"><w:name w:val="heading 2"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="b"><w:name w:val="我的"/><w:basedOn w:val="a"/></w:style></w:styles>'
    )
    body = '<w:p><w:pPr><w:pStyle w:val="b"/></w:pPr><w:r><w:t>（一）</w:t></w:r></w:p>'
    document = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    read = read_word(_package({"word/document.xml": document, "word/styles.xml": styles}))
    assert read == Document((Paragraph.of("p1", Style.HEADING_2, "（一）"),))


def test_read_word_reads_twenty_thousand_styles_based_on_each_other_at_once() -> None:
    links = "".join(
        f'<w:style w:styleId="s{n}"><w:basedOn w:val="s{(n + 1) % 20_000}"/></w:style>' for n in range(20_000)
    )
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="s{n}"/></w:pPr><w:r><w:t>文</w:t></w:r></w:p>' for n in range(0, 20_000, 10)
    )
    document = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    data = _package({"word/document.xml": document, "word/styles.xml": f"<w:styles {W}>{links}</w:styles>"})
    began = process_time()
    assert len(read_word(data)) == 2_000
    assert process_time() - began < 5  # a second at most; each style looked at once for every other takes minutes


def test_read_word_follows_a_long_chain_of_styles_to_its_end() -> None:
    links = "".join(f'<w:style w:styleId="s{n}"><w:basedOn w:val="s{n + 1}"/></w:style>' for n in range(9_999))
    end = '<w:style w:styleId="s9999"><w:name w:val="heading 1"/></w:style>'
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{name}"/></w:pPr><w:r><w:t>文</w:t></w:r></w:p>' for name in ("s5", "s0", "no")
    )
    document = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    data = _package({"word/document.xml": document, "word/styles.xml": f"<w:styles {W}>{links}{end}</w:styles>"})
    assert [p.style for p in read_word(data)] == [Style.HEADING_1, Style.HEADING_1, Style.BODY]


def test_read_word_keeps_reading_order_and_weight_around_a_text_box() -> None:
    bold = "<w:rPr><w:b/></w:rPr>"
    box = f"<w:pict><w:txbxContent>{_p('框')}</w:txbxContent></w:pict>"
    body = _p("标题") + f"<w:p><w:r>{bold}<w:t>前</w:t>{box}<w:t>后</w:t></w:r><w:r><w:t>末</w:t></w:r></w:p>"
    assert read_word(_word(body)) == Document(
        (
            Paragraph.of("p1", Style.TITLE, "标题"),
            Paragraph("p2", Style.BODY, (Run("前后", bold=True), Run("末"))),
            Paragraph.of("p3", Style.BODY, "框"),
        )
    )


def test_read_word_reads_no_properties_as_text() -> None:
    body = (
        "<w:p><w:pPr><w:tabs><w:tab/></w:tabs><w:rPr><w:b/></w:rPr></w:pPr>"
        "<w:r><w:t>标</w:t><!-- 注 --><w:t>题</w:t></w:r>"
        "<w:r><w:rPr><w:b w:val='0'/></w:rPr><w:instrText>PAGE</w:instrText></w:r></w:p>"
    )
    assert read_word(_word(body)) == Document((Paragraph.of("p1", Style.TITLE, "标题"),))


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_read_word_reads_or_refuses_a_file_with_broken_bytes(data: st.DataObject) -> None:
    broken = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 8))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(broken)))
    try:
        read = read_word(bytes(broken[:cut] if data.draw(st.booleans()) else broken))
    except UnreadableFile as error:
        refusal = str(error)
    else:
        assert len(read) > 0
        return
    assert refusal.endswith("。")


def test_read_word_survives_styles_based_on_each_other() -> None:
    styles = (
        f'<w:styles {W}><w:style w:styleId="a"><w:basedOn w:val="b"/></w:style>'
        '<w:style w:styleId="b"><w:basedOn w:val="a"/></w:style></w:styles>'
    )
    body = '<w:p><w:pPr><w:pStyle w:val="b"/></w:pPr><w:r><w:t>文</w:t></w:r></w:p>'
    document = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    assert read_word(_package({"word/document.xml": document, "word/styles.xml": styles})).plain_text == "文"


DOCUMENT = f"<w:document {W}><w:body>{_p('字')}</w:body></w:document>"
WHOLE = _package({"word/document.xml": DOCUMENT, "_rels/.rels": "<a/>"})
LARGE = 5 * 1024 * 1024 + 1
EBCDIC_ENTITY = f'<?xml version="1.0" encoding="cp037"?><!DOCTYPE d [<!ENTITY e "x">]><w:document {W}/>'.encode("cp037")
ENTITY = f'<!DOCTYPE d [<!ENTITY e "x">]><w:document {W}><w:body>{_p("&e;")}</w:body></w:document>'


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "文件是空的。"),
        (b"plain text", "文件已损坏，或不是 .docx 文件。"),
        (b"%PDF-1.7\n", "文件已损坏，或不是 .docx 文件。"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
            "这是旧版 Word 文件，或加了密码；请另存为不加密的 .docx 再试。",
        ),
        (write_word(Document())[:5000], "文件已损坏，或不是 .docx 文件。"),
        (_package({"a.txt": "x"}), "文件里没有正文，可能不是 Word 文件。"),
        (_package({"word/document.xml": "<w:document"}), "文件里的 word/document.xml 已损坏。"),
        (_package({"word/document.xml": b"\xff\xfe\x00"}), "文件里的 word/document.xml 已损坏。"),
        (_package({"word/document.xml": ENTITY}), "文件里有不该有的实体定义，不能打开。"),
        (_package({"word/document.xml": ENTITY.encode("utf-16")}), "文件里有不该有的实体定义，不能打开。"),
        (_package({"customXml/item1.xml": ENTITY}), "文件里有不该有的实体定义，不能打开。"),
        (_package({"../evil.xml": "<x/>"}), "文件里的部件名不合规定，不能打开。"),
        (_package({"/etc/evil.xml": "<x/>"}), "文件里的部件名不合规定，不能打开。"),
        (_package({f"m{n}.xml": "<x/>" for n in range(501)}), "文件里的部件超过了 500 个。"),
        (_package({"word/media/bomb.bin": bytes(21 * 1024 * 1024)}), "文件解压后超过了 20 MB，不能打开。"),
        (_package({f"m{n}.xml": b" " * 1024 * 1024 for n in range(21)}), "文件解压后超过了 20 MB，不能打开。"),
        (_package({f"m{n}.bin": b" " * 1024 * 1024 for n in range(21)}), "文件解压后超过了 20 MB，不能打开。"),
        (_package({f"{n}": b"" for n in range(6_000)}), "文件里的部件超过了 500 个。"),
        (_package({"word/document.xml": EBCDIC_ENTITY}), "文件里的 word/document.xml 已损坏。"),
        (_package({"word/document.xml": b" " * LARGE}), "文件里的 word/document.xml 超过了 5 MB。"),
        (_word("<w:p/>" * (LARGE // 6)), "文件里的 word/document.xml 超过了 5 MB。"),
        (_word("<w:p/>" * 800_000), "文件的结构太复杂，不能打开。"),
        (_word("<w:p/>" * 190_000), "文件里没有文字。"),
        (_word("<w:p><w:r><w:br/></w:r></w:p>" * 100_000), "文件的结构太复杂，不能打开。"),
        (_word("<w:p><w:r>" + "<w:br/>" * 190_000 + "</w:r></w:p>"), "文件里没有文字。"),
        (_word("<w:p><w:r>" + "<w:t>字</w:t>" * 190_000 + "</w:r></w:p>"), "文稿超过了 120000 字。"),
        (_word(_p("&amp;" * 1_000_000)), "文稿超过了 120000 字。"),
        (_word(_p("&#x200e;" * 600_000)), "文稿超过了 120000 字。"),
        (_word("<w:p><w:r>" + "<w:t>字</w:t><w:br/>" * 90_000 + "</w:r></w:p>"), "文稿超过了 3000 段。"),
        (_word("<w:p>" * 250 + "</w:p>" * 250), "文件里没有文字。"),
        (_word("<w:p>" * 300 + "</w:p>" * 300), "文件的结构太复杂，不能打开。"),
        (
            _package({"word/document.xml": DOCUMENT, "word/styles.xml": b" " * LARGE}),
            "文件里的 word/styles.xml 超过了 5 MB。",
        ),
        (_package({"word/document.xml": f"<w:document {W}><w:body/></w:document>"}), "文件里没有文字。"),
        (
            _package({"word/document.xml": f"<w:document {W}><w:p/></w:document>"}),
            "文件里没有正文，可能不是 Word 文件。",
        ),
        (_package({"word/document.xml": DOCUMENT}, ZIP_LZMA), "文件已损坏，或不是 .docx 文件。"),
        (_package({"word/document.xml": DOCUMENT}, ZIP_BZIP2), "文件已损坏，或不是 .docx 文件。"),
        (_word(_p("字" * 120_001)), "文稿超过了 120000 字。"),
        (_word(_p("字") * 3001), "文稿超过了 3000 段。"),
        (b"PK" + bytes(10 * 1024 * 1024), "文件超过了 10 MB。"),
    ],
)
def test_read_word_refuses_in_one_plain_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_word(data)
    assert str(caught.value) == sentence


def test_read_word_counts_what_inflates_not_what_is_declared() -> None:
    bomb = bytearray(_package({"word/document.xml": b" " * (21 * 1024 * 1024)}))
    directory = bomb.index(b"PK\x01\x02")
    bomb[directory + 24 : directory + 28] = (1000).to_bytes(4, "little")
    with pytest.raises(UnreadableFile):
        read_word(bytes(bomb))


def test_read_word_refuses_a_password() -> None:
    locked = bytearray(_word(_p("字")))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(UnreadableFile, match="密码"):
        read_word(bytes(locked))
