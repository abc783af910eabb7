"""Structure commands of the editor's outline: the text comes in, the changed text goes out, nothing is stored."""

import uuid
from collections.abc import Iterator
from dataclasses import asdict
from uuid import UUID

from django.http import JsonResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from drafts.core import structure
from drafts.core.document import Document
from drafts.core.errors import DocumentError, NumberingError, StructureError
from drafts.core.outline import recognise_outline
from drafts.core.structure import Restructured, Target
from drafts.forms.structure import Command, StructureRequest, read_structure_request
from drafts.views.access import PersonRequest, own_draft, person_required_json
from drafts.views.facts import pace_of, text_facts
from drafts.views.layouts import profile_of
from drafts.views.templates import in_reader_language


@require_POST
@person_required_json
def restructure(request: PersonRequest, pk: UUID) -> JsonResponse:
    """The sent text after one command, with the counts that may follow; 422 with a reason where it cannot be done."""
    draft = own_draft(request, pk)
    pace, profile = pace_of(draft, request.user), profile_of(draft)
    try:
        sent = read_structure_request(request.body)
    except DocumentError as error:
        return JsonResponse({"reason": in_reader_language(error)}, status=400)
    if not _is_still_there(sent):
        answer = {
            "reason": gettext("文字刚刚变了，大纲已更新，请再试一次。"),
            **text_facts(sent.document, pace, profile),
        }
        return JsonResponse(answer, status=422)
    try:
        result = _done(sent)
    except (StructureError, NumberingError) as error:
        return JsonResponse({"reason": in_reader_language(error)}, status=422)
    offers = [asdict(offer) for offer in result.offers]
    shown = {"document": result.document.to_prosemirror(), "offers": offers}
    return JsonResponse({**shown, **text_facts(result.document, pace, profile)})


def _done(sent: StructureRequest) -> Restructured:
    document, target = sent.document, sent.target
    match sent.command:
        case Command.MOVE:
            return structure.move(document, target, sent.place)
        case Command.ADD:
            return structure.add(document, target, _fresh_keys())
        case Command.REMOVE:
            return structure.remove(document, target)
        case Command.PROMOTE:
            return structure.promote(document, target, _fresh_keys())
        case Command.DEMOTE:
            return structure.demote(document, target)
        case Command.FAMILY:
            return Restructured(structure.change_family(document, sent.family))


def _is_still_there(sent: StructureRequest) -> bool:
    """Whether the target is what the sender saw: its outline may be older than its text."""
    return sent.command is Command.FAMILY or _key_of(sent.document, sent.target) == sent.key


def _key_of(document: Document, target: Target) -> str | None:
    points = recognise_outline(document).points
    if target.point >= len(points):
        return None
    point = points[target.point]
    if target.sub is None:
        return document.paragraphs[point.paragraphs[0]].key
    if target.sub >= len(point.subpoints):
        return None
    return document.paragraphs[point.subpoints[target.sub].paragraph].key


def _fresh_keys() -> Iterator[str]:
    while True:
        yield uuid.uuid4().hex[:12]
