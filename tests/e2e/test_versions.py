"""Versions, comparisons and new answers as a person meets them: by mouse, by keyboard, on a phone, without a script."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from drafts.core.document import Document, Paragraph
from drafts.models import Draft, Revision, SpeechTemplate, User
from drafts.services import drafting
from tests.conftest import PHONE
from tests.e2e.desk import Axe, LogIn, NewPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def edit(draft: Draft, **changed: str) -> None:
    draft.refresh_from_db()
    before = drafting.read_document(draft)
    after = [Paragraph.of(p.key, p.style, changed[p.key]) if p.key in changed else p for p in before]
    document, save_id = Document(tuple(after)), uuid.uuid4()
    drafting.save_document(draft=draft, author=draft.owner, base=draft.version, save_id=save_id, document=document)
    draft.refresh_from_db()


@pytest.fixture
def draft(owner: User, four_point: SpeechTemplate) -> Draft:
    """The sample speech yesterday, and a sitting of three saves today."""
    draft = drafting.start_draft(owner=owner, template_version=four_point.latest, with_sample=True)
    draft = drafting.assemble_draft(draft=draft, author=owner)
    Revision.objects.update(created_at=timezone.now() - timedelta(days=1))
    edit(draft, salutation="同志们：")
    edit(draft, salutation="各位委员、同志们：", unit="市档案馆党组")
    edit(draft, salutation="各位同志、各位委员：")
    return draft


def answer(draft: Draft, **changed: str) -> None:
    drafting.save_answers(draft=draft, answers=draft.answers | changed, base=draft.answers_version)


def open_page(page: Page, live_server: Any, name: str, draft: Draft, query: str = "") -> None:
    page.goto(live_server.url + reverse(name, args=[draft.pk]) + query)


def fits(page: Page) -> bool:
    """Whether nothing has to be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def salutation(draft: Draft) -> str:
    return next(p.text for p in drafting.read_document(draft) if p.key == "salutation")


def test_a_sitting_is_opened_and_a_version_brought_back(
    page: Page, draft: Draft, log_in: LogIn, live_server: Any, axe: Axe
) -> None:
    log_in(page, draft.owner)
    open_page(page, live_server, "draft-versions", draft)
    assert axe(page) == []
    page.get_by_text("3 次自动保存").click()
    lines = page.locator(".fold .version")
    expect(lines).to_have_count(3)
    assert axe(page) == []

    lines.nth(2).get_by_role("link", name="第 2 版", exact=True).click()
    expect(page.locator(".paper")).to_contain_text("同志们：")
    assert axe(page) == []
    page.get_by_role("button", name="恢复成这一版").click()
    page.wait_for_url(re.compile(reverse("draft-edit", args=[draft.pk]) + "$"))
    assert (salutation(draft), draft.revisions.count()) == ("同志们：", 5)


def test_a_version_is_named_and_found_again(page: Page, draft: Draft, log_in: LogIn, live_server: Any) -> None:
    log_in(page, draft.owner)
    page.goto(live_server.url + reverse("draft-version", args=[draft.pk, 3]))
    page.get_by_label("版本名称").fill("送审稿")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="送审稿")).to_be_visible()

    open_page(page, live_server, "draft-versions", draft, "?marked=1")
    expect(page.locator(".version")).to_have_count(1)
    expect(page.locator(".version")).to_contain_text("送审稿")


def test_two_chosen_versions_are_compared_by_keyboard(
    page: Page, draft: Draft, log_in: LogIn, live_server: Any, axe: Axe
) -> None:
    log_in(page, draft.owner)
    open_page(page, live_server, "draft-versions", draft)
    for number in (4, 1):
        page.get_by_label(f"选第 {number} 版来比较").first.focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="比较所选的两版").press("Enter")
    page.wait_for_url(re.compile(r"old=1&new=4$"))

    focused = "document.activeElement.id"
    page.keyboard.press("n")
    assert page.evaluate(focused) == "change-1"
    page.keyboard.press("n")
    assert page.evaluate(focused) == "change-2"
    expect(page.locator('[data-part="step-count"]')).to_have_text("第 2 处，共 2 处")
    page.keyboard.press("n")
    assert page.evaluate(focused) == "change-1"
    page.keyboard.press("p")
    assert page.evaluate(focused) == "change-2"
    assert axe(page) == []

    page.get_by_label("旧版").focus()
    page.keyboard.press("n")
    assert page.evaluate(focused) == "id_old"
    page.get_by_role("link", name="左右对照").click()
    expect(page.locator(".side-by-side")).to_be_visible()
    assert axe(page) == []


