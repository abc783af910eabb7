"""The form page: a template's questions are answered, and the assembled speech is seen as it is typed."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from js_asset import ImportMap

from drafts.core.errors import AnswerProblem, TemplateError
from drafts.core.speaking import speaking_minutes
from drafts.core.template import TemplateDefinition
from drafts.forms.answer_form import AnswersForm, families, paragraphs_of
from drafts.forms.answers import (
    MAX_BODY,
    FieldProblem,
    Filled,
    MalformedAnswers,
    SentAnswers,
    change_list,
    judge,
    read_post,
    read_sent_answers,
    shape_answers,
)
from drafts.models import Draft, Revision, SpeechTemplate, User
from drafts.services import drafting
from drafts.templatetags.paper import paper
from drafts.views.access import PersonRequest, own_draft, person_required, person_required_json
from drafts.views.facts import pace_of
from drafts.views.templates import in_reader_language
from drafts.views.unusable import unusable_page

_CHANGES = ("add", "remove", "up", "down")
_FORM_MODULES = ("answers", "cards", "dragging", "fields", "generating", "preview", "saving", "tabs")
_EDITOR_MODULES = ("dom", "keepalive", "saving", "status")


@require_POST
@person_required
def start(request: PersonRequest, slug: str) -> HttpResponse:
    """A new draft from the template, its form empty or with the sample answers."""
    template = get_object_or_404(SpeechTemplate.objects.in_gallery(), slug=slug)
    with_sample = request.POST.get("sample") == "1"
    try:
        draft = drafting.start_draft(owner=request.user, template_version=template.latest, with_sample=with_sample)
    except TemplateError:
        messages.error(request, gettext("这个模板没有通过检查，现在不能使用，请改选别的模板。"))
        return redirect("template-gallery")
    return redirect("draft-form", pk=draft.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def form(request: PersonRequest, pk: UUID) -> HttpResponse:
    """The form; POST saves it, changes a list or assembles.  A text edited by hand is never assembled over: the page
    that shows what will change, and asks where both sides changed, comes in between.
    """
    draft = own_draft(request, pk)
    try:
        definition = draft.template_version.definition
    except TemplateError as error:
        return unusable_page(request, draft, error)
    if request.method == "POST":
        return _receive(request, draft, definition)
    try:
        shaped = shape_answers(definition.questions, draft.answers)
    except MalformedAnswers as error:
        return unusable_page(request, draft, error)
    return _page(request, draft, judge(definition, shaped))


@require_POST
@person_required_json
def save_answers(request: PersonRequest, pk: UUID) -> JsonResponse:
    """Save what the script sent, and answer what it comes to: 200, 400 for what are no answers, 409, 413."""
    draft = own_draft(request, pk)
    try:
        definition = draft.template_version.definition
        sent = read_sent_answers(_bounded_body(request), definition.questions)
    except RequestDataTooBig:
        return JsonResponse({"reason": gettext("填写内容太多，服务器不收。")}, status=413)
    except (MalformedAnswers, TemplateError) as error:
        return JsonResponse({"reason": in_reader_language(error)}, status=400)
    filled = judge(definition, sent.answers)
    try:
        _save_once(draft, definition, filled, sent)
    except drafting.StaleBase:
        reason = gettext("另一个窗口保存了较新的内容。")
        return JsonResponse({"version": draft.answers_version, "reason": reason}, status=409)
    return JsonResponse(
        {"version": draft.answers_version, "saved_at": draft.updated_at.isoformat(), **facts(filled, request.user)}
    )


# --- saving ---


def _bounded_body(request: PersonRequest) -> bytes:
    """The request's body.  Raises RequestDataTooBig past MAX_BODY."""
    if len(request.body) > MAX_BODY:
        raise RequestDataTooBig
    return request.body


def _is_edited(draft: Draft) -> bool:
    """Whether the text was edited by hand since it was assembled, so that another assembly has to be merged into it.

    The revision of the draft's own version is looked at, not the newest: a hand edit that is saved from here on
    moves the version on, and the assembly of this one is then refused as stale.
    """
    if not draft.is_assembled:
        return False
    newest: Revision = draft.revisions.select_related("standing").get(number=draft.version)
    return not newest.is_as_assembled


def _save_once(draft: Draft, definition: TemplateDefinition, filled: Filled, sent: SentAnswers) -> None:
    """Save, unless the same was saved already by a request whose answer never arrived.  Raises StaleBase.

    Stored answers that equal what this window sent before show that nobody else has saved in between.
    """
    try:
        drafting.save_answers(draft=draft, answers=filled.answers, base=sent.base)
    except drafting.StaleBase:
        if draft.answers == filled.answers:
            return
        if sent.previous is None or draft.answers != judge(definition, sent.previous).answers:
            raise
        drafting.save_answers(draft=draft, answers=filled.answers, base=draft.answers_version)


