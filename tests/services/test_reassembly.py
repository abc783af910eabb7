"""New answers under an edited text: planned, decided, written as one version; and old versions brought back."""

import uuid
from typing import Any

import pytest

from drafts.core.document import Document, Paragraph, Style
from drafts.core.errors import MergeError
from drafts.core.merge import Choice, Decision
from drafts.core.questions import Kind, Question
from drafts.models import DamagedRevision, Draft, Revision, RevisionKind, SpeechTemplate, User
from drafts.services import drafting, reassembly
from drafts.services.templates import create_template, publish_version

pytestmark = pytest.mark.django_db

SOURCE = """\
slug: small
name: 小模板
kind: 表态发言
questions:
  - {name: 单位, required: true}
  - {name: 结尾}
  - {name: 要点, kind: list, item: 要点, fields: [{name: 标题}, {name: 内容, kind: text}]}
blocks:
  - {key: title, style: title, text: "在{{ 单位 }}的发言"}
  - {key: point, for_each: 要点, as: 点, ordinals: 一是, text: "{{ 序号 }}{{ 点.标题 }}。{{ 点.内容 }}"}
  - {key: end, text: "{{ 结尾 }}"}
"""
POINTS = [
    {"id": "a1", "标题": "学在深处", "内容": "逐字逐句读原文。"},
    {"id": "b2", "标题": "谋在新处", "内容": "把问题想明白。"},
    {"id": "c3", "标题": "干在实处", "内容": "一件一件抓落实。"},
]
ANSWERS: dict[str, Any] = {"单位": "市档案馆", "结尾": "请大家批评指正。", "要点": POINTS}


@pytest.fixture
def template(db: None) -> SpeechTemplate:
    return create_template(source=SOURCE, author=None)


@pytest.fixture
def draft(owner: User, template: SpeechTemplate) -> Draft:
    """Assembled from ANSWERS, not edited."""
    draft = drafting.start_draft(owner=owner, template_version=template.latest)
    draft = drafting.save_answers(draft=draft, answers=ANSWERS, base=0)
    return drafting.assemble_draft(draft=draft, author=owner)


def texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document]


def edit(draft: Draft, **changed: str) -> None:
    """Edit paragraphs by hand, named by their keys with __ for the full stop; ``""`` deletes one."""
    wanted = {key.replace("__", "."): text for key, text in changed.items()}
    before = drafting.read_document(draft)
    after = [
        Paragraph.of(p.key, p.style, wanted[p.key]) if p.key in wanted else p for p in before if wanted.get(p.key, "-")
    ]
    save_id = uuid.uuid4()
    document = Document(tuple(after))
    drafting.save_document(draft=draft, author=draft.owner, base=draft.version, save_id=save_id, document=document)


def answer(draft: Draft, **changed: Any) -> None:
    draft.refresh_from_db()
    drafting.save_answers(draft=draft, answers=draft.answers | changed, base=draft.answers_version)


def plan(draft: Draft) -> reassembly.Plan:
    return reassembly.plan_reassembly(draft=draft, template_version=draft.template_version)


def apply(draft: Draft, **decisions: Decision) -> drafting.Saved:
    by_key = {key.replace("__", "."): decision for key, decision in decisions.items()}
    made = plan(draft)
    return reassembly.apply_plan(draft=draft, plan=made, author=draft.owner, save_id=uuid.uuid4(), decisions=by_key)


def test_plan_writes_nothing(draft: Draft) -> None:
    edit(draft, end="请批评。")
    answer(draft, 单位="市博物馆")
    before = list(Revision.objects.order_by("pk").values())

    assert plan(draft).changes_text
    assert list(Revision.objects.order_by("pk").values()) == before


def test_new_answers_go_around_the_hand_edits(draft: Draft) -> None:
    edit(draft, point__b2="二是谋在新处。把问题想明白，想透彻。")
    answer(draft, 单位="市博物馆")

    assert apply(draft) == drafting.Saved(version=3, replay=False)
    assert texts(drafting.read_document(draft)) == [
        "在市博物馆的发言",
        "一是学在深处。逐字逐句读原文。",
        "二是谋在新处。把问题想明白，想透彻。",
        "三是干在实处。一件一件抓落实。",
        "请大家批评指正。",
    ]


def test_an_added_point_renumbers_the_edited_ones(draft: Draft) -> None:
    edit(draft, point__b2="二是谋在新处。把问题想明白，想透彻。")
    new = {"id": "n9", "标题": "严在细处", "内容": "守住底线。"}
    answer(draft, 要点=[POINTS[0], new, POINTS[1], POINTS[2]])
    apply(draft)

    assert texts(drafting.read_document(draft))[1:5] == [
        "一是学在深处。逐字逐句读原文。",
        "二是严在细处。守住底线。",
        "三是谋在新处。把问题想明白，想透彻。",
        "四是干在实处。一件一件抓落实。",
    ]


