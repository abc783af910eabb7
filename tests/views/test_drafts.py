"""The list, the trash, and what is done with a draft from there."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from drafts.models import Draft, SpeechTemplate, User
from drafts.services import drafting
from drafts.services.templates import create_template
from tests.views.people import TINY, assembled_draft, four_point_version, logged_in, many_drafts, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(owner: User) -> Client:
    return logged_in(owner)


def titles(client: Client, **query: str) -> list[str]:
    """The titles that the list shows, from the top."""
    page = client.get("/", query).content.decode()
    return re.findall(r"<h2><a [^>]*><bdi>(.*?)</bdi>", page)


def post(client: Client, name: str, draft: Draft, **data: str) -> Any:
    return client.post(reverse(name, args=[draft.pk]), data)


def told(response: Any) -> list[tuple[str, str]]:
    return [(str(message), message.extra_tags or "") for message in get_messages(response.wsgi_request)]


def test_list_shows_the_owners_kept_drafts_newest_first(owner: User, client: Client) -> None:
    many_drafts(owner, 3)
    many_drafts(person("zhao"), 1, title="别人的")
    drafting.trash_draft(draft=Draft.objects.get(title="讲稿 2"))
    assert titles(client) == ["讲稿 1", "讲稿 3"]


def test_row_tells_status_length_gaps_and_time(owner: User, client: Client) -> None:
    many_drafts(owner, 1, character_count=2260, gap_count=3)
    page = client.get("/").content.decode()
    words = ("已生成", "四点式交流发言", "3 处待填", "2,260 字", "约 11.3 分钟", "</time>")
    assert [word for word in words if word not in page] == []


def test_row_of_a_form_leads_to_it_and_counts_what_is_answered(owner: User, client: Client) -> None:
    (draft,) = many_drafts(owner, 1, version=0, answered=3, questions=14)
    page = client.get("/").content.decode()
    assert "填写中 已填 3/14" in page
    assert f'<h2><a href="/drafts/{draft.pk}/form/">' in page
    assert "继续填写" in page


def test_draft_without_a_title_has_a_name(owner: User, client: Client) -> None:
    many_drafts(owner, 1, title="")
    assert titles(client) == ["未命名讲稿"]


def test_title_with_markup_is_shown_as_text(owner: User, client: Client) -> None:
    many_drafts(owner, 1, title="<b>\"改革\"</b> & 'x'")
    assert titles(client) == ["&lt;b&gt;&quot;改革&quot;&lt;/b&gt; &amp; &#x27;x&#x27;"]


def test_search_looks_in_title_and_text_for_every_word(owner: User, client: Client) -> None:
    many_drafts(owner, 1, title="调查研究", text="走进基层")
    many_drafts(owner, 1, title="走进社区", text="别的")
    assert titles(client, q="走进", sort="title") == ["调查研究", "走进社区"]
    assert titles(client, q=" 走进  调查 ") == ["调查研究"]
    assert titles(client, q="100%") == []


@pytest.mark.parametrize("words", ["词" * 5_000, "%_\\'\"", "字 " * 100, "\u202e\ud7ff"])
def test_odd_search_words_are_no_error(owner: User, client: Client, words: str) -> None:
    many_drafts(owner, 2)
    assert client.get("/", {"q": words}).status_code == 200


def test_filter_by_template(owner: User, client: Client) -> None:
    many_drafts(owner, 1)
    tiny = create_template(source=TINY, author=None)
    many_drafts(owner, 1, title="表态", speech_template=tiny, template_version=tiny.latest)
    assert titles(client, template="tiny") == ["表态"]
    assert sorted(titles(client, template="nonsense")) == ["表态", "讲稿 1"]


def test_filter_offers_only_templates_of_the_persons_kept_drafts(owner: User, client: Client) -> None:
    many_drafts(owner, 1)
    create_template(source=TINY, author=None)
    assert "小模板" not in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("updated", ["B", "A", "C"]),
        ("title", ["A", "B", "C"]),
        ("length", ["C", "A", "B"]),
        ("nonsense", ["B", "A", "C"]),
    ],
)
def test_sort(owner: User, client: Client, sort: str, expected: list[str]) -> None:
    rows = many_drafts(owner, 3)
    for row, title, length in zip(rows, "BAC", (1, 2, 3), strict=True):
        Draft.objects.filter(pk=row.pk).update(title=title, character_count=length)
    assert titles(client, sort=sort) == expected


def test_pages_hold_thirty_and_keep_the_search(owner: User, client: Client) -> None:
    many_drafts(owner, 65)
    assert [len(titles(client, q="讲稿", page=page)) for page in ("1", "2", "3", "99", "x")] == [30, 30, 5, 5, 30]
    page = client.get("/", {"q": "讲稿", "page": "2"}).content.decode()
    assert f"?q={'%E8%AE%B2%E7%A8%BF'}&amp;page=3" in page


def test_search_without_a_hit_offers_to_clear_it(owner: User, client: Client) -> None:
    many_drafts(owner, 1)
    page = client.get("/", {"q": "没有的词"}).content.decode()
    assert "没有找到符合条件的讲稿" in page
    assert "清除条件" in page


def test_first_visit_offers_the_sample_and_the_gallery(client: Client) -> None:
    four_point_version()
    page = client.get("/").content.decode()
    assert 'action="/templates/four-point/start/"' in page
    assert '<input type="hidden" name="sample" value="1">' in page
    assert "用四点式示例试一试" in page
    assert "从模板开始" in page


def test_first_visit_without_the_four_point_form_offers_the_gallery_alone(client: Client) -> None:
    four_point_version()
    SpeechTemplate.objects.update(archived=True)
    page = client.get("/").content.decode()
    assert "用四点式示例试一试" not in page
    assert "从模板开始" in page


def queries_of_list(client: Client) -> int:
    client.get("/")
    with CaptureQueriesContext(connection) as caught:
        assert client.get("/").status_code == 200
    return len(caught)


def test_query_count_is_the_same_for_one_row_thirty_and_three_thousand(owner: User, client: Client) -> None:
    many_drafts(owner, 1)
    one = queries_of_list(client)
    many_drafts(owner, 29)
    thirty = queries_of_list(client)
    many_drafts(owner, 2_970)
    assert (thirty, queries_of_list(client)) == (one, one)


def test_copy_stands_first_and_holds_answers_and_text(owner: User, client: Client) -> None:
    draft = assembled_draft(owner, 会议="学习会", 专题="调研")
    response = post(client, "draft-copy", draft)
    copy = Draft.objects.exclude(pk=draft.pk).get()
    assert response["Location"] == "/"
    assert (copy.copied_from_id, copy.answers, copy.title) == (draft.pk, draft.answers, "在学习会上的发言材料")
    assert copy.revisions.get().document == draft.revisions.get().document
    assert titles(client)[0] == copy.title
    assert client.get("/").content.decode().count("副本</span>") == 1


def test_reuse_opens_a_form_with_the_same_answers(owner: User, client: Client) -> None:
    draft = assembled_draft(owner, 会议="学习会", 专题="调研")
    response = post(client, "draft-reuse", draft)
    new = Draft.objects.exclude(pk=draft.pk).get()
    assert response["Location"] == f"/drafts/{new.pk}/form/"
    assert (new.answers, new.version) == (draft.answers, 0)


def test_reuse_of_a_template_that_no_longer_passes_its_check_is_told(owner: User, client: Client) -> None:
    draft = assembled_draft(owner, 会议="学习会")
    type(draft.template_version).objects.update(source="slug: [")
    response = post(client, "draft-reuse", draft)
    assert response["Location"] == "/templates/"
    assert told(response) == [("这份讲稿的模板已不能使用，请改选别的模板。", "")]


def test_trash_offers_to_undo_and_keeps_the_search(owner: User, client: Client) -> None:
    (draft,) = many_drafts(owner, 1)
    response = post(client, "draft-to-trash", draft, list_query="q=讲稿&sort=title&next=//elsewhere.example")
    restore = f"/drafts/{draft.pk}/restore/"
    assert response["Location"].startswith("/?q=%E8%AE%B2%E7%A8%BF&sort=title")
    assert told(response) == [("“讲稿 1”已移到回收站。", f"undo:{restore}")]
    page = client.get("/").content.decode()
    assert f'<form method="post" action="{restore}">' in page
    assert titles(client) == []
    assert client.post(restore)["Location"] == "/"
    assert titles(client) == ["讲稿 1"]


def test_trash_lists_what_was_thrown_away(owner: User, client: Client) -> None:
    assert "回收站是空的" in client.get("/trash/").content.decode()
    first, second = many_drafts(owner, 2)
    drafting.trash_draft(draft=second)
    drafting.trash_draft(draft=first)
    page = client.get("/trash/").content.decode()
    assert re.findall(r"<h2><bdi>(.*?)</bdi>", page) == ["讲稿 1", "讲稿 2"]


def test_delete_asks_first(owner: User, client: Client) -> None:
    draft = assembled_draft(owner, 会议="学习会")
    drafting.trash_draft(draft=draft)
    page = client.get(reverse("draft-delete", args=[draft.pk])).content.decode()
    assert "彻底删除这篇讲稿？" in page
    assert Draft.objects.count() == 1
    assert post(client, "draft-delete", draft)["Location"] == "/trash/"
    assert Draft.objects.count() == 0


@pytest.mark.parametrize("name", ["draft-copy", "draft-reuse", "draft-to-trash", "draft-restore"])
def test_changes_take_a_post(owner: User, client: Client, name: str) -> None:
    (draft,) = many_drafts(owner, 1)
    assert client.get(reverse(name, args=[draft.pk])).status_code == 405


def test_long_title_is_cut_in_the_message(owner: User, client: Client) -> None:
    (draft,) = many_drafts(owner, 1, title="长" * 300)
    assert told(post(client, "draft-to-trash", draft))[0][0] == f"“{'长' * 29}…”已移到回收站。"


def during_first(verb: str, work: Callable[[], object]) -> AbstractContextManager[None]:
    """Lets ``work`` come in between: right before the first statement that begins with ``verb``."""
    done: list[str] = []

    def come_between(execute: Callable[..., Any], sql: str, *more: Any) -> Any:
        if sql.startswith(verb) and not done:
            done.append(sql)
            work()
        return execute(sql, *more)

    return connection.execute_wrapper(come_between)


@pytest.mark.parametrize(("name", "verb"), [("draft-restore", "UPDATE"), ("draft-delete", "DELETE")])
def test_a_draft_deleted_meanwhile_is_not_found(owner: User, client: Client, name: str, verb: str) -> None:
    (draft,) = many_drafts(owner, 1)
    drafting.trash_draft(draft=draft)
    with during_first(verb, lambda: Draft.objects.filter(pk=draft.pk).delete()):
        response = post(client, name, draft)
    assert response.status_code == 404


def test_a_draft_deleted_while_it_is_put_into_the_trash_is_not_found(owner: User, client: Client) -> None:
    (draft,) = many_drafts(owner, 1)
    with during_first("UPDATE", lambda: Draft.objects.filter(pk=draft.pk).delete()):
        response = post(client, "draft-to-trash", draft)
    assert response.status_code == 404


def test_a_draft_restored_meanwhile_is_not_deleted(owner: User) -> None:
    (draft,) = many_drafts(owner, 1)
    drafting.trash_draft(draft=draft)
    seen_in_the_trash = Draft.objects.get(pk=draft.pk)
    drafting.restore_draft(draft=draft)
    with pytest.raises(Draft.DoesNotExist):
        drafting.delete_draft(draft=seen_in_the_trash)
    assert Draft.objects.kept().filter(pk=draft.pk).exists()
