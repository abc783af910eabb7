"""Comparing two versions."""

import re
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import docx
import pdfplumber
import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from drafts.core.compare import compare
from drafts.core.document import Document, Paragraph, Run, Style
from drafts.models import Draft, Layout, SpeechTemplate, User
from drafts.services import drafting, layouts
from drafts.templatetags.comparison import change_label, inline_pieces, new_pieces, old_pieces
from drafts.views.turns import turn
from tests.formats.pages import MM
from tests.services.histories import save, speech
from tests.views.people import logged_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(owner: User, four_point: SpeechTemplate) -> Draft:
    """Version 2 and 3 differ in one paragraph."""
    draft = drafting.start_draft(owner=owner, template_version=four_point.latest)
    draft = drafting.assemble_draft(draft=draft, author=owner)
    save(draft, "一要学习。", "二要落实。")
    save(draft, "一要深入学习。", "二要落实。")
    return draft


@pytest.fixture
def client(owner: User) -> Client:
    return logged_in(owner)


def get(client: Client, draft: Draft, **query: object) -> Any:
    return client.get(reverse("draft-compare", args=[draft.pk]), query)


def test_compare_shows_how_the_new_version_came_out_of_the_old(client: Client, draft: Draft) -> None:
    response = get(client, draft, old=2, new=3)

    assert response.context["comparison"] == compare(
        speech("一要学习。", "二要落实。"), speech("一要深入学习。", "二要落实。")
    )
    assert "<ins>深入</ins>" in response.content.decode()


def test_compare_turns_around(client: Client, draft: Draft) -> None:
    assert "<del>深入</del>" in get(client, draft, old=3, new=2).content.decode()


def test_compare_without_numbers_takes_the_newest_and_the_one_before(client: Client, draft: Draft) -> None:
    context = get(client, draft).context
    assert (context["old"].number, context["new"].number) == (2, 3)


def test_compare_side_by_side_keeps_both_sides_whole(client: Client, draft: Draft) -> None:
    page = get(client, draft, old=2, new=3, view="side").content.decode()
    assert '<p data-style="body">一要学习。</p>' in page
    assert '<p data-style="body">一要<ins>深入</ins>学习。</p>' in page


def test_compare_of_a_version_with_itself_says_that_nothing_changed(client: Client, draft: Draft) -> None:
    assert "完全一样" in get(client, draft, old=2, new=2).content.decode()


def test_two_of_the_list_lead_to_their_comparison(client: Client, draft: Draft) -> None:
    address = reverse("draft-compare", args=[draft.pk])
    assert get(client, draft, v=["3", "1"])["Location"] == f"{address}?old=1&new=3"


@pytest.mark.parametrize("chosen", [["1"], ["1", "2", "3"], ["x", "2"], ["2", "2"]])
def test_not_two_of_the_list_lead_back(client: Client, draft: Draft, chosen: list[str]) -> None:
    assert get(client, draft, v=chosen)["Location"] == reverse("draft-versions", args=[draft.pk])


@pytest.mark.parametrize(
    ("query", "status"),
    [({"old": 1}, 400), ({"old": "x", "new": 2}, 400), ({"old": 1, "new": 0}, 400), ({"old": 1, "new": 9}, 404)],
)
def test_compare_of_what_is_not_there(client: Client, draft: Draft, query: dict[str, object], status: int) -> None:
    assert get(client, draft, **query).status_code == status


def test_compare_of_hostile_text_stays_text(client: Client, draft: Draft) -> None:
    save(draft, "<script>alert(1)</script>", "二要落实。")

    page = get(client, draft).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


# --- the marked-up copy ---


def marked(client: Client, draft: Draft, file_format: str, **query: object) -> Any:
    return client.get(reverse("draft-marked-copy", args=[draft.pk, file_format]), query)


def test_the_marked_copy_in_word_has_tracked_changes(client: Client, draft: Draft) -> None:
    response = marked(client, draft, "docx", old=2, new=3)

    assert "filename*=utf-8''" in response["Content-Disposition"]
    with ZipFile(BytesIO(b"".join(response.streaming_content))) as package:
        body = package.read("word/document.xml").decode()
    assert re.search(r'<w:ins [^>]*w:author="讲稿主人"', body)


