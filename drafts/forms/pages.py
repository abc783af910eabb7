"""What the editor asks of the preview: the text as it stands, and what the browser has of its pages already."""

import json
from dataclasses import dataclass

from drafts.core.document import Document
from drafts.core.errors import DocumentError, gettext_noop


@dataclass(frozen=True, slots=True)
class PagesRequest:
    """``pages`` and ``glyphs`` are the names of drawings and glyphs that need not be sent again."""

    document: Document
    pages: frozenset[str]
    glyphs: frozenset[str]


def read_pages_request(body: bytes) -> PagesRequest:
    """The request in ``body``.  Raises DocumentError for anything that is not exactly one."""
    try:
        data = json.loads(body)
    # Deeper nesting than the parser takes is as much a broken body as bad syntax.
    except (ValueError, RecursionError) as error:
        raise DocumentError(gettext_noop("预览的数据不是 JSON。")) from error
    if not isinstance(data, dict):
        raise DocumentError(gettext_noop("预览的数据不是 JSON。"))
    document = Document.from_prosemirror(data.get("document"))
    return PagesRequest(document, _names(data.get("pages")), _names(data.get("glyphs")))


def _names(value: object) -> frozenset[str]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise DocumentError(gettext_noop("预览的数据里缺少已有页面的清单。"))
    return frozenset(value)
