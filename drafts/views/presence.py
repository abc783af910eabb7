"""Who else has a draft open, for the editor's script."""

import hashlib
from uuid import UUID

from django.http import JsonResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from drafts.core.errors import DocumentError
from drafts.forms.versions import read_window_report
from drafts.models import Presence, User
from drafts.services.presence import end_presence, report_presence
from drafts.views.access import PersonRequest, own_assembled_draft, person_required_json
from drafts.views.templates import in_reader_language


@require_POST
@person_required_json
def presence(request: PersonRequest, pk: UUID) -> JsonResponse:
    """Note the sender's window, or that it leaves; answers with the others, newest first, and the newest version."""
    draft = own_assembled_draft(request, pk)
    try:
        report = read_window_report(request.body)
    except DocumentError as error:
        return JsonResponse({"reason": in_reader_language(error)}, status=400)
    if report.leaves:
        end_presence(draft=draft, person=request.user, window=report.window)
        return JsonResponse({"others": [], "version": draft.version})
    device = _device(request)
    others = report_presence(draft=draft, person=request.user, window=report.window, device=device)
    answer = [_other(row, request.user, device) for row in others]
    return JsonResponse({"others": answer, "version": draft.version})


def _device(request: PersonRequest) -> str:
    """What stands for the browser's session: the session's key itself would open it."""
    return hashlib.sha256((request.session.session_key or "").encode()).hexdigest()[:16]


def _other(row: Presence, person: User, device: str) -> dict[str, str | bool]:
    """One other window: whose it is, and the words that the editor shows for it."""
    name = row.person.get_full_name()
    if row.person_id != person.pk:
        label = gettext("%(name)s正在编辑") % {"name": name}
        return {"name": name, "own": False, "where": "person", "label": label}
    if row.device == device:
        return {"name": name, "own": True, "where": "window", "label": gettext("您在另一个窗口也打开着这份讲稿")}
    return {"name": name, "own": True, "where": "device", "label": gettext("您在另一台设备上也打开着这份讲稿")}
