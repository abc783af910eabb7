"""Pasting from Word, from WPS, from a page, and as plain text."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from drafts.core.document import Paragraph, Run
from drafts.models import Draft, SpeechTemplate, User
from tests.e2e.desk import SPEECH, Desk, LogIn, make_draft

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAMPLES = Path(__file__).parent.parent / "samples" / "clipboard"
NO_IMAGES = "图片没有粘贴：讲稿里只有文字。"


@pytest.fixture
def draft(owner: User, four_point: SpeechTemplate) -> Draft:
    return make_draft(owner, four_point)


@pytest.fixture
def desk(page: Page, draft: Draft, log_in: LogIn, live_server: Any) -> Desk:
    """The caret stands in an empty paragraph at the end."""
    log_in(page, draft.owner)
    desk = Desk(page, draft, live_server.url).open()
    desk.end_of("end")
    desk.press("Enter")
    return desk


def pasted(desk: Desk, html: str, text: str = "") -> tuple[Paragraph, ...]:
    desk.paste(html, text)
    return desk.saved().paragraphs[len(SPEECH) :]


def lines(paragraphs: tuple[Paragraph, ...]) -> list[tuple[str, str]]:
    return [(p.style.value, p.text) for p in paragraphs]


def test_word_keeps_titles_headings_numbers_and_bold(desk: Desk) -> None:
    stored = pasted(desk, (SAMPLES / "word.html").read_text("utf-8"))

    assert lines(stored) == [
        ("title", "在读书班上的发言"),
        ("title", "（二〇二六年三月）"),
        ("body", "学习要带头，也要经常，read one book。张三 李四　王五"),
        ("heading-1", "一、提高认识"),
        ("heading-2", "（一）认识从哪里来"),
        ("heading-4", "小标题七"),
        ("body", "1. 走到现场"),
        ("body", "（2）摸清实情"),
        ("body", "不带号的一项"),
        ("body", "第一行"),
        ("body", "第二行"),
        ("body", "单位　人数"),
        ("body", "办公室　三人 借调一人"),
    ]
    assert [run.text for run in stored[2].runs if run.bold] == ["带头", "经常"]
    assert stored[11].runs == (Run("单位", bold=True), Run("　人数"))
    expect(desk.part("told")).to_contain_text(NO_IMAGES)
    assert desk.page.evaluate("window.hacked") is None


def test_wps_keeps_headings_outline_levels_numbers_and_bold(desk: Desk) -> None:
    stored = pasted(desk, (SAMPLES / "wps.html").read_text("utf-8"))

    assert lines(stored) == [
        ("heading-2", "（一）摸清底数"),
        ("heading-3", "自定义的小标题"),
        ("heading-1", "按大纲级别设的标题"),
        ("body", "工作要落在实处，不留死角。"),
        ("body", "1. 第一件事"),
        ("body", "符号开头的一项"),
        ("body", "时间　地点"),
    ]
    assert stored[3].runs == (Run("工作要"), Run("落在实处", bold=True), Run("，不留死角。"))
    expect(desk.part("told")).to_contain_text(NO_IMAGES)


def test_lists_of_a_page_become_typed_ordinals(desk: Desk) -> None:
    stored = pasted(desk, (SAMPLES / "wps-online.html").read_text("utf-8"))

    assert [p.text for p in stored] == [
        "第一段加粗，这里不加粗。",
        "二、听真话",
        "三、察实情",
        "a. 走一走",
        "d. 看一看",
        "没有序号的一项",
        "1. 第一条",
        "2. 第二条",
        "最后一段 有空格",
    ]
    assert stored[0].runs == (Run("第一段加粗", bold=True), Run("，这里不加粗。"))
    expect(desk.part("told")).to_be_hidden()


@pytest.mark.parametrize(
    ("html", "texts"),
    [
        ("<ol type=I start=4><li>甲<li>乙</ol>", ["IV. 甲", "V. 乙"]),
        ("<ol start=0><li>甲</ol><ol start=26 type=A><li>乙<li>丙</ol>", ["0. 甲", "Z. 乙", "AA. 丙"]),
        ("<pre>第一行\n  第二行</pre>", ["第一行", "第二行"]),
        ("<p>一<!-- <p>不是</p> -->二</p><p>&#8203;</p>", ["一二"]),
        ("<ol><li></li></ol><p>甲</p>", ["甲"]),
        ("<p>甲<b style='mso-bidi-font-weight:normal'></b></p>", ["甲"]),
        ("<b style='font-weight:normal'><p>甲</p></b>", ["甲"]),
    ],
)
def test_small_pieces_of_pages(desk: Desk, html: str, texts: list[str]) -> None:
    stored = pasted(desk, html)
    assert [(p.text, any(run.bold for run in p.runs)) for p in stored] == [(text, False) for text in texts]


def test_lines_of_plain_text_become_paragraphs_without_their_indents(desk: Desk) -> None:
    stored = pasted(
        desk, "", "　　第一段。\r\n\u3000\u3000第二段，<b>不是标记</b>。\n\n\t第三段。\v第四段。\u2028第五段。"
    )
    assert lines(stored) == [
        ("body", "第一段。"),
        ("body", "第二段，<b>不是标记</b>。"),
        ("body", "第三段。"),
        ("body", "第四段。"),
        ("body", "第五段。"),
    ]


def test_ctrl_shift_v_pastes_the_bare_text(desk: Desk) -> None:
    desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.page.evaluate(
        """async () => {
            const html = new Blob(["<h1>标题<b>粗</b></h1><p>一段</p>"], { type: "text/html" })
            const text = new Blob(["标题粗\\n一段"], { type: "text/plain" })
            await navigator.clipboard.write([new ClipboardItem({ "text/html": html, "text/plain": text })])
        }"""
    )
    desk.press("Control+Shift+v")
    assert lines(desk.saved().paragraphs[len(SPEECH) :]) == [("body", "标题粗"), ("body", "一段")]
    desk.press("Enter", "Control+v")
    stored = desk.saved().paragraphs[len(SPEECH) + 2 :]
    assert lines(stored) == [("heading-1", "标题粗"), ("body", "一段")]


def test_picture_alone_is_not_pasted_and_that_is_said(desk: Desk) -> None:
    desk.page.evaluate(
        """() => {
            const data = new DataTransfer()
            data.items.add(new File([new Uint8Array([1])], "p.png", { type: "image/png" }))
            const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
            document.querySelector(".ProseMirror").dispatchEvent(event)
        }"""
    )
    expect(desk.part("told")).to_contain_text(NO_IMAGES)
    desk.part("told").get_by_role("button", name="知道了").click()
    expect(desk.part("told")).to_be_hidden()


def test_pasting_is_one_step_that_can_be_undone(desk: Desk) -> None:
    desk.paste((SAMPLES / "word.html").read_text("utf-8"))
    desk.press("Control+z")
    assert [p.text for p in desk.saved().paragraphs[len(SPEECH) :]] == [""]
