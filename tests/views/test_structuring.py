"""Structure commands over the wire: what the outline of the editor sends and what it gets."""

import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse

from drafts.core.document import Document, Paragraph, Style
from drafts.models import Draft
from tests.views.people import assembled_draft, logged_in, person

pytestmark = pytest.mark.django_db

SPEECH = Document(
    (
        Paragraph.of("t", Style.TITLE, "在学习会上的发言"),
        Paragraph.of("o", Style.BODY, "要从以下三个方面入手："),
        Paragraph.of("a", Style.BODY, "一要把稳方向。学好理论。"),
        Paragraph.of("b", Style.BODY, "二要摸清实情。走到现场。"),
        Paragraph.of("c", Style.BODY, "三要压实责任。一抓到底。"),
        Paragraph.of("e", Style.BODY, "以上发言，请批评指正。"),
    )
)


@pytest.fixture
def draft(db: None) -> Draft:
    return assembled_draft(person("owner"))


def send(draft: Draft, **command: Any) -> HttpResponse:
    body = {"document": SPEECH.to_prosemirror(), "point": 0, "sub": None, "key": "a"} | command
    address = reverse("draft-structure", args=[draft.pk])
    return logged_in(draft.owner).post(address, json.dumps(body), "application/json")


def texts(response: HttpResponse) -> list[str]:
    return [p.text for p in Document.from_prosemirror(json.loads(response.content)["document"])]


def test_move_answers_with_the_text_and_its_new_outline(draft: Draft) -> None:
    response = send(draft, command="move", place=1)
    assert texts(response)[2:4] == ["一要摸清实情。走到现场。", "二要把稳方向。学好理论。"]
    answer = response.json()
    assert answer["offers"] == []
    assert [(s["label"], s["place"], s["row_length"]) for s in answer["outline"] if s["kind"] == "point"] == [
        ("一要摸清实情", 0, 3),
        ("二要把稳方向", 1, 3),
        ("三要压实责任", 2, 3),
    ]


def test_remove_offers_the_count_of_the_transition(draft: Draft) -> None:
    response = send(draft, command="remove")
    assert response.json()["offers"] == [
        {"key": "o", "start": 4, "end": 5, "old": "三", "new": "两", "sentence": "要从以下两个方面入手："}
    ]


def test_add_gives_the_new_paragraph_a_fresh_key(draft: Draft) -> None:
    answer = send(draft, command="add").json()
    keys = [p.key for p in Document.from_prosemirror(answer["document"])]
    assert keys[:3] + keys[4:] == ["t", "o", "a", "b", "c", "e"]
    assert keys[3] not in "toabce"
    assert answer["gaps"] == ["要点标题", "要点内容"]


def test_levels_change(draft: Draft) -> None:
    assert texts(send(draft, command="demote", point=1, key="b"))[3] == "一是摸清实情。走到现场。"
    refused = send(draft, command="promote")
    assert (refused.status_code, refused.json()["reason"]) == (422, "要点已经是最高一级。")


def test_family_of_all_points_changes(draft: Draft) -> None:
    assert texts(send(draft, command="family", family="第一"))[2] == "第一，把稳方向。学好理论。"
    refused = send(draft, command="family", family="甲")
    assert refused.status_code == 422
    assert refused.json()["reason"].startswith("没有“甲”这个序号体系")


def test_target_that_is_no_longer_where_it_was_is_refused(draft: Draft) -> None:
    response = send(draft, command="remove", key="b")
    assert response.status_code == 422
    assert response.json()["reason"] == "文字刚刚变了，大纲已更新，请再试一次。"
    assert [s["key"] for s in response.json()["outline"]] == ["t", "o", "a", "b", "c", "e"]


@pytest.mark.parametrize(
    "command",
    [
        {"command": "explode"},
        {"command": ["move"]},
        {"command": "move", "point": -1},
        {"command": "move", "point": True},
        {"command": "move", "place": "1"},
        {"command": "move", "key": 3},
        {"command": "move", "document": {}},
    ],
)
def test_request_of_another_shape_is_refused(draft: Draft, command: dict[str, Any]) -> None:
    assert send(draft, **command).status_code == 400


def test_nothing_is_stored(draft: Draft) -> None:
    before = draft.revisions.count()
    send(draft, command="remove")
    draft.refresh_from_db()
    assert (draft.revisions.count(), draft.version) == (before, 1)
