"""Drafts: started from a template, filled, assembled, edited, copied, put into the trash and taken out of it."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from drafts.core.assembly import assemble
from drafts.core.change_size import change_size
from drafts.core.document import Document, count_characters
from drafts.core.errors import SidianError
from drafts.core.questions import Answers, blank_answers, check_answers, count_answered
from drafts.core.template import sample_answers
from drafts.models import Draft, Revision, RevisionKind, Standing, TemplateVersion, User
from drafts.models.draft import MAX_TITLE
from drafts.models.revision import content_hash


class StaleBase(Exception):
    """The save was based on an older version; ``draft`` is as it is now."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft


class SaveIdReused(Exception):
    """The save's id was used before for another text."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save came to: the version that now holds the text, and whether it was a repeated request."""

    version: int
    replay: bool
    saved_at: datetime = field(compare=False, default_factory=timezone.now)


@dataclass(frozen=True, slots=True)
class NewText:
    """A text to append, and how it came about.

    ``standing`` is what it stands on, stored already or not; without one it keeps that of the version before.
    """

    document: Document
    kind: RevisionKind = RevisionKind.EDITED
    standing: Standing | None = None
    restored_from: int | None = None


def start_draft(*, owner: User, template_version: TemplateVersion, with_sample: bool = False) -> Draft:
    """A draft whose form is open, empty or with the template's sample answers.

    An untouched draft of the same version is taken again, so that looking at a form leaves no litter in the list.
    """
    definition = template_version.definition
    if not with_sample:
        untouched = (
            Draft.objects.of(owner)
            .kept()
            .filter(template_version=template_version, version=0, answers_version=0, answered=0)
        )
        # Answers that do not fit count as none; a form that holds them is not empty.
        if (draft := untouched.first()) and draft.answers == blank_answers(definition.questions):
            return draft
    answers = sample_answers(definition) if with_sample else blank_answers(definition.questions)
    draft = Draft(
        owner=owner,
        speech_template=template_version.speech_template,
        template_version=template_version,
        updated_at=timezone.now(),
    )
    _set_answers(draft, answers)
    draft.save(force_insert=True)
    return draft


def save_answers(*, draft: Draft, answers: Answers, base: int) -> Draft:
    """Keep the answers of a form that is being filled.  Raises StaleBase where another window saved since ``base``."""
    _set_answers(draft, answers)
    new = {name: getattr(draft, name) for name in ("answers", "answered", "questions")}
    new |= {"answers_version": F("answers_version") + 1, "updated_at": timezone.now()}
    unchanged = Draft.objects.filter(pk=draft.pk, answers_version=base)
    # Until it is assembled, the list shows what the answers would give; a text that came meanwhile shows itself.
    shown = {name: getattr(draft, name) for name in ("title", "text", "character_count", "gap_count")}
    changed = not draft.is_assembled and unchanged.filter(version=0).update(**new, **shown)
    changed = changed or unchanged.update(**new)
    draft.refresh_from_db()
    if not changed:
        raise StaleBase(draft)
    return draft


def assemble_draft(*, draft: Draft, author: User) -> Draft:
    """Assemble the draft's answers into its next revision.

    Raises the core's errors where they do not fit, and StaleBase where someone saved in between.
    """
    document = assemble(draft.template_version.definition, draft.answers, gaps=True)
    kind = RevisionKind.REASSEMBLED if draft.is_assembled else RevisionKind.ASSEMBLED
    standing = Standing(
        draft=draft, template_version=draft.template_version, answers=draft.answers, assembled=document.to_json()
    )
    text = NewText(document, kind, standing)
    append_version(draft=draft, author=author, base=draft.version, save_id=uuid.uuid4(), text=text)
    return draft


def save_document(*, draft: Draft, author: User, base: int, save_id: uuid.UUID, document: Document) -> Saved:
    """Append ``document``, edited by hand, as the next version; raises what ``append_version`` does."""
    return append_version(draft=draft, author=author, base=base, save_id=save_id, text=NewText(document))


def append_version(*, draft: Draft, author: User, base: int, save_id: uuid.UUID, text: NewText) -> Saved:
    """Append ``text`` as the version after ``base``.

    A repeated ``save_id`` with the same text gives the version it had made (``replay``).  Raises StaleBase where
    ``base`` is not the newest version, and SaveIdReused where the id came with another text before.
    """
    if draft.version != base:
        # Read before another request's save had come through, or the base is stale: the counter will tell.
        draft.refresh_from_db(fields=["version", "text"])
    # All that takes time is made before the database is locked.
    new = _described(text.document) | {"version": base + 1, "updated_at": timezone.now()}
    revision = _revision(draft, text, number=base + 1, author=author, save_id=save_id)
    try:
        with transaction.atomic():  # the version counter and the revision stand or fall together
            # The counter is moved first: its row lock makes requests of one draft wait for each other, so a repeated
            # request that runs at the same time finds the first one's revision instead of racing it.
            if not Draft.objects.filter(pk=draft.pk, version=base).update(**new):
                raise _NotAppended
            _insert(revision, text.standing)
    except (_NotAppended, IntegrityError):  # the latter where the id was used for a version before the base
        return _answer_repeated(draft, save_id, text.document)
    _set(draft, new)
    return Saved(revision.number, False, revision.created_at)


class _NotAppended(Exception):
    """Rolls the counter back."""


def _answer_repeated(draft: Draft, save_id: uuid.UUID, document: Document) -> Saved:
    known = Revision.objects.filter(draft=draft, save_id=save_id).defer("document").first()
    if known is None:
        draft.refresh_from_db()
        raise StaleBase(draft)
    if known.content_hash != content_hash(document.to_json()):
        raise SaveIdReused
    return Saved(known.number, True, known.created_at)


