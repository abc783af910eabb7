"""The form of the 排版 page: a file, what to make of it, and in which layout."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

MAX_UPLOAD = 10 * 1024 * 1024
_DRAINED = 4 * MAX_UPLOAD


class UploadInMemory(FileUploadHandler):
    """Takes one file of at most MAX_UPLOAD bytes into memory: nothing of it ever lies on a disk.

    ``is_exceeded`` says that more came.  The rest is then read and thrown away, so that the browser gets to hear why;
    of something much larger the connection is closed instead.
    """

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.is_exceeded = False
        self._chunks: list[bytes] = []
        self._size = 0
        self._announced = int(request.META.get("CONTENT_LENGTH") or 0)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self._chunks:
            raise StopUpload(connection_reset=True)

    def receive_data_chunk(self, raw_data: bytes, _start: int) -> None:
        self._size += len(raw_data)
        if self._size > MAX_UPLOAD:
            self.is_exceeded = True
            self._chunks.clear()
            raise StopUpload(connection_reset=self._announced > _DRAINED)
        self._chunks.append(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[bytes]":
        content = BytesIO(b"".join(self._chunks))
        return UploadedFile(content, self.file_name, self.content_type, file_size, self.charset)


class TypesettingForm(forms.Form):
    """What to typeset and how; ``formats`` and ``profiles`` are pairs of a value and its name, the default first."""

    file = forms.FileField(
        label=_("讲稿文件"),
        help_text=_(".docx 或 .txt，不超过 10 MB。"),
        allow_empty_file=True,  # whoever reads it says so in its own words
        error_messages={"required": _("请选择一个文件。"), "missing": _("请选择一个文件。")},
        widget=forms.FileInput(attrs={"accept": ".docx,.txt", "class": "form-control"}),
    )

    def __init__(
        self, *args: Any, formats: Sequence[tuple[str, str]], profiles: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file_format"] = forms.ChoiceField(
            label=_("做成"), choices=formats, initial=formats[0][0], widget=forms.RadioSelect
        )
        self.fields["profile"] = forms.ChoiceField(
            label=_("版式"),
            choices=profiles,
            initial=next((value for value, _name in profiles), None),
            widget=forms.Select(attrs={"class": "form-select"}),
        )
