"""Where a form cannot be opened: what is wrong with what it stands on, and the ways on."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from drafts.core.answer_text import answers_as_text
from drafts.core.errors import SidianError, TemplateError
from drafts.core.questions import Answers
from drafts.core.template import TemplateDefinition
from drafts.formats.files import FileFormat, filename
from drafts.forms.answers import MalformedAnswers, shape_answers
from drafts.models import Draft, TemplateVersion
from drafts.services.reassembly import fitting_answers, left_out
from drafts.views.access import PersonRequest, own_draft, person_required
from drafts.views.templates import in_reader_language


def unusable_page(request: PersonRequest, draft: Draft, error: SidianError) -> HttpResponse:
    """The reason in words (409), what would not go along into a new draft, and what can be done."""
    found = _new_standing(draft)
    context = {
        "draft": draft,
        "reason": in_reader_language(error),
        "is_template": isinstance(error, TemplateError),
        "left_out": left_out_of(draft, found[1]) if found else (),
        "can_start_anew": found is not None,
    }
    return render(request, "drafts/form_unusable.html", context, status=409)


@never_cache
@require_safe
@person_required
def answers_text(request: PersonRequest, pk: UUID) -> HttpResponse:
    """What was filled in, as a text file: readable also where no form takes it."""
    draft = own_draft(request, pk)
    name = filename(gettext("%(title)s 填写内容") % {"title": draft}, FileFormat.TEXT)
    response = HttpResponse(answers_as_text(draft.answers), content_type=FileFormat.TEXT.content_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


def new_standing(draft: Draft) -> tuple[TemplateVersion, Answers]:
    """What a new draft from this one's answers begins with: a template version and answers that its form takes.

    The draft's own version, or where a check refuses that one, the template's newest.  Answers that have the form's
    shape go along as they are, else only those that fit.  Raises TemplateError where neither version can be used.
    """
    version, definition = _usable_version(draft)
    try:
        shape_answers(definition.questions, draft.answers)
    except MalformedAnswers:
        return version, fitting_answers(definition.questions, draft.answers)
    return version, draft.answers


def left_out_of(draft: Draft, answers: Answers) -> tuple[tuple[str, str], ...]:
    """What the draft has answered and ``answers`` do not hold, as pairs of name and text."""
    return left_out(draft.answers, answers)


def _new_standing(draft: Draft) -> tuple[TemplateVersion, Answers] | None:
    try:
        return new_standing(draft)
    except TemplateError:
        return None


def _usable_version(draft: Draft) -> tuple[TemplateVersion, TemplateDefinition]:
    try:
        return draft.template_version, draft.template_version.definition
    except TemplateError:
        newest = draft.speech_template.latest
        return newest, newest.definition
