"""The administrators' pages of layouts, and the choice of one for a draft."""

from io import BytesIO
from typing import Any

import docx
import pytest
from django.test import Client
from django.urls import reverse
from docx.oxml.ns import qn

from drafts.models import Draft, Layout, User
from drafts.services import layouts
from tests.views.people import assembled_draft, logged_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(administrator: User) -> Client:
    layouts.load_builtin_layouts()
    return logged_in(administrator)


@pytest.fixture
def draft(owner: User) -> Draft:
    return assembled_draft(owner, 会议="学习会", 专题="调研")


def sent(**changes: Any) -> dict[str, Any]:
    """The form of the national standard as a browser sends it: a box that is not ticked is left out."""
    values = {"name": "本机关", "remark": "", **Layout.objects.get(slug="national").values, **changes}
    return {name: "on" if value is True else value for name, value in values.items() if value is not False}


def messages_of(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_a_new_layout_is_made_from_another_and_can_be_chosen(staff: Client) -> None:
    page = staff.get(reverse("layout-create"), {"from": "reading"})
    assert page.context["form"].initial["body_size_pt"] == 18

    response = staff.post(reverse("layout-create"), sent(characters=26), follow=True)
    assert messages_of(response) == ["已新建版式“本机关”，现在可以选用。"]
    made = Layout.objects.get(name="本机关")
    assert (made.values["characters"], made.version, made in Layout.objects.offered()) == (26, 1, True)


def test_what_the_page_does_not_bear_is_refused_at_its_field(staff: Client) -> None:
    response = staff.post(reverse("layout-create"), sent(characters=40, top_mm="很大", heading_1_font="宋徽宗"))
    errors = response.context["form"].errors
    assert (response.status_code, list(errors), errors["top_mm"]) == (400, ["top_mm", "heading_1_font"], ["请填数字。"])
    response = staff.post(reverse("layout-create"), sent(characters=40, name=""))
    errors = response.context["form"].errors
    assert errors["characters"] == ["按这个版心宽度和正文字号，每行可排 20 到 29 字。"]
    assert Layout.objects.count() == 2


def test_saving_a_layout_adds_a_version_that_is_told_in_words(staff: Client) -> None:
    staff.post(reverse("layout-create"), sent())
    layout = Layout.objects.get(name="本机关")
    staff.post(reverse("layout-edit", args=[layout.slug]), sent(heading_3_bold=True, number_place="center"))

    versions = staff.get(reverse("layout-versions", args=[layout.slug])).context["versions"]
    told = [[(one.label, one.before, one.after) for one in differences] for _version, differences in versions]
    assert told == [[("三级标题加粗", "否", "是"), ("页码位置", "外侧：单页居右、双页居左", "居中")], []]


def test_a_built_in_layout_is_shown_but_not_changed(staff: Client) -> None:
    response = staff.post(reverse("layout-edit", args=["national"]), sent(lines=20))
    assert (response.status_code, response.context["form"].non_field_errors()) == (
        400,
        ["随程序附带的版式不能改，请复制一份再改。"],
    )
    assert Layout.objects.get(slug="national").values["lines"] == 22


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("default", "没有另选版式的讲稿，现在都按“朗读版”排。"),
        ("archived", "“朗读版”已停用，用它的讲稿不受影响。"),
        ("offered", "“朗读版”又可以选用了。"),
    ],
)
def test_the_state_is_changed_and_told(staff: Client, state: str, told: str) -> None:
    response = staff.post(reverse("layout-state", args=["reading"]), {"state": state}, follow=True)
    assert messages_of(response) == [told]


def test_the_default_is_not_archived(staff: Client) -> None:
    response = staff.post(reverse("layout-state", args=["national"]), {"state": "archived"}, follow=True)
    assert messages_of(response) == ["这是默认版式，请先把别的版式设为默认。"]
    assert not Layout.objects.get(slug="national").archived


