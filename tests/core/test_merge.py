"""Merging: worked examples in a one-line notation, and on the four-point template's sample speech."""

import pytest

from drafts.core.document import MAX_CHARACTERS, Document, Paragraph, Style
from drafts.core.errors import DocumentError, MergeError
from drafts.core.merge import Choice, Decision, Merged, merge, resolve
from tests.core.notation import speech


def merged(base: str, edited: str, reassembled: str) -> Merged:
    return merge(base=speech(base), edited=speech(edited), reassembled=speech(reassembled))


# base, edited, reassembled, what comes out; a paragraph is ``key=text``, ``**…**`` bold, ``/`` between paragraphs
MERGES = {
    "changes apart in one paragraph": (
        "a=二要讲政治。",
        "a=二要讲政治，敢担当。",
        "a=三要讲政治。",
        "a=三要讲政治，敢担当。",
    ),
    "the same change on both sides": ("a=我局将落实。", "a=我院将落实。", "a=我院将落实。", "a=我院将落实。"),
    "the same change and another one": (
        "a=我局将抓落实。",
        "a=我院将抓落实。",
        "a=我院将抓好落实。",
        "a=我院将抓好落实。",
    ),
    "each side changed its own paragraph": ("a=甲/b=乙", "a=甲一/b=乙", "a=甲/b=乙二", "a=甲一/b=乙二"),
    "a point added by assembly": ("a=甲/b=乙", "a=甲改/b=乙", "a=甲/c=丙/b=乙", "a=甲改/c=丙/b=乙"),
    "a point removed by assembly": ("a=甲/b=乙/c=丙", "a=甲改/b=乙/c=丙", "a=甲/c=丙", "a=甲改/c=丙"),
    "points reordered by assembly": ("a=甲/b=乙/c=丙", "a=甲/b=乙改/c=丙", "a=甲/c=丙/b=乙", "a=甲/c=丙/b=乙改"),
    "a paragraph moved by hand": ("a=甲/b=乙/c=丙", "c=丙/a=甲/b=乙", "a=甲一/b=乙/c=丙二", "c=丙二/a=甲一/b=乙"),
    "both sides moved one": (
        "a=甲/b=乙/c=丙/d=丁",
        "b=乙/a=甲/c=丙/d=丁",
        "a=甲/b=乙/d=丁/c=丙",
        "b=乙/a=甲/d=丁/c=丙",
    ),
    "a paragraph added by hand follows its neighbour": ("a=甲/b=乙", "a=甲/x=手/b=乙", "b=乙/a=甲", "b=乙/a=甲/x=手"),
    "both sides added one": ("a=甲/b=乙", "a=甲/x=手/b=乙", "a=甲/n=新/b=乙", "a=甲/x=手/n=新/b=乙"),
    "one added by hand where its neighbour went": (
        "a=甲/b=乙/c=丙",
        "a=甲/b=乙/x=手/c=丙",
        "a=甲/c=丙",
        "a=甲/x=手/c=丙",
    ),
    "one added by hand before everything": ("a=甲/b=乙", "x=手/a=甲/b=乙", "b=乙/a=甲", "x=手/b=乙/a=甲"),
    "deleted by hand, unchanged by assembly": ("a=甲/b=乙/c=丙", "a=甲/c=丙", "a=甲/b=乙/c=丙改", "a=甲/c=丙改"),
    "deleted on both sides": ("a=甲/b=乙/c=丙", "a=甲改/c=丙", "a=甲/c=丙", "a=甲改/c=丙"),
    "the style changed here, the text there": (
        "a=标题文字",
        "a:heading-1=标题文字",
        "a=标题新文字",
        "a:heading-1=标题新文字",
    ),
    "bold by hand stays": (
        "a=一要讲政治。局里要带头。",
        "a=**一要讲政治。**局里要带头。",
        "a=一要讲政治。院里要带头。",
        "a=**一要讲政治。**院里要带头。",
    ),
    "new text inside bold becomes bold": (
        "a=我局将落实到位。",
        "a=**我局将落实**到位。",
        "a=我院将落实到位。",
        "a=**我院将落实**到位。",
    ),
    "new text put between bold characters": (
        "a=我局将落实。",
        "a=**我局将落实。**",
        "a=我局将狠抓落实。",
        "a=**我局将狠抓落实。**",
    ),
    "bold typed by hand beside new text": ("a=甲乙丙丁", "a=甲**重**乙丙丁", "a=甲乙丙新丁", "a=甲**重**乙丙新丁"),
    "split by hand, changed in the first half": (
        "a=上半句说认识，下半句说做法。",
        "a=上半句说认识，/x=下半句说做法。",
        "a=上半段说认识，下半句说做法。",
        "a=上半段说认识，/x=下半句说做法。",
    ),
    "split by hand, changed in the second half": (
        "a=上半句说认识，下半句说做法。",
        "a=上半句说认识，/x=下半句说做法。",
        "a=上半句说认识，下半句谈做法。",
        "a=上半句说认识，/x=下半句谈做法。",
    ),
    "split by hand, the first half has the fresh key": (
        "a=上半句说认识，下半句说做法。",
        "x=上半句说认识，/a=下半句说做法。",
        "a=上半段说认识，下半句说做法。",
        "x=上半段说认识，/a=下半句说做法。",
    ),
    "split by hand with an empty line, and edited": (
        "a=上半句说认识，下半句说做法。",
        "a=上半句说认识，/x=/y=下半句说清做法。",
        "a=上半段说认识，下半句说做法吧。",
        "a=上半段说认识，/x=/y=下半句说清做法吧。",
    ),
    "split by assembly, edited by hand": (
        "a=上半句说认识，下半句说做法。",
        "a=上半句说认识，下半句说清做法。",
        "a=上半句说认识，/a~2=下半句说做法。",
        "a=上半句说认识，/a~2=下半句说清做法。",
    ),
    "joined by hand, the second changed": (
        "a=上半句说认识，/b=下半句说做法。",
        "a=上半句说认识，下半句说做法。",
        "a=上半句说认识，/b=下半句谈做法。",
        "a=上半句说认识，下半句谈做法。",
    ),
    "joined by hand into the second": (
        "a=上半句说认识，/b=下半句说做法。",
        "b=上半句说认识，下半句说做法。",
        "a=上半段说认识，/b=下半句谈做法。",
        "b=上半段说认识，下半句谈做法。",
    ),
    "three joined by hand": (
        "a=上半句说认识，/b=中间说问题，/c=下半句说做法。",
        "a=上半句说认识，中间说问题，下半句说做法。",
        "a=上半句说认识，/b=中间谈问题，/c=下半句谈做法。",
        "a=上半句说认识，中间谈问题，下半句谈做法。",
    ),
    "cut out and pasted elsewhere under a fresh key": (
        "a=甲/b=县教育局要落实责任/c=丙",
        "a=甲/c=丙/x=县教育局要落实好责任",
        "a=甲/b=市教育局要落实责任/c=丙",
        "a=甲/c=丙/b=市教育局要落实好责任",
    ),
    "a newer template calls the paragraph otherwise": (
        "a=甲/b=县教育局要落实责任/c=丙",
        "a=甲/b=县教育局要落实好责任/x=手写/c=丙",
        "a=甲/k=市教育局要落实责任/c=丙",
        "a=甲/k=市教育局要落实好责任/x=手写/c=丙",
    ),
}


