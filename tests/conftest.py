"""People, templates and the browser.

Three people are in every test of rights: ``owner``, ``colleague`` and ``outsider``; ``administrator`` runs the
installation.  ``client_of(person)`` gives a logged-in client.

Browser tests are marked ``browser`` and take ``page`` (1440×900) or ``phone_page`` (390×844): real Chromium, which
fails the test when it ends with a CSP report, an error in the console, an uncaught exception or a request to another
host.  What a test brings about on purpose it names in ``page.expected_errors`` (parts of console messages, such as
"409").  ``log_in(page, person)`` gives the page a session; ``axe(page)`` lists the accessibility violations of level
serious or critical.
"""

import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import hypothesis
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from drafts.models import SpeechTemplate, User
from drafts.services.layouts import load_builtin_layouts
from drafts.services.templates import load_builtin_templates

BACKEND = "django.contrib.auth.backends.ModelBackend"
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]

# Reports a refusal in words, also where Chromium's own message was expected.
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", event =>
    console.error(`Content-Security-Policy: ${event.effectiveDirective} refused ${event.blockedURI} ${event.sample}`))
"""

# Playwright's synchronous interface runs an event loop in the test's thread, which Django takes for async code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


# No test fails because the machine is busy: `make bench` measures speed.
hypothesis.settings.register_profile("sidian", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("sidian")


def _person(username: str, name: str) -> User:
    return User.objects.create_user(username=username, password="correct horse 4", name=name)


@pytest.fixture
def owner(db: None) -> User:
    return _person("owner", "讲稿主人")


@pytest.fixture
def colleague(db: None) -> User:
    return _person("colleague", "同事")


@pytest.fixture
def outsider(db: None) -> User:
    return _person("outsider", "外人")


@pytest.fixture
def administrator(db: None) -> User:
    return User.objects.create_superuser(username="administrator", password="correct horse 4", name="管理员")


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    def make(person: User) -> Client:
        client = Client()
        client.force_login(person, backend=BACKEND)
        return client

    return make


@pytest.fixture
def four_point(db: None) -> SpeechTemplate:
    """The four-point template; the other built-in ones and the layouts are stored too."""
    load_builtin_templates()
    load_builtin_layouts()
    return SpeechTemplate.objects.get(slug="four-point")


def _starts(program: str) -> bool:
    """Whether it is the browser: on Ubuntu, chromium may be a script that only tells to install a snap."""
    return subprocess.run([program, "--no-sandbox", "--version"], check=False, capture_output=True).returncode == 0


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = [path for name in CHROMIUM_NAMES if (path := shutil.which(name))]
    program = next((path for path in found if _starts(path)), None)
    assert program, "Chromium is not installed; leave these tests out with -m 'not browser'"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


class WatchedPage:
    """What went wrong on a page, gathered while a test uses it."""

    def __init__(self, page: Page, expected: list[str]) -> None:
        self.problems: list[str] = []
        self.expected = expected
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.problems.append(f"exception: {error}"))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(part in message.text for part in self.expected):
            self.problems.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        host = urlsplit(request.url).hostname
        if host not in (None, "localhost", "127.0.0.1"):
            self.problems.append(f"request to another host: {request.url}")


def _context(browser: Browser, viewport: dict[str, int], **options: Any) -> BrowserContext:
    context = browser.new_context(viewport=viewport, locale="zh-CN", timezone_id="Asia/Shanghai", **options)
    context.set_default_timeout(15_000)
    context.add_init_script(REPORT_VIOLATIONS)
    return context


def _let_answers_end() -> None:
    """Wait until the live server has answered what closed pages had asked for, such as a save on leaving.

    Its threads would else use the database while the test's end empties it.
    """
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:  # one a connection, gone when the browser has closed it
            thread.join(timeout=20)


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Makes watched pages: ``new_page(viewport=PHONE, java_script_enabled=False)``, each in a context of its own.

    ``new_page(beside=page)`` gives a second tab of ``page``'s context.
    """
    contexts: list[BrowserContext] = []
    watched: list[WatchedPage] = []

    def make(*, viewport: dict[str, int] = DESKTOP, beside: Page | None = None, **options: Any) -> Page:
        if beside is None:
            contexts.append(_context(browser, viewport, **options))
        page = beside.context.new_page() if beside else contexts[-1].new_page()
        page.expected_errors = []  # type: ignore[attr-defined]
        watched.append(WatchedPage(page, page.expected_errors))  # type: ignore[attr-defined]
        return page

    yield make
    for context in contexts:
        context.close()
    _let_answers_end()
    assert [problem for watch in watched for problem in watch.problems] == []


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    return new_page()


@pytest.fixture
def phone_page(new_page: Callable[..., Page]) -> Page:
    return new_page(viewport=PHONE)


@pytest.fixture
def log_in(live_server: Any) -> Callable[[Page, User], None]:
    def enter(page: Page, person: User) -> None:
        session = SessionStore()
        session[SESSION_KEY] = str(person.pk)
        session[BACKEND_SESSION_KEY] = BACKEND
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.save()
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session.session_key or "", "url": live_server.url}]
        )

    return enter


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """Violations of level serious or critical, one line each; run under the page's own CSP."""

    def check(page: Page) -> list[str]:
        # Without its copies of imported style sheets, which are inline styles that the CSP would report as the page's.
        response = Axe().run(page, options={"preload": False}).response
        return [
            f"{found['id']}: {node['html'][:160]}"
            for found in response["violations"]
            if found["impact"] in ("serious", "critical")
            for node in found["nodes"]
        ]

    return check
