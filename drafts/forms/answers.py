"""Answers on their way between the page and the store.

Every input has a name made from the path to its answer: ``a.要点.n1.标题`` is the heading of the point whose
id is ``n1``.  A list's items are named in their order by hidden inputs ``i.要点``, so a post without a script says the
same as what the script sends.
"""

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from drafts.core.assembly import assemble, place_of_item
from drafts.core.document import Document, clean_text
from drafts.core.errors import AnswerError, AnswerProblem, NumberingError, SidianError, gettext_noop
from drafts.core.questions import (
    ITEM_ID,
    MAX_ITEMS,
    Answers,
    Kind,
    Question,
    blank_answers,
    check_answers,
    count_answered,
    is_answered,
)
from drafts.core.template import TemplateDefinition
from drafts.forms.editing import MAX_VERSION

MAX_BODY = 1_000_000
"""Bytes of one request: three times the longest answers that fit, so that too long a text is still kept and named."""

Path = tuple[str, ...]
"""The way to an answer: names of questions and ids of items by turns."""


class MalformedAnswers(SidianError):
    """What was sent is not a set of answers to these questions, whatever was typed."""


@dataclass(frozen=True, slots=True)
class SentAnswers:
    """One save of the form: ``answers`` as filled upon version ``base``.

    ``previous`` is what the same window has sent before without hearing of it, where there is such a request.
    """

    base: int
    answers: Answers
    previous: Answers | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A required answer that is missing, by the name of its input; the text marks it with ``name``."""

    field: str
    name: str


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """An answer that does not fit, by the name of its input; without one the answers as a whole do not."""

    field: str
    problem: AnswerProblem


@dataclass(frozen=True, slots=True)
class Filled:
    """What a form that is being filled comes to.

    ``answers`` are what to keep: cleaned where they fit, else exactly as they came.  ``document`` leaves out what does
    not fit, and is None where nothing can be assembled.
    """

    answers: Answers
    problems: tuple[FieldProblem, ...]
    answered: int
    questions: int
    gaps: tuple[Gap, ...]
    document: Document | None


def field_name(path: Path) -> str:
    """The name of the input for the answer at ``path``."""
    return ".".join(("a", *path))


def items_name(path: Path) -> str:
    """The name of the inputs that hold the ids of the list at ``path``."""
    return ".".join(("i", *path))


# --- reading ---


def read_post(questions: Sequence[Question], data: QueryDict) -> Answers:
    """The answers in a posted form.  Raises MalformedAnswers where an item's id is none."""
    return shape_answers(questions, _posted_group(questions, data, ()))


def _posted_group(questions: Sequence[Question], data: QueryDict, path: Path) -> Answers:
    return {question.name: _posted(question, data, (*path, question.name)) for question in questions}


def _posted(question: Question, data: QueryDict, path: Path) -> Any:
    if question.kind is not Kind.LIST:
        return data.get(field_name(path), "")
    ids = data.getlist(items_name(path))
    return [{"id": name, **_posted_group(question.fields, data, (*path, name))} for name in ids]


def read_sent_answers(body: bytes, questions: Sequence[Question]) -> SentAnswers:
    """The save in a request's ``body``.  Raises MalformedAnswers for anything that is not exactly one."""
    try:
        data = json.loads(body)
    # Deeper nesting than the parser takes is as much a broken body as bad syntax.
    except (ValueError, RecursionError) as error:
        raise MalformedAnswers(gettext_noop("保存的数据不是 JSON。")) from error
    if not isinstance(data, dict):
        raise MalformedAnswers(gettext_noop("保存的数据不是 JSON。"))
    base = data.get("base")
    if not isinstance(base, int) or isinstance(base, bool) or not 0 <= base <= MAX_VERSION:
        raise MalformedAnswers(gettext_noop("保存的数据里没有正确的版本号。"))
    previous = data.get("previous")
    shaped = None if previous is None else shape_answers(questions, previous)
    return SentAnswers(base, shape_answers(questions, data.get("answers")), shaped)


def shape_answers(questions: Sequence[Question], raw: object) -> Answers:
    """``raw`` in the shape that the questions ask for, its texts cleaned of what cannot be stored, nothing judged.

    What is missing is blank.  Raises MalformedAnswers for unknown names, wrong types and ids that are none.
    """
    if not isinstance(raw, Mapping) or not raw.keys() <= {"id", *(question.name for question in questions)}:
        raise MalformedAnswers(gettext_noop("填写内容和模板的填写项对不上。"))
    return {question.name: _shape(question, raw.get(question.name)) for question in questions}


def _shape(question: Question, raw: object) -> Any:
    if raw is None:
        return [] if question.kind is Kind.LIST else ""
    if question.kind is Kind.LIST and isinstance(raw, list) and len(raw) <= MAX_ITEMS:
        return _shape_items(question, raw)
    if question.kind is not Kind.LIST and isinstance(raw, str):
        return clean_text(raw)
    raise MalformedAnswers(gettext_noop("填写内容和模板的填写项对不上。"))


def _shape_items(question: Question, raw: list[Any]) -> list[Answers]:
    ids = [item.get("id") if isinstance(item, Mapping) else None for item in raw]
    if not all(isinstance(name, str) and ITEM_ID.match(name) for name in ids) or len(set(ids)) < len(ids):
        raise MalformedAnswers(gettext_noop("各项的 id 不合规定或有重复。"))
    return [{"id": name, **shape_answers(question.fields, item)} for name, item in zip(ids, raw, strict=True)]


