"""What was typed is never lost: each test ends by comparing every typed character with what is stored."""

import re
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from drafts.models import Draft, SpeechTemplate, User
from drafts.services import drafting
from tests.e2e.desk import Desk, LogIn, NewPage, make_draft
from tests.e2e.storm import kept, wait_until_kept, wait_until_nothing_is_kept

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

END = "以上发言，请批评指正。"
PASSWORD = "correct horse 4"
SAVE = re.compile("/save/$")


@pytest.fixture
def draft(owner: User, four_point: SpeechTemplate) -> Draft:
    return make_draft(owner, four_point)


@pytest.fixture
def desk(new_page: NewPage, draft: Draft, log_in: LogIn, live_server: Any) -> Desk:
    page = new_page()
    log_in(page, draft.owner)
    return Desk(page, draft, live_server.url).open()


def second_tab(desk: Desk, new_page: NewPage) -> Desk:
    return Desk(new_page(beside=desk.page), desk.draft, desk.host).open()


def check_saved(desk: Desk, typed: str) -> None:
    """The page says that all is saved, and it is; nothing is kept in the browser any more."""
    assert desk.saved().paragraphs[-1].text == END + typed
    expect(desk.paragraph("end")).to_have_text(END + typed)
    expect(desk.part("save-state")).to_contain_text("已保存")
    wait_until_nothing_is_kept(desk.page)


# --- the network ---


def test_text_typed_without_a_network_is_kept_told_and_saved_by_itself(desk: Desk) -> None:
    desk.expect_errors("ERR_INTERNET_DISCONNECTED")
    desk.page.context.set_offline(True)
    expect(desk.part("banner")).to_contain_text("网络断开了。可以接着写，恢复后自动保存。")
    desk.type_at_end("断网时写的。")
    expect(desk.part("save-state")).to_have_attribute("data-state", "offline")
    desk.page.keyboard.insert_text("还在写。")
    wait_until_kept(desk.page, END + "断网时写的。还在写。")
    expect(desk.part("banner")).to_contain_text("写下的文字暂存在这台电脑上。")
    assert desk.draft.revisions.count() == 2

    desk.page.context.set_offline(False)
    check_saved(desk, "断网时写的。还在写。")
    expect(desk.part("banner")).to_be_hidden()


def test_nothing_is_sent_before_it_is_kept(desk: Desk) -> None:
    seen: list[dict[str, Any]] = []

    def look(route: Route) -> None:
        wait_until_kept(desk.page, END + "先留底。")
        seen.extend(kept(desk.page))
        route.continue_()

    desk.page.route(SAVE, look)
    desk.type_at_end("先留底。")

    check_saved(desk, "先留底。")
    facts = {"person": str(desk.draft.owner_id), "draft": str(desk.draft.pk), "base": 2, "isPending": True}
    assert seen == [{**facts, "last": END + "先留底。"}]


def test_a_slow_answer_of_an_older_save_does_not_hide_what_was_typed_since(desk: Desk) -> None:
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        held.append(route)
        if len(held) > 1:
            route.continue_()

    desk.page.route(SAVE, hold_the_first)
    desk.type_at_end("一。")
    expect(desk.part("save-state")).to_have_attribute("data-state", "saving")
    desk.page.keyboard.insert_text("二。")
    wait_until_kept(desk.page, END + "一。二。")
    assert len(held) == 1  # the newer text waits for the answer
    held[0].continue_()

    check_saved(desk, "一。二。")
    assert [r.read_document().paragraphs[-1].text for r in desk.draft.revisions.all()[:2]] == [
        END + "一。二。",
        END + "一。",
    ]


def test_an_answer_lost_after_the_commit_and_a_newer_save_double_nothing(desk: Desk) -> None:
    sent: list[tuple[str, str]] = []

    def lose_two_answers(route: Route) -> None:
        data = route.request.post_data_json
        sent.append((data["save_id"], data["document"]["content"][-1]["content"][0]["text"]))
        if len(sent) <= 2:
            route.fetch()
            desk.page.keyboard.insert_text(f"{len(sent)}。")
            route.abort()
        else:
            route.continue_()

    desk.expect_errors("ERR_FAILED")
    desk.page.route(SAVE, lose_two_answers)
    desk.type_at_end("零。")

    check_saved(desk, "零。1。2。")
    assert sent == [(sent[0][0], END + "零。")] * 3 + [(sent[3][0], END + "零。1。2。")]
    assert [r.number for r in desk.draft.revisions.all()] == [4, 3, 2, 1]


