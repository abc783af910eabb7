"""The administration: accounts, templates and their versions."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from drafts.forms.templates import lines_around
from drafts.models import SpeechTemplate, TemplateVersion, User
from drafts.services.templates import create_template, publish_version
from tests.views.people import PASSWORD, TINY, TINY_PROBLEM_LINE, broken_tiny, logged_in

pytestmark = pytest.mark.django_db

ADD = "/admin/drafts/speechtemplate/add/"


@pytest.fixture
def client(administrator: User) -> Client:
    return logged_in(administrator)


@pytest.fixture
def tiny() -> SpeechTemplate:
    return create_template(source=TINY, author=None)


def change(client: Client, template: SpeechTemplate, **fields: Any) -> Any:
    """Send the change form of ``template`` as it stands, but for ``fields``."""
    sent = {"source": template.latest.source, "note": "", "base": template.latest.number, "position": 100}
    inline = {f"versions-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    return client.post(address(template), sent | inline | fields)


def address(template: SpeechTemplate) -> str:
    return reverse("admin:drafts_speechtemplate_change", args=[template.pk])


def numbers(template: SpeechTemplate) -> list[int]:
    return list(template.versions.order_by("number").values_list("number", flat=True))


def test_new_template_is_created_with_its_first_version(client: Client, administrator: User) -> None:
    response = client.post(ADD, {"source": TINY.replace("\n", "\r\n"), "note": "第一稿"})
    template = SpeechTemplate.objects.get()
    assert response.status_code == 302
    assert (template.slug, template.name, template.kind) == ("tiny", "小模板", "表态发言")
    assert (template.latest.source, template.latest.note, template.latest.author) == (TINY, "第一稿", administrator)


def test_changed_source_publishes_a_version(client: Client, tiny: SpeechTemplate, administrator: User) -> None:
    source = TINY.replace("小模板", "新名称")
    assert change(client, tiny, source=source, note="改名").status_code == 302
    tiny.refresh_from_db()
    assert (numbers(tiny), tiny.name) == ([1, 2], "新名称")
    assert (tiny.latest.source, tiny.latest.note, tiny.latest.author) == (source, "改名", administrator)
    assert tiny.versions.get(number=1).source == TINY


def test_unchanged_source_publishes_nothing(client: Client, tiny: SpeechTemplate) -> None:
    assert change(client, tiny, archived="on", position=7).status_code == 302
    tiny.refresh_from_db()
    assert (numbers(tiny), tiny.archived, tiny.position) == ([1], True, 7)


def test_refused_source_names_the_line_and_shows_it(client: Client, tiny: SpeechTemplate) -> None:
    page = change(client, tiny, source=broken_tiny()).content.decode()
    assert f"第 {TINY_PROBLEM_LINE} 行：" in page
    marked = page.split('class="source-marked"')[1].split("</li>")[0]
    assert f'<span class="source-number">{TINY_PROBLEM_LINE}</span>' in marked
    assert "{{ 主题 + 主题 }}" in marked
    assert numbers(tiny) == [1]


def test_refusal_that_quotes_a_percent_sign_is_shown_as_it_is(client: Client, tiny: SpeechTemplate) -> None:
    source = TINY.replace("key: title,", "key: title, when: '主题 %} %s',")
    assert "不能有 {、}、% 或换行" in change(client, tiny, source=source).content.decode()
    source = TINY.replace("questions:", "'%(x)d': 一\nquestions:")
    assert "这里不能写“%(x)d”。" in change(client, tiny, source=source).content.decode()


@pytest.mark.parametrize("source", ["", "x: [", "\x00", "<script>alert(1)</script>", "slug: tiny", "- " * 20_000])
def test_odd_source_is_refused_and_never_an_error_page(client: Client, source: str) -> None:
    response = client.post(ADD, {"source": source, "note": ""})
    assert response.status_code == 200
    assert "errorlist" in response.content.decode()
    assert "<script>alert" not in response.content.decode()
    assert SpeechTemplate.objects.count() == 0


def test_slug_of_another_template_is_refused(client: Client, tiny: SpeechTemplate) -> None:
    page = client.post(ADD, {"source": TINY, "note": ""}).content.decode()
    assert "第 1 行：已有标识为“tiny”的模板，请换一个 slug。" in page
    assert SpeechTemplate.objects.count() == 1


def test_slug_stays(client: Client, tiny: SpeechTemplate) -> None:
    page = change(client, tiny, source=TINY.replace("slug: tiny", "slug: other")).content.decode()
    assert "第 1 行：slug 不能改，应仍是“tiny”。" in page
    assert numbers(tiny) == [1]


def test_version_that_came_between_is_not_passed_over(client: Client, tiny: SpeechTemplate) -> None:
    publish_version(speech_template=tiny, source=TINY.replace("主体", "正文"), author=None)
    page = change(client, tiny, source=TINY.replace("小模板", "新名称"), base=1).content.decode()
    assert "其间别人已发布第 2 版" in page
    assert numbers(tiny) == [1, 2]


def test_versions_are_read_only(client: Client, tiny: SpeechTemplate) -> None:
    version = reverse("admin:drafts_templateversion_change", args=[tiny.latest.pk])
    assert "slug: tiny" in client.get(version).content.decode()
    answers = [
        client.post(version, {"source": "slug: other"}),
        client.get(reverse("admin:drafts_templateversion_add")),
        client.post(reverse("admin:drafts_templateversion_delete", args=[tiny.latest.pk]), {"post": "yes"}),
        client.post(reverse("admin:drafts_speechtemplate_delete", args=[tiny.pk]), {"post": "yes"}),
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 403, 403]
    assert TemplateVersion.objects.get().source == TINY


def test_account_is_created_with_a_name_and_can_log_in(client: Client) -> None:
    fields = {"username": "li", "name": "李某", "password1": PASSWORD, "password2": PASSWORD}
    assert client.post("/admin/drafts/user/add/", fields).status_code == 302
    made = User.objects.get(username="li")
    assert (made.name, made.check_password(PASSWORD), made.is_staff) == ("李某", True, False)
    entered = Client().post("/accounts/login/", {"username": "li", "password": PASSWORD})
    assert entered.status_code == 302


def test_accounts_are_searched_and_changed_but_not_deleted(client: Client, owner: User) -> None:
    assert "owner" in client.get("/admin/drafts/user/", {"q": owner.name}).content.decode()
    assert client.get(f"/admin/drafts/user/{owner.pk}/change/").status_code == 200
    assert client.post(f"/admin/drafts/user/{owner.pk}/delete/", {"post": "yes"}).status_code == 403


def test_query_count_of_the_template_page_does_not_grow_with_versions(
    client: Client, tiny: SpeechTemplate, django_assert_max_num_queries: Any
) -> None:
    for n in range(20):
        publish_version(speech_template=tiny, source=f"{TINY}# {n}\n", author=None)
    with django_assert_max_num_queries(14):
        client.get(address(tiny))


@pytest.mark.parametrize(("line", "first", "last"), [(1, 1, 4), (5, 2, 8), (10, 7, 10), (99, 7, 10), (0, 1, 4)])
def test_lines_around_stay_inside_the_source(line: int, first: int, last: int) -> None:
    source = "\n".join(f"line {n}" for n in range(1, 11))
    shown = lines_around(source, line)
    assert (shown[0]["number"], shown[-1]["number"]) == (first, last)
    assert [entry["number"] for entry in shown if entry["marked"]] == ([line] if 1 <= line <= 10 else [])


def test_a_paused_person_may_try_again_at_once(client: Client, owner: User) -> None:
    wrong = {"username": owner.username, "password": "wrong"}
    answers = [Client().post("/accounts/login/", wrong).status_code for _ in range(6)]
    assert answers[-1] == 429
    client.post("/admin/drafts/user/", {"action": "lift_pause", "_selected_action": [owner.pk]})
    assert Client().post("/accounts/login/", wrong).status_code == 200


@pytest.mark.parametrize(("position", "status"), [(0, 302), (32_767, 302), (32_768, 200), (10**30, 200), (-1, 200)])
def test_position_is_bounded_by_what_both_databases_hold(
    client: Client, tiny: SpeechTemplate, position: int, status: int
) -> None:
    assert change(client, tiny, position=position).status_code == status
    tiny.refresh_from_db()
    assert tiny.position == (position if status == 302 else 100)
