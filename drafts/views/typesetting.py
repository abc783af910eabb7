"""排版: a file goes in, a standard one comes out, nothing is kept."""

from base64 import b64encode
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from drafts.core.document import Document, Style
from drafts.core.errors import FormatError
from drafts.core.outline import Section, SectionKind, recognise_outline, sections
from drafts.formats.files import FileFormat, filename, write_document
from drafts.formats.fonts import font_library
from drafts.formats.typesetting import FORMATS, read_speech
from drafts.forms.typesetting import TypesettingForm, UploadInMemory
from drafts.views.access import PersonRequest, person_required
from drafts.views.layouts import layout_choices, layout_names, letterhead_in, offered_layout, profile_in
from drafts.views.templates import in_reader_language
from drafts.views.turns import Busy, turn

_LONGEST_WAIT = 3.0
_FORMAT_NAMES = {FileFormat.WORD: gettext_noop("Word 文档（.docx）"), FileFormat.PDF: gettext_noop("PDF（.pdf）")}
_SECTION_NAMES = {
    SectionKind.TITLE: gettext_noop("标题"),
    SectionKind.SALUTATION: gettext_noop("称谓"),
    SectionKind.OPENING: gettext_noop("引言"),
    SectionKind.CLOSING: gettext_noop("结语"),
    SectionKind.SIGNATURE: gettext_noop("落款"),
}


@dataclass(frozen=True, slots=True)
class Result:
    """A file that was made, what was recognised in the text, and what had to be substituted in its fonts."""

    name: str
    file_format: FileFormat
    data: bytes
    document: Document
    notices: Sequence[str]


@csrf_exempt  # checked in _answer: the check reads the whole request, which must be bounded first
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def typeset(request: PersonRequest) -> HttpResponseBase:
    """The page with its form; the file itself in answer to the form, or to a script as JSON with what was recognised.

    What cannot be typeset is answered with 422 and a sentence, 503 while too much is being typeset.
    """
    request.upload_handlers = [UploadInMemory(request)]
    return _answer(request)


@csrf_protect
def _answer(request: HttpRequest) -> HttpResponseBase:
    if request.method != "POST":
        return _page(request, _form(request))
    form = _form(request, bound=True)
    try:
        if not form.is_valid():
            return _refusal(request, form)
        with turn(_LONGEST_WAIT):
            result = _typeset(form)
    except FormatError as error:
        form.add_error("file", in_reader_language(error))
        return _refusal(request, form)
    except Busy:
        form.add_error(None, gettext("服务器正忙，请过一会儿再试。"))
        return _refusal(request, form, status=503)
    return _result_json(result) if _wants_json(request) else _file(result)


def _form(request: HttpRequest, *, bound: bool = False) -> TypesettingForm:
    choices = {
        "formats": [(file_format.value, gettext(_FORMAT_NAMES[file_format])) for file_format in FORMATS],
        "profiles": layout_names(layout_choices()),
    }
    if not bound:
        return TypesettingForm(**choices)
    form = TypesettingForm(request.POST, request.FILES, **choices)
    if any(isinstance(one, UploadInMemory) and one.is_exceeded for one in request.upload_handlers):
        form.fields["file"].error_messages["required"] = gettext("文件超过了 10 MB。")
    return form


def _typeset(form: TypesettingForm) -> Result:
    """Read and write as the form says.  Raises FormatError."""
    upload: UploadedFile[bytes] = form.cleaned_data["file"]
    file_format = FileFormat(form.cleaned_data["file_format"])
    layout = offered_layout(form.cleaned_data["profile"])
    profile = profile_in(layout)
    document = read_speech(upload.name or "", upload.read())
    fonts = font_library(settings.SIDIAN_FONTS_DIR)
    letterhead = letterhead_in(layout) if file_format is FileFormat.WORD else None
    data = write_document(file_format, document, fonts=fonts, profile=profile, letterhead=letterhead)
    report = fonts.report(document, profile) if file_format is FileFormat.PDF else None
    notices = [gettext(n.message) % n.params for n in report.notices if "characters" in n.params] if report else []
    title = document.title or PurePath(upload.name or "").stem
    return Result(filename(title, file_format.value), file_format, data, document, notices)


# --- the answers ---


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _page(request: HttpRequest, form: TypesettingForm, *, status: int = 200) -> HttpResponse:
    return render(request, "typeset/typeset.html", {"form": form}, status=status)


def _refusal(request: HttpRequest, form: TypesettingForm, *, status: int = 422) -> HttpResponse:
    if not _wants_json(request):
        return _page(request, form, status=status)
    sentences = [str(sentence) for errors in form.errors.values() for sentence in errors]
    return JsonResponse({"reason": " ".join(sentences)}, status=status)


def _file(result: Result) -> FileResponse:
    return FileResponse(
        BytesIO(result.data),
        as_attachment=True,
        filename=result.name,
        content_type=result.file_format.content_type,
    )


def _result_json(result: Result) -> JsonResponse:
    rows = [(_label(section), section) for section in _sections(result.document)]
    counts = Counter(paragraph.style for paragraph in result.document)
    context = {
        "result": result,
        "rows": rows,
        "styles": [(gettext(style.label), counts[style]) for style in Style if counts[style]],
        "characters": result.document.character_count,
    }
    return JsonResponse(
        {
            "name": result.name,
            "type": result.file_format.content_type,
            "file": b64encode(result.data).decode("ascii"),
            "result": render_to_string("typeset/result.html", context),
        }
    )


def _sections(document: Document) -> Sequence[Section]:
    return sections(document, recognise_outline(document))


def _label(section: Section) -> str:
    name = _SECTION_NAMES.get(section.kind)
    return gettext(name) if name else section.label
