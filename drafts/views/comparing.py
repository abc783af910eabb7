"""Comparing two versions: inline, side by side, and as a marked-up copy to take along."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from drafts.core.compare import Comparison, compare
from drafts.core.errors import FormatError
from drafts.formats.files import FileFormat, filename
from drafts.formats.fonts import font_library
from drafts.formats.layout import LayoutProfile
from drafts.formats.marked import write_marked
from drafts.forms.versions import CompareForm
from drafts.models import Draft, Revision
from drafts.views.access import PersonRequest, own_assembled_draft, person_required
from drafts.views.layouts import profile_of
from drafts.views.templates import in_reader_language
from drafts.views.turns import Busy, turn

SIDE_BY_SIDE = "side"
_LONGEST_WAIT = 3.0
_MARKED_FORMATS = (FileFormat.WORD, FileFormat.PDF)


@dataclass(frozen=True, slots=True)
class Compared:
    """Two versions and how the new one came out of the old."""

    old: Revision
    new: Revision
    comparison: Comparison

    @classmethod
    def of(cls, draft: Draft, numbers: dict[str, int]) -> "Compared":
        """404 where there is no such version.  Raises DamagedRevision."""
        old, new = (_revision(draft, numbers[name]) for name in ("old", "new"))
        return cls(old, new, compare(old.read_document(), new.read_document()))

    @property
    def caption(self) -> str:
        """What the marked-up copy says of itself."""
        words = gettext("第 %(old)d 版（%(old_time)s）与第 %(new)d 版（%(new_time)s）比较")
        times = {"old_time": _clock(self.old), "new_time": _clock(self.new)}
        return words % {"old": self.old.number, "new": self.new.number, **times}


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
        return _page(request, draft, form, None, status=400)
    numbers = form.cleaned_data if form else {"old": max(1, draft.version - 1), "new": draft.version}
    return _page(request, draft, CompareForm(initial=numbers), Compared.of(draft, numbers))


@never_cache
@require_safe
@person_required
def marked_copy(request: PersonRequest, pk: UUID, file_format: str) -> HttpResponseBase:
    """The comparison as a file: Word with tracked changes, PDF with strike-through and underline."""
    draft = own_assembled_draft(request, pk)
    wanted = next((one for one in _MARKED_FORMATS if one.value == file_format), None)
    form = CompareForm(request.GET)
    if wanted is None or not form.is_valid():
        raise Http404
    compared = Compared.of(draft, form.cleaned_data)
    try:
        with turn(_LONGEST_WAIT):
            data = _write(wanted, compared, profile_of(draft))
    except FormatError as error:
        form = CompareForm(initial=form.cleaned_data)
        return _page(request, draft, form, compared, problem=in_reader_language(error), status=422)
    except Busy:
        form = CompareForm(initial=form.cleaned_data)
        return _page(request, draft, form, compared, problem=gettext("服务器正忙，请过一会儿再试。"), status=503)
    name = filename(gettext("花脸稿 %(title)s") % {"title": draft.title}, wanted.value)
    return FileResponse(BytesIO(data), as_attachment=True, filename=name, content_type=wanted.content_type)


def _write(file_format: FileFormat, compared: Compared, profile: LayoutProfile) -> bytes:
    return write_marked(
        file_format,
        compared.comparison,
        fonts=font_library(settings.SIDIAN_FONTS_DIR) if file_format is FileFormat.PDF else None,
        caption=compared.caption,
        profile=profile,
        author=compared.new.author.get_full_name(),
        made=compared.new.created_at.replace(microsecond=0),
    )


def _two_of_the_list(request: PersonRequest, draft: Draft) -> HttpResponse:
    chosen = sorted({int(v) for v in request.GET.getlist("v") if v.isascii() and v.isdigit() and len(v) < 10})
    if len(chosen) != 2:
        messages.warning(request, gettext("请勾选两个版本，再比较。"))
        return redirect("draft-versions", pk=draft.pk)
    address = reverse("draft-compare", args=[draft.pk])
    return HttpResponseRedirect(f"{address}?old={chosen[0]}&new={chosen[1]}")


def _revision(draft: Draft, number: int) -> Revision:
    return get_object_or_404(draft.revisions.select_related("author"), number=number)


def _clock(revision: Revision) -> str:
    return f"{timezone.localtime(revision.created_at):%Y-%m-%d %H:%M}"


def _page(
    request: PersonRequest,
    draft: Draft,
    form: CompareForm,
    compared: Compared | None,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "draft": draft,
        "form": form,
        "side_by_side": request.GET.get("view") == SIDE_BY_SIDE,
        "problem": problem,
    }
    if compared:
        labels = (CompareForm.base_fields[name].label for name in ("old", "new"))
        context |= {
            "old": compared.old,
            "new": compared.new,
            "comparison": compared.comparison,
            "pair": tuple(zip(labels, (compared.old, compared.new), strict=True)),
        }
    return render(request, "drafts/compare.html", context, status=status)
