"""The editor: its page, what its script saves, and the plain text form for those without a script."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db.models import Max
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from drafts.core.document import Document, Style
from drafts.core.errors import DocumentError, TemplateError
from drafts.core.numbering import FAMILIES
from drafts.core.questions import Answers, Kind, Question
from drafts.forms.editing import PlainTextForm, SaveRequest, SentText, read_save_request, read_sent_document
from drafts.importmap import editor_importmap
from drafts.models import Draft, Revision, TemplateVersion
from drafts.services import drafting
from drafts.services.reassembly import has_new_answers, merge_with_newest
from drafts.views.access import PersonRequest, own_assembled_draft, person_required, person_required_json
from drafts.views.facts import pace_of, text_facts
from drafts.views.layouts import layout_choices, profile_of
from drafts.views.templates import in_reader_language

USUAL_MINUTES = 8
"""What the meter measures against where the draft's template cannot be read any more."""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One question and what was given for it; ``items`` holds the rows of each item of a list."""

    name: str
    text: str = ""
    items: tuple[tuple["AnswerRow", ...], ...] = ()


@never_cache
@require_safe
@person_required
def edit(request: PersonRequest, pk: UUID) -> HttpResponse:
    """The editor; a draft whose form is still being filled goes there."""
    draft = own_assembled_draft(request, pk)
    return _editor_page(request, draft, draft.revisions.select_related("standing").latest("number"))


@require_POST
@person_required_json
def save(request: PersonRequest, pk: UUID) -> JsonResponse:
    """Save what the editor sent: 200, 409 for a stale base, 422 for a reused id, 400 for what is no document.

    409 carries the newer text, and as ``merged`` both texts in one where no two changes meet: the browser shows it and
    saves it upon the newer version.  Nothing is stored for it here, so a repeated request is answered alike.
    """
    draft = own_assembled_draft(request, pk)
    try:
        sent = read_save_request(request.body)
        saved = drafting.save_document(
            draft=draft, author=request.user, base=sent.base, save_id=sent.save_id, document=sent.document
        )
    except DocumentError as error:
        return JsonResponse({"reason": in_reader_language(error)}, status=400)
    except drafting.SaveIdReused:
        return JsonResponse({"reason": gettext("这个保存标识已用于别的文字。")}, status=422)
    except drafting.StaleBase:
        return _newer_text(request, draft, sent)
    stamp = saved.saved_at.isoformat()
    answer = {"version": saved.version, "replay": saved.replay, "saved_at": stamp}
    return JsonResponse({**answer, **text_facts(sent.document, pace_of(draft, request.user), profile_of(draft))})


