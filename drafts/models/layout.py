"""Layout profiles as they are stored: what people choose from, and every set of values that it ever had."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

MAX_LAYOUT_NAME = 30
MAX_REMARK = 100


class Letterhead(models.Model):
    """An office's own .docx whose head and foot stand on Word files; checked before it is stored, never changed."""

    name = models.CharField(_("名称"), max_length=MAX_LAYOUT_NAME)
    data = models.BinaryField()
    content_hash = models.CharField(max_length=64, unique=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("信头")
        verbose_name_plural = pgettext_lazy("几个", "信头")
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name


class LayoutQuerySet(models.QuerySet["Layout"]):
    def with_letterhead(self) -> "LayoutQuerySet":
        """With the letterhead's name at hand, and without its file."""
        return self.select_related("letterhead").defer("letterhead__data")

    def offered(self) -> "LayoutQuerySet":
        """What a draft may be set in, the default first."""
        return self.filter(archived=False).order_by("-is_default", "position", "pk")


class Layout(models.Model):
    """A layout profile.  ``values`` and ``letterhead`` are those of its newest version, whose number is ``version``."""

    slug = models.SlugField(_("标识"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=MAX_LAYOUT_NAME)
    remark = models.CharField(_("说明"), max_length=MAX_REMARK, blank=True)
    values = models.JSONField(default=dict)
    letterhead = models.ForeignKey(
        Letterhead, on_delete=models.PROTECT, null=True, blank=True, related_name="layouts", verbose_name=_("信头")
    )
    version = models.PositiveIntegerField(default=0)
    built_in = models.BooleanField(_("随程序附带"), default=False, editable=False)
    is_default = models.BooleanField(_("默认"), default=False)
    archived = models.BooleanField(_("停用"), default=False)
    position = models.PositiveSmallIntegerField(_("排序"), default=100)

    objects = LayoutQuerySet.as_manager()

    class Meta:
        verbose_name = _("版式")
        verbose_name_plural = pgettext_lazy("几个", "版式")
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("is_default",), condition=Q(is_default=True), name="one_default_layout"),
        )

    def __str__(self) -> str:
        return gettext(self.name) if self.built_in else self.name

    def get_absolute_url(self) -> str:
        return reverse("layout-edit", args=[self.slug])


class LayoutVersion(models.Model):
    """One set of values that a layout had; told apart by what it says, and never changed."""

    layout = models.ForeignKey(Layout, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("版本号"))
    values = models.JSONField()
    letterhead = models.ForeignKey(Letterhead, on_delete=models.PROTECT, null=True, related_name="+")
    content_hash = models.CharField(max_length=64)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("版式的版本")
        verbose_name_plural = pgettext_lazy("几个", "版式的版本")
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("layout", "number"), name="one_layout_version_a_number"),)

    def __str__(self) -> str:
        return gettext("%(layout)s 第%(number)d版") % {"layout": self.layout, "number": self.number}
