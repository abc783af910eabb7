"""The export page and the files."""

import uuid
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import docx
import pypdf
import pytest
from django.test import Client
from django.urls import reverse

from drafts.core.document import Document, Paragraph, Style
from drafts.models import Draft, SpeechTemplate, User
from drafts.services import drafting
from drafts.views.turns import turn

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]


@pytest.fixture
def unassembled(owner: User, four_point: SpeechTemplate) -> Draft:
    return drafting.start_draft(owner=owner, template_version=four_point.latest)


@pytest.fixture
def draft(owner: User, unassembled: Draft) -> Draft:
    draft = drafting.assemble_draft(draft=unassembled, author=owner)
    return write(draft, "在学习会上的发言材料", "落到（待填：措施）上。")


@pytest.fixture
def owner_client(owner: User, client_of: ClientOf) -> Client:
    return client_of(owner)


def write(draft: Draft, title: str, text: str) -> Draft:
    """The draft with one more version of these two paragraphs."""
    document = Document((Paragraph.of("title", Style.TITLE, title), Paragraph.of("b1", Style.BODY, text)))
    drafting.save_document(draft=draft, author=draft.owner, base=draft.version, save_id=uuid.uuid4(), document=document)
    return Draft.objects.get(pk=draft.pk)


def page(client: Client, draft: Draft) -> Any:
    return client.get(reverse("draft-export", args=[draft.pk]))


def download(client: Client, draft: Draft, file_format: str) -> Any:
    return client.get(reverse("draft-download", args=[draft.pk, file_format]))


def content_of(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def name_of(response: Any) -> str:
    """The file name that the browser would take."""
    header = response.headers["Content-Disposition"]
    assert header.startswith("attachment; ")
    if "filename*=utf-8''" in header:
        return unquote(header.split("filename*=utf-8''")[1])
    return str(header.split('filename="')[1].rstrip('"'))


def test_export_page_lists_gaps_formats_and_fonts(owner_client: Client, draft: Draft) -> None:
    response = page(owner_client, draft)

    assert response.status_code == 200
    assert response.context["document"].gaps == ["措施"]
    assert [slug for slug, _name, _remark in response.context["offers"]] == ["docx", "pdf", "txt"]
    assert [use.role.value for use in response.context["fonts"]] == ["仿宋", "小标宋"]


def test_export_page_names_characters_that_come_from_another_font(owner_client: Client, draft: Draft) -> None:
    response = page(owner_client, write(draft, "发言材料", "缺字：\U0010fffd"))

    assert [notice for notice in response.context["font_notices"] if "\U0010fffd" in notice]


def test_export_before_assembly_goes_to_the_form(owner_client: Client, unassembled: Draft) -> None:
    form = reverse("draft-form", args=[unassembled.pk])

    assert page(owner_client, unassembled).url == form
    assert download(owner_client, unassembled, "docx").url == form


def test_download_word_holds_the_newest_text_and_names_its_author(owner_client: Client, draft: Draft) -> None:
    response = download(owner_client, draft, "docx")

    written = docx.Document(BytesIO(content_of(response)))
    assert [p.text for p in written.paragraphs if p.text] == ["在学习会上的发言材料", "落到（待填：措施）上。"]
    assert written.core_properties.author == "讲稿主人"
    assert name_of(response) == "在学习会上的发言材料.docx"
    assert response.headers["Content-Type"] == (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    )


def test_download_pdf_is_one_and_names_its_author(owner_client: Client, draft: Draft) -> None:
    response = download(owner_client, draft, "pdf")

    written = pypdf.PdfReader(BytesIO(content_of(response)))
    assert written.metadata is not None
    assert (len(written.pages), written.metadata.author) == (1, "讲稿主人")
    assert (name_of(response), response.headers["Content-Type"]) == ("在学习会上的发言材料.pdf", "application/pdf")


def test_download_text_is_the_text(owner_client: Client, draft: Draft) -> None:
    response = download(owner_client, draft, "txt")

    assert content_of(response).decode("utf-8-sig").split() == ["在学习会上的发言材料", "落到（待填：措施）上。"]
    assert (name_of(response), response.headers["Content-Type"]) == (
        "在学习会上的发言材料.txt",
        "text/plain; charset=utf-8",
    )


def test_download_is_never_cached(owner_client: Client, draft: Draft) -> None:
    assert "no-store" in download(owner_client, draft, "txt").headers["Cache-Control"]


@pytest.mark.parametrize("file_format", ["docx", "pdf", "txt"])
@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ('甲"乙/丙\\丁<戊>|己?*', "甲 乙 丙 丁 戊 己"),
        ("表情😀和生僻字𠮷", "表情😀和生僻字𠮷"),
        ("../../etc/passwd", "etc passwd"),
        ("换行\u2028头：\r\nX-Evil: 1", "换行 头： X-Evil 1"),
        ("长" * 200, "长" * 66),
        ("", "讲稿"),
    ],
)
def test_download_of_a_hostile_title_is_a_file_with_a_plain_name(
    owner_client: Client, draft: Draft, file_format: str, title: str, stem: str
) -> None:
    response = download(owner_client, write(draft, title, "正文。"), file_format)

    assert (response.status_code, name_of(response)) == (200, f"{stem}.{file_format}")
    assert content_of(response)