@pytest.mark.parametrize("name", MERGES)
def test_merge_without_touching_changes_has_both(name: str) -> None:
    base, edited, reassembled, expected = MERGES[name]
    assert merged(base, edited, reassembled) == Merged(speech(expected))


# base, edited, reassembled, what stands meanwhile, and the conflict: key, base, mine, new
CONFLICTS = {
    "both changed one place": ("a=我局", "a=我院", "a=我校", "a=我院", ("a", "a=我局", "a=我院", "a=我校")),
    "changes that meet": (
        "a=四个方面",
        "a=四大方面",
        "a=五个方面",
        "a=四大方面",
        ("a", "a=四个方面", "a=四大方面", "a=五个方面"),
    ),
    "both put something in one place": (
        "a=甲乙",
        "a=甲手乙",
        "a=甲新乙",
        "a=甲手乙",
        ("a", "a=甲乙", "a=甲手乙", "a=甲新乙"),
    ),
    "deleted by hand, changed by assembly": (
        "a=甲/b=乙乙",
        "a=甲",
        "a=甲/b=乙丙",
        "a=甲/b=乙丙",
        ("b", "b=乙乙", "", "b=乙丙"),
    ),
    "changed by hand, deleted by assembly": (
        "a=甲/b=乙乙",
        "a=甲/b=乙丙",
        "a=甲",
        "a=甲/b=乙丙",
        ("b", "b=乙乙", "b=乙丙", ""),
    ),
    "added on both sides": ("a=甲", "a=甲/b=乙", "a=甲/b=丙", "a=甲/b=乙", ("b", "", "b=乙", "b=丙")),
    "two styles": (
        "a=甲",
        "a:heading-1=甲",
        "a:heading-2=甲",
        "a:heading-1=甲",
        ("a", "a=甲", "a:heading-1=甲", "a:heading-2=甲"),
    ),
    "one replacement in two weights": (
        "a=我局将",
        "a=我**院**将",
        "a=我院将",
        "a=我**院**将",
        ("a", "a=我局将", "a=我**院**将", "a=我院将"),
    ),
    "a split half that assembly rewrote": (
        "a=上半句说认识，下半句说做法。",
        "a=上半句说认识，/x=下半句说打法。",
        "a=上半句说认识，下半句说想法。",
        "a=上半句说认识，/x=下半句说打法。",
        ("a", "a=上半句说认识，下半句说做法。", "a=上半句说认识，/x=下半句说打法。", "a=上半句说认识，下半句说想法。"),
    ),
    "split by hand, deleted by assembly": (
        "t=题/a=上半句说认识，下半句说做法。",
        "t=题/a=上半句说认识，/x=下半句说做法。",
        "t=题",
        "t=题/a=上半句说认识，/x=下半句说做法。",
        ("a", "a=上半句说认识，下半句说做法。", "a=上半句说认识，/x=下半句说做法。", ""),
    ),
}


