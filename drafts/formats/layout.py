"""Layout profiles: page, grid, fonts and sizes as values, the one source for Word and PDF.

The clauses named here are those of GB/T 9704-2012, 党政机关公文格式.  Profiles as an office writes them down, field by
field, are in ``profiles``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from math import floor
from unicodedata import east_asian_width

from docx.shared import Length, Mm, Pt

from drafts.core.document import Paragraph, Style

_BODY_SIZE = Pt(16)


class Role(StrEnum):
    """The typefaces that the standard asks for, by their Chinese names."""

    FANG = "仿宋"
    KAI = "楷体"
    HEI = "黑体"
    SONG = "宋体"
    XIAOBIAO = "小标宋"


class Alignment(StrEnum):
    """How a paragraph's lines stand; ``BOTH`` is justified."""

    BOTH = "both"
    CENTER = "center"
    RIGHT = "right"


class PageNumbers(StrEnum):
    """Where page numbers stand: outside edges (odd right, even left), the middle, or nowhere."""

    OUTSIDE = "outside"
    CENTER = "center"
    NONE = "none"


class NumberStyle(StrEnum):
    """How a page number is written: ``— 1 —`` or ``1``."""

    DASH = "dash"
    PLAIN = "plain"


class NamePlace(StrEnum):
    """Where the speaker's name and the date stand: as the document has them, under the title, or at the end."""

    KEPT = "kept"
    BYLINE = "byline"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Look:
    """How paragraphs of one style look.

    ``indent`` is the first line's, in characters of the grid.  ``pitch`` is the distance of baselines, the grid's
    where it is None.  ``level`` is the place in the navigation pane, 0 for none.
    """

    role: Role = Role.FANG
    size: Length = _BODY_SIZE
    indent: int = 2
    alignment: Alignment = Alignment.BOTH
    pitch: Length | None = None
    bold: bool = False
    level: int = 0


