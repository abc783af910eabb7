"""Export: a page that says what is left open and what a file will look like, and the files."""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from drafts.core.document import Document
from drafts.core.errors import FormatError, TypesettingError
from drafts.formats.files import FileFormat, filename, write_document
from drafts.formats.fonts import FontReport, font_library
from drafts.formats.layout import LayoutProfile
from drafts.models import Draft, Layout
from drafts.services import drafting, layouts
from drafts.views.access import PersonRequest, own_assembled_draft, own_draft, person_required
from drafts.views.facts import shown_titles
from drafts.views.layouts import layout_choices, layout_of, letterhead_in, offered_layout, profile_in, profile_of
from drafts.views.templates import in_reader_language
from drafts.views.turns import Busy, turn

_LONGEST_WAIT = 3.0


@dataclass(frozen=True, slots=True)
class Offer:
    """One kind of file as the page offers it."""

    file_format: FileFormat
    name: str
    remark: str

    @property
    def slug(self) -> str:
        return self.file_format.value


_OFFERS = (
    Offer(
        FileFormat.WORD, gettext_noop("Word 文档"), gettext_noop("带真正的标题样式，可继续修改；字体按公文习惯命名。")
    ),
    Offer(FileFormat.PDF, gettext_noop("PDF"), gettext_noop("版面固定，字体嵌入文件，适合打印和传阅。")),
    Offer(FileFormat.TEXT, gettext_noop("纯文本"), gettext_noop("只有文字，一段一行。")),
)


@require_safe
@person_required
def export(request: PersonRequest, pk: UUID) -> HttpResponse:
    """What can be exported, the gaps that are left, and the fonts of a PDF."""
    draft = own_draft(request, pk)
    if not draft.is_assembled:
        return redirect("draft-form", pk=draft.pk)
    document = drafting.read_document(draft)
    return render(request, "drafts/export.html", _export_context(draft, document))


@never_cache
@require_safe
@person_required
def download(request: PersonRequest, pk: UUID, file_format: str) -> HttpResponseBase:
    """The draft's newest text as a file named after its title; a sentence where it cannot be made."""
    draft = own_draft(request, pk)
    offer = next((offer for offer in _OFFERS if offer.slug == file_format), None)
    if offer is None:
        raise Http404
    if not draft.is_assembled:
        return redirect("draft-form", pk=draft.pk)
    revision = draft.revisions.latest("number")
    document = revision.read_document()
    try:
        data = _write(
            offer.file_format,
            document,
            author=request.user.get_full_name(),
            made=revision.created_at.replace(microsecond=0),
            layout=layout_of(draft),
        )
    except FormatError as error:
        context = _export_context(draft, document) | {"problem": in_reader_language(error)}
        return render(request, "drafts/export.html", context, status=422)
    except Busy:
        context = _export_context(draft, document) | {"problem": gettext("服务器正忙，请过一会儿再试。")}
        return render(request, "drafts/export.html", context, status=503)
    return FileResponse(
        BytesIO(data),
        as_attachment=True,
        filename=filename(document.title, offer.slug),
        content_type=offer.file_format.content_type,
    )


@require_POST
@person_required
def choose_layout(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Set the draft in the layout called ``layout``; a script gets the title's lines in it, a form the export page."""
    draft = own_assembled_draft(request, pk)
    slug = request.POST.get("layout")
    layout = offered_layout(slug) if slug else None
    if layout is None and slug != "":
        messages.error(request, gettext("没有这种版式，请重新选择。"))
        return redirect("draft-export", pk=draft.pk)
    layouts.choose_layout(draft=draft, layout=layout)
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"titles": shown_titles(drafting.read_document(draft), profile_of(draft))})
    messages.success(request, gettext("这份讲稿改用“%(layout)s”。") % {"layout": layout or gettext("本机关默认")})
    return redirect("draft-export", pk=draft.pk)


@never_cache
@require_safe
@person_required
def notices(request: PersonRequest, pk: UUID) -> HttpResponse:
    """A part of the editor's export menu: which characters of the saved text a PDF shows otherwise, or not at all."""
    draft = own_assembled_draft(request, pk)
    report, problem = _font_report(drafting.read_document(draft), profile_of(draft))
    shown = _character_notices(report) if report else [problem]
    return render(request, "drafts/export_notices.html", {"notices": shown})


def _write(file_format: FileFormat, document: Document, *, author: str, made: datetime, layout: Layout | None) -> bytes:
    fonts = font_library(settings.SIDIAN_FONTS_DIR) if file_format is FileFormat.PDF else None
    letterhead = letterhead_in(layout) if file_format is FileFormat.WORD else None
    with turn(_LONGEST_WAIT):
        return write_document(
            file_format,
            document,
            fonts=fonts,
            author=author,
            made=made,
            profile=profile_in(layout),
            letterhead=letterhead,
        )


def _export_context(draft: Draft, document: Document) -> dict[str, object]:
    report, problem = _font_report(document, profile_of(draft))
    return {
        "draft": draft,
        "document": document,
        "layouts": layout_choices(draft),
        "letterhead": getattr(layout_of(draft), "letterhead", None),
        "offers": [(offer.slug, gettext(offer.name), gettext(offer.remark)) for offer in _OFFERS],
        "fonts": report.roles if report else (),
        "font_notices": _character_notices(report) if report else [],
        "font_problem": problem,
    }


def _font_report(document: Document, profile: LayoutProfile) -> tuple[FontReport | None, str]:
    """What a PDF would be set in, or why there can be none."""
    try:
        return font_library(settings.SIDIAN_FONTS_DIR).report(document, profile), ""
    except TypesettingError as error:
        return None, in_reader_language(error)


def _character_notices(report: FontReport) -> list[str]:
    """Which characters came from another font; the families themselves stand in the page's table."""
    return [gettext(notice.message) % notice.params for notice in report.notices if "characters" in notice.params]
