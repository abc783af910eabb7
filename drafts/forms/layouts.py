"""The administrator's form for a layout profile: every value with its unit and limits, refused at the field."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset
from crispy_forms.layout import Layout as Rows
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from drafts.formats.profiles import PROFILE_FIELDS, FieldKind, ProfileField, profile_problems
from drafts.models import Layout, Letterhead
from drafts.models.layout import MAX_LAYOUT_NAME, MAX_REMARK


class LayoutForm(forms.Form):
    """Name, remark and the values of PROFILE_FIELDS; ``values`` are the checked ones."""

    name = forms.CharField(label=_("名称"), max_length=MAX_LAYOUT_NAME)
    remark = forms.CharField(
        label=_("说明"),
        max_length=MAX_REMARK,
        required=False,
        help_text=_("选版式的人会看到，例如“本机关发言材料用”。"),
    )

    letterhead = forms.ModelChoiceField(
        label=_("信头"),
        queryset=Letterhead.objects.defer("data"),
        required=False,
        empty_label=_("不用信头"),
        help_text=_("只用在 Word 文件上；PDF 没有信头。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in PROFILE_FIELDS:
            self.fields[field.name] = _form_field(field)
        for name in ("name", "remark"):
            self.fields[name].widget.attrs["class"] = "form-control"
        self.fields["letterhead"].widget.attrs["class"] = "form-select"
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.include_media = False
        self.helper.disable_csrf = True
        self.helper.layout = Rows(Div("name", "remark", "letterhead", css_class="layout-names"), *_sections())

    @property
    def values(self) -> dict[str, object]:
        return {
            field.name: self.cleaned_data[field.name] for field in PROFILE_FIELDS if field.name in self.cleaned_data
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if any(field.name in self.errors for field in PROFILE_FIELDS):
            return cleaned
        for problem in profile_problems(self.values):
            self.add_error(problem.field, problem.translated(gettext))
        return cleaned


class LetterheadForm(forms.Form):
    """An office's .docx with its head and foot."""

    name = forms.CharField(
        label=_("名称"), max_length=MAX_LAYOUT_NAME, widget=forms.TextInput(attrs={"class": "form-control"})
    )
    file = forms.FileField(
        label=_("信头文件"),
        help_text=_(".docx，不超过 2 MB；只取它的页眉、页脚和里面的图片。"),
        allow_empty_file=True,  # whoever reads it says so in its own words
        error_messages={"required": _("请选择一个文件。"), "missing": _("请选择一个文件。")},
        widget=forms.FileInput(attrs={"accept": ".docx", "class": "form-control"}),
    )


def initial_values(layout: Layout, *, name: str) -> dict[str, object]:
    """What the form shows of a stored layout."""
    return {"name": name, "remark": layout.remark, "letterhead": layout.letterhead_id, **layout.values}


def _sections() -> Iterator[Fieldset]:
    for group, fields in groupby(PROFILE_FIELDS, key=lambda field: field.group):
        yield Fieldset(gettext(group), Div(*(field.name for field in fields), css_class="layout-fields"))


def _form_field(field: ProfileField) -> forms.Field:
    label = gettext(field.label)
    match field.kind:
        case FieldKind.FLAG:
            return forms.BooleanField(label=label, required=False)
        case FieldKind.CHOICE:
            choices = [(value, gettext(name)) for value, name in field.choices]
            return forms.ChoiceField(label=label, choices=choices, widget=forms.Select(attrs={"class": "form-select"}))
        case FieldKind.TEXT:
            return forms.CharField(label=label, max_length=60, widget=forms.TextInput(attrs={"class": "form-control"}))
    attrs = {"class": "form-control", "step": f"{field.step:g}", "inputmode": "decimal"}
    widget = forms.NumberInput(attrs=attrs)
    kind = forms.IntegerField if field.kind is FieldKind.WHOLE else forms.FloatField
    return kind(
        label=label,
        help_text=_limits(field),
        widget=widget,
        error_messages={"invalid": _("请填数字。"), "required": _("请填数字。")},
    )


def _limits(field: ProfileField) -> str:
    """``10–80 毫米``."""
    unit = gettext(field.unit) if field.unit else ""
    return f"{field.low:g}–{field.high:g} {unit}".strip()
