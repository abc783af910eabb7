"""What the editor shows beside a text: its outline, length and gaps."""

from collections.abc import Sequence
from itertools import islice
from typing import Any

from django.utils.translation import get_language, gettext, gettext_noop

from drafts.core.document import Document, Style
from drafts.core.length import Pace, PointLength, Target, balance
from drafts.core.numbering import chinese_numeral
from drafts.core.outline import Section, SectionKind, recognise_outline, sections
from drafts.core.speaking import speaking_minutes
from drafts.core.structure import RowPlace, places
from drafts.core.structure import Target as Place
from drafts.formats.layout import LayoutProfile
from drafts.formats.title import title_lines
from drafts.models import Draft, User

_MOST_IN_WORDS = 99
_MOST_TITLES = 10
_LONGEST_TITLE = 300

# A point's label is the speech's own words; these are the interface's.
_SECTION_NAMES = {
    SectionKind.TITLE: gettext_noop("标题"),
    SectionKind.SALUTATION: gettext_noop("称谓"),
    SectionKind.OPENING: gettext_noop("引言"),
    SectionKind.CLOSING: gettext_noop("结语"),
    SectionKind.SIGNATURE: gettext_noop("落款"),
}


def pace_of(draft: Draft, person: User) -> Pace:
    """How fast ``person`` speaks, and how long ``draft`` shall be."""
    minutes, characters = draft.target_minutes, draft.target_characters
    is_said = minutes is not None or characters is not None
    return Pace(person.speaking_rate, Target(minutes, characters) if is_said else None)


def text_facts(document: Document, pace: Pace, profile: LayoutProfile) -> dict[str, Any]:
    """``{"outline": [section, …], "characters", "minutes", "length", "gaps", "titles"}``.

    For ``length`` see ``_length_json``.  ``titles`` has the lines of each title paragraph, as on paper, by its key.

    A section that a structure command can change says which it is (``point``, ``sub``), and its ``place`` in the row
    numbered ``row``, which has ``row_length`` members.
    """
    outline = recognise_outline(document)
    row_places = places(document, outline)
    parts = sections(document, outline)
    characters = document.character_count
    return {
        "outline": [_section_json(section, row_places) for section in parts],
        "characters": characters,
        "minutes": speaking_minutes(characters, rate=pace.rate),
        "length": _length_json(parts, characters, pace),
        "gaps": document.gaps,
        "titles": shown_titles(document, profile),
    }


def shown_titles(document: Document, profile: LayoutProfile) -> dict[str, tuple[str, ...]]:
    """The lines of each title paragraph, by its key; of no more paragraphs than a title can have."""
    titles = islice((p for p in document if p.style is Style.TITLE), _MOST_TITLES)
    return {p.key: title_lines(p.text, profile) for p in titles if len(p.text) <= _LONGEST_TITLE}


def _section_json(section: Section, row_places: dict[Place, RowPlace]) -> dict[str, Any]:
    name = _SECTION_NAMES.get(section.kind)
    shown = {
        "kind": section.kind.value,
        "label": gettext(name) if name else section.label,
        "key": section.key,
        "characters": section.characters,
        "level": section.level,
    }
    if section.point is None:
        return shown
    found = row_places[Place(section.point, section.sub)]
    where = {"row": found.row, "place": found.place, "row_length": found.length}
    return shown | {"point": section.point, "sub": section.sub, **where}


def _length_json(parts: Sequence[Section], characters: int, pace: Pace) -> dict[str, Any]:
    """``{"rate", "target": {"minutes", "characters"} | None, "goal", "points": [{"key", "label", …}]}``.

    ``goal`` is the target in characters at the rate, or None.
    """
    points = [section for section in parts if section.kind is SectionKind.POINT]
    shares = balance([point.characters for point in points], whole=characters, target=pace.characters)
    target = pace.target
    return {
        "rate": pace.rate,
        "target": target and {"minutes": target.minutes, "characters": target.characters},
        "goal": pace.characters,
        "points": [_point_json(n, *pair) for n, pair in enumerate(zip(points, shares.points, strict=True), start=1)],
    }


def _point_json(number: int, section: Section, length: PointLength) -> dict[str, Any]:
    """A bar of the balance; ``numeral`` is ``number`` as a Chinese sentence has it."""
    return {
        "key": section.key,
        "label": section.label,
        "number": number,
        "numeral": chinese_numeral(number) if _counts_in_words(number) else str(number),
        "characters": length.characters,
        "share": length.share,
        "over": length.over,
        "is_far": length.is_far,
    }


def _counts_in_words(number: int) -> bool:
    return number <= _MOST_IN_WORDS and (get_language() or "").startswith("zh")
