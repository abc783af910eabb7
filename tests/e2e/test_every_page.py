"""Every page, opened in Chromium as wide as a desk's screen and as a phone's: nothing that the browser complains
about, no request to another host, no serious barrier, nothing to scroll sideways.

``SIGHTS`` is complete by test: an address that is neither in it nor in ``NO_PAGES`` fails.  With the environment
variable ``SIDIAN_SCREENSHOTS`` naming a folder, a picture of each is left there to be looked at.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.urls import get_resolver, reverse
from playwright.sync_api import Page, Response, expect

from tests.conftest import DESKTOP, PHONE, WatchedPage
from tests.e2e.desk import Axe, LogIn, NewPage
from tests.e2e.stage import LONG_WORDS, Stage, set_the_stage
from tests.e2e.test_shell import OF_THE_CHECKER, fits, small_targets
from tests.views.test_access import patterns

browser = pytest.mark.browser
database = pytest.mark.django_db(transaction=True)

Act = Callable[[Page], None]


@dataclass(frozen=True)
class Sight:
    """A page in one of its states: the address ``route``, what is done there, and the status it comes with."""

    name: str
    route: str
    draft: str = ""
    query: str = ""
    kwargs: dict[str, Any] = field(default_factory=dict)
    thing: str = ""
    who: str = "owner"
    status: int = 200
    act: Act | None = None
    english: bool = False

    def address(self, stage: Stage) -> str:
        if self.route == "admin:auth_user_password_change":
            return reverse(self.route, args=[stage.people[self.thing].pk])
        if self.thing:
            model, _, action = self.route.removeprefix("admin:drafts_").rpartition("_")
            return stage.admin_of(model, self.thing, action) + self.query
        if self.draft:
            return stage.of(self.route, self.draft, self.query, **self.kwargs)
        return (reverse(self.route, kwargs=self.kwargs) if self.route else "/nowhere/") + self.query


# --- what is done on a page before it is looked at ---


def click(selector: str) -> Act:
    return lambda page: page.locator(selector).first.click()


def posted(to: str = "", **fields: str) -> Act:
    """Send ``fields`` as a browser without a script does, to the page's own address or to one relative to it."""

    def act(page: Page) -> None:
        with page.expect_navigation():
            page.evaluate(
                """([action, fields]) => {
                    const form = document.createElement("form")
                    Object.assign(form, { method: "post", action })
                    const token = document.cookie.match(/csrftoken=([^;]+)/)?.[1] ?? ""
                    const all = { csrfmiddlewaretoken: token, ...fields }
                    for (const [name, value] of Object.entries(all)) {
                        const input = document.createElement("input")
                        Object.assign(input, { type: "hidden", name, value })
                        form.append(input)
                    }
                    document.body.append(form)
                    form.submit()
                }""",
                [to, fields],
            )

    return act


def locked_out(page: Page) -> None:
    for _ in range(5):
        page.locator("[name=username]").fill("somebody")
        page.locator("[name=password]").fill("wrong")
        page.locator("main button[type=submit], #content button[type=submit]").first.click()
    expect(page.get_by_role("alert")).to_be_visible()


def broken_language(page: Page) -> None:
    source = page.locator("textarea[name=source]")
    source.fill(source.input_value().replace("{{ 结尾 }}", "{{ 结尾 + 1 }}"))
    page.locator("input[name=_save]").click()
    expect(page.locator(".source-marked")).to_contain_text("{{ 结尾 + 1 }}")


def typeset_something(page: Page) -> None:
    speech = "在学习会上的发言\n\n各位同志：\n一要学习。要学好。\n二要落实。要做好。\n"
    file: Any = {"name": f"{LONG_WORDS}.txt", "mimeType": "text/plain", "buffer": speech.encode()}
    page.locator("input[type=file]").set_input_files(file)
    with page.expect_download():
        page.locator("[data-part=typeset-go]").click()
    expect(page.locator(".typeset-result")).to_be_visible()


def ready(page: Page) -> None:
    expect(page.locator("[data-part=room]")).to_have_attribute("data-ready", "true")


