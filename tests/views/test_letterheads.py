"""Letterheads: uploaded by administrators through the guards, picked by a layout, standing on Word files alone."""

from io import BytesIO
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from drafts.forms.typesetting import MAX_UPLOAD
from drafts.models import Draft, Layout, LayoutVersion, Letterhead, User
from drafts.services import layouts
from tests.views.people import assembled_draft, logged_in
from tests.views.test_office_layouts import messages_of, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(administrator: User) -> Client:
    layouts.load_builtin_layouts()
    return logged_in(administrator)


@pytest.fixture
def draft(owner: User) -> Draft:
    return assembled_draft(owner, 会议="学习会", 专题="调研")


def word(header: str = "某某市档案馆") -> bytes:
    document, buffer = docx.Document(), BytesIO()
    document.sections[0].header.paragraphs[0].text = header
    document.save(buffer)
    return buffer.getvalue()


def upload(client: Client, data: bytes, *, name: str = "信头甲", file: str = "a.docx") -> Any:
    fields = {"name": name, "file": SimpleUploadedFile(file, data)}
    return client.post(reverse("letterheads"), fields, follow=True)


def headers_of(response: Any) -> list[str]:
    section = docx.Document(BytesIO(b"".join(response.streaming_content))).sections[0]
    return [paragraph.text for paragraph in section.header.paragraphs]


def test_an_uploaded_letterhead_stands_on_the_word_files_of_its_layout(staff: Client, draft: Draft) -> None:
    assert messages_of(upload(staff, word())) == ["信头“信头甲”已存好，现在可以给版式选用。"]
    letterhead = Letterhead.objects.get()
    staff.post(reverse("layout-create"), sent(letterhead=str(letterhead.pk)))
    layouts.choose_layout(draft=draft, layout=Layout.objects.get(name="本机关"))

    client = logged_in(draft.owner)
    address = reverse("draft-download", args=[draft.pk, "docx"])
    assert headers_of(client.get(address)) == ["某某市档案馆"]
    page = client.get(reverse("draft-export", args=[draft.pk])).content.decode()
    assert "Word 文件带信头“信头甲”；PDF 没有信头，供校对和传阅。" in page
    assert client.get(reverse("draft-download", args=[draft.pk, "pdf"])).status_code == 200


def test_typesetting_a_file_in_a_layout_puts_its_letterhead_on(staff: Client) -> None:
    upload(staff, word())
    staff.post(reverse("layout-create"), sent(letterhead=str(Letterhead.objects.get().pk)))
    speech = SimpleUploadedFile("speech.txt", "学习体会\n我谈两点。\n".encode())
    fields = {"file": speech, "file_format": "docx", "profile": Layout.objects.get(name="本机关").slug}
    assert headers_of(staff.post(reverse("typeset"), fields)) == ["某某市档案馆"]


def test_another_letterhead_is_a_new_version_that_is_told_in_words(staff: Client) -> None:
    upload(staff, word())
    staff.post(reverse("layout-create"), sent())
    layout = Layout.objects.get(name="本机关")
    for letterhead in (str(Letterhead.objects.get().pk), ""):
        staff.post(reverse("layout-edit", args=[layout.slug]), sent(letterhead=letterhead))

    versions = staff.get(reverse("layout-versions", args=[layout.slug])).context["versions"]
    told = [[(one.label, one.before, one.after) for one in differences] for _version, differences in versions]
    assert told == [[("信头", "信头甲", "不用信头")], [("信头", "不用信头", "信头甲")], []]
    assert LayoutVersion.objects.filter(layout=layout).count() == 3


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "文件是空的。"),
        (b"%PDF-1.7", "这不是 Word 文件，或者文件已经损坏。"),
        (b"x" * (3 * 1024 * 1024), "文件超过了 2 MB。"),
    ],
)
def test_what_is_no_letterhead_is_refused_at_its_field(staff: Client, data: bytes, sentence: str) -> None:
    response = upload(staff, data)
    assert (response.status_code, len(response.context["form"].errors["file"])) == (400, 1)
    if sentence != "这不是 Word 文件，或者文件已经损坏。":
        assert response.context["form"].errors["file"] == [sentence]
    assert not Letterhead.objects.exists()


def test_far_too_much_is_not_taken_in(staff: Client) -> None:
    response = upload(staff, b"x" * (MAX_UPLOAD + 1))
    assert (response.status_code, list(response.context["form"].errors)) == (400, ["file"])
    assert not Letterhead.objects.exists()


def test_the_same_file_is_kept_once(staff: Client) -> None:
    data = word()
    upload(staff, data)
    upload(staff, data, name="信头乙")
    assert [one.name for one in Letterhead.objects.all()] == ["信头甲"]


def test_only_a_letterhead_that_nothing_stands_on_is_deleted(staff: Client) -> None:
    upload(staff, word())
    upload(staff, word("另一个"), name="信头乙")
    used, free = Letterhead.objects.order_by("name")[1], Letterhead.objects.order_by("name")[0]
    staff.post(reverse("layout-create"), sent(letterhead=str(used.pk)))
    layout = Layout.objects.get(name="本机关")
    staff.post(reverse("layout-edit", args=[layout.slug]), sent())  # an earlier version still names it

    told = [
        messages_of(staff.post(reverse("letterhead-delete", args=[one.pk]), follow=True))[-1:] for one in (used, free)
    ]
    assert told == [[f"有版式用着或用过“{used.name}”，所以不能删除。"], [f"信头“{free.name}”已删除。"]]
    assert list(Letterhead.objects.all()) == [used]


def test_the_form_needs_its_token(administrator: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(administrator, backend="django.contrib.auth.backends.ModelBackend")
    assert upload(client, word()).status_code == 403
    token = str(client.get(reverse("letterheads")).context["csrf_token"])
    fields = {"name": "甲", "file": SimpleUploadedFile("a.docx", word()), "csrfmiddlewaretoken": token}
    assert client.post(reverse("letterheads"), fields).status_code == 302
