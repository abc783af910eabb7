"""Comparing: what readers see of a change, in a one-line notation."""

import pytest
from hypothesis import given

from drafts.core.compare import Change, ChangeKind, Comparison, Piece, PieceKind, compare
from drafts.core.document import Document, Paragraph, count_characters, merge_runs
from tests.core.notation import speech
from tests.core.test_merge_properties import Three, threes


def marked(change: Change) -> str:
    """The pieces of a change: ``[-removed]``, ``[+added]``, ``[~text]`` where only the weight changed."""
    signs = {PieceKind.SAME: "", PieceKind.ADDED: "+", PieceKind.REMOVED: "-"}
    words = []
    for piece in change.pieces:
        sign = "~" if piece.reweighted else signs[piece.kind]
        words.append(f"[{sign}{piece.text}]" if sign else piece.text)
    return "".join(words)


def rows(comparison: Comparison) -> list[str]:
    return [f"{c.kind.value} {c.number}: {marked(c)}" for c in comparison]


def text_of(old: str, new: str) -> str:
    (change,) = compare(speech(f"a={old}"), speech(f"a={new}"))
    return marked(change)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("从以下四个方面入手", "从以下五个方面入手", "从以下[-四][+五]个方面入手"),
        (
            "办理提案128件，办结率96.5%。",
            "办理提案132件，办结率达到98%。",
            "办理提案[-128][+132]件，办结率[-96.5%][+达到98%]。",
        ),
        ("用Word 2016打开", "用WPS 2019打开", "用[-Word 2016][+WPS 2019]打开"),
        ("一要讲政治。二要守纪律。", "一要讲政治。要敢担当。二要守纪律。", "一要讲政治。[+要敢担当。]二要守纪律。"),
        ("提高能力，落实责任。", "提高能力，提高本领，落实责任。", "提高能力，[+提高本领，]落实责任。"),
        ("全县教育系统干部职工", "全市卫生系统干部职工和老同志", "全[-县教育][+市卫生]系统干部职工[+和老同志]"),
        (
            "要坚持问题导向，深入基层调查研究，切实解决群众急难愁盼问题。",
            "要增强忧患意识，在一线了解社情民意，推动各项工作落地见效。",
            "要[-坚持问题导向，深入基层调查研究，切实解决群众急难愁盼问题]"
            "[+增强忧患意识，在一线了解社情民意，推动各项工作落地见效]。",
        ),
        ("一要讲政治。局里要带头。", "**一要讲政治。**局里要带头。", "[~一要讲政治。]局里要带头。"),
        ("", "新写的一段。", "[+新写的一段。]"),
        ("不要的一段。", "", "[-不要的一段。]"),
    ],
)
def test_compare_marks_a_paragraph_as_people_would(old: str, new: str, expected: str) -> None:
    assert text_of(old, new) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a=甲/b=乙", "a=甲/b=乙", ["same 0: 甲", "same 0: 乙"]),
        ("a=甲/b=乙", "a=甲/x=新/b=乙", ["same 0: 甲", "added 1: [+新]", "same 0: 乙"]),
        ("a=甲/b=乙/c=丙", "a=甲/c=丙", ["same 0: 甲", "removed 1: [-乙]", "same 0: 丙"]),
        ("a=甲/b=乙/c=丙", "c=丙/a=甲/b=乙", ["moved 1: 丙", "same 0: 甲", "same 0: 乙", "left 1: 丙"]),
        ("a=甲/b=乙", "a:heading-1=甲/b=乙", ["changed 1: 甲", "same 0: 乙"]),
        (
            "a=一要旗帜鲜明讲政治。/b=二要担当作为抓落实。/c=完",
            "b=一要担当作为抓落实。/a=二要旗帜鲜明讲政治。/c=完改",
            [
                "moved 1: [-二][+一]要担当作为抓落实。",
                "changed 2: [-一][+二]要旗帜鲜明讲政治。",
                "left 1: 二要担当作为抓落实。",
                "changed 3: 完[+改]",
            ],
        ),
        ("", "", []),
    ],
)
def test_compare_gives_rows_in_reading_order(old: str, new: str, expected: list[str]) -> None:
    assert rows(compare(speech(old), speech(new))) == expected


