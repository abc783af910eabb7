"""Saving from the browser: in bad weather, and from two windows at once."""

import re
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from drafts.models import Draft, SpeechTemplate, User
from drafts.services import drafting
from tests.e2e.desk import Axe, Desk, LogIn, NewPage, make_draft

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def draft(owner: User, four_point: SpeechTemplate) -> Draft:
    return make_draft(owner, four_point)


@pytest.fixture
def desk(page: Page, draft: Draft, log_in: LogIn, live_server: Any) -> Desk:
    log_in(page, draft.owner)
    return Desk(page, draft, live_server.url).open()


# --- saving in bad weather ---


def test_offline_typing_goes_on_and_is_saved_afterwards(desk: Desk) -> None:
    desk.expect_errors("ERR_INTERNET_DISCONNECTED")
    desk.page.context.set_offline(True)
    desk.type_at_end("断网时写的。")
    expect(desk.part("save-state")).to_have_attribute("data-state", "offline")
    expect(desk.part("connection")).to_have_text("离线")
    desk.page.keyboard.insert_text("还在写。")
    assert desk.draft.revisions.count() == 2

    desk.page.context.set_offline(False)
    assert desk.saved().paragraphs[-1].text == "以上发言，请批评指正。断网时写的。还在写。"


def test_a_lost_answer_is_repeated_with_the_same_id(desk: Desk) -> None:
    sent: list[dict[str, Any]] = []

    def lose_first_answer(route: Any) -> None:
        sent.append(route.request.post_data_json)
        if len(sent) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    desk.expect_errors("ERR_FAILED")
    desk.page.route(re.compile("/save/$"), lose_first_answer)
    desk.type_at_end("谢谢。")

    assert desk.saved().paragraphs[-1].text == "以上发言，请批评指正。谢谢。"
    assert [sent[0]["save_id"], sent[0]["document"]] == [sent[1]["save_id"], sent[1]["document"]]
    assert desk.draft.revisions.count() == 3


def test_failing_server_is_told_and_tried_again(desk: Desk) -> None:
    failures = iter([503, 500])

    def fail_twice(route: Any) -> None:
        status = next(failures, None)
        route.fulfill(status=status) if status else route.continue_()

    desk.expect_errors("503", "500")
    desk.page.route(re.compile("/save/$"), fail_twice)
    desk.type_at_end("谢谢。")
    expect(desk.part("save-state")).to_contain_text("保存失败，正在重试")

    assert desk.saved().paragraphs[-1].text == "以上发言，请批评指正。谢谢。"


def test_a_refused_save_says_why(desk: Desk) -> None:
    refusal = {"reason": "文稿超过了 3000 段。"}
    desk.expect_errors("400")
    desk.page.route(re.compile("/save/$"), lambda route: route.fulfill(status=400, json=refusal))
    desk.type_at_end("谢谢。")

    expect(desk.part("save-state")).to_contain_text("文稿超过了 3000 段。")


def test_logged_out_typing_goes_on_until_the_log_in(desk: Desk, log_in: LogIn) -> None:
    desk.expect_errors("401")
    desk.page.context.clear_cookies(name="sessionid")
    desk.type_at_end("退出后写的。")
    expect(desk.part("save-state")).to_contain_text("需要重新登录")
    link = desk.part("log-in").get_by_role("link", name="在新窗口里登录", include_hidden=True)
    assert (link.get_attribute("href"), link.get_attribute("target")) == (reverse("login"), "_blank")
    desk.page.keyboard.insert_text("还在写。")

    log_in(desk.page, desk.draft.owner)
    desk.page.evaluate("window.dispatchEvent(new Event('focus'))")
    assert desk.saved().paragraphs[-1].text == "以上发言，请批评指正。退出后写的。还在写。"


def test_leaving_with_unsaved_text_asks_first(desk: Desk) -> None:
    asked = desk.questions()
    desk.type_at_end("谢谢。")
    desk.page.goto(desk.host + reverse("draft-list"))

    assert asked == ["beforeunload"]


def test_leaving_with_everything_saved_does_not_ask(desk: Desk) -> None:
    asked = desk.questions()
    desk.type_at_end("谢谢。")
    desk.saved()
    desk.page.goto(desk.host + reverse("draft-list"))

    assert asked == []


# --- two windows ---


@pytest.fixture
def conflicting(desk: Desk, new_page: NewPage, log_in: LogIn) -> Desk:
    """The desk, whose edit meets a newer version from another browser; the dialog is open."""
    desk.expect_errors("409")
    other_page = new_page()
    log_in(other_page, desk.draft.owner)
    other = Desk(other_page, desk.draft, desk.host).open()
    other.type_at_end("别的窗口。")
    other.saved()
    other.page.close()
    desk.type_at_end("这个窗口。")
    expect(desk.part("conflict")).to_be_visible(timeout=10_000)
    return desk


def last_texts(draft: Draft) -> list[str]:
    return [
        r.read_document().paragraphs[-1].text.removeprefix("以上发言，请批评指正。") for r in draft.revisions.all()[:2]
    ]


def test_conflict_writes_nothing_until_someone_decides(conflicting: Desk) -> None:
    conflicting.page.keyboard.press("Escape")
    conflicting.page.keyboard.insert_text("再写。")
    conflicting.page.wait_for_timeout(1500)

    assert conflicting.state() == "conflict"
    assert last_texts(conflicting.draft) == ["别的窗口。", ""]
    conflicting.part("save-state").get_by_role("button", name="选择").click()
    expect(conflicting.part("conflict")).to_be_visible()


def test_conflict_going_on_with_mine_saves_it_upon_the_newer(conflicting: Desk) -> None:
    conflicting.page.get_by_role("button", name="用我的文字继续，较新的另存为副本").click()

    conflicting.saved()
    copy = Draft.objects.get(copied_from=conflicting.draft)
    assert drafting.read_document(copy).paragraphs[-1].text == "以上发言，请批评指正。别的窗口。"
    assert last_texts(conflicting.draft) == ["这个窗口。", "别的窗口。"]
    expect(conflicting.part("conflict")).to_be_hidden()


def test_conflict_taking_the_newer_keeps_mine_as_a_copy(conflicting: Desk) -> None:
    conflicting.page.get_by_role("button", name="载入较新的，把我的另存为副本").click()

    expect(conflicting.paragraph("end")).to_have_text("以上发言，请批评指正。别的窗口。")
    copy = Draft.objects.get(copied_from=conflicting.draft)
    assert drafting.read_document(copy).paragraphs[-1].text == "以上发言，请批评指正。这个窗口。"
    expect(conflicting.page.get_by_role("link", name="打开副本")).to_have_attribute(
        "href", reverse("draft-edit", args=[copy.pk])
    )
    expect(conflicting.part("version")).to_have_text("第 3 版")
    conflicting.type_at_end("接着写。")
    assert conflicting.saved().paragraphs[-1].text == "以上发言，请批评指正。别的窗口。接着写。"


def test_conflict_dialog_has_no_accessibility_violation(conflicting: Desk, axe: Axe) -> None:
    assert axe(conflicting.page) == []
