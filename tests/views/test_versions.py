"""The list of versions, one version, its marks, and bringing it back."""

import json
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from drafts.models import Draft, Revision, RevisionKind, SpeechTemplate, User
from drafts.services import drafting
from drafts.services.versions import mark_version
from drafts.views.history import VERSIONS_A_PAGE, history_page
from tests.services.histories import every, history, person, save, speech
from tests.views.people import logged_in

pytestmark = pytest.mark.django_db

Shown = list[tuple[int, int]]


@pytest.fixture
def draft(owner: User, four_point: SpeechTemplate) -> Draft:
    draft = drafting.start_draft(owner=owner, template_version=four_point.latest)
    return drafting.assemble_draft(draft=draft, author=owner)


@pytest.fixture
def client(owner: User) -> Client:
    return logged_in(owner)


def noon(days_ago: int = 0) -> datetime:
    today = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    return today - timedelta(days=days_ago)


def lines(draft: Draft, **options: Any) -> list[Shown]:
    """Each day's lines as pairs of their first and last version."""
    days = history_page(draft, None, **options).days
    return [[(sitting.first, sitting.last) for sitting in day.sittings] for day in days]


def get(client: Client, name: str, draft: Draft, *args: object, **query: object) -> Any:
    return client.get(reverse(name, args=[draft.pk, *args]), query)


def content(draft: Draft) -> list[dict[str, Any]]:
    """Everything that the versions say, without the notes that people put on them."""
    return [
        {name: value for name, value in row.items() if name not in ("name", "pinned")}
        for row in draft.revisions.order_by("number").values()
    ]


# --- the list ---


def test_autosaves_of_one_sitting_stand_in_one_line(draft: Draft) -> None:
    Revision.objects.update(created_at=noon(3))
    history(draft, every(2, 4, until=noon(1)))
    history(draft, every(9.9, 3, until=noon(1) + timedelta(minutes=40)))

    assert lines(draft) == [[(6, 8), (2, 5)], [(1, 1)]]


def test_a_pause_of_ten_minutes_ends_a_sitting(draft: Draft) -> None:
    Revision.objects.update(created_at=noon(3))
    history(draft, every(10, 3, until=noon(1)))

    assert lines(draft) == [[(4, 4), (3, 3), (2, 2)], [(1, 1)]]


def test_what_is_marked_or_by_another_or_no_autosave_stands_alone(draft: Draft) -> None:
    Revision.objects.update(created_at=noon(3))
    rows = history(draft, every(1, 12, until=noon(1)))
    Revision.objects.filter(pk=rows[2].pk).update(name="送审稿")
    Revision.objects.filter(pk=rows[5].pk).update(pinned=True)
    Revision.objects.filter(pk__in=[rows[8].pk, rows[9].pk]).update(author=person("zhao"))
    Revision.objects.filter(pk=rows[11].pk).update(kind=RevisionKind.RESTORED)

    assert lines(draft)[0] == [(13, 13), (12, 12), (10, 11), (8, 9), (7, 7), (5, 6), (4, 4), (2, 3)]
    assert lines(draft, marked_only=True) == [[(7, 7), (4, 4)]]


def test_a_line_tells_the_whole_change_and_can_be_opened(client: Client, draft: Draft) -> None:
    Revision.objects.update(created_at=noon(3))
    history(draft, every(1, 5, until=noon(1)), added=7, removed=2)

    page = get(client, "draft-versions", draft).content.decode()
    assert ("+35" in page, "−10" in page, "5 次自动保存" in page) == (True, True, True)
    part = client.get(
        reverse("draft-versions", args=[draft.pk]), {"first": 2, "last": 6}, headers={"HX-Request": "true"}
    )
    assert [line.last for line in part.context["lines"]] == [6, 5, 4, 3, 2]
    assert "<html" not in part.content.decode()
    assert "<html" in get(client, "draft-versions", draft, first=2, last=6).content.decode()


def test_a_long_sitting_is_opened_in_parts(client: Client, draft: Draft) -> None:
    history(draft, every(1, 150))

    first = get(client, "draft-versions", draft, first=2, last=151).context
    assert (len(first["lines"]), first["rest"]) == (100, 51)
    second = get(client, "draft-versions", draft, first=2, last=first["rest"]).context
    assert ([line.last for line in second["lines"]], second["rest"]) == (list(range(51, 1, -1)), None)


