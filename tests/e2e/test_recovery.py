"""After a crash: what the browser kept is offered to the person who wrote it, and to nobody else."""

import re
import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Error, Page, Route, expect

from drafts.core.document import Document, Paragraph, Style
from drafts.models import Draft, SpeechTemplate, User
from drafts.services import drafting
from tests.conftest import PHONE
from tests.e2e.desk import SPEECH, Axe, Desk, LogIn, NewPage, make_draft
from tests.e2e.storm import browser_in, kept, kill_browser, wait_until_kept, wait_until_nothing_is_kept
from tests.e2e.test_shell import fits, small_targets
from tests.faults.server import Server, server_on

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

END = "以上发言，请批评指正。"
SAVE = re.compile("/save/$")
LOST = "崩溃以前写的。"


@pytest.fixture
def draft(owner: User, four_point: SpeechTemplate) -> Draft:
    return make_draft(owner, four_point)


@pytest.fixture
def desk(page: Page, draft: Draft, log_in: LogIn, live_server: Any) -> Desk:
    log_in(page, draft.owner)
    return Desk(page, draft, live_server.url).open()


def lose_connection(desk: Desk) -> None:
    """No save arrives, whatever window it comes from."""
    desk.expect_errors("ERR_FAILED")
    desk.page.context.route(SAVE, lambda route: route.abort())


def reopen(desk: Desk, new_page: NewPage) -> Desk:
    """The window is gone without a word, the connection is back, and the draft is opened anew."""
    with desk.page.expect_event("crash"), suppress(Error):
        desk.page.goto("chrome://crash")  # closed like a person would, it might still get its last save through
    again = new_page(beside=desk.page)
    desk.page.close()
    again.expected_errors.extend(["409"])  # type: ignore[attr-defined]  # the fixture's own attribute
    again.context.unroute(SAVE)
    return Desk(again, desk.draft, desk.host).open()


@pytest.fixture
def crashed(desk: Desk, new_page: NewPage) -> Desk:
    """The editor, opened again after a window went down with text that the server does not have."""
    lose_connection(desk)
    desk.type_at_end(LOST)
    wait_until_kept(desk.page, END + LOST)
    again = reopen(desk, new_page)
    expect(again.part("recovery")).to_be_visible()
    return again


def check_saved(desk: Desk, typed: str) -> None:
    assert desk.saved().paragraphs[-1].text == END + typed
    expect(desk.paragraph("end")).to_have_text(END + typed)
    expect(desk.part("save-state")).to_contain_text("已保存")
    wait_until_nothing_is_kept(desk.page)


def wait_until_looked(desk: Desk) -> None:
    """Every copy that the browser kept has been looked at."""
    expect(desk.part("room")).to_have_attribute("data-recovered", "true")


# --- the offer ---


def test_offer_tells_time_length_and_difference(crashed: Desk, axe: Axe) -> None:
    facts = crashed.part("recovery-facts")
    expect(facts).to_contain_text("最后写于")
    expect(facts).to_contain_text("字")
    expect(crashed.part("recovery-older")).to_be_hidden()
    crashed.part("recovery").get_by_text("看看差别").click()
    texts = crashed.part("recovery-differences").locator("dd").all_inner_texts()
    assert texts == [END, END + LOST]
    assert axe(crashed.page) == []


def test_offer_and_log_in_fit_a_phone(crashed: Desk, axe: Axe) -> None:
    crashed.expect_errors("401")
    crashed.page.set_viewport_size(PHONE)
    crashed.part("recovery").get_by_text("看看差别").click()
    assert (fits(crashed.page), small_targets_in(crashed, "recovery")) == (True, [])
    crashed.part("recovery-restore").click()
    check_saved(crashed, LOST)
    crashed.page.context.clear_cookies(name="sessionid")
    crashed.page.keyboard.insert_text("再写。")
    crashed.part("banner").get_by_role("button", name="登录").click()
    assert (fits(crashed.page), small_targets_in(crashed, "log-in")) == (True, [])
    assert axe(crashed.page) == []


