"""Who else has a draft open."""

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from drafts.models import Draft, Presence, User
from drafts.services.presence import MOST_WINDOWS, report_presence
from tests.views.people import assembled_draft, logged_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(owner: User) -> Draft:
    return assembled_draft(owner, 会议="学习会")


def report(client: Client, draft: Draft, window: uuid.UUID, **more: object) -> Any:
    url = reverse("draft-presence", args=[draft.pk])
    return client.post(url, json.dumps({"window": str(window), **more}), content_type="application/json")


def others(client: Client, draft: Draft, window: uuid.UUID) -> list[tuple[str, str]]:
    return [(other["where"], other["label"]) for other in report(client, draft, window).json()["others"]]


def test_one_window_alone_sees_nobody(owner: User, draft: Draft) -> None:
    client, window = logged_in(owner), uuid.uuid4()
    report(client, draft, window)

    assert report(client, draft, window).json() == {"others": [], "version": 1}
    assert Presence.objects.count() == 1


def test_another_window_and_another_device_are_told_apart(owner: User, draft: Draft) -> None:
    here, there = logged_in(owner), logged_in(owner)
    report(here, draft, uuid.uuid4())

    assert others(here, draft, uuid.uuid4()) == [("window", "您在另一个窗口也打开着这份讲稿")]
    assert {where for where, _ in others(there, draft, uuid.uuid4())} == {"device"}


def test_another_person_is_named(owner: User, colleague: User, draft: Draft) -> None:
    report_presence(draft=draft, person=colleague, window=uuid.uuid4(), device="x")

    assert others(logged_in(owner), draft, uuid.uuid4()) == [("person", "同事正在编辑")]


def test_a_window_that_leaves_is_gone(owner: User, draft: Draft) -> None:
    client, first = logged_in(owner), uuid.uuid4()
    report(client, draft, first)
    assert report(client, draft, first, leaves=True).json()["others"] == []

    assert Presence.objects.count() == 0


def test_a_silent_window_expires_and_leaves_no_row(owner: User, draft: Draft) -> None:
    client = logged_in(owner)
    other = assembled_draft(owner, 会议="别的会")
    report(client, draft, uuid.uuid4())
    report(client, other, uuid.uuid4())
    Presence.objects.update(seen_at=timezone.now() - timedelta(seconds=61))

    assert others(client, draft, uuid.uuid4()) == []
    assert Presence.objects.count() == 1


def test_rows_of_one_person_are_bounded(owner: User, draft: Draft) -> None:
    client = logged_in(owner)
    for _ in range(MOST_WINDOWS + 5):
        report(client, draft, uuid.uuid4())

    assert Presence.objects.count() == MOST_WINDOWS


def test_a_window_id_of_another_person_is_not_taken_over(owner: User, colleague: User, draft: Draft) -> None:
    window = uuid.uuid4()
    report_presence(draft=draft, person=colleague, window=window, device="x")
    report(logged_in(owner), draft, window)

    assert set(Presence.objects.values_list("person_id", "window")) == {(owner.pk, window), (colleague.pk, window)}


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"window": 3}', '{"window": "x"}'])
def test_what_is_no_report_is_400(owner: User, draft: Draft, body: str) -> None:
    response = logged_in(owner).post(reverse("draft-presence", args=[draft.pk]), body, content_type="application/json")
    assert (response.status_code, list(response.json())) == (400, ["reason"])


def test_the_session_key_is_not_stored(owner: User, draft: Draft) -> None:
    client = logged_in(owner)
    report(client, draft, uuid.uuid4())

    assert client.session.session_key
    assert client.session.session_key[:16] not in Presence.objects.get().device
