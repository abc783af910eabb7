"""Which font file serves which role in a PDF, and what had to be substituted.

A file embeds real fonts, so the families that Word files merely name must be found here: the office's own files in the
installation's font folder first, then the fetched ones in its ``open`` subfolder, then the system's.
"""

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path
from types import MappingProxyType

import typst
from fontTools.ttLib import TTFont, TTLibError

from drafts.core.document import Document
from drafts.core.errors import TypesettingError, gettext_noop
from drafts.formats.layout import LayoutProfile, Role

OPEN_FOLDER = "open"
GETA = "〓"
"""Stands for a character that no font has, as in Chinese and Japanese typesetting (下駄記号, U+3013)."""

_SUFFIXES = {".otf", ".ttf", ".ttc", ".otc"}

# Families in order of preference, by the names that fonts carry, Chinese or Latin; compared without case, spaces,
# hyphens and underscores.  First the typefaces that the standard means, then open fonts near to them.
_OWN_NAMES: Mapping[Role, str] = MappingProxyType(
    {
        Role.FANG: "仿宋_GB2312、FangSong_GB2312、方正仿宋_GB2312、方正仿宋简体、方正仿宋_GBK、"
        "FZFangSong-Z02S、FZFangSong-Z02、仿宋、FangSong、华文仿宋、STFangsong",
        Role.KAI: "楷体_GB2312、KaiTi_GB2312、方正楷体_GB2312、方正楷体简体、方正楷体_GBK、FZKai-Z03S、FZKai-Z03、"
        "楷体、KaiTi、华文楷体、STKaiti",
        Role.HEI: "黑体、SimHei、方正黑体简体、方正黑体_GBK、FZHei-B01S、FZHei-B01、华文黑体、STHeiti",
        Role.SONG: "宋体、SimSun、新宋体、NSimSun、方正书宋简体、方正书宋_GBK、FZShuSong-Z01S、华文宋体、STSong",
        Role.XIAOBIAO: "方正小标宋简体、方正小标宋_GBK、FZXiaoBiaoSong-B05S、FZXiaoBiaoSong-B05、小标宋",
    }
)
_NEAR_NAMES: Mapping[Role, str] = MappingProxyType(
    {
        Role.FANG: "FandolFang R、FandolFang",
        Role.KAI: "FandolKai、LXGW WenKai GB、LXGW WenKai",
        Role.HEI: "FandolHei、Noto Sans CJK SC、Noto Sans SC、Source Han Sans SC",
        Role.SONG: "FandolSong、Noto Serif SC、Noto Serif CJK SC、Source Han Serif SC",
        Role.XIAOBIAO: "Noto Serif SC、Noto Serif CJK SC、Source Han Serif SC、FandolSong、Noto Sans CJK SC",
    }
)
_WEIGHTS: Mapping[Role, int] = MappingProxyType({Role.XIAOBIAO: 900})
_LARGE_FAMILIES = ("Noto Serif SC", "Noto Serif CJK SC", "Source Han Serif SC", "Noto Sans CJK SC", "Noto Sans SC")


@dataclass(frozen=True)
class Face:
    """One face in a font file, by the ``family`` and ``weight`` under which Typst knows it."""

    family: str
    weight: int
    path: Path
    index: int
    names: frozenset[str]
    own: bool

    @cached_property
    def coverage(self) -> frozenset[int]:
        """The code points that the face has glyphs for; none where its map is broken."""
        try:
            with TTFont(self.path, lazy=True, fontNumber=self.index) as font:
                # Half of a first PDF's time would go into reading maps; ranges are read directly where there are any.
                return _ranges(font.reader["cmap"]) or frozenset(font.getBestCmap() or ())
        except (TTLibError, OSError, KeyError, struct.error):
            return frozenset()

    @cached_property
    def _widths(self) -> tuple[Mapping[int, str], Mapping[str, tuple[int, int]], int]:
        with TTFont(self.path, lazy=True, fontNumber=self.index) as font:
            return font.getBestCmap() or {}, dict(font["hmtx"].metrics), int(font["head"].unitsPerEm)

    def advance(self, code: int) -> float:
        """How wide the glyph of ``code``, which is covered, is, of the type's size."""
        glyphs, metrics, units = self._widths
        return metrics[glyphs[code]][0] / units


@dataclass(frozen=True, slots=True)
class RoleUse:
    """What serves a role: ``exact`` where it is the typeface itself, else an open or a last-resort font."""

    role: Role
    wanted: str
    family: str
    file: str
    exact: bool