def with_pages(page: Page) -> None:
    ready(page)
    chosen = "[data-view-choice=pages]:visible, [data-opens=pages]:visible"
    page.locator(chosen).first.click()
    expect(page.locator("[data-part=page-list] > li").first).to_be_visible()


def with_menu(page: Page) -> None:
    ready(page)
    page.locator(".export-menu summary").click()


stale_text = posted("text/", base="1", text="标题\n另一个窗口里的话。")
refused_text = posted("text/", base="5", text="")


def preview_tab(page: Page) -> None:
    tab = page.locator(".tabs [data-view=preview]")
    if tab.is_visible():
        tab.click()


# --- the table ---

AT_THE_DOOR = [
    Sight("log in", "login", who="nobody", english=True),
    Sight("log in and go on", "login", query="?next=/templates/", who="nobody"),
    Sight("log in, wrong", "login", who="nobody", act=posted(username="周", password="x"), english=True),
    Sight("locked out", "login", who="nobody", act=locked_out, status=429, english=True),
    Sight("log in to the administration", "admin:login", who="nobody"),
    Sight("not for you", "admin:login", query="?next=/admin/"),
    Sight("no such page, unknown", "", who="nobody", status=404),
]
AROUND_DRAFTS = [
    Sight("full list", "draft-list", english=True),
    Sight("list, a row's menu", "draft-list", query="?page=99&sort=length", act=click(".draft .menu summary")),
    Sight(
        "list, account menu", "draft-list", query="?page=99&sort=length", act=click(".account summary"), english=True
    ),
    Sight("list, last page", "draft-list", query="?page=99&sort=length"),
    Sight("list, nothing found", "draft-list", query="?q=没有的词", english=True),
    Sight("list, empty", "draft-list", who="newcomer", english=True),
    Sight("trash", "draft-trash", english=True),
    Sight("trash, empty", "draft-trash", who="newcomer", english=True),
    Sight("delete", "draft-delete", draft="trashed", english=True),
    Sight("gallery", "template-gallery", english=True),
    Sight("a template", "template-detail", kwargs={"slug": "four-point"}, english=True),
    Sight("a small template", "template-detail", kwargs={"slug": "tiny"}),
    Sight("change the password", "password_change", english=True),
    Sight("change the password, wrong", "password_change", act=posted(old_password="x", new_password1="1")),
    Sight("typeset", "typeset", english=True),
    Sight("typeset, done", "typeset", act=typeset_something, english=True),
    Sight("typeset, no file", "typeset", act=posted(), status=422),
]
FORMS = [
    Sight("form, empty", "draft-form", draft="open", english=True),
    Sight("form, sample", "draft-form", draft="sample", english=True),
    Sight("form, preview", "draft-form", draft="sample", act=preview_tab),
    Sight("form, too long", "draft-form", draft="long", english=True),
    Sight("form, assembled", "draft-form", draft="fresh"),
    Sight("form, edited by hand", "draft-form", draft="pending", english=True),
    Sight("form, asks about gaps", "draft-form", draft="open", act=posted(do="assemble", base="1")),
    Sight("form, stale", "draft-form", draft="open", act=posted(do="save", base="0"), status=409, english=True),
    Sight("form, answers of another shape", "draft-form", draft="misfit", status=409, english=True),
    Sight("form, refused template", "draft-form", draft="refused", status=409),
]
TEXTS = [
    Sight("editor", "draft-edit", draft="fresh", act=ready, english=True),
    Sight("editor, gaps", "draft-edit", draft="gaps", act=ready),
    Sight("editor, new answers", "draft-edit", draft="pending", act=ready),
    Sight("editor, long title", "draft-edit", draft="speech", act=ready, english=True),
    Sight("editor, export menu", "draft-edit", draft="rare", act=with_menu, english=True),
    Sight("editor, damaged", "draft-version", draft="damaged", kwargs={"number": 1}, status=500, english=True),
    Sight("plain text, stale", "draft-edit", draft="speech", act=stale_text, status=409, english=True),
    Sight("plain text, refused", "draft-edit", draft="speech", act=refused_text, status=400),
    Sight("export", "draft-export", draft="fresh", english=True),
    Sight("export, gaps", "draft-export", draft="gaps", english=True),
    Sight("export, rare characters", "draft-export", draft="rare"),
    Sight("editor, pages", "draft-edit", draft="fresh", act=with_pages, english=True),
]
VERSIONS = [
    Sight("versions", "draft-versions", draft="speech", english=True),
    Sight("versions, only one", "draft-versions", draft="fresh"),
    Sight("versions, marked", "draft-versions", draft="speech", query="?marked=1"),
    Sight("versions, none marked", "draft-versions", draft="fresh", query="?marked=1"),
    Sight("a sitting", "draft-versions", draft="speech", query="?first=2&last=5"),
    Sight("a version", "draft-version", draft="speech", kwargs={"number": 2}, english=True),
    Sight("the newest version", "draft-version", draft="speech", kwargs={"number": 5}),
    Sight("no such version", "draft-version", draft="speech", kwargs={"number": 99}, status=404),
    Sight("compare", "draft-compare", draft="speech", query="?old=1&new=5", english=True),
    Sight("compare, side by side", "draft-compare", draft="speech", query="?old=1&new=5&view=side"),
    Sight("compare, one version only", "draft-compare", draft="fresh"),
    Sight("compare, with itself", "draft-compare", draft="speech", query="?old=3&new=3"),
    Sight("compare, backwards", "draft-compare", draft="speech", query="?old=5&new=1"),
    Sight("compare, no numbers", "draft-compare", draft="speech", query="?old=x&new=", status=400),
    Sight("compare, damaged", "draft-compare", draft="damaged", query="?old=1&new=2", status=500),
    Sight("new answers, no conflict", "draft-reassemble", draft="pending", english=True),
    Sight("new answers, conflict", "draft-reassemble", draft="torn", english=True),
    Sight(
        "new answers, undecided", "draft-reassemble", draft="torn", act=click("main form button.primary"), status=400
    ),
    Sight("new answers, none", "draft-reassemble", draft="fresh"),
]


