"""Drafts with a history, made in one line each."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from drafts.core.document import Document, Paragraph, Style
from drafts.models import Draft, Revision, User
from drafts.models.revision import content_hash
from drafts.services import drafting


def speech(*lines: str) -> Document:
    """A title and body paragraphs with the keys ``p1``, ``p2``, …."""
    body = [Paragraph.of(f"p{number}", Style.BODY, line) for number, line in enumerate(lines, 1)]
    return Document((Paragraph.of("title", Style.TITLE, "发言材料"), *body))


def save(draft: Draft, *lines: str) -> Revision:
    """The newest version, now with these paragraphs."""
    draft.refresh_from_db()
    base, save_id = draft.version, uuid.uuid4()
    drafting.save_document(draft=draft, author=draft.owner, base=base, save_id=save_id, document=speech(*lines))
    return draft.revisions.latest("number")


def history(draft: Draft, times: Sequence[datetime], **facts: object) -> list[Revision]:
    """Versions after the newest, one at each of ``times``, each a character longer; written without the services."""
    newest = draft.revisions.latest("number")
    rows = [_row(newest, newest.number + n, time, facts) for n, time in enumerate(times, 1)]
    Revision.objects.bulk_create(rows)
    for row, time in zip(rows, times, strict=True):
        row.created_at = time
    Revision.objects.bulk_update(rows, ["created_at"])
    Draft.objects.filter(pk=draft.pk).update(version=rows[-1].number)
    draft.refresh_from_db()
    return rows


def _row(newest: Revision, number: int, time: datetime, facts: dict[str, object]) -> Revision:
    data = speech("字" * (number % 50 + 1)).to_json()
    return Revision(
        **{
            "draft_id": newest.draft_id,
            "number": number,
            "save_id": uuid.uuid4(),
            "standing_id": newest.standing_id,
            "document": data,
            "content_hash": content_hash(data),
            "added": 1,
            "author_id": newest.author_id,
            "created_at": time,
            **facts,
        }
    )


def every(minutes: float, count: int, *, until: datetime | None = None) -> list[datetime]:
    """``count`` times, ``minutes`` apart, the last one ``until`` (now)."""
    last = until or timezone.now()
    return [last - timedelta(minutes=minutes * back) for back in range(count - 1, -1, -1)]


def person(username: str) -> User:
    return User.objects.create_user(username, name=username)
