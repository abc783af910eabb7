"""A speech template read from YAML, checked when it is saved and when it is loaded."""

import keyword
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from graphlib import CycleError

from pydantic import ValidationError

from drafts.core.assembly import LONGEST_LINE_MARK, assemble
from drafts.core.definition import (
    MAX_BLOCKS,
    ORDINAL,
    Block,
    RunIn,
    TemplateDefinition,
    counted_scope,
    default_order,
    every_block,
    item_scope,
    listing_at,
    sample_answers,
)
from drafts.core.document import MAX_KEY
from drafts.core.errors import AnswerError, NumberingError, Phrase, SidianError, TemplateError, gettext_noop
from drafts.core.language import Scope, check_condition, check_text
from drafts.core.numbering import ordinal_family
from drafts.core.questions import MAX_ITEM_ID, Kind, Question, check_answers
from drafts.core.source import Path, Source, read_source

# What a template is made of is passed on, so that who loads one finds its parts in the same place.
__all__ = [
    "ORDINAL",
    "Block",
    "RunIn",
    "TemplateDefinition",
    "counted_scope",
    "default_order",
    "item_scope",
    "listing_at",
    "load_template",
    "sample_answers",
]


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


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a block stands: the names that it may use, the lists that repeat around it, the longest key before its own.

    ``key`` counts the characters of the blocks' keys and items' ids around, with the dots behind them.
    """

    scope: Scope
    lists: frozenset[str] = frozenset()
    key: int = 0
    depth: int = 1


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
        if sum(1 for _ in every_block(self.definition.blocks)) > MAX_BLOCKS:
            raise self.refuse(("blocks",), gettext_noop("段落块超过了 %(limit)d 个。"), limit=MAX_BLOCKS)
        self.blocks(self.definition.blocks, _Place(self.definition.scope), ("blocks",))
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

    def blocks(self, blocks: tuple[Block, ...], place: _Place, path: Path) -> None:
        keys: set[str] = set()
        for n, block in enumerate(blocks):
            here = (*path, n)
            if block.key in keys:
                raise self.refuse((*here, "key"), gettext_noop("“%(name)s”写了两次。"), name=block.key)
            keys.add(block.key)
            self.block(block, place, here)

    def block(self, block: Block, place: _Place, path: Path) -> None:
        if bool(block.text) == bool(block.blocks) or (block.blocks and block.run_in):
            raise self.refuse(path, gettext_noop("一个块要么有 text，要么有 blocks。"))
        if place.depth > 4:
            raise self.refuse(path, gettext_noop("块最多套四层。"))
        if bool(block.for_each) != bool(block.as_):
            raise self.refuse(path, gettext_noop("for_each 和 as 要一起写。"))
        inner = replace(place, key=self.key(block, place, path), depth=place.depth + 1)
        if block.ordinals and not block.for_each:
            inner = replace(inner, scope=self.counted_group(block, place.scope, path))
        if block.for_each:
            inner = self.repetition(block, inner, path)
        self.texts(block, inner, path)
        self.blocks(block.blocks, inner, (*path, "blocks"))

    def texts(self, block: Block, place: _Place, path: Path) -> None:
        """What the block itself says, and when."""
        if block.when:
            self.condition(block.when, place.scope, (*path, "when"))
        if block.text:
            self.text(block.text, place.scope, (*path, "text"))
        if block.run_in:
            inner = self.repetition(block.run_in, place, (*path, "run_in"))
            self.text(block.run_in.text, inner.scope, (*path, "run_in", "text"))

    def key(self, block: Block, place: _Place, path: Path) -> int:
        """The longest key that a paragraph of the block can have, with a dot behind it."""
        longest = place.key + len(block.key) + (1 + MAX_ITEM_ID if block.for_each else 0)
        if longest + LONGEST_LINE_MARK > MAX_KEY:
            message = gettext_noop(
                "外层各块和这一块的 key 连起来太长，加上各项的标识会超过 %(limit)d 个字符，请改短一些。"
            )
            raise self.refuse((*path, "key"), message, limit=MAX_KEY)
        return longest + 1

    def repetition(self, block: Block | RunIn, place: _Place, path: Path) -> _Place:
        listing = listing_at(place.scope, block.for_each)
        if listing is None:
            message = gettext_noop("“%(name)s”不是列表：for_each 要写一个列表填写项，或外层一项的列表字段（点.分点）。")
            raise self.refuse((*path, "for_each"), message, name=block.for_each)
        if block.for_each in place.lists:
            message = gettext_noop("外层已经按“%(name)s”的各项重复，里面不能再按它重复一遍。")
            raise self.refuse((*path, "for_each"), message, name=block.for_each)
        self.name(block.as_, (*path, "as"))
        if block.as_ in dict(place.scope):
            raise self.refuse((*path, "as"), gettext_noop("“%(name)s”已经是别的名称。"), name=block.as_)
        if block.ordinals:
            self.ordinals(block.ordinals, (*path, "ordinals"))
        scope = item_scope(place.scope, listing.item, block.as_, ordinals=bool(block.ordinals))
        return replace(place, scope=scope, lists=place.lists | {block.for_each})

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

    def text(self, text: str, scope: Scope, path: Path) -> None:
        try:
            check_text(text, scope)
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
        """The sample fits the questions and a speech can be made of it."""
        if not self.definition.sample:
            return
        try:
            assemble(self.definition, self.definition.sample)
        except AnswerError as error:
            problem = error.problems[0]
            path = tuple(step - 1 if isinstance(step, int) else step for step in problem.path)
            message = gettext_noop("示例内容不合要求（%(problem)s）")
            raise self.refuse(("sample", *path), message, problem=problem) from error
        except SidianError as error:
            message = gettext_noop("用示例内容不能生成讲稿（%(problem)s）")
            raise self.refuse(("sample",), message, problem=error) from error


_RESERVED = frozenset(
    {ORDINAL, "id", "true", "false", "none", "self", "loop", "caller", "if", "elif", "endif", "blank"}
)


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
    last = next((step for step in reversed(path) if isinstance(step, str)), "")
    message = _SCHEMA_MESSAGES.get(problem["type"], gettext_noop("“%(name)s”的值不合规定。"))
    values = str(problem.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", ", ")
    return TemplateError(
        message, line=source.line_of(path), name=last[:40] or Phrase(gettext_noop("模板")), values=values
    )
