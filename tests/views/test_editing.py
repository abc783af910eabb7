"""The editor's page, its saves, the plain text form and the copy."""

import json
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from drafts.core.document import Document, Paragraph, Run, Style
from drafts.models import Draft, Revision, SpeechTemplate, User
from drafts.services import drafting
from drafts.services.templates import publish_version
from tests.views.people import four_point_version, logged_in

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]
SPEECH = Document(
    (
        Paragraph.of("title", Style.TITLE, "在学习会上的发言材料"),
        Paragraph.of("call", Style.SALUTATION, "各位同志："),
        Paragraph.of("open", Style.BODY, "调查研究是谋事之基。我认为，要从以下两个方面入手："),
        Paragraph("one", Style.BODY, (Run("一要选准题目。", bold=True), Run("从群众最盼的事做起。"))),
        Paragraph.of("two", Style.BODY, "二要用好结果。落到（待填：措施）上。"),
    )
)


@pytest.fixture
def unassembled(owner: User, four_point: SpeechTemplate) -> Draft:
    return drafting.start_draft(owner=owner, template_version=four_point.latest)


@pytest.fixture
def draft(owner: User, unassembled: Draft) -> Draft:
    """Version 2 of the owner's draft holds SPEECH."""
    drafting.save_answers(draft=unassembled, answers=unassembled.answers | {"会议": "学习会"}, base=0)
    draft = drafting.assemble_draft(draft=unassembled, author=owner)
    drafting.save_document(draft=draft, author=owner, base=1, save_id=uuid.uuid4(), document=SPEECH)
    return draft


@pytest.fixture
def owner_client(owner: User, client_of: ClientOf) -> Client:
    return client_of(owner)


def edited(text: str) -> Document:
    return Document((*SPEECH.paragraphs[:-1], Paragraph.of("two", Style.BODY, text)))


def post_json(client: Client, name: str, draft: Draft, data: object) -> Any:
    return client.post(reverse(name, args=[draft.pk]), json.dumps(data), content_type="application/json")


def save(client: Client, draft: Draft, document: Document, *, base: int = 2, save_id: uuid.UUID | None = None) -> Any:
    data = {"base": base, "save_id": str(save_id or uuid.uuid4()), "document": document.to_prosemirror()}
    return post_json(client, "draft-save", draft, data)


def page(client: Client, draft: Draft) -> Any:
    return client.get(reverse("draft-edit", args=[draft.pk]))


# --- the page ---


def test_edit_shows_the_newest_version(owner_client: Client, draft: Draft) -> None:
    response = page(owner_client, draft)

    assert response.status_code == 200
    assert response.context["prosemirror"] == SPEECH.to_prosemirror()
    assert response.context["revision"].number == 2
    assert [entry["label"] for entry in response.context["facts"]["outline"]] == [
        "标题", "称谓", "引言", "一要选准题目", "二要用好结果",
    ]  # fmt: skip


def test_edit_before_assembly_goes_to_the_form(owner_client: Client, unassembled: Draft) -> None:
    assert page(owner_client, unassembled).url == reverse("draft-form", args=[unassembled.pk])


def test_edit_carries_an_import_map_with_the_nonce(owner_client: Client, draft: Draft) -> None:
    response = page(owner_client, draft)

    policy = response.headers["Content-Security-Policy"]
    nonce = policy.split("'nonce-")[1].split("'")[0]
    assert f'<script type="importmap" nonce="{nonce}">' in response.content.decode()


def test_edit_is_never_cached(owner_client: Client, draft: Draft) -> None:
    assert "no-store" in page(owner_client, draft).headers["Cache-Control"]


def test_edit_lists_what_was_answered(owner_client: Client, draft: Draft) -> None:
    names = [(row.name, row.text) for row in page(owner_client, draft).context["answers"] if not row.items]

    assert names == [("会议", "学习会")]


def side_links(client: Client, draft: Draft) -> list[str]:
    """What the panel beside the text offers to do with the answers; the page without a script leads to the form too."""
    first, *beside = re.findall(
        r'<a class="button" href="[^"]*/(?:form|reassemble)/[^"]*">([^<]*)</a>', page(client, draft).content.decode()
    )
    assert first == "修改填写内容"
    return list(beside)