@pytest.mark.parametrize("view", ["", "&view=side"])
def test_comparing_on_a_phone(
    phone_page: Page, draft: Draft, log_in: LogIn, live_server: Any, axe: Axe, view: str
) -> None:
    log_in(phone_page, draft.owner)
    open_page(phone_page, live_server, "draft-compare", draft, f"?old=1&new=4{view}")
    phone_page.get_by_role("button", name="下一处").click()

    expect(phone_page.locator("#change-1")).to_be_in_viewport()
    assert (fits(phone_page), axe(phone_page)) == (True, [])


@pytest.mark.parametrize("name", ["draft-versions", "draft-reassemble"])
def test_pages_fit_a_phone(
    phone_page: Page, draft: Draft, log_in: LogIn, live_server: Any, axe: Axe, name: str
) -> None:
    edit(draft, title="题" * 200)
    answer(draft, 称谓="尊敬的各位领导", 会议="读书班")
    log_in(phone_page, draft.owner)
    open_page(phone_page, live_server, name, draft)

    assert (fits(phone_page), axe(phone_page)) == (True, [])


def test_conflicts_are_decided_by_keyboard(page: Page, draft: Draft, log_in: LogIn, live_server: Any, axe: Axe) -> None:
    answer(draft, 称谓="尊敬的各位领导", 会议="读书班")
    log_in(page, draft.owner)
    open_page(page, live_server, "draft-reassemble", draft)
    expect(page.get_by_text("冲突 1/1")).to_be_visible()
    page.expected_errors.append("400")  # type: ignore[attr-defined]  # the fixture's own attribute
    assert axe(page) == []
    page.get_by_role("button", name="确定更新").press("Enter")
    expect(page.get_by_text("还没有选", exact=True)).to_be_visible()
    assert draft.revisions.count() == 4

    page.get_by_role("radio", name="保留我的").focus()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="自己改")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Control+A")
    page.keyboard.insert_text("各位领导、各位同志：")
    assert axe(page) == []
    page.get_by_role("button", name="确定更新").press("Enter")
    page.wait_for_url(re.compile(reverse("draft-edit", args=[draft.pk]) + "$"))
    assert (salutation(draft), draft.revisions.count()) == ("各位领导、各位同志：", 5)
    assert drafting.read_document(draft).title == "在读书班上的发言材料"


def test_the_whole_way_on_a_phone_without_a_script(
    new_page: NewPage, draft: Draft, log_in: LogIn, live_server: Any
) -> None:
    page = new_page(viewport=PHONE, java_script_enabled=False)
    log_in(page, draft.owner)
    open_page(page, live_server, "draft-form", draft)
    page.locator('[name="a.称谓"]').fill("尊敬的各位领导")
    page.get_by_role("button", name="更新讲稿").last.click()
    page.wait_for_url(re.compile("/reassemble/$"))
    page.get_by_label("两段都留").check()
    page.get_by_role("button", name="确定更新").click()

    texts = [p.text for p in drafting.read_document(draft)]
    assert texts[1:3] == ["各位同志、各位委员：", "尊敬的各位领导："]
    open_page(page, live_server, "draft-compare", draft, "?old=4&new=5")
    assert page.get_by_role("button", name="下一处").count() == 0
    open_page(page, live_server, "draft-versions", draft)
    page.get_by_text("3 次自动保存").click()
    page.get_by_role("link", name="逐个看").click()
    expect(page.locator(".version")).to_have_count(3)