@dataclass(frozen=True, slots=True)
class LayoutProfile:
    """The whole look of a speech on paper.  Lengths are typed; all values are hashable, so profiles can be cache keys.

    ``title_before`` and ``title_after`` are blank lines of the grid above the title and below the title, byline and
    date.  ``keep_sentences`` breaks no sentence across pages where it fits on one; ``next_words`` puts the first words
    of the next page at the foot of a page.
    """

    name: str
    page_width: Length
    page_height: Length
    top: Length
    bottom: Length
    left: Length
    right: Length
    lines: int
    characters: int
    line_pitch: Length
    looks: tuple[tuple[Style, Look], ...]
    families: tuple[tuple[Role, str], ...]
    page_numbers: PageNumbers
    number_style: NumberStyle
    page_number_look: Look
    page_number_gap: Length
    title_before: int = 0
    title_after: int = 1
    name_place: NamePlace = NamePlace.KEPT
    keep_sentences: bool = False
    next_words: bool = False

    @property
    def type_width(self) -> Length:
        """The width of the type area: what page and margins leave."""
        return Length(self.page_width - self.left - self.right)

    @property
    def type_height(self) -> Length:
        """The height of the type area: what page and margins leave."""
        return Length(self.page_height - self.top - self.bottom)

    @property
    def text_height(self) -> Length:
        """The part of the type area that ``lines`` lines fill; all of it but for rounding is all of it."""
        filled = Length(self.lines * self.line_pitch)
        return filled if self.type_height - filled > Pt(1) else self.type_height

    @property
    def character_pitch(self) -> Length:
        """The width of one square of the grid."""
        return Length(self.type_width // self.characters)

    @property
    def tracking(self) -> Length:
        """What is added to every character of justified text.

        With it a full line holds ``characters`` of the body's size and keeps a little slack, which justification then
        spreads: without slack, each change of font costs a line its last character.  Word counts in twentieths of a
        point.
        """
        spare = self.character_pitch.pt - self.look(Style.BODY).size.pt
        return Pt(floor((spare - 0.05) * 10) / 10)

    def squares(self, text: str, look: Look) -> float:
        """The width of ``text``, set in ``look`` and tracked, in characters of the grid."""
        width = width_in_characters(text) * look.size.pt + len(text) * self.tracking.pt
        return float(width / self.character_pitch.pt)

    @property
    def title_limit(self) -> int:
        """How many full-width characters of the title's size a line holds."""
        return int(self.type_width // self.look(Style.TITLE).size)

    def look(self, style: Style) -> Look:
        """The look of ``style``; one that the profile does not name looks like body text."""
        looks = dict(self.looks)
        return looks.get(style, looks[Style.BODY])

    def pitch(self, look: Look) -> Length:
        """The distance of baselines in paragraphs of ``look``."""
        return look.pitch if look.pitch is not None else self.line_pitch

    def family(self, role: Role) -> str:
        """The font family that Word files name for ``role``."""
        return dict(self.families)[role]

    def to_values(self) -> dict[str, object]:
        """The profile as ``profiles.profile_from_values`` reads it: flat, for JSON, in mm, points and counts."""
        title, body, byline = (self.look(style) for style in (Style.TITLE, Style.BODY, Style.BYLINE))
        values: dict[str, object] = {
            "top_mm": _rounded(self.top.mm),
            "bottom_mm": _rounded(self.bottom.mm),
            "left_mm": _rounded(self.left.mm),
            "right_mm": _rounded(self.right.mm),
            "lines": self.lines,
            "line_pitch_pt": _rounded(self.line_pitch.pt),
            "characters": self.characters,
            "indent": body.indent,
            "title_font": title.role.value,
            "title_size_pt": _rounded(title.size.pt),
            "title_bold": title.bold,
            "title_pitch_pt": _rounded(self.pitch(title).pt),
            "title_before": self.title_before,
            "title_after": self.title_after,
            "name_place": self.name_place.value,
            "byline_font": byline.role.value,
            "byline_size_pt": _rounded(byline.size.pt),
        }
        for name, style in (("body", Style.BODY), *((f"heading_{n}", Style(f"heading-{n}")) for n in range(1, 5))):
            look = self.look(style)
            values |= {f"{name}_font": look.role.value, f"{name}_size_pt": _rounded(look.size.pt)}
            values[f"{name}_bold"] = look.bold
        return values | {
            "number_place": self.page_numbers.value,
            "number_style": self.number_style.value,
            "number_font": self.page_number_look.role.value,
            "number_size_pt": _rounded(self.page_number_look.size.pt),
            "number_gap_mm": _rounded(self.page_number_gap.mm),
            "keep_sentences": self.keep_sentences,
            "next_words": self.next_words,
            **{f"family_{role.name.lower()}": self.family(role) for role in Role},
        }


def _rounded(value: float) -> float:
    return round(value, 2)


NATIONAL_STANDARD = LayoutProfile(
    name="GB/T 9704-2012",
    page_width=Mm(210),
    page_height=Mm(297),
    top=Mm(37),
    bottom=Mm(35),
    left=Mm(28),
    right=Mm(26),
    lines=22,
    characters=28,
    line_pitch=Pt(28.99),
    looks=(
        (Style.TITLE, Look(Role.XIAOBIAO, Pt(22), indent=0, alignment=Alignment.CENTER, pitch=Pt(35))),
        (Style.BYLINE, Look(Role.KAI, indent=0, alignment=Alignment.CENTER)),
        (Style.DATE, Look(Role.KAI, indent=0, alignment=Alignment.CENTER)),
        (Style.SALUTATION, Look(indent=0)),
        (Style.BODY, Look()),
        (Style.HEADING_1, Look(Role.HEI, level=1)),
        (Style.HEADING_2, Look(Role.KAI, level=2)),
        (Style.HEADING_3, Look(level=3)),
        (Style.HEADING_4, Look(level=4)),
        (Style.ATTACHMENT, Look()),
        (Style.SIGNATURE, Look(indent=0, alignment=Alignment.RIGHT)),
        (Style.SIGNATURE_DATE, Look(indent=0, alignment=Alignment.RIGHT)),
    ),
    families=(
        (Role.FANG, "仿宋_GB2312"),
        (Role.KAI, "楷体_GB2312"),
        (Role.HEI, "黑体"),
        (Role.SONG, "宋体"),
        (Role.XIAOBIAO, "方正小标宋简体"),
    ),
    page_numbers=PageNumbers.OUTSIDE,
    number_style=NumberStyle.DASH,
    page_number_look=Look(Role.SONG, Pt(14), indent=0),
    page_number_gap=Mm(7),
)
"""The national standard.

Paper A4 (5.1); margins 天头 37 mm, 订口 28 mm, 版心 156 × 225 mm (5.2.1); 3号仿宋 where nothing else is said (5.2.2);
22 lines a page, 28 characters a line, filling the type area (5.2.3): 225 mm / 22 is 28.99 pt.  Title 2号小标宋,
centred, broken by sense (7.3.1).  Salutation flush left with a full-width colon (7.3.2).  Body indented two
characters; levels 一、 黑体, （一） 楷体, 1. and （1） 仿宋 (7.3.3).  Attachments listed between body and signature
(7.3.4).  Signature without a seal: right by two characters, the date under it (7.3.5.2).  Page numbers 4号宋体 with a
dash each side, 7 mm under the type area, odd pages right and even pages left by one character (7.5).  Byline and date
under the title, in 楷体, are the offices' custom; the standard has none.
"""


def width_in_characters(text: str) -> float:
    """The width of ``text`` in full-width characters: Latin letters and digits count a half.

    Ambiguous characters (“ ” — …) are full-width, as they are in Chinese fonts (Unicode UAX #11).
    """
    return sum(1.0 if east_asian_width(character) in "WFA" else 0.5 for character in text)


def right_indents(paragraphs: list[Paragraph], width_of: Callable[[str], float] = width_in_characters) -> list[float]:
    """How far each paragraph of one signature block ends from the right edge, in characters of the grid (7.3.5.2).

    The longest signature line ends two characters from the edge and shorter ones are centred on it; the date starts
    two characters right of it.  Where the date is the longer one, it ends two characters from the edge and the
    signature moves left instead.  ``width_of`` gives the width of a text in characters of the grid.
    """
    widths = [width_of(p.text) for p in paragraphs]
    names = [w for p, w in zip(paragraphs, widths, strict=True) if p.style is Style.SIGNATURE]
    dates = [w for p, w in zip(paragraphs, widths, strict=True) if p.style is not Style.SIGNATURE]
    name, date = max(names, default=0.0), max(dates, default=0.0)
    if not names or not dates:
        return [2.0 + (max(widths) - width) / 2 for width in widths]
    name_indent = 2.0 if date <= name else date + 4.0 - name
    return [
        name_indent + (name - width) / 2 if p.style is Style.SIGNATURE else name_indent + name - 2.0 - width
        for p, width in zip(paragraphs, widths, strict=True)
    ]