def test_reordered_points_keep_their_edits(draft: Draft) -> None:
    edit(draft, point__a1="一是学在深处。逐字逐句读原文，读出味道。")
    answer(draft, 要点=[POINTS[2], POINTS[1], POINTS[0]])
    apply(draft)

    assert texts(drafting.read_document(draft))[1:4] == [
        "一是干在实处。一件一件抓落实。",
        "二是谋在新处。把问题想明白。",
        "三是学在深处。逐字逐句读原文，读出味道。",
    ]


def test_the_applied_answers_become_the_base_of_the_next_merge(draft: Draft) -> None:
    edit(draft, point__b2="二是谋在新处。想透彻。")
    answer(draft, 单位="市博物馆")
    apply(draft)
    newest = draft.revisions.latest("number")
    assert (newest.kind, newest.standing.answers["单位"]) == (RevisionKind.REASSEMBLED, "市博物馆")

    answer(draft, 单位="市图书馆")
    again = plan(draft)
    assert again.merged.conflicts == ()
    assert texts(again.merged.document)[0] == "在市图书馆的发言"
    assert texts(again.merged.document)[2] == "二是谋在新处。想透彻。"


def test_what_both_sides_changed_is_to_be_decided(draft: Draft) -> None:
    edit(draft, end="恳请同志们指正。")
    answer(draft, 结尾="以上发言供讨论。")
    made = plan(draft)

    assert [conflict.key for conflict in made.merged.conflicts] == ["end"]
    with pytest.raises(MergeError):
        apply(draft)
    assert draft.revisions.count() == 2


@pytest.mark.parametrize(
    ("decision", "end"),
    [
        (Decision(Choice.MINE), ["恳请同志们指正。"]),
        (Decision(Choice.NEW), ["以上发言供讨论。"]),
        (Decision(Choice.BOTH), ["恳请同志们指正。", "以上发言供讨论。"]),
        (Decision(Choice.OWN, "我自己写。\n写两段。"), ["我自己写。", "写两段。"]),
    ],
)
def test_decisions_are_carried_out(draft: Draft, decision: Decision, end: list[str]) -> None:
    edit(draft, end="恳请同志们指正。")
    answer(draft, 结尾="以上发言供讨论。")
    apply(draft, end=decision)

    assert texts(drafting.read_document(draft))[4:] == end


def test_apply_upon_a_text_saved_since_writes_nothing(draft: Draft) -> None:
    edit(draft, end="恳请指正。")
    answer(draft, 单位="市博物馆")
    made = plan(draft)
    edit(draft, end="请同志们指正。")

    with pytest.raises(drafting.StaleBase):
        reassembly.apply_plan(draft=draft, plan=made, author=draft.owner, save_id=uuid.uuid4(), decisions={})
    assert draft.revisions.count() == 3


def test_apply_upon_answers_saved_since_writes_nothing(draft: Draft) -> None:
    edit(draft, end="恳请指正。")
    answer(draft, 单位="市博物馆")
    made = plan(draft)
    answer(draft, 单位="市图书馆")

    with pytest.raises(drafting.StaleBase):
        reassembly.apply_plan(draft=draft, plan=made, author=draft.owner, save_id=uuid.uuid4(), decisions={})
    draft.refresh_from_db()
    assert (draft.version, draft.revisions.count(), draft.answers["单位"]) == (2, 2, "市图书馆")


def test_apply_repeated_saves_once(draft: Draft) -> None:
    edit(draft, end="恳请指正。")
    answer(draft, 单位="市博物馆")
    made, save_id = plan(draft), uuid.uuid4()
    saved = [
        reassembly.apply_plan(draft=draft, plan=made, author=draft.owner, save_id=save_id, decisions={})
        for _ in range(2)
    ]

    assert saved == [drafting.Saved(3, replay=False), drafting.Saved(3, replay=True)]
    assert draft.revisions.count() == 3


def test_a_save_while_the_form_is_open_stands_on_what_was_assembled(draft: Draft) -> None:
    """Answers that were typed but not applied are not those of the text."""
    answer(draft, 单位="市博物馆")
    edit(draft, end="恳请指正。")

    assert draft.revisions.latest("number").standing.answers["单位"] == "市档案馆"
    assert texts(plan(draft).merged.document)[0] == "在市博物馆的发言"


# --- a newer version of the template ---

NEWER = SOURCE.replace("{name: 结尾}", "{name: 展望}").replace(
    '{key: end, text: "{{ 结尾 }}"}', '{key: end, text: "展望：{{ 展望 }}"}'
)


def test_a_newer_template_goes_around_the_hand_edits(draft: Draft, template: SpeechTemplate) -> None:
    edit(draft, point__b2="二是谋在新处。想透彻。")
    newer = publish_version(speech_template=template, source=NEWER.replace("的发言", "的汇报"), author=None)
    made = reassembly.plan_reassembly(draft=draft, template_version=newer)

    assert made.left_out == (("结尾", "请大家批评指正。"),)
    reassembly.apply_plan(draft=draft, plan=made, author=draft.owner, save_id=uuid.uuid4(), decisions={})
    draft.refresh_from_db()
    assert (draft.template_version, draft.answers["展望"], list(draft.answers)) == (newer, "", ["单位", "展望", "要点"])
    assert texts(drafting.read_document(draft))[:3] == [
        "在市档案馆的汇报",
        "一是学在深处。逐字逐句读原文。",
        "二是谋在新处。想透彻。",
    ]
    assert draft.revisions.latest("number").standing.template_version == newer


