"""What people say about versions: names, pins, which two to compare; and what windows say of themselves."""

import uuid
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from drafts.core.document import clean_line
from drafts.core.errors import DocumentError, gettext_noop
from drafts.forms.editing import MAX_VERSION, read_object, read_uuid
from drafts.models.revision import MAX_NAME


@dataclass(frozen=True, slots=True)
class Mark:
    """What to note on a version; None leaves it as it is."""

    name: str | None = None
    pinned: bool | None = None


@dataclass(frozen=True, slots=True)
class WindowReport:
    """A window that has a draft open, or with ``leaves`` is being closed."""

    window: uuid.UUID
    leaves: bool


class MarkForm(forms.Form):
    """The name of a version, and whether it is pinned."""

    name = forms.CharField(
        label=_("版本名称"),
        max_length=MAX_NAME,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
    pinned = forms.BooleanField(
        label=_("固定"), required=False, widget=forms.CheckboxInput(attrs={"class": "form-check-input"})
    )

    def clean_name(self) -> str:
        return clean_line(self.cleaned_data["name"])


class RestoreForm(forms.Form):
    """Upon which version to restore, and the id of the attempt."""

    base = forms.IntegerField(min_value=1, max_value=MAX_VERSION, widget=forms.HiddenInput)
    save_id = forms.UUIDField(widget=forms.HiddenInput)


def _number_input() -> forms.TextInput:
    """For whole numbers; a field of the type number would show nothing of what it cannot read."""
    return forms.TextInput(attrs={"class": "form-control", "inputmode": "numeric", "autocomplete": "off"})


class CompareForm(forms.Form):
    """The numbers of two versions."""

    old = forms.IntegerField(label=_("旧版"), min_value=1, max_value=MAX_VERSION, widget=_number_input())
    new = forms.IntegerField(label=_("新版"), min_value=1, max_value=MAX_VERSION, widget=_number_input())


def read_mark(body: bytes) -> Mark:
    """The mark in a request's ``body``: ``{"name"?, "pinned"?}``.  Raises DocumentError."""
    data = read_object(body)
    name, pinned = data.get("name"), data.get("pinned")
    if not isinstance(name, str | None) or not isinstance(pinned, bool | None) or (name is None and pinned is None):
        raise DocumentError(gettext_noop("没有说明版本的名称。"))
    cleaned = None if name is None else clean_line(name)
    if cleaned and len(cleaned) > MAX_NAME:
        raise DocumentError(gettext_noop("版本名称最多 %(limit)d 字。"), limit=MAX_NAME)
    return Mark(cleaned, pinned)


def read_window_report(body: bytes) -> WindowReport:
    """The report in a request's ``body``: ``{"window", "leaves"?}``.  Raises DocumentError."""
    data = read_object(body)
    return WindowReport(read_uuid(data.get("window")), data.get("leaves") is True)
