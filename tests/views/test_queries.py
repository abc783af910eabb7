"""Whatever stands in an address's query, no page answers with a server error, on either database."""

from urllib.parse import quote

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.converters import IntConverter

from drafts.models import Draft, User
from drafts.services.templates import load_builtin_templates
from tests.views.people import assembled_draft, logged_in
from tests.views.test_access import administration_addresses, patterns

pytestmark = pytest.mark.django_db

NAMES = {
    "draft-list": ("q", "template", "sort", "page"),
    "draft-trash": ("page",),
    "draft-versions": ("page", "marked", "first", "last"),
    "draft-compare": ("v", "old", "new", "view"),
    "draft-marked-copy": ("old", "new"),
    "draft-reassemble": ("template",),
    "login": ("next",),
}
"""What the pages read from their queries."""
NAMES_OF_LISTS = ("kind", "archived__exact", "is_active__exact", "is_staff__exact", "speech_template__id__exact")
NAMES_OF_THE_ADMINISTRATION = (
    "q",
    "p",
    "o",
    "e",
    "all",
    "_facets",
    "_popup",
    "_to_field",
    "_changelist_filters",
    "next",
)
ODD = (
    "",
    "0",
    "-1",
    "1.5",
    "abc",
    "１",
    "9" * 25,
    "9" * 5_000,
    "😀",
    "\u202e",
    "'\"<>\\%",
    "a,b",
    "-1.-1",
    "\n\t",
    "会" * 500,
)
CONTROL = ("\x00", "会\x00议", "\x01", "\x1b[0m", "\x7f")


@pytest.fixture
def draft(owner: User) -> Draft:
    load_builtin_templates()
    return assembled_draft(owner)


def address_of(name: str, draft: Draft) -> str:
    samples = {"pk": draft.pk, "slug": "four-point", "number": 1, "file_format": "docx"}
    entry = next(entry for _namespace, entry in patterns(get_resolver()) if entry.name == name)
    wanted = getattr(entry.pattern, "converters", {}).items()
    return reverse(name, kwargs={key: 1 if isinstance(kind, IntConverter) else samples[key] for key, kind in wanted})


def failures(client: Client, addresses: list[str], queries: list[str]) -> list[tuple[str, str, int]]:
    """What answered with a server's error, or broke."""
    client.raise_request_exception = False
    tried = [
        (address, query, client.get(f"{address}?{query}").status_code) for address in addresses for query in queries
    ]
    return [(address, query[:80], status) for address, query, status in tried if status >= 500]


def query(names: tuple[str, ...], value: str) -> str:
    return "&".join(f"{name}={quote(value)}" for name in names)


@pytest.mark.parametrize("name", NAMES)
def test_pages_bear_any_query(draft: Draft, owner: User, name: str) -> None:
    client = Client() if name == "login" else logged_in(owner)
    queries = [query((read,), value) for read in NAMES[name] for value in (*ODD, *CONTROL)]
    both = [f"old=1&{query(('new',), value)}" for value in ODD] if "new" in NAMES[name] else []
    assert failures(client, [address_of(name, draft)], [*queries, *both, "%ff=%ff&q=%ED%A0%80&page=%FE"]) == []


def test_every_other_page_bears_a_query_it_does_not_read(draft: Draft, owner: User) -> None:
    names = {str(entry.name) for namespace, entry in patterns(get_resolver()) if not namespace.startswith("admin:")}
    addresses = [address_of(name, draft) for name in sorted(names - NAMES.keys())]
    assert failures(logged_in(owner), addresses, ["q=%00&page=%00", "%00"]) == []


@pytest.mark.parametrize("name", [*NAMES_OF_THE_ADMINISTRATION, *NAMES_OF_LISTS])
def test_administration_bears_any_query(draft: Draft, administrator: User, name: str) -> None:
    lists = [address for address in administration_addresses() if address.count("/") == 4 or "login" in address]
    queries = [query((name,), value) for value in (*ODD, *CONTROL)]
    assert failures(logged_in(administrator), lists, queries) == []


@pytest.mark.parametrize("address", ["/", "/admin/drafts/user/", "/admin/drafts/speechtemplate/", "/accounts/login/"])
@pytest.mark.parametrize("value", CONTROL)
@pytest.mark.parametrize("name", ["q", "kind", "page", "next", "\x00"])
def test_control_character_is_a_bad_request(administrator: User, address: str, value: str, name: str) -> None:
    response = logged_in(administrator).get(f"{address}?{quote(name)}={quote(value)}")
    assert response.status_code == 400
    assert "<h1>没有看懂这次请求</h1>" in response.content.decode()
    assert f'href="{address}"' in response.content.decode()
    assert "default-src 'none'" in response["Content-Security-Policy"]


def test_control_character_in_a_path_is_no_error(administrator: User) -> None:
    client = logged_in(administrator)
    client.raise_request_exception = False
    addresses = ("/a%00b/", "/templates/%00/", "/admin/drafts/user/%00/change/", "/admin/%00/", "/accounts/login/%00")
    assert [client.get(address).status_code for address in addresses] == [404, 404, 400, 400, 404]


def test_pasted_line_breaks_are_searched_as_spaces(draft: Draft, owner: User) -> None:
    title = draft.title
    page = logged_in(owner).get("/", {"q": f"{title[:3]}\n\t{title[3:6]}"}).content.decode()
    assert title in page


@pytest.mark.parametrize("name", ["sessionid", "django_language", "csrftoken", "messages"])
def test_cookie_with_a_control_character_is_no_cookie(name: str) -> None:
    client = Client(headers={"cookie": f'{name}="abcdefgh\\000\\001"'})
    response = client.get("/accounts/login/")
    assert response.status_code == 200
    assert '<html lang="zh-hans">' in response.content.decode()


def test_table_names_every_filter_of_the_administration() -> None:
    """A new filter of a list has to be tried too."""
    filters = {str(name) for model in admin.site._registry.values() for name in model.list_filter}
    assert filters <= {name.removesuffix("__exact").removesuffix("__id") for name in NAMES_OF_LISTS}
