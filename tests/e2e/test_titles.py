"""The title on the editor's paper: broken where the Word file and the PDF break it."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from drafts.core.document import Document
from drafts.formats.layout import NATIONAL_STANDARD
from drafts.formats.title import title_lines
from drafts.models import Draft, SpeechTemplate, User
from tests.conftest import PHONE
from tests.e2e.desk import Desk, LogIn, NewPage, make_draft

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = "在市档案馆理论学习中心组专题研讨会上的发言材料"
_LINES = """element => {
    const lines = []
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
    let top = null
    while (walker.nextNode()) {
        for (let at = 0; at < walker.currentNode.length; at += 1) {
            const range = document.createRange()
            range.setStart(walker.currentNode, at)
            range.setEnd(walker.currentNode, at + 1)
            const box = range.getBoundingClientRect()
            if (top === null || Math.abs(box.top - top) > box.height / 2) lines.push("")
            top = box.top
            lines[lines.length - 1] += range.toString()
        }
    }
    return lines
}"""


@pytest.fixture
def draft(owner: User, four_point: SpeechTemplate) -> Draft:
    return make_draft(owner, four_point)


@pytest.fixture
def desk(page: Page, draft: Draft, log_in: LogIn, live_server: Any) -> Desk:
    log_in(page, draft.owner)
    return Desk(page, draft, live_server.url).open()


def retitle(desk: Desk, title: str) -> Document:
    """Type ``title`` in place of the one that is there, and wait until it is saved."""
    desk.paragraph("title").click()
    desk.press("Home", "Shift+End")
    desk.page.keyboard.insert_text(title)
    expect(desk.paragraph("title")).to_have_text(title)
    return desk.saved()


def shown(desk: Desk) -> list[str]:
    return list(desk.paragraph("title").evaluate(_LINES))


def test_a_typed_title_stands_in_the_lines_of_the_file_once_it_is_saved_and_after_reload(desk: Desk) -> None:
    stored = retitle(desk, LONG)
    lines = list(title_lines(LONG, NATIONAL_STANDARD))
    assert (stored.title, len(lines)) == (LONG, 2)

    expect(desk.paragraph("title").locator(".line-end")).to_have_count(1)
    assert shown(desk) == lines
    assert shown(desk.open()) == lines


def test_a_title_that_is_typed_on_keeps_its_break_until_the_next_save(desk: Desk) -> None:
    retitle(desk, LONG)
    expect(desk.paragraph("title").locator(".line-end")).to_have_count(1)
    first = shown(desk)[0]

    desk.press("End")
    desk.page.keyboard.insert_text("（稿）")
    assert shown(desk)[0] == first
    desk.saved()
    assert shown(desk) == list(title_lines(f"{LONG}（稿）", NATIONAL_STANDARD))


def test_enter_breaks_a_title_by_hand(desk: Desk) -> None:
    retitle(desk, "在市档案馆读书班上的发言材料")
    desk.press("Home", *["ArrowRight"] * 8, "Enter")

    stored = desk.saved()
    titles = [p.text for p in stored if p.style.value == "title"]
    assert titles == ["在市档案馆读书班", "上的发言材料"]


def test_a_phone_shows_the_same_lines(new_page: NewPage, draft: Draft, log_in: LogIn, live_server: Any) -> None:
    page = new_page(viewport=PHONE)
    log_in(page, draft.owner)
    desk = Desk(page, draft, live_server.url).open()
    retitle(desk, LONG)

    expect(desk.paragraph("title").locator(".line-end")).to_have_count(1)
    assert shown(desk) == list(title_lines(LONG, NATIONAL_STANDARD))
