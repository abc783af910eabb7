"""The form in a browser: filling, cards, saving, preview, gaps, assembling."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from drafts.core.document import Document, Paragraph, Style
from drafts.models import Draft, SpeechTemplate, User
from drafts.services import drafting
from tests.e2e.form_page import HEADINGS, FormPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LogIn = Callable[[Page, User], None]
Axe = Callable[[Page], list[str]]
NewPage = Callable[..., Page]
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def draft(owner: User, four_point: SpeechTemplate) -> Draft:
    return drafting.start_draft(owner=owner, template_version=four_point.latest)


@pytest.fixture
def form(page: Page, draft: Draft, log_in: LogIn, live_server: Any) -> FormPage:
    log_in(page, draft.owner)
    return FormPage(page, draft, live_server.url).open()


@pytest.fixture
def sample(owner: User, four_point: SpeechTemplate) -> Draft:
    return drafting.start_draft(owner=owner, template_version=four_point.latest, with_sample=True)


def edited_by_hand(draft: Draft) -> Draft:
    drafting.assemble_draft(draft=draft, author=draft.owner)
    document = Document((Paragraph.of("title", Style.TITLE, "改过的标题"),))
    drafting.save_document(draft=draft, author=draft.owner, base=1, save_id=draft.pk, document=document)
    return draft


# --- filling ---


def test_opening_a_form_saves_nothing(form: FormPage) -> None:
    form.page.wait_for_timeout(800)

    assert (form.saved().answers_version, form.ordinals()) == (0, ["一要", "二要", "三要", "四要"])
    expect(form.part("filled")).to_have_text(re.compile("^已填 0/16$"))


def test_four_points_from_scratch_lead_to_the_editor(form: FormPage) -> None:
    form.field("会议").fill("理论学习中心组专题研讨会")
    form.field("专题").fill("把调查研究落到实处")
    form.fill_headings()
    first = form.cards().first
    form.in_card(first, "内容").fill("情况不明，办法就不对路。")
    place = f"要点.{first.get_attribute('data-card')}.分点"
    for heading in ("选准题目", "听到真话", "用好结果"):
        form.add(place)
        form.in_card(form.cards(place).last, "标题").fill(heading)

    assert form.ordinals(place) == ["首先", "其次", "最后"]
    expect(form.preview()).to_contain_text("要从以下四个方面入手：")
    expect(form.preview()).to_contain_text("首先，选准题目。其次，听到真话。最后，用好结果。")
    expect(form.part("draft-title")).to_have_text("在理论学习中心组专题研讨会上的发言材料")
    form.page.locator("[data-assemble]:visible").click()
    form.page.wait_for_url(re.compile(reverse("draft-edit", args=[form.draft.pk]) + "$"))
    text = drafting.read_document(form.draft).plain_text
    assert "四要不断提升工作质效。" in text
    assert "待填" not in text


def test_everything_is_there_after_a_reload(form: FormPage) -> None:
    form.field("会议").fill("<b>“会议”</b> & 🐉")
    form.fill_headings()
    form.saved()

    form.open()
    assert form.field("会议").input_value() == "<b>“会议”</b> & 🐉"
    assert form.headings() == list(HEADINGS)
    expect(form.preview()).to_contain_text("在<b>“会议”</b> & 🐉上的发言材料")


def test_a_window_closed_in_the_middle_loses_nothing(form: FormPage, new_page: NewPage, log_in: LogIn) -> None:
    form.field("会议").fill("专题研讨会")
    form.saved()
    form.field("专题").press_sequentially("群众路线")
    form.page.close(run_before_unload=False)

    again = FormPage(new_page(), form.draft, form.host)
    log_in(again.page, form.draft.owner)
    again.page.wait_for_timeout(500)
    again.open()
    assert (again.field("会议").input_value(), again.field("专题").input_value()) == ("专题研讨会", "群众路线")


def test_a_closed_browser_loses_nothing_that_was_shown_as_saved(
    form: FormPage, new_page: NewPage, log_in: LogIn
) -> None:
    form.fill_headings()
    form.saved()
    context: BrowserContext = form.page.context
    context.close()

    again = FormPage(new_page(), form.draft, form.host)
    log_in(again.page, form.draft.owner)
    assert again.open().headings() == list(HEADINGS)


def test_composing_is_left_alone_until_it_ends(form: FormPage) -> None:
    field = form.field("会议")
    field.focus()
    field.dispatch_event("compositionstart")
    form.page.keyboard.type("zhuan")
    form.page.wait_for_timeout(900)
    assert form.part("save-state").get_attribute("data-state") == "unsaved"

    field.fill("专题会")
    field.dispatch_event("compositionend")
    assert form.saved().answers["会议"] == "专题会"


def test_another_family_renumbers_cards_and_text(form: FormPage) -> None:
    form.fill_headings()
    form.field("序号体系").select_option("第一")

    assert form.ordinals() == ["第一", "第二", "第三", "第四"]
    expect(form.preview()).to_contain_text("第一，旗帜鲜明讲政治。")


def test_a_typed_date_and_the_calendar_give_the_same_text(form: FormPage) -> None:
    form.field("日期").fill("2026年3月8日")
    expect(form.preview()).to_contain_text("2026年3月8日")

    form.page.locator("[data-picker]").fill("2026-10-01")
    expect(form.preview()).to_contain_text("2026年10月1日")
    assert form.field("日期").input_value() == "2026-10-01"


# --- cards ---


def test_moving_by_keyboard_keeps_the_caret_and_is_announced(form: FormPage) -> None:
    form.fill_headings()
    last = form.in_card(form.cards().last, "标题")
    last.focus()
    form.page.keyboard.press("Alt+ArrowUp")
    form.page.keyboard.press("Alt+ArrowUp")

    moved = [HEADINGS[0], HEADINGS[3], HEADINGS[1], HEADINGS[2]]
    assert (form.headings(), form.ordinals()) == (moved, ["一要", "二要", "三要", "四要"])
    expect(form.part("list-announcer")).to_have_text("已移到第 2 项，共 4 项")
    assert form.page.evaluate("document.activeElement.value") == HEADINGS[3]
    assert form.stored_headings() == moved


def test_the_move_button_keeps_the_focus_at_the_end_of_the_list(form: FormPage) -> None:
    form.fill_headings()
    button = form.cards().nth(1).get_by_role("button", name="上移")
    button.focus()
    form.page.keyboard.press("Enter")

    assert form.stored_headings() == [HEADINGS[1], HEADINGS[0], *HEADINGS[2:]]
    expect(form.page.locator(":focus")).to_have_attribute("aria-disabled", "true")


def drag(form: FormPage, source: Locator, target: Locator) -> None:
    """Drag by the grip, in small steps as a hand does; the cards shrink on the way."""
    grip = source.locator("> .item-head [data-grip]")
    grip.scroll_into_view_if_needed()
    start = grip.bounding_box()
    assert start
    form.page.mouse.move(start["x"] + 8, start["y"] + 12)
    form.page.mouse.down()
    end = target.locator("> .item-head").bounding_box()
    assert end
    down = end["y"] > start["y"]
    form.page.mouse.move(start["x"] + 8, end["y"] + (end["height"] if down else 2), steps=12)


def test_moving_by_mouse(form: FormPage) -> None:
    form.fill_headings()
    drag(form, form.cards().first, form.cards().nth(2))
    form.page.mouse.up()

    assert form.stored_headings() == [HEADINGS[1], HEADINGS[2], HEADINGS[0], HEADINGS[3]]
    assert form.ordinals() == ["一要", "二要", "三要", "四要"]


def test_moving_by_finger(new_page: NewPage, sample: Draft, log_in: LogIn, live_server: Any) -> None:
    page = new_page(viewport=PHONE, has_touch=True, is_mobile=True)
    log_in(page, sample.owner)
    form = FormPage(page, sample, live_server.url).open()
    before = form.headings()
    grip = page.locator("[data-grip]:visible").first
    grip.scroll_into_view_if_needed()
    box = grip.bounding_box()
    assert box
    finger = page.context.new_cdp_session(page)
    x, y = box["x"] + 10, box["y"] + 15
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for way in range(10, 90, 10):
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y + way}]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    expect(form.part("list-announcer")).to_have_text("已移到第 2 项，共 4 项")
    assert form.headings() == [before[1], before[0], *before[2:]]
    page.wait_for_timeout(400)
    assert form.stored_headings() == form.headings()


def test_escape_puts_a_dragged_card_back(form: FormPage) -> None:
    form.fill_headings()
    form.saved()
    drag(form, form.cards().first, form.cards().nth(2))
    form.page.keyboard.press("Escape")
    form.page.mouse.up()

    assert form.headings() == list(HEADINGS)


def test_a_removed_card_comes_back_with_all_its_text(form: FormPage) -> None:
    form.fill_headings()
    form.cards().nth(1).get_by_role("button", name="移除").click()
    assert form.stored_headings() == [HEADINGS[0], HEADINGS[2], HEADINGS[3]]
    expect(form.page.locator(":focus")).to_have_text("撤销")

    form.page.keyboard.press("Enter")
    assert form.stored_headings() == list(HEADINGS)
    expect(form.in_card(form.cards().nth(1), "标题")).to_be_focused()


def test_a_list_takes_no_more_than_its_most(form: FormPage) -> None:
    for _ in range(8):
        form.add()
    form.page.locator('[data-list="要点"] > [data-add]').focus()
    form.page.keyboard.press("Enter")

    assert form.cards().count() == 12
    expect(form.part("list-announcer")).to_have_text("最多 12 项。")


def test_ids_stay_with_their_items(form: FormPage) -> None:
    form.fill_headings()
    before = {item["标题"]: item["id"] for item in form.saved().answers["要点"]}
    form.in_card(form.cards().first, "标题").focus()
    form.page.keyboard.press("Alt+ArrowDown")

    assert form.stored_headings()[0] == HEADINGS[1]
    assert {item["标题"]: item["id"] for item in form.draft.answers["要点"]} == before


# --- gaps and problems ---


def test_gaps_are_listed_before_assembling(form: FormPage) -> None:
    form.field("会议").fill("专题研讨会")
    form.fill_headings((*HEADINGS[:3], ""))
    form.page.locator("[data-assemble]:visible").click()

    expect(form.part("gap-names").locator("li")).to_have_text(["专题", "要点4·标题"])
    form.part("gaps-fill").click()
    expect(form.field("专题")).to_be_focused()
    form.page.locator("[data-assemble]:visible").click()
    form.part("gaps-anyway").click()
    form.page.wait_for_url(re.compile(reverse("draft-edit", args=[form.draft.pk]) + "$"))
    assert drafting.read_document(form.draft).gaps == ["专题", "要点4·标题"]


def test_a_gap_in_the_text_leads_to_its_field(form: FormPage) -> None:
    form.fill_headings(("一", "二", "", "四"))
    gap = form.preview().locator('[data-key^="point."] mark.gap')
    expect(gap).to_have_count(1)
    gap.click()

    expect(form.in_card(form.cards().nth(2), "标题")).to_be_focused()


def test_what_does_not_fit_is_said_beside_its_field_and_kept(form: FormPage) -> None:
    form.field("日期").fill("下周三")
    form.field("会议").fill("长" * 90)

    beside = form.page.locator('[data-field="a.日期"] [data-problem]')
    expect(beside).to_have_text("应是一个日期，如 2026-03-08。")
    expect(form.field("日期")).to_have_attribute("aria-invalid", "true")
    expect(form.page.locator('[data-field="a.会议"] [data-counter]')).to_have_text("超出 10 字")
    assert form.saved().answers["日期"] == "下周三"
    form.open()
    assert form.field("会议").input_value() == "长" * 90
    expect(beside).to_be_visible()
    form.field("日期").fill("")
    expect(beside).to_be_hidden()


def test_wrong_answers_are_not_assembled(form: FormPage) -> None:
    form.field("日期").fill("下周三")
    form.page.locator("[data-assemble]:visible").click()

    expect(form.field("日期")).to_be_focused()
    assert not form.saved().is_assembled


def test_a_family_too_short_for_the_list_is_said(form: FormPage) -> None:
    form.add()
    form.add()
    form.field("序号体系").select_option("首先")

    expect(form.page.locator('[data-field="a.序号体系"] [data-problem]')).to_contain_text("最多排 5 项")
    expect(form.part("no-preview")).to_be_visible()


# --- saving ---


def test_a_lost_answer_is_not_taken_for_another_window(form: FormPage) -> None:
    form.expect_errors("Failed to load resource")
    lost: list[int] = []

    def lose(route: Route) -> None:
        if not lost:
            lost.append(route.fetch().status)
            return route.abort()
        return route.continue_()

    form.page.route("**/answers/", lose)
    form.field("会议").fill("第一次")
    expect(form.part("save-state")).to_contain_text("保存失败，正在重试")
    form.field("会议").fill("第二次")

    assert (form.saved().answers["会议"], lost) == ("第二次", [200])


def test_another_window_is_never_written_over(form: FormPage, new_page: NewPage) -> None:
    form.expect_errors("409")
    other = FormPage(new_page(beside=form.page), form.draft, form.host).open()
    other.field("会议").fill("另一个窗口的")
    other.saved()
    form.field("会议").fill("这里的")

    expect(form.part("conflict-dialog")).to_be_visible()
    assert Draft.objects.get(pk=form.draft.pk).answers["会议"] == "另一个窗口的"
    form.part("conflict-mine").click()
    assert form.saved().answers["会议"] == "这里的"


def test_the_newer_answers_can_be_loaded(form: FormPage) -> None:
    form.expect_errors("409")
    drafting.save_answers(draft=form.draft, answers=form.draft.answers | {"会议": "较新的"}, base=0)
    form.field("会议").fill("这里的")
    form.part("conflict-reload").click()

    expect(form.field("会议")).to_have_value("较新的")


def test_logged_out_and_in_again_goes_on(form: FormPage, log_in: LogIn) -> None:
    form.expect_errors("401")
    form.page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    form.field("会议").fill("退出以后")
    expect(form.part("save-state")).to_contain_text("需要重新登录")

    log_in(form.page, form.draft.owner)
    form.page.evaluate("dispatchEvent(new Event('focus'))")
    assert form.saved().answers["会议"] == "退出以后"


# --- assembled drafts ---


def test_a_text_as_assembled_is_assembled_again(form: FormPage) -> None:
    drafting.assemble_draft(draft=form.draft, author=form.draft.owner)
    form.open()
    form.field("专题").fill("新的专题")
    form.page.locator("[data-assemble]:visible").click()
    form.part("gaps-anyway").click()
    form.page.wait_for_url(re.compile(reverse("draft-edit", args=[form.draft.pk]) + "$"))

    assert "新的专题" in drafting.read_document(form.draft).plain_text
    assert form.draft.revisions.count() == 2


def test_a_text_edited_meanwhile_is_never_assembled_over(form: FormPage) -> None:
    edited_by_hand(form.draft)
    form.field("会议").fill("后来填的")
    form.page.locator("[data-assemble]:visible").click()
    form.part("gaps-anyway").click()

    expect(form.page.get_by_role("heading", name="更新讲稿")).to_be_visible()
    assert drafting.read_document(form.draft).title == "改过的标题"


# --- phone, access, without a script ---


def test_on_a_phone_form_and_preview_take_turns(
    phone_page: Page, sample: Draft, log_in: LogIn, live_server: Any, axe: Axe
) -> None:
    log_in(phone_page, sample.owner)
    form = FormPage(phone_page, sample, live_server.url).open()
    assert phone_page.evaluate("document.documentElement.scrollWidth") == 390
    assert axe(phone_page) == []

    phone_page.get_by_role("button", name="预览").click()
    expect(form.preview()).to_be_visible()
    expect(form.field("会议")).to_be_hidden()
    expect(phone_page.locator("[data-assemble]:visible")).to_be_in_viewport()
    assert axe(phone_page) == []


def test_no_violation_in_a_form_with_problems(form: FormPage, axe: Axe) -> None:
    form.field("会议").fill("长" * 200)
    form.field("日期").fill("下周三")
    form.cards().first.get_by_role("button", name="移除").click()
    form.saved()

    assert axe(form.page) == []
    form.page.locator("[data-assemble]:visible").click()


def test_without_a_script_the_same_form_works(new_page: NewPage, draft: Draft, log_in: LogIn, live_server: Any) -> None:
    page = new_page(java_script_enabled=False)
    log_in(page, draft.owner)
    page.goto(live_server.url + reverse("draft-form", args=[draft.pk]))
    page.locator('[name="a.会议"]').fill("专题研讨会")
    page.locator('[name="a.要点.n1.标题"]').fill("甲")
    page.get_by_role("button", name="下移要点 1").click()
    page.get_by_role("button", name="移除要点 1").click()
    page.get_by_role("button", name="添加分点").first.click()
    page.get_by_role("button", name="保存").click()

    draft.refresh_from_db()
    assert [item["标题"] for item in draft.answers["要点"]] == ["甲", "", ""]
    assert len(draft.answers["要点"][0]["分点"]) == 1
    expect(page.locator('[data-part="preview"]')).to_contain_text("在专题研讨会上的发言材料")
    page.get_by_role("button", name="生成讲稿").first.click()
    page.get_by_role("button", name="先生成，留下标记").click()
    page.wait_for_url(re.compile(reverse("draft-edit", args=[draft.pk]) + "$"))
