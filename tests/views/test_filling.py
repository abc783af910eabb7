"""The form page: started, shown, saved by script and by post, assembled, and closed to texts edited by hand."""

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from drafts.core.document import Document, Paragraph, Style
from drafts.models import Draft, SpeechTemplate, TemplateVersion, User
from drafts.services import drafting
from tests.views.people import broken_tiny, logged_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(owner: User, four_point: SpeechTemplate) -> Draft:
    return drafting.start_draft(owner=owner, template_version=four_point.latest)


@pytest.fixture
def client(owner: User) -> Client:
    return logged_in(owner)


def url(draft: Draft, name: str = "draft-form") -> str:
    return reverse(name, args=[draft.pk])


def sent(client: Client, draft: Draft, answers: dict[str, Any], *, base: int = 0, **more: Any) -> Any:
    data = {"base": base, "answers": answers, **more}
    return client.post(url(draft, "draft-answers"), json.dumps(data), content_type="application/json")


def posted(client: Client, draft: Draft, do: str = "save", *, base: int | None = None, **answers: Any) -> Any:
    """Post the form without a script, the draft's four empty points in it."""
    draft.refresh_from_db()
    data: dict[str, Any] = {"i.要点": [item["id"] for item in draft.answers["要点"]]}
    data |= {f"a.{name.replace('__', '.')}": value for name, value in answers.items()}
    return client.post(url(draft), {**data, "do": do, "base": draft.answers_version if base is None else base})


def edit_by_hand(draft: Draft) -> None:
    drafting.assemble_draft(draft=draft, author=draft.owner)
    document = Document((Paragraph.of("title", Style.TITLE, "改过的标题"),))
    drafting.save_document(draft=draft, author=draft.owner, base=1, save_id=uuid.uuid4(), document=document)


# --- who ---


@pytest.mark.parametrize("name", ["draft-form", "draft-answers"])
def test_another_persons_form_is_not_found(name: str, draft: Draft, colleague: User, outsider: User) -> None:
    for person in (colleague, outsider):
        client = logged_in(person)
        assert client.post(url(draft, name), "{}", content_type="application/json").status_code == 404
    assert logged_in(colleague).get(url(draft)).status_code == 404


def test_nobody_is_sent_to_log_in(draft: Draft) -> None:
    answer = sent(Client(), draft, {})

    assert Client().get(url(draft)).status_code == 302
    assert (answer.status_code, answer.json()) == (401, {"error": "login"})
    assert Client().post(reverse("draft-start", args=["four-point"])).status_code == 302


def test_a_draft_in_the_trash_has_no_form(client: Client, draft: Draft) -> None:
    drafting.trash_draft(draft=draft)

    assert (client.get(url(draft)).status_code, sent(client, draft, {}).status_code) == (404, 404)


# --- starting ---


def test_starting_opens_an_empty_form(client: Client, four_point: SpeechTemplate) -> None:
    response = client.post(reverse("draft-start", args=["four-point"]))

    draft = Draft.objects.get()
    assert (response.status_code, response["Location"]) == (302, url(draft))
    assert (draft.answered, len(draft.answers["要点"])) == (0, 4)


def test_starting_with_the_sample_fills_the_form(client: Client, four_point: SpeechTemplate) -> None:
    client.post(reverse("draft-start", args=["four-point"]), {"sample": "1"})

    assert Draft.objects.get().answers["姓名"] == "周某"


def test_starting_needs_a_post_and_a_template_in_the_gallery(client: Client, four_point: SpeechTemplate) -> None:
    SpeechTemplate.objects.filter(slug="four-point").update(archived=True)

    assert client.get(reverse("draft-start", args=["four-point"])).status_code == 405
    assert client.post(reverse("draft-start", args=["four-point"])).status_code == 404
    assert client.post(reverse("draft-start", args=["no-such"])).status_code == 404


def test_a_broken_template_leads_back_to_the_gallery(client: Client, owner: User) -> None:
    template = SpeechTemplate.objects.create(slug="tiny", name="小模板", kind="表态发言")
    version = TemplateVersion.objects.create(speech_template=template, number=1, source=broken_tiny())
    response = client.post(reverse("draft-start", args=["tiny"]))

    assert (response.status_code, response["Location"]) == (302, reverse("template-gallery"))
    draft = Draft.objects.create(
        owner=owner, speech_template=template, template_version=version, updated_at=template.versions.get().created_at
    )
    assert client.get(url(draft)).status_code == 409
    assert sent(client, draft, {}).status_code == 400


# --- saving by script ---


def test_saving_answers_what_the_page_shows(client: Client, draft: Draft) -> None:
    response = sent(client, draft, {"会议": "学习会", "专题": "群众路线"})

    answer = response.json()
    draft.refresh_from_db()
    assert response.status_code == 200
    assert (answer["version"], answer["saved_at"]) == (1, draft.updated_at.isoformat())
    assert (answer["answered"], answer["questions"], answer["problems"]) == (2, draft.questions, [])
    assert answer["gaps"] == [{"field": "i.要点", "name": "要点"}]
    assert (answer["characters"], answer["title"]) == (draft.character_count, "在学习会上的发言材料")
    assert '<h3 data-style="title" data-key="title">在学习会上的发言材料</h3>' in answer["preview"]


