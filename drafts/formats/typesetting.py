"""Any speech in, a standard file out: read, recognised, styled, written."""

import re
from io import BytesIO
from zipfile import ZipFile

from drafts.core.document import Document
from drafts.core.errors import UnreadableFile, gettext_noop
from drafts.core.styling import styled
from drafts.formats.files import FileFormat, read_document
from drafts.formats.package import MAX_BYTES

FORMATS = (FileFormat.WORD, FileFormat.PDF)
"""What a speech is typeset as."""

READABLE = (".docx", ".txt")

_MACRO_ENDING = re.compile(r"\.(docm|dotm)\Z", re.IGNORECASE)
_MACROS = "vbaproject.bin"


def read_speech(name: str, data: bytes) -> Document:
    """The speech in the file called ``name``, its paragraphs styled by what they are.

    Raises UnreadableFile, also for a file with macros and for one without text.
    """
    if _MACRO_ENDING.search(name):
        raise UnreadableFile(gettext_noop("这是带宏的 Word 文件；请另存为不带宏的 .docx 再试。"))
    if not data:
        raise UnreadableFile(gettext_noop("文件是空的。"))
    if len(data) > MAX_BYTES:
        raise UnreadableFile(gettext_noop("文件超过了 %(limit)d MB。"), limit=MAX_BYTES // 1024**2)
    document = read_document(name, data)
    if _holds_macros(name, data):
        raise UnreadableFile(gettext_noop("文件里带有宏；请另存为不带宏的 .docx 再试。"))
    if not document.plain_text.strip():
        raise UnreadableFile(gettext_noop("文件里没有文字。"))
    return styled(document)


def _holds_macros(name: str, data: bytes) -> bool:
    """Whether a Word file that was already found to be sound carries macros under an innocent ending."""
    if not name.casefold().endswith(".docx"):
        return False
    with ZipFile(BytesIO(data)) as package:
        return any(member.casefold().endswith(_MACROS) for member in package.namelist())
