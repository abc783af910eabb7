"""How fast a person speaks and how long a draft shall be."""

from drafts.core.length import Target
from drafts.models import Draft, User


def set_speaking_rate(*, person: User, rate: int) -> None:
    """Remember ``rate``, characters a minute, for ``person``."""
    User.objects.filter(pk=person.pk).update(speaking_rate=rate)
    person.speaking_rate = rate


def set_target(*, draft: Draft, target: Target | None) -> None:
    """Say how long ``draft`` shall be, or with None that nothing is said.  The text and its time stay as they are."""
    said = target or Target()
    draft.target_minutes, draft.target_characters = said.minutes, said.characters
    Draft.objects.filter(pk=draft.pk).update(target_minutes=said.minutes, target_characters=said.characters)