def test_what_does_not_fit_is_told_and_kept(client: Client, draft: Draft) -> None:
    answer = sent(client, draft, {"日期": "下周三", "会议": "会"}).json()

    draft.refresh_from_db()
    assert draft.answers["日期"] == "下周三"
    assert answer["problems"] == [
        {"path": ["日期"], "field": "a.日期", "place": "日期", "message": "应是一个日期，如 2026-03-08。"}
    ]
    assert "应是一个日期" in client.get(url(draft)).content.decode()


def test_hostile_text_comes_through_as_text(client: Client, draft: Draft) -> None:
    hostile = "<b onclick=x>\u0000\u202e🐉𠮷\u200f“&amp;”"
    answer = sent(client, draft, {"会议": hostile}).json()

    draft.refresh_from_db()
    assert draft.answers["会议"] == "<b onclick=x>🐉𠮷“&amp;”"
    assert "<b onclick" not in answer["preview"]
    assert "<b onclick" not in client.get(url(draft)).content.decode()


@pytest.mark.parametrize(
    "body", ["", "[]", "{", '{"base": 0, "answers": {"没有": ""}}', '{"base": "0", "answers": {}}']
)
def test_a_malformed_save_is_refused_with_a_reason(body: str, client: Client, draft: Draft) -> None:
    response = client.post(url(draft, "draft-answers"), body, content_type="application/json")

    draft.refresh_from_db()
    assert (response.status_code, draft.answers_version) == (400, 0)
    assert response.json()["reason"]


@pytest.mark.parametrize("size", [1_000_001, 3_000_000])
def test_too_big_a_save_is_refused_with_a_reason(size: int, client: Client, draft: Draft) -> None:
    response = sent(client, draft, {"会议": "x" * size})

    assert (response.status_code, response.json()) == (413, {"reason": "填写内容太多，服务器不收。"})


def test_a_stale_save_is_answered_with_the_newer_version(client: Client, draft: Draft) -> None:
    sent(client, draft, {"会议": "另一个窗口的"})
    response = sent(client, draft, {"会议": "这里的"})

    draft.refresh_from_db()
    assert (response.status_code, response.json()["version"]) == (409, 1)
    assert draft.answers["会议"] == "另一个窗口的"


def test_a_repeated_save_is_not_stale(client: Client, draft: Draft) -> None:
    sent(client, draft, {"会议": "第一次"})
    response = sent(client, draft, {"会议": "第一次"})

    assert (response.status_code, response.json()["version"]) == (200, 1)


def test_a_last_save_overtakes_the_one_under_way(client: Client, draft: Draft) -> None:
    sent(client, draft, {"会议": "还没有回音"})
    response = sent(client, draft, {"会议": "最后的"}, previous={"会议": "还没有回音"})

    draft.refresh_from_db()
    assert (response.status_code, draft.answers["会议"], draft.answers_version) == (200, "最后的", 2)


def test_a_last_save_does_not_overtake_another_window(client: Client, draft: Draft) -> None:
    sent(client, draft, {"会议": "另一个窗口的"})
    response = sent(client, draft, {"会议": "最后的"}, previous={"会议": "还没有回音"})

    draft.refresh_from_db()
    assert (response.status_code, draft.answers["会议"]) == (409, "另一个窗口的")


def test_ids_and_order_of_items_are_kept(client: Client, draft: Draft) -> None:
    points = [{"id": "z9", "标题": "乙"}, {"id": "a1", "标题": "甲"}]
    answer = sent(client, draft, {"要点": points}).json()

    draft.refresh_from_db()
    assert [(item["id"], item["标题"]) for item in draft.answers["要点"]] == [("z9", "乙"), ("a1", "甲")]
    assert answer["preview"].index("point.z9") < answer["preview"].index("point.a1")


def test_a_save_takes_a_fixed_number_of_queries(client: Client, draft: Draft, django_assert_num_queries: Any) -> None:
    sent(client, draft, {"会议": "会"})
    with django_assert_num_queries(5):
        sent(client, draft, {"要点": [{"id": f"n{n}", "标题": "甲"} for n in range(12)]}, base=1)


# --- the page and its posts ---


def test_the_page_shows_questions_preview_and_counts(client: Client, draft: Draft) -> None:
    page = client.get(url(draft)).content.decode()

    assert "局党组理论学习中心组专题研讨会" in page
    assert '<mark class="gap">（待填：会议）</mark>' in page
    assert f"已填 0/{draft.questions}" in page


def test_a_post_saves_and_comes_back(client: Client, draft: Draft) -> None:
    response = posted(client, draft, 会议="学习会", 要点__n2__标题="乙")

    draft.refresh_from_db()
    assert (response.status_code, response["Location"]) == (302, url(draft))
    assert (draft.answers["会议"], draft.answers["要点"][1]["标题"]) == ("学习会", "乙")


