"""``python -m tests.faults.desk seats N`` and ``… revisions``: what the harness does on the server's own database.

The last line of the output is the answer, a JSON list.
"""

import json
import sys
from typing import Any

import django

BACKEND = "django.contrib.auth.backends.ModelBackend"


def seats(people: int) -> list[dict[str, str]]:
    """``people`` owners, each with a session and an assembled draft."""
    from django.core.management import call_command

    from drafts.models import SpeechTemplate, User
    from drafts.services import drafting
    from drafts.services.templates import load_builtin_templates

    call_command("migrate", verbosity=0)
    load_builtin_templates()
    version = SpeechTemplate.objects.get(slug="four-point").latest
    made = []
    for number in range(people):
        owner = User.objects.create(username=f"client{number}", name=f"客户端{number}")
        draft = drafting.start_draft(owner=owner, template_version=version)
        draft = drafting.assemble_draft(draft=draft, author=owner)
        made.append({"session": _session(owner), "draft": str(draft.pk)})
    return made


def revisions() -> list[dict[str, Any]]:
    """Every revision but the assembled ones: draft, number, save_id, its text, and the draft's own version."""
    from drafts.models import Revision

    rows = Revision.objects.filter(number__gt=1).select_related("draft").order_by("draft_id", "number")
    return [
        {
            "draft": str(row.draft_id),
            "number": row.number,
            "save_id": str(row.save_id),
            "text": row.read_document().paragraphs[-1].text,
            "version": row.draft.version,
        }
        for row in rows
    ]


def _session(person: Any) -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = BACKEND
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.create()
    return str(store.session_key)


if __name__ == "__main__":
    django.setup()
    print(json.dumps(seats(int(sys.argv[2])) if sys.argv[1] == "seats" else revisions()))
