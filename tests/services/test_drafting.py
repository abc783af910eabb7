"""Saving: the protocol between the editor and the server, alone and in a crowd."""

import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from drafts.core.document import Document, Paragraph, Style
from drafts.models import Draft, Revision, SpeechTemplate, User
from drafts.services import drafting
from drafts.services.templates import load_builtin_templates

CLIENTS = 20
SAVES_EACH = 5


def speech(text: str) -> Document:
    return Document((Paragraph.of("title", Style.TITLE, "发言材料"), Paragraph.of("b1", Style.BODY, text)))


def make_draft(username: str = "wang") -> Draft:
    """An assembled draft at version 1."""
    load_builtin_templates()
    owner = User.objects.create_user(username)
    template = SpeechTemplate.objects.get(slug="four-point")
    draft = drafting.start_draft(owner=owner, template_version=template.latest)
    return drafting.assemble_draft(draft=draft, author=owner)


def numbers(draft: Draft) -> list[int]:
    return list(draft.revisions.order_by("number").values_list("number", flat=True))


def save(draft: Draft, base: int, text: str, save_id: uuid.UUID | None = None) -> drafting.Saved:
    return drafting.save_document(
        draft=draft, author=draft.owner, base=base, save_id=save_id or uuid.uuid4(), document=speech(text)
    )


@pytest.fixture
def draft(db: None) -> Draft:
    return make_draft()


def test_save_document_appends_the_next_version(draft: Draft) -> None:
    saved = save(draft, 1, "第一段。")

    assert saved == drafting.Saved(version=2, replay=False)
    assert numbers(draft) == [1, 2]
    assert drafting.read_document(draft) == speech("第一段。")


def test_save_document_brings_the_drafts_copy_up_to_date(draft: Draft) -> None:
    save(draft, 1, "还有（待填：数字）。")

    stored = Draft.objects.get(pk=draft.pk)
    facts = (stored.version, stored.title, stored.text, stored.character_count, stored.gap_count)
    assert facts == (2, "发言材料", "发言材料\n还有（待填：数字）。", 14, 1)


def test_save_document_keeps_what_assembly_gave(draft: Draft) -> None:
    assembled = draft.revisions.get(number=1).standing.assembled

    save(draft, 1, "改过。")

    newest = draft.revisions.get(number=2)
    assert newest.standing.assembled == assembled
    assert not newest.is_as_assembled


def test_save_document_repeated_gives_the_same_version(draft: Draft) -> None:
    save_id = uuid.uuid4()
    save(draft, 1, "一次。", save_id)

    assert save(draft, 1, "一次。", save_id) == drafting.Saved(version=2, replay=True)
    assert numbers(draft) == [1, 2]


def test_save_document_repeated_after_later_saves_still_names_its_own_version(draft: Draft) -> None:
    save_id = uuid.uuid4()
    save(draft, 1, "一次。", save_id)
    save(draft, 2, "后来。")

    assert save(draft, 1, "一次。", save_id) == drafting.Saved(version=2, replay=True)
    assert drafting.read_document(draft) == speech("后来。")


def test_save_document_repeated_with_the_newest_base_does_not_save_twice(draft: Draft) -> None:
    save_id = uuid.uuid4()
    save(draft, 1, "一次。", save_id)

    assert save(draft, 2, "一次。", save_id) == drafting.Saved(version=2, replay=True)
    assert (numbers(draft), Draft.objects.get(pk=draft.pk).version) == ([1, 2], 2)


def test_save_document_with_a_reused_id_and_other_text_is_refused(draft: Draft) -> None:
    save_id = uuid.uuid4()
    save(draft, 1, "一次。", save_id)

    with pytest.raises(drafting.SaveIdReused):
        save(draft, 2, "别的。", save_id)
    assert (numbers(draft), Draft.objects.get(pk=draft.pk).version) == ([1, 2], 2)


def test_save_document_with_a_stale_base_writes_nothing(draft: Draft) -> None:
    save(draft, 1, "别的窗口。")

    with pytest.raises(drafting.StaleBase) as caught:
        save(draft, 1, "这个窗口。")
    assert caught.value.draft.version == 2
    assert drafting.read_document(draft) == speech("别的窗口。")
    assert numbers(draft) == [1, 2]