def small_targets_in(desk: Desk, name: str) -> list[str]:
    inside = desk.part(name).evaluate(
        "(dialog) => [...dialog.querySelectorAll('*')].map((one) => one.outerHTML.slice(0, 90))"
    )
    return [target for target in small_targets(desk.page) if target in inside]


def test_restoring_puts_it_into_the_text_as_one_step_and_saves_it(crashed: Desk) -> None:
    crashed.page.keyboard.press("Enter")  # the first button has the focus
    check_saved(crashed, LOST)
    assert crashed.draft.revisions.count() == 3
    crashed.end_of("end")
    crashed.page.keyboard.insert_text("接着写。")
    crashed.page.keyboard.press("Control+z")
    crashed.page.keyboard.press("Control+z")

    check_saved(crashed, "")


def test_keeping_it_as_a_copy_leaves_the_draft_alone(crashed: Desk) -> None:
    crashed.page.get_by_role("button", name="另存为副本", exact=True).click()
    expect(crashed.part("notice")).to_contain_text("没有保存成功的文字另存为一份副本。")

    copy = Draft.objects.get(copied_from=crashed.draft)
    assert drafting.read_document(copy).paragraphs[-1].text == END + LOST
    check_saved(crashed, "")
    assert crashed.draft.revisions.count() == 2


def test_discarding_asks_once_more(crashed: Desk) -> None:
    crashed.page.get_by_role("button", name="丢弃", exact=True).click()
    expect(crashed.part("recovery-doubt")).to_contain_text("丢弃以后，这些文字就找不回来了。")
    crashed.page.get_by_role("button", name="不丢弃").click()
    assert [copy["last"] for copy in kept(crashed.page)] == [END + LOST]
    crashed.page.get_by_role("button", name="丢弃", exact=True).click()
    crashed.page.get_by_role("button", name="确定丢弃").click()

    check_saved(crashed, "")


def test_closing_the_offer_keeps_it_for_the_next_time(crashed: Desk) -> None:
    crashed.page.keyboard.press("Escape")
    wait_until_looked(crashed)
    crashed.open()
    expect(crashed.part("recovery")).to_be_visible()
    crashed.part("recovery-restore").click()

    check_saved(crashed, LOST)


def test_an_older_base_shows_both_texts_and_writes_over_neither(desk: Desk, new_page: NewPage) -> None:
    lose_connection(desk)
    desk.type_at_end(LOST)
    wait_until_kept(desk.page, END + LOST)
    newer = Document((*SPEECH.paragraphs[:-1], Paragraph.of("end", Style.BODY, END + "别处写的。")))
    drafting.save_document(draft=desk.draft, author=desk.draft.owner, base=2, save_id=uuid.uuid4(), document=newer)
    again = reopen(desk, new_page)
    expect(again.part("recovery-older")).to_contain_text("又保存过新的版本")
    again.part("recovery-restore").click()
    expect(again.part("conflict")).to_be_visible()
    assert drafting.read_document(desk.draft) == newer
    again.part("conflict-mine").click()

    check_saved(again, LOST)
    copy = Draft.objects.get(copied_from=desk.draft)
    assert drafting.read_document(copy) == newer


def test_a_save_that_arrived_though_its_answer_did_not_is_dropped_silently(desk: Desk, new_page: NewPage) -> None:
    def commit_only(route: Route) -> None:
        route.fetch()
        route.abort()

    desk.expect_errors("ERR_FAILED")
    desk.page.context.route(SAVE, commit_only)
    desk.type_at_end(LOST)
    expect(desk.part("save-state")).to_have_attribute("data-state", "retrying")
    again = reopen(desk, new_page)
    wait_until_looked(again)

    expect(again.part("recovery")).to_be_hidden()
    check_saved(again, LOST)
    assert again.draft.revisions.count() == 3


