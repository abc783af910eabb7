"""The editor in a browser: typing, styles, pasting, composing, and what stands beside the paper."""

import re
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from drafts.core.document import Document, Paragraph, Run, Style
from drafts.models import Draft, SpeechTemplate, User
from drafts.services import drafting
from tests.conftest import PHONE
from tests.e2e.desk import SPEECH, Axe, Desk, LogIn, NewPage, make_draft

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def draft(owner: User, four_point: SpeechTemplate) -> Draft:
    return make_draft(owner, four_point)


@pytest.fixture
def desk(page: Page, draft: Draft, log_in: LogIn, live_server: Any) -> Desk:
    log_in(page, draft.owner)
    return Desk(page, draft, live_server.url).open()


def styles(document: Document) -> list[tuple[str, str]]:
    return [(p.style.value, p.text) for p in document]


# --- typing ---


def test_opening_a_draft_writes_nothing(desk: Desk) -> None:
    desk.page.wait_for_timeout(1500)

    assert (desk.state(), desk.draft.revisions.count()) == ("saved", 2)


def test_typed_text_is_saved_and_there_after_reload(desk: Desk) -> None:
    desk.type_at_end("谢谢大家。")
    assert desk.state() in ("unsaved", "saving")

    stored = desk.saved()
    assert stored.paragraphs[-1] == Paragraph.of("end", Style.BODY, "以上发言，请批评指正。谢谢大家。")
    assert stored.paragraphs[:-1] == SPEECH.paragraphs[:-1]
    desk.open()
    expect(desk.paragraph("end")).to_have_text("以上发言，请批评指正。谢谢大家。")
    assert desk.draft.revisions.count() == 3


def test_ctrl_s_saves_at_once(desk: Desk) -> None:
    desk.type_at_end("谢谢。")
    with desk.page.expect_response(re.compile("/save/$"), timeout=800):
        desk.page.keyboard.press("Control+s")


def test_enter_behind_the_title_opens_body_text(desk: Desk) -> None:
    desk.end_of("title")
    desk.press("Enter")
    desk.page.keyboard.insert_text("一段。")

    stored = desk.saved()
    assert styles(stored)[:2] == [("title", "在学习会上的发言材料"), ("body", "一段。")]
    assert stored.paragraphs[0].key == "title"


def test_enter_inside_a_paragraph_splits_it_and_the_beginning_keeps_the_key(desk: Desk) -> None:
    desk.end_of("end")
    desk.press(*["ArrowLeft"] * 6, "Enter")

    last = desk.saved().paragraphs[-2:]
    assert [p.text for p in last] == ["以上发言，", "请批评指正。"]
    assert last[0].key == "end"
    assert last[1].key not in {p.key for p in SPEECH}


def test_enter_in_front_of_a_paragraph_leaves_the_key_with_its_text(desk: Desk) -> None:
    desk.end_of("end")
    desk.press("Home", "Enter")

    last = desk.saved().paragraphs[-2:]
    assert [p.text for p in last] == ["", "以上发言，请批评指正。"]
    assert last[1].key == "end"


def test_backspace_behind_an_empty_paragraph_removes_it_and_keeps_the_style(desk: Desk) -> None:
    desk.end_of("call")
    desk.press("Home", "Enter", "Backspace")
    desk.page.keyboard.insert_text("尊敬的")

    assert styles(desk.saved())[:2] == [("title", "在学习会上的发言材料"), ("salutation", "尊敬的各位同志：")]


def test_bold_by_shortcut_and_button(desk: Desk) -> None:
    bold = desk.page.get_by_role("button", name="加粗")
    desk.end_of("end")
    desk.press("Control+b")
    expect(bold).to_have_attribute("aria-pressed", "true")
    desk.page.keyboard.insert_text("谢谢")
    bold.click()
    desk.page.keyboard.insert_text("大家")

    assert desk.saved().paragraphs[-1].runs == (
        Run("以上发言，请批评指正。"),
        Run("谢谢", bold=True),
        Run("大家"),
    )


def test_style_by_select_and_shortcut_and_undo(desk: Desk) -> None:
    select = desk.page.get_by_label("段落样式")
    desk.end_of("two")
    expect(select).to_have_value("body")
    select.select_option("heading-1")
    expect(desk.page.locator('h2[data-key="two"]')).to_be_visible()
    desk.end_of("end")
    desk.press("Control+Alt+2")
    expect(select).to_have_value("heading-2")
    expect(desk.page.locator('h3[data-key="end"]')).to_be_visible()

    assert [p.style for p in desk.saved().paragraphs[-2:]] == [Style.HEADING_1, Style.HEADING_2]
    desk.page.get_by_role("button", name="撤销").click()
    expect(desk.page.locator('p[data-key="end"]')).to_be_visible()
    desk.press("Control+y")
    expect(desk.page.locator('h3[data-key="end"]')).to_be_visible()
    desk.press("Control+Alt+0")
    assert desk.saved().paragraphs[-1].style is Style.BODY


