"""The pages of the editor's text: what is answered to its script."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from drafts.core.document import Document, Paragraph, Style
from drafts.formats.preview import MOST_CHARACTERS
from drafts.models import Draft, User
from drafts.services import drafting
from drafts.views.turns import turn
from tests.views.people import assembled_draft, logged_in

pytestmark = pytest.mark.django_db

Ask = Callable[..., Any]


def text_of(*texts: str) -> Document:
    return Document(tuple(Paragraph.of(f"p{n}", Style.BODY, text) for n, text in enumerate(texts)))


@pytest.fixture
def draft(owner: User) -> Draft:
    return assembled_draft(owner, 会议="学习会", 专题="调研")


@pytest.fixture
def ask(owner: User, draft: Draft) -> Ask:
    """Asks for the pages of a document as the editor does."""
    client = logged_in(owner)

    def send(
        document: Document, *, pages: list[str] | None = None, glyphs: list[str] | None = None, **more: Any
    ) -> Any:
        data = {"document": document.to_prosemirror(), "pages": pages or [], "glyphs": glyphs or []}
        return client.post(reverse("draft-pages", args=[draft.pk]), data, content_type="application/json", **more)

    return send


def glyphs_in(markup: str) -> list[str]:
    return [piece.split('"')[1] for piece in markup.split("<symbol ")[1:]]


def test_pages_are_those_of_the_text_that_was_sent(ask: Ask, draft: Draft) -> None:
    before = drafting.read_document(draft)
    answer = ask(text_of(*["一行。"] * 23)).json()
    assert [len(page["lines"]) for page in answer["pages"]] == [22, 1]
    assert {page["name"] for page in answer["pages"]} == set(answer["drawings"])
    assert (round(answer["width"]), round(answer["height"])) == (595, 842)
    assert answer["pages"][1]["lines"][0][0] == "p22"
    assert drafting.read_document(draft) == before


def test_pages_send_only_what_the_browser_lacks(ask: Ask) -> None:
    first = ask(text_of(*["一行。"] * 23)).json()
    names = [page["name"] for page in first["pages"]]
    second = ask(text_of(*["一行。"] * 22, "新行。"), pages=names, glyphs=glyphs_in(first["glyphs"])).json()
    assert second["pages"][0] == first["pages"][0]
    assert list(second["drawings"]) == [second["pages"][1]["name"]]
    assert len(glyphs_in(second["glyphs"])) == 1


def test_pages_send_nothing_again_for_the_same_text(ask: Ask) -> None:
    first = ask(text_of("一行。")).json()
    names = [page["name"] for page in first["pages"]]
    second = ask(text_of("一行。"), pages=names).json()
    assert (second["drawings"], second["glyphs"], second["pages"]) == ({}, "", first["pages"])


def test_pages_carry_hints_in_words(ask: Ask) -> None:
    document = text_of(*["一行。"] * 21, "一" * 26 + "二。")
    assert ask(document).json()["hints"] == [
        {"kind": "short-page", "page": 2, "key": "p21", "sentence": "最后一页不足三行，可以删减或补写几句。"},
        {"kind": "single-character", "page": 2, "key": "p21", "sentence": "第 2 页有一段的末行只有“二。”。"},
    ]


def test_pages_are_compressed_where_the_browser_takes_that(ask: Ask) -> None:
    plain, packed = ask(text_of("一行。")), ask(text_of("一行。"), headers={"accept-encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) * 2 < len(plain.content)
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "no-store" in packed.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", "预览的数据不是 JSON。"),
        ("[]", "预览的数据不是 JSON。"),
        ("[" * 100_000, "预览的数据不是 JSON。"),
        ("{}", "文稿的数据里缺少 type。"),
        (json.dumps({"document": {"type": "doc", "content": []}}), "预览的数据里缺少已有页面的清单。"),
        (
            json.dumps({"document": {"type": "doc", "content": []}, "pages": [], "glyphs": [1]}),
            "预览的数据里缺少已有页面的清单。",
        ),
    ],
)
def test_pages_refuse_anything_but_a_document(owner: User, draft: Draft, body: str, reason: str) -> None:
    address = reverse("draft-pages", args=[draft.pk])
    response = logged_in(owner).post(address, body, content_type="application/json")
    assert (response.status_code, response.json()) == (400, {"reason": reason})


def test_pages_of_a_text_that_takes_too_long_are_refused(ask: Ask) -> None:
    response = ask(text_of("长" * (MOST_CHARACTERS + 1)))
    assert response.status_code == 422
    assert response.json()["reason"].startswith(f"文稿超过了 {MOST_CHARACTERS} 字，不能随时预览")


def test_pages_without_fonts_are_refused_in_words(
    ask: Ask, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SIDIAN_FONTS_DIR = tmp_path
    monkeypatch.setattr("drafts.formats.fonts._load", lambda _folders, **_options: (None, []))
    response = ask(text_of("一行。"))
    assert response.status_code == 422
    assert response.json()["reason"].startswith("没有能排中文的字体。")


def test_pages_are_refused_for_a_moment_while_others_are_drawn(ask: Ask) -> None:
    with turn(0), turn(0):
        response = ask(text_of("一行。"))
    assert (response.status_code, response.json()) == (503, {"reason": "服务器正忙，稍后自动重试。"})
    assert ask(text_of("一行。")).status_code == 200


def test_pages_need_the_token_of_the_form(owner: User, draft: Draft) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    response = client.post(reverse("draft-pages", args=[draft.pk]), "{}", content_type="application/json")
    assert response.status_code == 403
