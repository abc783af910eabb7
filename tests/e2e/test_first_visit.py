"""A person who has never been here: logs in, tries the sample, and holds a Word file; every step is counted."""

import os
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect

from drafts.models import Draft, SpeechTemplate, User
from tests.conftest import DESKTOP, PHONE
from tests.e2e.desk import Axe, NewPage
from tests.e2e.test_shell import PASSWORD, fits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST_STEPS = 7
"""Things typed or clicked from the log-in page to the file: name, password, log in, sample, generate, export, Word."""


class Walk:
    """Counts what the person does, and looks at what is shown after it."""

    def __init__(self, page: Page, axe: Axe) -> None:
        self.page, self.axe, self.steps = page, axe, 0

    def click(self, name: str, role: Any = "button") -> None:
        self.steps += 1
        self.page.get_by_role(role, name=name).locator("visible=true").first.click()

    def fill(self, label: str, words: str) -> None:
        self.steps += 1
        self.page.get_by_label(label, exact=True).fill(words)

    def see(self, name: str) -> None:
        self.page.wait_for_load_state("load")
        assert fits(self.page)
        if folder := os.environ.get("SIDIAN_SCREENSHOTS"):
            width = (self.page.viewport_size or DESKTOP)["width"]
            self.page.screenshot(path=Path(folder) / f"first visit {self.steps} {name} {width}.png")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_first_visit_ends_with_a_word_file(
    new_page: NewPage, live_server: Any, owner: User, four_point: SpeechTemplate, axe: Axe, size: dict[str, int]
) -> None:
    page = new_page(viewport=size)
    walk = Walk(page, axe)
    page.goto(live_server.url)
    walk.see("log-in")
    walk.fill("用户名", owner.username)
    walk.fill("密码", PASSWORD)
    walk.click("登录")
    expect(page.get_by_role("heading", level=1)).to_contain_text("从一篇讲稿开始")
    walk.see("empty list")
    walk.click("用四点式示例试一试")
    expect(page.locator("[data-part=preview]")).to_contain_text("发言材料")
    walk.see("form")
    walk.click("生成讲稿")
    expect(page.locator("[data-part=room]")).to_have_attribute("data-ready", "true")
    walk.see("draft")
    walk.steps += 1
    page.locator("[data-part=export-menu] summary").click()
    walk.see("export menu")
    with page.expect_download() as download:
        walk.click("Word 文档", "link")
    word = Path(download.value.path()).read_bytes()

    draft = Draft.objects.get(owner=owner)
    assert download.value.suggested_filename == f"{draft.title}.docx"
    assert draft.title.replace("在", "", 1)[:4] in ZipFile(BytesIO(word)).read("word/document.xml").decode()
    assert walk.steps == MOST_STEPS
    page.goto(live_server.url)
    expect(page.get_by_role("link", name=draft.title).first).to_be_visible()
    walk.see("list with the draft")
