"""A speech template: questions and blocks, read from YAML and checked when it is saved and when it is loaded.

Repetition is structure and not a loop in the text: a block with ``for_each`` stands once an item, so every assembled
paragraph has a key of its own.
"""

import keyword
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from drafts.core.document import Style
from drafts.core.errors import AnswerError, NumberingError, TemplateError, gettext_noop
from drafts.core.language import CheckedText, Item, Listing, Scope, Text, check_condition, check_text
from drafts.core.numbering import ordinal_family
from drafts.core.questions import Answers, Kind, Question, Words, check_answers
from drafts.core.source import Path, Source, read_source

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


@lru_cache(maxsize=256)
def load_template(source: str) -> TemplateDefinition:
    """The template written as YAML in ``source``, fully checked.

    Raises TemplateError with the line in ``source`` that is to blame.
    """
    read = read_source(source)
    try:
        definition = TemplateDefinition.model_validate(read.data)
    except ValidationError as error:
        raise _schema_error(error, read) from error
    _Checker(definition, read).check()
    return definition


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


class _Checker:
    """Everything about a template that its schema cannot say."""

    def __init__(self, definition: TemplateDefinition, source: Source) -> None:
        self.definition = definition
        self.source = source

    def refuse(self, path: Path, message: str, **params: object) -> TemplateError:
        return TemplateError(message, line=self.source.line_of(path), **params)

    def check(self) -> None:
        self.questions(self.definition.questions, ("questions",), depth=1)
        self.defaults()
        if sum(1 for _ in _walk(self.definition.blocks)) > MAX_BLOCKS:
            raise self.refuse(("blocks",), gettext_noop("段落块超过了 %(limit)d 个。"), limit=MAX_BLOCKS)
        self.blocks(self.definition.blocks, self.definition.scope, ("blocks",), depth=1)
        self.sample()

    def questions(self, questions: tuple[Question, ...], path: Path, *, depth: int) -> None:
        seen: set[str] = set()
        for n, question in enumerate(questions):
            here = (*path, n)
            self.name(question.name, (*here, "name"))
            if question.name in seen:
                raise self.refuse((*here, "name"), gettext_noop("“%(name)s”写了两次。"), name=question.name)
            seen.add(question.name)
            self.question(question, here, depth)

    def name(self, name: str, path: Path) -> None:
        plain = name.isidentifier() and unicodedata.normalize("NFKC", name) == name and not name.startswith("_")
        if not plain or keyword.iskeyword(name) or name.lower() in _RESERVED:
            message = gettext_noop("“%(name)s”不能作名称：只用汉字、字母和数字，不以数字开头，不用保留字。")
            raise self.refuse(path, message, name=name)

    def question(self, question: Question, path: Path, depth: int) -> None:
        if (question.kind is Kind.LIST) != bool(question.fields):
            raise self.refuse(path, gettext_noop("列表（kind: list）要有 fields，其他填写项不能有。"))
        if (question.kind is Kind.CHOICE) != bool(question.choices):
            raise self.refuse(path, gettext_noop("选择（kind: choice）要有 choices，其他填写项不能有。"))
        if max(question.min_items, question.start_items) > question.max_items:
            raise self.refuse(path, gettext_noop("min_items 和 start_items 不能大于 max_items。"))
        if question.default and (depth > 1 or question.kind is Kind.LIST):
            raise self.refuse((*path, "default"), gettext_noop("列表和列表里的字段不能有 default。"))
        if question.kind is Kind.ORDINALS and not question.default:
            raise self.refuse(path, gettext_noop("序号体系（kind: ordinals）要有 default。"))
        if depth > 3:
            raise self.refuse(path, gettext_noop("列表里最多再套一层列表。"))
        if question.fields:
            self.questions(question.fields, (*path, "fields"), depth=depth + 1)

    def defaults(self) -> None:
        scope = self.definition.scope
        for n, question in enumerate(self.definition.questions):
            path: Path = ("questions", n, "default")
            self.text(question.default, scope, path)
            if question.kind in (Kind.ORDINALS, Kind.CHOICE, Kind.DATE) and question.default:
                try:
                    check_answers([question], {question.name: question.default})
                except AnswerError as error:
                    problem = error.problems[0]
                    raise self.refuse(path, problem.message, **problem.params) from error
        try:
            default_order(self.definition)
        except CycleError as error:
            raise self.refuse(("questions",), gettext_noop("几个填写项的 default 互相引用，成了一圈。")) from error

    def blocks(self, blocks: tuple[Block, ...], scope: Scope, path: Path, *, depth: int) -> None:
        keys: set[str] = set()
        for n, block in enumerate(blocks):
            here = (*path, n)
            if block.key in keys:
                raise self.refuse((*here, "key"), gettext_noop("“%(name)s”写了两次。"), name=block.key)
            keys.add(block.key)
            self.block(block, scope, here, depth)

    def block(self, block: Block, scope: Scope, path: Path, depth: int) -> None:
        if bool(block.text) == bool(block.blocks) or (block.blocks and block.run_in):
            raise self.refuse(path, gettext_noop("一个块要么有 text，要么有 blocks。"))
        if depth > 4:
            raise self.refuse(path, gettext_noop("块最多套四层。"))
        if bool(block.for_each) != bool(block.as_):
            raise self.refuse(path, gettext_noop("for_each 和 as 要一起写。"))
        if block.ordinals and not block.for_each:
            scope = self.counted_group(block, scope, path)
        if block.for_each:
            scope = self.repetition(block, scope, path)
        if block.when:
            self.condition(block.when, scope, (*path, "when"))
        if block.text:
            self.text(block.text, scope, (*path, "text"))
        if block.run_in:
            inner = self.repetition(block.run_in, scope, (*path, "run_in"))
            self.text(block.run_in.text, inner, (*path, "run_in", "text"))
        self.blocks(block.blocks, scope, (*path, "blocks"), depth=depth + 1)

    def repetition(self, block: Block | RunIn, scope: Scope, path: Path) -> Scope:
        listing = listing_at(scope, block.for_each)
        if listing is None:
            message = gettext_noop("“%(name)s”不是列表：for_each 要写一个列表填写项，或外层一项的列表字段（点.分点）。")
            raise self.refuse((*path, "for_each"), message, name=block.for_each)
        self.name(block.as_, (*path, "as"))
        if block.as_ in dict(scope):
            raise self.refuse((*path, "as"), gettext_noop("“%(name)s”已经是别的名称。"), name=block.as_)
        if block.ordinals:
            self.ordinals(block.ordinals, (*path, "ordinals"))
        return item_scope(scope, listing.item, block.as_, ordinals=bool(block.ordinals))

    def counted_group(self, block: Block, scope: Scope, path: Path) -> Scope:
        if not block.blocks:
            message = gettext_noop("ordinals 只能写在有 for_each 的块，或有 blocks 的块上。")
            raise self.refuse((*path, "ordinals"), message)
        self.ordinals(block.ordinals, (*path, "ordinals"))
        return counted_scope(scope)

    def ordinals(self, name: str, path: Path) -> None:
        """``ordinals`` names a question of that kind or a family by its first member."""
        if any(q.name == name and q.kind is Kind.ORDINALS for q in self.definition.questions):
            return
        try:
            ordinal_family(name)
        except NumberingError as error:
            raise self.refuse(path, error.message, **error.params) from error

    def text(self, text: str, scope: Scope, path: Path) -> CheckedText:
        try:
            return check_text(text, scope)
        except TemplateError as error:
            raise self.moved(error, path) from error

    def condition(self, text: str, scope: Scope, path: Path) -> None:
        try:
            check_condition(text, scope)
        except TemplateError as error:
            raise self.moved(error, path) from error

    def moved(self, error: TemplateError, path: Path) -> TemplateError:
        """An error inside a text, at its line in the whole file."""
        return TemplateError(error.message, line=self.source.line_inside(path, error.line), **error.params)

    def sample(self) -> None:
        if not self.definition.sample:
            return
        try:
            check_answers(self.definition.questions, self.definition.sample)
        except AnswerError as error:
            problem = error.problems[0]
            path = tuple(step - 1 if isinstance(step, int) else step for step in problem.path)
            message = gettext_noop("示例内容不合要求（%(problem)s）")
            raise self.refuse(("sample", *path), message, problem=str(problem)) from error