@pytest.mark.parametrize("base", [0, 2, 99])
def test_save_document_with_a_base_that_never_was_is_stale(draft: Draft, base: int) -> None:
    with pytest.raises(drafting.StaleBase):
        save(draft, base, "这个窗口。")
    assert numbers(draft) == [1]


def test_save_document_takes_one_id_for_two_drafts(draft: Draft) -> None:
    other = make_draft("zhao")
    save_id = uuid.uuid4()
    save(draft, 1, "甲。", save_id)

    assert save(other, 1, "乙。", save_id) == drafting.Saved(version=2, replay=False)


def test_copy_draft_of_a_given_document_leaves_the_original_alone(draft: Draft) -> None:
    copy = drafting.copy_draft(draft=draft, owner=draft.owner, document=speech("我的。"))

    assert (copy.version, copy.copied_from, copy.title) == (1, draft, "发言材料")
    assert drafting.read_document(copy) == speech("我的。")
    assert numbers(draft) == [1]


# --- many at once: a real commit each, so no test transaction around them ---


@pytest.fixture
def crowded_draft(transactional_db: None) -> Draft:
    if connection.vendor == "sqlite" and connection.is_in_memory_db():  # type: ignore[attr-defined]
        pytest.fail("the suite's SQLite database must be a file: threads do not share one in memory")
    return make_draft()


def at_once(work: Callable[[int], object]) -> list[object]:
    """What ``work`` gives for each client, all of them let off together, each with its own connection."""
    start = threading.Barrier(CLIENTS)

    def client(number: int) -> object:
        try:
            start.wait()
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(client, range(CLIENTS)))


@pytest.mark.django_db(transaction=True)
def test_save_document_by_twenty_clients_at_once_loses_and_doubles_nothing(crowded_draft: Draft) -> None:
    def keep_saving(client: int) -> list[tuple[int, str]]:
        saved: list[tuple[int, str]] = []
        base = 1
        while len(saved) < SAVES_EACH:
            text = f"第{client}人第{len(saved)}次。"
            try:
                base = save(Draft.objects.get(pk=crowded_draft.pk), base, text).version
                saved.append((base, text))
            except drafting.StaleBase as stale:
                base = stale.draft.version
        return saved

    acknowledged = [pair for pairs in at_once(keep_saving) for pair in pairs]  # type: ignore[attr-defined]

    assert numbers(crowded_draft) == list(range(1, CLIENTS * SAVES_EACH + 2))
    stored = {r.number: r.read_document() for r in Revision.objects.filter(draft=crowded_draft, number__gt=1)}
    assert stored == {version: speech(text) for version, text in acknowledged}
    assert Draft.objects.get(pk=crowded_draft.pk).version == CLIENTS * SAVES_EACH + 1


@pytest.mark.django_db(transaction=True)
def test_save_document_repeated_by_twenty_clients_at_once_saves_once(crowded_draft: Draft) -> None:
    save_id = uuid.uuid4()

    answers = at_once(lambda _client: save(Draft.objects.get(pk=crowded_draft.pk), 1, "同一次。", save_id))

    assert sorted(answers, key=lambda saved: saved.replay) == [  # type: ignore[attr-defined]
        drafting.Saved(version=2, replay=False),
        *[drafting.Saved(version=2, replay=True)] * (CLIENTS - 1),
    ]
    assert numbers(crowded_draft) == [1, 2]


def test_answers_saved_beside_a_text_that_came_meanwhile_do_not_cover_it(draft: Draft, owner: User) -> None:
    drafting.start_draft(owner=owner, template_version=draft.template_version, with_sample=True)
    form = Draft.objects.filter(version=0).latest("created_at")
    loaded = Draft.objects.get(pk=form.pk)
    drafting.assemble_draft(draft=form, author=owner)
    save(form, 1, "手改。")

    drafting.save_answers(draft=loaded, answers=loaded.answers, base=0)
    stored = Draft.objects.get(pk=form.pk)
    assert (stored.version, stored.answers_version, stored.text) == (2, 1, "发言材料\n手改。")


def test_a_form_with_answers_that_do_not_fit_is_not_taken_for_an_empty_one(owner: User, draft: Draft) -> None:
    odd = drafting.start_from_answers(draft=draft, owner=owner, answers={"要点": "不是一列"})
    assert drafting.start_draft(owner=owner, template_version=draft.template_version) != odd