def test_text_typed_behind_a_save_that_arrived_is_offered_upon_it(desk: Desk, new_page: NewPage) -> None:
    def commit_only(route: Route) -> None:
        route.fetch()
        route.abort()

    desk.expect_errors("ERR_FAILED")
    desk.page.context.route(SAVE, commit_only)
    desk.type_at_end(LOST)
    expect(desk.part("save-state")).to_have_attribute("data-state", "retrying")
    desk.page.keyboard.insert_text("还有。")
    wait_until_kept(desk.page, END + LOST + "还有。")
    again = reopen(desk, new_page)
    expect(again.part("recovery")).to_be_visible()
    expect(again.part("recovery-older")).to_be_hidden()
    again.part("recovery-restore").click()

    check_saved(again, LOST + "还有。")
    assert again.draft.revisions.count() == 4


def test_an_open_window_is_not_taken_for_a_crashed_one(desk: Desk, new_page: NewPage) -> None:
    lose_connection(desk)
    desk.type_at_end(LOST)
    wait_until_kept(desk.page, END + LOST)
    other = Desk(new_page(beside=desk.page), desk.draft, desk.host).open()
    wait_until_looked(other)
    expect(other.part("recovery")).to_be_hidden()
    desk.page.context.unroute(SAVE)

    check_saved(desk, LOST)


# --- whose it is ---


def test_another_person_is_offered_nothing_and_destroys_nothing(
    desk: Desk, new_page: NewPage, colleague: User, four_point: SpeechTemplate, log_in: LogIn
) -> None:
    lose_connection(desk)
    desk.type_at_end(LOST)
    wait_until_kept(desk.page, END + LOST)
    log_in(desk.page, colleague)
    theirs = Desk(new_page(beside=desk.page), make_draft(colleague, four_point), desk.host).open()
    desk.page.close()
    wait_until_looked(theirs)
    expect(theirs.part("recovery")).to_be_hidden()
    theirs.page.goto(theirs.host + reverse("draft-list"))
    theirs.page.locator(".account summary").click()
    theirs.page.get_by_role("button", name="退出").click()
    expect(theirs.page.get_by_text("已退出登录。")).to_be_visible()
    assert [(copy["person"], copy["last"]) for copy in kept(theirs.page)] == [(str(desk.draft.owner_id), END + LOST)]

    log_in(theirs.page, desk.draft.owner)
    theirs.page.context.unroute(SAVE)
    mine = Desk(theirs.page, desk.draft, desk.host).open()
    mine.part("recovery-restore").click()
    check_saved(mine, LOST)


def log_out(page: Page) -> None:
    page.locator(".account summary").click()
    page.get_by_role("button", name="退出").click()


def test_log_out_asks_and_then_empties_what_is_kept(desk: Desk, new_page: NewPage) -> None:
    lose_connection(desk)
    desk.type_at_end(LOST)
    wait_until_kept(desk.page, END + LOST)
    other = new_page(beside=desk.page)
    desk.page.close()
    other.goto(desk.host + reverse("draft-list"))
    other.once("dialog", lambda dialog: dialog.dismiss())
    log_out(other)
    assert [copy["last"] for copy in kept(other)] == [END + LOST]
    other.once("dialog", lambda dialog: dialog.accept())
    other.get_by_role("button", name="退出").click()

    expect(other.get_by_text("已退出登录。")).to_be_visible()
    assert kept(other) == []


def test_log_out_with_everything_saved_does_not_ask(desk: Desk) -> None:
    asked = desk.questions()
    desk.type_at_end("谢谢。")
    check_saved(desk, "谢谢。")
    log_out(desk.page)

    expect(desk.page.get_by_text("已退出登录。")).to_be_visible()
    assert asked == []


def test_after_a_log_out_elsewhere_the_open_window_keeps_nothing_until_it_is_let_in(
    desk: Desk, new_page: NewPage
) -> None:
    desk.expect_errors("401")
    other = new_page(beside=desk.page)
    other.goto(desk.host + reverse("draft-list"))
    log_out(other)
    expect(other.get_by_text("已退出登录。")).to_be_visible()
    desk.page.bring_to_front()
    desk.type_at_end("退出后写的。")
    expect(desk.part("save-state")).to_contain_text("需要重新登录")
    expect(desk.part("banner")).to_contain_text("这台电脑不暂存文字")
    assert kept(desk.page) == []
    desk.part("banner").get_by_role("button", name="登录").click()
    desk.part("log-in").get_by_label("密码").fill("correct horse 4")
    desk.page.keyboard.press("Enter")

    check_saved(desk, "退出后写的。")


