"""Merging on a real speech: the four-point template's sample, edited by hand, after which its answers change."""

from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from drafts.core import assembly
from drafts.core.alignment import MAX_MATCHING
from drafts.core.assembly import assemble
from drafts.core.document import MAX_CHARACTERS, MAX_PARAGRAPHS, Document, Paragraph, Style, merge_runs
from drafts.core.merge import Merged, merge
from drafts.core.template import load_template, sample_answers

TEMPLATE = load_template(
    (Path(assembly.__file__).parents[1] / "builtin" / "four-point.yaml").read_text(encoding="utf-8")
)
ANSWERS = sample_answers(TEMPLATE)
BASE = assemble(TEMPLATE, ANSWERS)


def answers(**changed: Any) -> dict[str, Any]:
    return deepcopy(ANSWERS) | changed


def points(*order: int) -> list[dict[str, Any]]:
    """The sample's points by number, 0 for a new one."""
    fresh = {"id": "fresh", "标题": "勇于担当抓落实", "内容": "一分部署，九分落实。"}
    return [deepcopy(ANSWERS["要点"][n - 1]) if n else fresh for n in order]


def key_of(document: Document, start: str) -> str:
    return next(p.key for p in document if p.text.startswith(start))


def typed(document: Document, old: str, new: str) -> Document:
    """``document`` with ``old`` overwritten by ``new`` in its one place, as somebody types."""
    assert document.plain_text.count(old) == 1
    return Document(tuple(_overwritten(p, old, new) if old in p.text else p for p in document))


def _overwritten(paragraph: Paragraph, old: str, new: str) -> Paragraph:
    place = paragraph.text.index(old)
    characters = [(c, run.bold) for run in paragraph.runs for c in run.text]
    characters[place : place + len(old)] = [(c, characters[place][1]) for c in new]
    return replace(paragraph, runs=merge_runs(characters))


def edited_by_hand() -> Document:
    """Edits in the opening, in the second and in the fourth point, and a paragraph of one's own behind the third."""
    document = typed(BASE, "也有百姓的家事。", "也有百姓的家事，更有一城的记忆。")
    document = typed(document, "用半年时间把馆藏民生档案", "用三个月时间把馆藏民生档案")
    document = typed(document, "馆里年轻同志占了四成，", "")
    place = [p.key for p in document].index(key_of(document, "三要")) + 1
    own = Paragraph.of("typed-by-hand", Style.BODY, "这里我再补充一个例子。")
    return Document((*document.paragraphs[:place], own, *document.paragraphs[place:]))


def remerged(edited: Document, changed: dict[str, Any]) -> tuple[Merged, Document]:
    """The merge, and what assembly gives now."""
    reassembled = assemble(TEMPLATE, changed)
    return merge(base=BASE, edited=edited, reassembled=reassembled), reassembled


def by_hand(reassembled: Document) -> Document:
    """``reassembled`` with the same edits made in it."""
    document = typed(reassembled, "也有百姓的家事。", "也有百姓的家事，更有一城的记忆。")
    if "用半年时间把馆藏民生档案" in document.plain_text:
        document = typed(document, "用半年时间把馆藏民生档案", "用三个月时间把馆藏民生档案")
    document = typed(document, "馆里年轻同志占了四成，", "")
    keys = [p.key for p in document]
    place = keys.index(key_of(BASE, "三要")) + 1
    own = Paragraph.of("typed-by-hand", Style.BODY, "这里我再补充一个例子。")
    return Document((*document.paragraphs[:place], own, *document.paragraphs[place:]))


@pytest.mark.parametrize(
    "changed",
    [
        answers(单位="省档案馆", 会议="省档案馆理论学习中心组专题研讨会"),
        answers(专题="把调查研究落到实处"),
        answers(要点=points(1, 2, 3, 4, 0)),
        answers(要点=points(0, 1, 2, 3, 4)),
        answers(要点=points(1, 3, 4)),
        answers(要点=points(4, 3, 2, 1)),
        answers(要点=points(3, 0, 1, 4)),
        answers(序号体系="一是"),
        answers(日期="2026-04-01", 称谓="同志们", 姓名="李一鸣"),
        answers(要点=points(2, 1, 3, 4), 单位="省档案馆", 专题="把调查研究落到实处"),
    ],
    ids=[
        "unit renamed",
        "theme renamed",
        "point added at the end: the count follows",
        "point added in front: every ordinal moves on",
        "edited second point left out",
        "points turned round",
        "points added, left out and reordered",
        "another ordinal family",
        "date, salutation and name",
        "all at once",
    ],
)
def test_hand_edits_survive_new_answers(changed: dict[str, Any]) -> None:
    merged, reassembled = remerged(edited_by_hand(), changed)
    kept_all = "用半年时间把馆藏民生档案" in reassembled.plain_text
    if kept_all:
        assert merged == Merged(by_hand(reassembled))
        return
    (conflict,) = merged.conflicts  # the point that was edited by hand is gone from the answers
    assert (conflict.key, conflict.new) == (key_of(BASE, "二要"), None)
    assert Document(tuple(p for p in merged.document if p.key != conflict.key)) == by_hand(reassembled)


