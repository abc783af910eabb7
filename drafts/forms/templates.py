"""The administrator's form for a speech template: its YAML, checked, errors shown at the line."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from drafts.core.template import load_template
from drafts.models import SpeechTemplate
from drafts.models.template import validate_source

_LINES_AROUND = 3

# Generic for the type checker only: at run time Django's class takes no parameter.
if TYPE_CHECKING:
    TemplateModelForm = forms.ModelForm[SpeechTemplate]
else:
    TemplateModelForm = forms.ModelForm


def lines_around(source: str, line: int) -> list[dict[str, Any]]:
    """The lines of ``source`` from three before ``line`` (1-based) to three behind: number, text, whether it is it."""
    lines = source.splitlines() or [""]
    middle = min(max(line, 1), len(lines))
    first = max(middle - _LINES_AROUND, 1)
    shown = lines[first - 1 : middle + _LINES_AROUND]
    return [{"number": n, "text": text, "marked": n == line} for n, text in enumerate(shown, first)]


class SourceTextarea(forms.Textarea):
    """A large monospaced textarea; above it, where ``problem_line`` is set, the lines around the one to mend."""

    class Media:
        css = {"all": ("css/admin-source.css",)}

    def __init__(self) -> None:
        super().__init__(attrs={"rows": 34, "cols": 100, "class": "source-text", "spellcheck": "false", "wrap": "off"})
        self.problem_line = 0

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        textarea = super().render(name, value, attrs, renderer)
        if not self.problem_line:
            return textarea
        lines = lines_around(value or "", self.problem_line)
        context = {"lines": lines, "line": self.problem_line, "textarea": textarea}
        return render_to_string("admin/source_excerpt.html", context)


class SpeechTemplateForm(TemplateModelForm):
    """Gives the checked ``source``; saving it as a version is a service's work.

    ``base`` is the number of the version that the source was edited from, so that nobody's newer one is passed over.
    """

    source = forms.CharField(
        label=_("内容（YAML）"),
        widget=SourceTextarea(),
        strip=False,
        help_text=_("改动后保存会发布一个新版本；已有讲稿仍用原来的版本。"),
    )
    note = forms.CharField(
        label=_("本次改动说明"), max_length=200, required=False, widget=forms.TextInput(attrs={"size": 80})
    )
    base = forms.IntegerField(required=False, widget=forms.HiddenInput())

    class Meta:
        model = SpeechTemplate
        fields = ("archived", "position")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            latest = self.instance.versions.order_by("-number").first()
            self.initial.update(source=latest.source if latest else "", base=latest.number if latest else 0)

    @property
    def publishes(self) -> bool:
        """Whether the source differs from the newest version's."""
        return bool(self.cleaned_data["source"] != self.initial.get("source"))

    def clean_source(self) -> str:
        source: str = self.cleaned_data["source"].replace("\r\n", "\n")
        try:
            validate_source(source)
            self._check_slug(source)
        except ValidationError as error:
            self._widget.problem_line = (error.params or {}).get("line", 0)
            raise
        return source

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        newest = self.initial.get("base")
        if "source" in cleaned and self.instance.pk and self.publishes and cleaned.get("base") != newest:
            message = gettext("其间别人已发布第 %(number)d 版。请先把自己的改动另存，再打开本页合到新版里。")
            self.add_error("source", ValidationError(message, params={"number": newest}))
        return cleaned

    @property
    def _widget(self) -> SourceTextarea:
        widget = self.fields["source"].widget
        if not isinstance(widget, SourceTextarea):
            raise TypeError(widget)
        return widget

    def _check_slug(self, source: str) -> None:
        """A template keeps its slug, and two templates never share one."""
        slug = load_template(source).slug
        line = next((n for n, text in enumerate(source.splitlines(), 1) if text.startswith("slug:")), 0)
        if self.instance.pk and slug != self.instance.slug:
            message, named = gettext("第 %(line)d 行：slug 不能改，应仍是“%(slug)s”。"), self.instance.slug
        elif not self.instance.pk and SpeechTemplate.objects.filter(slug=slug).exists():
            message, named = gettext("第 %(line)d 行：已有标识为“%(slug)s”的模板，请换一个 slug。"), slug
        else:
            return
        raise ValidationError(message, code="slug", params={"line": line, "slug": named})