# --- judging ---


def judge(definition: TemplateDefinition, shaped: Answers) -> Filled:
    """What ``shaped`` answers come to: problems, counts, gaps and the speech."""
    questions = definition.questions
    problems: tuple[FieldProblem, ...] = ()
    try:
        kept = checked = check_answers(questions, shaped, partial=True)
    except AnswerError as error:
        problems = tuple(_located(questions, shaped, problem) for problem in error.problems)
        kept, checked = shaped, _without_problems(questions, shaped, error.problems)
    answered, count = count_answered(questions, checked)
    gaps = tuple(_gaps(questions, checked, (), ""))
    try:
        document = assemble(definition, checked, gaps=True)
    except SidianError as error:
        located = problems or (_of_assembly(questions, checked, error),)
        return Filled(kept, located, answered, count, gaps, None)
    return Filled(kept, problems, answered, count, gaps, document)


def _located(questions: Sequence[Question], answers: Answers, problem: AnswerProblem) -> FieldProblem:
    """The problem with the name of its input; the core counts items, inputs go by ids."""
    path: Path = ()
    is_list = False
    at: Any = answers
    for step in problem.path:
        if isinstance(step, int):
            at = at[step - 1]
            path = (*path, at["id"])
        else:
            question = next(q for q in questions if q.name == step)
            is_list, questions, at = question.kind is Kind.LIST, question.fields, at[step]
            path = (*path, step)
    return FieldProblem((items_name if is_list else field_name)(path) if path else "", problem)


def _without_problems(questions: Sequence[Question], answers: Answers, problems: Sequence[AnswerProblem]) -> Answers:
    """Checked answers in which all that did not fit is blank; only blank ones where the whole was too long."""
    rest = deepcopy(answers)
    for problem in problems:
        if not problem.path:
            return blank_answers(questions)
        *way, last = problem.path
        holder: Any = rest
        for step in way:
            holder = holder[step - 1 if isinstance(step, int) else step]
        holder[last] = type(holder[last])()
    try:
        return check_answers(questions, rest, partial=True)
    except AnswerError:
        # One answer's fault hid that the others are too long together.
        return blank_answers(questions)


def _of_assembly(questions: Sequence[Question], answers: Answers, error: SidianError) -> FieldProblem:
    """The refusal of the assembly; that of an ordinal family belongs to the question that chose it."""
    problem = AnswerProblem((), error.message, error.params)
    if isinstance(error, NumberingError):
        for question in questions:
            chosen = answers[question.name] or question.default
            if question.kind is Kind.ORDINALS and chosen == error.params.get("family"):
                return FieldProblem(field_name((question.name,)), problem)
    return FieldProblem("", problem)


def _gaps(questions: Sequence[Question], answers: Answers, path: Path, place: str) -> Iterator[Gap]:
    for question in questions:
        here = (*path, question.name)
        name = place + question.name
        answer = answers[question.name]
        if question.kind is Kind.LIST:
            if question.required and not answer:
                yield Gap(items_name(here), name)
            for number, item in enumerate(answer, 1):
                yield from _gaps(question.fields, item, (*here, item["id"]), place_of_item(name, number))
        elif question.required and not question.default and not is_answered(question, answer):
            yield Gap(field_name(here), name)


# --- changing lists without a script ---


def change_list(questions: Sequence[Question], answers: Answers, verb: str, place: str) -> Answers:
    """``answers`` with an item added to the list at ``place`` (要点), or the item there (要点.n1) moved or removed.

    ``verb`` is add, remove, up or down.  A change that the list does not allow changes nothing.  Raises
    MalformedAnswers where there is no such list or item.
    """
    changed = deepcopy(answers)
    path = tuple(place.split("."))
    if verb == "add":
        question, items = _list_at(questions, changed, path)
        if len(items) < question.max_items:
            items.append(blank_item(question, secrets.token_hex(4)))
        return changed
    question, items = _list_at(questions, changed, path[:-1])
    index = next((n for n, item in enumerate(items) if item["id"] == path[-1]), None)
    if index is None or verb not in ("remove", "up", "down"):
        raise MalformedAnswers(gettext_noop("填写内容和模板的填写项对不上。"))
    _change_item(question, items, index, verb)
    return changed


def blank_item(question: Question, item_id: str) -> Answers:
    """An empty item of the list ``question``."""
    return {"id": item_id, **blank_answers(question.fields)}


def _change_item(question: Question, items: list[Answers], index: int, verb: str) -> None:
    if verb == "remove":
        if len(items) > question.min_items:
            del items[index]
        return
    other = index - 1 if verb == "up" else index + 1
    if 0 <= other < len(items):
        items[index], items[other] = items[other], items[index]


def _list_at(questions: Sequence[Question], answers: Answers, path: Path) -> tuple[Question, list[Answers]]:
    name, *rest = path or ("",)
    question = next((q for q in questions if q.name == name and q.kind is Kind.LIST), None)
    if question is None:
        raise MalformedAnswers(gettext_noop("填写内容和模板的填写项对不上。"))
    items: list[Answers] = answers[name]
    if not rest:
        return question, items
    item = next((item for item in items if item["id"] == rest[0]), None)
    if item is None:
        raise MalformedAnswers(gettext_noop("填写内容和模板的填写项对不上。"))
    return _list_at(question.fields, item, tuple(rest[1:]))
