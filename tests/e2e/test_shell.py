"""The rooms around a draft in a browser: log-in, list, gallery, trash, errors, administration."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from drafts.models import Draft, SpeechTemplate, User
from drafts.services import drafting
from tests.views.people import many_drafts

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LogIn = Callable[[Page, User], None]
Axe = Callable[[Page], list[str]]
PASSWORD = "correct horse 4"
LONG = "标" * 200
OF_THE_CHECKER = ("Applying inline style violates", "Couldn't load preload assets")
"""What axe itself causes in the console: its own styles are refused by the policy like anybody's."""


@pytest.fixture(params=["desk", "phone"])
def sheet(request: pytest.FixtureRequest) -> Page:
    """The page, once as wide as a desk's screen and once as a phone's."""
    page: Page = request.getfixturevalue("page" if request.param == "desk" else "phone_page")
    return page


def fits(page: Page) -> bool:
    """Whether nothing has to be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def small_targets(page: Page) -> list[str]:
    """What can be tapped and is smaller than 44 by 44 pixels.

    A link stretched over its row counts as the row, a box to tick as its label; links in a sentence are left out.
    """
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("a, button, summary, select, input:not([type=hidden])")]
            .filter((target) => target.checkVisibility() && !target.matches(".skip, [tabindex='-1']"))
            .filter((target) => !(target.matches("a") && [...target.parentElement.childNodes]
                .some((node) => node.nodeType === 3 && node.data.trim())))
            .filter((target) => getComputedStyle(target, "::after").position !== "absolute")
            .map((target) => [target.outerHTML.slice(0, 90),
                (target.matches("[type=radio], [type=checkbox]") && target.labels[0] || target)
                .getBoundingClientRect()])
            .filter(([, box]) => box.width && (box.height < 43.5 || box.width < 43.5))
            .map(([html]) => html)"""
    )
    return found


def check(page: Page, axe: Axe) -> None:
    """The page fits, can be tapped and has no serious barrier."""
    page.wait_for_load_state("load")  # a heading can be there before the style sheets that give things their size
    assert fits(page)
    if page.viewport_size and page.viewport_size["width"] < 500:
        assert small_targets(page) == []
    page.expected_errors.extend(OF_THE_CHECKER)  # type: ignore[attr-defined]
    assert axe(page) == []
    del page.expected_errors[-len(OF_THE_CHECKER) :]  # type: ignore[attr-defined]


def test_log_in_by_keyboard_leads_to_the_page_that_was_asked_for(
    sheet: Page, live_server: Any, owner: User, four_point: SpeechTemplate, axe: Axe
) -> None:
    sheet.goto(f"{live_server.url}/templates/four-point/")
    check(sheet, axe)
    sheet.keyboard.type(owner.username)
    sheet.keyboard.press("Tab")
    sheet.keyboard.type(PASSWORD)
    sheet.keyboard.press("Enter")
    expect(sheet).to_have_url(f"{live_server.url}/templates/four-point/")
    check(sheet, axe)


def test_lock_says_how_long(sheet: Page, live_server: Any, owner: User, axe: Axe) -> None:
    sheet.expected_errors.append("429")  # type: ignore[attr-defined]
    sheet.goto(f"{live_server.url}/accounts/login/")
    for _ in range(5):
        sheet.get_by_label("用户名").fill(owner.username)
        sheet.get_by_label("密码", exact=True).fill("wrong")
        sheet.get_by_role("button", name="登录").click()
    expect(sheet.get_by_role("alert")).to_contain_text("请等 15 分钟再试")
    check(sheet, axe)


def test_first_visit_is_not_an_empty_room(
    sheet: Page, live_server: Any, owner: User, four_point: SpeechTemplate, log_in: LogIn, axe: Axe
) -> None:
    log_in(sheet, owner)
    sheet.goto(live_server.url)
    expect(sheet.get_by_role("button", name="用四点式示例试一试")).to_be_visible()
    check(sheet, axe)
    sheet.get_by_role("link", name="从模板开始").click()
    expect(sheet.get_by_role("heading", level=1)).to_have_text("选一个模板")
    check(sheet, axe)


def test_list_of_many_drafts_with_long_titles(
    sheet: Page, live_server: Any, owner: User, log_in: LogIn, axe: Axe
) -> None:
    many_drafts(owner, 100, character_count=2260, gap_count=2)
    many_drafts(owner, 10, title=LONG, version=0, answered=3, questions=14)
    log_in(sheet, owner)
    sheet.goto(live_server.url)
    heading = sheet.locator("h2", has=sheet.get_by_role("link", name=LONG)).first
    assert heading.evaluate("(h2) => Math.round(h2.clientHeight / parseFloat(getComputedStyle(h2).lineHeight))") == 2
    check(sheet, axe)
    sheet.get_by_role("link", name="下一页").click()
    expect(sheet.locator(".page-now")).to_have_text("2")
    sheet.get_by_role("searchbox").fill("讲稿 77")
    sheet.keyboard.press("Enter")
    expect(sheet.locator(".draft")).to_have_count(1)
    sheet.get_by_role("searchbox").fill("没有的词")
    sheet.keyboard.press("Enter")
    expect(sheet.get_by_text("没有找到符合条件的讲稿")).to_be_visible()
    check(sheet, axe)
    sheet.get_by_role("link", name="清除条件").click()
    expect(sheet.locator(".draft")).to_have_count(30)


def test_sorting_takes_effect_at_once(page: Page, live_server: Any, owner: User, log_in: LogIn) -> None:
    many_drafts(owner, 3)
    log_in(page, owner)
    page.goto(live_server.url)
    page.get_by_label("排序").select_option("title")
    expect(page).to_have_url(re.compile("sort=title"))
    expect(page.get_by_label("排序")).to_have_value("title")