def copy_draft(*, draft: Draft, owner: User, document: Document | None = None) -> Draft:
    """A copy with the answers and the newest text, or with ``document`` in its place."""
    newest = draft.revisions.first() if draft.is_assembled else None
    copy = Draft(
        owner=owner,
        speech_template=draft.speech_template,
        template_version=draft.template_version,
        answers=draft.answers,
        answered=draft.answered,
        questions=draft.questions,
        title=draft.title,
        text=draft.text,
        character_count=draft.character_count,
        gap_count=draft.gap_count,
        target_minutes=draft.target_minutes,
        target_characters=draft.target_characters,
        version=1 if newest else 0,
        copied_from=draft,
        layout_id=draft.layout_id,
        updated_at=timezone.now(),
    )
    if newest is None:
        copy.save(force_insert=True)
        return copy
    # What the copy holds is its own first version; what it stands on, and so the next merge, is the original's.
    kept = newest.standing
    standing = Standing(
        draft=copy, template_version_id=kept.template_version_id, answers=kept.answers, assembled=kept.assembled
    )
    text = NewText(document or newest.read_document(), RevisionKind.COPIED, standing)
    _set(copy, _described(text.document))
    revision = _revision(copy, text, number=1, author=owner, save_id=uuid.uuid4())
    with transaction.atomic():  # a copy without its text would be a broken draft
        copy.save(force_insert=True)
        _insert(revision, standing)
    return copy


def start_from_answers(
    *, draft: Draft, owner: User, template_version: TemplateVersion | None = None, answers: Answers | None = None
) -> Draft:
    """A new draft, its form filled with the answers of ``draft``, on the same template version.

    Where these can no longer be used, another version of the same template and ``answers`` are given in their place.
    Raises TemplateError.
    """
    copy = Draft(
        owner=owner,
        speech_template=draft.speech_template,
        template_version=template_version or draft.template_version,
        layout_id=draft.layout_id,
        updated_at=timezone.now(),
    )
    _set_answers(copy, draft.answers if answers is None else answers)
    copy.save(force_insert=True)
    return copy


def trash_draft(*, draft: Draft) -> None:
    """Put the draft into the trash, from where it can be restored.  Raises Draft.DoesNotExist where it is not kept."""
    if not Draft.objects.kept().filter(pk=draft.pk).update(trashed_at=timezone.now()):
        raise Draft.DoesNotExist


def restore_draft(*, draft: Draft) -> None:
    """Take the draft out of the trash.  Raises Draft.DoesNotExist where it is not there any more."""
    if not Draft.objects.trashed().filter(pk=draft.pk).update(trashed_at=None):
        raise Draft.DoesNotExist


@transaction.atomic  # the row stays locked from the look at the trash to the deletion: one restored meanwhile is kept
def delete_draft(*, draft: Draft) -> None:
    """Delete a trashed draft with its history, for good.  Raises Draft.DoesNotExist where it is not in the trash."""
    Draft.objects.trashed().select_for_update().get(pk=draft.pk)
    _, deleted = Draft.objects.trashed().filter(pk=draft.pk).delete()
    if not deleted.get(Draft._meta.label):
        raise Draft.DoesNotExist


def read_document(draft: Draft) -> Document:
    """The newest text of an assembled draft.  Raises Revision.DoesNotExist before it is assembled."""
    return draft.revisions.latest("number").read_document()


def _set_answers(draft: Draft, answers: Answers) -> None:
    """Keep ``answers`` and what the list shows of them; answers that do not fit yet are kept as they came."""
    definition = draft.template_version.definition
    draft.answers = answers
    try:
        checked = check_answers(definition.questions, answers, partial=True)
        draft.answered, draft.questions = count_answered(definition.questions, checked)
        if not draft.is_assembled:
            _set(draft, _described(assemble(definition, checked, gaps=True)))
    except SidianError:
        # Too long or of the wrong kind just now: the form says so beside the field, and the counts stay as they were.
        draft.questions = len(definition.questions)


def _described(document: Document) -> dict[str, Any]:
    """What the list shows and searches of a draft with this text."""
    title = document.title
    return {
        "title": title if len(title) <= MAX_TITLE else title[: MAX_TITLE - 1] + "…",
        "text": document.plain_text,
        "character_count": document.character_count,
        "gap_count": len(document.gaps),
    }


def _set(draft: Draft, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        setattr(draft, name, value)


def _revision(draft: Draft, text: NewText, *, number: int, author: User, save_id: uuid.UUID) -> Revision:
    """The revision ``number``, not stored yet; ``draft`` has the text of the version before it."""
    data = text.document.to_json()
    plain = text.document.plain_text
    size = change_size(draft.text if number > 1 else "", plain)
    return Revision(
        draft=draft,
        number=number,
        save_id=save_id,
        kind=text.kind,
        restored_from=text.restored_from,
        document=data,
        content_hash=content_hash(data),
        character_count=count_characters(plain),
        added=size.added,
        removed=size.removed,
        author=author,
    )


def _insert(revision: Revision, standing: Standing | None) -> None:
    """Store ``revision`` upon ``standing``, or upon that of the newest one.

    Not upon the draft's answers, which may be newer than the text: a form is open.
    """
    if standing is None:
        newest = Revision.objects.filter(draft_id=revision.draft_id).order_by("-number")
        revision.standing_id = newest.values_list("standing_id", flat=True)[0]
    else:
        if standing._state.adding:
            standing.save(force_insert=True)
        revision.standing = standing
    revision.save(force_insert=True)
