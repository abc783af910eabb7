"""Speech templates and their immutable versions."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from drafts.core.errors import TemplateError
from drafts.core.template import TemplateDefinition, load_template

MAX_POSITION = 32_767
"""The largest number that PostgreSQL's smallint holds."""


def validate_source(source: str) -> None:
    """Refuse a template that its check refuses, naming the line (for forms and the admin)."""
    try:
        load_template(source)
    except TemplateError as error:
        # Django fills the message in once more, for the line is among its parameters.
        sentence = error.translated(gettext).replace("%", "%%")
        raise ValidationError(sentence, code="template", params={"line": error.line}) from error


class SpeechTemplateQuerySet(models.QuerySet["SpeechTemplate"]):
    def in_gallery(self) -> "SpeechTemplateQuerySet":
        """What a person may pick from, the default first, each with its ``latest_version_id``."""
        newest = TemplateVersion.objects.filter(speech_template=OuterRef("pk")).order_by("-number")
        return (
            self.filter(archived=False)
            .annotate(latest_version_id=Subquery(newest.values("pk")[:1]))
            .filter(latest_version_id__isnull=False)
            .order_by(F("position").asc(), "pk")
        )


class SpeechTemplate(models.Model):
    """A template as people know it; what it says is in its versions."""

    slug = models.SlugField(_("标识"), max_length=60, unique=True)
    name = models.CharField(_("名称"), max_length=60)
    kind = models.CharField(_("类型"), max_length=20)
    built_in = models.BooleanField(_("随程序附带"), default=False, editable=False)
    archived = models.BooleanField(
        _("停用"), default=False, help_text=_("停用后不再出现在模板库里，已有讲稿不受影响。")
    )
    position = models.PositiveSmallIntegerField(_("排序"), default=100, validators=[MaxValueValidator(MAX_POSITION)])

    objects = SpeechTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("模板")
        verbose_name_plural = pgettext_lazy("几个", "模板")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("template-detail", args=[self.slug])

    @property
    def latest(self) -> "TemplateVersion":
        """The newest version.  Raises TemplateVersion.DoesNotExist for a template without any."""
        return self.versions.latest("number")


class TemplateVersion(models.Model):
    """A snapshot of a template's YAML; never changed once drafts may stand on it."""

    speech_template = models.ForeignKey(
        SpeechTemplate, on_delete=models.PROTECT, related_name="versions", verbose_name=_("模板")
    )
    number = models.PositiveIntegerField(_("版本号"))
    source = models.TextField(_("内容（YAML）"), validators=[validate_source])
    note = models.CharField(_("说明"), max_length=200, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("作者"),
    )
    created_at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("模板版本")
        verbose_name_plural = pgettext_lazy("几个", "模板版本")
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("speech_template", "number"), name="one_template_version_a_number"),
        )

    def __str__(self) -> str:
        return gettext("%(template)s 第%(number)d版") % {"template": self.speech_template, "number": self.number}

    @property
    def definition(self) -> TemplateDefinition:
        """The template, checked again as it is loaded.  Raises TemplateError."""
        return load_template(self.source)
