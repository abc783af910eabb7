"""New answers, or a newer template version, under a text that was edited: planned first, written when decided."""

import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F

from drafts.core.answer_text import answers_as_text
from drafts.core.assembly import assemble
from drafts.core.document import Document
from drafts.core.errors import AnswerError, DocumentError, TemplateError
from drafts.core.merge import Decision, Merged, merge, resolve
from drafts.core.questions import ITEM_ID, Answers, Kind, Question, blank_answers, check_answers, count_answered
from drafts.models import Draft, Revision, RevisionKind, Standing, TemplateVersion, User
from drafts.services.drafting import NewText, Saved, StaleBase, append_version


@dataclass(frozen=True, slots=True)
class Plan:
    """What a draft's text would become.  Nothing of it is stored.

    ``base`` and ``answers_version`` say what it was made upon.  ``left_out`` are answers that the template version has
    no place for, as pairs of question and text.
    """

    base: int
    answers_version: int
    template_version: TemplateVersion
    answers: Answers
    left_out: tuple[tuple[str, str], ...]
    before: Document
    assembled: Document
    merged: Merged
    changes_answers: bool

    @property
    def changes_text(self) -> bool:
        return bool(self.merged.conflicts) or self.merged.document != self.before

    @property
    def changes_nothing(self) -> bool:
        return not (self.changes_text or self.changes_answers)


def has_new_answers(*, draft: Draft, newest: Revision) -> bool:
    """Whether the form was changed since the text was last assembled from it."""
    return bool(draft.answers != newest.standing.answers)


def plan_reassembly(*, draft: Draft, template_version: TemplateVersion) -> Plan:
    """What the draft's answers and ``template_version`` would make of its newest text.

    Raises the core's errors where they do not fit, and DamagedRevision.
    """
    newest = draft.revisions.select_related("standing").latest("number")
    before, standing = newest.read_document(), newest.standing
    definition = template_version.definition
    moves = template_version.pk != draft.template_version_id
    answers = fitting_answers(definition.questions, draft.answers) if moves else draft.answers
    assembled = assemble(definition, answers, gaps=True)
    return Plan(
        base=newest.number,
        answers_version=draft.answers_version,
        template_version=template_version,
        answers=answers,
        left_out=left_out(draft.answers, answers) if moves else (),
        before=before,
        assembled=assembled,
        merged=merge(base=Document.from_json(standing.assembled), edited=before, reassembled=assembled),
        changes_answers=(template_version.pk, answers) != (standing.template_version_id, standing.answers),
    )


def apply_plan(
    *, draft: Draft, plan: Plan, author: User, save_id: uuid.UUID, decisions: Mapping[str, Decision]
) -> Saved:
    """Append the decided text with its answers as one version; it becomes the base of the next merge.

    Raises MergeError while something is undecided, DocumentError where the text grew too long, and StaleBase where
    the text or the answers were saved since the plan was made.  A repeated ``save_id`` gives the version it had made.
    """
    # Through the stored form, which is what checks a document's limits.
    document = Document.from_json(resolve(plan.merged, decisions).to_json())
    standing = Standing(
        draft=draft,
        template_version=plan.template_version,
        answers=plan.answers,
        assembled=plan.assembled.to_json(),
    )
    text = NewText(document, RevisionKind.REASSEMBLED, standing)
    with transaction.atomic():  # the version and what the form goes on from stand or fall together
        saved = append_version(draft=draft, author=author, base=plan.base, save_id=save_id, text=text)
        if not saved.replay:
            _set_standing(draft, plan.template_version, plan.answers, answers_base=plan.answers_version)
    return saved


def _set_standing(draft: Draft, version: TemplateVersion, answers: Answers, *, answers_base: int) -> None:
    """Let the form go on from ``answers``.  Raises StaleBase where another window saved the form since."""
    changed = Draft.objects.filter(pk=draft.pk, answers_version=answers_base).update(
        template_version=version, answers=answers, answers_version=F("answers_version") + 1, **_counts(version, answers)
    )
    draft.refresh_from_db()
    if not changed:
        raise StaleBase(draft)


def _counts(version: TemplateVersion, answers: Answers) -> dict[str, int]:
    """How much of the form is answered; nothing where a newer check refuses the template, so that counts stay."""
    try:
        questions = version.definition.questions
    except TemplateError:
        return {}
    answered, count = count_answered(questions, check_answers(questions, answers, partial=True))
    return {"answered": answered, "questions": count}


