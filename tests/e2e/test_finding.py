"""Find and replace as a person meets it, beside an input method, and in a very long text."""

import uuid
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from drafts.core.document import Document, Paragraph, Run, Style
from drafts.models import Draft, SpeechTemplate, User
from drafts.services import drafting
from tests.conftest import PHONE
from tests.e2e.desk import SPEECH, Axe, Desk, LogIn, NewPage, make_draft

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = Document(
    (
        Paragraph.of("a", Style.TITLE, "ＡＢＣ与abc，与Abc,"),
        Paragraph(
            "b",
            Style.BODY,
            (Run("学习是"), Run("第一位", bold=True), Run("的，学"), Run("习", bold=True), Run("要经常。")),
        ),
        Paragraph.of("c", Style.BODY, "１２３和123"),
    )
)


@pytest.fixture
def draft(owner: User, four_point: SpeechTemplate) -> Draft:
    return make_draft(owner, four_point)


@pytest.fixture
def desk(page: Page, draft: Draft, log_in: LogIn, live_server: Any) -> Desk:
    log_in(page, draft.owner)
    return Desk(page, draft, live_server.url).open()


def keep(draft: Draft, document: Document) -> None:
    drafting.save_document(draft=draft, author=draft.owner, base=2, save_id=uuid.uuid4(), document=document)


@pytest.fixture
def widths(page: Page, draft: Draft, log_in: LogIn, live_server: Any) -> Desk:
    keep(draft, WIDTHS)
    log_in(page, draft.owner)
    return Desk(page, draft, live_server.url).open()


def find(desk: Desk, words: str, *, replacing: bool = False) -> None:
    desk.page.keyboard.press("Control+h" if replacing else "Control+f")
    desk.page.get_by_label("查找", exact=True).fill(words)
    desk.settle()


def status(desk: Desk) -> str:
    return desk.part("find-status").inner_text()


def marked(desk: Desk) -> list[str]:
    return desk.page.locator(".ProseMirror .match").all_inner_texts()


# --- finding ---


def test_matches_are_counted_marked_and_walked_round(desk: Desk) -> None:
    desk.end_of("title")
    find(desk, "要")
    total = SPEECH.plain_text.count("要")
    assert (status(desk), len(marked(desk))) == (f"第 1 / {total} 处", total)

    desk.press("Enter")
    assert status(desk) == f"第 2 / {total} 处"
    desk.press("Shift+Enter", "Shift+Enter")
    assert status(desk) == f"已回到末尾 · 第 {total} / {total} 处"
    desk.press("F3")
    assert status(desk) == f"已回到开头 · 第 1 / {total} 处"
    desk.page.get_by_role("button", name="下一处").click()
    desk.press("Shift+F3")
    assert status(desk) == f"第 1 / {total} 处"


def test_escape_goes_back_to_the_text_with_the_match_selected(desk: Desk) -> None:
    desk.end_of("title")
    find(desk, "请批评指正")
    desk.press("Escape")

    expect(desk.part("find")).to_be_hidden()
    expect(desk.page.locator(".ProseMirror")).to_be_focused()
    assert (desk.selected(), marked(desk)) == ("请批评指正", [])


def test_a_match_out_of_sight_is_brought_into_it(desk: Desk) -> None:
    desk.end_of("title")
    find(desk, "请批评指正")
    expect(desk.page.locator(".match.is-current")).to_be_in_viewport()


def test_nothing_found_is_said_in_words(desk: Desk) -> None:
    find(desk, "火星")
    assert (status(desk), marked(desk)) == ("没有找到“火星”", [])
    find(desk, "")
    assert status(desk) == ""


def test_search_starts_from_the_selected_words(desk: Desk) -> None:
    desk.end_of("end")
    desk.press("Home", *["Shift+ArrowRight"] * 2, "Control+f")

    assert desk.page.get_by_label("查找", exact=True).input_value() == "以上"
    assert status(desk) == "第 1 / 1 处"


def test_finding_changes_and_saves_nothing(desk: Desk) -> None:
    find(desk, "要")
    desk.press("Enter", "Escape")
    desk.page.wait_for_timeout(1500)
    assert (desk.state(), desk.draft.revisions.count()) == ("saved", 2)


