"""Who has a draft open just now."""

from django.conf import settings
from django.db import models

from drafts.models.draft import Draft


class Presence(models.Model):
    """One window in which a draft is open.  A row that was not renewed for a minute says nothing and is deleted.

    ``window`` is an id that the window gave itself, ``device`` stands for the browser's session without being it.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="presences")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    window = models.UUIDField()
    device = models.CharField(max_length=16)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("draft", "person", "window"), name="one_presence_a_window"),)
        indexes = (models.Index(fields=("seen_at",), name="presences_that_have_expired"),)

    def __str__(self) -> str:
        return f"{self.person} @ {self.draft}"
