"""The form at the door."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.core.validators import MaxLengthValidator

from drafts.models import User


class LogInForm(AuthenticationForm):
    """Name and password.  A name longer than any account's is refused before it is tried or written down."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        longest = User._meta.get_field("username").max_length
        self.fields["username"].validators.append(MaxLengthValidator(longest or 150))