def test_the_ordinal_and_the_count_change_under_an_edited_body() -> None:
    edited = typed(BASE, "二要夯实基础优资源。基础不牢", "二要夯实根基优资源。基础若不牢")
    edited = typed(edited, "我认为，把档案工作", "我体会到，把档案工作")
    merged, _ = remerged(edited, answers(要点=points(0, 1, 2, 3, 4)))
    assert merged.conflicts == ()
    texts = [p.text for p in merged.document]
    assert any(text.startswith("三要夯实根基优资源。基础若不牢") for text in texts)
    assert any(text.endswith("我体会到，把档案工作做到群众心坎上，要从以下五个方面入手：") for text in texts)


def test_the_count_typed_by_hand_against_a_new_count_is_a_conflict() -> None:
    edited = typed(BASE, "以下四个方面入手", "以下四大方面入手")
    merged, reassembled = remerged(edited, answers(要点=points(1, 2, 3, 4, 0)))
    (conflict,) = merged.conflicts
    assert conflict.mine in edited.paragraphs
    assert conflict.new in reassembled.paragraphs


def test_bold_put_on_by_hand_survives_a_changed_ordinal() -> None:
    key = key_of(BASE, "二要")
    bold = [("二要夯实基础优资源。", True)]
    paragraphs = [
        replace(p, runs=merge_runs([*bold, (p.text[len(bold[0][0]) :], False)])) if p.key == key else p for p in BASE
    ]
    merged, _ = remerged(Document(tuple(paragraphs)), answers(要点=points(2, 1, 3, 4)))
    assert merged.conflicts == ()
    (point,) = [p for p in merged.document if p.key == key]
    assert (point.runs[0].text, point.runs[0].bold) == ("一要夯实基础优资源。", True)


def test_a_sub_point_added_in_an_edited_paragraph_merges() -> None:
    changed = answers()
    changed["要点"][2]["分点"].insert(0, {"id": "s0", "标题": "把路上的环节打通", "内容": "增开一班专线。"})
    edited = typed(BASE, "先倒一杯水、再听清来意", "先让座倒水、再听清来意")
    merged, reassembled = remerged(edited, changed)
    assert merged == Merged(typed(reassembled, "先倒一杯水、再听清来意", "先让座倒水、再听清来意"))


def _document(texts: list[str]) -> Document:
    return Document(tuple(Paragraph.of(f"k{n}", Style.BODY, text) for n, text in enumerate(texts)))


def test_a_paragraph_too_long_to_match_is_a_conflict_as_a_whole() -> None:
    length = int(MAX_MATCHING**0.5) + 1
    base, mine, new = (_document([start + "".join(chr(offset + n) for n in range(length)) + end])
        for offset, start, end in ((0x4E00, "", "完"), (0x20000, "一", "完"), (0x28000, "", "末")))  # fmt: skip
    merged = merge(base=base, edited=mine, reassembled=new)
    assert merged.document == mine
    assert [c.new for c in merged.conflicts] == list(new)


def test_the_largest_document_with_every_paragraph_changed_merges() -> None:
    size = MAX_CHARACTERS // MAX_PARAGRAPHS - 2
    texts = ["".join(chr(0x4E00 + (n * size + m) % 20_000) for m in range(size)) for n in range(MAX_PARAGRAPHS)]
    base = _document(texts)
    mine = _document([f"手{text}" for text in texts])
    new = _document([f"{text}新" for text in texts])
    both = _document([f"手{text}新" for text in texts])
    merged = merge(base=base, edited=mine, reassembled=Document(new.paragraphs[::-1]))
    assert merged == Merged(Document(both.paragraphs[::-1]))
