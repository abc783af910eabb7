"""What a new installation needs: the first administrator."""

import secrets
from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from drafts.models import User


@dataclass(frozen=True, slots=True)
class FirstAdministrator:
    """The account that was made; ``password`` only where it was made up, so that it can be shown once."""

    username: str
    password: str


@transaction.atomic  # two set-ups at once must not make two administrators
def create_first_administrator(*, username: str, password: str) -> FirstAdministrator | None:
    """Make the first administrator, with a random password unless one is given; None where there is one already.

    Raises ValidationError where the name is taken or not allowed, or the given password too weak.
    """
    if User.objects.filter(is_superuser=True).exists():
        return None
    account = User(username=username, is_staff=True, is_superuser=True)
    account.full_clean(exclude=["password"])
    if password:
        validate_password(password, account)
    made_up = "" if password else secrets.token_urlsafe(12)
    account.set_password(password or made_up)
    account.save()
    return FirstAdministrator(username, made_up)