# --- the session ---


@pytest.fixture
def logged_out(desk: Desk) -> Desk:
    """The session has expired in the middle of a sentence."""
    desk.expect_errors("401")
    desk.type_at_end("登录着写的。")
    desk.saved()
    desk.page.context.clear_cookies(name="sessionid")
    desk.page.keyboard.insert_text("过期以后")
    expect(desk.part("save-state")).to_contain_text("需要重新登录")
    desk.page.keyboard.insert_text("还在写。")
    return desk


def answer_log_in(desk: Desk, password: str) -> None:
    desk.part("log-in").get_by_label("密码").fill(password)
    desk.page.keyboard.press("Enter")


def test_expired_session_is_renewed_in_place_and_the_text_goes_on(logged_out: Desk) -> None:
    desk = logged_out
    desk.expect_errors("400")
    desk.part("banner").get_by_role("button", name="登录").click()
    expect(desk.part("log-in").get_by_label("密码")).to_be_focused()
    answer_log_in(desk, "wrong")
    expect(desk.part("log-in-error")).to_have_text("用户名或密码不对，请再试一次。注意大小写和输入法。")
    answer_log_in(desk, PASSWORD)

    expect(desk.part("log-in")).to_be_hidden()
    expect(desk.page.locator(".ProseMirror")).to_be_focused()
    desk.page.keyboard.insert_text("登录了。")
    check_saved(desk, "登录着写的。过期以后还在写。登录了。")


def test_log_in_in_place_works_without_a_csrf_cookie(logged_out: Desk) -> None:
    desk = logged_out
    desk.expect_errors("403")
    desk.page.context.clear_cookies()
    desk.part("banner").get_by_role("button", name="登录").click()
    answer_log_in(desk, PASSWORD)

    check_saved(desk, "登录着写的。过期以后还在写。")


def test_log_in_in_place_is_throttled_like_the_page(logged_out: Desk) -> None:
    desk = logged_out
    desk.expect_errors("400", "429")
    desk.part("banner").get_by_role("button", name="登录").click()
    for _ in range(4):
        with desk.page.expect_response(re.compile("/again/$")):
            answer_log_in(desk, "wrong")
        expect(desk.part("log-in-submit")).to_be_enabled()
    answer_log_in(desk, "wrong")

    expect(desk.part("log-in-error")).to_contain_text("请等 15 分钟再试")
    desk.page.keyboard.press("Escape")
    wait_until_kept(desk.page, END + "登录着写的。过期以后还在写。")
    assert drafting.read_document(desk.draft).paragraphs[-1].text == END + "登录着写的。"


def test_another_person_who_logs_in_gets_nothing(logged_out: Desk, colleague: User, log_in: LogIn) -> None:
    desk = logged_out
    log_in(desk.page, colleague)
    desk.page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(desk.part("banner")).to_contain_text("现在登录的是“同事”。您的文字没有存到那个账号里，还在这里")
    expect(desk.part("save-state")).to_contain_text("登录的是另一个账号，还没有保存")
    assert (Draft.objects.of(colleague).count(), Draft.objects.get().version) == (0, 3)

    desk.part("banner").get_by_role("button", name="登录").click()
    answer_log_in(desk, PASSWORD)
    check_saved(desk, "登录着写的。过期以后还在写。")


# --- two tabs ---


def test_two_tabs_know_of_each_other(desk: Desk, new_page: NewPage) -> None:
    other = second_tab(desk, new_page)
    for one in (desk, other):
        expect(one.part("windows")).to_contain_text("这份讲稿也在另一个窗口打开着")
    other.page.close()

    expect(desk.part("windows")).to_be_hidden()


