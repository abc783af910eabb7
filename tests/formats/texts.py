"""The speeches on which Word and PDF are compared: every built-in template's sample, and texts made to be hard."""

from functools import cache
from itertools import chain, cycle, islice

from drafts.core.assembly import assemble
from drafts.core.document import Document, Paragraph, Style
from drafts.core.template import load_template, sample_answers
from tests.formats.conftest import ROOT

_STYLES = {
    "题": Style.TITLE,
    "署": Style.BYLINE,
    "日": Style.DATE,
    "称": Style.SALUTATION,
    "文": Style.BODY,
    "一": Style.HEADING_1,
    "二": Style.HEADING_2,
    "三": Style.HEADING_3,
    "四": Style.HEADING_4,
    "附": Style.ATTACHMENT,
    "名": Style.SIGNATURE,
    "期": Style.SIGNATURE_DATE,
}


def _sample(name: str) -> Document:
    """A text of which every line begins with a sign for its style."""
    text = (ROOT / "tests" / "samples" / "layout" / f"{name}.txt").read_text(encoding="utf-8")
    rows = [line.split(" ", 1) for line in text.splitlines()]
    return Document(tuple(Paragraph.of(f"p{n}", _STYLES[mark], words) for n, (mark, words) in enumerate(rows, 1)))


def _builtin(slug: str) -> Document:
    definition = load_template((ROOT / "drafts" / "builtin" / f"{slug}.yaml").read_text(encoding="utf-8"))
    return assemble(definition, sample_answers(definition))


def long_speech(paragraphs: int) -> Document:
    """So many paragraphs, taken in turn from the body of every built-in sample, under one title."""
    bodies = [list(_builtin(path.stem))[2:-3] for path in sorted((ROOT / "drafts" / "builtin").glob("*.yaml"))]
    taken = islice(cycle(chain.from_iterable(bodies)), paragraphs)
    title = Paragraph.of("title", Style.TITLE, "在全市机关党的建设工作会议上的讲话")
    return Document((title, *(Paragraph(f"p{n}", p.style, p.runs) for n, p in enumerate(taken, 1))))


@cache
def texts() -> dict[str, Document]:
    """Ten speeches by name, the longest of twenty pages in the national standard."""
    builtin = {path.stem: _builtin(path.stem) for path in sorted((ROOT / "drafts" / "builtin").glob("*.yaml"))}
    made = {name: _sample(name) for name in ("four-levels", "rare-characters", "one-page")}
    return builtin | made | {"twenty-pages": long_speech(118)}
