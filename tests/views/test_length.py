"""The rate and the target over the wire, and the minutes on every page."""

import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse

from drafts.core.document import Document, Paragraph, Style
from drafts.core.length import Target
from drafts.models import Draft
from drafts.services import drafting
from drafts.services.length import set_target
from tests.views.people import assembled_draft, logged_in, person

pytestmark = pytest.mark.django_db

SPEECH = Document(
    (
        Paragraph.of("t", Style.TITLE, "在学习会上的发言"),
        Paragraph.of("o", Style.BODY, "要从以下两个方面入手："),
        Paragraph.of("a", Style.BODY, "一要把稳方向。" + "学" * 53),
        Paragraph.of("b", Style.BODY, "二要摸清实情。" + "看" * 113),
        Paragraph.of("e", Style.BODY, "以上发言，请批评指正。"),
    )
)
REST = SPEECH.character_count - 180


@pytest.fixture
def draft(db: None) -> Draft:
    return assembled_draft(person("owner"))


def send(draft: Draft, **data: Any) -> HttpResponse:
    body = json.dumps({"document": SPEECH.to_prosemirror()} | data)
    return logged_in(draft.owner).post(reverse("draft-length", args=[draft.pk]), body, "application/json")


def remembered(draft: Draft) -> tuple[int, int | None, int | None]:
    draft.refresh_from_db()
    draft.owner.refresh_from_db()
    return draft.owner.speaking_rate, draft.target_minutes, draft.target_characters


def test_rate_is_remembered_for_the_person_and_measures_the_sent_text(draft: Draft) -> None:
    answer = json.loads(send(draft, rate=100).content)
    assert (answer["minutes"], answer["length"]["rate"]) == (round(SPEECH.character_count / 100 + 0.001, 1), 100)
    assert remembered(draft) == (100, None, None)


def test_target_is_set_in_either_unit_and_taken_away(draft: Draft) -> None:
    assert json.loads(send(draft, target={"minutes": 2}).content)["length"]["goal"] == 400
    assert remembered(draft) == (200, 2, None)
    length = json.loads(send(draft, target={"characters": REST + 200}).content)["length"]
    assert [(p["numeral"], p["characters"], p["share"], p["over"], p["is_far"]) for p in length["points"]] == [
        ("一", 60, 100, -40, True),
        ("二", 120, 100, 20, True),
    ]
    assert remembered(draft) == (200, None, REST + 200)
    assert json.loads(send(draft, target=None).content)["length"]["target"] is None
    assert remembered(draft) == (200, None, None)


def test_rate_alone_leaves_the_target(draft: Draft) -> None:
    set_target(draft=draft, target=Target(minutes=8))
    assert json.loads(send(draft, rate=160).content)["length"]["goal"] == 1_280
    assert remembered(draft) == (160, 8, None)


@pytest.mark.parametrize(
    ("data", "status", "reason"),
    [
        ({"rate": 99}, 422, "语速请填每分钟 100 到 320 字之间的整数。"),
        ({"rate": 180, "target": {"minutes": 0}}, 422, "目标时长请填 1 到 180 分钟之间的整数。"),
        ({"target": {"minutes": 8, "characters": 900}}, 422, "目标篇幅请用分钟或者字数，选一种。"),
        ({"target": "8"}, 400, "没有说明目标篇幅。"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_remembered(
    draft: Draft, data: dict[str, Any], status: int, reason: str
) -> None:
    response = send(draft, **data)
    assert (response.status_code, json.loads(response.content)) == (status, {"reason": reason})
    assert remembered(draft) == (200, None, None)


def test_setting_a_target_is_no_change_of_the_text(draft: Draft) -> None:
    before = (draft.version, draft.updated_at)
    send(draft, target={"minutes": 8})
    draft.refresh_from_db()
    assert (draft.version, draft.updated_at) == before


def test_copy_keeps_the_target(draft: Draft) -> None:
    set_target(draft=draft, target=Target(characters=1_800))
    copy = drafting.copy_draft(draft=draft, owner=draft.owner)
    copy.refresh_from_db()
    assert (copy.target_minutes, copy.target_characters) == (None, 1_800)


def test_list_form_and_editor_count_minutes_at_the_persons_rate(draft: Draft) -> None:
    send(draft, rate=100, target={"minutes": 5})
    Draft.objects.update(character_count=1_000)
    client = logged_in(draft.owner)
    assert "约 10 分钟" in client.get(reverse("draft-list")).content.decode()

    form = client.get(reverse("draft-form", args=[draft.pk]))
    count = form.context["document"].character_count
    assert form.context["facts"]["minutes"] == (20 * count + 100) // 200 / 10
    assert "目标 5 分钟，按每分钟 100 字计" in form.content.decode()

    editor = client.get(reverse("draft-edit", args=[draft.pk]))
    assert editor.context["facts"]["length"]["goal"] == 500