@pytest.mark.parametrize("file_format", ["json", "html", "doc"])
def test_download_of_another_kind_is_404(owner_client: Client, draft: Draft, file_format: str) -> None:
    assert download(owner_client, draft, file_format).status_code == 404


def test_download_says_plainly_why_there_is_no_pdf(
    owner_client: Client, draft: Draft, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # An empty folder on a machine without fonts; what fonts this machine has must not decide the test.
    settings.SIDIAN_FONTS_DIR = tmp_path
    monkeypatch.setattr("drafts.formats.fonts._load", lambda _folders, **_options: (None, []))

    response = download(owner_client, draft, "pdf")
    assert response.status_code == 422
    assert response.context["problem"].startswith("没有能排中文的字体。")
    assert page(owner_client, draft).context["font_problem"] == response.context["problem"]
    assert download(owner_client, draft, "docx").status_code == 200


@pytest.mark.parametrize("person", ["colleague", "outsider", "administrator"])
def test_export_is_404_for_another_person(
    request: pytest.FixtureRequest, client_of: ClientOf, draft: Draft, person: str
) -> None:
    other = client_of(request.getfixturevalue(person))

    assert [page(other, draft).status_code, download(other, draft, "docx").status_code] == [404, 404]


def test_export_sends_nobody_to_the_log_in(client: Client, draft: Draft) -> None:
    assert [page(client, draft).status_code, download(client, draft, "docx").status_code] == [302, 302]
    assert page(client, draft).url.startswith(reverse("login"))


@pytest.mark.parametrize("file_format", ["docx", "pdf"])
def test_export_is_refused_for_a_moment_while_others_typeset(
    owner_client: Client, draft: Draft, file_format: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("drafts.views.exporting._LONGEST_WAIT", 0)
    with turn(0), turn(0):
        response = download(owner_client, draft, file_format)
    assert (response.status_code, response.context["problem"]) == (503, "服务器正忙，请过一会儿再试。")
    assert download(owner_client, draft, file_format).status_code == 200


def test_menu_names_the_characters_that_no_font_has(draft: Draft, owner_client: Client) -> None:
    missing = "\U0001fbff"  # of a block that neither the office's fonts nor the open ones cover
    address = reverse("draft-export-notices", args=[draft.pk])

    before = owner_client.get(address).content.decode()
    write(draft, "讲话", f"字{missing}")
    after = owner_client.get(address).content.decode()

    assert (missing in before, missing in after) == (False, True)