@transaction.atomic  # the version and what the form goes on from stand or fall together
def restore_version(*, draft: Draft, revision: Revision, author: User, base: int, save_id: uuid.UUID) -> Saved:
    """Append the text of ``revision`` as the newest version, with the answers and template version that it stood on.

    Answers that are being changed in the form just now stay in the form.  Raises DamagedRevision, and what
    ``append_version`` does.
    """
    newest = draft.revisions.defer("document").select_related("standing").latest("number")
    standing = revision.standing
    pending = draft.answers if has_new_answers(draft=draft, newest=newest) else standing.answers
    text = NewText(revision.read_document(), RevisionKind.RESTORED, standing, revision.number)
    saved = append_version(draft=draft, author=author, base=base, save_id=save_id, text=text)
    if not saved.replay:
        answers = _answers_for(standing.template_version, pending)
        _set_standing(draft, standing.template_version, answers, answers_base=draft.answers_version)
    return saved


def forget_new_answers(*, draft: Draft, base: int) -> None:
    """Bring the form back to what the text was assembled from.  Raises StaleBase where the form was saved since."""
    newest = draft.revisions.defer("document").select_related("standing__template_version").latest("number")
    _set_standing(draft, newest.standing.template_version, newest.standing.answers, answers_base=base)


def merge_with_newest(*, draft: Draft, base: int, edited: Document, newest: Document) -> Document | None:
    """``edited``, made of version ``base``, with what ``newest`` changed since; None where that is for a person.

    That is where two changes meet, where both together outgrow a document, or where there never was such a version.
    """
    before = draft.revisions.filter(number=base).first()
    if before is None:
        return None
    try:
        merged = merge(base=before.read_document(), edited=edited, reassembled=newest)
    except DocumentError:
        return None
    return None if merged.conflicts else merged.document


# --- answers of one template version for another ---


def _answers_for(version: TemplateVersion, answers: Answers) -> Answers:
    """``answers`` in the shape that ``version`` asks for; as they are where a newer check refuses the template."""
    try:
        return fitting_answers(version.definition.questions, answers)
    except TemplateError:
        return answers


def fitting_answers(questions: Sequence[Question], answers: Answers) -> Answers:
    """What of ``answers`` fits ``questions``, complete and with the items' ids; blank where nothing does."""
    given = answers if isinstance(answers, dict) else {}  # a damaged row can hold any JSON
    return {question.name: _fitting(question, given.get(question.name)) for question in questions}


def _fitting(question: Question, given: Any) -> Any:
    if question.kind is Kind.LIST:
        items = [item for item in given if isinstance(item, dict)] if isinstance(given, list) else []
        kept = items[: question.max_items]
        ids = _usable_ids(kept)
        return [{"id": name, **fitting_answers(question.fields, item)} for name, item in zip(ids, kept, strict=True)]
    try:
        return check_answers((question,), {question.name: given}, partial=True)[question.name]
    except AnswerError:
        return blank_answers((question,))[question.name]


def _usable_ids(items: Sequence[Answers]) -> list[str]:
    """The items' own ids, a fresh one where an item's is none or another's."""
    ids: list[str] = []
    for item in items:
        own = item.get("id")
        usable = isinstance(own, str) and ITEM_ID.match(own) and own not in ids
        ids.append(str(own) if usable else secrets.token_hex(4))
    return ids


def left_out(old: Any, new: Answers, place: str = "") -> tuple[tuple[str, str], ...]:
    """What was given in ``old`` and does not stand in ``new``, as pairs of the question's name and the text."""
    if not isinstance(old, dict):  # a damaged row can hold any JSON
        return ((place.rstrip("·"), answers_as_text(old).strip()),) if old else ()
    found: list[tuple[str, str]] = []
    for name, given in old.items():
        if name == "id":
            continue
        kept = new.get(name)
        if isinstance(given, list) and (kept is None or isinstance(kept, list)):
            for number, (item, other) in enumerate(zip(given, _counterparts(given, kept or []), strict=True), 1):
                found += left_out(item, other, f"{place}{name}{number}·")
        elif given and given != kept:
            found.append((place + name, answers_as_text(given).strip()))
    return tuple(found)


def _counterparts(old: list[Any], new: list[Answers]) -> list[Answers]:
    """For each of the ``old`` items what became of it in ``new``, empty for nothing.

    By their ids; one that got a fresh id is the next in order, for fitting never moves an item.
    """
    own = [item.get("id") if isinstance(item, dict) else None for item in old]
    by_id = {item["id"]: item for item in new}
    fresh = iter([item for item in new if item["id"] not in own])
    found: list[Answers] = []
    for item, name in zip(old, own, strict=True):
        match = by_id.pop(name, None) if isinstance(name, str) else None
        found.append(match or (next(fresh, {}) if isinstance(item, dict) else {}))
    return found
