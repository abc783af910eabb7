"""The document: a flat list of keyed paragraphs.  Nothing else is stored, so there is no HTML to sanitise.

A paragraph's ``key`` is its identity: merging, comments and comparison align by it.  Assembly gives keys made from
template blocks and answer items; the editor gives fresh random ones to what is typed or pasted.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import count, groupby, islice, zip_longest
from typing import Any

from drafts.core.errors import DocumentError, gettext_noop
from drafts.core.line_matching import same_lines

MAX_PARAGRAPHS = 3_000
MAX_CHARACTERS = 120_000

MAX_KEY = 160
KEY_PATTERN = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._~-]{{0,{MAX_KEY - 1}}}\Z")
GAP_PATTERN = re.compile(r"（待填：([^（）]*)）")

# Removed from every text that comes in: what XML 1.0 cannot hold (C0 controls, lone surrogates, U+FFFE/FFFF), what is
# invisible and turns the reading order around (bidirectional controls, UAX #9), and byte-order marks.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)
_LINE_BREAKS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_SPACES = re.compile(r"\s")


class Style(StrEnum):
    """The styles of a paragraph; a layout profile says what each looks like."""

    TITLE = "title"
    BYLINE = "byline"
    DATE = "date"
    SALUTATION = "salutation"
    BODY = "body"
    HEADING_1 = "heading-1"
    HEADING_2 = "heading-2"
    HEADING_3 = "heading-3"
    HEADING_4 = "heading-4"
    ATTACHMENT = "attachment"
    SIGNATURE = "signature"
    SIGNATURE_DATE = "signature-date"

    @property
    def label(self) -> str:
        """What readers call it, in Chinese, for translation by whoever shows it."""
        return _STYLE_LABELS[self]


_STYLE_LABELS = {
    Style.TITLE: gettext_noop("标题"),
    Style.BYLINE: gettext_noop("署名行"),
    Style.DATE: gettext_noop("日期行"),
    Style.SALUTATION: gettext_noop("称谓"),
    Style.BODY: gettext_noop("正文"),
    Style.HEADING_1: gettext_noop("一级标题"),
    Style.HEADING_2: gettext_noop("二级标题"),
    Style.HEADING_3: gettext_noop("三级标题"),
    Style.HEADING_4: gettext_noop("四级标题"),
    Style.ATTACHMENT: gettext_noop("附件说明"),
    Style.SIGNATURE: gettext_noop("落款"),
    Style.SIGNATURE_DATE: gettext_noop("成文日期"),
}

_STYLE_NAMES = frozenset(style.value for style in Style)


def clean_text(text: str) -> str:
    """``text`` without characters that no file can hold or that reorder what is read; line breaks become ``\\n``."""
    return _UNWANTED.sub("", _LINE_BREAKS.sub("\n", text))


def clean_line(text: str) -> str:
    """``text`` cleaned, on one line: breaks and tabs become one space, the ends are trimmed."""
    return re.sub(r"[\t\n]+", " ", clean_text(text)).strip()


def count_characters(text: str) -> int:
    """Characters without white space, as the field counts them (字数)."""
    return len(_SPACES.sub("", text))


def gaps_in(text: str) -> list[str]:
    """What the gap marks （待填：…） in ``text`` ask for, in reading order."""
    return GAP_PATTERN.findall(text)


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one weight."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph.  ``runs`` are merged: no empty ones, no two neighbours of one weight."""

    key: str
    style: Style
    runs: tuple[Run, ...] = ()

    @classmethod
    def of(cls, key: str, style: Style, text: str) -> "Paragraph":
        """A paragraph of plain text."""
        return cls(key, style, (Run(text),) if text else ())

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Document:
    """A speech's text; paragraphs in reading order, their keys unique."""

    paragraphs: tuple[Paragraph, ...] = ()

    def __iter__(self) -> Iterator[Paragraph]:
        return iter(self.paragraphs)

    def __len__(self) -> int:
        return len(self.paragraphs)

    @property
    def title(self) -> str:
        """The title paragraphs as one line, or ``""``."""
        return "".join(p.text for p in self if p.style is Style.TITLE).strip()

    @property
    def plain_text(self) -> str:
        """One paragraph a line, no line break at the end."""
        return "\n".join(p.text for p in self)

    @property
    def character_count(self) -> int:
        """Characters of the whole text without white space."""
        return count_characters(self.plain_text)

    @property
    def gaps(self) -> list[str]:
        """What the gap marks left in the text ask for."""
        return gaps_in(self.plain_text)

    def to_json(self) -> dict[str, Any]:
        """The stored form: ``{"paragraphs": [{"key", "style", "runs": [{"text", "bold"?}]}]}``."""
        return {
            "paragraphs": [
                {
                    "key": p.key,
                    "style": p.style.value,
                    "runs": [{"text": r.text, "bold": True} if r.bold else {"text": r.text} for r in p.runs],
                }
                for p in self
            ]
        }

    @classmethod
    def from_json(cls, data: object) -> "Document":
        """The document stored as ``data``.  Raises DocumentError where the schema is not kept."""
        paragraphs = [
            _paragraph(
                _member(entry, "key"),
                _member(entry, "style"),
                [(_member(run, "text"), run.get("bold", False) is True) for run in _list(_member(entry, "runs"))],
            )
            for entry in _list(_member(data, "paragraphs"))
        ]
        return checked_document(paragraphs)

    def to_text_json(self) -> dict[str, Any]:
        """The exported form: ``{"paragraphs": [{"key", "style", "text"}]}``."""
        return {"paragraphs": [{"key": p.key, "style": p.style.value, "text": p.text} for p in self]}

    def to_prosemirror(self) -> dict[str, Any]:
        """The editor's form: a ``doc`` of ``paragraph`` nodes with ``key`` and ``style``, text marked ``bold``."""
        return {
            "type": "doc",
            "content": [
                {
                    "type": "paragraph",
                    "attrs": {"key": p.key, "style": p.style.value},
                    **({"content": [_text_node(r) for r in p.runs]} if p.runs else {}),
                }
                for p in self
            ],
        }

    @classmethod
    def from_prosemirror(cls, data: object) -> "Document":
        """The document that the editor sent.  Anything its schema does not allow raises DocumentError."""
        if _member(data, "type") != "doc":
            raise DocumentError(gettext_noop("文稿的最外层应是 doc。"))
        paragraphs = []
        for node in _list(_member(data, "content")):
            if _member(node, "type") != "paragraph":
                raise DocumentError(gettext_noop("文稿里只能有段落。"))
            attrs = _member(node, "attrs")
            runs = [_run_of_node(child) for child in _list(node.get("content", []))]
            paragraphs.append(_paragraph(_member(attrs, "key"), _member(attrs, "style"), runs))
        return checked_document(paragraphs)

    @classmethod
    def from_plain_text(cls, text: str) -> "Document":
        """A document of body paragraphs, one a non-empty line, its first line the title.  Raises DocumentError."""
        return checked_document(
            [
                Paragraph.of(f"p{n}", Style.BODY if n > 1 else Style.TITLE, line)
                for n, line in enumerate(_lines(text), 1)
            ]
        )

    def with_plain_text(self, text: str) -> "Document":
        """This document edited as plain text: unchanged lines keep their paragraph, changed ones its key and style.

        Lines that match no paragraph become body paragraphs with fresh keys ``t1``, ``t2``, ….  Raises DocumentError.
        """
        lines = _lines(text)
        old = self.paragraphs
        taken = {p.key for p in old}
        fresh = (key for n in count(1) if (key := f"t{n}") not in taken)
        result: list[Paragraph] = []
        i = j = 0
        for same_old, same_new in [*same_lines([p.text.strip() for p in old], lines), (len(old), len(lines))]:
            for before, line in zip_longest(old[i:same_old][: same_new - j], lines[j:same_new]):
                changed = (before.key, before.style) if before else (next(fresh), Style.BODY)
                result.append(Paragraph.of(*changed, line))
            result += old[same_old : same_old + 1]
            i, j = same_old + 1, same_new + 1
        return checked_document(result)


