"""What the list of drafts is searched, filtered and sorted by."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from drafts.core.document import clean_line
from drafts.models import SpeechTemplate, User
from drafts.models.draft import SORTS, DraftQuerySet

MAX_WORDS = 8
"""Words that a search looks at; each is one more condition for the database."""

SORT_CHOICES = (
    ("updated", _("最近修改")),
    ("created", _("最近新建")),
    ("title", _("按标题")),
    ("length", _("按篇幅")),
)


@dataclass(frozen=True, slots=True)
class DraftFilter:
    """A choice of drafts: those holding all ``words``, of one template or of any, in the order ``sort``."""

    words: str = ""
    speech_template: SpeechTemplate | None = None
    sort: str = "updated"

    @property
    def narrows(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.words or self.speech_template)

    def apply(self, drafts: DraftQuerySet) -> DraftQuerySet:
        """``drafts`` chosen and sorted."""
        found = drafts.search(" ".join(self.words.split()[:MAX_WORDS]))
        if self.speech_template:
            found = found.filter(speech_template=self.speech_template)
        return found.sorted_by(self.sort)


class DraftFilterForm(forms.Form):
    """The bar above the list.  A value that makes no sense, as in an old link, is passed over."""

    q = forms.CharField(
        label=_("查找讲稿"),
        required=False,
        widget=forms.TextInput(
            attrs={"type": "search", "class": "form-control", "placeholder": _("标题或正文里的字词"), "maxlength": 100}
        ),
    )
    template = forms.ModelChoiceField(
        label=_("模板"),
        queryset=SpeechTemplate.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("全部模板"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    sort = forms.ChoiceField(
        label=_("排序"), choices=SORT_CHOICES, required=False, widget=forms.Select(attrs={"class": "form-select"})
    )

    def __init__(self, data: object, *, user: User) -> None:
        super().__init__(data, auto_id="filter-%s")  # type: ignore[arg-type]  # any QueryDict
        used = SpeechTemplate.objects.filter(drafts__owner=user, drafts__trashed_at__isnull=True)
        self.fields["template"].queryset = used.distinct()  # type: ignore[attr-defined]  # fields are typed as any Field

    def clean_q(self) -> str:
        return clean_line(self.cleaned_data["q"])[:100]

    @property
    def chosen(self) -> DraftFilter:
        """What was asked for."""
        self.is_valid()
        given = self.cleaned_data
        sort = given.get("sort")
        return DraftFilter(given.get("q", ""), given.get("template"), sort if sort in SORTS else "updated")