def with_sample(page: Page) -> None:
    expect(page.locator("[data-part=sample]")).to_be_visible()


LAYOUTS = [
    Sight("layouts", "layout-list", who="administrator", english=True),
    Sight("new layout", "layout-create", who="administrator", act=with_sample, english=True),
    Sight("new layout, refused", "layout-create", who="administrator", act=posted(lines="99"), status=400),
    Sight("layout", "layout-edit", kwargs={"slug": "reading"}, who="administrator", act=with_sample),
    Sight("layout's versions", "layout-versions", kwargs={"slug": "national"}, who="administrator", english=True),
    Sight("letterheads", "letterheads", who="administrator", english=True),
    Sight("letterheads, refused", "letterheads", who="administrator", act=posted(), status=400),
    Sight("fonts", "layout-fonts", who="administrator", english=True),
]
ADMINISTRATION = [
    Sight(name, f"admin:{route}", who="administrator", thing=thing, act=act)
    for name, route, thing, act in [
        ("administration", "index", "", None),
        ("administration, accounts", "drafts_user_changelist", "", None),
        ("administration, new account", "drafts_user_add", "", None),
        ("administration, account", "drafts_user_change", "owner", None),
        ("administration, account's history", "drafts_user_history", "owner", None),
        ("administration, templates", "drafts_speechtemplate_changelist", "", None),
        ("administration, new template", "drafts_speechtemplate_add", "", None),
        ("administration, template", "drafts_speechtemplate_change", "four-point", None),
        ("administration, refused line", "drafts_speechtemplate_change", "four-point", broken_language),
        ("administration, template's history", "drafts_speechtemplate_history", "four-point", None),
        ("administration, versions", "drafts_templateversion_changelist", "", None),
        ("administration, version", "drafts_templateversion_change", "four-point", None),
        ("administration, version's history", "drafts_templateversion_history", "four-point", None),
        ("administration, own password", "password_change", "", None),
        ("administration, own password changed", "password_change_done", "", None),
    ]
] + [
    Sight("administration, another's password", "admin:auth_user_password_change", who="administrator", thing="owner"),
    Sight("administration, one app", "admin:app_list", who="administrator", kwargs={"app_label": "drafts"}),
    Sight("administration, forbidden", "admin:drafts_user_changelist", who="staff", status=403, english=True),
]
ERRORS = [
    Sight("no such page", "", status=404, english=True),
    Sight("no such address", "draft-list", query="?q=%00", status=400, english=True),
    Sight("no token", "draft-list", act=posted(csrfmiddlewaretoken="x"), status=403, english=True),
]
# In groups of like length, which two processes can share.
GROUPS = {
    "drafts": [*AT_THE_DOOR, *AROUND_DRAFTS],
    "texts": [*FORMS, *TEXTS],
    "versions": [*VERSIONS, *LAYOUTS],
    "administration": [*ADMINISTRATION, *ERRORS],
}
SIGHTS = [sight for group in GROUPS.values() for sight in group]

