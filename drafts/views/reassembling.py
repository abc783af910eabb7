"""The page between new answers and the text: what will change, what has to be decided.  Nothing is stored before."""

import uuid
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from drafts.core.compare import Comparison, compare
from drafts.core.document import Document, Paragraph
from drafts.core.errors import DocumentError, MergeError, SidianError
from drafts.core.merge import Conflict
from drafts.forms.reassembly import (
    Replies,
    Reply,
    ReviewForm,
    base_of,
    mine_of,
    new_of,
    own_words,
    read_replies,
    seen_mark,
)
from drafts.models import DamagedRevision, Draft, TemplateVersion
from drafts.services import drafting, reassembly
from drafts.services.reassembly import Plan
from drafts.views.access import PersonRequest, own_assembled_draft, person_required
from drafts.views.templates import in_reader_language


@dataclass(frozen=True, slots=True)
class Question:
    """One conflict as the page asks about it: each side against what both began with."""

    conflict: Conflict
    reply: Reply
    is_open: bool

    @property
    def key(self) -> str:
        return self.conflict.key

    @property
    def seen(self) -> str:
        return seen_mark(self.conflict)

    @property
    def mine(self) -> Comparison | None:
        """None where the person has deleted the paragraph."""
        return _against(base_of(self.conflict), mine_of(self.conflict))

    @property
    def new(self) -> Comparison | None:
        """None where the new answers give no such paragraph."""
        return _against(base_of(self.conflict), new_of(self.conflict))

    @property
    def has_both(self) -> bool:
        return bool(mine_of(self.conflict) and new_of(self.conflict))

    @property
    def choice(self) -> str:
        return self.reply.choice.value if self.reply.choice else ""

    @property
    def text(self) -> str:
        return self.reply.text or own_words(self.conflict)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def reassemble(request: PersonRequest, pk: UUID) -> HttpResponse:
    """What new answers, or the template version called ``template``, make of the text; POST writes what was decided."""
    draft = own_assembled_draft(request, pk)
    sent = ReviewForm(request.POST) if request.method == "POST" else None
    if sent and sent.is_valid() and draft.revisions.filter(save_id=sent.cleaned_data["save_id"]).exists():
        return redirect("draft-edit", pk=draft.pk)  # the same form once more: it was written the first time
    version = _template_version(draft, (request.POST if sent else request.GET).get("template"))
    try:
        plan = reassembly.plan_reassembly(draft=draft, template_version=version)
    except DamagedRevision:
        raise
    except SidianError as error:
        return _page(request, draft, None, reason=in_reader_language(error), status=409)
    if sent is None:
        return _page(request, draft, plan)
    return _decide(request, draft, plan, sent)


@require_POST
@person_required
def forget_answers(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Give up the answers that the text was not assembled from; the form holds the applied ones again."""
    draft = own_assembled_draft(request, pk)
    written = request.POST.get("answers", "")
    base = int(written) if written.isascii() and written.isdigit() and len(written) < 10 else -1
    try:
        reassembly.forget_new_answers(draft=draft, base=base)
    except drafting.StaleBase:
        messages.warning(request, gettext("填写内容刚刚又保存过，所以没有放弃；请再看一遍。"))
        return redirect("draft-reassemble", pk=draft.pk)
    messages.success(request, gettext("已放弃填写内容的改动，正文没有变。"))
    return redirect("draft-edit", pk=draft.pk)


def _template_version(draft: Draft, number: str | None) -> TemplateVersion:
    """The version called ``number`` of the draft's template; the draft's own without one.  404 for an older one."""
    own = draft.template_version
    if not number:
        return own
    if not (number.isascii() and number.isdigit() and len(number) < 10) or int(number) < own.number:
        raise Http404
    return get_object_or_404(TemplateVersion, speech_template_id=draft.speech_template_id, number=int(number))


def _decide(request: PersonRequest, draft: Draft, plan: Plan, sent: ReviewForm) -> HttpResponse:
    replies = read_replies(request.POST, plan.merged.conflicts)
    if not sent.is_valid() or _is_stale(sent, plan):
        return _page(request, draft, plan, replies, is_stale=True, status=409)
    decisions = replies.decisions()
    if len(decisions) < len(plan.merged.conflicts):
        return _page(request, draft, plan, replies, is_undecided=True, status=400)
    save_id = sent.cleaned_data["save_id"]
    try:
        saved = reassembly.apply_plan(draft=draft, plan=plan, author=request.user, save_id=save_id, decisions=decisions)
    except (DocumentError, MergeError) as error:
        return _page(request, draft, plan, replies, reason=in_reader_language(error), status=400)
    except (drafting.StaleBase, drafting.SaveIdReused):
        return _once_more(request, draft)
    told = gettext("讲稿已经更新，现在是第 %(version)d 版；您改过的文字都还在。") % {"version": saved.version}
    messages.success(request, told)
    return redirect("draft-edit", pk=draft.pk)


def _once_more(request: PersonRequest, draft: Draft) -> HttpResponse:
    """Someone saved in the very moment: the page once more, upon what is stored now."""
    version = _template_version(draft, request.POST.get("template"))
    try:
        plan = reassembly.plan_reassembly(draft=draft, template_version=version)
    except DamagedRevision:
        raise
    except SidianError as error:
        return _page(request, draft, None, reason=in_reader_language(error), status=409)
    return _page(request, draft, plan, read_replies(request.POST, plan.merged.conflicts), is_stale=True, status=409)


def _is_stale(sent: ReviewForm, plan: Plan) -> bool:
    return (sent.cleaned_data["base"], sent.cleaned_data["answers"]) != (plan.base, plan.answers_version)


def _page(
    request: PersonRequest,
    draft: Draft,
    plan: Plan | None,
    replies: Replies | None = None,
    *,
    is_stale: bool = False,
    is_undecided: bool = False,
    reason: str = "",
    status: int = 200,
) -> HttpResponse:
    replies = replies or Replies({})
    context = {
        "draft": draft,
        "plan": plan,
        "is_stale": is_stale,
        "is_undecided": is_undecided,
        "reason": reason,
        "homeless": replies.homeless,
        **(_shown(draft, plan, replies, is_undecided) if plan else {}),
    }
    return render(request, "drafts/reassemble.html", context, status=status)


def _shown(draft: Draft, plan: Plan, replies: Replies, is_undecided: bool) -> dict[str, object]:
    questions = [
        Question(conflict, reply := replies.of(conflict), is_undecided and reply.decision is None)
        for conflict in plan.merged.conflicts
    ]
    number = plan.template_version.number
    initial = {"base": plan.base, "answers": plan.answers_version, "template": number, "save_id": uuid.uuid4()}
    return {
        "questions": questions,
        "comparison": compare(plan.before, plan.merged.document),
        "review_form": ReviewForm(initial=initial),
        "moves_template": plan.template_version.pk != draft.template_version_id,
    }


def _against(base: tuple[Paragraph, ...], side: tuple[Paragraph, ...]) -> Comparison | None:
    return compare(Document(base), Document(side)) if side else None