def _receive(request: PersonRequest, draft: Draft, definition: TemplateDefinition) -> HttpResponse:
    """What was posted without a script, or with the button that assembles."""
    action, _, place = request.POST.get("do", "save").partition(" ")
    try:
        answers = read_post(definition.questions, request.POST)
        if action in _CHANGES:
            answers = change_list(definition.questions, answers, action, place)
    except MalformedAnswers as error:
        raise BadRequest(str(error)) from error
    filled = judge(definition, answers)
    try:
        drafting.save_answers(draft=draft, answers=filled.answers, base=_base(request))
    except drafting.StaleBase:
        return _page(request, draft, filled, is_stale=True, status=409)
    if action in ("assemble", "assemble-anyway"):
        return _assemble(request, draft, filled, anyway=action == "assemble-anyway")
    if filled.problems:
        return _page(request, draft, filled, status=400)
    return _back_to_form(draft, place if action in _CHANGES else "")


def _base(request: PersonRequest) -> int:
    """The version that the posted form was filled upon; -1, which is never the newest, where it says none."""
    written = request.POST.get("base", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else -1


def _assemble(request: PersonRequest, draft: Draft, filled: Filled, *, anyway: bool) -> HttpResponse:
    if filled.problems:
        return _page(request, draft, filled, status=400)
    if filled.gaps and not anyway:
        return _page(request, draft, filled, asks_about_gaps=True)
    if _is_edited(draft):
        return redirect("draft-reassemble", pk=draft.pk)
    try:
        drafting.assemble_draft(draft=draft, author=request.user)
    except drafting.StaleBase:  # the text was saved in the editor in this very moment
        return redirect("draft-reassemble", pk=draft.pk)
    return redirect("draft-edit", pk=draft.pk)


def _back_to_form(draft: Draft, place: str) -> HttpResponseRedirect:
    """The form again, scrolled to the list or card that was changed."""
    anchor = f"#card-{place}" if place else ""
    return HttpResponseRedirect(reverse("draft-form", args=[draft.pk]) + anchor)


# --- pages ---


def facts(filled: Filled, person: User) -> dict[str, Any]:
    """What the page shows beside the form: counts, gaps, problems and the speech.  ``preview`` is None without one."""
    document = filled.document
    characters = document.character_count if document else None
    return {
        "answered": filled.answered,
        "questions": filled.questions,
        "characters": characters,
        "minutes": None if characters is None else speaking_minutes(characters, rate=person.speaking_rate),
        "gaps": [{"field": gap.field, "name": gap.name} for gap in filled.gaps],
        "problems": [_problem_json(problem) for problem in filled.problems],
        "title": document.title if document else "",
        "preview": None if document is None else paper(document),
    }


def _problem_json(found: FieldProblem) -> dict[str, Any]:
    return {
        "path": list(found.problem.path),
        "field": found.field,
        "place": _place_in_words(found.problem),
        "message": gettext(found.problem.message) % found.problem.params,
    }


def _place_in_words(problem: AnswerProblem) -> str:
    """要点 2 · 标题."""
    words = ""
    for step in problem.path:
        words += f" {step}" if isinstance(step, int) else f" · {step}" if words else step
    return words


def _page(
    request: PersonRequest,
    draft: Draft,
    filled: Filled,
    *,
    asks_about_gaps: bool = False,
    is_stale: bool = False,
    status: int = 200,
) -> HttpResponse:
    shown = facts(filled, request.user)
    definition = draft.template_version.definition
    context = {
        **_frame(draft, definition, request.user),
        "form": AnswersForm(definition, filled),
        "document": filled.document,
        "facts": shown,
        "general_problems": [problem["message"] for problem in shown["problems"] if not problem["field"]],
        "facts_json": {name: value for name, value in shown.items() if name != "preview"},
        "families": families(),
        "paragraphs": paragraphs_of(definition),
        "asks_about_gaps": asks_about_gaps,
        "is_stale": is_stale,
        "is_edited": _is_edited(draft),
        "form_importmap": _importmap().render(attrs={"nonce": str(getattr(request, "csp_nonce", ""))}),
    }
    return render(request, "drafts/form.html", context, status=status)


def _frame(draft: Draft, definition: TemplateDefinition, person: User) -> dict[str, Any]:
    pace = pace_of(draft, person)
    goal = pace.characters
    return {
        "rate": pace.rate,
        "target_minutes": None if goal is None else f"{speaking_minutes(goal, rate=pace.rate):g}",
        "draft": draft,
        "definition": definition,
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "saved_at": timezone.localtime(draft.updated_at),
    }


def _importmap() -> ImportMap:
    """The form's modules as ``sidian/form/…``, and those of the editor that it shares."""
    own = {f"sidian/form/{name}": f"js/form/{name}.js" for name in _FORM_MODULES}
    shared = {f"sidian/editor/{name}": f"js/editor/{name}.js" for name in _EDITOR_MODULES}
    return ImportMap({**own, **shared})
