"""Answers and a template become a document.  The same input always gives the same document."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from drafts.core.definition import (
    ORDINAL,
    Block,
    RunIn,
    TemplateDefinition,
    counted_scope,
    default_order,
    item_scope,
    listing_at,
)
from drafts.core.document import KEY_PATTERN, MAX_KEY, MAX_PARAGRAPHS, Document, Paragraph, clean_line
from drafts.core.errors import AssemblyError, gettext_noop
from drafts.core.language import CheckedText, Scope, check_condition, check_text
from drafts.core.numbering import OrdinalFamily, ordinal_family
from drafts.core.questions import Kind, Question, check_answers, chinese_date, parse_date

MAX_OUTPUT = 60_000
MAX_STEPS = 20_000
"""Blocks and run-in items that one assembly may visit, silent ones too: lists can be nested over lists."""

LONGEST_LINE_MARK = len(f"~{MAX_PARAGRAPHS}")
"""Characters at the end of a key that tell the lines of one text apart: background, background~2, …"""

Values = dict[str, Any]


def gap_mark(name: str) -> str:
    """What stands in the text for the required answer ``name`` that is still missing."""
    return f"（待填：{name}）"


def place_of_item(list_place: str, number: int) -> str:
    """How a gap mark names a place inside item ``number`` of a list: 要点3· before the field's name."""
    return f"{list_place}{number}·"


def assemble(definition: TemplateDefinition, raw_answers: object, *, gaps: bool = False) -> Document:
    """The document that ``definition`` makes of ``raw_answers``.

    With ``gaps`` a required answer that is missing leaves a gap mark; without, it is an error.  An optional answer that
    is missing leaves nothing behind.  Raises AnswerError, NumberingError where a family is too short for the list,
    and AssemblyError past 60,000 characters or 3,000 paragraphs and for a key that is too long for a document.
    """
    answers = check_answers(definition.questions, raw_answers, partial=gaps)
    values = {q.name: _value(q, answers[q.name], gaps) for q in definition.questions}
    assembly = _Assembly(definition)
    for name in default_order(definition):
        if not values[name]:
            question = definition.question(name)
            values[name] = _written(question, assembly.render(check_text(question.default, definition.scope), values))
    blocks = assembly.blocks(definition.blocks, values, definition.scope, "")
    paragraphs = tuple(islice(blocks, MAX_PARAGRAPHS + 1))
    if len(paragraphs) > MAX_PARAGRAPHS:
        raise AssemblyError(gettext_noop("生成的文稿超过了 %(limit)d 段。"), limit=MAX_PARAGRAPHS)
    return Document(paragraphs)


def _value(question: Question, answer: Any, gaps: bool, place: str = "") -> Any:
    """An answer as the template sees it: dates written out, gap marks where something required is missing.

    ``place`` is what a gap mark says before the question's name, so that nobody takes a point's 标题 for the speech's.
    """
    if question.kind is Kind.LIST:
        items = answer or ([{"id": "n1"}] if gaps and question.required else [])
        return [
            {
                "id": item["id"],
                **{
                    field.name: _value(
                        field, item.get(field.name, ""), gaps, place_of_item(place + question.name, number)
                    )
                    for field in question.fields
                },
            }
            for number, item in enumerate(items, 1)
        ]
    if not answer:
        return gap_mark(place + question.name) if gaps and question.required and not question.default else ""
    return _written(question, answer)


def _written(question: Question, answer: str) -> str:
    """The answer, or where a date was asked for, the day as a text writes it."""
    day = parse_date(answer) if question.kind is Kind.DATE else None
    return chinese_date(day) if day else answer


