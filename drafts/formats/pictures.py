"""Pictures that a stranger sent: what they are is read from their bytes, never from their names."""

from collections.abc import Callable
from dataclasses import dataclass
from struct import error, unpack_from

from drafts.core.errors import UnreadableFile, gettext_noop

MAX_PICTURE = 2 * 1024 * 1024
MAX_PIXELS = 40_000_000
"""An A4 page at 600 dpi has 35 million; a few kilobytes can claim billions, which whoever opens them pays for."""

_START_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it stands in its file; ``extension`` is png, jpeg, gif or bmp."""

    extension: str
    content: bytes

    @property
    def content_type(self) -> str:
        """The media type."""
        return f"image/{self.extension}"


def read_picture(content: bytes) -> Picture:
    """The picture in ``content``: PNG, JPEG, GIF or BMP of at most 2 MiB and 40 million pixels.

    Raises UnreadableFile for every other kind, WMF and EMF among them: these are programs that draw.
    """
    for extension, start, size in _KINDS:
        if content.startswith(start):
            _ensure_bounded(content, size)
            return Picture(extension, content)
    raise UnreadableFile(
        gettext_noop("文件里的图片只能是 PNG、JPEG、GIF 或 BMP；请把别的图片（如 WMF、EMF）换成 PNG。")
    )


def _ensure_bounded(content: bytes, size: Callable[[bytes], tuple[int, int]]) -> None:
    try:
        width, height = size(content)
    except error as broken:
        raise UnreadableFile(gettext_noop("文件里的图片已损坏。")) from broken
    if len(content) > MAX_PICTURE or abs(width * height) > MAX_PIXELS:
        limits = {"limit": MAX_PICTURE // 1024**2, "pixels": MAX_PIXELS // 10_000}
        raise UnreadableFile(gettext_noop("文件里的图片超过了 %(limit)d MB 或 %(pixels)d 万像素。"), **limits)


def _png_size(content: bytes) -> tuple[int, int]:
    width, height = unpack_from(">II", content, 16)
    return width, height


def _gif_size(content: bytes) -> tuple[int, int]:
    width, height = unpack_from("<HH", content, 6)
    return width, height


def _bmp_size(content: bytes) -> tuple[int, int]:
    width, height = unpack_from("<ii", content, 18)
    return width, height


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """From the first frame header; the segments before it are stepped over (ITU-T T.81, B.1 and B.2)."""
    place = 2
    while True:
        lead, marker = unpack_from(">BB", content, place)
        if lead != 0xFF:
            raise error("no marker where a segment should begin")
        if marker in _START_OF_FRAME:
            height, width = unpack_from(">HH", content, place + 5)
            return width, height
        # A marker may be led by any number of filling bytes.
        place += 1 if marker == 0xFF else 2 + unpack_from(">H", content, place + 2)[0]


_KINDS: tuple[tuple[str, bytes, Callable[[bytes], tuple[int, int]]], ...] = (
    ("png", b"\x89PNG\r\n\x1a\n", _png_size),
    ("jpeg", b"\xff\xd8\xff", _jpeg_size),
    ("gif", b"GIF8", _gif_size),
    ("bmp", b"BM", _bmp_size),
)