NO_PAGES = {
    **dict.fromkeys(
        ["draft-start", "draft-copy", "draft-reuse", "draft-to-trash", "draft-restore", "draft-forget-answers"],
        "by POST; leads to a page of the table",
    ),
    **dict.fromkeys(["draft-layout", "layout-state", "letterhead-delete"], "by POST; leads to a page of the table"),
    "layout-sample": "by POST; JSON for a script",
    **dict.fromkeys(["draft-version-mark", "draft-version-restore"], "by POST; leads to a page of the table"),
    **dict.fromkeys(["logout", "set_language", "admin:logout"], "by POST; leads to a page of the table"),
    **dict.fromkeys(["draft-answers", "draft-save", "draft-structure", "draft-branch"], "by POST; JSON for a script"),
    **dict.fromkeys(
        ["draft-presence", "draft-pages", "draft-version-name", "draft-length", "login-again"],
        "by POST; JSON for a script",
    ),
    **dict.fromkeys(["draft-download", "draft-marked-copy", "draft-answers-text"], "a file"),
    **dict.fromkeys(["javascript-catalog", "admin:jsi18n"], "a script"),
    **dict.fromkeys(["admin:autocomplete"], "JSON for a script"),
    **dict.fromkeys(["admin:view_on_site", "admin:None"], "leads to a page of the table, or is not found"),
    **{f"admin:drafts_{model}_delete": "nobody may" for model in ("user", "speechtemplate", "templateversion")},
    "admin:drafts_templateversion_add": "nobody may",
    "draft-export-notices": "a part of the editor's export menu",
    "healthz": "a word for a monitor",
}


def test_every_address_has_its_page_in_the_table_or_a_reason() -> None:
    names = {namespace + str(entry.name) for namespace, entry in patterns(get_resolver())}
    shown = {sight.route for sight in SIGHTS} - {""}
    shown |= {"draft-text"}  # a page only where it refuses what the editor's page sends
    assert sorted(names - shown - NO_PAGES.keys()) == []
    assert sorted((shown | NO_PAGES.keys()) - names) == []


def test_names_of_the_table_are_different() -> None:
    assert len({sight.name for sight in SIGHTS}) == len(SIGHTS)


