"""One way in and one way out for every kind of file."""

import json
import re
from datetime import datetime
from enum import StrEnum

from drafts.core.document import Document, clean_line
from drafts.core.errors import FormatError, UnreadableFile, gettext_noop
from drafts.formats.fonts import FontLibrary
from drafts.formats.layout import NATIONAL_STANDARD, LayoutProfile
from drafts.formats.letterhead import Letterhead
from drafts.formats.pdf import MADE, write_pdf
from drafts.formats.plain import read_plain, write_plain
from drafts.formats.word import write_word
from drafts.formats.word_reading import read_word

_UNTITLED = "讲稿"
_MOST_CHARACTERS = 80
_MOST_BYTES = 200
# What Windows, macOS and Linux do not take in a name, and what would read as a path.
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_NAME_SPACE = re.compile(r"\s+")


class FileFormat(StrEnum):
    """The kinds of file that a document is written as, by their endings."""

    WORD = "docx"
    PDF = "pdf"
    TEXT = "txt"
    JSON = "json"

    @property
    def content_type(self) -> str:
        """The media type."""
        return _CONTENT_TYPES[self]


_CONTENT_TYPES = {
    FileFormat.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileFormat.PDF: "application/pdf",
    FileFormat.TEXT: "text/plain; charset=utf-8",
    FileFormat.JSON: "application/json",
}


def format_of(name: str) -> FileFormat:
    """The format that a file's name asks for.  Raises FormatError for an ending that is not written here."""
    ending = _ending(name)
    if ending not in {file_format.value for file_format in FileFormat}:
        raise FormatError(
            gettext_noop("不能写出这种文件：%(name)s；可用 .docx、.pdf、.txt、.json。"), name=clean_line(name)[-60:]
        )
    return FileFormat(ending)


def filename(title: str, extension: str) -> str:
    """A file name made of ``title`` that every system takes: at most 80 characters and 200 bytes, never a path."""
    stem = _NAME_SPACE.sub(" ", _FORBIDDEN.sub(" ", clean_line(title)))
    stem = _shortened(stem).strip(". ")
    if not stem or _RESERVED.match(stem):
        stem = f"{_UNTITLED}{stem}"
    return f"{stem}.{extension.lstrip('.')}"


def write_document(
    file_format: FileFormat,
    document: Document,
    *,
    fonts: FontLibrary | None = None,
    profile: LayoutProfile = NATIONAL_STANDARD,
    author: str = "",
    made: datetime = MADE,
    letterhead: Letterhead | None = None,
) -> bytes:
    """The document as a file of ``file_format``; PDF needs ``fonts``.  ``made`` is the date inside it.

    ``letterhead`` stands on the pages of a Word file, and only there.

    Raises FormatError.
    """
    match file_format:
        case FileFormat.WORD:
            return write_word(document, profile=profile, author=author, made=made, letterhead=letterhead)
        case FileFormat.TEXT:
            return write_plain(document)
        case FileFormat.JSON:
            return (json.dumps(document.to_text_json(), ensure_ascii=False, indent=2) + "\n").encode()
        case FileFormat.PDF:
            if fonts is None:
                raise FormatError(gettext_noop("写 PDF 需要字体。"))
            return write_pdf(document, fonts=fonts, profile=profile, author=author, made=made)


def read_document(name: str, data: bytes) -> Document:
    """The document in the file called ``name``, .docx or .txt.  Raises UnreadableFile."""
    match _ending(name):
        case "docx":
            return read_word(data)
        case "txt":
            return read_plain(data)
        case "doc" | "wps" | "odt" | "rtf" | "pdf":
            raise UnreadableFile(gettext_noop("读不了 .%(ending)s 文件；请另存为 .docx 再试。"), ending=_ending(name))
        case _:
            raise UnreadableFile(gettext_noop("只能读 .docx 和 .txt 文件。"))


def _ending(name: str) -> str:
    return name.rpartition(".")[2].casefold() if "." in name else ""


def _shortened(stem: str) -> str:
    """``stem`` cut to what file systems hold, between characters."""
    return stem[:_MOST_CHARACTERS].encode()[:_MOST_BYTES].decode(errors="ignore")
