"""The outline's structure commands in the browser: by menu, by key, by mouse; one step to undo; counts offered."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from drafts.models import Draft, SpeechTemplate, User
from tests.e2e.desk import SPEECH, Axe, Desk, LogIn, make_draft

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIRST, SECOND = SPEECH.paragraphs[3].text, SPEECH.paragraphs[4].text


@pytest.fixture
def draft(owner: User, four_point: SpeechTemplate) -> Draft:
    return make_draft(owner, four_point)


@pytest.fixture
def desk(page: Page, live_server: Any, log_in: LogIn, owner: User, draft: Draft) -> Desk:
    log_in(page, owner)
    return Desk(page, draft, live_server.url).open()


def item(desk: Desk, label: str) -> Locator:
    return desk.part("outline-list").locator("li").filter(has_text=label)


def jump(desk: Desk, label: str) -> Locator:
    return item(desk, label).locator("[data-jump]")


def choose(desk: Desk, label: str, command: str) -> None:
    item(desk, label).hover()
    item(desk, label).locator("[data-more]").click()
    desk.part("structure-menu").get_by_role("menuitem", name=command).click()


def texts(desk: Desk) -> list[str]:
    return [paragraph.text for paragraph in desk.saved()]


def test_menu_moves_a_point_and_undo_takes_it_back_in_one_step(desk: Desk) -> None:
    choose(desk, "二要用好结果", "上移")
    expect(desk.part("structure-notice")).to_contain_text("已移动，序号已重排。")
    expect(desk.paragraph("two")).to_contain_text("一要用好结果")
    assert texts(desk)[3:5] == [SECOND.replace("二要", "一要"), FIRST.replace("一要", "二要")]
    desk.part("structure-notice").get_by_role("button", name="撤销").click()
    expect(desk.paragraph("two")).to_contain_text("二要用好结果")
    expect(desk.part("save-state")).to_have_attribute("data-state", "unsaved")
    assert desk.saved() == SPEECH


def test_keys_move_the_focused_item_and_focus_goes_along(desk: Desk) -> None:
    jump(desk, "一要选准题目").focus()
    desk.press("Alt+ArrowDown")
    expect(desk.paragraph("one")).to_contain_text("二要选准题目")
    expect(jump(desk, "二要选准题目")).to_be_focused()
    desk.press("Alt+ArrowUp")
    expect(desk.paragraph("one")).to_contain_text("一要选准题目")


def test_sub_points_inside_a_paragraph_change_places(desk: Desk) -> None:
    jump(desk, "首先，听真话").focus()
    desk.press("Alt+ArrowDown")
    expect(desk.paragraph("one")).to_contain_text("首先，察实情")
    saved = texts(desk)[3]
    assert saved.index("首先，察实情。") < saved.index("其次，听真话。")


def test_adding_offers_the_announced_count_which_follows_when_asked(desk: Desk) -> None:
    choose(desk, "二要用好结果", "在后面添加一项")
    notice = desk.part("structure-notice")
    expect(notice).to_contain_text("文中的“两”要不要跟着改成“三”？")
    notice.get_by_role("button", name="改成“三”").click()
    expect(desk.paragraph("open")).to_contain_text("要从以下三个方面入手")
    assert texts(desk)[5] == "三要（待填：要点标题）。（待填：要点内容）"


def test_a_count_that_waits_for_an_answer_outlives_the_next_sentence(desk: Desk) -> None:
    desk.expect_errors("422")
    choose(desk, "二要用好结果", "在后面添加一项")
    notice = desk.part("structure-notice")
    expect(notice).to_contain_text("文中的“两”要不要跟着改成“三”？")
    desk.part("family").select_option("首先")
    expect(notice).to_contain_text("分点已经用了“首先”，要点请换一种序号。")
    notice.get_by_role("button", name="改成“三”").click()
    expect(desk.paragraph("open")).to_contain_text("要从以下三个方面入手")


def test_removing_is_undone_with_the_usual_key(desk: Desk) -> None:
    jump(desk, "一要选准题目").focus()
    desk.press("Delete")
    expect(desk.paragraph("one")).to_have_count(0)
    expect(desk.paragraph("two")).to_contain_text("一要用好结果")
    desk.paragraph("two").click()
    desk.press("Control+z")
    expect(desk.paragraph("one")).to_contain_text("一要选准题目")
    assert texts(desk) == [p.text for p in SPEECH]


def test_levels_change_by_key(desk: Desk) -> None:
    jump(desk, "其次，察实情").focus()
    desk.press("Alt+ArrowLeft")
    expect(jump(desk, "二要察实情")).to_be_visible()
    assert texts(desk)[4].startswith("二要察实情。")


def test_family_of_all_points_changes_in_one_step(desk: Desk) -> None:
    desk.part("family").select_option("第一")
    expect(desk.paragraph("two")).to_contain_text("第二，用好结果。")
    desk.paragraph("two").click()
    desk.press("Control+z")
    expect(desk.paragraph("two")).to_contain_text("二要用好结果。")
    expect(desk.paragraph("one")).to_contain_text("一要选准题目")


def test_point_is_dragged_and_escape_leaves_it(desk: Desk) -> None:
    def drag(start: Locator, end: Locator) -> None:
        start.hover()
        desk.page.mouse.down()
        box = end.bounding_box()
        assert box
        desk.page.mouse.move(box["x"] + 40, box["y"] + box["height"] - 2, steps=6)

    drag(jump(desk, "一要选准题目"), jump(desk, "二要用好结果"))
    expect(item(desk, "二要用好结果")).to_have_class("outline-point has-gap drop-after")
    desk.press("Escape")
    desk.page.mouse.up()
    expect(desk.paragraph("one")).to_contain_text("一要选准题目")
    drag(jump(desk, "一要选准题目"), jump(desk, "二要用好结果"))
    desk.page.mouse.up()
    expect(desk.paragraph("one")).to_contain_text("二要选准题目")


def test_what_cannot_be_done_is_said(desk: Desk) -> None:
    desk.expect_errors("422")
    desk.part("family").select_option("首先")
    expect(desk.part("structure-notice")).to_contain_text("分点已经用了“首先”，要点请换一种序号。")
    assert desk.saved() == SPEECH


def test_without_a_connection_the_text_stays_and_it_is_said(desk: Desk) -> None:
    desk.expect_errors("ERR_INTERNET_DISCONNECTED")
    desk.page.context.set_offline(True)
    choose(desk, "二要用好结果", "上移")
    expect(desk.part("structure-notice")).to_contain_text("现在连不上服务器")
    desk.page.context.set_offline(False)
    expect(desk.paragraph("two")).to_contain_text("二要用好结果")


def test_menu_and_notice_are_accessible(desk: Desk, axe: Axe) -> None:
    item(desk, "一要选准题目").hover()
    item(desk, "一要选准题目").locator("[data-more]").click()
    menu = desk.part("structure-menu")
    expect(menu.get_by_role("menuitem", name="上移")).to_have_attribute("aria-disabled", "true")
    assert axe(desk.page) == []
    desk.press("Escape")
    expect(menu).to_be_hidden()
    expect(item(desk, "一要选准题目").locator("[data-more]")).to_be_focused()
    choose(desk, "二要用好结果", "在后面添加一项")
    expect(desk.part("structure-notice")).to_be_visible()
    assert axe(desk.page) == []


def test_menu_works_on_a_phone(phone_page: Page, live_server: Any, log_in: LogIn, owner: User, draft: Draft) -> None:
    log_in(phone_page, owner)
    desk = Desk(phone_page, draft, live_server.url).open()
    phone_page.locator("[data-opens=outline]").click()
    item(desk, "二要用好结果").locator("[data-more]").click()
    desk.part("structure-menu").get_by_role("menuitem", name="上移").click()
    expect(desk.part("structure-notice")).to_contain_text("已移动")
    expect(jump(desk, "一要用好结果")).to_be_visible()