def test_tab_leaves_the_paper(desk: Desk) -> None:
    desk.end_of("end")
    desk.press("Tab")

    assert desk.page.evaluate("document.activeElement.closest('.ProseMirror')") is None
    expect(desk.paragraph("end")).to_have_text("以上发言，请批评指正。")


def test_arrow_keys_walk_along_the_toolbar(desk: Desk) -> None:
    desk.page.get_by_role("button", name="撤销").focus()
    names = []
    for _ in range(6):
        desk.press("ArrowRight")
        names.append(desk.page.evaluate("document.activeElement.getAttribute('aria-label')"))

    assert names == ["重做", "段落样式", "加粗", "查找和替换", "快捷键", "撤销"]


def test_composed_text_is_neither_disturbed_nor_saved_half(desk: Desk) -> None:
    saves: list[str] = []
    desk.page.on("request", lambda request: saves.append(request.url) if request.url.endswith("/save/") else None)
    desk.end_of("two")
    keyboard = desk.page.context.new_cdp_session(desk.page)
    for spelling in ("n", "ni", "ni h", "ni hao"):
        keyboard.send("Input.imeSetComposition", {"text": spelling, "selectionStart": len(spelling), "selectionEnd": 0})
    desk.page.wait_for_timeout(2500)
    assert (desk.paragraph("two").inner_text(), saves) == ("二要用好结果。落到（待填：措施）上。ni hao", [])

    keyboard.send("Input.insertText", {"text": "你好"})
    assert desk.saved().paragraphs[-2] == Paragraph.of("two", Style.BODY, "二要用好结果。落到（待填：措施）上。你好")


def test_composing_in_a_split_paragraph_settles_into_one_key_each(desk: Desk) -> None:
    desk.end_of("end")
    desk.press("Enter")
    keyboard = desk.page.context.new_cdp_session(desk.page)
    keyboard.send("Input.imeSetComposition", {"text": "（待填：x", "selectionStart": 6, "selectionEnd": 6})
    keyboard.send("Input.insertText", {"text": "（待填：姓名）"})

    expect(desk.part("gap-list").locator(".gap-label")).to_have_text(["措施", "姓名"])
    expect(desk.page.locator("mark.gap")).to_have_text(["（待填：措施）", "（待填：姓名）"])
    assert desk.saved().paragraphs[-1].text == "（待填：姓名）"


# --- pasting ---

WORD_HTML = """<html xmlns:o="urn:schemas-microsoft-com:office:office">
<head><meta name=Generator content="Microsoft Word 15">
<style>p.MsoNormal {margin:0cm; color:red}</style></head>
<body lang=ZH-CN style='tab-interval:21.0pt'><!--StartFragment-->
<h1 style='margin-left:0cm'><span lang=EN-US>一、</span>提高认识<o:p></o:p></h1>
<p class=MsoNormal style='text-indent:24.0pt'><span style='font-size:16pt;font-family:仿宋_GB2312'>　　要<b>带头</b>学，
带<span style='font-weight:bold'>头</span>用。</span><o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'
><![if !supportLists]><span>1.<span>&nbsp;&nbsp;</span></span><![endif]>第一项</p>
<ol start=3><li>第三项</li><li>第四项</li></ol>
<table border=1><tr><td><p>单位</p></td><td><p>人数</p></td></tr></table>
<img src=x onerror="window.hacked=1"><script>window.hacked=1</script><a href="javascript:alert(1)">链接</a>
<!--EndFragment--></body></html>"""


def test_pasting_from_word_keeps_paragraphs_headings_and_bold_only(desk: Desk) -> None:
    desk.end_of("end")
    desk.press("Enter")
    desk.paste(WORD_HTML)

    stored = desk.saved().paragraphs[len(SPEECH) :]
    assert [(p.style.value, p.text) for p in stored] == [
        ("heading-1", "一、提高认识"),
        ("body", "要带头学，带头用。"),
        ("body", "1. 第一项"),
        ("body", "3. 第三项"),
        ("body", "4. 第四项"),
        ("body", "单位　人数"),
        ("body", "链接"),
    ]
    assert stored[1].runs == (Run("要"), Run("带头", bold=True), Run("学，带"), Run("头", bold=True), Run("用。"))
    assert desk.page.evaluate("window.hacked") is None


def test_pasting_plain_text_makes_a_paragraph_a_line(desk: Desk) -> None:
    desk.end_of("end")
    desk.press("Enter")
    desk.paste("", "第一行\n第二行\r\n\r\n<b>第三行</b>")

    assert styles(desk.saved())[len(SPEECH) :] == [("body", "第一行"), ("body", "第二行"), ("body", "<b>第三行</b>")]


def test_text_copied_inside_the_editor_gets_keys_of_its_own(desk: Desk) -> None:
    desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.end_of("end")
    desk.press("Control+a", "Control+c", "ArrowRight", "Enter", "Control+v")

    stored = desk.saved()
    assert styles(stored) == styles(SPEECH) * 2
    assert stored.paragraphs[: len(SPEECH)] == SPEECH.paragraphs