def test_edit_leads_to_the_form_also_after_an_edit(owner_client: Client, draft: Draft) -> None:
    assert side_links(owner_client, draft) == ["修改填写内容"]


def test_edit_says_that_the_form_was_changed_since(owner_client: Client, draft: Draft) -> None:
    drafting.save_answers(draft=draft, answers=draft.answers | {"会议": "新的会"}, base=draft.answers_version)

    assert side_links(owner_client, draft) == ["填写内容改过，看怎样更新正文", "修改填写内容"]
    assert "新的会" not in page(owner_client, draft).content.decode()


def test_edit_offers_a_newer_version_of_the_template(owner_client: Client, draft: Draft) -> None:
    template = draft.speech_template
    publish_version(speech_template=template, source=template.latest.source + "\n", author=None)

    assert side_links(owner_client, draft) == ["修改填写内容", "换到模板第 2 版"]


def test_edit_of_hostile_text_stays_text(owner_client: Client, draft: Draft, owner: User) -> None:
    text = '</script><script>alert(1)</script><b>粗</b>‘"&\u202e𠮷'
    drafting.save_document(draft=draft, author=owner, base=2, save_id=uuid.uuid4(), document=edited(text))

    content = page(owner_client, draft).content.decode()
    assert "<script>alert(1)" not in content
    assert "<b>粗" not in content


def test_edit_opens_for_a_template_that_no_longer_passes_its_check(owner_client: Client, draft: Draft) -> None:
    version = draft.template_version
    version.source = "slug: [broken"
    version.save()

    response = page(owner_client, draft)
    assert (response.status_code, response.context["minutes"], response.context["answers"]) == (200, 8, ())


# --- saving ---


def test_save_answers_with_the_version_and_what_the_page_shows(owner_client: Client, draft: Draft) -> None:
    response = save(owner_client, draft, edited("二要用好结果。落到实处。"))

    answer = response.json()
    assert response.status_code == 200
    assert (answer["version"], answer["replay"], answer["gaps"]) == (3, False, [])
    assert answer["characters"] == edited("二要用好结果。落到实处。").character_count
    assert answer["saved_at"] == draft.revisions.get(number=3).created_at.isoformat()
    assert answer["outline"][-1] == {
        "kind": "point", "label": "二要用好结果", "key": "two", "characters": 12, "level": 0,
        "point": 1, "sub": None, "row": 0, "place": 1, "row_length": 2,
    }  # fmt: skip
    assert drafting.read_document(draft) == edited("二要用好结果。落到实处。")


def test_save_repeated_is_a_replay(owner_client: Client, draft: Draft) -> None:
    save_id = uuid.uuid4()
    save(owner_client, draft, edited("改。"), save_id=save_id)

    answer = save(owner_client, draft, edited("改。"), save_id=save_id).json()
    assert (answer["version"], answer["replay"]) == (3, True)
    assert draft.revisions.count() == 3


def test_save_with_a_reused_id_is_422(owner_client: Client, draft: Draft) -> None:
    save_id = uuid.uuid4()
    save(owner_client, draft, edited("改。"), save_id=save_id)

    assert save(owner_client, draft, edited("又改。"), base=3, save_id=save_id).status_code == 422
    assert draft.revisions.count() == 3


def test_save_with_a_stale_base_is_409_with_the_newer_text(owner_client: Client, draft: Draft) -> None:
    save(owner_client, draft, edited("别的窗口。"))

    response = save(owner_client, draft, edited("这个窗口。"))
    answer = response.json()
    assert response.status_code == 409
    assert (answer["version"], answer["document"]) == (3, edited("别的窗口。").to_prosemirror())
    assert drafting.read_document(draft) == edited("别的窗口。")


def test_save_with_a_stale_base_offers_both_texts_in_one_where_no_changes_meet(
    owner_client: Client, draft: Draft
) -> None:
    save(owner_client, draft, edited("别的窗口。"))
    mine = Document((Paragraph.of("title", Style.TITLE, "在扩大学习会上的发言材料"), *SPEECH.paragraphs[1:]))
    save_id = uuid.uuid4()

    first = save(owner_client, draft, mine, save_id=save_id)
    again = save(owner_client, draft, mine, save_id=save_id)
    both = Document((mine.paragraphs[0], *edited("别的窗口。").paragraphs[1:]))
    assert (first.status_code, first.json()["merged"]) == (409, both.to_prosemirror())
    assert again.json() == first.json()
    assert drafting.read_document(draft) == edited("别的窗口。")
    assert save(owner_client, draft, both, base=3).json()["version"] == 4