class Visitor:
    """One person's browser window, kept from page to page, and what went wrong on the page that it shows."""

    def __init__(self, page: Page, host: str, axe: Axe | None) -> None:
        self.page, self.host, self.axe = page, host, axe
        self.expected: list[str] = page.expected_errors  # type: ignore[attr-defined]  # the fixture's own attribute
        self.watch = WatchedPage(page, self.expected)
        self.statuses: list[int] = []
        page.on("response", self._answered)

    def _answered(self, answer: Response) -> None:
        if answer.request.is_navigation_request():
            self.statuses.append(answer.status)

    def look_at(self, sight: Sight, stage: Stage) -> list[str]:
        """What is wrong with the page, empty for nothing."""
        self.watch.problems.clear()
        self.expected[:] = [f"status of {sight.status} "] if sight.status >= 400 else []
        self.page.goto(self.host + sight.address(stage))
        if sight.act:
            sight.act(self.page)
        self.page.wait_for_load_state("load")
        _keep_a_picture(self.page, sight)
        found = [] if self.statuses[-1] == sight.status else [f"status {self.statuses[-1]}"]
        return [*found, *self._barriers(), *self.watch.problems]

    def _barriers(self) -> Iterator[str]:
        if not fits(self.page):
            yield "scrolls sideways"
        if self.page.viewport_size == PHONE and "/admin/" not in self.page.url:
            yield from (f"too small to tap: {html}" for html in small_targets(self.page))
        if self.axe:
            self.expected.extend(OF_THE_CHECKER)
            yield from self.axe(self.page)


def _keep_a_picture(page: Page, sight: Sight) -> None:
    if folder := os.environ.get("SIDIAN_SCREENSHOTS"):
        size = "phone" if page.viewport_size == PHONE else "desk"
        language = page.locator("html").get_attribute("lang")
        page.screenshot(path=Path(folder) / f"{sight.route or 'error'} - {sight.name} - {size} - {language}.png")


@dataclass
class Visitors:
    """A window for each person, opened when it is first needed."""

    open_one: Callable[[str], Visitor]
    known: dict[str, Visitor] = field(default_factory=dict)

    def of(self, who: str) -> Visitor:
        if who not in self.known:
            self.known[who] = self.open_one(who)
        return self.known[who]


@pytest.fixture
def stage(db: None) -> Stage:
    return set_the_stage()


@pytest.fixture
def visitors(stage: Stage, new_page: NewPage, live_server: Any, log_in: LogIn, axe: Axe) -> Callable[..., Visitors]:
    def of_size(viewport: dict[str, int], language: str) -> Visitors:
        def open_one(who: str) -> Visitor:
            page = new_page(viewport=viewport)
            page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
            if who != "nobody":
                log_in(page, stage.people[who])
            # Another language changes how much room words take, and nothing that the checker looks at.
            return Visitor(page, live_server.url, axe if language == "zh-hans" else None)

        return Visitors(open_one)

    return of_size


def wrong(sights: list[Sight], stage: Stage, visitors: Visitors) -> dict[str, list[str]]:
    """The names of the pages with which something is wrong."""
    found = {sight.name: visitors.of(sight.who).look_at(sight, stage) for sight in sights}
    return {name: problems for name, problems in found.items() if problems}


@browser
@database
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("group", GROUPS)
def test_every_page_in_chinese(
    stage: Stage, visitors: Callable[..., Visitors], size: dict[str, int], group: str
) -> None:
    assert wrong(GROUPS[group], stage, visitors(size, "zh-hans")) == {}


@browser
@database
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_pages_in_english(stage: Stage, visitors: Callable[..., Visitors], size: dict[str, int]) -> None:
    assert wrong([sight for sight in SIGHTS if sight.english], stage, visitors(size, "en")) == {}


@browser
@database
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_pages_of_errors(new_page: NewPage, live_server: Any, axe: Axe, settings: Any, size: dict[str, int]) -> None:
    settings.ROOT_URLCONF = "tests.views.test_errors"  # the project's addresses and some that fail
    page = new_page(viewport=size)
    found = {}
    for address, status in (("refuse", 403), ("explode", 500), ("overflow", 413), ("suspect", 400)):
        page.expected_errors[:] = [f"status of {status} ", *OF_THE_CHECKER]  # type: ignore[attr-defined]
        answer = page.goto(f"{live_server.url}/{address}/")
        _keep_a_picture(page, Sight(address, ""))
        found[address] = (answer.status if answer else None, fits(page), small_targets(page), axe(page))
        if size == DESKTOP:
            found[address] = (*found[address][:2], [], found[address][3])
    assert found == {
        "refuse": (403, True, [], []),
        "explode": (500, True, [], []),
        "overflow": (413, True, [], []),
        "suspect": (400, True, [], []),
    }
