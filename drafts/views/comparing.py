"""Comparing two versions: inline or side by side."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from drafts.core.compare import compare
from drafts.forms.versions import CompareForm
from drafts.models import Draft, Revision
from drafts.views.access import PersonRequest, own_assembled_draft, person_required

SIDE_BY_SIDE = "side"


@never_cache
@require_safe
@person_required
def compare_versions(request: PersonRequest, pk: UUID) -> HttpResponse:
    """How version ``new`` came out of ``old``; without numbers the newest and the one before it.

    ``v`` given twice, as the list of versions does, leads to the two of them, the older one first.
    """
    draft = own_assembled_draft(request, pk)
    if "v" in request.GET:
        return _two_of_the_list(request, draft)
    form = CompareForm(request.GET) if request.GET.keys() & {"old", "new"} else None
    if form and not form.is_valid():
        return _page(request, draft, form, {}, status=400)
    numbers = form.cleaned_data if form else {"old": max(1, draft.version - 1), "new": draft.version}
    old, new = (_revision(draft, numbers[name]) for name in ("old", "new"))
    comparison = compare(old.read_document(), new.read_document())
    pair = ((CompareForm.base_fields["old"].label, old), (CompareForm.base_fields["new"].label, new))
    found = {"old": old, "new": new, "pair": pair, "comparison": comparison}
    return _page(request, draft, CompareForm(initial=numbers), found)


def _two_of_the_list(request: PersonRequest, draft: Draft) -> HttpResponse:
    chosen = sorted({int(v) for v in request.GET.getlist("v") if v.isascii() and v.isdigit() and len(v) < 10})
    if len(chosen) != 2:
        messages.warning(request, gettext("请勾选两个版本，再比较。"))
        return redirect("draft-versions", pk=draft.pk)
    address = reverse("draft-compare", args=[draft.pk])
    return HttpResponseRedirect(f"{address}?old={chosen[0]}&new={chosen[1]}")


def _revision(draft: Draft, number: int) -> Revision:
    return get_object_or_404(draft.revisions.select_related("author").defer("answers", "assembled"), number=number)


def _page(
    request: PersonRequest, draft: Draft, form: CompareForm, found: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    side_by_side = request.GET.get("view") == SIDE_BY_SIDE
    context = {"draft": draft, "form": form, "side_by_side": side_by_side, **found}
    return render(request, "drafts/compare.html", context, status=status)
