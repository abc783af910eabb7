"""Measuring the pages of a PDF: its lines of text, and where they stand in millimetres."""

from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from typing import Any

import pdfplumber
from pypdfium2 import PdfDocument, PdfTextPage

MM = 25.4 / 72


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text; ``left`` and ``right`` from the page's left edge, ``baseline`` from its top, in mm."""

    text: str
    left: float
    right: float
    baseline: float


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of the type area from top to bottom, and the page number's line below it.

    ``ink`` is how far the page's ink reaches left and right, from its left edge in mm.  It is not the lines' edges: of
    a comma that ends a full line, only the empty half of its square stands outside.
    """

    lines: tuple[Line, ...]
    number: Line
    ink: tuple[float, float]


def pages_of(pdf: bytes) -> list[Page]:
    """The pages of ``pdf``; white space is left out of the lines' text."""
    with pdfplumber.open(BytesIO(pdf)) as opened, PdfDocument(pdf) as drawn:
        return [_page(page, _ink(twin.get_textpage())) for page, twin in zip(opened.pages, drawn, strict=True)]


def _page(page: Any, ink: tuple[float, float]) -> Page:
    characters = [character for character in page.chars if character["text"].strip()]
    by_height = sorted(characters, key=lambda c: (-round(c["matrix"][5]), c["x0"]))
    lines = [
        _line(list(group), float(page.height))
        for _, group in groupby(by_height, key=lambda character: round(character["matrix"][5]))
    ]
    return Page(tuple(lines[:-1]), lines[-1], ink)


def _line(characters: list[Any], height: float) -> Line:
    return Line(
        text="".join(character["text"] for character in characters),
        left=characters[0]["x0"] * MM,
        right=characters[-1]["x1"] * MM,
        baseline=(height - characters[0]["matrix"][5]) * MM,
    )


def _ink(text: PdfTextPage) -> tuple[float, float]:
    boxes = [text.get_charbox(n) for n in range(text.count_chars()) if text.get_text_range(n, 1).strip()]
    return min(box[0] for box in boxes) * MM, max(box[2] for box in boxes) * MM
