"""The append-only history of a draft."""

import hashlib
import json
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from drafts.core.document import Document
from drafts.models.draft import Draft
from drafts.models.template import TemplateVersion


def content_hash(data: Any) -> str:
    """SHA-256 of ``data`` as JSON in one fixed spelling, in hexadecimal."""
    spelled = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(spelled.encode()).hexdigest()


class Revision(models.Model):
    """One saved state of a draft: what people see, and what assembly gave then (the next merge's base)."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    save_id = models.UUIDField()
    template_version = models.ForeignKey(TemplateVersion, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField()
    assembled = models.JSONField()
    document = models.JSONField()
    content_hash = models.CharField(max_length=64)
    name = models.CharField(_("名称"), max_length=80, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("版本")
        verbose_name_plural = _("版本")
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("draft", "number"), name="one_revision_a_number"),
            models.UniqueConstraint(fields=("draft", "save_id"), name="one_revision_a_save"),
        )

    def __str__(self) -> str:
        return gettext("第%(number)d版") % {"number": self.number}

    def read_document(self) -> Document:
        """The text as people saw it."""
        return Document.from_json(self.document)

    @property
    def is_as_assembled(self) -> bool:
        """Whether nobody has edited the text since it was assembled."""
        return bool(self.document == self.assembled)