@dataclass(frozen=True, slots=True)
class Substitution:
    """Characters of a document that their role's font lacks; ``family`` is empty where 〓 stands for them."""

    role: Role
    characters: str
    family: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence for the user, its parameters apart so that it can be translated."""

    message: str
    params: Mapping[str, object]

    def __str__(self) -> str:
        return self.message % self.params


@dataclass(frozen=True, slots=True)
class Served:
    """A typeface, the file that serves it, and family and file of each fallback for characters that it lacks."""

    use: RoleUse
    fallbacks: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FontReport:
    """Which file served which role, and which characters came from elsewhere."""

    roles: tuple[RoleUse, ...]
    substitutions: tuple[Substitution, ...]

    @property
    def notices(self) -> tuple[Notice, ...]:
        """The report in sentences; empty where every role has its own typeface and every character a glyph."""
        return (
            *(
                Notice(
                    gettext_noop("%(role)s没有“%(wanted)s”，PDF 用“%(family)s”代替。"),
                    {"role": use.role.value, "wanted": use.wanted, "family": use.family},
                )
                for use in self.roles
                if not use.exact
            ),
            *(_substitution_notice(substitution) for substitution in self.substitutions),
        )


def _substitution_notice(substitution: Substitution) -> Notice:
    if not substitution.family:
        return Notice(
            gettext_noop("没有字体收有“%(characters)s”，PDF 里以 %(mark)s 代替。"),
            {"characters": substitution.characters, "mark": GETA},
        )
    return Notice(
        gettext_noop("%(role)s字体里没有“%(characters)s”，PDF 用“%(family)s”补上。"),
        {
            "role": substitution.role.value,
            "characters": substitution.characters,
            "family": substitution.family,
        },
    )


class FontLibrary:
    """The fonts of one folder, loaded once.  Get it from ``font_library``; it may be shared by threads."""

    def __init__(self, root: Path) -> None:
        """Load what lies in ``root``.  Raises TypesettingError where neither it nor the system can write Chinese."""
        self.typst_fonts, self._faces = _load([root], system=False)
        self._chains = self._find_chains()
        if not all(self._chains.values()):
            self.typst_fonts, self._faces = _load([root], system=True)
            self._chains = self._find_chains()
        if not all(self._chains.values()):
            raise TypesettingError(
                gettext_noop("没有能排中文的字体。请运行 python manage.py fetch_fonts，或把字体文件放进 fonts 文件夹。")
            )

        self._advances: dict[Role, dict[str, float]] = {role: {} for role in Role}
        self._printable: dict[Role, set[str]] = {role: set() for role in Role}

    def families(self, role: Role) -> tuple[str, ...]:
        """The family names that serve ``role``, the fallbacks behind the first."""
        return tuple(dict.fromkeys(face.family for face in self._chains[role]))

    def weight(self, role: Role) -> int:
        """The weight of the face that serves ``role``, 100 to 900."""
        return self._chains[role][0].weight

    def family_for(self, role: Role, character: str) -> str | None:
        """The family that has ``character`` for ``role``, or None where no fallback has it either."""
        code = ord(character)
        return next((face.family for face in self._chains[role] if code in face.coverage), None)

    def advance(self, role: Role, character: str) -> float:
        """How wide ``character`` is in the font that serves it in ``role``, of the type's size."""
        known = self._advances[role]
        if character not in known:
            code = ord(character)
            face = next((face for face in self._chains[role] if code in face.coverage), None)
            known[character] = 1.0 if face is None else face.advance(code)
        return known[character]

    def printable(self, text: str, role: Role) -> str:
        """``text``; what no font has is replaced, as PDF/A allows no missing glyph (ISO 19005-2, 6.2.11.8)."""
        known = self._printable[role]
        unknown = set(text) - known
        missing = [character for character in unknown if self.family_for(role, character) is None]
        known |= unknown.difference(missing)
        return text.translate({ord(c): self._stand_in(c, role) for c in missing}) if missing else text

    def _stand_in(self, character: str, role: Role) -> str:
        if is_invisible(character):
            return " " if character.isspace() else ""
        return GETA if self.family_for(role, GETA) is not None else "?"

    def served(self, profile: LayoutProfile) -> tuple[Served, ...]:
        """For every typeface what a PDF in ``profile`` is set in."""
        return tuple(
            Served(self._use(role, profile.family(role)), tuple((face.family, face.path.name) for face in chain[1:]))
            for role, chain in self._chains.items()
        )

    @property
    def own_files(self) -> tuple[str, ...]:
        """The names of the font files that the office has put into the folder itself."""
        return tuple(sorted({face.path.name for face in self._faces if face.own}))

    def report(self, document: Document, profile: LayoutProfile) -> FontReport:
        """What a PDF of ``document`` is set in."""
        used: dict[Role, set[str]] = {}
        for paragraph in document:
            used.setdefault(profile.look(paragraph.style).role, set()).update(paragraph.text)
        uses = tuple(self._use(role, profile.family(role)) for role in Role if role in used)
        found: dict[tuple[Role, str], list[str]] = {}
        for role, characters in used.items():
            for character in sorted(character for character in characters if not is_invisible(character)):
                family = self.family_for(role, character)
                if family != self._chains[role][0].family:
                    found.setdefault((role, family or ""), []).append(character)
        return FontReport(uses, tuple(Substitution(role, "".join(c), family) for (role, family), c in found.items()))

    def _use(self, role: Role, wanted: str) -> RoleUse:
        face = self._chains[role][0]
        names = {_plain_name(name) for name in (*_OWN_NAMES[role].split("、"), wanted)}
        return RoleUse(role, wanted, face.family, face.path.name, bool(face.names & names))

    def _find_chains(self) -> dict[Role, tuple[Face, ...]]:
        large = [face for name in _LARGE_FAMILIES for face in self._named(name, 400)[:1]]
        others = [] if large else [face for face in self._faces if _writes_chinese(face)]
        chains = {}
        for role in Role:
            weight = _WEIGHTS.get(role, 400)
            names = f"{_OWN_NAMES[role]}、{_NEAR_NAMES[role]}".split("、")
            # The office's file wins under any accepted name, before an exactly named one that was fetched.
            first = [face for name in names for face in self._named(name, weight)]
            first.sort(key=lambda face: not face.own)
            chains[role] = tuple(dict.fromkeys((*first[:1], *large, *first[1:], *others)))
        return chains

    def _named(self, name: str, weight: int) -> list[Face]:
        """The faces called ``name``, the nearest to ``weight`` first."""
        plain = _plain_name(name)
        found = [face for face in self._faces if plain in face.names]
        return sorted(found, key=lambda face: (not face.own, abs(face.weight - weight), str(face.path), face.index))