@require_POST
@person_required
def edit_text(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Save the plain text form; with a stale base both texts are shown and nothing is written."""
    draft = own_assembled_draft(request, pk)
    newest = draft.revisions.latest("number")
    form = PlainTextForm(request.POST)
    if not form.is_valid():
        return _text_page(request, draft, form, status=400)
    sent = SentText(**form.cleaned_data)
    if sent.base != newest.number:
        return _both_texts(request, draft, sent)
    try:
        _save_text(draft, newest, sent.text, request)
    except DocumentError as error:
        form.add_error("text", in_reader_language(error))
        return _text_page(request, draft, form, status=400)
    except drafting.StaleBase:
        return _both_texts(request, draft, sent)
    messages.success(request, gettext("已保存。"))
    return redirect("draft-edit", pk=draft.pk)


@require_POST
@person_required_json
def save_as_copy(request: PersonRequest, pk: UUID) -> JsonResponse:
    """Keep the sent text as a draft of its own and answer with its address."""
    draft = own_assembled_draft(request, pk)
    try:
        document = read_sent_document(request.body)
    except DocumentError as error:
        return JsonResponse({"reason": in_reader_language(error)}, status=400)
    copy = drafting.copy_draft(draft=draft, owner=request.user, document=document)
    return JsonResponse({"url": reverse("draft-edit", args=[copy.pk])})


# --- the editor's page ---


def _editor_page(request: PersonRequest, draft: Draft, revision: Revision) -> HttpResponse:
    document = revision.read_document()
    context = {
        "draft": draft,
        "revision": revision,
        "document": document,
        "prosemirror": document.to_prosemirror(),
        "facts": text_facts(document, pace_of(draft, request.user), profile_of(draft)),
        "minutes": _recommended_minutes(draft),
        "families": [family.name for family in FAMILIES],
        "styles": [(style.value, gettext(style.label)) for style in Style],
        "answers": answer_rows(draft, revision),
        "new_answers": has_new_answers(draft=draft, newest=revision),
        "newer_template": _newer_template(draft),
        "form": PlainTextForm(initial={"base": revision.number, "text": document.plain_text}),
        "layouts": layout_choices(draft),
        "time_zone": settings.TIME_ZONE,
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "local_copies": settings.SIDIAN_LOCAL_COPIES,
        "failure_limit": settings.AXES_FAILURE_LIMIT,
        "cooloff_timedelta": settings.AXES_COOLOFF_TIME,
        "importmap": editor_importmap().render(attrs={"nonce": _nonce(request)}),
    }
    return render(request, "drafts/edit.html", context)


def _nonce(request: PersonRequest) -> str:
    """This response's nonce of the Content-Security-Policy, which the middleware puts on the request."""
    return str(getattr(request, "csp_nonce", ""))


def _newer_text(request: PersonRequest, draft: Draft, sent: SaveRequest) -> JsonResponse:
    newest = draft.revisions.latest("number")
    document = newest.read_document()
    merged = merge_with_newest(draft=draft, base=sent.base, edited=sent.document, newest=document)
    answer = {
        "version": newest.number,
        "document": document.to_prosemirror(),
        "saved_at": newest.created_at.isoformat(),
        "merged": None if merged is None else merged.to_prosemirror(),
        **text_facts(document, pace_of(draft, request.user), profile_of(draft)),
    }
    return JsonResponse(answer, status=409)


def _recommended_minutes(draft: Draft) -> int:
    try:
        return draft.template_version.definition.minutes
    except TemplateError:
        # The editor opens all the same: an older template that a newer check refuses must not lock its drafts.
        return USUAL_MINUTES


def _newer_template(draft: Draft) -> int | None:
    """The number of the template's newest version where the draft stands on an older one."""
    versions = TemplateVersion.objects.filter(speech_template_id=draft.speech_template_id)
    newest: int | None = versions.aggregate(newest=Max("number"))["newest"]
    return newest if newest and newest > draft.template_version.number else None


# --- the answers beside the text ---


def answer_rows(draft: Draft, revision: Revision) -> tuple[AnswerRow, ...]:
    """What ``revision`` stands on, in the order of the template's questions; unanswered ones are left out."""
    try:
        questions = draft.template_version.definition.questions
    except TemplateError:
        return ()
    return tuple(_rows(questions, revision.standing.answers))


def _rows(questions: Sequence[Question], answers: Answers) -> Iterator[AnswerRow]:
    for question in questions:
        given = answers.get(question.name)
        if question.kind is Kind.LIST and isinstance(given, list):
            dicts = (item for item in given if isinstance(item, dict))
            items = tuple(rows for item in dicts if (rows := tuple(_rows(question.fields, item))))
            if items:
                yield AnswerRow(question.name, items=items)
        elif isinstance(given, str) and given:
            yield AnswerRow(question.name, text=given)


# --- without a script ---


def _save_text(draft: Draft, newest: Revision, text: str, request: PersonRequest) -> None:
    """Append the text as the next version, unless nothing was changed.  Raises DocumentError, StaleBase."""
    before = newest.read_document()
    after = before.with_plain_text(text)
    if after != before:
        drafting.save_document(
            draft=draft, author=request.user, base=newest.number, save_id=uuid.uuid4(), document=after
        )


def _both_texts(request: PersonRequest, draft: Draft, sent: SentText) -> HttpResponse:
    """The sent text to go on with, based on the newer one, which stands beside it; both in one where they merge."""
    newest = draft.revisions.latest("number")
    newer = newest.read_document()
    merged = _merged_text(draft, sent, newer)
    form = PlainTextForm(initial={"base": newest.number, "text": sent.text if merged is None else merged.plain_text})
    return _text_page(request, draft, form, newer=newer, merged=merged is not None, status=409)


def _merged_text(draft: Draft, sent: SentText, newer: Document) -> Document | None:
    """The sent text and the newer one in one document, or None where a person has to look at both."""
    base = draft.revisions.filter(number=sent.base).first()
    if base is None:
        return None
    try:
        edited = base.read_document().with_plain_text(sent.text)
    except DocumentError:
        return None  # too long: the form says so when it is saved upon the newer text
    return merge_with_newest(draft=draft, base=sent.base, edited=edited, newest=newer)


def _text_page(
    request: PersonRequest,
    draft: Draft,
    form: PlainTextForm,
    *,
    newer: Document | None = None,
    merged: bool = False,
    status: int,
) -> HttpResponse:
    context = {"draft": draft, "form": form, "newer": newer, "merged": merged}
    return render(request, "drafts/edit_text.html", context, status=status)