def merge_runs(runs: list[tuple[str, bool]]) -> tuple[Run, ...]:
    """Runs without empty ones, neighbours of one weight joined."""
    kept = [(text, bold) for text, bold in runs if text]
    return tuple(Run("".join(text for text, _ in group), bold) for bold, group in groupby(kept, key=lambda run: run[1]))


def cut_runs(runs: Sequence[Run], cuts: Sequence[int]) -> list[list[Run]]:
    """``runs`` in parts that end at ``cuts``, offsets that ascend."""
    parts: list[list[Run]] = [[]]
    position, ahead = 0, list(cuts)
    for run in runs:
        text = run.text
        while ahead and ahead[0] <= position + len(text):
            size = ahead.pop(0) - position
            if size:
                parts[-1].append(Run(text[:size], run.bold))
            parts.append([])
            text, position = text[size:], position + size
        if text:
            parts[-1].append(Run(text, run.bold))
        position += len(text)
    return parts


def _text_node(run: Run) -> dict[str, Any]:
    node: dict[str, Any] = {"type": "text", "text": run.text}
    return node | {"marks": [{"type": "bold"}]} if run.bold else node


def _run_of_node(node: object) -> tuple[object, bool]:
    if _member(node, "type") != "text":
        raise DocumentError(gettext_noop("段落里只能有文字。"))
    marks = [_member(mark, "type") for mark in _list(node.get("marks", []))]  # type: ignore[attr-defined]
    if any(mark != "bold" for mark in marks):
        raise DocumentError(gettext_noop("文字只能是常规或加粗。"))
    return _member(node, "text"), bool(marks)