def test_a_clean_tab_follows_the_other_and_keeps_its_caret(desk: Desk, new_page: NewPage) -> None:
    other = second_tab(desk, new_page)
    desk.end_of("call")
    other.type_at_end("别的窗口。")
    check_saved(other, "别的窗口。")

    expect(desk.paragraph("end")).to_have_text(END + "别的窗口。")
    expect(desk.part("version")).to_have_text("第 3 版")
    assert (desk.state(), desk.draft.revisions.count()) == ("saved", 3)
    desk.page.bring_to_front()
    desk.page.keyboard.insert_text("大家好！")
    assert [p.text for p in desk.saved()][1] == "各位同志：大家好！"
    expect(other.paragraph("call")).to_have_text("各位同志：大家好！")
    assert desk.draft.revisions.count() == 4


def test_a_tab_with_unsaved_text_meets_the_other_at_its_own_save(desk: Desk, new_page: NewPage) -> None:
    desk.expect_errors("409", "ERR_FAILED")
    other = second_tab(desk, new_page)
    desk.page.route(SAVE, lambda route: route.abort())
    desk.type_at_end("这个窗口。")
    expect(desk.part("save-state")).to_have_attribute("data-state", "retrying")
    other.type_at_end("别的窗口。")
    other.saved()
    expect(desk.paragraph("end")).to_have_text(END + "这个窗口。")
    desk.page.unroute(SAVE)
    desk.page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(desk.part("conflict")).to_be_visible()
    assert drafting.read_document(desk.draft).paragraphs[-1].text == END + "别的窗口。"
    wait_until_kept(desk.page, END + "这个窗口。")
    desk.part("conflict-mine").click()

    check_saved(desk, "这个窗口。")
    copy = Draft.objects.get(copied_from=desk.draft)
    assert drafting.read_document(copy).paragraphs[-1].text == END + "别的窗口。"


def test_changes_in_two_places_can_be_put_together(desk: Desk, new_page: NewPage, log_in: LogIn) -> None:
    desk.expect_errors("409")
    page = new_page()
    log_in(page, desk.draft.owner)
    other = Desk(page, desk.draft, desk.host).open()
    other.end_of("call")
    other.page.keyboard.insert_text("大家好！")
    other.saved()
    desk.type_at_end("谢谢。")
    expect(desk.part("conflict")).to_be_visible()
    desk.page.get_by_role("button", name="两边的修改都要，合在一起").click()

    check_saved(desk, "谢谢。")
    assert [p.text for p in drafting.read_document(desk.draft)][1] == "各位同志：大家好！"
    assert desk.draft.revisions.count() == 4


# --- an input method ---


def test_composition_is_not_disturbed_by_a_save_that_is_due(desk: Desk) -> None:
    keyboard = desk.page.context.new_cdp_session(desk.page)
    desk.type_at_end("先写的。")
    for spelling in ("xie", "xiexie"):
        keyboard.send("Input.imeSetComposition", {"text": spelling, "selectionStart": len(spelling), "selectionEnd": 0})
    # What stood there before the composition is on the disk, though the save waits.
    wait_until_kept(desk.page, END + "先写的。")
    assert desk.draft.revisions.count() == 2
    expect(desk.paragraph("end")).to_have_text(END + "先写的。xiexie")
    keyboard.send("Input.insertText", {"text": "谢谢"})

    check_saved(desk, "先写的。谢谢")
    assert desk.draft.revisions.count() == 3


# --- leaving ---


def test_only_light_requests_are_to_outlive_the_page(desk: Desk) -> None:
    asked = """async (length) => {
        const { keepalive } = await import("sidian/editor/keepalive")
        return keepalive({ text: "讲".repeat(length) })
    }"""
    assert [desk.page.evaluate(asked, length) for length in (1_000, 19_000, 22_000)] == [True, True, False]


# --- presence ---


def test_presence_names_another_device(desk: Desk, new_page: NewPage, log_in: LogIn) -> None:
    page = new_page()
    log_in(page, desk.draft.owner)
    other = Desk(page, desk.draft, desk.host).open()

    expect(other.part("presence")).to_have_text("您在另一台设备上也打开着这份讲稿")
    expect(other.part("windows")).to_be_hidden()


def test_presence_that_fails_says_nothing(desk: Desk) -> None:
    desk.expect_errors("500")
    desk.page.route(re.compile("/presence/$"), lambda route: route.fulfill(status=500))
    with desk.page.expect_response(re.compile("/presence/$")):
        desk.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(desk.part("presence")).to_be_hidden()
    desk.type_at_end("照写。")
    check_saved(desk, "照写。")