@pytest.mark.parametrize(
    ("words", "folded", "width", "letter_case", "both"),
    [
        ("abc", 3, 2, 1, 1),
        ("ＡＢＣ", 3, 1, 1, 1),
        (",", 3, 1, 3, 1),
        ("，", 3, 2, 3, 2),
        ("123", 2, 1, 2, 1),
    ],
)
def test_widths_and_cases_match_until_they_are_told_apart(
    widths: Desk, words: str, folded: int, width: int, letter_case: int, both: int
) -> None:
    find(widths, words)
    counts = [len(marked(widths))]
    widths.page.get_by_label("区分全角半角").check()
    counts.append(len(marked(widths)))
    widths.page.get_by_label("区分大小写").check()
    last = len(marked(widths))
    widths.page.get_by_label("区分全角半角").uncheck()
    assert [*counts, len(marked(widths)), last] == [folded, width, letter_case, both]


def test_match_goes_across_bold_but_not_into_the_next_paragraph(widths: Desk) -> None:
    find(widths, "学习")
    assert status(widths).endswith("/ 2 处")
    assert "".join(marked(widths)) == "学习学习"
    find(widths, "。１")
    assert status(widths) == "没有找到“。１”"


def test_search_follows_the_text(desk: Desk) -> None:
    find(desk, "批评")
    desk.type_at_end("再批评。")
    expect(desk.part("find-status")).to_have_text("第 1 / 2 处")
    desk.press("Control+z")
    expect(desk.part("find-status")).to_have_text("第 1 / 1 处")


# --- replacing ---


def test_replacing_one_goes_to_the_next(widths: Desk) -> None:
    find(widths, "学习", replacing=True)
    widths.page.get_by_label("替换为").fill("学习学习")
    widths.page.get_by_role("button", name="替换", exact=True).last.click()

    assert status(widths) == "已替换 1 处 · 第 3 / 3 处"
    assert widths.saved().paragraphs[1].text == "学习学习是第一位的，学习要经常。"


def test_replacing_all_is_one_step_that_can_be_undone(widths: Desk) -> None:
    find(widths, "学习", replacing=True)
    widths.page.get_by_label("替换为").fill("工作")
    widths.page.get_by_role("button", name="全部替换").click()

    assert status(widths) == "已替换 2 处 · 没有找到“学习”"
    assert widths.saved().paragraphs[1].runs == (
        Run("工作是"),
        Run("第一位", bold=True),
        Run("的，工作要经常。"),
    )
    widths.page.get_by_role("button", name="撤销").click()
    assert widths.saved().paragraphs == WIDTHS.paragraphs


def test_replacing_with_nothing_takes_the_words_away(widths: Desk) -> None:
    find(widths, "123", replacing=True)
    widths.page.get_by_role("button", name="全部替换").click()
    assert widths.saved().paragraphs[2].text == "和"


def test_replacing_without_a_match_does_nothing(desk: Desk) -> None:
    find(desk, "火星", replacing=True)
    desk.page.get_by_role("button", name="全部替换").click(force=True)  # it says that it is disabled
    desk.page.wait_for_timeout(1300)
    assert (desk.state(), desk.draft.revisions.count()) == ("saved", 2)


# --- input methods ---


def test_composing_between_marks_is_not_disturbed(desk: Desk) -> None:
    find(desk, "批评")
    desk.end_of("end")
    desk.press("Home", *["ArrowRight"] * 6)
    keyboard = desk.page.context.new_cdp_session(desk.page)
    texts = []
    for spelling in ("p", "pi", "pi p", "pi ping"):
        keyboard.send(
            "Input.imeSetComposition",
            {"text": spelling, "selectionStart": len(spelling), "selectionEnd": len(spelling)},
        )
        desk.page.keyboard.press("F3")  # a key of the page in the middle of it
        texts.append(desk.paragraph("end").inner_text())
    assert texts == [f"以上发言，请{s}批评指正。" for s in ("p", "pi", "pi p", "pi ping")]

    keyboard.send("Input.insertText", {"text": "批评"})
    expect(desk.part("find-status")).to_have_text("第 2 / 2 处")  # the one that it was
    assert marked(desk) == ["批评", "批评"]
    assert desk.saved().paragraphs[-1] == Paragraph.of("end", Style.BODY, "以上发言，请批评批评指正。")


def test_composing_inside_a_match_keeps_every_character(desk: Desk) -> None:
    find(desk, "请批评指正")
    desk.end_of("end")
    desk.press("Home", *["ArrowRight"] * 7)
    keyboard = desk.page.context.new_cdp_session(desk.page)
    for spelling in ("h", "ha", "hao"):
        keyboard.send(
            "Input.imeSetComposition",
            {"text": spelling, "selectionStart": len(spelling), "selectionEnd": len(spelling)},
        )
        desk.settle()
    keyboard.send("Input.insertText", {"text": "好"})

    expect(desk.part("find-status")).to_have_text("没有找到“请批评指正”")
    assert desk.saved().paragraphs[-1].text == "以上发言，请批好评指正。"