class _Assembly:
    """One run; counts what it writes."""

    def __init__(self, definition: TemplateDefinition) -> None:
        self.asked_families = {q.name for q in definition.questions if q.kind is Kind.ORDINALS}
        self.written = 0
        self.steps = 0

    def step(self) -> None:
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise AssemblyError(gettext_noop("这个模板把列表套在列表里重复了太多次。"))

    def render(self, text: CheckedText, values: Values) -> str:
        pieces = []
        for piece in text.pieces(values):
            self.written += len(piece)
            if self.written > MAX_OUTPUT:
                raise AssemblyError(gettext_noop("生成的文稿超过了 %(limit)d 字。"), limit=MAX_OUTPUT)
            pieces.append(piece)
        return "".join(pieces)

    def blocks(self, blocks: tuple[Block, ...], values: Values, scope: Scope, prefix: str) -> Iterator[Paragraph]:
        for block in blocks:
            key = prefix + block.key
            if not block.for_each:
                yield from self.block(block, values, scope, key)
                continue
            inner_scope = self.inner_scope(block, scope)
            for item_id, inner in self.repeat(block, values):
                yield from self.block(block, inner, inner_scope, f"{key}.{item_id}")

    def block(self, block: Block, values: Values, scope: Scope, key: str) -> Iterator[Paragraph]:
        self.step()
        if block.when and not self.render(check_condition(block.when, scope), values):
            return
        if block.blocks and block.ordinals and not block.for_each:
            yield from self.counted(block, values, counted_scope(scope), key + ".")
            return
        if block.blocks:
            yield from self.blocks(block.blocks, values, scope, key + ".")
            return
        text = self.spoken(block.text, values, scope)
        if block.run_in:
            text += self.run_in(block.run_in, values, scope)
        lines = [line for part in text.split("\n") if (line := clean_line(part))]
        for n, line in enumerate(lines):
            yield Paragraph.of(_sound(key if n == 0 else f"{key}~{n + 1}"), block.style, line)

    def counted(self, group: Block, values: Values, scope: Scope, prefix: str) -> Iterator[Paragraph]:
        """The group's blocks with their ordinals; only those that come to something are counted."""
        family = self.family(group.ordinals, values)
        trial = {**values, ORDINAL: ""}
        standing = [b for b in group.blocks if any(True for _ in self.blocks((b,), trial, scope, prefix))]
        for number, block in enumerate(standing, 1):
            inner = {**values, ORDINAL: family.lead(number, len(standing))}
            yield from self.blocks((block,), inner, scope, prefix)

    def family(self, name: str, values: Values) -> OrdinalFamily:
        """The family that ``ordinals: name`` means: what the question of that name asked for, or the one so called."""
        return ordinal_family(values[name] if name in self.asked_families else name)

    def spoken(self, source: str, values: Values, scope: Scope) -> str:
        """The text, or nothing where every answer that it would print is missing."""
        checked = check_text(source, scope)
        printed = [_look_up(values, path) for path in checked.outputs if path != (ORDINAL,)]
        if printed and not any(printed):
            return ""
        return self.render(checked, values)

    def run_in(self, run_in: RunIn, values: Values, scope: Scope) -> str:
        inner_scope = self.inner_scope(run_in, scope)
        return "".join(self.spoken(run_in.text, inner, inner_scope) for _, inner in self.repeat(run_in, values))

    def inner_scope(self, block: Block | RunIn, scope: Scope) -> Scope:
        listing = listing_at(scope, block.for_each)
        if listing is None:  # the template's check has refused this already
            raise AssemblyError(gettext_noop("“%(name)s”不是列表。"), name=block.for_each)
        return item_scope(scope, listing.item, block.as_, ordinals=bool(block.ordinals))

    def repeat(self, block: Block | RunIn, values: Values) -> Iterator[tuple[str, Values]]:
        """For every item of the list its id and the values inside the repetition, the ordinal among them."""
        items = _look_up(values, tuple(block.for_each.split(".")))
        for number, item in enumerate(items, 1):
            self.step()
            inner = {**values, block.as_: item}
            if block.ordinals:
                inner[ORDINAL] = self.family(block.ordinals, values).lead(number, len(items))
            yield item["id"], inner


def _sound(key: str) -> str:
    """``key``, which the check of the template has bounded; a document never gets another one."""
    if not KEY_PATTERN.match(key):
        raise AssemblyError(gettext_noop("模板各块的 key 连起来太长：段落的标识最多 %(limit)d 个字符。"), limit=MAX_KEY)
    return key


def _look_up(values: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    found: Any = values
    for name in path:
        found = found[name]
    return found