def test_fitting_answers_keeps_ids_and_drops_what_does_not_fit() -> None:
    questions = (
        Question(name="单位"),
        Question(name="类别", kind=Kind.CHOICE, choices=("甲", "乙")),
        Question(name="要点", kind=Kind.LIST, fields=(Question(name="标题"),)),
        Question(name="日期", kind=Kind.DATE),
    )
    given = {
        "单位": "市档案馆",
        "类别": "丙",
        "要点": [{"id": "x7", "标题": "学", "内容": "多"}],
        "旧": "话",
        "日期": [],
    }

    fitting = reassembly.fitting_answers(questions, given)
    assert fitting == {"单位": "市档案馆", "类别": "", "要点": [{"id": "x7", "标题": "学"}], "日期": ""}
    assert reassembly.left_out(given, fitting) == (("类别", "丙"), ("要点1·内容", "多"), ("旧", "话"))


# --- restoring ---


def restore(draft: Draft, number: int, base: int | None = None) -> drafting.Saved:
    draft.refresh_from_db()
    revision = draft.revisions.get(number=number)
    return reassembly.restore_version(
        draft=draft, revision=revision, author=draft.owner, base=base or draft.version, save_id=uuid.uuid4()
    )


def test_restore_appends_the_old_text_and_keeps_every_version(draft: Draft) -> None:
    edit(draft, end="恳请指正。")
    kept = list(draft.revisions.order_by("number").values())

    assert restore(draft, 1) == drafting.Saved(3, replay=False)
    newest = draft.revisions.latest("number")
    assert (newest.kind, newest.restored_from) == (RevisionKind.RESTORED, 1)
    assert texts(newest.read_document())[-1] == "请大家批评指正。"
    assert list(draft.revisions.order_by("number").values())[:2] == kept


def test_restore_brings_back_what_the_text_stood_on(draft: Draft) -> None:
    edit(draft, point__b2="二是谋在新处。想透彻。")
    answer(draft, 单位="市博物馆")
    apply(draft)
    restore(draft, 2)

    draft.refresh_from_db()
    assert draft.answers["单位"] == "市档案馆"
    answer(draft, 单位="市图书馆")
    assert texts(plan(draft).merged.document)[0] == "在市图书馆的发言"
    assert plan(draft).merged.conflicts == ()


def test_restore_leaves_answers_that_are_being_changed_in_the_form(draft: Draft) -> None:
    edit(draft, end="恳请指正。")
    answer(draft, 单位="市博物馆")
    restore(draft, 1)

    draft.refresh_from_db()
    assert draft.answers["单位"] == "市博物馆"


def test_restore_upon_a_stale_base_writes_nothing(draft: Draft) -> None:
    edit(draft, end="恳请指正。")
    edit(draft, end="请指正。")

    with pytest.raises(drafting.StaleBase):
        restore(draft, 1, base=2)
    assert draft.revisions.count() == 3


def test_restore_of_a_version_whose_template_no_longer_passes_its_check(draft: Draft) -> None:
    edit(draft, end="恳请指正。")
    type(draft.template_version).objects.update(source="slug: [")
    restore(draft, 1)

    assert texts(drafting.read_document(draft))[-1] == "请大家批评指正。"


def test_restore_of_a_damaged_version_is_refused(draft: Draft) -> None:
    edit(draft, end="恳请指正。")
    Revision.objects.filter(number=1).update(document={"paragraphs": []})

    with pytest.raises(DamagedRevision):
        restore(draft, 1)
    assert draft.revisions.count() == 2


def test_forget_new_answers_brings_the_form_back(draft: Draft) -> None:
    edit(draft, end="恳请指正。")
    answer(draft, 单位="市博物馆")
    with pytest.raises(drafting.StaleBase):
        reassembly.forget_new_answers(draft=draft, base=0)
    reassembly.forget_new_answers(draft=draft, base=draft.answers_version)

    assert (draft.answers["单位"], draft.version) == ("市档案馆", 2)
    assert plan(draft).changes_nothing


def test_style_changes_by_hand_survive(draft: Draft) -> None:
    before = drafting.read_document(draft)
    heading = Paragraph("point.b2", Style.HEADING_1, before.paragraphs[2].runs)
    document = Document((*before.paragraphs[:2], heading, *before.paragraphs[3:]))
    save_id = uuid.uuid4()
    drafting.save_document(draft=draft, author=draft.owner, base=1, save_id=save_id, document=document)
    answer(draft, 单位="市博物馆")
    apply(draft)

    assert drafting.read_document(draft).paragraphs[2] == heading