@pytest.mark.parametrize("name", CONFLICTS)
def test_merge_of_touching_changes_is_a_conflict(name: str) -> None:
    base, edited, reassembled, expected, (key, *sides) = CONFLICTS[name]
    result = merged(base, edited, reassembled)
    assert result.document == speech(expected)
    assert [(c.key, (c.base, *c.base_rest), c.mine_paragraphs, c.new_paragraphs) for c in result.conflicts] == [
        (key, speech(sides[0]).paragraphs or (None,), speech(sides[1]).paragraphs, speech(sides[2]).paragraphs)
    ]


@pytest.fixture
def two_sides() -> Merged:
    return merged("a=甲/b=我局/c=丙", "a=甲手/b=**我**院/c=丙", "a=甲/b=我校/c=丙新")


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        (Decision(Choice.MINE), "a=甲手/b=**我**院/c=丙新"),
        (Decision(Choice.NEW), "a=甲手/b=我校/c=丙新"),
        (Decision(Choice.BOTH), "a=甲手/b=**我**院/b~m2=我校/c=丙新"),
        (Decision(Choice.OWN, "我们学院"), "a=甲手/b=**我**们学院/c=丙新"),
        (Decision(Choice.OWN, "我院\r\n\n 第二段 "), "a=甲手/b=**我**院/b~m2=第二段/c=丙新"),
        (Decision(Choice.OWN, " \n"), "a=甲手/c=丙新"),
    ],
)
def test_resolve_does_as_decided(two_sides: Merged, decision: Decision, expected: str) -> None:
    assert resolve(two_sides, {"b": decision}) == speech(expected)


@pytest.mark.parametrize(
    ("choice", "expected"), [(Choice.MINE, "a=甲"), (Choice.NEW, "a=甲/b=乙丙"), (Choice.BOTH, "a=甲/b=乙丙")]
)
def test_resolve_where_mine_is_gone(choice: Choice, expected: str) -> None:
    assert resolve(merged("a=甲/b=乙乙", "a=甲", "a=甲/b=乙丙"), {"b": Decision(choice)}) == speech(expected)


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (Choice.MINE, "a=上半句说认识，/x=下半句说打法。"),
        (Choice.NEW, "a=上半句说认识，下半句说想法。"),
        (Choice.BOTH, "a=上半句说认识，/x=下半句说打法。/a~m2=上半句说认识，下半句说想法。"),
    ],
)
def test_resolve_takes_a_split_paragraph_as_a_whole(choice: Choice, expected: str) -> None:
    base, edited, reassembled, *_ = CONFLICTS["a split half that assembly rewrote"]
    assert resolve(merged(base, edited, reassembled), {"a": Decision(choice)}) == speech(expected)


def test_resolve_refuses_an_undecided_conflict(two_sides: Merged) -> None:
    with pytest.raises(MergeError, match="还有 1 处冲突没有决定"):
        resolve(two_sides, {})


def test_resolve_refuses_a_decision_about_no_conflict(two_sides: Merged) -> None:
    with pytest.raises(MergeError, match="对不上"):
        resolve(two_sides, {"b": Decision(Choice.MINE), "c": Decision(Choice.NEW)})


def test_resolve_without_conflicts_gives_the_merged_document() -> None:
    result = merged("a=甲乙", "a=甲手乙", "a=甲乙新")
    assert resolve(result, {}) == result.document


def test_merge_past_a_documents_limits_is_refused() -> None:
    base = Document((Paragraph.of("a", Style.BODY, "甲"),))
    half = MAX_CHARACTERS // 2 + 1
    mine = Document((*base, Paragraph.of("x", Style.BODY, "手" * half)))
    new = Document((*base, Paragraph.of("n", Style.BODY, "新" * half)))
    with pytest.raises(DocumentError):
        merge(base=base, edited=mine, reassembled=new)


def test_conflicts_stand_in_reading_order() -> None:
    result = merged("a=甲一/b=乙一/c=丙一", "c=丙二/b=乙二/a=甲二", "a=甲三/b=乙三/c=丙三")
    assert [c.key for c in result.conflicts] == [p.key for p in result.document] == ["c", "b", "a"]