def test_text_cut_and_pasted_elsewhere_keeps_its_key(desk: Desk) -> None:
    desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.end_of("call")
    desk.press("Home", "Shift+End", "Control+x", "Delete")
    desk.end_of("end")
    desk.press("Enter", "Control+v")

    last = desk.saved().paragraphs[-1]
    assert (last.key, last.text) == ("call", "各位同志：")


# --- beside the paper ---


def test_counts_follow_the_text_and_the_selection(desk: Desk) -> None:
    desk.type_at_end(" 谢 谢")
    count = SPEECH.character_count + 2
    expect(desk.part("characters")).to_have_text(f"{count:,}")
    expect(desk.part("minutes")).to_have_text(f"约 {count / 200:.1f} 分钟")
    desk.end_of("title")
    desk.press("Shift+Home")
    expect(desk.part("selection")).to_have_text("选中 10 字")


def test_outline_is_that_of_the_saved_text(desk: Desk) -> None:
    labels = desk.part("outline-list").locator(".outline-label")
    expect(labels).to_have_text(
        ["标题", "称谓", "引言", "一要选准题目", "首先，听真话", "其次，察实情", "二要用好结果", "结语"]
    )
    desk.end_of("two")
    desk.press("Enter")
    desk.page.keyboard.insert_text("三要抓好落实。一件一件办。")
    desk.saved()
    expect(labels.nth(7)).to_have_text("三要抓好落实")


def test_outline_jumps_and_follows_the_scroll(desk: Desk) -> None:
    entry = desk.page.locator("[data-jump]", has_text="首先，听真话")
    entry.click()
    expect(entry).to_have_attribute("aria-current", "true")
    expect(desk.page.locator(".ProseMirror")).to_be_focused()
    desk.press("Shift+ArrowRight", "Shift+ArrowRight")
    assert desk.selected() == "首先"

    desk.part("desk").evaluate("desk => desk.scrollTo(0, 0)")
    expect(desk.page.locator("[data-jump]", has_text="标题")).to_have_attribute("aria-current", "true")


def test_gap_is_marked_listed_and_filled_by_typing(desk: Desk) -> None:
    expect(desk.page.locator("mark.gap")).to_have_text(["（待填：措施）"])
    desk.part("gap-list").get_by_role("button", name="措施").click()
    assert desk.selected() == "（待填：措施）"
    desk.page.keyboard.insert_text("三项措施")

    expect(desk.page.locator("mark.gap")).to_have_count(0)
    expect(desk.page.get_by_text("没有缺项，可以导出了。")).to_be_visible()
    assert desk.saved().paragraphs[-2].text == "二要用好结果。落到三项措施上。"


def test_panes_are_sheets_on_a_phone(desk: Desk) -> None:
    desk.page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    outline = desk.page.locator("#outline")
    expect(outline).to_be_hidden()
    desk.page.get_by_role("button", name="大纲").click()
    expect(outline).to_be_visible()
    desk.press("Escape")
    expect(outline).to_be_hidden()
    desk.page.get_by_role("button", name="缺项").click()
    desk.part("gap-list").get_by_role("button", name="措施").click()
    expect(desk.page.locator("#side")).to_be_hidden()
    assert desk.selected() == "（待填：措施）"
    assert desk.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


@pytest.mark.parametrize("width", [1440, 390])
def test_editor_has_no_accessibility_violation(desk: Desk, axe: Axe, width: int) -> None:
    desk.page.set_viewport_size({"width": width, "height": 900})
    assert axe(desk.page) == []
    desk.part("export-menu").locator("summary").click()
    assert axe(desk.page) == []


# --- without a script ---


def test_plain_text_form_edits_without_a_script(
    new_page: NewPage, draft: Draft, log_in: LogIn, live_server: Any
) -> None:
    plain = new_page(java_script_enabled=False)
    log_in(plain, draft.owner)
    plain.goto(live_server.url + reverse("draft-edit", args=[draft.pk]))
    expect(plain.locator('[data-part="room"]')).to_be_hidden()
    field = plain.get_by_label("正文", exact=True)
    field.fill(field.input_value() + "\n谢谢大家。")
    assert plain.evaluate("getComputedStyle(document.body).overflowY") == "visible"  # or nobody reaches the button
    plain.get_by_role("button", name="保存").click()

    expect(plain.get_by_text("已保存。")).to_be_visible()
    assert styles(drafting.read_document(draft)) == [*styles(SPEECH), ("body", "谢谢大家。")]


def test_the_paper_grows_with_its_text(desk: Desk) -> None:
    desk.type_at_end("字" * 3_000)
    heights = desk.page.locator(".paper.ProseMirror").evaluate("paper => [paper.clientHeight, paper.scrollHeight]")
    assert heights[0] >= heights[1] > 1_500
