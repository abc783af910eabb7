import json

import pytest

from drafts.core.document import Document
from drafts.core.errors import FormatError, UnreadableFile
from drafts.formats.files import FileFormat, filename, format_of, read_document, write_document
from drafts.formats.fonts import FontLibrary


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("在专题研讨会上的发言", "在专题研讨会上的发言.docx"),
        ("../../etc/passwd", "etc passwd.docx"),
        ('a\\b:c*d?"e<f>|g\x00\n', "a b c d e f g.docx"),
        ("  . ", "讲稿.docx"),
        ("", "讲稿.docx"),
        ("CON", "讲稿CON.docx"),
        ("\u202egpj.exe", "gpj.exe.docx"),
        ("a" * 300, "a" * 80 + ".docx"),
        ("长" * 300, "长" * 66 + ".docx"),
    ],
)
def test_filename_is_safe_everywhere(title: str, name: str) -> None:
    assert filename(title, "docx") == name


@pytest.mark.parametrize(("name", "file_format"), [("a.DOCX", FileFormat.WORD), ("x/讲稿.pdf", FileFormat.PDF)])
def test_format_of_reads_the_ending(name: str, file_format: FileFormat) -> None:
    assert format_of(name) is file_format


@pytest.mark.parametrize("name", ["a.doc", "docx", "", "a.docx.exe"])
def test_format_of_refuses_other_endings(name: str) -> None:
    with pytest.raises(FormatError):
        format_of(name)


def test_write_document_begins_as_its_format_does(speech: Document, fonts: FontLibrary) -> None:
    written = [write_document(file_format, speech, fonts=fonts) for file_format in FileFormat]
    assert [data[:4] for data in written[:2]] == [b"PK\x03\x04", b"%PDF"]
    assert written[2].decode() == speech.plain_text + "\n"
    assert json.loads(written[3]) == speech.to_text_json()


def test_write_document_needs_fonts_for_pdf_alone(speech: Document) -> None:
    with pytest.raises(FormatError, match="字体"):
        write_document(FileFormat.PDF, speech)


@pytest.mark.parametrize("file_format", [FileFormat.WORD, FileFormat.TEXT])
def test_read_document_reads_what_was_written(speech: Document, file_format: FileFormat) -> None:
    assert read_document(f"a.{file_format.value.upper()}", write_document(file_format, speech)) == speech


@pytest.mark.parametrize("name", ["a.doc", "a.pdf", "a.exe", "docx", ""])
def test_read_document_refuses_other_endings(name: str) -> None:
    with pytest.raises(UnreadableFile):
        read_document(name, b"x")


@pytest.mark.parametrize("name", ["a.docx", "a.txt"])
def test_read_document_refuses_a_file_of_another_kind(name: str) -> None:
    with pytest.raises(UnreadableFile):
        read_document(name, b"\x89PNG\r\n\x1a\n\x00")
