import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafts.core.document import Document, Paragraph, Style, clean_line
from drafts.core.errors import UnreadableFile
from drafts.formats.plain import read_plain, write_plain

TEXT = "标题：镕喆𠮷\r\n\r\n  第一段“引号”——\n第二段\n"
READ = Document(
    (
        Paragraph.of("p1", Style.TITLE, "标题：镕喆𠮷"),
        Paragraph.of("p2", Style.BODY, "第一段“引号”——"),
        Paragraph.of("p3", Style.BODY, "第二段"),
    )
)


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("gb18030"),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"),
    ],
    ids=["utf-8", "utf-8-bom", "gb18030", "utf-16-le", "utf-16-be", "utf-32-le"],
)
def test_read_plain_knows_the_encoding(data: bytes) -> None:
    assert read_plain(data) == READ


def test_write_plain_is_one_paragraph_a_line_with_a_break_at_the_end() -> None:
    assert write_plain(READ) == "标题：镕喆𠮷\n第一段“引号”——\n第二段\n".encode()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "文件里没有文字。"),
        (b" \r\n\t\n", "文件里没有文字。"),
        ("\u200e\u202e\ufeff\n\x01".encode(), "文件里没有文字。"),
        (codecs.BOM_UTF8, "文件里没有文字。"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\xff", "这不是文本文件，或它的编码认不出来；请另存为 UTF-8 再试。"),
        (b"\xff\xff\xff", "这不是文本文件，或它的编码认不出来；请另存为 UTF-8 再试。"),
        ("标题".encode("utf-16-le") + b"\x00", "这不是文本文件，或它的编码认不出来；请另存为 UTF-8 再试。"),
        (codecs.BOM_UTF8 + "标题".encode("gb18030"), "这不是文本文件，或它的编码认不出来；请另存为 UTF-8 再试。"),
        (b"a" * (2 * 1024 * 1024 + 1), "文件超过了 2 MB。"),
        (("行\n" * 3001).encode(), "文稿超过了 3000 段。"),
        (("字" * 120_001).encode(), "文稿超过了 120000 字。"),
        (b"a\n" * 1024 * 1024, "文稿超过了 3000 段。"),
        (b"\n" * 2 * 1024 * 1024, "文件里没有文字。"),
        (b"\x00" * 2 * 1024 * 1024, "这不是文本文件，或它的编码认不出来；请另存为 UTF-8 再试。"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8" * 1000, "这不是文本文件，或它的编码认不出来；请另存为 UTF-8 再试。"),
        (
            codecs.BOM_UTF16_LE + "题".encode("utf-16-le") + b"\x00",
            "这不是文本文件，或它的编码认不出来；请另存为 UTF-8 再试。",
        ),
        (codecs.BOM_UTF32_LE + b"\xff" * 8, "这不是文本文件，或它的编码认不出来；请另存为 UTF-8 再试。"),
        (codecs.BOM_UTF16_BE + "\x00\x01\n".encode("utf-16-be") * 100_000, "文件里没有文字。"),
        ("标题".encode() + b"\xed\xa0\x80", "这不是文本文件，或它的编码认不出来；请另存为 UTF-8 再试。"),
    ],
)
def test_read_plain_refuses_in_one_plain_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_plain(data)
    assert str(caught.value) == sentence


@given(st.lists(st.text(max_size=40).map(clean_line).filter(bool), min_size=1, max_size=8))
def test_read_plain_gives_back_every_line_in_order(lines: list[str]) -> None:
    written = write_plain(Document(tuple(Paragraph.of(f"p{n}", Style.BODY, line) for n, line in enumerate(lines))))
    assert [paragraph.text for paragraph in read_plain(written)] == lines


@given(st.binary(max_size=200))
def test_read_plain_reads_or_refuses_anything(data: bytes) -> None:
    try:
        read = read_plain(data)
    except UnreadableFile:
        return
    assert len(read) > 0
    assert all(paragraph.text for paragraph in read)
