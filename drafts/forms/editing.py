"""What the editor sends: JSON from its script, or a plain text form without one."""

import json
import uuid
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from drafts.core.document import MAX_CHARACTERS, Document
from drafts.core.errors import DocumentError, gettext_noop

MAX_VERSION = 2_147_483_647
"""The largest number that the column holds."""


@dataclass(frozen=True, slots=True)
class SaveRequest:
    """One save: ``document`` as edited upon version ``base``; ``save_id`` names the attempt and its repetitions."""

    base: int
    save_id: uuid.UUID
    document: Document


@dataclass(frozen=True, slots=True)
class SentText:
    """One save of the plain text form: ``text`` as edited upon version ``base``."""

    base: int
    text: str


def read_save_request(body: bytes) -> SaveRequest:
    """The save in a request's ``body``.  Raises DocumentError for anything that is not exactly one."""
    data = read_object(body)
    base = data.get("base")
    if not isinstance(base, int) or isinstance(base, bool) or not 1 <= base < MAX_VERSION:
        raise DocumentError(gettext_noop("保存的数据里没有正确的版本号。"))
    return SaveRequest(base, read_uuid(data.get("save_id")), Document.from_prosemirror(data.get("document")))


def read_sent_document(body: bytes) -> Document:
    """The document in a request's ``body``.  Raises DocumentError."""
    return Document.from_prosemirror(read_object(body).get("document"))


def read_object(body: bytes) -> dict[str, Any]:
    """The JSON object in a request's ``body``.  Raises DocumentError for anything else."""
    try:
        data = json.loads(body)
    # Deeper nesting than the parser takes is as much a broken body as bad syntax.
    except (ValueError, RecursionError) as error:
        raise DocumentError(gettext_noop("保存的数据不是 JSON。")) from error
    if not isinstance(data, dict):
        raise DocumentError(gettext_noop("保存的数据不是 JSON。"))
    return data


def read_uuid(value: object) -> uuid.UUID:
    """The id that ``value`` spells.  Raises DocumentError."""
    try:
        return uuid.UUID(value if isinstance(value, str) else "")
    except ValueError as error:
        raise DocumentError(gettext_noop("保存的数据里没有正确的保存标识。")) from error


class PlainTextForm(forms.Form):
    """The text as one field, a paragraph a line, and the version that it was edited upon."""

    base = forms.IntegerField(min_value=1, max_value=MAX_VERSION, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("正文"),
        help_text=_("一行是一段。没有改动的行保留原来的样式，新加的行按正文排。"),
        # Twice the limit of a document: its own check says what is wrong, this one only bounds the work.
        max_length=2 * MAX_CHARACTERS,
        error_messages={"required": _("正文不能为空。")},
        widget=forms.Textarea(attrs={"rows": 24, "class": "form-control", "lang": "zh-Hans"}),
    )
