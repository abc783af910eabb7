"""The questions of a template, and the check of what was answered.

Answers are plain data: a string for most kinds, a list of items for a list question.  An item is a dict of its fields
and an ``id`` that stays with it while items are added, removed and reordered, so that its paragraphs keep their keys.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from drafts.core.document import clean_line, clean_text
from drafts.core.errors import AnswerError, AnswerProblem, NumberingError, gettext_noop
from drafts.core.numbering import FAMILIES, ordinal_family

MAX_ANSWER = 5_000
MAX_LINE = 200
MAX_ALL_ANSWERS = 100_000
MAX_ITEMS = 50
MAX_ITEM_ID = 16

ITEM_ID = re.compile(rf"[a-z0-9]{{1,{MAX_ITEM_ID}}}\Z")
"""What names an item of a list for good."""

Answers = dict[str, Any]
# A list inside a list is four levels; what lies deeper is nothing that a form or a skeleton leaves behind.
_DEEPEST_ITEM = 8
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?\Z")


class Kind(StrEnum):
    """What is asked for."""

    LINE = "line"
    TEXT = "text"
    DATE = "date"
    CHOICE = "choice"
    ORDINALS = "ordinals"
    LIST = "list"


Name = Annotated[str, Field(min_length=1, max_length=20)]
Words = Annotated[str, Field(max_length=500)]


class Question(BaseModel):
    """One field of the form.  ``default`` is a text of the template language over the other questions."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name
    kind: Kind = Kind.LINE
    section: Words = ""
    guidance: Words = ""
    example: Annotated[str, Field(max_length=2_000)] = ""
    required: bool = False
    default: Annotated[str, Field(max_length=2_000)] = ""
    choices: tuple[Name, ...] = ()
    fields: tuple["Question", ...] = ()
    item: Name = "项"
    min_items: Annotated[int, Field(ge=0, le=MAX_ITEMS)] = 0
    max_items: Annotated[int, Field(ge=1, le=MAX_ITEMS)] = MAX_ITEMS
    start_items: Annotated[int, Field(ge=0, le=MAX_ITEMS)] = 0
    max_length: Annotated[int, Field(ge=1, le=MAX_ANSWER)] | None = None

    @property
    def longest(self) -> int:
        """Characters that an answer may have."""
        if self.max_length is not None:
            return self.max_length
        return MAX_ANSWER if self.kind is Kind.TEXT else MAX_LINE


def parse_date(text: str) -> date | None:
    """The day that ``text`` names as 2026-03-08, 2026/3/8, 2026.3.8 or 2026年3月8日; None where it names none."""
    found = _DATE.match(text.strip())
    if not found:
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None


def chinese_date(day: date) -> str:
    """The day as GB/T 9704-2012, 7.3.5.4 writes it: Arabic numerals, the full year, no padded zero."""
    return f"{day.year}年{day.month}月{day.day}日"


def check_answers(questions: Sequence[Question], raw: object, *, partial: bool = False) -> Answers:
    """``raw`` cleaned and complete: every question has a string or a list, every item an ``id`` and all its fields.

    With ``partial`` a required answer may be missing, as in a form that is half filled.  Raises AnswerError, which
    names every problem, not only the first.
    """
    check = _Check(partial)
    answers = check.group(questions, raw, ())
    if not check.problems and sum(map(len, _strings(answers))) > MAX_ALL_ANSWERS:
        check.refuse((), gettext_noop("全部填写内容加起来超过了 %(limit)d 字。"), limit=MAX_ALL_ANSWERS)
    if check.problems:
        raise AnswerError(check.problems)
    return answers


def is_answered(question: Question, answer: object) -> bool:
    """Whether a checked answer counts as given: for a list, at least one item with all its required fields."""
    if question.kind is not Kind.LIST:
        return bool(answer)
    if not isinstance(answer, list) or not answer:
        return False
    return all(
        is_answered(field, item.get(field.name)) for item in answer for field in question.fields if field.required
    )


def count_answered(questions: Sequence[Question], answers: Answers) -> tuple[int, int]:
    """How many questions are answered, of how many: 已填 9/14.  A default counts only when it was overwritten."""
    return sum(is_answered(q, answers.get(q.name)) for q in questions), len(questions)


def blank_answers(questions: Sequence[Question]) -> Answers:
    """The answers that a new form starts with: nothing given, each list with its ``start_items`` empty items."""
    return {q.name: _blank_items(q) if q.kind is Kind.LIST else "" for q in questions}


def _blank_items(question: Question) -> list[Answers]:
    return [{"id": f"n{n}", **blank_answers(question.fields)} for n in range(1, question.start_items + 1)]


def skeleton(questions: Sequence[Question]) -> str:
    """An answers file to fill: YAML with every question, its guidance as a comment, empty values."""
    return "\n".join(_skeleton_lines(questions, "")) + "\n"


def _skeleton_lines(questions: Sequence[Question], indent: str) -> Iterator[str]:
    for question in questions:
        need = "必填" if question.required else "选填"
        notes = [need, question.guidance, _accepted(question), f"例：{question.example}" if question.example else ""]
        for line in "；".join(note for note in notes if note).splitlines():
            yield f"{indent}# {line}"
        if question.kind is not Kind.LIST:
            yield f'{indent}{question.name}: ""'
            continue
        yield f"{indent}{question.name}:"
        first, *rest = _skeleton_lines(question.fields, "")
        yield f"{indent}  -"
        yield from (f"{indent}    {line}" for line in (first, *rest))


