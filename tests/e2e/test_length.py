"""Characters, minutes, the target and the balance of the points beside the paper."""

import random
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from drafts.core.document import count_characters
from drafts.core.length import Target
from drafts.core.speaking import speaking_minutes
from drafts.models import Draft, SpeechTemplate, User
from drafts.services.length import set_target
from tests.conftest import PHONE
from tests.e2e.desk import SPEECH, Axe, Desk, LogIn, NewPage, make_draft

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

POINTS = [count_characters(SPEECH.paragraphs[place].text) for place in (3, 4)]


@pytest.fixture
def draft(owner: User, four_point: SpeechTemplate) -> Draft:
    return make_draft(owner, four_point)


@pytest.fixture
def desk(page: Page, draft: Draft, log_in: LogIn, live_server: Any) -> Desk:
    log_in(page, draft.owner)
    return Desk(page, draft, live_server.url).open()


def ask_for(desk: Desk, amount: str, *, unit: str = "分钟", rate: str = "200") -> None:
    desk.page.get_by_label("目标", exact=True).fill(amount)
    desk.page.get_by_label("目标的单位").select_option(unit)
    desk.page.get_by_label("语速").fill(rate)
    desk.page.get_by_role("button", name="设定", exact=True).click()


def words(desk: Desk) -> list[str]:
    return desk.page.locator(".balance-words").all_inner_texts()


def test_target_tells_how_far_above_or_below(desk: Desk) -> None:
    over = SPEECH.character_count - 5 * 200
    ask_for(desk, "５")
    expect(desk.part("length-standing")).to_have_text(
        f"超出 {over * 60 // 200 // 60}分{round(over * 60 / 200) % 60}秒（{over} 字）"
    )
    expect(desk.part("length-basis")).to_have_text("目标 5 分钟，按每分钟 200 字计")
    ask_for(desk, "3000", unit="字")
    expect(desk.part("length-standing")).to_contain_text("还差")
    ask_for(desk, str(SPEECH.character_count), unit="字")
    expect(desk.part("length-standing")).to_have_text("长短合适")

    desk.open()
    expect(desk.page.get_by_label("目标", exact=True)).to_have_value(str(SPEECH.character_count))
    desk.page.get_by_role("button", name="取消目标").click()
    expect(desk.part("length-standing")).to_have_text("")
    expect(desk.part("length-basis")).to_have_text("建议 11 分钟，按每分钟 200 字计")
    desk.draft.refresh_from_db()
    assert (desk.draft.target_minutes, desk.draft.target_characters) == (None, None)


def test_standing_follows_the_typing(desk: Desk, draft: Draft) -> None:
    set_target(draft=draft, target=Target(characters=SPEECH.character_count))
    desk.open()
    expect(desk.part("length-standing")).to_have_text("长短合适")
    desk.type_at_end("再说几句。" * 40)
    expect(desk.part("length-standing")).to_have_text("超出 1分钟（200 字）")


def test_rate_is_remembered_and_used_by_form_and_list(desk: Desk) -> None:
    ask_for(desk, "", rate="160")
    spoken = f"约 {speaking_minutes(SPEECH.character_count, rate=160):g} 分钟"
    expect(desk.part("minutes")).to_have_text(spoken)
    desk.page.goto(desk.host + reverse("draft-list"))
    expect(desk.page.locator(".draft-length")).to_contain_text(spoken)
    desk.page.goto(desk.host + reverse("draft-form", args=[desk.draft.pk]))
    expect(desk.page.get_by_text("按每分钟 160 字计")).to_be_visible()


def test_balance_says_which_point_is_too_long(desk: Desk) -> None:
    average = sum(POINTS) // 2
    expect(desk.page.locator(".balance-label")).to_have_text(["一要选准题目", "二要用好结果"])
    over = round((POINTS[0] - average - sum(POINTS) % 2) * 60 / 200)
    assert words(desk) == [f"第一点超出 {over // 60}分{over % 60}秒", f"第二点不足 {over // 60}分{over % 60}秒"]

    desk.end_of("two")
    desk.page.keyboard.insert_text("多说一些。" * ((POINTS[0] - POINTS[1]) // 5))
    desk.saved()
    expect(desk.page.locator(".balance-words")).to_have_text(["第一点长短适中", "第二点长短适中"])
    desk.page.locator(".balance button").nth(1).click()
    expect(desk.page.locator(".ProseMirror")).to_be_focused()
    desk.press("Shift+ArrowRight", "Shift+ArrowRight")
    assert desk.selected() == "二要"


def test_numbers_that_make_no_sense_are_refused_in_words(desk: Desk) -> None:
    desk.expect_errors("422")
    for amount, rate, reason in [
        ("很久", "200", "目标时长请填 1 到 180 分钟之间的整数。"),
        ("8", "20", "语速请填每分钟 100 到 320 字之间的整数。"),
        ("8", "", "语速请填每分钟 100 到 320 字之间的整数。"),
    ]:
        ask_for(desk, amount, rate=rate)
        expect(desk.part("length-error")).to_have_text(reason)
    ask_for(desk, "8")
    expect(desk.part("length-error")).to_be_hidden()


def test_setting_without_a_network_says_so(desk: Desk) -> None:
    desk.expect_errors("ERR_INTERNET_DISCONNECTED")
    desk.page.context.set_offline(True)
    ask_for(desk, "8")
    expect(desk.part("length-error")).to_have_text("现在连不上服务器，没有设定。")


def test_browser_and_server_count_alike(desk: Desk) -> None:
    draw = random.Random(4)
    pairs = [(draw.randrange(0, 20_000), draw.randrange(100, 321)) for _ in range(3_000)]
    pairs += [(count, 200) for count in range(0, 400, 10)]
    found = desk.page.evaluate(
        """async pairs => {
            const { speakingMinutes } = await import("sidian/editor/counts")
            return pairs.map(([characters, rate]) => speakingMinutes(characters, rate))
        }""",
        pairs,
    )
    assert found == [speaking_minutes(characters, rate=rate) for characters, rate in pairs]


def test_pane_is_accessible_and_usable_on_a_phone(
    desk: Desk, draft: Draft, new_page: NewPage, log_in: LogIn, live_server: Any, axe: Axe
) -> None:
    ask_for(desk, "5")
    expect(desk.part("length-standing")).to_contain_text("超出")
    assert axe(desk.page) == []

    phone = new_page(viewport=PHONE)
    log_in(phone, draft.owner)
    small = Desk(phone, draft, live_server.url).open()
    phone.locator('.tabs [data-opens="outline"]').click()
    small.part("length-open").click()
    expect(phone.get_by_label("目标", exact=True)).to_be_focused()
    sizes = "all => all.filter(one => one.getBoundingClientRect().height < 44).map(one => one.outerHTML.slice(0, 60))"
    assert (
        phone.locator('[data-part="length-section"] :is(button, input, select, summary):visible').evaluate_all(sizes)
        == []
    )
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe(phone) == []
