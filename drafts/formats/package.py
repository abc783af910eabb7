"""Opening an Office package that a stranger sent: counted while it inflates, checked before anything parses it."""

import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from types import MappingProxyType
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

from lxml import etree

from drafts.core.errors import UnreadableFile, gettext_noop

MAX_BYTES = 10 * 1024 * 1024
MAX_MEMBERS = 500
MAX_INFLATED = 20 * 1024 * 1024
MAX_PART = 5 * 1024 * 1024
"""Bytes of a part that is parsed: a speech of 120,000 characters in small runs has about two million."""
MAX_ELEMENTS = 200_000
"""Elements of a part that is parsed; a speech that Word wrote has some ten thousand."""
MAX_DEPTH = 256

_CHUNK = 64 * 1024
_DIRECTORY_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 0x1
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_XML_SUFFIXES = (".xml", ".rels", ".vml")


class PartReader:
    """What a part's elements are told to as they are parsed, so that nothing is kept but what the reader keeps.

    ``path`` are the tags of the open elements, outermost first; it is the reader's to look at, not to change.  Past
    200,000 elements or 256 levels the reading ends with UnreadableFile.
    """

    def __init__(self) -> None:
        self.path: list[str] = []
        self.room = MAX_ELEMENTS

    def opened(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins; ``path`` ends with its parent."""

    def closed(self, tag: str) -> None:
        """An element has ended; ``path`` ends with its parent."""

    def data(self, text: str) -> None:
        """A piece of the text directly inside the last of ``path``."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.room -= 1
        if self.room < 0 or len(self.path) >= MAX_DEPTH:
            raise UnreadableFile(gettext_noop("文件的结构太复杂，不能打开。"))
        self.opened(tag, attributes)
        self.path.append(tag)

    def end(self, tag: str) -> None:
        self.path.pop()
        self.closed(tag)

    def doctype(self, _name: str, _public: str | None, _system: str | None) -> None:
        raise _entities_refused()

    def close(self) -> None:
        """The part is over."""


def read_package(data: bytes, *, everything: bool = False) -> Mapping[str, bytes]:
    """The XML parts of the package by name; with ``everything`` its pictures and whatever else it holds as well.

    At most 10 MiB, 500 members and 20 MiB inflated, no encryption, no path that leaves the package, no DOCTYPE and no
    ENTITY in any part.  Raises UnreadableFile with a plain sentence.
    """
    if not data:
        raise UnreadableFile(gettext_noop("文件是空的。"))
    if len(data) > MAX_BYTES:
        raise UnreadableFile(gettext_noop("文件超过了 %(limit)d MB。"), limit=MAX_BYTES // 1024**2)
    if data.startswith(_OLD_OFFICE):
        raise UnreadableFile(gettext_noop("这是旧版 Word 文件，或加了密码；请另存为不加密的 .docx 再试。"))
    # Opening makes an object of every entry.  A package inside a package has entries too, so far more than allowed are
    # needed before they count here; the members themselves are counted below.
    if data.count(_DIRECTORY_ENTRY) > 10 * MAX_MEMBERS:
        raise _too_many_members()
    try:
        with ZipFile(BytesIO(data)) as package:
            return MappingProxyType(_read_members(package, everything))
    except (BadZipFile, LargeZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise UnreadableFile(gettext_noop("文件已损坏，或不是 .docx 文件。")) from error


def read_part(parts: Mapping[str, bytes], name: str, reader: PartReader) -> None:
    """Tell ``reader`` the elements of part ``name``; nothing where the package has no such part.

    Raises UnreadableFile where the part is broken, larger than 5 MiB, or has too many elements.
    """
    content = parts.get(name, b"")
    if len(content) > MAX_PART:
        limit = MAX_PART // 1024**2
        raise UnreadableFile(gettext_noop("文件里的 %(part)s 超过了 %(limit)d MB。"), part=name[:60], limit=limit)
    if name not in parts:
        return
    target: Any = reader  # lxml's stubs want methods that take bytes as well, which its parsers never give
    parser = etree.XMLParser(target=target, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        for begin in range(0, max(len(content), 1), _CHUNK):
            parser.feed(content[begin : begin + _CHUNK])
        parser.close()
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFile(gettext_noop("文件里的 %(part)s 已损坏。"), part=name[:60]) from error


def _too_many_members() -> UnreadableFile:
    return UnreadableFile(gettext_noop("文件里的部件超过了 %(limit)d 个。"), limit=MAX_MEMBERS)


def _entities_refused() -> UnreadableFile:
    return UnreadableFile(gettext_noop("文件里有不该有的实体定义，不能打开。"))


def _read_members(package: ZipFile, everything: bool) -> dict[str, bytes]:
    members = package.infolist()
    if len(members) > MAX_MEMBERS:
        raise _too_many_members()
    parts: dict[str, bytes] = {}
    room = MAX_INFLATED
    for member in members:
        _ensure_sane(member, parts)
        if member.filename.lower().endswith(_XML_SUFFIXES):
            content = b"".join(_inflate(package, member, room))
            _ensure_no_entities(content)
            parts[member.filename] = content
            room -= len(content)
        elif everything:
            parts[member.filename] = b"".join(_inflate(package, member, room))
            room -= len(parts[member.filename])
        else:
            room -= sum(len(chunk) for chunk in _inflate(package, member, room))
    return parts


def _ensure_sane(member: ZipInfo, seen: Mapping[str, bytes]) -> None:
    name = member.filename
    steps = name.split("/")
    if name.startswith("/") or "\\" in name or ":" in name or ".." in steps or name in seen:
        raise UnreadableFile(gettext_noop("文件里的部件名不合规定，不能打开。"))
    if member.flag_bits & _ENCRYPTED:
        raise UnreadableFile(gettext_noop("文件加了密码，请去掉密码再试。"))
    # The only two that Office packages use (ECMA-376 part 2); others may ask for gigabytes before the first byte.
    if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise BadZipFile(member.filename)


def _inflate(package: ZipFile, member: ZipInfo, room: int) -> Iterator[bytes]:
    """The content of ``member`` in pieces, given up as soon as it exceeds ``room``: declared sizes may lie."""
    with package.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            room -= len(chunk)
            if room < 0:
                limit = MAX_INFLATED // 1024**2
                raise UnreadableFile(gettext_noop("文件解压后超过了 %(limit)d MB，不能打开。"), limit=limit)
            yield chunk


def _ensure_no_entities(content: bytes) -> None:
    # Without the zero bytes UTF-16 and UTF-32 read like ASCII, so the search sees through them.
    plain = content.replace(b"\x00", b"")
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise _entities_refused()
