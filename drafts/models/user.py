"""People who log in."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from drafts.core.speaking import CHARACTERS_A_MINUTE


class User(AbstractUser):
    """A person with an account.  Chinese names are one field, so there is no first and last name."""

    first_name: None = None  # type: ignore[assignment]  # Django's way to drop a field of the abstract user
    last_name: None = None  # type: ignore[assignment]
    name = models.CharField(_("姓名"), max_length=60, blank=True)
    speaking_rate = models.PositiveSmallIntegerField(_("语速（字/分钟）"), default=CHARACTERS_A_MINUTE)

    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("用户")
        verbose_name_plural = pgettext_lazy("几个", "用户")

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        return self.name or self.username

    def get_short_name(self) -> str:
        return self.get_full_name()

    @property
    def initial(self) -> str:
        """One character for the badge at the top of the page."""
        return self.get_full_name()[:1].upper()
