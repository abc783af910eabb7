"""Accepting and rejecting the tracked changes of a Word file, by the rules of ISO/IEC 29500-1, 17.13.5.

A paragraph whose mark goes joins the one behind it, which keeps its own properties.
"""

from io import BytesIO
from zipfile import ZipFile

from lxml import etree

from drafts.formats.word_xml import W

_COMING, _GOING = ("ins", "moveTo"), ("del", "moveFrom")
_RANGES = tuple(f"{W}{name}Range{end}" for name in ("moveTo", "moveFrom") for end in ("Start", "End"))

Plain = list[tuple[str, list[tuple[str, bool]]]]
"""Of every paragraph the style's identifier and the runs."""


def accepted(word: bytes) -> Plain:
    """The text with every change accepted."""
    return _settled(word, kept=_COMING, dropped=_GOING, former=False)


def rejected(word: bytes) -> Plain:
    """The text with every change rejected."""
    return _settled(word, kept=_GOING, dropped=_COMING, former=True)


def _settled(word: bytes, *, kept: tuple[str, ...], dropped: tuple[str, ...], former: bool) -> Plain:
    with ZipFile(BytesIO(word)) as package:
        body = etree.fromstring(package.read("word/document.xml"))[0]
    for marker in list(body.iter(*_RANGES)):
        marker.getparent().remove(marker)
    for change in list(body.iter(W + "pPrChange", W + "rPrChange")):
        properties = change.getparent()
        if former:
            properties.getparent().replace(properties, _restored(properties, change[0]))
        else:
            properties.remove(change)
    settled: Plain = []
    carried: list[tuple[str, bool]] = []
    for paragraph in body.findall(W + "p"):
        runs = [_run(run) for run in paragraph.iter(W + "r") if run.getparent().tag not in [W + n for n in dropped]]
        carried += [run for run in runs if run[0]]
        marks = paragraph.find(f"{W}pPr/{W}rPr")
        if marks is not None and any(marks.find(W + name) is not None for name in dropped):
            continue
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        settled.append(("" if style is None else style.get(W + "val"), _joined(carried)))
        carried = []
    assert not carried, "the last paragraph's mark is gone"
    return settled


def _restored(properties: etree._Element, former: etree._Element) -> etree._Element:
    """The former properties, with what ``properties`` says of the paragraph's mark."""
    marks = properties.find(W + "rPr")
    if properties.tag == W + "pPr" and marks is not None:
        former.append(marks)
    return former


def _run(run: etree._Element) -> tuple[str, bool]:
    text = "".join(node.text or "" for node in run if node.tag in (W + "t", W + "delText"))
    return text, run.find(f"{W}rPr/{W}b") is not None


def _joined(runs: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    joined: list[tuple[str, bool]] = []
    for text, bold in runs:
        if joined and joined[-1][1] == bold:
            text = joined.pop()[0] + text
        joined.append((text, bold))
    return joined
