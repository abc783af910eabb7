"""Drafts: started from a template, filled, assembled, edited, copied, put into the trash and taken out of it."""

import uuid
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
from drafts.models import Draft, Revision, RevisionKind, TemplateVersion, User
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
class Standing:
    """What a text stands on: the answers, the template version, and what these assembled to, in the stored form.

    ``assembled`` is the base of the next merge with new answers.
    """

    template_version_id: int
    answers: Answers
    assembled: dict[str, Any]

    @classmethod
    def of(cls, revision: Revision) -> "Standing":
        return cls(revision.template_version_id, revision.answers, revision.assembled)


@dataclass(frozen=True, slots=True)
class NewText:
    """A text to append, and how it came about.  Without a ``standing`` it keeps that of the version before."""

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
        if draft := untouched.first():
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
    changed = Draft.objects.filter(pk=draft.pk, answers_version=base).update(
        answers=draft.answers,
        answers_version=F("answers_version") + 1,
        answered=draft.answered,
        questions=draft.questions,
        updated_at=timezone.now(),
        **(
            {}
            if draft.is_assembled
            else {
                "title": draft.title,
                "text": draft.text,
                "character_count": draft.character_count,
                "gap_count": draft.gap_count,
            }
        ),
    )
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
    standing = Standing(draft.template_version_id, draft.answers, document.to_json())
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
    try:
        with transaction.atomic():  # the version counter and the revision stand or fall together
            # The counter is moved first: its row lock makes requests of one draft wait for each other, so a repeated
            # request that runs at the same time finds the first one's revision instead of racing it.
            moved = Draft.objects.filter(pk=draft.pk, version=base).update(version=base + 1)
            if moved and not Revision.objects.filter(draft=draft, save_id=save_id).exists():
                draft.refresh_from_db(fields=["version", "text"])
                return Saved(base + 1, False, _append_revision(draft, text, author=author, save_id=save_id).created_at)
            raise _NotAppended
    except (_NotAppended, IntegrityError):
        return _answer_repeated(draft, save_id, text.document)


class _NotAppended(Exception):
    """Rolls the counter back."""


def _answer_repeated(draft: Draft, save_id: uuid.UUID, document: Document) -> Saved:
    known = Revision.objects.filter(draft=draft, save_id=save_id).defer("answers", "assembled", "document").first()
    if known is None:
        draft.refresh_from_db()
        raise StaleBase(draft)
    if known.content_hash != content_hash(document.to_json()):
        raise SaveIdReused
    return Saved(known.number, True, known.created_at)


def copy_draft(*, draft: Draft, owner: User, document: Document | None = None) -> Draft:
    """A copy with the answers and the newest text, or with ``document`` in its place."""
    with transaction.atomic():  # a copy without its text would be a broken draft
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
            version=1 if newest else 0,
            copied_from=draft,
            updated_at=timezone.now(),
        )
        copy.save(force_insert=True)
        if newest:
            # What the copy holds is its own first version; what it stands on, and so the next merge, is the original's.
            text = NewText(document or newest.read_document(), RevisionKind.COPIED, Standing.of(newest))
            _append_revision(copy, text, author=owner, save_id=uuid.uuid4())
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
            _describe(draft, assemble(definition, checked, gaps=True))
    except SidianError:
        # Too long or of the wrong kind just now: the form says so beside the field, and the counts stay as they were.
        draft.questions = len(definition.questions)


def _describe(draft: Draft, document: Document) -> None:
    title = document.title
    draft.title = title if len(title) <= MAX_TITLE else title[: MAX_TITLE - 1] + "…"
    draft.text = document.plain_text
    draft.character_count = document.character_count
    draft.gap_count = len(document.gaps)


def _append_revision(draft: Draft, text: NewText, *, author: User, save_id: uuid.UUID) -> Revision:
    """Insert the revision numbered ``draft.version`` and bring the draft's copy of it up to date."""
    data = text.document.to_json()
    plain = text.document.plain_text
    size = change_size(draft.text if draft.version > 1 else "", plain)
    standing = text.standing or _newest_standing(draft)
    revision = Revision.objects.create(
        draft=draft,
        number=draft.version,
        save_id=save_id,
        kind=text.kind,
        restored_from=text.restored_from,
        template_version_id=standing.template_version_id,
        answers=standing.answers,
        assembled=standing.assembled,
        document=data,
        content_hash=content_hash(data),
        character_count=count_characters(plain),
        added=size.added,
        removed=size.removed,
        author=author,
    )
    _describe(draft, text.document)
    draft.updated_at = revision.created_at
    draft.save(update_fields=["title", "text", "character_count", "gap_count", "updated_at"])
    return revision


def _newest_standing(draft: Draft) -> Standing:
    """That of the newest revision, not of the draft, whose answers may be newer than the text: a form is open."""
    parts = Revision.objects.filter(draft=draft).only("template_version_id", "answers", "assembled")
    return Standing.of(parts.latest("number"))
