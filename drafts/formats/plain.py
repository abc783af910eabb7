"""Plain text in and out."""

import codecs

from drafts.core.document import Document
from drafts.core.errors import DocumentError, UnreadableFile, gettext_noop

MAX_BYTES = 2 * 1024 * 1024

# The longer mark first: UTF-32's begins like UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def write_plain(document: Document) -> bytes:
    """UTF-8, one paragraph a line, a line break at the end."""
    return (document.plain_text + "\n").encode()


def read_plain(data: bytes) -> Document:
    """The document in a text file: its first line the title, every other line that is not empty a body paragraph.

    Read as a byte-order mark says, else as UTF-8, else as GB18030 (GB 18030-2022), all strictly.  Raises
    UnreadableFile.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableFile(gettext_noop("文件超过了 %(limit)d MB。"), limit=MAX_BYTES // 1024**2)
    try:
        document = Document.from_plain_text(_decoded(data))
    except DocumentError as error:
        raise UnreadableFile(error.message, **error.params) from error
    if not document:
        raise UnreadableFile(gettext_noop("文件里没有文字。"))
    return document


def _decoded(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], (encoding,))
    # Text has no zero bytes; pictures, archives and unmarked UTF-16 do, and GB18030 would read them as rubbish.
    if b"\x00" in data:
        raise UnreadableFile(gettext_noop("这不是文本文件，或它的编码认不出来；请另存为 UTF-8 再试。"))
    return _strictly(data, ("utf-8", "gb18030"))


def _strictly(data: bytes, encodings: tuple[str, ...]) -> str:
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            failure = error
    raise UnreadableFile(gettext_noop("这不是文本文件，或它的编码认不出来；请另存为 UTF-8 再试。")) from failure