def test_menu_of_a_row_works_by_keyboard_and_trash_can_be_undone(
    sheet: Page, live_server: Any, owner: User, log_in: LogIn, axe: Axe
) -> None:
    many_drafts(owner, 3)
    log_in(sheet, owner)
    sheet.goto(live_server.url)
    menu = sheet.locator("summary[aria-label='更多操作：讲稿 2']")
    menu.focus()
    sheet.keyboard.press("Enter")
    expect(sheet.get_by_role("button", name="移到回收站")).to_be_visible()
    check(sheet, axe)
    sheet.keyboard.press("Escape")
    expect(sheet.get_by_role("button", name="移到回收站")).to_be_hidden()
    expect(menu).to_be_focused()
    sheet.keyboard.press("Enter")
    sheet.get_by_role("button", name="移到回收站").press("Enter")
    expect(sheet.get_by_text("“讲稿 2”已移到回收站。")).to_be_visible()
    expect(sheet.locator(".draft")).to_have_count(2)
    check(sheet, axe)
    sheet.get_by_role("button", name="撤销").click()
    expect(sheet.locator(".draft")).to_have_count(3)


def test_trash_deletes_after_asking(sheet: Page, live_server: Any, owner: User, log_in: LogIn, axe: Axe) -> None:
    for draft in many_drafts(owner, 2, title=LONG):
        drafting.trash_draft(draft=draft)
    log_in(sheet, owner)
    sheet.goto(f"{live_server.url}/trash/")
    check(sheet, axe)
    sheet.get_by_role("link", name="彻底删除").first.click()
    expect(sheet.get_by_role("heading", level=1)).to_have_text("彻底删除这篇讲稿？")
    check(sheet, axe)
    sheet.get_by_role("button", name="彻底删除").click()
    expect(sheet.locator(".draft")).to_have_count(1)
    assert Draft.objects.count() == 1


def test_password_page_and_account_menu(sheet: Page, live_server: Any, owner: User, log_in: LogIn, axe: Axe) -> None:
    log_in(sheet, owner)
    sheet.goto(live_server.url)
    sheet.locator(".account summary").click()
    check(sheet, axe)
    sheet.get_by_role("link", name="修改密码").click()
    sheet.get_by_role("button", name="修改密码").click()
    expect(sheet.get_by_role("alert")).to_have_text("密码没有修改，请看下面的说明。")
    check(sheet, axe)


def test_menus_close_by_a_click_elsewhere(page: Page, live_server: Any, owner: User, log_in: LogIn) -> None:
    log_in(page, owner)
    page.goto(live_server.url)
    page.locator(".account summary").click()
    expect(page.get_by_role("button", name="退出")).to_be_visible()
    page.mouse.click(400, 700)
    expect(page.get_by_role("button", name="退出")).to_be_hidden()


def test_not_found_says_what_to_do(sheet: Page, live_server: Any, owner: User, log_in: LogIn, axe: Axe) -> None:
    sheet.expected_errors.append("404")  # type: ignore[attr-defined]
    log_in(sheet, owner)
    sheet.goto(f"{live_server.url}/nowhere/")
    expect(sheet.get_by_role("heading", level=1)).to_have_text("没有这个页面")
    check(sheet, axe)


def test_pages_bear_text_of_twice_the_size(page: Page, live_server: Any, owner: User, log_in: LogIn) -> None:
    many_drafts(owner, 5, title=LONG)
    log_in(page, owner)
    page.set_viewport_size({"width": 640, "height": 450})  # what is left of 1280 by 900 at 200 %
    for address in ("/", "/trash/", "/templates/", "/accounts/password/"):
        page.goto(live_server.url + address)
        assert (address, fits(page)) == (address, True)


def test_pages_work_without_a_script(
    new_page: Callable[..., Page], live_server: Any, owner: User, log_in: LogIn
) -> None:
    many_drafts(owner, 2)
    plain = new_page(java_script_enabled=False)
    log_in(plain, owner)
    plain.goto(live_server.url)
    plain.locator("summary[aria-label='更多操作：讲稿 1']").click()
    plain.get_by_role("button", name="复制").click()
    expect(plain.locator(".draft")).to_have_count(3)


def test_administrator_sees_the_line_that_is_refused(
    page: Page, live_server: Any, administrator: User, four_point: SpeechTemplate, log_in: LogIn, axe: Axe
) -> None:
    log_in(page, administrator)
    page.goto(f"{live_server.url}/admin/drafts/speechtemplate/{four_point.pk}/change/")
    source = page.locator("textarea[name=source]")
    source.fill(source.input_value().replace("{{ 结尾 }}", "{{ 结尾 + 1 }}"))
    page.locator("input[name=_save]").click()
    expect(page.locator(".source-marked")).to_contain_text("{{ 结尾 + 1 }}")
    expect(page.locator(".errorlist li").first).to_contain_text("第")
    check(page, axe)


@pytest.mark.parametrize(
    "address", ["", "drafts/user/", "drafts/user/add/", "drafts/speechtemplate/", "drafts/templateversion/"]
)
def test_administration_is_free_of_reports(
    page: Page, live_server: Any, administrator: User, four_point: SpeechTemplate, log_in: LogIn, axe: Axe, address: str
) -> None:
    log_in(page, administrator)
    page.goto(f"{live_server.url}/admin/{address}")
    expect(page.locator("#content")).to_be_visible()
    check(page, axe)