@pytest.mark.parametrize(("base", "text"), [(2, "这个窗口。"), (77, "别的。")])
def test_save_with_a_stale_base_leaves_to_a_person_what_meets_or_has_no_base(
    owner_client: Client, draft: Draft, base: int, text: str
) -> None:
    save(owner_client, draft, edited("别的窗口。"))

    response = save(owner_client, draft, edited(text), base=base)
    assert (response.status_code, response.json()["merged"]) == (409, None)


PARAGRAPH = {"type": "paragraph", "attrs": {"key": "a", "style": "body"}}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"document": {"type": "doc", "content": [{"type": "image", "attrs": {}}]}}, "文稿里只能有段落。"),
        ({"document": {"type": "doc", "content": [PARAGRAPH | {"attrs": {"key": "a", "style": "x"}}]}},
         "没有这种段落样式：x。"),
        ({"document": {"type": "doc", "content": [PARAGRAPH | {"attrs": {"key": "<", "style": "body"}}]}},
         "段落的标识不合规定。"),
        ({"document": {"type": "doc", "content": [PARAGRAPH, PARAGRAPH]}}, "两个段落用了同一个标识。"),
        ({"document": None}, "文稿的数据里缺少 type。"),
        ({"document": {"type": "doc", "content": {}}}, "文稿的数据不成列表。"),
        ({"base": 0}, "保存的数据里没有正确的版本号。"),
        ({"base": True}, "保存的数据里没有正确的版本号。"),
        ({"base": "2"}, "保存的数据里没有正确的版本号。"),
        ({"base": 10**30}, "保存的数据里没有正确的版本号。"),
        ({"save_id": "not-a-uuid"}, "保存的数据里没有正确的保存标识。"),
        ({"save_id": 7}, "保存的数据里没有正确的保存标识。"),
    ],
)  # fmt: skip
def test_save_of_anything_else_is_400_with_the_reason(
    owner_client: Client, draft: Draft, change: dict[str, object], reason: str
) -> None:
    data = {"base": 2, "save_id": str(uuid.uuid4()), "document": SPEECH.to_prosemirror()} | change

    response = post_json(owner_client, "draft-save", draft, data)
    assert (response.status_code, response.json()) == (400, {"reason": reason})
    assert draft.revisions.count() == 2


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b"[" * 100_000, b'"text"'])
def test_save_of_a_body_that_is_no_object_is_400(owner_client: Client, draft: Draft, body: bytes) -> None:
    url = reverse("draft-save", args=[draft.pk])

    response = owner_client.post(url, body, content_type="application/json")
    assert (response.status_code, response.json()) == (400, {"reason": "保存的数据不是 JSON。"})


def test_save_cleans_what_no_file_can_hold(owner_client: Client, draft: Draft) -> None:
    save(owner_client, draft, edited("甲\x00乙\u202e丙\ud800丁"))

    assert drafting.read_document(draft) == edited("甲乙丙丁")


# --- the plain text form ---


def post_text(client: Client, draft: Draft, text: str, base: int = 2) -> Any:
    return client.post(reverse("draft-text", args=[draft.pk]), {"base": base, "text": text})


def test_edit_text_saves_and_keeps_styles_and_bold_of_what_was_not_changed(owner_client: Client, draft: Draft) -> None:
    text = SPEECH.plain_text.replace("落到（待填：措施）上。", "落到实处。").replace("\n", "\r\n")

    response = post_text(owner_client, draft, text)
    assert response.url == reverse("draft-edit", args=[draft.pk])
    assert drafting.read_document(draft) == edited("二要用好结果。落到实处。")


def test_edit_text_unchanged_makes_no_version(owner_client: Client, draft: Draft) -> None:
    post_text(owner_client, draft, SPEECH.plain_text)

    assert draft.revisions.count() == 2


