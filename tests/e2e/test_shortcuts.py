"""The keys of the editor, the sheet that lists them, and Ctrl+S with a name for the version."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from drafts.models import Draft, SpeechTemplate, User
from drafts.services import drafting
from tests.conftest import PHONE
from tests.e2e.desk import Axe, Desk, LogIn, NewPage, make_draft

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def draft(owner: User, four_point: SpeechTemplate) -> Draft:
    return make_draft(owner, four_point)


@pytest.fixture
def desk(page: Page, draft: Draft, log_in: LogIn, live_server: Any) -> Desk:
    log_in(page, draft.owner)
    return Desk(page, draft, live_server.url).open()


def names(draft: Draft) -> dict[int, str]:
    return dict(draft.revisions.exclude(name="").values_list("number", "name"))


# --- the sheet ---


def test_question_mark_shows_the_sheet_where_nothing_is_typed(desk: Desk) -> None:
    desk.page.get_by_role("button", name="加粗").focus()
    desk.press("?")
    sheet = desk.page.get_by_role("dialog", name="快捷键")
    expect(sheet).to_be_visible()
    expect(sheet.locator("dt", has_text="加粗").locator("+ dd")).to_have_text("CtrlB")
    desk.press("Escape")
    expect(sheet).to_be_hidden()
    expect(desk.page.get_by_role("button", name="加粗")).to_be_focused()


def test_question_mark_is_a_character_in_the_text_and_ctrl_slash_shows_the_sheet(desk: Desk) -> None:
    desk.end_of("end")
    desk.press("?")
    expect(desk.paragraph("end")).to_have_text("以上发言，请批评指正。?")
    desk.press("Control+/")
    expect(desk.part("shortcuts")).to_be_visible()
    desk.press("Escape")
    desk.page.keyboard.insert_text("！")
    assert desk.saved().paragraphs[-1].text == "以上发言，请批评指正。?！"


def test_sheet_is_accessible_and_opens_by_button_on_a_phone(
    desk: Desk, draft: Draft, new_page: NewPage, log_in: LogIn, live_server: Any, axe: Axe
) -> None:
    desk.page.get_by_role("button", name="快捷键").click()
    assert axe(desk.page) == []
    phone = new_page(viewport=PHONE)
    log_in(phone, draft.owner)
    Desk(phone, draft, live_server.url).open()
    phone.get_by_role("button", name="快捷键").click()
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe(phone) == []


def test_a_mac_shows_its_own_signs(draft: Draft, new_page: NewPage, log_in: LogIn, live_server: Any) -> None:
    page = new_page()
    page.add_init_script(
        """Object.defineProperty(navigator, "userAgentData", { get: () => ({ platform: "macOS" }) })"""
    )
    log_in(page, draft.owner)
    desk = Desk(page, draft, live_server.url).open()
    desk.press("Meta+/")
    expect(desk.part("shortcuts").locator("dt", has_text="粘贴为纯文本").locator("+ dd")).to_have_text("⌘⇧V")
    desk.press("Escape", "Meta+f")
    expect(desk.part("find")).to_be_visible()


# --- the keys ---


def test_find_and_replace_open_by_key_and_by_button(desk: Desk) -> None:
    desk.page.get_by_role("button", name="查找和替换").click()
    expect(desk.page.get_by_label("查找", exact=True)).to_be_focused()
    expect(desk.page.get_by_label("替换为")).to_be_hidden()
    desk.press("Control+h")
    expect(desk.page.get_by_label("替换为")).to_be_visible()
    desk.press("Escape", "F3")
    expect(desk.page.get_by_label("查找", exact=True)).to_be_focused()


def test_point_of_the_caret_moves_with_the_caret(desk: Desk) -> None:
    desk.end_of("two")
    desk.press("Alt+Shift+ArrowUp")
    labels = desk.part("outline-list").locator(".outline-point .outline-label")
    expect(labels).to_have_text(["一要用好结果", "二要选准题目"])
    desk.page.keyboard.insert_text("在这里。")
    assert desk.saved().paragraphs[3].text == "一要用好结果。落到（待填：措施）上。在这里。"
    desk.press("Alt+Shift+ArrowUp")  # it is the first
    expect(labels).to_have_text(["一要用好结果", "二要选准题目"])


def test_keys_of_the_page_leave_open_dialogs_alone(desk: Desk) -> None:
    desk.press("Control+/", "Control+f")
    expect(desk.part("find")).to_be_hidden()


# --- naming the version that was saved ---


def test_ctrl_s_saves_at_once_and_offers_a_name_without_taking_the_focus(desk: Desk) -> None:
    desk.type_at_end("谢谢")
    with desk.page.expect_response(re.compile("/save/$"), timeout=800):
        desk.page.keyboard.press("Control+s")
    expect(desk.part("naming-line")).to_have_text("已保存为第 3 版")
    desk.page.keyboard.insert_text("大家。")
    assert desk.saved().paragraphs[-1].text == "以上发言，请批评指正。谢谢大家。"

    desk.press("Control+s")
    expect(desk.part("naming-line")).to_have_text("已保存为第 4 版")
    desk.press("Control+s")
    expect(desk.page.get_by_label("这一版的名字")).to_be_focused()
    desk.page.keyboard.insert_text("送审稿")
    desk.press("Enter")
    expect(desk.part("naming-line")).to_have_text("第 4 版已命名为“送审稿”")
    expect(desk.page.locator(".ProseMirror")).to_be_focused()
    assert names(desk.draft) == {4: "送审稿"}


def test_name_may_be_left_out(desk: Desk) -> None:
    desk.end_of("end")
    desk.press("Control+s")
    expect(desk.part("naming-line")).to_have_text("已保存为第 2 版")
    desk.press("Control+s", "Enter")
    expect(desk.part("naming")).to_be_hidden()
    expect(desk.page.locator(".ProseMirror")).to_be_focused()
    desk.press("Control+s", "Control+s", "Escape")
    expect(desk.part("naming")).to_be_hidden()
    assert (names(desk.draft), desk.draft.revisions.count()) == ({}, 2)


def test_ctrl_s_without_a_network_says_so(desk: Desk) -> None:
    desk.expect_errors("ERR_INTERNET_DISCONNECTED")
    desk.page.context.set_offline(True)
    desk.type_at_end("谢谢。")
    desk.press("Control+s")
    expect(desk.part("naming-line")).to_have_text("网络断了，还没有保存；恢复后会自动保存。")
    expect(desk.page.get_by_label("这一版的名字")).to_be_hidden()
    desk.page.context.set_offline(False)
    assert desk.saved().paragraphs[-1].text == "以上发言，请批评指正。谢谢。"


def test_name_that_could_not_be_noted_stays_in_the_field(desk: Desk) -> None:
    desk.expect_errors("ERR_INTERNET_DISCONNECTED")
    desk.press("Control+s", "Control+s")
    desk.page.keyboard.insert_text("定稿")
    desk.page.context.set_offline(True)
    desk.press("Enter")
    expect(desk.part("naming-line")).to_have_text("现在连不上服务器，名字没有记下；文字已经保存。")
    desk.page.context.set_offline(False)
    desk.press("Enter")
    expect(desk.part("naming-line")).to_have_text("第 2 版已命名为“定稿”")


def test_ctrl_s_in_a_composition_waits_for_it(desk: Desk) -> None:
    desk.end_of("end")
    keyboard = desk.page.context.new_cdp_session(desk.page)
    keyboard.send("Input.imeSetComposition", {"text": "xie", "selectionStart": 3, "selectionEnd": 3})
    desk.page.keyboard.press("Control+s")
    assert desk.paragraph("end").inner_text() == "以上发言，请批评指正。xie"
    keyboard.send("Input.insertText", {"text": "谢谢"})
    assert desk.saved().paragraphs[-1].text == "以上发言，请批评指正。谢谢"
    expect(desk.part("naming-line")).to_have_text("已保存为第 3 版")
    assert drafting.read_document(desk.draft).paragraphs[-1].text == "以上发言，请批评指正。谢谢"


def test_naming_field_is_accessible(desk: Desk, axe: Axe) -> None:
    desk.press("Control+s")
    expect(desk.part("naming")).to_be_visible()
    assert axe(desk.page) == []
    desk.part("naming-open").click()
    expect(desk.page.get_by_label("这一版的名字")).to_be_focused()
    assert axe(desk.page) == []
