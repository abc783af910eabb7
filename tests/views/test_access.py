"""Every address of the project, tried by everybody: the owner, a colleague, an outsider, the administrator, nobody.

The table below is complete by test: an address that is not in it fails ``test_every_address_is_in_the_table``.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from drafts.models import Draft, User
from drafts.services import drafting
from drafts.services.layouts import load_builtin_layouts
from tests.views.people import assembled_draft, logged_in

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"
SENT_TO_LOG_IN = 302
EMPTY_SAVE = 400  # a body that is no document
ADMIN_SAMPLES: dict[str, Any] = {"object_id": 1, "id": 1, "app_label": "drafts", "content_type_id": 1, "url": "nowhere"}


@dataclass(frozen=True)
class Row:
    """An address with the status that each person gets.  ``own`` is what the owner of the draft in it gets.

    Pages without a draft in their address are the same to all who are logged in.
    """

    name: str
    own: int
    others: int = 404
    nobody: int = SENT_TO_LOG_IN
    method: str = "get"
    trashed: bool = False
    kwargs: dict[str, str] = field(default_factory=dict)
    json: bool = False
    staff: int | None = None

    def __str__(self) -> str:
        return f"{self.method}-{self.name}"


def page_row(name: str, status: int = 200, **facts: Any) -> Row:
    return Row(name, status, status, **facts)


PUBLIC = [
    page_row("login", 302, nobody=200),
    page_row("login-again", 400, nobody=400, method="post"),
    page_row("javascript-catalog", nobody=200),
    page_row("healthz", nobody=200),
    page_row("set_language", 302, nobody=302, method="post"),
    page_row("logout", 302, nobody=302, method="post"),
]
FOR_PEOPLE = [
    page_row("password_change"),
    page_row("password_change", method="post"),
    page_row("draft-list"),
    page_row("draft-trash"),
    page_row("template-gallery"),
    page_row("template-detail", kwargs={"slug": "four-point"}),
    page_row("typeset"),
    page_row("typeset", 422, method="post"),
    page_row("draft-start", 302, method="post", kwargs={"slug": "four-point"}),
]
FOR_STAFF = [
    page_row("layout-list", 404, staff=200),
    page_row("layout-create", 404, staff=200),
    page_row("layout-create", 404, staff=400, method="post"),
    page_row("layout-sample", 404, staff=200, method="post"),
    page_row("layout-fonts", 404, staff=200),
    page_row("layout-edit", 404, staff=200, kwargs={"slug": "national"}),
    page_row("layout-edit", 404, staff=400, method="post", kwargs={"slug": "reading"}),
    page_row("layout-versions", 404, staff=200, kwargs={"slug": "national"}),
    page_row("letterheads", 404, staff=200),
    page_row("letterheads", 404, staff=400, method="post"),
    page_row("letterhead-delete", 404, method="post", kwargs={"pk": "1"}),
    page_row("layout-state", 404, staff=302, method="post", kwargs={"slug": "national"}),
]
DRAFTS = [
    Row("draft-form", 200),
    Row("draft-edit", 200),
    Row("draft-answers-text", 200),
    Row("draft-export", 200),
    Row("draft-export-notices", 200),
    Row("draft-download", 200, kwargs={"file_format": "txt"}),
    Row("draft-answers", EMPTY_SAVE, nobody=401, method="post", json=True),
    Row("draft-save", EMPTY_SAVE, nobody=401, method="post", json=True),
    Row("draft-structure", EMPTY_SAVE, nobody=401, method="post", json=True),
    Row("draft-length", EMPTY_SAVE, nobody=401, method="post", json=True),
    Row("draft-branch", EMPTY_SAVE, nobody=401, method="post", json=True),
    Row("draft-presence", EMPTY_SAVE, nobody=401, method="post", json=True),
    Row("draft-version-name", EMPTY_SAVE, nobody=401, method="post", json=True, kwargs={"number": "1"}),
    Row("draft-pages", EMPTY_SAVE, nobody=401, method="post", json=True),
    Row("draft-text", 400, method="post"),
    Row("draft-reassemble", 200),
    Row("draft-reassemble", 409, method="post"),
    Row("draft-forget-answers", 302, method="post"),
    Row("draft-versions", 200),
    Row("draft-version", 200, kwargs={"number": "1"}),
    Row("draft-version-mark", 302, method="post", kwargs={"number": "1"}),
    Row("draft-version-restore", 400, method="post", kwargs={"number": "1"}),
    Row("draft-compare", 200),
    Row("draft-marked-copy", 404, kwargs={"file_format": "docx"}),
    Row("draft-layout", 302, method="post"),
    Row("draft-copy", 302, method="post"),
    Row("draft-reuse", 302, method="post"),
    Row("draft-to-trash", 302, method="post"),
    Row("draft-restore", 302, method="post", trashed=True),
    Row("draft-delete", 200, trashed=True),
    Row("draft-delete", 302, method="post", trashed=True),
]
TABLE = [*PUBLIC, *FOR_PEOPLE, *FOR_STAFF, *DRAFTS]


@pytest.fixture
def draft(owner: User, colleague: User) -> Draft:
    """The owner's; the colleague is of the same group, which gives no right to it."""
    load_builtin_layouts()
    section = Group.objects.create(name="办公室")
    owner.groups.add(section)
    colleague.groups.add(section)
    return assembled_draft(owner, 会议="学习会", 专题="调研")


