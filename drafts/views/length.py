"""The editor's length pane: the person's rate of speaking and the draft's target."""

from uuid import UUID

from django.http import JsonResponse
from django.views.decorators.http import require_POST

from drafts.core.errors import DocumentError, LengthError
from drafts.forms.length import read_length_request
from drafts.services.length import set_speaking_rate, set_target
from drafts.views.access import PersonRequest, own_assembled_draft, person_required_json
from drafts.views.facts import pace_of, text_facts
from drafts.views.layouts import profile_of
from drafts.views.templates import in_reader_language


@require_POST
@person_required_json
def set_length(request: PersonRequest, pk: UUID) -> JsonResponse:
    """Remember the rate for the person and the target for the draft, and measure the sent text by them.

    400 for what is no such request, 422 with a reason for numbers that make no sense; then nothing is remembered.
    """
    draft = own_assembled_draft(request, pk)
    try:
        sent = read_length_request(request.body)
    except DocumentError as error:
        return JsonResponse({"reason": in_reader_language(error)}, status=400)
    except LengthError as error:
        return JsonResponse({"reason": in_reader_language(error)}, status=422)
    if sent.rate is not None:
        set_speaking_rate(person=request.user, rate=sent.rate)
    if sent.sets_target:
        set_target(draft=draft, target=sent.target)
    return JsonResponse(text_facts(sent.document, pace_of(draft, request.user), profile_of(draft)))
