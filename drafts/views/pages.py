"""The pages of the editor's text as it stands, whether it is saved or not."""

import gzip
import json
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from drafts.core.errors import DocumentError, FormatError
from drafts.formats.fonts import font_library
from drafts.formats.preview import Hint, HintKind, Line, Preview, preview
from drafts.forms.pages import PagesRequest, read_pages_request
from drafts.views.access import PersonRequest, own_draft, person_required_json
from drafts.views.layouts import profile_of
from drafts.views.templates import in_reader_language
from drafts.views.turns import Busy, turn

_LONGEST_WAIT = 0.25

_WORTH_PACKING = 4_096
# The quickest level: three times less to send for 3 ms a page; better ones take longer than sending what they save.
_PACKING = 1

_HINTS = {
    HintKind.SHORT_PAGE: gettext_noop("最后一页不足三行，可以删减或补写几句。"),
    HintKind.SINGLE_CHARACTER: gettext_noop("第 %(page)d 页有一段的末行只有“%(text)s”。"),
}


@never_cache
@require_POST
@person_required_json
def draw(request: PersonRequest, pk: UUID) -> HttpResponse:
    """The pages of the sent text: those that the browser lacks, where their lines are, and hints.

    400 for what is no document, 422 where there can be no pages, 503 while too many are being drawn.
    """
    draft = own_draft(request, pk)
    try:
        asked = read_pages_request(request.body)
    except DocumentError as error:
        return JsonResponse({"reason": in_reader_language(error)}, status=400)
    try:
        with turn(_LONGEST_WAIT):
            fonts = font_library(settings.SIDIAN_FONTS_DIR)
            drawn = preview(asked.document, fonts=fonts, profile=profile_of(draft))
    except Busy:
        return JsonResponse({"reason": gettext("服务器正忙，稍后自动重试。")}, status=503)
    except FormatError as error:
        return JsonResponse({"reason": in_reader_language(error)}, status=422)
    return _packed(request, _answer(drawn, asked))


def _answer(drawn: Preview, asked: PagesRequest) -> dict[str, Any]:
    missing = [page for page in drawn.pages if page.name not in asked.pages]
    glyphs = {name: symbol for page in missing for name, symbol in page.glyphs.items() if name not in asked.glyphs}
    return {
        "width": drawn.width,
        "height": drawn.height,
        "pages": [{"name": page.name, "lines": [_line_json(line) for line in page.lines]} for page in drawn.pages],
        "drawings": {page.name: page.svg.decode() for page in missing},
        "glyphs": b"".join(glyphs.values()).decode(),
        "hints": [_hint_json(hint) for hint in drawn.hints],
    }


def _line_json(line: Line) -> list[str | float]:
    return [line.key, *(round(value, 1) for value in (line.left, line.top, line.width, line.height))]


def _hint_json(hint: Hint) -> dict[str, Any]:
    sentence = gettext(_HINTS[hint.kind]) % {"page": hint.page, "text": hint.text}
    return {"kind": hint.kind.value, "page": hint.page, "key": hint.key, "sentence": sentence}


def _packed(request: HttpRequest, answer: dict[str, Any]) -> HttpResponse:
    """``answer`` as JSON, compressed where the browser takes that: outlines shrink to a third."""
    body = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()
    response = HttpResponse(body, content_type="application/json")
    patch_vary_headers(response, ("Accept-Encoding",))
    if len(body) > _WORTH_PACKING and "gzip" in request.headers.get("Accept-Encoding", ""):
        response.content = gzip.compress(body, _PACKING)
        response.headers["Content-Encoding"] = "gzip"
    return response
