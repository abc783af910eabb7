"""The 排版 page: a file in, a file out, nothing kept; a sentence for everything that goes wrong."""

from base64 import b64decode
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from drafts.formats.files import read_document
from drafts.forms.typesetting import MAX_UPLOAD
from drafts.models import Draft, Revision, User
from drafts.services.layouts import load_builtin_layouts
from drafts.views.turns import turn
from tests.views.people import logged_in

pytestmark = pytest.mark.django_db

SPEECH = "学习<b>体会\n张喆同志：\n我谈两点体会。\n一、学要深\n静下心来学。\n二、干要实\n说了就办。\n谢谢大家！\n"


@pytest.fixture
def client_in(owner: User) -> Client:
    load_builtin_layouts()
    return logged_in(owner)


def send(
    client: Client,
    content: bytes | None,
    *,
    name: str = "speech.txt",
    kind: str = "docx",
    script: bool = False,
    **more: str,
) -> Any:
    data: dict[str, Any] = {"file_format": kind, "profile": "national"} | more
    if content is not None:
        data["file"] = SimpleUploadedFile(name, content)
    headers = {"accept": "application/json"} if script else {"accept": "text/html"}
    return client.post(reverse("typeset"), data, headers=headers)


def test_typeset_page_offers_formats_and_profiles(client_in: Client) -> None:
    form = client_in.get(reverse("typeset")).context["form"]
    assert [value for value, _name in form.fields["file_format"].choices] == ["docx", "pdf"]
    assert [value for value, _name in form.fields["profile"].choices] == ["national", "reading"]


def test_typeset_answers_the_form_with_the_file(client_in: Client) -> None:
    response = send(client_in, SPEECH.encode("gb18030"))
    document = read_document("a.docx", b"".join(response.streaming_content))
    assert response.status_code == 200
    assert unquote(response.headers["Content-Disposition"]) == "attachment; filename*=utf-8''学习 b 体会.docx"
    assert document.plain_text + "\n" == SPEECH
    assert [paragraph.style.value for paragraph in document][:4] == ["title", "salutation", "body", "heading-1"]


def test_typeset_answers_a_script_with_the_file_and_what_was_recognised(client_in: Client) -> None:
    answer = send(client_in, SPEECH.encode(), kind="pdf", script=True).json()
    assert (answer["name"], answer["type"]) == ("学习 b 体会.pdf", "application/pdf")
    assert b64decode(answer["file"]).startswith(b"%PDF-")
    assert "一、学要深" in answer["result"]
    assert "“喆”" in answer["result"]
    assert "<b>体会" not in answer["result"]


def test_typeset_names_a_file_without_title_after_what_came(client_in: Client) -> None:
    answer = send(client_in, "同志们：\n我谈一点体会。".encode(), name="送审稿.txt", script=True).json()
    assert answer["name"] == "送审稿.docx"


def test_typeset_keeps_nothing(client_in: Client, settings: Any, tmp_path: Path) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    send(client_in, (SPEECH + "长" * 1_000_000).encode()[: 3 * 1024 * 1024 - 1], name="a.docx")
    send(client_in, SPEECH.encode())
    assert (Draft.objects.count(), Revision.objects.count(), list(tmp_path.iterdir())) == (0, 0, [])


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (None, "", "请选择一个文件。"),
        (b"", "a.docx", "文件是空的。"),
        (b"x", "a.docm", "这是带宏的 Word 文件；请另存为不带宏的 .docx 再试。"),
        (b"x", "a.pdf", "读不了 .pdf 文件；请另存为 .docx 再试。"),
        (b"PK\x03\x04", "a.docx", "文件已损坏，或不是 .docx 文件。"),
        (b"x" * (MAX_UPLOAD + 1), "a.docx", "文件超过了 10 MB。"),
    ],
)
def test_typeset_says_in_a_sentence_what_is_wrong(
    client_in: Client, content: bytes | None, name: str, reason: str
) -> None:
    plain, script = send(client_in, content, name=name), send(client_in, content, name=name, script=True)
    assert (plain.status_code, plain.context["form"].errors["file"]) == (422, [reason])
    assert (script.status_code, script.json()) == (422, {"reason": reason})


def test_typeset_refuses_another_format_or_profile(client_in: Client) -> None:
    assert list(send(client_in, b"x", kind="json").context["form"].errors) == ["file_format"]
    assert list(send(client_in, b"x", profile="none").context["form"].errors) == ["profile"]


def test_typeset_is_refused_for_a_moment_while_others_typeset(
    client_in: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("drafts.views.typesetting._LONGEST_WAIT", 0)
    with turn(0), turn(0):
        response = send(client_in, SPEECH.encode(), script=True)
    assert (response.status_code, response.json()) == (503, {"reason": "服务器正忙，请过一会儿再试。"})


def test_typeset_needs_the_token_of_its_form(owner: User) -> None:
    load_builtin_layouts()
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    assert send(client, SPEECH.encode()).status_code == 403
    page = client.get(reverse("typeset"))
    token = page.context["csrf_token"]
    assert send(client, SPEECH.encode(), csrfmiddlewaretoken=str(token)).status_code == 200


def test_typeset_does_not_read_what_nobody_sends(client: Client) -> None:
    response = client.generic("POST", reverse("typeset"), b"no form at all", content_type="multipart/form-data")
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("login"))