def test_compare_aligns_imported_texts_by_likeness_and_not_by_their_running_keys() -> None:
    old = Document.from_plain_text(
        "关于作风建设的发言\n第一，要坚持群众路线，多到基层去。\n第二，要反对形式主义，少开空会。"
    )
    new = Document.from_plain_text(
        "关于作风建设的发言\n最近学习了有关文件，很受启发。\n第一，要坚持群众路线，常到基层去。\n第二，要反对形式主义，少开空会。"
    )
    assert rows(compare(old, new)) == [
        "same 0: 关于作风建设的发言",
        "added 1: [+最近学习了有关文件，很受启发。]",
        "changed 2: 第一，要坚持群众路线，[-多][+常]到基层去。",
        "same 0: 第二，要反对形式主义，少开空会。",
    ]


def test_compare_follows_the_larger_part_of_a_split_paragraph() -> None:
    old = speech("a=先说认识。再说做法，要把调查研究做深做细做实，把问题找准。")
    new = speech("a=先说认识。/x=再说做法，要把调查研究做深做细做实，把问题找准。")
    assert rows(compare(old, new)) == [
        "added 1: [+先说认识。]",
        "changed 2: [-先说认识。]再说做法，要把调查研究做深做细做实，把问题找准。",
    ]


def test_compare_keeps_a_rewritten_paragraph_beside_its_former_self() -> None:
    assert rows(compare(speech("a=甲乙丙丁/b=完"), speech("a=子丑寅卯/b=完"))) == [
        "changed 1: [-甲乙丙丁][+子丑寅卯]",
        "same 0: 完",
    ]


def test_compare_counts_characters_without_spaces() -> None:
    comparison = compare(speech("a=甲 乙/b=丙丁/c=**戊**"), speech("a=甲 乙 新 增/c=戊"))
    assert (comparison.added, comparison.removed, comparison.count) == (2, 2, 3)


def test_compare_tells_style_from_text() -> None:
    restyled, rewritten, reweighted = compare(speech("a=甲/b=乙/c=丙"), speech("a:heading-1=甲/b=乙乙/c=**丙**"))
    assert [(c.restyled, c.rewritten) for c in (restyled, rewritten, reweighted)] == [
        (True, False), (False, True), (False, True)
    ]  # fmt: skip


def side_of(comparison: Comparison, *, old: bool) -> list[Paragraph]:
    """The old or the new document, read off the rows and their pieces."""
    skipped = PieceKind.ADDED if old else PieceKind.REMOVED
    wanted = [
        (change.old if old else change.new, change)
        for change in comparison
        if change.kind is not (ChangeKind.MOVED if old else ChangeKind.LEFT)
    ]
    return [
        Paragraph(p.key, p.style, merge_runs([
            (piece.text, piece.was_bold if old else piece.bold) for piece in change.pieces if piece.kind is not skipped
        ]))
        for p, change in wanted
        if p is not None
    ]  # fmt: skip


@given(threes())
def test_rows_give_both_documents(three: Three) -> None:
    comparison = compare(three.mine, three.new)
    assert Document(tuple(side_of(comparison, old=True))) == three.mine
    assert Document(tuple(side_of(comparison, old=False))) == three.new


@given(threes())
def test_numbers_run_through_and_counts_fit(three: Three) -> None:
    comparison = compare(three.mine, three.new)
    numbers = [c.number for c in comparison if c.kind not in (ChangeKind.SAME, ChangeKind.LEFT)]
    assert numbers == list(range(1, comparison.count + 1))
    arrivals = sorted(c.number for c in comparison if c.kind is ChangeKind.MOVED)
    assert sorted(c.number for c in comparison if c.kind is ChangeKind.LEFT) == arrivals
    grown = count_characters(three.new.plain_text) - count_characters(three.mine.plain_text)
    assert comparison.added - comparison.removed == grown


@given(threes())
def test_comparing_a_document_with_itself_finds_nothing(three: Three) -> None:
    comparison = compare(three.mine, three.mine)
    assert (comparison.added, comparison.removed, comparison.count) == (0, 0, 0)
    assert all(change.kind is ChangeKind.SAME for change in comparison)


def test_a_piece_knows_whether_only_its_weight_changed() -> None:
    assert [Piece(PieceKind.SAME, "甲", bold=True).reweighted, Piece(PieceKind.SAME, "甲").reweighted] == [True, False]