def test_edit_text_with_a_stale_base_shows_both_and_writes_nothing(owner_client: Client, draft: Draft) -> None:
    save(owner_client, draft, edited("别的窗口。"))

    response = post_text(owner_client, draft, "我的文字")
    assert response.status_code == 409
    assert response.context["form"].initial == {"base": 3, "text": "我的文字"}
    assert response.context["newer"] == edited("别的窗口。")
    assert drafting.read_document(draft) == edited("别的窗口。")


def test_edit_text_with_a_stale_base_shows_both_in_one_where_no_changes_meet(
    owner_client: Client, draft: Draft
) -> None:
    save(owner_client, draft, edited("别的窗口。"))
    mine = SPEECH.plain_text.replace("在学习会上", "在扩大学习会上")

    response = post_text(owner_client, draft, mine)
    both = edited("别的窗口。").plain_text.replace("在学习会上", "在扩大学习会上")
    assert (response.status_code, response.context["form"].initial) == (409, {"base": 3, "text": both})
    assert "已经合在一起" in response.content.decode()
    assert draft.revisions.count() == 3


def test_edit_text_after_both_were_shown_saves_upon_the_newer(owner_client: Client, draft: Draft) -> None:
    save(owner_client, draft, edited("别的窗口。"))

    post_text(owner_client, draft, "我的文字", base=3)
    assert drafting.read_document(draft).plain_text == "我的文字"
    assert draft.revisions.count() == 4


@pytest.mark.parametrize("text", ["", " \n "])
def test_edit_text_of_nothing_is_refused(owner_client: Client, draft: Draft, text: str) -> None:
    response = post_text(owner_client, draft, text)

    assert (response.status_code, response.context["form"].errors) == (400, {"text": ["正文不能为空。"]})
    assert draft.revisions.count() == 2


def test_edit_text_too_long_is_refused_and_kept_in_the_form(owner_client: Client, draft: Draft) -> None:
    response = post_text(owner_client, draft, "长" * 120_001)

    assert (response.status_code, response.context["form"].errors) == (400, {"text": ["文稿超过了 120000 字。"]})
    assert response.context["form"]["text"].value() == "长" * 120_001


def test_edit_text_before_assembly_goes_to_the_form(owner_client: Client, unassembled: Draft) -> None:
    assert post_text(owner_client, unassembled, "文字").url == reverse("draft-form", args=[unassembled.pk])


# --- the copy ---


def test_save_as_copy_keeps_the_sent_text_as_a_draft_of_its_own(owner_client: Client, draft: Draft) -> None:
    response = post_json(owner_client, "draft-branch", draft, {"document": edited("我的。").to_prosemirror()})

    copy = Draft.objects.get(copied_from=draft)
    assert response.json() == {"url": reverse("draft-edit", args=[copy.pk])}
    assert drafting.read_document(copy) == edited("我的。")
    assert drafting.read_document(draft) == SPEECH


def test_save_as_copy_of_no_document_is_400(owner_client: Client, draft: Draft) -> None:
    response = post_json(owner_client, "draft-branch", draft, {})

    assert (response.status_code, response.json()) == (400, {"reason": "文稿的数据里缺少 type。"})
    assert not Draft.objects.filter(copied_from=draft).exists()


# --- others ---


@pytest.mark.parametrize("person", ["colleague", "outsider", "administrator"])
def test_every_address_is_404_for_another_person(
    request: pytest.FixtureRequest, client_of: ClientOf, draft: Draft, person: str
) -> None:
    other = client_of(request.getfixturevalue(person))
    assert [
        page(other, draft).status_code,
        save(other, draft, edited("我的。")).status_code,
        post_text(other, draft, "我的。").status_code,
        post_json(other, "draft-branch", draft, {"document": SPEECH.to_prosemirror()}).status_code,
    ] == [404, 404, 404, 404]
    assert draft.revisions.count() == 2


def test_scripts_of_nobody_get_401_and_pages_the_log_in(client: Client, draft: Draft) -> None:
    assert [
        save(client, draft, edited("我的。")).status_code,
        post_json(client, "draft-branch", draft, {"document": SPEECH.to_prosemirror()}).status_code,
        page(client, draft).status_code,
        post_text(client, draft, "我的。").status_code,
    ] == [401, 401, 302, 302]
    assert page(client, draft).url.startswith(reverse("login"))