def test_a_list_is_changed_by_posts_and_typed_text_stays(client: Client, draft: Draft) -> None:
    posted(client, draft, "up 要点.n2", 会议="学习会", 要点__n2__标题="乙")
    response = posted(client, draft, "add 要点", 会议="学习会", 要点__n2__标题="乙")

    draft.refresh_from_db()
    assert [item["id"] for item in draft.answers["要点"]][:4] == ["n2", "n1", "n3", "n4"]
    assert len(draft.answers["要点"]) == 5
    assert response["Location"].startswith(url(draft) + "#card-")


@pytest.mark.parametrize("do", ["add 会议", "up 要点.n9", "remove"])
def test_a_change_of_what_is_not_there_is_a_bad_request(do: str, client: Client, draft: Draft) -> None:
    assert posted(client, draft, do).status_code == 400


def test_wrong_answers_come_back_with_what_was_typed(client: Client, draft: Draft) -> None:
    response = posted(client, draft, "assemble-anyway", 会议="学习会", 日期="<下周三>")

    page = response.content.decode()
    draft.refresh_from_db()
    assert (response.status_code, draft.is_assembled) == (400, False)
    assert 'value="&lt;下周三&gt;"' in page
    assert "应是一个日期，如 2026-03-08。" in page


@pytest.mark.parametrize("base", [7, "x", "", "-1", "9" * 30, "²"])
def test_a_stale_post_saves_nothing_and_keeps_what_was_typed(base: Any, client: Client, draft: Draft) -> None:
    response = posted(client, draft, base=base, 会议="这里的")

    draft.refresh_from_db()
    assert (response.status_code, draft.answers["会议"]) == (409, "")
    assert 'value="这里的"' in response.content.decode()


def test_assembling_asks_about_gaps_first(client: Client, draft: Draft) -> None:
    asked = posted(client, draft, "assemble", 会议="学习会")
    draft.refresh_from_db()
    assert (asked.status_code, draft.is_assembled) == (200, False)
    assert "先生成，留下标记" in asked.content.decode()

    response = posted(client, draft, "assemble-anyway", 会议="学习会")
    draft.refresh_from_db()
    assert (response["Location"], draft.version) == (url(draft, "draft-edit"), 1)


def test_assembling_without_gaps_leads_to_the_editor(client: Client, draft: Draft) -> None:
    headings: dict[str, Any] = {f"要点__n{n}__标题": "甲" for n in range(1, 5)}
    response = posted(client, draft, "assemble", 会议="学习会", 专题="群众路线", **headings)

    assert response["Location"] == url(draft, "draft-edit")
    assert drafting.read_document(draft).gaps == []


# --- assembled drafts ---


def test_a_text_as_assembled_is_assembled_again(client: Client, draft: Draft) -> None:
    drafting.assemble_draft(draft=draft, author=draft.owner)
    posted(client, draft, "assemble-anyway", 会议="第二次的会")

    draft.refresh_from_db()
    assert (draft.version, drafting.read_document(draft).title) == (2, "在第二次的会上的发言材料")


def test_a_text_edited_by_hand_is_never_assembled_over(client: Client, draft: Draft) -> None:
    edit_by_hand(draft)
    saved = sent(client, draft, {"会议": "后来填的"})
    assembled = posted(client, draft, "assemble-anyway", base=1, 会议="后来填的")

    draft.refresh_from_db()
    assert saved.status_code == 200
    assert assembled["Location"] == url(draft, "draft-reassemble")
    assert (draft.version, draft.answers["会议"]) == (2, "后来填的")
    assert drafting.read_document(draft).title == "改过的标题"


def test_the_form_of_an_edited_text_says_what_becomes_of_the_edits(client: Client, draft: Draft) -> None:
    edit_by_hand(draft)
    page = client.get(url(draft)).content.decode()

    assert "改过的文字都会留着" in page
    assert "更新讲稿" in page


def test_an_edit_in_the_middle_of_assembling_wins(client: Client, draft: Draft) -> None:
    drafting.assemble_draft(draft=draft, author=draft.owner)
    document = Document((Paragraph.of("title", Style.TITLE, "改过的标题"),))
    edited: list[str] = []

    def edit_first(execute: Callable[..., Any], sql: str, *more: Any) -> Any:
        """Let the editor save right before the form's answers are written."""
        if sql.startswith("UPDATE") and not edited:
            edited.append(sql)
            other = Draft.objects.get(pk=draft.pk)
            drafting.save_document(draft=other, author=other.owner, base=1, save_id=uuid.uuid4(), document=document)
        return execute(sql, *more)

    draft.refresh_from_db()
    with connection.execute_wrapper(edit_first):
        response = posted(client, draft, "assemble-anyway", 会议="后来填的")

    assert (response["Location"], len(edited)) == (url(draft, "draft-reassemble"), 1)
    assert drafting.read_document(draft) == document
