"""Versions: the list by day, one version on paper, its name and pin, and bringing it back."""

import uuid
from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from drafts.core.errors import DocumentError
from drafts.forms.versions import MarkForm, RestoreForm, read_mark
from drafts.models import Draft, Revision
from drafts.services import drafting
from drafts.services.reassembly import restore_version
from drafts.services.versions import mark_version
from drafts.views.access import PersonRequest, own_assembled_draft, person_required, person_required_json
from drafts.views.history import Sitting, history_page
from drafts.views.templates import in_reader_language

UNFOLDED_AT_ONCE = 100


@never_cache
@require_safe
@person_required
def versions(request: PersonRequest, pk: UUID) -> HttpResponse:
    """The list, a page of days at a time; or the single versions of one sitting (``first`` to ``last``)."""
    draft = own_assembled_draft(request, pk)
    if "first" in request.GET:
        return _sitting(request, draft)
    marked_only = request.GET.get("marked") == "1"
    page = history_page(draft, request.GET.get("page"), marked_only=marked_only)
    today = timezone.localdate()
    context = {
        "draft": draft,
        "page": page,
        "marked_only": marked_only,
        "today": today,
        "yesterday": today - timedelta(days=1),
        "this_year": date(today.year, 1, 1),
    }
    return render(request, "drafts/versions.html", context)


@never_cache
@require_safe
@person_required
def version(request: PersonRequest, pk: UUID, number: int) -> HttpResponse:
    """One version on paper, with what can be done with it."""
    draft = own_assembled_draft(request, pk)
    return _version_page(request, draft, _revision(draft, number))


@require_POST
@person_required
def mark(request: PersonRequest, pk: UUID, number: int) -> HttpResponse:
    """Name and pin a version from its page."""
    draft = own_assembled_draft(request, pk)
    revision = _revision(draft, number)
    form = MarkForm(request.POST)
    if not form.is_valid():
        return _version_page(request, draft, revision, mark_form=form, status=400)
    mark_version(revision=revision, name=form.cleaned_data["name"], pinned=form.cleaned_data["pinned"])
    messages.success(request, gettext("已记下版本的名称和固定状态。"))
    return redirect(revision)


@require_POST
@person_required_json
def name_version(request: PersonRequest, pk: UUID, number: int) -> JsonResponse:
    """Name and pin a version from the editor: 200 with both as they are now, 400 for what is no mark."""
    revision = _revision(own_assembled_draft(request, pk), number)
    try:
        given = read_mark(request.body)
    except DocumentError as error:
        return JsonResponse({"reason": in_reader_language(error)}, status=400)
    mark_version(revision=revision, name=given.name, pinned=given.pinned)
    return JsonResponse({"version": revision.number, "name": revision.name, "pinned": revision.pinned})


@require_POST
@person_required
def restore(request: PersonRequest, pk: UUID, number: int) -> HttpResponse:
    """Append an old version as the newest; where someone saved meanwhile nothing is written, and the page says so."""
    draft = own_assembled_draft(request, pk)
    revision = _revision(draft, number)
    form = RestoreForm(request.POST)
    if not form.is_valid():
        return _version_page(request, draft, revision, is_refused=True, status=400)
    try:
        saved = restore_version(draft=draft, revision=revision, author=request.user, **form.cleaned_data)
    except (drafting.StaleBase, drafting.SaveIdReused):
        return _version_page(request, draft, revision, is_refused=True, status=409)
    words = {"old": revision.number, "new": saved.version}
    messages.success(request, gettext("已恢复第 %(old)d 版的文字，现在是第 %(new)d 版。原来的版本都还在。") % words)
    return redirect("draft-edit", pk=draft.pk)


def _sitting(request: PersonRequest, draft: Draft) -> HttpResponse:
    """The versions from ``last`` down to ``first``, each in a line of its own; a part of the list for htmx."""
    first, last = _number(request, "first"), _number(request, "last")
    rows = draft.revisions.for_list().filter(number__gte=first, number__lte=last)[:UNFOLDED_AT_ONCE]
    lines = [Sitting((revision,)) for revision in rows]
    rest = lines[-1].first - 1 if lines and lines[-1].first > first else None
    context = {"draft": draft, "lines": lines, "first": first, "rest": rest}
    part = request.headers.get("HX-Request") == "true"
    return render(request, f"drafts/{'version_lines' if part else 'sitting'}.html", context)


def _number(request: PersonRequest, name: str) -> int:
    """The version number in the address; 0, which none has, where it gives none."""
    written = request.GET.get(name, "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0


def _revision(draft: Draft, number: int) -> Revision:
    return get_object_or_404(draft.revisions.select_related("author"), number=number)


def _version_page(
    request: PersonRequest,
    draft: Draft,
    revision: Revision,
    *,
    mark_form: MarkForm | None = None,
    is_refused: bool = False,
    status: int = 200,
) -> HttpResponse:
    marks = {"name": revision.name, "pinned": revision.pinned}
    context = {
        "draft": draft,
        "revision": revision,
        "document": revision.read_document(),
        "mark_form": mark_form or MarkForm(initial=marks),
        "restore_form": RestoreForm(initial={"base": draft.version, "save_id": uuid.uuid4()}),
        "compare_url": reverse("draft-compare", args=[draft.pk]),
        "before": revision.number - 1,
        "after": revision.number + 1 if revision.number < draft.version else None,
        "is_refused": is_refused,
    }
    return render(request, "drafts/version.html", context, status=status)
