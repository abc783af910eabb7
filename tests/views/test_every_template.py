"""The whole job with every built-in template: gallery, form, draft, editor, files."""

import pytest
from django.test import Client
from django.urls import reverse

from drafts.models import Draft, SpeechTemplate, User
from drafts.services.drafting import assemble_draft
from drafts.services.templates import BUILTIN_FOLDER
from tests.views.people import logged_in

pytestmark = pytest.mark.django_db

SLUGS = sorted(path.stem for path in BUILTIN_FOLDER.glob("*.yaml"))


@pytest.fixture
def client(owner: User, four_point: SpeechTemplate) -> Client:
    return logged_in(owner)


def started(client: Client, slug: str, **data: str) -> Draft:
    response = client.post(reverse("draft-start", args=[slug]), data)
    draft = Draft.objects.get()
    assert response.headers["Location"] == reverse("draft-form", args=[draft.pk])
    return draft


@pytest.mark.parametrize("slug", SLUGS)
def test_blank_form_opens_with_every_question(client: Client, slug: str) -> None:
    draft = started(client, slug)
    page = client.get(reverse("draft-form", args=[draft.pk])).content.decode()
    for question in draft.template_version.definition.questions:
        assert f'"a.{question.name}"' in page or f'data-list="{question.name}"' in page


@pytest.mark.parametrize("slug", SLUGS)
def test_sample_goes_all_the_way_to_the_files(client: Client, slug: str) -> None:
    draft = started(client, slug, sample="1")
    page = client.get(reverse("draft-form", args=[draft.pk]))
    assert page.status_code == 200
    assert draft.title in page.content.decode()
    client.post(
        reverse("draft-answers", args=[draft.pk]),
        {"base": draft.answers_version, "answers": draft.answers},
        content_type="application/json",
    )
    draft.refresh_from_db()
    assemble_draft(draft=draft, author=draft.owner)
    assert draft.gap_count == 0
    assert draft.title in client.get(reverse("draft-edit", args=[draft.pk])).content.decode()
    for file_format, magic in (("docx", b"PK"), ("pdf", b"%PDF-"), ("txt", draft.title.encode())):
        response = client.get(reverse("draft-download", args=[draft.pk, file_format]))
        assert b"".join(response).startswith(magic)  # type: ignore[arg-type]  # a file's chunks
