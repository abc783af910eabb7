"""Exporting from the editor and from the export page, in a browser."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from drafts.core.document import Document, Paragraph, Style
from drafts.models import Draft, SpeechTemplate, User
from drafts.services import drafting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LogIn = Callable[[Page, User], None]
Axe = Callable[[Page], list[str]]
KINDS = [("Word 文档", "docx"), ("PDF", "pdf"), ("纯文本", "txt")]


def make_draft(owner: User, template: SpeechTemplate, title: str, text: str) -> Draft:
    draft = drafting.start_draft(owner=owner, template_version=template.latest)
    draft = drafting.assemble_draft(draft=draft, author=owner)
    document = Document((Paragraph.of("title", Style.TITLE, title), Paragraph.of("b1", Style.BODY, text)))
    drafting.save_document(draft=draft, author=owner, base=1, save_id=uuid.uuid4(), document=document)
    return draft


@pytest.fixture
def complete(owner: User, four_point: SpeechTemplate) -> Draft:
    return make_draft(owner, four_point, "在“学习会”上的发言<材料>😀", "一要抓落实。")


@pytest.fixture
def with_gaps(owner: User, four_point: SpeechTemplate) -> Draft:
    return make_draft(owner, four_point, "发言材料", "（待填：背景）（待填：措施）")


def open_editor(page: Page, draft: Draft, log_in: LogIn, live_server: Any) -> None:
    log_in(page, draft.owner)
    page.goto(live_server.url + reverse("draft-edit", args=[draft.pk]))
    expect(page.locator('[data-part="room"]')).to_have_attribute("data-ready", "true")


def open_export_page(page: Page, draft: Draft, log_in: LogIn, live_server: Any) -> None:
    log_in(page, draft.owner)
    page.goto(live_server.url + reverse("draft-export", args=[draft.pk]))


def choose(page: Page, kind: str) -> None:
    page.locator("summary", has_text="导出").click()
    page.get_by_role("link", name=kind).click()


@pytest.mark.parametrize(("kind", "ending"), KINDS)
def test_export_menu_downloads_a_file_named_after_the_title(
    page: Page, complete: Draft, log_in: LogIn, live_server: Any, kind: str, ending: str
) -> None:
    open_editor(page, complete, log_in, live_server)
    with page.expect_download() as download:
        choose(page, kind)

    assert download.value.suggested_filename == f"在“学习会”上的发言 材料 😀.{ending}"


def test_export_saves_what_was_just_typed(page: Page, complete: Draft, log_in: LogIn, live_server: Any) -> None:
    open_editor(page, complete, log_in, live_server)
    page.locator('[data-key="b1"]').click()
    page.keyboard.press("End")
    page.keyboard.insert_text("刚写的。")
    with page.expect_download() as download:
        choose(page, "纯文本")

    text = download.value.path().read_text("utf-8-sig")
    assert text.split() == ["在“学习会”上的发言<材料>😀", "一要抓落实。刚写的。"]


def test_export_while_offline_says_that_the_text_is_not_saved(
    page: Page, complete: Draft, log_in: LogIn, live_server: Any
) -> None:
    open_editor(page, complete, log_in, live_server)
    # The menu asks in vain for its notices, too.
    page.expected_errors.extend(["ERR_INTERNET_DISCONNECTED", "htmx:"])  # type: ignore[attr-defined]  # the fixture's
    page.context.set_offline(True)
    page.locator('[data-key="b1"]').click()
    page.keyboard.insert_text("刚写的。")
    choose(page, "纯文本")

    expect(page.get_by_role("dialog", name="最新的修改还没有保存")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="知道了").click()
    expect(page.locator('[data-part="save-state"]')).to_have_attribute("data-state", "saved", timeout=15_000)


def test_export_with_gaps_warns_and_leads_to_them(
    page: Page, with_gaps: Draft, log_in: LogIn, live_server: Any, axe: Axe
) -> None:
    open_editor(page, with_gaps, log_in, live_server)
    choose(page, "PDF")
    dialog = page.get_by_role("dialog", name="还有缺项没有填")
    expect(dialog.get_by_role("listitem")).to_have_text(["背景", "措施"])
    assert axe(page) == []

    dialog.get_by_role("button", name="去填写").click()
    expect(dialog).to_be_hidden()
    assert page.evaluate("getSelection().toString()") == "（待填：背景）"


def test_export_with_gaps_goes_on_all_the_same(page: Page, with_gaps: Draft, log_in: LogIn, live_server: Any) -> None:
    open_editor(page, with_gaps, log_in, live_server)
    choose(page, "Word")
    with page.expect_download() as download:
        page.get_by_role("button", name="仍然导出").click()

    assert download.value.suggested_filename == "发言材料.docx"


@pytest.mark.parametrize(("kind", "ending"), KINDS)
def test_export_page_downloads(
    page: Page, with_gaps: Draft, log_in: LogIn, live_server: Any, kind: str, ending: str
) -> None:
    open_export_page(page, with_gaps, log_in, live_server)
    with page.expect_download() as download:
        page.get_by_role("link", name=f"下载 {kind}").click()

    assert download.value.suggested_filename == f"发言材料.{ending}"


def test_export_page_shows_gaps_and_fonts(page: Page, with_gaps: Draft, log_in: LogIn, live_server: Any) -> None:
    open_export_page(page, with_gaps, log_in, live_server)

    expect(page.get_by_role("region", name="还有 2 处缺项").get_by_role("listitem")).to_have_text(["背景", "措施"])
    expect(page.get_by_role("region", name="PDF 用的字体").get_by_role("row")).to_have_count(3)


def test_export_page_has_no_accessibility_violation(
    page: Page, with_gaps: Draft, log_in: LogIn, live_server: Any, axe: Axe
) -> None:
    open_export_page(page, with_gaps, log_in, live_server)

    assert axe(page) == []


def test_export_page_fits_a_phone(phone_page: Page, owner: User, four_point: SpeechTemplate, log_in: LogIn,
                                  live_server: Any) -> None:  # fmt: skip
    open_export_page(phone_page, make_draft(owner, four_point, "长" * 200, "正文。"), log_in, live_server)

    assert phone_page.evaluate("document.documentElement.scrollWidth") == 390
