"""Opening an Office package that a stranger sent: counted while it inflates, checked before anything parses it."""

import zlib
from collections.abc import Mapping
from io import BytesIO
from types import MappingProxyType
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from lxml import etree

from drafts.core.errors import UnreadableFile, gettext_noop

MAX_BYTES = 10 * 1024 * 1024
MAX_MEMBERS = 500
MAX_INFLATED = 30 * 1024 * 1024

_CHUNK = 64 * 1024
_ENCRYPTED = 0x1
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_XML_SUFFIXES = (".xml", ".rels", ".vml")


def read_package(data: bytes) -> Mapping[str, bytes]:
    """The XML parts of the package by name.

    At most 10 MiB, 500 members and 30 MiB inflated, no encryption, no path that leaves the package, no DOCTYPE and no
    ENTITY in any part.  Raises UnreadableFile with a plain sentence.
    """
    if not data:
        raise UnreadableFile(gettext_noop("文件是空的。"))
    if len(data) > MAX_BYTES:
        raise UnreadableFile(gettext_noop("文件超过了 %(limit)d MB。"), limit=MAX_BYTES // 1024**2)
    if data.startswith(_OLD_OFFICE):
        raise UnreadableFile(gettext_noop("这是旧版 Word 文件，或加了密码；请另存为不加密的 .docx 再试。"))
    try:
        with ZipFile(BytesIO(data)) as package:
            return MappingProxyType(_read_members(package))
    except (BadZipFile, LargeZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise UnreadableFile(gettext_noop("文件已损坏，或不是 .docx 文件。")) from error


def parse_part(parts: Mapping[str, bytes], name: str) -> etree._Element | None:
    """The root of part ``name``, or None where the package has no such part.  Raises UnreadableFile if it is broken."""
    if name not in parts:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(parts[name], parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFile(gettext_noop("文件里的 %(part)s 已损坏。"), part=name[:60]) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableFile(gettext_noop("文件里有不该有的实体定义，不能打开。"))
    return root


def _read_members(package: ZipFile) -> dict[str, bytes]:
    members = package.infolist()
    if len(members) > MAX_MEMBERS:
        raise UnreadableFile(gettext_noop("文件里的部件超过了 %(limit)d 个。"), limit=MAX_MEMBERS)
    parts: dict[str, bytes] = {}
    room = MAX_INFLATED
    for member in members:
        _ensure_sane(member, parts)
        content = _inflate(package, member, room)
        room -= len(content)
        if member.filename.lower().endswith(_XML_SUFFIXES):
            _ensure_no_entities(content)
            parts[member.filename] = content
    return parts


def _ensure_sane(member: ZipInfo, seen: Mapping[str, bytes]) -> None:
    name = member.filename
    steps = name.split("/")
    if name.startswith("/") or "\\" in name or ":" in name or ".." in steps or name in seen:
        raise UnreadableFile(gettext_noop("文件里的部件名不合规定，不能打开。"))
    if member.flag_bits & _ENCRYPTED:
        raise UnreadableFile(gettext_noop("文件加了密码，请去掉密码再试。"))


def _inflate(package: ZipFile, member: ZipInfo, room: int) -> bytes:
    """The content of ``member``, given up as soon as it exceeds ``room``: declared sizes may lie."""
    chunks: list[bytes] = []
    with package.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            room -= len(chunk)
            if room < 0:
                raise UnreadableFile(
                    gettext_noop("文件解压后超过了 %(limit)d MB，不能打开。"), limit=MAX_INFLATED // 1024**2
                )
            chunks.append(chunk)
    return b"".join(chunks)


def _ensure_no_entities(content: bytes) -> None:
    # Without the zero bytes UTF-16 and UTF-32 read like ASCII, so the search sees through them.
    plain = content.replace(b"\x00", b"")
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise UnreadableFile(gettext_noop("文件里有不该有的实体定义，不能打开。"))
