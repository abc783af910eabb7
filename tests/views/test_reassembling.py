"""The page between new answers and an edited text."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from drafts.core.document import Document
from drafts.models import Draft, Revision, SpeechTemplate, User
from drafts.services import drafting
from drafts.services.templates import create_template, publish_version
from tests.services.test_reassembly import NEWER, SOURCE, answer, edit, texts
from tests.services.test_reassembly import draft as draft
from tests.services.test_reassembly import template as template
from tests.views.people import logged_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(owner: User) -> Client:
    return logged_in(owner)


@pytest.fixture
def torn(draft: Draft) -> Draft:
    """Both sides changed the end; the answers alone changed the title."""
    edit(draft, end="恳请同志们指正。")
    answer(draft, 结尾="以上发言供讨论。", 单位="市博物馆")
    return draft


def url(draft: Draft) -> str:
    return reverse("draft-reassemble", args=[draft.pk])


def form_of(response: Any) -> dict[str, Any]:
    """What the page's form sends when nothing is chosen."""
    sent = dict(response.context["review_form"].initial)
    for question in response.context["questions"]:
        sent |= {f"seen:{question.key}": question.seen, f"text:{question.key}": question.text}
    return sent


def decide(client: Client, draft: Draft, choice: str, **more: Any) -> Any:
    return client.post(url(draft), form_of(client.get(url(draft))) | {"choice:end": choice} | more)


def end_of(draft: Draft) -> list[str]:
    return texts(drafting.read_document(draft))[4:]


def test_the_page_shows_conflicts_and_what_follows_by_itself_and_writes_nothing(client: Client, torn: Draft) -> None:
    response = client.get(url(torn))

    assert [question.key for question in response.context["questions"]] == ["end"]
    assert response.context["comparison"].count == 1
    page = response.content.decode()
    assert ("冲突 1/1" in page, "保留我的" in page, "用新的" in page, "两段都留" in page) == (True,) * 4
    assert torn.revisions.count() == 2


@pytest.mark.parametrize(
    ("choice", "end"),
    [
        ("mine", ["恳请同志们指正。"]),
        ("new", ["以上发言供讨论。"]),
        ("both", ["恳请同志们指正。", "以上发言供讨论。"]),
    ],
)
def test_a_decision_makes_one_version(client: Client, torn: Draft, choice: str, end: list[str]) -> None:
    response = decide(client, torn, choice)

    assert response["Location"] == reverse("draft-edit", args=[torn.pk])
    assert (torn.revisions.count(), end_of(torn)) == (3, end)
    assert texts(drafting.read_document(torn))[0] == "在市博物馆的发言"
    assert torn.revisions.latest("number").standing.answers["单位"] == "市博物馆"


def test_own_words_take_the_place(client: Client, torn: Draft) -> None:
    decide(client, torn, "own", **{"text:end": "我写的。\r\n\r\n第二段。"})
    assert end_of(torn) == ["我写的。", "第二段。"]


@pytest.mark.parametrize(("choice", "text"), [("", ""), ("everything", ""), ("own", " \n ")])
def test_what_is_not_decided_is_asked_again(client: Client, torn: Draft, choice: str, text: str) -> None:
    response = decide(client, torn, choice, **{"text:end": text})

    assert (response.status_code, torn.revisions.count()) == (400, 2)
    assert [question.is_open for question in response.context["questions"]] == [True]
    assert "还有冲突没有选" in response.content.decode()


def test_a_text_saved_meanwhile_keeps_the_decisions(client: Client, torn: Draft) -> None:
    sent = form_of(client.get(url(torn))) | {"choice:end": "own", "text:end": "我写的结尾。"}
    edit(torn, point__a1="一是学在深处。别的窗口写的。")

    response = client.post(url(torn), sent)
    assert (response.status_code, torn.revisions.count()) == (409, 3)
    page = response.content.decode()
    assert "刚刚在别处又保存过" in page
    (question,) = response.context["questions"]
    assert (question.choice, question.text) == ("own", "我写的结尾。")
    client.post(url(torn), form_of(response) | {"choice:end": "own"})
    assert end_of(torn) == ["我写的结尾。"]
    assert texts(drafting.read_document(torn))[1] == "一是学在深处。别的窗口写的。"


def test_answers_saved_meanwhile_keep_the_decisions(client: Client, torn: Draft) -> None:
    sent = form_of(client.get(url(torn))) | {"choice:end": "mine"}
    answer(torn, 单位="市图书馆")

    response = client.post(url(torn), sent)
    assert (response.status_code, torn.revisions.count()) == (409, 2)
    assert [question.choice for question in response.context["questions"]] == ["mine"]


def test_a_choice_about_other_paragraphs_is_none_but_the_words_stay(client: Client, torn: Draft) -> None:
    sent = form_of(client.get(url(torn))) | {"choice:end": "own", "text:end": "我写的结尾。"}
    edit(torn, end="别的窗口又改了结尾。")

    (question,) = client.post(url(torn), sent).context["questions"]
    assert (question.choice, question.text) == ("", "我写的结尾。")


