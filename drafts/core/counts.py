"""Counts in a text that belong to a row of points: the transition's 四个方面, and 当好“三员” above three sub-points."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from drafts.core import cues
from drafts.core.document import Document
from drafts.core.lines import Line, Span
from drafts.core.numbering import chinese_numeral
from drafts.core.outline import Outline
from drafts.core.units import Unit

_MOST = 99
_MEASURES = "个点条句项件大"


@dataclass(frozen=True, slots=True)
class CountOffer:
    """A count that would follow the new number of a row: characters ``start`` to ``end`` of paragraph ``key``.

    ``sentence`` is the sentence around it as it would read then.
    """

    key: str
    start: int
    end: int
    old: str
    new: str
    sentence: str


def offers(document: Document, outline: Outline, row: Sequence[Unit], total: int) -> tuple[CountOffer, ...]:
    """The counts in ``document`` that speak of ``row``, whose members become ``total``.

    They stand before the row's first member, so their places hold in the changed document too.
    """
    if total == len(row) or not 1 <= total <= _MOST:
        return ()
    places = _in_point(document, outline, row) if row[0].sub is not None else _in_transition(document, outline, row)
    return tuple(_offer(document, number, place, total) for number, place in places)


def _in_transition(document: Document, outline: Outline, row: Sequence[Unit]) -> Iterator[tuple[int, Span]]:
    lead = outline.transition
    if lead is None or outline.announced_count != len(row):
        return
    line = _line(document, lead.paragraph)
    begin = line.text.find(lead.text)
    place = cues.announced_place(line, Span(begin, begin + len(lead.text))) if begin >= 0 else None
    if place:
        yield lead.paragraph, place


def _in_point(document: Document, outline: Outline, row: Sequence[Unit]) -> Iterator[tuple[int, Span]]:
    """What the point says before its first sub-point."""
    last, stop = row[0].begin
    for number in range(outline.points[row[0].point].paragraphs[0], last + 1):
        line = _line(document, number)
        end = max(stop - _indent(document, number), 0) if number == last else len(line.text)
        yield from ((number, place) for place in cues.places_of_count(line, Span(0, end), len(row)))


def _line(document: Document, number: int) -> Line:
    paragraph = document.paragraphs[number]
    return Line(number, paragraph.style, paragraph.text.strip())


def _indent(document: Document, number: int) -> int:
    text = document.paragraphs[number].text
    return len(text) - len(text.lstrip())


def _offer(document: Document, number: int, place: Span, total: int) -> CountOffer:
    line, indent = _line(document, number), _indent(document, number)
    old = line.text[place.start : place.end]
    new = _numeral(old, total, line.text[place.end : place.end + 1])
    around = next((s for s in line.sentences if s.start <= place.start < s.end), Span(0, len(line.text)))
    sentence = line.text[around.start : place.start] + new + line.text[place.end : around.end]
    key = document.paragraphs[number].key
    return CountOffer(key, place.start + indent, place.end + indent, old, new, sentence.strip())


def _numeral(old: str, total: int, following: str) -> str:
    """``total`` as ``old`` is written; two of a thing are 两."""
    if old.isdecimal():
        return str(total)
    return "两" if total == 2 and following and following in _MEASURES else chinese_numeral(total)