def _paragraph(key: object, style: object, runs: list[tuple[object, bool]]) -> Paragraph:
    if not isinstance(key, str) or not KEY_PATTERN.match(key):
        raise DocumentError(gettext_noop("段落的标识不合规定。"))
    if not isinstance(style, str) or style not in _STYLE_NAMES:
        raise DocumentError(gettext_noop("没有这种段落样式：%(style)s。"), style=str(style)[:40])
    texts: list[tuple[str, bool]] = []
    for text, bold in runs:
        if not isinstance(text, str):
            raise DocumentError(gettext_noop("段落里只能有文字。"))
        texts.append((re.sub(r"[\t\n]+", " ", clean_text(text)), bold))
    return Paragraph(key, Style(style), merge_runs(texts))


def _lines(text: str) -> list[str]:
    """The lines of ``text`` that are not empty; no more of them is made than a document may have."""
    found = re.finditer("[^\n]+", clean_text(text).replace("\t", " "))
    lines = list(islice((line for match in found if (line := match[0].strip())), MAX_PARAGRAPHS + 1))
    _ensure_fits(len(lines), sum(map(len, lines)))
    return lines


def _ensure_fits(paragraphs: int, characters: int) -> None:
    if paragraphs > MAX_PARAGRAPHS:
        raise DocumentError(gettext_noop("文稿超过了 %(limit)d 段。"), limit=MAX_PARAGRAPHS)
    if characters > MAX_CHARACTERS:
        raise DocumentError(gettext_noop("文稿超过了 %(limit)d 字。"), limit=MAX_CHARACTERS)


def checked_document(paragraphs: list[Paragraph]) -> Document:
    """The document of ``paragraphs``.  Raises DocumentError past its limits and where two keys are the same."""
    _ensure_fits(len(paragraphs), sum(len(p.text) for p in paragraphs))
    keys = {p.key for p in paragraphs}
    if len(keys) != len(paragraphs):
        raise DocumentError(gettext_noop("两个段落用了同一个标识。"))
    return Document(tuple(paragraphs))


def _member(value: object, name: str) -> Any:
    if not isinstance(value, Mapping) or name not in value:
        raise DocumentError(gettext_noop("文稿的数据里缺少 %(name)s。"), name=name)
    return value[name]


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise DocumentError(gettext_noop("文稿的数据不成列表。"))
    return value