def test_words_about_a_conflict_that_is_no_more_are_not_lost(client: Client, torn: Draft) -> None:
    sent = form_of(client.get(url(torn))) | {"choice:end": "own", "text:end": "我写的结尾。"}
    edit(torn, end="请大家批评指正。")

    response = client.post(url(torn), sent)
    assert (response.status_code, response.context["homeless"]) == (409, ("我写的结尾。",))
    assert "我写的结尾。" in response.content.decode()


def test_the_same_form_twice_makes_one_version(client: Client, torn: Draft) -> None:
    sent = form_of(client.get(url(torn))) | {"choice:end": "mine"}
    places = [client.post(url(torn), sent)["Location"] for _ in range(2)]

    assert places == [reverse("draft-edit", args=[torn.pk])] * 2
    assert torn.revisions.count() == 3


def test_without_conflicts_the_page_still_asks_first(client: Client, draft: Draft) -> None:
    edit(draft, end="恳请同志们指正。")
    answer(draft, 单位="市博物馆")

    response = client.get(url(draft))
    assert (response.context["questions"], draft.revisions.count()) == ([], 2)
    client.post(url(draft), form_of(response))
    assert texts(drafting.read_document(draft))[0] == "在市博物馆的发言"


def test_nothing_to_update_is_said(client: Client, draft: Draft) -> None:
    edit(draft, end="恳请同志们指正。")
    assert "填写内容没有改过" in client.get(url(draft)).content.decode()


def test_answers_that_do_not_fit_are_told(client: Client, torn: Draft) -> None:
    answer(torn, 单位="长" * 300)

    response = client.get(url(torn))
    assert (response.status_code, "单位：太长：最多 200 字，现有 300 字。" in response.content.decode()) == (409, True)


def test_a_result_past_the_limits_is_refused_and_the_words_stay(client: Client, torn: Draft) -> None:
    response = decide(client, torn, "own", **{"text:end": "字" * 119_999})

    assert (response.status_code, torn.revisions.count()) == (400, 2)
    assert "文稿超过了 120000 字" in response.content.decode()


# --- the template ---


def test_a_newer_template_is_moved_to_through_the_same_page(
    client: Client, torn: Draft, template: SpeechTemplate
) -> None:
    publish_version(speech_template=template, source=NEWER, author=None)
    page = client.get(url(torn), {"template": 2})

    assert page.context["plan"].left_out == (("结尾", "以上发言供讨论。"),)
    assert "换到模板第 2 版" in page.content.decode()
    client.post(url(torn), form_of(page) | {f"choice:{q.key}": "mine" for q in page.context["questions"]})
    torn.refresh_from_db()
    assert (torn.template_version.number, torn.answers["单位"], end_of(torn)) == (2, "市博物馆", ["恳请同志们指正。"])


@pytest.mark.parametrize("number", ["2", "0", "x", "9" * 30])
def test_a_template_version_that_is_not_there_is_404(client: Client, torn: Draft, number: str) -> None:
    assert client.get(url(torn), {"template": number}).status_code == 404


def test_a_version_of_another_template_is_not_to_be_had(client: Client, torn: Draft) -> None:
    other = create_template(source=SOURCE.replace("slug: small", "slug: other"), author=None)
    publish_version(speech_template=other, source=NEWER.replace("slug: small", "slug: other"), author=None)

    assert client.get(url(torn), {"template": 2}).status_code == 404


# --- giving up ---


def test_new_answers_can_be_given_up(client: Client, torn: Draft) -> None:
    forget = reverse("draft-forget-answers", args=[torn.pk])
    assert client.post(forget, {"answers": 0})["Location"] == url(torn)
    torn.refresh_from_db()
    assert torn.answers["单位"] == "市博物馆"

    client.post(forget, {"answers": torn.answers_version})
    torn.refresh_from_db()
    assert (torn.answers["单位"], torn.revisions.count()) == ("市档案馆", 2)


def test_from_the_form_to_the_new_text(client: Client, draft: Draft) -> None:
    """The whole way without a script."""
    edit(draft, end="恳请同志们指正。")
    form = reverse("draft-form", args=[draft.pk])
    ids = {"i.要点": ["a1", "b2", "c3"]}
    kept = {f"a.要点.{p['id']}.{name}": p[name] for p in draft.answers["要点"] for name in ("标题", "内容")}
    data = {**ids, **kept, "a.单位": "市博物馆", "a.结尾": "请大家批评指正。", "base": 1, "do": "assemble"}
    response = client.post(form, data)

    assert response["Location"] == url(draft)
    client.post(url(draft), form_of(client.get(url(draft))))
    document = drafting.read_document(draft)
    assert (texts(document)[0], texts(document)[-1]) == ("在市博物馆的发言", "恳请同志们指正。")


def test_a_damaged_text_is_told(client: Client, torn: Draft) -> None:
    Revision.objects.filter(number=2).update(document=Document().to_json())

    assert client.get(url(torn)).status_code == 500
    assert client.post(url(torn), {"base": 2, "answers": 2, "template": 1, "save_id": uuid.uuid4()}).status_code == 500