@pytest.mark.parametrize("name", ["draft-save", "draft-text", "draft-branch"])
def test_what_writes_is_not_to_be_had_by_get(owner_client: Client, draft: Draft, name: str) -> None:
    assert owner_client.get(reverse(name, args=[draft.pk])).status_code == 405


def test_a_trashed_draft_cannot_be_edited(owner_client: Client, draft: Draft) -> None:
    drafting.trash_draft(draft=draft)

    assert page(owner_client, draft).status_code == 404
    assert save(owner_client, draft, edited("改。")).status_code == 404


@pytest.mark.parametrize("base", [1, 5, 2_147_483_647])
def test_save_before_the_draft_is_assembled_is_refused(owner: User, base: int) -> None:
    draft = drafting.start_draft(owner=owner, template_version=four_point_version())
    data = {"base": base, "save_id": str(uuid.uuid4()), "document": {"type": "doc", "content": []}}
    response = logged_in(owner).post(reverse("draft-save", args=[draft.pk]), data, content_type="application/json")
    assert (response.status_code, response.json()) == (400, {"reason": "这份讲稿还没有生成，不能保存正文。"})


# --- a version that was changed behind the program's back ---


def tamper(draft: Draft) -> None:
    changed = edited("有人在数据库里改过。").to_json()
    Revision.objects.filter(draft=draft, number=2).update(document=changed)


def test_a_damaged_version_is_told_and_not_shown(owner_client: Client, draft: Draft) -> None:
    tamper(draft)

    for name in ("draft-edit", "draft-export"):
        response = owner_client.get(reverse(name, args=[draft.pk]))
        told = response.content.decode()
        assert (response.status_code, "第 2 版的文字与保存时的校验值不符" in told) == (500, True)
        assert "有人在数据库里改过" not in told
        assert reverse("draft-versions", args=[draft.pk]) in told


def test_a_damaged_version_is_told_to_scripts(owner_client: Client, draft: Draft) -> None:
    tamper(draft)

    response = save(owner_client, draft, edited("改。"), base=1)
    reason = "第 2 版的文字与保存时的校验值不符，可能在程序之外被改过，所以没有打开。"
    assert (response.status_code, response.json()) == (500, {"reason": reason})


def test_a_text_is_saved_upon_a_damaged_version_all_the_same(owner_client: Client, draft: Draft) -> None:
    tamper(draft)

    assert save(owner_client, draft, edited("还在编辑器里的。")).json()["version"] == 3
    assert drafting.read_document(draft) == edited("还在编辑器里的。")


# --- what two windows write together ---


def test_two_texts_that_outgrow_a_document_together_are_shown_apart(owner_client: Client, draft: Draft) -> None:
    def grown(mark: str) -> dict[str, Any]:
        document = drafting.read_document(draft)
        more = tuple(Paragraph.of(f"{mark}{n}", Style.BODY, f"{mark}{n}") for n in range(1_600))
        return Document((*document.paragraphs[:2], *more, *document.paragraphs[2:])).to_prosemirror()

    bodies = [{"base": draft.version, "save_id": str(uuid.uuid4()), "document": grown(mark)} for mark in "ab"]
    statuses = []
    for body in bodies:
        response = owner_client.post(reverse("draft-save", args=[draft.pk]), body, content_type="application/json")
        statuses.append((response.status_code, response.json().get("merged")))
    assert statuses == [(200, None), (409, None)]


def test_a_save_to_a_draft_that_is_deleted_meanwhile_is_not_found(
    owner_client: Client, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(**_: object) -> None:
        raise Draft.DoesNotExist

    monkeypatch.setattr(drafting, "save_document", gone)
    body = {"base": 1, "save_id": str(uuid.uuid4()), "document": drafting.read_document(draft).to_prosemirror()}
    response = owner_client.post(reverse("draft-save", args=[draft.pk]), body, content_type="application/json")
    assert response.status_code == 404


def test_no_cache_keeps_what_is_a_persons_own(owner_client: Client, draft: Draft) -> None:
    for name in ("draft-list", "draft-trash", "template-gallery"):
        assert "no-store" in owner_client.get(reverse(name))["Cache-Control"]
    assert "no-store" in owner_client.get(reverse("draft-export", args=[draft.pk]))["Cache-Control"]