def test_a_page_holds_whole_days(client: Client, draft: Draft) -> None:
    Revision.objects.update(created_at=noon(9))
    for days_ago in (8, 7, 6):
        history(draft, every(1, VERSIONS_A_PAGE // 2, until=noon(days_ago)))

    pages = [history_page(draft, number) for number in ("1", "2")]
    assert [[(noon().date() - day.day).days for day in page.days] for page in pages] == [[6, 7], [8, 9]]
    assert [(page.newer, page.older) for page in pages] == [(None, 2), (1, None)]
    assert "更早的日期" in get(client, "draft-versions", draft).content.decode()


@pytest.mark.parametrize("wanted", ["0", "99", "x", "", "-1", "²", "9" * 40])
def test_a_page_that_is_none_is_the_nearest(client: Client, draft: Draft, wanted: str) -> None:
    assert get(client, "draft-versions", draft, page=wanted).context["page"].number == 1


def queries(client: Client, draft: Draft) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert get(client, "draft-versions", draft).status_code == 200
    return [query["sql"] for query in caught]


def test_the_list_takes_as_many_queries_for_two_thousand_and_loads_no_text(client: Client, draft: Draft) -> None:
    history(draft, every(3, 20))
    few = queries(client, draft)
    history(draft, every(3, 2_000))
    many = queries(client, draft)

    assert len(many) == len(few)
    assert [sql for sql in many if '"drafts_revision"."document"' in sql or "drafts_standing" in sql] == []


def test_the_editor_takes_as_many_queries_for_two_thousand_versions(client: Client, draft: Draft) -> None:
    counts = []
    for versions in (20, 2_000):
        history(draft, every(3, versions))
        with CaptureQueriesContext(connection) as caught:
            get(client, "draft-edit", draft)
        counts.append(len(caught))

    assert counts[0] == counts[1]


def test_marked_only_without_any_says_how_to_mark(client: Client, draft: Draft) -> None:
    assert "还没有命名或固定的版本" in get(client, "draft-versions", draft, marked=1).content.decode()


# --- what a version stores for the list ---


def test_a_save_stores_its_size_and_kind(draft: Draft) -> None:
    save(draft, "一要学习。")
    newest = save(draft, "一要深入学习。", "二要落实。")

    assert (newest.kind, newest.added, newest.removed, newest.character_count) == ("edited", 7, 0, 16)
    first = draft.revisions.get(number=1)
    assert (first.kind, first.added, first.removed) == ("assembled", first.character_count, 0)


# --- one version ---


def test_a_version_is_shown_on_paper(client: Client, draft: Draft) -> None:
    save(draft, "第二版的话。")
    save(draft, "第三版的话。")

    response = get(client, "draft-version", draft, 2)
    assert response.context["document"] == speech("第二版的话。")
    assert "恢复成这一版" in response.content.decode()
    assert "恢复成这一版" not in get(client, "draft-version", draft, 3).content.decode()


@pytest.mark.parametrize("number", [0, 2, 2_147_483_648, 10**30])
def test_a_version_that_is_not_there_is_404(client: Client, draft: Draft, number: int) -> None:
    assert get(client, "draft-version", draft, number).status_code == 404


def test_marks_are_notes_alone(client: Client, draft: Draft) -> None:
    save(draft, "改过。")
    before = content(draft)
    url = reverse("draft-version-mark", args=[draft.pk, 1])

    response = client.post(url, {"name": "  送审\u202e稿 ", "pinned": "on"})
    assert response["Location"] == reverse("draft-version", args=[draft.pk, 1])
    first = draft.revisions.get(number=1)
    assert (first.name, first.pinned, content(draft)) == ("送审稿", True, before)
    client.post(url, {"name": ""})
    first.refresh_from_db()
    assert (first.name, first.pinned) == ("", False)


def test_too_long_a_name_is_refused_with_the_form(client: Client, draft: Draft) -> None:
    response = client.post(reverse("draft-version-mark", args=[draft.pk, 1]), {"name": "长" * 81})

    assert (response.status_code, draft.revisions.get(number=1).name) == (400, "")
    assert "长" * 81 in response.content.decode()


def post_name(client: Client, draft: Draft, data: object, number: int = 1) -> Any:
    url = reverse("draft-version-name", args=[draft.pk, number])
    return client.post(url, json.dumps(data), content_type="application/json")


def test_the_editor_names_a_version(client: Client, draft: Draft) -> None:
    answers = [post_name(client, draft, data).json() for data in ({"name": "送审稿"}, {"pinned": True}, {"name": ""})]

    assert answers == [
        {"version": 1, "name": "送审稿", "pinned": False},
        {"version": 1, "name": "送审稿", "pinned": True},
        {"version": 1, "name": "", "pinned": True},
    ]


@pytest.mark.parametrize("data", [{}, {"name": 3}, {"pinned": "yes"}, {"name": "长" * 81}, [], "name"])
def test_what_is_no_mark_is_400(client: Client, draft: Draft, data: object) -> None:
    response = post_name(client, draft, data)
    assert (response.status_code, list(response.json())) == (400, ["reason"])


# --- bringing back ---


def post_restore(client: Client, draft: Draft, number: int, **data: object) -> Any:
    url = reverse("draft-version-restore", args=[draft.pk, number])
    return client.post(url, {"save_id": uuid.uuid4(), **data})


def test_restore_makes_a_new_version(client: Client, draft: Draft) -> None:
    save(draft, "第二版的话。")
    save(draft, "第三版的话。")
    before = content(draft)

    response = post_restore(client, draft, 2, base=3)
    assert response["Location"] == reverse("draft-edit", args=[draft.pk])
    newest = draft.revisions.latest("number")
    assert (newest.number, newest.restored_from, newest.read_document()) == (4, 2, speech("第二版的话。"))
    assert content(draft)[:3] == before


def test_restore_repeated_makes_one_version(client: Client, draft: Draft) -> None:
    save(draft, "第二版的话。")
    save_id = uuid.uuid4()
    for _ in range(2):
        assert post_restore(client, draft, 1, base=2, save_id=save_id).status_code == 302

    assert draft.revisions.count() == 3


@pytest.mark.parametrize(("data", "status"), [({"base": 2}, 409), ({}, 400), ({"base": "x"}, 400)])
def test_restore_upon_a_stale_base_says_so(client: Client, draft: Draft, data: dict[str, object], status: int) -> None:
    save(draft, "第二版的话。")
    save(draft, "别的窗口的话。")

    response = post_restore(client, draft, 1, **data)
    assert (response.status_code, draft.revisions.count()) == (status, 3)
    assert "刚刚又保存了较新的版本，所以没有恢复" in response.content.decode()


def test_a_damaged_version_is_told(client: Client, draft: Draft) -> None:
    save(draft, "第二版的话。")
    Revision.objects.filter(number=1).update(document=speech("改过的历史。").to_json())

    statuses = [
        get(client, "draft-version", draft, 1).status_code,
        get(client, "draft-compare", draft).status_code,
        post_restore(client, draft, 1, base=2).status_code,
        get(client, "draft-versions", draft).status_code,
        get(client, "draft-version", draft, 2).status_code,
    ]
    assert (statuses, draft.revisions.count()) == ([500, 500, 500, 200, 200], 2)


# --- history is never rewritten ---

Attack = Callable[[Client, Draft], Any]
FIELDS = {
    "document": json.dumps(speech("改写的历史。").to_json()),
    "text": "改写的历史。",
    "content_hash": "0" * 64,
    "number": "1",
    "version": "1",
    "base": "1",
    "author": "1",
    "created_at": "2000-01-01",
    "name": "名称",
    "do": "assemble-anyway",
}


def test_no_address_and_no_form_rewrites_history(client: Client, draft: Draft) -> None:
    """Every address of a draft is sent everything that a version is made of, by every method."""
    save(draft, "第二版的话。")
    mark_version(revision=draft.revisions.get(number=1), name="名称")
    before = content(draft)
    names = ["form", "answers", "edit", "save", "structure", "text", "branch", "reassemble", "forget-answers",
             "versions", "compare", "presence", "copy", "reuse"]  # fmt: skip
    of_a_version = ["version", "version-mark", "version-name", "version-restore"]
    addresses = [reverse(f"draft-{name}", args=[draft.pk]) for name in names]
    addresses += [reverse(f"draft-{name}", args=[draft.pk, 1]) for name in of_a_version]
    for address in addresses:
        for method in ("post", "put", "patch", "delete"):
            getattr(client, method)(address, FIELDS | {"save_id": str(before[0]["save_id"])})
            getattr(client, method)(address, json.dumps(FIELDS), content_type="application/json")

    assert content(draft)[:2] == before
