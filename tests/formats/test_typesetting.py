"""Reading any speech for typesetting: what is recognised, and one sentence for each kind of bad file."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from drafts.core.document import Document, Style
from drafts.core.errors import UnreadableFile
from drafts.formats.typesetting import read_speech
from drafts.formats.word import write_word

TEXT = "学习体会\n同志们：\n我谈两点体会。\n一、学要深\n静下心来学。\n二、干要实\n说了就办。\n谢谢大家！\n"


def with_member(data: bytes, name: str, content: bytes) -> bytes:
    """The package ``data`` with one member more."""
    file = BytesIO(data)
    with ZipFile(file, "a", ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return file.getvalue()


def refusal(name: str, data: bytes) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_speech(name, data)
    return str(caught.value)


def test_read_speech_styles_a_text() -> None:
    styles = [paragraph.style.value for paragraph in read_speech("a.txt", TEXT.encode("gb18030"))]
    assert styles == ["title", "salutation", "body", "heading-1", "body", "heading-1", "body", "body"]


def test_read_speech_styles_a_word_file_that_has_no_styles() -> None:
    plain = Document.from_plain_text(TEXT)
    assert read_speech("a.docx", write_word(plain)).plain_text == plain.plain_text
    assert read_speech("a.DOCX", write_word(plain)).paragraphs[3].style is Style.HEADING_1


WORD = write_word(Document.from_plain_text(TEXT))
BOMB = with_member(WORD, "word/more.xml", b" " * (31 * 1024 * 1024))


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.docx", b"", "文件是空的。"),
        ("a.txt", b" \n\n", "文件里没有文字。"),
        ("a.docx", write_word(Document()), "文件里没有文字。"),
        ("a.txt", b"x" * (10 * 1024 * 1024 + 1), "文件超过了 10 MB。"),
        ("a.odt", b"x", "读不了 .odt 文件；请另存为 .docx 再试。"),
        ("a.exe", b"MZ", "只能读 .docx 和 .txt 文件。"),
        ("a", b"x", "只能读 .docx 和 .txt 文件。"),
        ("a.docm", WORD, "这是带宏的 Word 文件；请另存为不带宏的 .docx 再试。"),
        ("a.docx", with_member(WORD, "word/vbaProject.bin", b"x"), "文件里带有宏；请另存为不带宏的 .docx 再试。"),
        ("a.docx", WORD[:-300], "文件已损坏，或不是 .docx 文件。"),
        ("a.docx", b"PK\x03\x04 and no more", "文件已损坏，或不是 .docx 文件。"),
        (
            "a.docx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 64,
            "这是旧版 Word 文件，或加了密码；请另存为不加密的 .docx 再试。",
        ),
        ("a.docx", BOMB, "文件解压后超过了 20 MB，不能打开。"),
        ("a.txt", b"\x00\x01\x02", "这不是文本文件，或它的编码认不出来；请另存为 UTF-8 再试。"),
    ],
)
def test_read_speech_says_in_a_sentence_what_is_wrong(name: str, data: bytes, sentence: str) -> None:
    assert refusal(name, data) == sentence
