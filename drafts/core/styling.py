"""Giving every paragraph of a speech the style of what it is, where a file says nothing or something else.

No character is added, dropped or changed; only the lines of a title that its source had broken become one.
"""

from collections.abc import Iterator
from dataclasses import replace

from drafts.core.document import Document, Paragraph, Run, Style, merge_runs
from drafts.core.lines import Line, lines_of
from drafts.core.numbering import parse_ordinal
from drafts.core.outline import OWN_LINE, Outline, recognise_outline

# 一、（一）1.（1）: GB/T 9704-2012, 7.3.3; the others are their like.
_LEVELS = {
    "第一部分": Style.HEADING_1,
    "Ⅰ": Style.HEADING_1,
    "一、": Style.HEADING_1,
    "（一）": Style.HEADING_2,
    "1.": Style.HEADING_3,
    "（1）": Style.HEADING_4,
    "1）": Style.HEADING_4,
}
_HEADINGS = frozenset({Style.HEADING_1, Style.HEADING_2, Style.HEADING_3, Style.HEADING_4})
# What a paragraph can only be in its place: above the speech or below it.
_PLACED = frozenset(
    {Style.TITLE, Style.BYLINE, Style.DATE, Style.SALUTATION, Style.SIGNATURE, Style.SIGNATURE_DATE},
)
_HEADING_LENGTH = 60
# A line as long as this with a comma inside was broken by its source; it is no heading.
_CUT_LENGTH = 40
_SUBTITLE_MARKS = ("—", "－", "-", "（")


def styled(document: Document) -> Document:
    """``document`` with its parts recognised: title, byline, date, salutation, headings, signature and its date.

    Headings are those on a line of their own, their level by their ordinal; one that runs into its paragraph stays
    body text, as the standard has it.  Empty paragraphs are left out.  Styles that say something beyond that stay.
    """
    outline = recognise_outline(document)
    lines = lines_of(document)
    styles = {line.paragraph: _style_in_text(line, outline) for line in lines} | _styles_of_parts(outline, lines)
    paragraphs = [replace(document.paragraphs[n], style=style) for n, style in sorted(styles.items())]
    return Document(tuple(_with_whole_title(paragraphs, document)))


def _style_in_text(line: Line, outline: Outline) -> Style:
    """The style of a line of the speech itself."""
    point = next((point for point in outline.points if point.paragraphs[0] == line.paragraph and not point.start), None)
    if point is not None and point.heading_style != OWN_LINE and line.style not in _HEADINGS:
        return Style.BODY
    ordinal = parse_ordinal(line.bare)
    level = _LEVELS.get(ordinal.family) if ordinal else None
    if point is not None and point.heading_style == OWN_LINE:
        return level or (line.style if line.style in _HEADINGS else Style.HEADING_1)
    if level and (_stands_alone(line) or line.style in _HEADINGS):
        return level
    return Style.BODY if line.style in _PLACED else line.style


def _stands_alone(line: Line) -> bool:
    """Whether a line that an ordinal leads is a heading by itself: short, one sentence, not finished as one."""
    cut = len(line.text) >= _CUT_LENGTH and "，" in line.bare
    return len(line.text) <= _HEADING_LENGTH and line.is_one_sentence and not line.ends_sentence and not cut


def _styles_of_parts(outline: Outline, lines: list[Line]) -> dict[int, Style]:
    """The styles of what stands above and below the speech, by paragraph."""
    found = {
        outline.byline: Style.BYLINE,
        outline.date: Style.DATE,
        outline.salutation: Style.SALUTATION,
        outline.signature: Style.SIGNATURE,
        outline.signature_date: Style.SIGNATURE_DATE,
    }
    parts = {number: style for number, style in found.items() if number is not None}
    if outline.title is not None:
        parts |= {n: _style_in_title(line, n == outline.title) for n, line in _title(outline, lines, set(parts))}
    if outline.signature is not None:
        # Unit and name may stand on two lines or three.
        below = [line.paragraph for line in lines if line.paragraph > outline.signature]
        parts |= {n: Style.SIGNATURE for n in below if n != outline.signature_date}
    return parts


def _title(outline: Outline, lines: list[Line], others: set[int]) -> Iterator[tuple[int, Line]]:
    """The title's lines: what stands from it to the speech and is nothing else."""
    title = outline.title or 0
    begin = min(
        [*outline.opening[:1], *(point.paragraphs[0] for point in outline.points[:1]), *outline.closing[:1]],
        default=len(lines),
    )
    for line in lines:
        if title <= line.paragraph < max(begin, title + 1) and line.paragraph not in others:
            yield line.paragraph, line


def _style_in_title(line: Line, is_first: bool) -> Style:
    """The title's own style; a subtitle (——在学习会上的发言) stands below it as a byline does."""
    is_subtitle = not is_first and line.style is not Style.TITLE and line.text.startswith(_SUBTITLE_MARKS)
    return Style.BYLINE if is_subtitle else Style.TITLE


def _with_whole_title(paragraphs: list[Paragraph], document: Document) -> Iterator[Paragraph]:
    """``paragraphs``; a title line that no title style had before is the rest of the one above it."""
    before = {paragraph.key: paragraph.style for paragraph in document}
    waiting: Paragraph | None = None
    for paragraph in paragraphs:
        is_rest = paragraph.style is Style.TITLE and before[paragraph.key] is not Style.TITLE
        if waiting is not None and is_rest:
            waiting = _joined(waiting, paragraph)
            continue
        if waiting is not None:
            yield waiting
        waiting = paragraph if paragraph.style is Style.TITLE else None
        if waiting is None:
            yield paragraph
    if waiting is not None:
        yield waiting


def _joined(first: Paragraph, rest: Paragraph) -> Paragraph:
    gap = " " if (first.text[-1:] + rest.text[:1]).isascii() else ""
    runs = [*first.runs, Run(gap), *rest.runs]
    return replace(first, runs=merge_runs([(run.text, run.bold) for run in runs]))
