"""A form that cannot be opened says why, loses nothing and offers ways on."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from drafts.models import Draft, SpeechTemplate, TemplateVersion, User
from drafts.services import drafting
from drafts.services.templates import create_template
from tests.views.people import TINY, broken_tiny, logged_in

pytestmark = pytest.mark.django_db

POINTS = [{"id": "n1", "标题": "一"}, {"id": "n2", "标题": "二"}]
MISFITS: dict[str, Any] = {
    "unknown name": {"主题": "调研", "要点": POINTS, "旧项": "旧话"},
    "wrong type": {"主题": ["调研"], "要点": POINTS},
    "list of texts": {"主题": "调研", "要点": ["一", "二"]},
    "text for a list": {"主题": "调研", "要点": "一、二"},
    "item without an id": {"主题": "调研", "要点": [{"标题": "一"}, {"标题": "二"}]},
    "item named twice": {"主题": "调研", "要点": [POINTS[0], POINTS[0]]},
    "id that is none": {"主题": "调研", "要点": [{"id": 7, "标题": "一"}, {"id": "甲", "标题": "二"}]},
    "too many items": {"主题": "调研", "要点": [{"id": f"n{n}", "标题": "一"} for n in range(60)]},
    "list": ["主题", "调研"],
    "text": "调研",
    "number": 7,
    "id that is a list": {"主题": "调研", "要点": [{"id": [1], "标题": "一"}]},
    "nested": {"主题": {"主题": {"主题": "调研"}}},
}


@pytest.fixture
def client(owner: User) -> Client:
    return logged_in(owner)


@pytest.fixture
def template() -> SpeechTemplate:
    return create_template(source=TINY, author=None)


@pytest.fixture
def draft(owner: User, template: SpeechTemplate) -> Draft:
    return drafting.start_draft(owner=owner, template_version=template.latest)


def hold(draft: Draft, answers: Any) -> None:
    Draft.objects.filter(pk=draft.pk).update(answers=answers)


def url(draft: Draft, name: str = "draft-form") -> str:
    return reverse(name, args=[draft.pk])


def reused(client: Client, draft: Draft) -> tuple[Draft, list[str]]:
    response = client.post(url(draft, "draft-reuse"))
    new = Draft.objects.exclude(pk=draft.pk).get()
    assert (response.status_code, response["Location"]) == (302, url(new))
    return new, [str(message) for message in get_messages(response.wsgi_request)]


@pytest.mark.parametrize("answers", MISFITS.values(), ids=MISFITS)
def test_answers_of_another_shape_have_a_page_and_a_way_on(client: Client, draft: Draft, answers: Any) -> None:
    hold(draft, answers)

    response = client.get(url(draft))
    page = response.content.decode()

    assert response.status_code == 409
    assert "存着的填写内容和模板要填的不是一回事" in page
    assert [address in page for address in (url(draft, "draft-answers-text"), url(draft, "draft-reuse"), "/")] == [
        True
    ] * 3
    new, _told = reused(client, draft)
    assert client.get(url(new)).status_code == 200
    draft.refresh_from_db()
    assert draft.answers == answers


@pytest.mark.parametrize("answers", MISFITS.values(), ids=MISFITS)
def test_no_page_of_such_a_draft_is_an_error(client: Client, draft: Draft, answers: Any) -> None:
    drafting.assemble_draft(draft=draft, author=draft.owner)
    hold(draft, answers)

    names = ("draft-form", "draft-edit", "draft-versions", "draft-export", "draft-answers-text")
    statuses = [client.get(url(draft, name)).status_code for name in names]
    reassembled = client.get(url(draft, "draft-reassemble")).status_code

    assert statuses == [409, 200, 200, 200, 200]
    assert reassembled in (200, 409)  # the core gives an item without an id one by its place
    assert client.get(reverse("draft-list")).status_code == 200
    assert client.post(url(draft, "draft-copy")).status_code == 302


def test_new_draft_keeps_what_fits_and_names_what_does_not(client: Client, draft: Draft) -> None:
    hold(draft, {"主题": "调研", "要点": [{"id": "n1", "标题": "一", "旧": "丢"}, {"标题": "二"}], "旧项": "旧话"})

    new, told = reused(client, draft)

    assert new.answers["主题"] == "调研"
    assert [item["标题"] for item in new.answers["要点"]] == ["一", "二"]
    # PostgreSQL keeps the names of a JSON object in an order of its own.
    sentence = "这些内容新的表单放不下，没有带过来，原来那份里都还在：%s。"
    assert told in ([sentence % "要点1·旧、旧项"], [sentence % "旧项、要点1·旧"])


def test_page_lists_what_does_not_go_along(client: Client, draft: Draft) -> None:
    hold(draft, {"主题": "调研", "旧项": "<b>旧话</b>"})

    assert "<dt>旧项</dt><dd>&lt;b&gt;旧话&lt;/b&gt;</dd>" in client.get(url(draft)).content.decode()


def test_answers_go_along_as_they_are_where_they_have_the_shape(client: Client, draft: Draft) -> None:
    answers = {"主题": "长" * 6_000, "要点": POINTS}
    hold(draft, answers)

    new, told = reused(client, draft)

    assert (new.answers, told) == (answers, [])


def test_answers_as_text_are_a_file_named_after_the_draft(client: Client, draft: Draft) -> None:
    hold(draft, {"主题": "调研", "要点": ["一"], "旧项": "旧话"})

    response = client.get(url(draft, "draft-answers-text"))

    lines = response.content.decode().splitlines()
    assert sorted(lines) == sorted(["主题：调研", "要点：", "    1：一", "旧项：旧话"])
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")


def test_refused_template_offers_the_newest_version_that_is_not(client: Client, draft: Draft) -> None:
    TemplateVersion.objects.filter(pk=draft.template_version_id).update(source=broken_tiny())
    TemplateVersion.objects.create(speech_template=draft.speech_template, number=2, source=TINY)
    hold(draft, {"主题": "调研", "要点": POINTS})

    assert "用合适的内容新建一份" in client.get(url(draft)).content.decode()
    new, told = reused(client, draft)

    assert (new.template_version.number, new.answers, told) == (2, {"主题": "调研", "要点": POINTS}, [])


def test_refused_template_without_a_better_one_offers_the_text_alone(client: Client, draft: Draft) -> None:
    TemplateVersion.objects.filter(pk=draft.template_version_id).update(source=broken_tiny())

    page = client.get(url(draft)).content.decode()

    assert ("用合适的内容新建一份" in page, "把填写内容存成文本" in page) == (False, True)
    assert client.post(url(draft, "draft-reuse"))["Location"] == reverse("template-gallery")
