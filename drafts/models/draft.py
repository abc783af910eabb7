"""Drafts: a person's speeches."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from drafts.models.layout import Layout
from drafts.models.template import SpeechTemplate, TemplateVersion

if TYPE_CHECKING:
    from drafts.models.user import User

MAX_TITLE = 300

SORTS = {
    "updated": ("-updated_at", "-created_at"),
    "created": ("-created_at",),
    "title": ("title", "-updated_at"),
    "length": ("-character_count", "-updated_at"),
}


class DraftQuerySet(models.QuerySet["Draft"]):
    def of(self, user: "User") -> "DraftQuerySet":
        """What ``user`` may open: a draft is its owner's alone."""
        return self.filter(owner=user)

    def kept(self) -> "DraftQuerySet":
        return self.filter(trashed_at__isnull=True)

    def trashed(self) -> "DraftQuerySet":
        return self.filter(trashed_at__isnull=False)

    def search(self, words: str) -> "DraftQuerySet":
        """Drafts whose title or text holds every one of ``words``, parted by white space."""
        found = self
        for word in words.split():
            found = found.filter(Q(title__icontains=word) | Q(text__icontains=word))
        return found

    def sorted_by(self, name: str) -> "DraftQuerySet":
        """In the order called ``name`` in SORTS; newest first for any other name."""
        return self.order_by(*SORTS.get(name, SORTS["updated"]))

    def for_list(self) -> "DraftQuerySet":
        """With the template's name at hand and without the long columns, so a page of the list stays one query."""
        return self.select_related("speech_template").defer("answers", "text")


class Draft(models.Model):
    """A speech in the making.

    While ``version`` is 0 only ``answers`` exist: the form is being filled.  Afterwards the text is that of the
    newest revision, whose number is ``version``; title, text and counts here are copies that lists search and sort by.
    How long it shall be is said in minutes or in characters, or not at all.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="drafts")
    speech_template = models.ForeignKey(SpeechTemplate, on_delete=models.PROTECT, related_name="drafts")
    template_version = models.ForeignKey(TemplateVersion, on_delete=models.PROTECT, related_name="drafts")
    answers = models.JSONField(default=dict, blank=True)
    answers_version = models.PositiveIntegerField(default=0)
    answered = models.PositiveSmallIntegerField(default=0)
    questions = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)
    title = models.CharField(_("标题"), max_length=MAX_TITLE, blank=True)
    text = models.TextField(blank=True)
    character_count = models.PositiveIntegerField(default=0)
    gap_count = models.PositiveSmallIntegerField(default=0)
    target_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    target_characters = models.PositiveIntegerField(null=True, blank=True)
    # None: the office's default, whichever that is.
    layout = models.ForeignKey(Layout, on_delete=models.SET_NULL, null=True, blank=True, related_name="drafts")
    copied_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="copies")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField()
    trashed_at = models.DateTimeField(null=True, blank=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("讲稿")
        verbose_name_plural = pgettext_lazy("几个", "讲稿")
        indexes = (models.Index(fields=("owner", "trashed_at", "-updated_at"), name="drafts_of_an_owner_by_time"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(target_minutes__isnull=True) | Q(target_characters__isnull=True),
                name="one_target_of_a_draft",
            ),
        )

    def __str__(self) -> str:
        return self.title or str(_("未命名讲稿"))

    def get_absolute_url(self) -> str:
        """The editor, or the form while there is no text yet."""
        return reverse("draft-edit" if self.is_assembled else "draft-form", args=[self.pk])

    @property
    def is_assembled(self) -> bool:
        return self.version > 0
