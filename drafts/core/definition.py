"""What a speech template holds, as values: questions, blocks, and the names that its texts may use.

Repetition is structure and not a loop in the text: a block with ``for_each`` stands once an item, so every assembled
paragraph has a key of its own.
"""

from collections.abc import Iterator
from graphlib import TopologicalSorter
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from drafts.core.document import Style
from drafts.core.language import Item, Listing, Scope, Text, check_text
from drafts.core.questions import Answers, Kind, Question, Words, check_answers

ORDINAL = "序号"
"""The name under which a repeated block's text finds its computed ordinal."""

MAX_QUESTIONS = 60
MAX_BLOCKS = 80

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
BlockKey = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=24)]


class RunIn(BaseModel):
    """Items that run on inside one paragraph: 首先，…其次，…最后，…"""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    for_each: Words
    as_: Annotated[Words, Field(alias="as")]
    ordinals: Words = ""
    text: str


class Block(BaseModel):
    """One paragraph, or with ``blocks`` a group of them; with ``for_each`` once for every item of a list.

    ``ordinals`` count the items of ``for_each``; on a group without it they count the group's own blocks that stand in
    the document, so that a part which is left out leaves no hole in 一、二、三、.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    key: BlockKey
    style: Style = Style.BODY
    text: str = ""
    when: Words = ""
    for_each: Words = ""
    as_: Annotated[Words, Field(alias="as")] = ""
    ordinals: Words = ""
    run_in: RunIn | None = None
    blocks: tuple["Block", ...] = ()


class TemplateDefinition(BaseModel):
    """A template's whole content, as values."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    slug: Slug
    name: Annotated[str, Field(min_length=1, max_length=60)]
    kind: Annotated[str, Field(min_length=1, max_length=20)]
    summary: Words = ""
    minutes: Annotated[int, Field(ge=1, le=120)] = 8
    questions: Annotated[tuple[Question, ...], Field(min_length=1, max_length=MAX_QUESTIONS)]
    blocks: Annotated[tuple[Block, ...], Field(min_length=1, max_length=MAX_BLOCKS)]
    sample: dict[str, Any] = {}

    @property
    def sections(self) -> list[tuple[str, list[Question]]]:
        """The questions by section, both in the order of the speech."""
        groups: dict[str, list[Question]] = {}
        for question in self.questions:
            groups.setdefault(question.section, []).append(question)
        return list(groups.items())

    @property
    def scope(self) -> Scope:
        """The names that every text of the template may use."""
        return tuple((question.name, _type_of(question)) for question in self.questions)

    def question(self, name: str) -> Question:
        """The question called ``name``.  Raises KeyError."""
        return {question.name: question for question in self.questions}[name]


def default_order(definition: TemplateDefinition) -> list[str]:
    """The questions with a default, each after those that its default looks at.  Raises CycleError."""
    graph = {q.name: check_text(q.default, definition.scope).names for q in definition.questions if q.default}
    return [name for name in TopologicalSorter(graph).static_order() if name in graph]


def item_scope(scope: Scope, item_type: Item, name: str, *, ordinals: bool) -> Scope:
    """``scope`` inside a repetition: the item's name, and 序号 where ordinals are computed."""
    inner = {**dict(scope), name: item_type}
    if ordinals:
        inner[ORDINAL] = Text()
    return tuple(inner.items())


def counted_scope(scope: Scope) -> Scope:
    """``scope`` inside a group whose blocks are counted: 序号 as well."""
    return tuple({**dict(scope), ORDINAL: Text()}.items())


def listing_at(scope: Scope, path: str) -> Listing | None:
    """The list that ``path`` names: a list question (要点) or a list field of an item around it (点.分点)."""
    owner, _, name = path.rpartition(".")
    kinds = dict(scope)
    if not owner:
        found = kinds.get(name)
    else:
        around = kinds.get(owner)
        found = around.field(name) if isinstance(around, Item) else None
    return found if isinstance(found, Listing) else None


def _type_of(question: Question) -> Text | Listing:
    if question.kind is Kind.LIST:
        return Listing(Item(tuple((field.name, _type_of(field)) for field in question.fields)))
    return Text()


def every_block(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """``blocks`` and all that stand inside them, in reading order."""
    for block in blocks:
        yield block
        yield from every_block(block.blocks)


def sample_answers(definition: TemplateDefinition) -> Answers:
    """The template's own sample answers, checked; empty ones where it has none."""
    return check_answers(definition.questions, definition.sample, partial=not definition.sample)