def test_switched_off_it_writes_nothing_and_says_so(
    page: Page, draft: Draft, log_in: LogIn, live_server: Any, settings: Any
) -> None:
    settings.SIDIAN_LOCAL_COPIES = False
    log_in(page, draft.owner)
    desk = Desk(page, draft, live_server.url).open()
    expect(desk.part("local-copies")).to_have_text("本机不暂存文字")
    lose_connection(desk)
    desk.type_at_end("没有留底。")
    expect(desk.part("banner")).to_contain_text("这台电脑不暂存文字，保存以前请不要关窗口。")
    assert page.evaluate("indexedDB.databases()") == []
    page.context.unroute(SAVE)

    assert desk.saved().paragraphs[-1].text == END + "没有留底。"
    assert page.evaluate("indexedDB.databases()") == []


def test_without_a_database_the_editor_works_and_says_so(
    page: Page, draft: Draft, log_in: LogIn, live_server: Any
) -> None:
    page.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    log_in(page, draft.owner)
    desk = Desk(page, draft, live_server.url).open()
    expect(desk.part("local-copies")).to_have_text("本机不暂存文字")
    desk.type_at_end("照写。")

    assert desk.saved().paragraphs[-1].text == END + "照写。"


# --- killed ---


def test_browser_killed_and_opened_again_offers_what_it_had(
    browser: Browser, tmp_path: Path, draft: Draft, log_in: LogIn, live_server: Any
) -> None:
    def open_in(page: Page) -> Desk:
        page.expected_errors = []  # type: ignore[attr-defined]  # this browser is not the watched one
        log_in(page, draft.owner)
        return Desk(page, draft, live_server.url).open()

    with browser_in(browser.browser_type, tmp_path) as context:
        desk = open_in(context.new_page())
        lose_connection(desk)
        desk.type_at_end(LOST)
        wait_until_kept(desk.page, END + LOST)
        with context.expect_event("close"):
            kill_browser(tmp_path)
    assert draft.revisions.count() == 2
    with browser_in(browser.browser_type, tmp_path) as context:
        desk = open_in(context.new_page())
        desk.part("recovery-restore").click()
        check_saved(desk, LOST)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with server_on(tmp_path, "") as made:
        # Without collected static files, and with the tests' cheap passwords.
        made.environment["DJANGO_SETTINGS_MODULE"] = "config.settings_test"
        yield made


def test_server_killed_and_started_again_gets_the_text_by_itself(server: Server, page: Page) -> None:
    [seat] = server.prepare(1)
    server.start()
    host = f"http://127.0.0.1:{server.port}"
    # Cut off at any moment: before the answer, after it, or in the middle of it.
    cut = ["ERR_CONNECTION", "ERR_EMPTY_RESPONSE", "ERR_CONTENT_LENGTH", "ERR_INCOMPLETE"]
    page.expected_errors.extend(cut)  # type: ignore[attr-defined]  # the fixture's own attribute
    page.context.add_cookies([{"name": "sessionid", "value": seat.session, "url": host}])
    page.goto(f"{host}/drafts/{seat.draft}/")
    state = page.locator('[data-part="save-state"]')
    expect(state).to_have_attribute("data-state", "saved")
    server.kill()
    page.locator(".ProseMirror > :last-child").click()
    page.keyboard.press("End")
    page.keyboard.insert_text("服务器停着时写的。")
    expect(page.locator('[data-part="banner"]')).to_contain_text("服务器没有回应，正在重试。可以接着写。")
    page.keyboard.insert_text("还在写。")
    server.start()

    expect(state).to_have_attribute("data-state", "saved", timeout=45_000)
    shown = page.locator(".ProseMirror > :last-child").inner_text()
    assert shown.endswith("服务器停着时写的。还在写。")
    assert server.ask("revisions")[-1]["text"] == shown
    wait_until_nothing_is_kept(page)
