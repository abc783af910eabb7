"""The paper: a document as escaped HTML, the same for sample page, preview and print."""

from collections.abc import Iterator, Sequence
from itertools import accumulate

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from drafts.core.document import GAP_PATTERN, Document, Paragraph, Run, Style, cut_runs
from drafts.formats.layout import NATIONAL_STANDARD
from drafts.formats.title import title_lines

register = template.Library()

# Below the page's own h1 and a section's h2; css/paper.css goes by data-style alone.
_TAGS = {Style.TITLE: "h3", Style.HEADING_1: "h4", Style.HEADING_2: "h5", Style.HEADING_3: "h6", Style.HEADING_4: "h6"}


@register.simple_tag
def paper(document: Document) -> SafeString:
    """``<article class="paper" lang="zh-Hans">`` with a child a paragraph; everything in it escaped.

    Put it into an element of class ``desk``, whose width the size of the type follows.
    """
    return format_html('<article class="paper" lang="zh-Hans">{}</article>', paper_paragraphs(document))


@register.simple_tag
def paper_paragraphs(document: Document) -> SafeString:
    """The children alone: each has ``data-style`` and ``data-key``; gaps are ``<mark class="gap">``."""
    return format_html_join(
        "\n",
        '<{0} data-style="{1}" data-key="{2}">{3}</{0}>',
        ((_TAGS.get(p.style, "p"), p.style.value, p.key, _inline(p)) for p in document),
    )


def _inline(paragraph: Paragraph) -> SafeString:
    """The paragraph's text; a title in the lines that it has on paper, each an element of its own."""
    lines = title_lines(paragraph.text, NATIONAL_STANDARD) if paragraph.style is Style.TITLE else ()
    if len(lines) > 1:
        parts = cut_runs(paragraph.runs, list(accumulate(len(line) for line in lines[:-1])))
        return format_html_join("", '<span class="line">{}</span>', ((_text(part),) for part in parts))
    return _text(paragraph.runs)


def _text(runs: Sequence[Run]) -> SafeString:
    # An empty paragraph keeps its line.
    return format_html_join("", "{}", ((_run(run),) for run in runs)) or mark_safe("<br>")


def _run(run: Run) -> SafeString:
    text = format_html_join("", "{}", ((piece,) for piece in _pieces(run.text)))
    return format_html("<strong>{}</strong>", text) if run.bold else text


def _pieces(text: str) -> Iterator[str]:
    """``text`` cut at its gap marks, these wrapped."""
    end = 0
    for gap in GAP_PATTERN.finditer(text):
        yield text[end : gap.start()]
        yield format_html('<mark class="gap">{}</mark>', gap[0])
        end = gap.end()
    yield text[end:]
