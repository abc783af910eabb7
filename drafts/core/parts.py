"""The parts of a speech, as an outline names them."""

from dataclasses import dataclass, field
from typing import Any

from drafts.core.document import Document
from drafts.core.lines import lines_of

RUN_IN = "run-in"
OWN_LINE = "own-line"


@dataclass(frozen=True, slots=True)
class Transition:
    """The sentence that leads over to the points."""

    paragraph: int
    text: str
    start: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class SubPoint:
    """One item below a point, at whatever depth; ``heading`` is its first sentence.

    ``start`` is where its ordinal stands in the paragraph's trimmed text.
    """

    ordinal: str
    heading: str
    paragraph: int
    start: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Point:
    """One point.  ``heading_style`` is "run-in" or "own-line"; ``ordinal`` is "" where only the style marks it.

    ``start`` is where its ordinal stands in the first paragraph's trimmed text: 0 but for a row inside one paragraph.
    """

    ordinal: str
    heading: str
    heading_style: str
    paragraphs: tuple[int, ...]
    subpoints: tuple[SubPoint, ...] = ()
    start: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Outline:
    """The parts of a speech.  Numbers are 0-based indexes into the document's paragraphs, empty ones counted.

    ``opening`` includes the paragraph that ends in the transition, unless the points begin inside that paragraph.
    """

    title: int | None = None
    byline: int | None = None
    date: int | None = None
    salutation: int | None = None
    opening: tuple[int, ...] = ()
    transition: Transition | None = None
    announced_count: int | None = None
    points: tuple[Point, ...] = ()
    closing: tuple[int, ...] = ()
    signature: int | None = None
    signature_date: int | None = None

    def to_json(self, document: Document) -> dict[str, Any]:
        """The outline for other programs; there a paragraph's number counts only those that are not empty."""
        place = {line.paragraph: n for n, line in enumerate(lines_of(document))}

        def part(paragraph: int | None) -> dict[str, Any] | None:
            if paragraph is None:
                return None
            return {"paragraph": place[paragraph], "text": document.paragraphs[paragraph].text.strip()}

        def sub_point(sub: SubPoint) -> dict[str, Any]:
            return {"ordinal": _closed_up(sub.ordinal), "heading": sub.heading, "paragraph": place[sub.paragraph]}

        def point(found: Point) -> dict[str, Any]:
            return {
                "ordinal": _closed_up(found.ordinal),
                "heading": found.heading,
                "heading_style": found.heading_style,
                "paragraphs": [place[n] for n in found.paragraphs],
                "subpoints": [sub_point(sub) for sub in found.subpoints],
            }

        lead = self.transition
        return {
            "title": part(self.title),
            "byline": part(self.byline),
            "date": part(self.date),
            "salutation": part(self.salutation),
            "opening": [place[n] for n in self.opening],
            "transition": {"paragraph": place[lead.paragraph], "text": lead.text} if lead else None,
            "announced_count": self.announced_count,
            "points": [point(found) for found in self.points],
            "closing": [place[n] for n in self.closing],
            "signature": part(self.signature),
            "signature_date": part(self.signature_date),
        }


def _closed_up(ordinal: str) -> str:
    """``ordinal`` without the white space that a source put into it: 一 、."""
    return "".join(ordinal.split())