def patterns(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address with the namespaces that it is in."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry, namespace + (f"{entry.namespace}:" if entry.namespace else ""))
        else:
            yield namespace, entry


def names_outside_the_administration() -> set[str]:
    return {str(entry.name) for namespace, entry in patterns(get_resolver()) if not namespace.startswith("admin:")}


def administration_addresses() -> list[str]:
    """Every named address of the administration, its parameters filled in."""
    found = []
    for namespace, entry in patterns(get_resolver()):
        if namespace == "admin:" and entry.name:
            wanted = [*getattr(entry.pattern, "converters", {}), *getattr(entry.pattern.regex, "groupindex", {})]
            kwargs = {name: ADMIN_SAMPLES[name] for name in wanted}
            found.append(reverse(namespace + entry.name, kwargs=kwargs))
    return sorted(set(found))


def ask(client: Client, row: Row, draft: Draft) -> Any:
    kwargs: dict[str, Any] = dict(row.kwargs)
    if row in DRAFTS:
        kwargs["pk"] = draft.pk
    return client.generic(
        row.method.upper(),
        reverse(row.name, kwargs=kwargs),
        b"{}" if row.json else b"",
        content_type="application/json" if row.json else "application/x-www-form-urlencoded",
    )


def put_where_it_belongs(row: Row, draft: Draft) -> None:
    if row.trashed:
        drafting.trash_draft(draft=draft)


def test_every_address_is_in_the_table() -> None:
    assert names_outside_the_administration() == {row.name for row in TABLE}


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_owner_is_let_in(row: Row, draft: Draft, owner: User) -> None:
    put_where_it_belongs(row, draft)
    response = ask(logged_in(owner), row, draft)
    assert response.status_code == row.own
    assert row.name == "logout" or not response.headers.get("Location", "").startswith(LOGIN)


@pytest.mark.parametrize("row", TABLE, ids=str)
@pytest.mark.parametrize("who", ["colleague", "outsider", "administrator"])
def test_everybody_else_gets_what_the_table_says(
    row: Row, who: str, draft: Draft, request: pytest.FixtureRequest
) -> None:
    put_where_it_belongs(row, draft)
    before = Draft.objects.values().get(pk=draft.pk)
    response = ask(logged_in(request.getfixturevalue(who)), row, draft)
    is_let_in = who == "administrator" and row.staff is not None
    assert response.status_code == (row.staff if is_let_in else row.others)
    assert Draft.objects.values().get(pk=draft.pk) == before


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_nobody_is_sent_to_log_in_and_back(row: Row, draft: Draft) -> None:
    put_where_it_belongs(row, draft)
    response = ask(Client(), row, draft)
    assert response.status_code == row.nobody
    if row.nobody == 401:
        assert response.json() == {"error": "login"}
    elif row not in PUBLIC:
        back = response.wsgi_request.path if row.method == "get" or row.name == "password_change" else "/"
        assert response["Location"] == f"{LOGIN}?next={back}"


@pytest.mark.parametrize("row", DRAFTS, ids=str)
def test_trash_hides_a_draft_from_its_owner_too(row: Row, draft: Draft, owner: User) -> None:
    """What is for kept drafts finds none in the trash, and the other way round."""
    if not row.trashed:
        drafting.trash_draft(draft=draft)
    assert ask(logged_in(owner), row, draft).status_code == 404


def test_post_of_nobody_comes_back_to_the_page_that_it_stood_on(draft: Draft) -> None:
    page = "http://testserver/?q=1&page=2"
    response = Client().post(reverse("draft-copy", args=[draft.pk]), headers={"referer": page})
    assert response["Location"] == f"{LOGIN}?next=/%3Fq%3D1%26page%3D2"


def test_part_of_a_page_sends_the_whole_page_to_log_in() -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/templates/"}
    response = Client().get("/", headers=headers)
    assert (response.status_code, response["HX-Redirect"]) == (200, f"{LOGIN}?next=/templates/")


def test_closed_account_is_nobody(owner: User) -> None:
    client = logged_in(owner)
    User.objects.filter(pk=owner.pk).update(is_active=False)
    assert client.get("/").status_code == SENT_TO_LOG_IN


@pytest.mark.parametrize("who", ["owner", "colleague", "outsider", "nobody"])
def test_administration_is_closed_to_all_but_staff(who: str, request: pytest.FixtureRequest) -> None:
    client = Client() if who == "nobody" else logged_in(request.getfixturevalue(who))
    entrances = {reverse("admin:login"), reverse("admin:logout")}
    for address in set(administration_addresses()) - entrances:
        response = client.get(address)
        assert (address, response.status_code) == (address, 302)
        assert response["Location"].startswith(reverse("admin:login"))


def test_administration_shows_no_draft_to_the_administrator(administrator: User, draft: Draft) -> None:
    client = logged_in(administrator)
    addresses = administration_addresses()
    assert [address for address in addresses if "draft/" in address or "revision" in address] == []
    shown = [response for address in addresses if (response := client.get(address)).status_code == 200]
    lists = {"/admin/", "/admin/drafts/user/", "/admin/drafts/speechtemplate/", "/admin/drafts/templateversion/"}
    assert lists <= {response.wsgi_request.path for response in shown}
    assert [response.wsgi_request.path for response in shown if draft.title in response.content.decode()] == []


@pytest.mark.parametrize("row", [row for row in DRAFTS if row.nobody == 401], ids=str)
def test_script_of_another_persons_page_is_told_who_is_logged_in(
    row: Row, draft: Draft, owner: User, colleague: User
) -> None:
    """Somebody else logged in in the same browser: what the page sends is not for that account."""
    url = reverse(row.name, kwargs={"pk": draft.pk, **row.kwargs})
    for page_of, status in ((owner, row.own), (colleague, 401)):
        headers = {"X-Sidian-Person": str(page_of.pk)}
        response = logged_in(owner).post(url, b"{}", content_type="application/json", headers=headers)
        assert response.status_code == status
    assert response.json() == {"error": "person", "name": owner.get_full_name()}
