"""The list of a person's drafts, and what can be done with one from there."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from drafts.core.errors import TemplateError
from drafts.forms.filters import DraftFilterForm
from drafts.models import Draft, SpeechTemplate
from drafts.models.draft import DraftQuerySet
from drafts.services import drafting
from drafts.services.templates import DEFAULT_SLUG
from drafts.templatetags.shell import UNDO
from drafts.views.access import PersonRequest, own_draft, own_trashed_draft, person_required
from drafts.views.unusable import left_out_of, new_standing

PAGE_SIZE = 30
_TITLE_IN_MESSAGE = 30
_NAMES_IN_MESSAGE = 5


@require_safe
@person_required
def draft_list(request: PersonRequest) -> HttpResponse:
    """The home page: the person's drafts, or for a first visit what to try."""
    kept = Draft.objects.of(request.user).kept()
    form = DraftFilterForm(request.GET, user=request.user)
    chosen = form.chosen
    page = _page_of(request, chosen.apply(kept.for_list()))
    context = {"form": form, "chosen": chosen, **page}
    if not page["page"].paginator.count and not chosen.narrows:
        context["first_template"] = SpeechTemplate.objects.in_gallery().filter(slug=DEFAULT_SLUG).first()
        return render(request, "drafts/list_empty.html", context)
    return render(request, "drafts/list.html", context)


@require_safe
@person_required
def trash(request: PersonRequest) -> HttpResponse:
    """What was thrown away, newest first."""
    trashed = Draft.objects.of(request.user).trashed().for_list().order_by("-trashed_at", "pk")
    return render(request, "drafts/trash.html", _page_of(request, trashed))


@require_POST
@person_required
def copy(request: PersonRequest, pk: UUID) -> HttpResponse:
    draft = own_draft(request, pk)
    drafting.copy_draft(draft=draft, owner=request.user)
    messages.success(request, gettext("已复制“%(title)s”，副本排在最前面。") % {"title": _short(draft)})
    return redirect("draft-list")


@require_POST
@person_required
def reuse_answers(request: PersonRequest, pk: UUID) -> HttpResponse:
    """A new draft whose form holds this one's answers."""
    draft = own_draft(request, pk)
    try:
        version, answers = new_standing(draft)
        new = drafting.start_from_answers(draft=draft, owner=request.user, template_version=version, answers=answers)
    except TemplateError:
        messages.error(request, gettext("这份讲稿的模板已不能使用，请改选别的模板。"))
        return redirect("template-gallery")
    if lost := left_out_of(draft, answers):
        names = "、".join(name for name, _text in lost[:_NAMES_IN_MESSAGE]) + (
            "…" if len(lost) > _NAMES_IN_MESSAGE else ""
        )
        messages.warning(
            request, gettext("这些内容新的表单放不下，没有带过来，原来那份里都还在：%(names)s。") % {"names": names}
        )
    return redirect("draft-form", pk=new.pk)


@require_POST
@person_required
def move_to_trash(request: PersonRequest, pk: UUID) -> HttpResponse:
    draft = own_draft(request, pk)
    with _gone_is_404():
        drafting.trash_draft(draft=draft)
    told = gettext("“%(title)s”已移到回收站。") % {"title": _short(draft)}
    messages.success(request, told, extra_tags=UNDO + reverse("draft-restore", args=[draft.pk]))
    return _back_to_list(request)


@require_POST
@person_required
def restore(request: PersonRequest, pk: UUID) -> HttpResponse:
    draft = own_trashed_draft(request, pk)
    with _gone_is_404():
        drafting.restore_draft(draft=draft)
    messages.success(request, gettext("“%(title)s”已放回我的讲稿。") % {"title": _short(draft)})
    return redirect("draft-list")


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def delete(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Asks first (GET), then deletes for good (POST)."""
    draft = own_trashed_draft(request, pk)
    if request.method != "POST":
        return render(request, "drafts/delete.html", {"draft": draft})
    title = _short(draft)
    with _gone_is_404():
        drafting.delete_draft(draft=draft)
    messages.success(request, gettext("“%(title)s”已彻底删除。") % {"title": title})
    return redirect("draft-trash")


@contextmanager
def _gone_is_404() -> Iterator[None]:
    """Another window was quicker: the draft is deleted, or where this one did not look for it."""
    try:
        yield
    except Draft.DoesNotExist as error:
        raise Http404 from error


def _short(draft: Draft) -> str:
    """The draft's title, short enough for a message."""
    return Truncator(str(draft)).chars(_TITLE_IN_MESSAGE, truncate="…")


def _page_of(request: PersonRequest, drafts: DraftQuerySet) -> dict[str, Any]:
    """The page of ``drafts`` that was asked for, with what leads to the others (``shell/pagination.html``)."""
    paginator = Paginator(drafts, PAGE_SIZE)
    page = paginator.get_page(request.GET.get("page"))
    numbers = paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return {"page": page, "page_numbers": numbers, "query": _query_without_page(request)}


def _query_without_page(request: PersonRequest) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()


def _back_to_list(request: PersonRequest) -> HttpResponseRedirect:
    """The list as it was searched and sorted; only the query comes from the form, so it leads nowhere else."""
    query = QueryDict(request.POST.get("list_query", "")).urlencode()
    return HttpResponseRedirect(reverse("draft-list") + (f"?{query}" if query else ""))