def test_the_sample_is_the_first_page_in_the_sent_values(staff: Client) -> None:
    national = staff.post(reverse("layout-sample"), sent()).json()
    large = staff.post(reverse("layout-sample"), sent(lines=15, line_pitch_pt=40)).json()
    assert (national["svg"][:5], national["svg"][-13:]) == ("<svg ", "</defs></svg>")
    assert national["svg"] != large["svg"]
    assert large["pages"] > national["pages"]


def test_the_sample_says_what_is_wrong_by_field(staff: Client) -> None:
    response = staff.post(reverse("layout-sample"), sent(lines=40, name=""))
    assert (response.status_code, response.json()) == (200, {"problems": {"lines": "按这个行距，版心只容得下 22 行。"}})


def test_the_fonts_page_names_file_typeface_and_folder(staff: Client, settings: Any) -> None:
    response = staff.get(reverse("layout-fonts"))
    served = {one.use.role.value: one.use.file for one in response.context["roles"]}
    assert set(served) == {"仿宋", "楷体", "黑体", "宋体", "小标宋"}
    assert all(file in response.content.decode() for file in served.values())
    assert str(settings.SIDIAN_FONTS_DIR) in response.content.decode()


# --- a draft's choice ---


def line_pitch(response: Any) -> int:
    """The line pitch of the Word file's grid in twips."""
    section = docx.Document(BytesIO(b"".join(response.streaming_content))).sections[0]
    return int(section._sectPr.find(qn("w:docGrid")).get(qn("w:linePitch")))


def test_a_draft_is_exported_in_the_layout_that_was_chosen(staff: Client, draft: Draft) -> None:
    client = logged_in(draft.owner)
    word = reverse("draft-download", args=[draft.pk, "docx"])
    before = line_pitch(client.get(word))
    response = client.post(reverse("draft-layout", args=[draft.pk]), {"layout": "reading"}, follow=True)

    assert messages_of(response) == ["这份讲稿改用“朗读版”。"]
    assert [choice.slug for choice in response.context["layouts"] if choice.chosen] == ["reading"]
    assert (before, line_pitch(client.get(word))) == (579, 660)


def test_a_script_hears_the_titles_lines_in_the_new_layout(staff: Client, draft: Draft) -> None:
    response = logged_in(draft.owner).post(
        reverse("draft-layout", args=[draft.pk]), {"layout": "reading"}, headers={"accept": "application/json"}
    )
    assert ["".join(lines) for lines in response.json()["titles"].values()] == ["在学习会上的发言材料"]


def test_a_layout_that_is_not_offered_is_not_taken(staff: Client, draft: Draft) -> None:
    layouts.archive_layout(layout=Layout.objects.get(slug="reading"), archived=True)
    for slug in ("reading", "none", "a\x00b", "甲"):
        response = logged_in(draft.owner).post(reverse("draft-layout", args=[draft.pk]), {"layout": slug}, follow=True)
        assert messages_of(response) == ["没有这种版式，请重新选择。"]
    assert Draft.objects.get(pk=draft.pk).layout is None


def test_a_draft_can_go_back_to_the_offices_default(staff: Client, draft: Draft) -> None:
    client, address = logged_in(draft.owner), reverse("draft-layout", args=[draft.pk])
    client.post(address, {"layout": "reading"})
    response = client.post(address, {"layout": ""}, follow=True)

    assert messages_of(response)[-1:] == ["这份讲稿改用“本机关默认”。"]
    assert [(choice.slug, choice.name) for choice in response.context["layouts"] if choice.chosen] == [
        ("", "本机关默认（GB/T 9704-2012）")
    ]
    assert Draft.objects.get(pk=draft.pk).layout is None
    assert client.post(address, {}, follow=True).context["messages"]


def test_a_draft_without_a_choice_follows_the_offices_default(staff: Client, draft: Draft) -> None:
    layouts.make_default(layout=Layout.objects.get(slug="reading"))
    client = logged_in(draft.owner)
    assert line_pitch(client.get(reverse("draft-download", args=[draft.pk, "docx"]))) == 660