def font_library(root: Path) -> FontLibrary:
    """The fonts in ``root``; loaded anew only when its files have changed.

    Raises TypesettingError where neither the folder nor the system can write Chinese.
    """
    stamp = tuple((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in _font_files(root))
    return _library(root.resolve(), stamp)


def is_invisible(character: str) -> bool:
    """White space, joiners and variation selectors: nothing is missed where a font lacks them."""
    return character.isspace() or "\u200b" <= character <= "\u200d" or character == "\u2060" or is_selector(character)


def is_selector(character: str) -> bool:
    """Variation selectors, U+FE00–FE0F and U+E0100–E01EF."""
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


@lru_cache(maxsize=4)
def _library(root: Path, _stamp: tuple[tuple[str, int, int], ...]) -> FontLibrary:
    return FontLibrary(root)


def _font_files(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.suffix.lower() in _SUFFIXES and path.is_file())


def _ranges(table: bytes) -> frozenset[int]:
    """The code points of a cmap table's segmented coverage (OpenType, cmap, format 12); empty where it has none."""
    (count,) = struct.unpack_from(">H", table, 2)
    for number in range(count):
        (offset,) = struct.unpack_from(">L", table, 8 + 8 * number)
        if struct.unpack_from(">H", table, offset) == (12,):
            (groups,) = struct.unpack_from(">L", table, offset + 12)
            rows = struct.iter_unpack(">LLL", table[offset + 16 : offset + 16 + 12 * groups])
            # A group that begins at glyph 0 says of its first character that it is missing.
            return frozenset(chain.from_iterable(range(start + (not glyph), end + 1) for start, end, glyph in rows))
    return frozenset()


def _load(folders: list[Path], *, system: bool) -> tuple[typst.Fonts, list[Face]]:
    fonts = typst.Fonts(
        include_system_fonts=system, include_embedded_fonts=False, font_paths=[str(folder) for folder in folders]
    )
    faces = [face for info in fonts.fonts() if (face := _face(info, folders)) is not None]
    return fonts, sorted(faces, key=lambda face: (str(face.path), face.index))


def _face(info: "typst.FontInfo", folders: Iterable[Path]) -> Face | None:
    """The upright face behind ``info``, or None for italics and for files that fontTools cannot read."""
    if info.path is None or info.style != "normal":
        return None
    path = Path(info.path)
    names = _names(path, info.index)
    if not names:
        return None
    own = any(_is_below(path, folder) and not _is_below(path, folder / OPEN_FOLDER) for folder in folders)
    return Face(info.family, info.weight, path, info.index, names | {_plain_name(info.family)}, own)


def _names(path: Path, index: int) -> frozenset[str]:
    """The family names in a font's name table (identifiers 1 and 16, every language), made comparable."""
    try:
        with TTFont(path, lazy=True, fontNumber=index) as font:
            return frozenset(_plain_name(str(n.toUnicode())) for n in font["name"].names if n.nameID in (1, 16))
    except (TTLibError, OSError, KeyError, UnicodeDecodeError):
        return frozenset()


def _plain_name(name: str) -> str:
    return name.casefold().translate({ord(character): None for character in " -_"})


def _is_below(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _writes_chinese(face: Face) -> bool:
    return {ord(character) for character in "的是在了和"} <= face.coverage
