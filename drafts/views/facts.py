"""What the editor shows beside a text: its outline, length and gaps."""

from typing import Any

from django.utils.translation import gettext, gettext_noop

from drafts.core.document import Document
from drafts.core.outline import Section, SectionKind, recognise_outline, sections
from drafts.core.speaking import speaking_minutes
from drafts.core.structure import RowPlace, Target, places

# A point's label is the speech's own words; these are the interface's.
_SECTION_NAMES = {
    SectionKind.TITLE: gettext_noop("标题"),
    SectionKind.SALUTATION: gettext_noop("称谓"),
    SectionKind.OPENING: gettext_noop("引言"),
    SectionKind.CLOSING: gettext_noop("结语"),
    SectionKind.SIGNATURE: gettext_noop("落款"),
}


def text_facts(document: Document) -> dict[str, Any]:
    """``{"outline": [section, …], "characters", "minutes", "gaps"}``.

    A section that a structure command can change says which it is (``point``, ``sub``), and its ``place`` in the row
    numbered ``row``, which has ``row_length`` members.
    """
    outline = recognise_outline(document)
    row_places = places(document, outline)
    characters = document.character_count
    return {
        "outline": [_section_json(section, row_places) for section in sections(document, outline)],
        "characters": characters,
        "minutes": speaking_minutes(characters),
        "gaps": document.gaps,
    }


def _section_json(section: Section, row_places: dict[Target, RowPlace]) -> dict[str, Any]:
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
    found = row_places[Target(section.point, section.sub)]
    where = {"row": found.row, "place": found.place, "row_length": found.length}
    return shown | {"point": section.point, "sub": section.sub, **where}
