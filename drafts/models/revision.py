"""The append-only history of a draft."""

import hashlib
import json
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from drafts.core.document import Document
from drafts.core.errors import SidianError, gettext_noop
from drafts.models.draft import Draft
from drafts.models.template import TemplateVersion

MAX_NAME = 80


class DamagedRevision(SidianError):
    """The stored text is not what was saved: it does not match the hash that was stored with it."""


class RevisionKind(models.TextChoices):
    """How a version came about."""

    ASSEMBLED = "assembled", _("生成")
    REASSEMBLED = "reassembled", _("更新填写内容")
    EDITED = "edited", _("编辑")
    RESTORED = "restored", _("恢复")
    COPIED = "copied", _("复制")


def content_hash(data: Any) -> str:
    """SHA-256 of ``data`` as JSON in one fixed spelling, in hexadecimal."""
    spelled = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(spelled.encode()).hexdigest()


class Standing(models.Model):
    """What a text stands on: the template version, the answers, and what these assembled to, in the stored form.

    ``assembled`` is the base of the next merge with new answers.  Written once; all versions edited by hand upon one
    assembling share it.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="+")
    template_version = models.ForeignKey(TemplateVersion, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField()
    assembled = models.JSONField()

    def __str__(self) -> str:
        return f"{self.draft}：{self.template_version}"


class RevisionQuerySet(models.QuerySet["Revision"]):
    def for_list(self) -> "RevisionQuerySet":
        """With the author at hand and without the long columns: a list of two thousand stays a light query."""
        return self.select_related("author").defer("document")

    def marked(self) -> "RevisionQuerySet":
        """Those that a person named or pinned."""
        return self.filter(~Q(name="") | Q(pinned=True))


class Revision(models.Model):
    """One saved state of a draft: what people see, and what that stands on.

    Appended once and never changed; ``name`` and ``pinned`` alone are notes that people put on it afterwards.
    ``added`` and ``removed`` are characters without white space, against the version before.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    save_id = models.UUIDField()
    kind = models.CharField(max_length=12, choices=RevisionKind.choices, default=RevisionKind.EDITED)
    restored_from = models.PositiveIntegerField(null=True, blank=True)
    # Restricted: nothing but the deletion of the whole draft takes it away.
    standing = models.ForeignKey(Standing, on_delete=models.RESTRICT, related_name="revisions")
    document = models.JSONField()
    content_hash = models.CharField(max_length=64)
    character_count = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)
    name = models.CharField(_("名称"), max_length=MAX_NAME, blank=True)
    pinned = models.BooleanField(_("固定"), default=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("版本")
        verbose_name_plural = pgettext_lazy("几个", "版本")
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("draft", "number"), name="one_revision_a_number"),
            models.UniqueConstraint(fields=("draft", "save_id"), name="one_revision_a_save"),
        )
        # The list of versions finds its days by this, and reads one day's rows.
        indexes = (models.Index(fields=("draft", "-created_at"), name="revisions_of_a_draft_by_time"),)

    def __str__(self) -> str:
        return gettext("第%(number)d版") % {"number": self.number}

    def get_absolute_url(self) -> str:
        return reverse("draft-version", args=[self.draft_id, self.number])

    def read_document(self) -> Document:
        """The text as people saw it.  Raises DamagedRevision where it was changed behind the program's back."""
        if content_hash(self.document) != self.content_hash:
            message = gettext_noop("第 %(number)d 版的文字与保存时的校验值不符，可能在程序之外被改过，所以没有打开。")
            raise DamagedRevision(message, number=self.number)
        return Document.from_json(self.document)

    @property
    def is_as_assembled(self) -> bool:
        """Whether nobody has edited the text since it was assembled."""
        return bool(self.document == self.standing.assembled)
