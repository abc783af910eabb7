"""The office's layout profiles, for its administrators: list, edit with a sample page, versions, fonts."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from drafts.core.assembly import assemble
from drafts.core.document import Document
from drafts.core.errors import FormatError, TypesettingError, UnreadableFile
from drafts.core.template import load_template, sample_answers
from drafts.formats.fonts import font_library
from drafts.formats.layout import LayoutProfile
from drafts.formats.letterhead import MAX_BYTES
from drafts.formats.preview import preview
from drafts.formats.profiles import PROFILE_FIELDS, profile_from_values
from drafts.forms.layouts import LayoutForm, LetterheadForm, initial_values
from drafts.forms.typesetting import UploadInMemory
from drafts.models import Layout, LayoutVersion, Letterhead
from drafts.services import layouts
from drafts.services.templates import DEFAULT_SLUG as SAMPLE_TEMPLATE
from drafts.services.templates import builtin_source
from drafts.views.access import PersonRequest, staff_required
from drafts.views.layouts import default_layout, profile_in
from drafts.views.templates import in_reader_language
from drafts.views.turns import Busy, turn

_LONGEST_WAIT = 3.0


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that a version changed."""

    label: str
    before: str
    after: str


@require_safe
@staff_required
def office_layouts(request: PersonRequest) -> HttpResponse:
    """Every layout, those that are offered no more behind the others."""
    rows = Layout.objects.with_letterhead().order_by("archived", "-is_default", "position", "pk")
    return render(request, "layouts/list.html", {"layouts": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def create(request: PersonRequest) -> HttpResponse:
    """A new layout, which starts from the one called ``from``."""
    origin = get_object_or_404(Layout, slug=request.GET.get("from", layouts.DEFAULT_SLUG))
    if request.method != "POST":
        name = gettext("%(name)s（副本）") % {"name": origin}
        return _page(request, LayoutForm(initial=initial_values(origin, name=name[:30])), origin=origin)
    form = LayoutForm(request.POST)
    if not form.is_valid():
        return _page(request, form, origin=origin, status=400)
    data = form.cleaned_data
    layout = layouts.create_layout(
        name=data["name"],
        remark=data["remark"],
        values=form.values,
        letterhead=data["letterhead"],
        author=request.user,
    )
    messages.success(request, gettext("已新建版式“%(name)s”，现在可以选用。") % {"name": layout})
    return redirect("layout-list")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def edit(request: PersonRequest, slug: str) -> HttpResponse:
    """One layout; one that comes with the program is shown, and copied rather than changed."""
    layout = get_object_or_404(Layout, slug=slug)
    initial = initial_values(layout, name=str(layout))
    if request.method != "POST":
        return _page(request, LayoutForm(initial=initial), layout=layout)
    form = LayoutForm(request.POST, initial=initial)
    if not form.is_valid():
        return _page(request, form, layout=layout, status=400)
    data = form.cleaned_data
    try:
        layouts.publish_layout(
            layout=layout,
            name=data["name"],
            remark=data["remark"],
            values=form.values,
            letterhead=data["letterhead"],
            author=request.user,
        )
    except layouts.BuiltInLayout:
        form.add_error(None, gettext("随程序附带的版式不能改，请复制一份再改。"))
        return _page(request, form, layout=layout, status=400)
    messages.success(request, gettext("版式“%(name)s”已保存，用它的讲稿下次导出时按新的排。") % {"name": layout})
    return redirect("layout-list")


@require_POST
@staff_required
def change_state(request: PersonRequest, slug: str) -> HttpResponse:
    """Make it the default, archive it, or offer it again."""
    layout = get_object_or_404(Layout, slug=slug)
    match request.POST.get("state"):
        case "default":
            layouts.make_default(layout=layout)
            messages.success(request, gettext("没有另选版式的讲稿，现在都按“%(name)s”排。") % {"name": layout})
        case "archived":
            _archive(request, layout)
        case "offered":
            layouts.archive_layout(layout=layout, archived=False)
            messages.success(request, gettext("“%(name)s”又可以选用了。") % {"name": layout})
    return redirect("layout-list")


@require_safe
@staff_required
def versions(request: PersonRequest, slug: str) -> HttpResponse:
    """What each version of a layout changed, newest first."""
    layout = get_object_or_404(Layout, slug=slug)
    rows = list(layout.versions.select_related("author", "letterhead").defer("letterhead__data"))
    older: Sequence[LayoutVersion | None] = [*rows[1:], None]
    shown = [(row, _differences(before, row) if before else []) for row, before in zip(rows, older, strict=True)]
    return render(request, "layouts/versions.html", {"layout": layout, "versions": shown})


@require_POST
@staff_required
def sample(request: PersonRequest) -> JsonResponse:
    """The first page of a sample speech in the sent values, ``{"svg", "pages"}``, or ``{"problems"}`` by field."""
    form = LayoutForm(request.POST)
    form.full_clean()
    problems = {name: str(errors[0]) for name, errors in form.errors.items() if name not in ("name", "remark")}
    if problems:
        return JsonResponse({"problems": problems})
    try:
        with turn(_LONGEST_WAIT):
            drawing, pages = _first_page(profile_from_values(form.values))
    except FormatError as error:
        return JsonResponse({"problems": {"": in_reader_language(error)}})
    except Busy:
        return JsonResponse({"problems": {"": gettext("服务器正忙，请过一会儿再试。")}})
    return JsonResponse({"svg": drawing, "pages": pages})


@require_safe
@staff_required
def fonts(request: PersonRequest) -> HttpResponse:
    """Which file serves which typeface, what stands in for what, and where the office's own fonts go."""
    try:
        library = font_library(settings.SIDIAN_FONTS_DIR)
    except TypesettingError as error:
        context: dict[str, object] = {"problem": in_reader_language(error)}
    else:
        context = {"roles": library.served(profile_in(default_layout())), "own_files": library.own_files}
    return render(request, "layouts/fonts.html", context | {"folder": settings.SIDIAN_FONTS_DIR})


@csrf_exempt  # checked in _letterheads: the check reads the whole request, which must be bounded first
@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def letterheads(request: PersonRequest) -> HttpResponseBase:
    """The office's letterheads, and the form for another."""
    request.upload_handlers = [UploadInMemory(request)]
    return _letterheads(request)


@csrf_protect
def _letterheads(request: PersonRequest) -> HttpResponseBase:
    form = LetterheadForm(request.POST, request.FILES) if request.method == "POST" else LetterheadForm()
    if form.is_bound and form.is_valid():
        try:
            stored = layouts.store_letterhead(
                name=form.cleaned_data["name"], data=_content(form.cleaned_data["file"]), author=request.user
            )
        except UnreadableFile as error:
            form.add_error("file", in_reader_language(error))
        else:
            messages.success(request, gettext("信头“%(name)s”已存好，现在可以给版式选用。") % {"name": stored})
            return redirect("letterheads")
    rows = Letterhead.objects.defer("data").prefetch_related("layouts")
    context = {"form": form, "letterheads": rows}
    return render(request, "layouts/letterheads.html", context, status=400 if form.errors else 200)


@require_POST
@staff_required
def delete_letterhead(request: PersonRequest, pk: int) -> HttpResponse:
    """Delete a letterhead that nothing stands on."""
    letterhead = get_object_or_404(Letterhead.objects.defer("data"), pk=pk)
    try:
        layouts.delete_letterhead(letterhead=letterhead)
    except layouts.LetterheadInUse:
        messages.error(request, gettext("有版式用着或用过“%(name)s”，所以不能删除。") % {"name": letterhead})
    else:
        messages.success(request, gettext("信头“%(name)s”已删除。") % {"name": letterhead})
    return redirect("letterheads")


def _content(upload: "UploadedFile[bytes]") -> bytes:
    """What was uploaded, read no further than a byte past the largest letterhead."""
    data: bytes = upload.read(MAX_BYTES + 1)
    return data


def _archive(request: PersonRequest, layout: Layout) -> None:
    try:
        layouts.archive_layout(layout=layout, archived=True)
    except layouts.DefaultLayout:
        messages.error(request, gettext("这是默认版式，请先把别的版式设为默认。"))
    else:
        messages.success(request, gettext("“%(name)s”已停用，用它的讲稿不受影响。") % {"name": layout})


def _page(
    request: PersonRequest,
    form: LayoutForm,
    *,
    layout: Layout | None = None,
    origin: Layout | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "layout": layout, "origin": origin}
    return render(request, "layouts/edit.html", context, status=status)


def _differences(before: LayoutVersion, after: LayoutVersion) -> list[Difference]:
    old, new = before.values, after.values
    found = [
        Difference(gettext(field.label), _in_words(old.get(field.name)), _in_words(new.get(field.name)))
        for field in PROFILE_FIELDS
        if old.get(field.name) != new.get(field.name)
    ]
    if before.letterhead_id != after.letterhead_id:
        none = gettext("不用信头")
        found.append(Difference(gettext("信头"), str(before.letterhead or none), str(after.letterhead or none)))
    return found


def _in_words(value: object) -> str:
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    choices = dict(choice for field in PROFILE_FIELDS for choice in field.choices)
    return gettext(choices[value]) if isinstance(value, str) and value in choices else str(value)


@lru_cache(maxsize=1)
def _sample_speech() -> Document:
    definition = load_template(builtin_source(SAMPLE_TEMPLATE) or "")
    return assemble(definition, sample_answers(definition))


def _first_page(profile: LayoutProfile) -> tuple[str, int]:
    """The first page of the sample as a drawing of its own, and how many pages the sample takes."""
    drawn = preview(_sample_speech(), fonts=font_library(settings.SIDIAN_FONTS_DIR), profile=profile)
    return drawn.pages[0].standalone.decode(), len(drawn.pages)
