"""What a new installation needs: the first administrator."""

import secrets
from dataclasses import dataclass

from django.db import transaction

from drafts.models import User


@dataclass(frozen=True, slots=True)
class FirstAdministrator:
    """The account that was made; ``password`` only where it was made up, so that it can be shown once."""

    username: str
    password: str


@transaction.atomic  # two set-ups at once must not make two administrators
def create_first_administrator(*, username: str, password: str) -> FirstAdministrator | None:
    """Make the first administrator, with a random password unless one is given; None where there is one already."""
    if User.objects.filter(is_superuser=True).exists():
        return None
    chosen = password or secrets.token_urlsafe(12)
    User.objects.create_superuser(username=username, password=chosen)
    return FirstAdministrator(username, "" if password else chosen)
