"""Who has a draft open.  Rows that have expired are deleted whenever somebody reports, so none are left lying about."""

import uuid
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from drafts.models import Draft, Presence, User

EXPIRES_AFTER = timedelta(seconds=60)
MOST_WINDOWS = 20
"""Windows of one person on one draft that are remembered; the longest silent one makes room."""


@transaction.atomic  # one transaction: a report is one short write
def report_presence(*, draft: Draft, person: User, window: uuid.UUID, device: str) -> list[Presence]:
    """Note that ``window`` has the draft open; gives the other windows that do, newest first, with their people."""
    now = timezone.now()
    Presence.objects.filter(seen_at__lt=now - EXPIRES_AFTER).delete()
    facts = {"device": device, "seen_at": now}
    Presence.objects.update_or_create(draft=draft, person=person, window=window, defaults=facts)
    here = list(Presence.objects.filter(draft=draft).select_related("person").order_by("-seen_at", "pk"))
    own = [row.pk for row in here if row.person_id == person.pk]
    if surplus := own[MOST_WINDOWS:]:
        Presence.objects.filter(pk__in=surplus).delete()
    return [row for row in here if row.pk not in surplus and (row.person_id, row.window) != (person.pk, window)]


def end_presence(*, draft: Draft, person: User, window: uuid.UUID) -> None:
    """The window is being closed."""
    Presence.objects.filter(draft=draft, person=person, window=window).delete()
