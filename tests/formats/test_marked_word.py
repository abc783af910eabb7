"""The marked-up copy in Word: accepting gives the new text, rejecting the old one, and other programs open it."""

import os
import subprocess
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from lxml import etree

from drafts.core.compare import compare
from drafts.core.document import Document
from drafts.formats.marked_word import write_marked_word
from drafts.formats.word_base import STYLE_IDS
from drafts.formats.word_xml import W
from tests.core.notation import speech
from tests.core.test_merge_properties import Three, threes
from tests.formats.tracked import Plain, accepted, rejected

OLD = "t:title=旧题目/a=一要旗帜鲜明讲政治。/b=二要担当作为抓落实。/c=不要的一段。/d=完/n:signature=某某单位"
NEW = (
    "t:title=新题目/b=一要担当作为狠抓落实。/a=**二要旗帜鲜明讲政治。**/x=新写的一段。"
    "/d:heading-1=完/n:signature=某某单位/y:signature-date=2026年3月8日"
)


def plain(document: Document) -> Plain:
    """What a Word file says of ``document``, which has one empty paragraph where the document has none."""
    found = [(STYLE_IDS[p.style], [(run.text, run.bold) for run in p.runs]) for p in document]
    return found or [("", [])]


def marked(old: str, new: str) -> bytes:
    return write_marked_word(compare(speech(old), speech(new)), author="某某")


def body_of(word: bytes) -> etree._Element:
    with ZipFile(BytesIO(word)) as package:
        return etree.fromstring(package.read("word/document.xml"))[0]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (OLD, NEW),
        (NEW, OLD),
        ("a=甲/b=乙", "a=甲"),
        ("a=甲", "a=甲/b=乙"),
        ("a:title=甲", "a:title=甲改/b=乙/c:heading-1=丙"),
        ("a:title=甲改/b=乙/c:heading-1=丙", "a:heading-2=甲"),
        ("a=甲/b=乙/c=丙", "c=丙/a=甲/b=乙"),
        ("a=甲/b=乙/c=丙", "b=乙/c=丙/a=甲"),
        ("a=甲/b=乙", "a=甲/x=子丑寅"),
        ("a=甲", "a=**甲**/b=乙"),
        ("a=**甲**/b=乙", "a=甲"),
    ],
)
def test_accepting_gives_the_new_text_and_rejecting_the_old(old: str, new: str) -> None:
    word = marked(old, new)
    assert (accepted(word), rejected(word)) == (plain(speech(new)), plain(speech(old)))


@given(threes())
def test_accepting_and_rejecting_give_both_texts_of_any_comparison(three: Three) -> None:
    word = write_marked_word(compare(three.mine, three.new))
    for settled, document in ((accepted(word), three.new), (rejected(word), three.mine)):
        if document.paragraphs:
            assert settled == plain(document)
        else:  # an emptied text keeps one empty paragraph
            assert [runs for _, runs in settled] == [[]]


def test_changes_are_signed_and_dated_in_universal_time() -> None:
    made = datetime(2026, 3, 8, 18, 30, tzinfo=timezone(timedelta(hours=8)))
    word = write_marked_word(compare(speech("a=甲乙"), speech("a=甲丙")), author="某某", made=made)
    signed = [(node.get(W + "author"), node.get(W + "date")) for node in body_of(word).iter(W + "ins", W + "del")]
    assert signed == [("某某", "2026-03-08T10:30:00Z")] * 2


def test_every_change_has_an_identifier_of_its_own() -> None:
    changes = [node for node in body_of(marked(OLD, NEW)).iter() if node.get(W + "author")]
    identifiers = [node.get(W + "id") for node in changes]
    assert len(identifiers) == len(set(identifiers)) > 10


def test_a_move_is_named_at_both_places() -> None:
    body = body_of(marked("a=甲/b=乙/c=丙/d=丁", "a=甲/c=丙/b=乙/d=丁"))
    starts = {node.tag.removeprefix(W): node for node in body.iter(W + "moveFromRangeStart", W + "moveToRangeStart")}
    assert [starts[name].get(W + "name") for name in ("moveFromRangeStart", "moveToRangeStart")] == ["move1", "move1"]
    for name in ("moveFrom", "moveTo"):
        (end,) = body.iter(f"{W}{name}RangeEnd")
        assert end.get(W + "id") == starts[f"{name}RangeStart"].get(W + "id")


def test_deleted_text_is_not_ordinary_text() -> None:
    body = body_of(marked("a=甲乙丙丁", "a=甲丁"))
    assert ["".join(node.itertext()) for node in body.iter(W + "del")] == ["乙丙"]
    assert [node.text for node in body.iter(W + "t")] == ["甲", "丁"]


def test_equal_comparisons_give_equal_files() -> None:
    assert marked(OLD, NEW) == marked(OLD, NEW)


def test_nothing_changed_is_nothing_tracked() -> None:
    assert [node for node in body_of(marked(OLD, OLD)).iter() if node.get(W + "author")] == []


def test_the_file_says_when_it_was_made() -> None:
    word = write_marked_word(compare(speech("a=甲"), speech("a=乙")), made=datetime(2026, 3, 8, tzinfo=UTC))
    with ZipFile(BytesIO(word)) as package:
        assert b"2026-03-08T00:00:00Z" in package.read("docProps/core.xml")


@pytest.mark.libreoffice
def test_libreoffice_opens_it_and_reads_the_new_text(tmp_path: Path) -> None:
    (tmp_path / "marked.docx").write_bytes(marked(OLD, NEW))
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    subprocess.run(
        [*command, "--convert-to", "odt", "--outdir", str(tmp_path), str(tmp_path / "marked.docx")],
        env=os.environ,
        capture_output=True,
        check=True,
        timeout=120,
    )
    with ZipFile(tmp_path / "marked.odt") as package:
        content = etree.fromstring(package.read("content.xml"))
    text = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
    regions = list(content.iter(f"{text}changed-region"))
    assert {etree.QName(region[0]).localname for region in regions} >= {"insertion", "deletion"}
    for region in regions:
        region.getparent().remove(region)
    shown = ["".join(p.itertext()) for p in content.iter(f"{text}p", f"{text}h")]
    assert [line for line in shown if line] == [p.text for p in speech(NEW)]