def test_composing_in_the_field_searches_only_for_what_was_settled(desk: Desk) -> None:
    find(desk, "")
    keyboard = desk.page.context.new_cdp_session(desk.page)
    for spelling in ("t", "ti", "ti mu"):
        keyboard.send(
            "Input.imeSetComposition",
            {"text": spelling, "selectionStart": len(spelling), "selectionEnd": len(spelling)},
        )
        desk.settle()
        assert status(desk) == ""
    keyboard.send("Input.insertText", {"text": "题目"})
    expect(desk.part("find-status")).to_have_text("第 1 / 1 处")


# --- folding, and how long it takes ---

FOLD = "async ([text, options]) => (await import('sidian/editor/folding')).folded(text, options)"


@pytest.mark.parametrize(
    ("text", "options", "folded"),
    [
        ("ＡｂＣ，！（）１２３", {}, "abc,!()123"),
        ("“学”‘习’　。、", {}, "\"学\"'习' ｡､"),
        ("ＡｂＣ，", {"width": True}, "ａｂｃ，"),
        ("ＡｂＣ，", {"letterCase": True}, "AbC,"),
        ("ＡｂＣ，", {"width": True, "letterCase": True}, "ＡｂＣ，"),
        ("İ𠮷￥", {}, "İ𠮷¥"),
        ("四个方面——谈体会……", {}, "四个方面——谈体会……"),
    ],
)
def test_folded_text_is_compared_without_width_and_case(
    desk: Desk, text: str, options: dict[str, bool], folded: str
) -> None:
    assert desk.page.evaluate(FOLD, [text, options]) == folded


def test_folded_text_is_as_long_as_the_text(desk: Desk) -> None:
    lengths = """async () => {
        const { folded } = await import("sidian/editor/folding")
        const differing = []
        for (let code = 0; code < 0x10000; code += 1) {
            const sign = String.fromCharCode(code)
            if (folded(sign).length !== 1) differing.push(code)
        }
        return differing
    }"""
    assert desk.page.evaluate(lengths) == []


def test_every_match_of_a_long_text_is_counted_and_replaced(
    page: Page, draft: Draft, log_in: LogIn, live_server: Any
) -> None:
    words = "要把功夫下在平时，多到困难多、群众意见集中的地方去，听真话、察实情。"
    paragraphs = [Paragraph.of(f"k{n}", Style.BODY, words * 6) for n in range(480)]
    keep(draft, Document(tuple(paragraphs)))
    log_in(page, draft.owner)
    desk = Desk(page, draft, live_server.url).open()
    find(desk, "要")
    expect(desk.part("find-status")).to_have_text("第 1 / 2,880 处")
    find(desk, "，")
    expect(desk.part("find-status")).to_have_text("第 1 / 5,760 处")

    find(desk, "功夫", replacing=True)
    page.get_by_label("替换为").fill("工夫")
    page.get_by_role("button", name="全部替换").click()
    expect(desk.part("find-status")).to_have_text("已替换 2,880 处 · 没有找到“功夫”")
    assert desk.saved().plain_text.count("工夫") == 2880


# --- the bar ---


def test_bar_is_accessible_and_fits_a_phone(
    draft: Draft, new_page: NewPage, log_in: LogIn, live_server: Any, axe: Axe
) -> None:
    page = new_page(viewport=PHONE)
    log_in(page, draft.owner)
    desk = Desk(page, draft, live_server.url).open()
    page.get_by_role("button", name="查找和替换").click()
    page.get_by_role("button", name="替换", exact=True).first.click()
    page.get_by_label("查找", exact=True).fill("要")

    small = page.locator(".find button:visible").evaluate_all(
        "all => all.filter(one => one.getBoundingClientRect().height < 44).length"
    )
    assert (small, page.evaluate("document.documentElement.scrollWidth <= innerWidth")) == (0, True)
    assert axe(page) == []
    desk.press("Escape")
    expect(desk.part("find")).to_be_hidden()


def test_bar_is_accessible_on_a_desk(desk: Desk, axe: Axe) -> None:
    find(desk, "要", replacing=True)
    assert axe(desk.page) == []
    find(desk, "火星")
    assert axe(desk.page) == []