def test_the_marked_copy_is_set_in_the_drafts_layout(client: Client, draft: Draft, administrator: User) -> None:
    layouts.load_builtin_layouts()
    values = Layout.objects.get(slug="national").values | {"left_mm": 40, "right_mm": 14, "characters": 28}
    office = layouts.create_layout(name="本机关", remark="", values=values, author=administrator)
    layouts.choose_layout(draft=draft, layout=office)

    word = b"".join(marked(client, draft, "docx", old=2, new=3).streaming_content)
    section = docx.Document(BytesIO(word)).sections[0]
    pdf = b"".join(marked(client, draft, "pdf", old=2, new=3).streaming_content)
    left = min(character["x0"] for character in pdfplumber.open(BytesIO(pdf)).pages[0].chars)
    assert (round(section.left_margin.mm), round(section.right_margin.mm)) == (40, 14)
    assert abs(left * MM - 40) < 0.5


def test_the_marked_copy_in_pdf_has_both_texts(client: Client, draft: Draft) -> None:
    save(draft, "一要深入学习。", "二要抓紧落实。")
    data = b"".join(marked(client, draft, "pdf", old=2, new=4).streaming_content)

    text = "".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)
    assert "一要深入学习" in text.replace("\n", "")


@pytest.mark.parametrize(
    ("file_format", "query"),
    [("txt", {"old": 1, "new": 2}), ("docx", {}), ("docx", {"old": "x", "new": 2}), ("pdf", {"old": 1, "new": 9})],
)
def test_what_is_no_marked_copy_is_404(
    client: Client, draft: Draft, file_format: str, query: dict[str, object]
) -> None:
    assert marked(client, draft, file_format, **query).status_code == 404


@pytest.mark.parametrize("who", ["colleague", "outsider", "administrator"])
def test_another_persons_comparison_is_not_to_be_had(who: str, draft: Draft, request: pytest.FixtureRequest) -> None:
    other = logged_in(request.getfixturevalue(who))
    answers = [marked(other, draft, "docx", old=2, new=3), get(other, draft, old=2, new=3), get(other, draft, v=["1"])]
    assert [response.status_code for response in answers] == [404, 404, 404]


# --- how a row reads ---


def only_row(old: list[Paragraph], new: list[Paragraph]) -> Any:
    (change,) = compare(Document(tuple(old)), Document(tuple(new))).changes
    return change


def body(*runs: Run, style: Style = Style.BODY) -> list[Paragraph]:
    return [Paragraph("p", style, runs)]


@pytest.mark.parametrize(
    ("old", "new", "label"),
    [
        ([], body(Run("新。")), "新增"),
        (body(Run("旧。")), [], "删除"),
        (body(Run("甲。")), body(Run("甲乙。")), "修改"),
        (body(Run("甲。")), body(Run("甲。"), style=Style.HEADING_1), "换样式"),
        (body(Run("甲。")), body(Run("甲。")), ""),
    ],
)
def test_a_row_says_in_a_word_what_it_is(old: list[Paragraph], new: list[Paragraph], label: str) -> None:
    assert change_label(only_row(old, new)) == label


def test_pieces_are_marked_and_escaped() -> None:
    change = only_row(body(Run("甲<b>乙")), body(Run("甲<b>", bold=True), Run("丙")))

    assert inline_pieces(change).count("&lt;b&gt;") >= 1
    assert "<del>" not in new_pieces(change)
    assert "<ins>" not in old_pieces(change)


def test_the_marked_copy_is_refused_for_a_moment_while_others_typeset(
    client: Client, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("drafts.views.comparing._LONGEST_WAIT", 0)
    with turn(0), turn(0):
        response = marked(client, draft, "pdf", old=2, new=3)
    assert (response.status_code, response.context["problem"]) == (503, "服务器正忙，请过一会儿再试。")
    assert marked(client, draft, "pdf", old=2, new=3).status_code == 200