def _accepted(question: Question) -> str:
    """What an answers file may say where not any text will do."""
    match question.kind:
        case Kind.ORDINALS:
            return "可填：" + " ".join(family.name for family in FAMILIES)
        case Kind.CHOICE:
            return "可填：" + " ".join(question.choices)
        case Kind.DATE:
            return "写作 2026-03-08"
        case _:
            return ""


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)


def _is_blank(value: object, depth: int = 0) -> bool:
    """Whether nothing at all was given: an item left over from the skeleton or an untouched card of the form."""
    if depth > _DEEPEST_ITEM:
        return False
    if isinstance(value, Mapping):
        return all(_is_blank(part, depth + 1) for name, part in value.items() if name != "id")
    if isinstance(value, list):
        return all(_is_blank(part, depth + 1) for part in value)
    return not value.strip() if isinstance(value, str) else value is None


class _Check:
    """Gathers problems while it cleans."""

    def __init__(self, partial: bool) -> None:
        self.partial = partial
        self.problems: list[AnswerProblem] = []

    def refuse(self, path: tuple[str | int, ...], message: str, **params: object) -> None:
        self.problems.append(AnswerProblem(path, message, params))

    def group(self, questions: Sequence[Question], raw: object, path: tuple[str | int, ...]) -> Answers:
        if not isinstance(raw, Mapping):
            self.refuse(path, gettext_noop("这里应是“名称: 内容”的一组。"))
            return {}
        names = {question.name for question in questions}
        for name in raw:
            if name not in names and not (path and name == "id"):
                listed = "、".join(question.name for question in questions)
                message = gettext_noop("没有这个填写项，可填：%(names)s。")
                self.refuse((*path, str(name)[:40]), message, names=listed)
        return {q.name: self.answer(q, raw.get(q.name), (*path, q.name)) for q in questions}

    def answer(self, question: Question, raw: object, path: tuple[str | int, ...]) -> Any:
        if raw is None or (isinstance(raw, str) and not raw.strip()):
            if question.required and not self.partial:
                self.refuse(path, gettext_noop("必须填写。"))
            return [] if question.kind is Kind.LIST else ""
        if question.kind is Kind.LIST:
            return self.items(question, raw, path)
        if isinstance(raw, date):
            raw = raw.isoformat()
        if not isinstance(raw, str):
            self.refuse(path, gettext_noop("应是一段文字。"))
            return ""
        return self.text(question, raw, path)

    def text(self, question: Question, raw: str, path: tuple[str | int, ...]) -> str:
        text = clean_text(raw).replace("\t", " ").strip() if question.kind is Kind.TEXT else clean_line(raw)
        if len(text) > question.longest:
            message = gettext_noop("太长：最多 %(limit)d 字，现有 %(length)d 字。")
            self.refuse(path, message, limit=question.longest, length=len(text))
            return ""
        if question.kind is Kind.DATE:
            return self.date(text, path)
        if question.kind is Kind.CHOICE and text not in question.choices:
            self.refuse(path, gettext_noop("只能从这些里选：%(choices)s。"), choices="、".join(question.choices))
        if question.kind is Kind.ORDINALS:
            self.ordinals(text, path)
        return text

    def date(self, text: str, path: tuple[str | int, ...]) -> str:
        day = parse_date(text)
        if day is None:
            self.refuse(path, gettext_noop("应是一个日期，如 2026-03-08。"))
            return ""
        return day.isoformat()

    def ordinals(self, text: str, path: tuple[str | int, ...]) -> None:
        try:
            ordinal_family(text)
        except NumberingError as error:
            self.refuse(path, error.message, **error.params)

    def items(self, question: Question, raw: object, path: tuple[str | int, ...]) -> list[Answers]:
        if not isinstance(raw, list):
            self.refuse(path, gettext_noop("应是一个列表。"))
            return []
        # Numbered before the blank ones go, so that a problem names the item that the person sees.
        entries = [(n, item) for n, item in enumerate(raw, 1) if self.partial or not _is_blank(item)]
        if len(entries) > question.max_items:
            message = gettext_noop("最多 %(limit)d 项，现有 %(count)d 项。")
            self.refuse(path, message, limit=question.max_items, count=len(entries))
            return []
        need = max(question.min_items, 1) if question.required else question.min_items if entries else 0
        if not self.partial and len(entries) < need:
            self.refuse(path, gettext_noop("至少要有 %(count)d 项。"), count=need)
        ids = self.item_ids([item for _, item in entries], path)
        return [
            {"id": name, **self.group(question.fields, item, (*path, n))}
            for name, (n, item) in zip(ids, entries, strict=True)
        ]

    def item_ids(self, raw: list[Any], path: tuple[str | int, ...]) -> list[str]:
        """The items' own ids, or ``n1``, ``n2``, … by place where an item has none."""
        given = [item.get("id") if isinstance(item, Mapping) else None for item in raw]
        known = [name for name in given if name is not None]
        if any(not isinstance(name, str) or not ITEM_ID.match(name) for name in known) or len(set(known)) < len(known):
            self.refuse(path, gettext_noop("各项的 id 不合规定或有重复。"))
            return [f"n{n}" for n in range(1, len(raw) + 1)]
        spare = (name for n in range(1, 2 * len(raw) + 1) if (name := f"n{n}") not in known)
        return [name if name is not None else next(spare) for name in given]