_RESERVED = frozenset(
    {ORDINAL, "id", "true", "false", "none", "self", "loop", "caller", "if", "elif", "endif", "blank"}
)


def _walk(blocks: tuple[Block, ...]) -> Iterator[Block]:
    for block in blocks:
        yield block
        yield from _walk(block.blocks)


_SCHEMA_MESSAGES = {
    "missing": gettext_noop("缺少“%(name)s”。"),
    "extra_forbidden": gettext_noop("这里不能写“%(name)s”。"),
    "string_type": gettext_noop("“%(name)s”应是文字。"),
    "string_too_long": gettext_noop("“%(name)s”太长了。"),
    "string_too_short": gettext_noop("“%(name)s”不能为空。"),
    "string_pattern_mismatch": gettext_noop("“%(name)s”只能用小写字母、数字和连字符。"),
    "tuple_type": gettext_noop("“%(name)s”应是一个列表（每项前一个 -）。"),
    "dict_type": gettext_noop("“%(name)s”应是“名称: 内容”的一组。"),
    "model_type": gettext_noop("“%(name)s”应是“名称: 内容”的一组。"),
    "bool_parsing": gettext_noop("“%(name)s”只能是 true 或 false。"),
    "int_parsing": gettext_noop("“%(name)s”应是一个整数。"),
    "too_short": gettext_noop("“%(name)s”至少要有一项。"),
    "too_long": gettext_noop("“%(name)s”的项数太多。"),
    "enum": gettext_noop("“%(name)s”没有这个值，可用：%(values)s。"),
}


def _schema_error(error: ValidationError, source: Source) -> TemplateError:
    """The schema's first complaint in the reader's words, at its line."""
    problem = error.errors()[0]
    path = tuple(step for step in problem["loc"] if isinstance(step, str | int))
    name = next((str(step) for step in reversed(path) if isinstance(step, str)), gettext_noop("模板"))
    message = _SCHEMA_MESSAGES.get(problem["type"], gettext_noop("“%(name)s”的值不合规定。"))
    values = str(problem.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", ", ")
    return TemplateError(message, line=source.line_of(path), name=name[:40], values=values)


def sample_answers(definition: TemplateDefinition) -> Answers:
    """The template's own sample answers, checked; empty ones where it has none."""
    return check_answers(definition.questions, definition.sample, partial=not definition.sample)
