"""Layout profiles in a browser: an administrator makes one, a person picks it, pages and files follow."""

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from drafts.models import Draft, Layout, SpeechTemplate, User
from drafts.services import layouts
from tests.e2e.desk import Desk, LogIn, NewPage, make_draft
from tests.formats.pages import pages_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def draft(owner: User, four_point: SpeechTemplate) -> Draft:
    return make_draft(owner, four_point)


@pytest.fixture
def office(draft: Draft, administrator: User) -> Layout:
    """Larger type: 20 characters in 18 lines."""
    large = {"characters": 22, "lines": 18, "line_pitch_pt": 34, "body_size_pt": 20, "title_pitch_pt": 40}
    values = Layout.objects.get(slug="national").values | large
    return layouts.create_layout(name="大字版", remark="念稿用", values=values, author=administrator)


@pytest.fixture
def desk(page: Page, draft: Draft, office: Layout, log_in: LogIn, live_server: Any) -> Desk:
    log_in(page, draft.owner)
    return Desk(page, draft, live_server.url).open()


def lines_and_characters(pdf: Path) -> tuple[int, int]:
    pages = pages_of(pdf.read_bytes())
    return len(pages[1].lines), max(len(line.text) for line in pages[1].lines)


def test_an_administrator_makes_a_layout_beside_its_sample(
    page: Page, administrator: User, four_point: SpeechTemplate, log_in: LogIn, live_server: Any
) -> None:
    log_in(page, administrator)
    page.goto(live_server.url + reverse("layout-list"))
    page.locator("li", has_text="GB/T 9704").get_by_role("link", name="复制一份").click()
    expect(page.locator("[data-part=sample]")).to_be_visible()
    first = page.locator("[data-part=sample]").get_attribute("src")

    page.get_by_label("每行字数").fill("60")
    problem = page.locator("[data-sample-problem]")
    expect(problem).to_have_text("请填 10 到 45 之间的数。")
    page.get_by_label("每行字数").fill("26")
    expect(problem).to_have_count(0)
    expect(page.locator("[data-part=sample]")).not_to_have_attribute("src", first or "")
    page.locator("#id_name").fill("本机关发言材料")
    page.get_by_role("button", name="保存").click()

    expect(page.get_by_role("status").or_(page.get_by_role("alert")).first).to_contain_text("本机关发言材料")
    assert Layout.objects.get(name="本机关发言材料").values["characters"] == 26


def test_a_wrong_value_is_refused_at_its_field_and_nothing_typed_is_lost(
    page: Page, administrator: User, four_point: SpeechTemplate, log_in: LogIn, live_server: Any
) -> None:
    log_in(page, administrator)
    page.goto(live_server.url + reverse("layout-create"))
    page.get_by_label("说明").fill("只改一处")
    page.get_by_label("每页行数").fill("40")
    page.expected_errors.append("status of 400 ")  # type: ignore[attr-defined]  # the fixture's own
    page.get_by_role("button", name="保存").click()

    expect(page.locator("#div_id_lines [data-sample-problem]")).to_have_text("按这个行距，版心只容得下 22 行。")
    expect(page.get_by_label("说明")).to_have_value("只改一处")
    expect(page.get_by_label("每页行数")).to_have_value("40")


def test_the_layout_chosen_in_the_export_menu_is_kept_and_followed(desk: Desk, tmp_path: Path) -> None:
    desk.page.locator("[data-view-choice=both]").click()
    page_list = desk.part("page-list")
    expect(page_list.locator(":scope > li").first).to_be_visible()
    before = page_list.locator(":scope > li").count()

    desk.part("export-menu").locator("summary").click()
    desk.part("layout").select_option(label="大字版")
    expect(desk.part("layout-told")).to_have_text("已换，下次还用它。")
    expect(page_list.locator(":scope > li")).not_to_have_count(before)

    with desk.page.expect_download() as saved:
        desk.page.get_by_role("link", name="PDF（公文版式）").click()
        desk.part("export-anyway").click()
    assert lines_and_characters(saved.value.path()) == (18, 22)
    desk.open()
    expect(desk.part("layout")).to_have_value(Draft.objects.get(pk=desk.draft.pk).layout.slug)  # type: ignore[union-attr]


def test_without_a_script_the_layout_is_chosen_on_the_export_page(
    new_page: NewPage, draft: Draft, office: Layout, log_in: LogIn, live_server: Any
) -> None:
    page = new_page(java_script_enabled=False)
    log_in(page, draft.owner)
    page.goto(live_server.url + reverse("draft-export", args=[draft.pk]))
    page.get_by_label("版式").select_option(label="大字版")
    page.get_by_role("button", name="换成这种版式").click()

    expect(page.get_by_label("版式")).to_have_value(office.slug)
    expect(page.locator(".layout-choice")).to_contain_text("念稿用")
