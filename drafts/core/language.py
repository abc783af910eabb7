"""The template language: a whitelist on top of Jinja2's syntax.

A text may hold plain characters, ``{{ … }}`` and ``{% if … %}``.  Names are those of the template's questions, fields
those that a list of points declares, filters and tests those listed here.  Nothing is compiled before its source was
scanned, parsed and walked: compiling alone can already run code, since Jinja2 folds constants (measured: 51 hostile
templates, of which 19 exhausted time or memory and one ran when it was compiled).  Jinja2's own sandbox stands behind
the walk as a second wall.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NoReturn

import jinja2
from jinja2 import nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from drafts.core.errors import NumberingError, TemplateError, gettext_noop
from drafts.core.numbering import chinese_numeral

MAX_TEXT = 20_000
MAX_TAG = 400
MAX_NODES = 2_000
MAX_DEPTH = 24
MAX_STRING = 200
MAX_INTEGER = 10**6
MAX_SEPARATOR = 10

_SENTENCE_ENDS = "。！？…；：.!?;:"


# What an expression is, as far as the language has to know.
@dataclass(frozen=True, slots=True)
class Text:
    """A string."""


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number."""


@dataclass(frozen=True, slots=True)
class Truth:
    """A yes or no; can be asked for but not printed."""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list question, with its fields."""

    fields: tuple[tuple[str, "Text | Listing"], ...]

    def field(self, name: str) -> "Text | Listing | None":
        return dict(self.fields).get(name)


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of items."""

    item: Item


Type = Text | Number | Truth | Item | Listing
Scope = tuple[tuple[str, Type], ...]


class LanguageEnvironment(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox over plain values: a field of an item is its entry, never an attribute of ``dict``."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, Mapping):
            # The walk knows that the field is declared; only the first or last of an empty list lacks it.
            return obj.get(attribute, "")
        return self.undefined(obj=obj, name=attribute)


def _sentence(text: str) -> str:
    """``text`` with a full stop, unless it is empty or ends a sentence already."""
    return text if not text or text.rstrip("”’》）")[-1:] in _SENTENCE_ENDS else text + "。"


def _colon(text: str) -> str:
    """``text`` with one full-width colon behind it, in place of a mark that was typed there; nothing for nothing."""
    bare = text.rstrip("：:，,。.！!")
    return bare + "：" if bare else ""


def _chinese(number: int) -> str:
    """``number`` as it is said before a measure word: 两个方面 rather than 二个方面.  Raises NumberingError past 99."""
    return {0: "零", 2: "两"}.get(number) or chinese_numeral(number)


def _join(items: Sequence[Mapping[str, str]], separator: str, field: str) -> str:
    return separator.join(item[field] for item in items if item[field])


def _first(items: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    return items[0] if items else {}


def _last(items: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    return items[-1] if items else {}


FILTERS: dict[str, Callable[..., Any]] = {
    "length": len,
    "chinese": _chinese,
    "sentence": _sentence,
    "colon": _colon,
    "join": _join,
    "first": _first,
    "last": _last,
}
_FILTER_INPUTS: dict[str, type[Type]] = {"chinese": Number, "sentence": Text, "colon": Text}
_WRONG_INPUT: dict[type[Type], str] = {
    Number: gettext_noop("过滤器 %(name)s 只能用在数字上。"),
    Text: gettext_noop("过滤器 %(name)s 只能用在文字上。"),
    Listing: gettext_noop("过滤器 %(name)s 只能用在列表上。"),
}
TESTS: dict[str, Callable[..., bool]] = {"blank": lambda value: not value}


def _environment() -> LanguageEnvironment:
    # The output is plain text and never HTML, so there is nothing to escape; pages escape what they show.
    env = LanguageEnvironment(
        undefined=jinja2.StrictUndefined,
        optimized=False,
        autoescape=False,
        cache_size=0,
        keep_trailing_newline=True,
    )
    env.globals.clear()
    env.filters.clear()
    env.filters.update(FILTERS)
    env.tests.clear()
    env.tests.update(TESTS)
    return env


_ENVIRONMENT = _environment()
_OPERATORS = frozenset({".", "|", "(", ")", ",", "==", "!=", "<", "<=", ">", ">="})
_STATEMENTS = frozenset({"if", "elif", "else", "endif"})
_OPENERS = frozenset({"variable_begin", "block_begin"})


@dataclass(frozen=True, slots=True)
class CheckedText:
    """A text of the language that passed every check, ready to render.

    ``outputs`` are the names and fields that it prints, as ``("称谓",)`` or ``("点", "标题")``; ``names`` are all the
    names that it looks at.
    """

    outputs: frozenset[tuple[str, ...]]
    names: frozenset[str]
    compiled: jinja2.Template

    def pieces(self, values: Mapping[str, Any]) -> Iterator[str]:
        """The rendered text, piece by piece, so that the caller can stop where it grows too long."""
        return self.compiled.generate(values)


@lru_cache(maxsize=4096)
def check_text(source: str, scope: Scope) -> CheckedText:
    """``source`` checked against the names of ``scope`` and compiled.

    Raises TemplateError with the line inside ``source``, what was found, and what to write instead.
    """
    _scan(source)
    walk = _Walk(dict(scope))
    try:
        walk.template(_parse(source))
        compiled = _ENVIRONMENT.from_string(source)
    except RecursionError as error:  # the limits keep away from it; a deeper caller's stack could still meet it
        raise TemplateError(gettext_noop("写得太复杂，请拆成几段。"), line=1) from error
    return CheckedText(frozenset(walk.outputs), frozenset(walk.names), compiled)


def check_condition(source: str, scope: Scope) -> CheckedText:
    """A condition (``when: 职务 and 姓名``) as a text that is ``1`` where it holds and empty where it does not."""
    if re.search(r"[{}%#\n]", source):
        raise TemplateError(gettext_noop("条件里只能写一个表达式，不能有 {、}、%% 或换行。"), line=1)
    return check_text("{% if " + source + " %}1{% endif %}", scope)


def _refuse(line: int, message: str, **params: object) -> NoReturn:
    raise TemplateError(message, line=line, **params)


def _scan(source: str) -> None:
    """First wall: sizes and tokens, before the recursive parser sees anything."""
    if len(source) > MAX_TEXT:
        _refuse(1, gettext_noop("这段模板文字超过了 %(limit)d 字。"), limit=MAX_TEXT)
    depth = tag_length = tokens = ifs = 0
    first_in_block = False
    try:
        for line, kind, value in _ENVIRONMENT.lex(source):
            tokens += 1
            if kind in _OPENERS:
                depth = tag_length = 0
                first_in_block = kind == "block_begin"
            elif kind == "name" and first_in_block:
                ifs += {"if": 1, "endif": -1}.get(value, 0)
                _scan_statement(line, value)
                first_in_block = False
            else:
                _scan_token(line, kind, value)
            tag_length += len(value) if kind != "data" else 0
            depth += {"(": 1, ")": -1}.get(value, 0) if kind == "operator" else 0
            if tag_length > MAX_TAG:
                _refuse(line, gettext_noop("一处 {{ }} 或 {%% %%} 超过了 %(limit)d 字。"), limit=MAX_TAG)
            if max(depth, ifs) > MAX_DEPTH or tokens > 3 * MAX_NODES:
                _refuse(line, gettext_noop("写得太复杂：括号或 if 嵌套太深，或表达式太多。"))
    except jinja2.TemplateSyntaxError as error:
        raise _syntax_error(error) from error


def _scan_statement(line: int, word: str) -> None:
    if word == "for":
        _refuse(line, gettext_noop("不能写循环 for：要重复的段落请在块上写 for_each。"))
    if word not in _STATEMENTS:
        _refuse(line, gettext_noop("不能使用 %(word)s：这里只有 if、elif、else、endif。"), word=word[:40])


def _scan_token(line: int, kind: str, value: str) -> None:
    if kind == "operator" and value not in _OPERATORS:
        if value in ("[", "]"):
            _refuse(line, gettext_noop("不能使用方括号：字段请写作 点.标题，首尾项请用 first、last。"))
        _refuse(line, gettext_noop("不能使用运算符 %(found)s：只有比较、and、or、not。"), found=value[:4])
    if kind in ("comment_begin", "comment"):
        _refuse(line, gettext_noop("注释请写在 YAML 的 # 后面，不要写 {# #}。"))
    if kind in ("raw_begin", "raw_end", "float", "linestatement_begin", "linecomment_begin"):
        _refuse(line, gettext_noop("不能使用 %(found)s。"), found=value.strip()[:20])
    if kind == "string" and len(value) > MAX_STRING:
        _refuse(line, gettext_noop("引号里的文字超过了 %(limit)d 字，请直接写在 {{ }} 外面。"), limit=MAX_STRING)
    if kind == "integer" and (len(value) > 9 or not value.isdecimal() or int(value) > MAX_INTEGER):
        _refuse(line, gettext_noop("数字太大。"))


def _parse(source: str) -> nodes.Template:
    try:
        return _ENVIRONMENT.parse(source)
    except jinja2.TemplateSyntaxError as error:
        raise _syntax_error(error) from error


def _syntax_error(error: jinja2.TemplateSyntaxError) -> TemplateError:
    """Jinja2's complaint in the reader's words; what it found is quoted in full only where it is short."""
    found = re.search(r"'([^']{1,40})'", error.message or "")
    if error.message and "unknown tag" in error.message and found:
        return TemplateError(gettext_noop("多出了 %(found)s，或者少了它前面的 if。"), line=error.lineno, found=found[1])
    if error.message and "filter" in error.message and found:
        return TemplateError(
            gettext_noop("没有 %(found)s 这个过滤器，可用：%(names)s。"),
            line=error.lineno,
            found=found[1],
            names="、".join(FILTERS),
        )
    return TemplateError(gettext_noop("{{ }} 或 {%% %%} 没有写完整，请检查括号、引号和 endif。"), line=error.lineno)


class _Walk:
    """Second wall: every node of the parsed text is one of the listed kinds and of a fitting type."""

    def __init__(self, scope: dict[str, Type]) -> None:
        self.scope = scope
        self.outputs: set[tuple[str, ...]] = set()
        self.names: set[str] = set()
        self.seen = 0
        self.printing = False

    def template(self, tree: nodes.Template) -> None:
        for node in tree.body:
            self.statement(node, 1)

    def count(self, node: nodes.Node, depth: int) -> None:
        self.seen += 1
        if self.seen > MAX_NODES or depth > MAX_DEPTH:
            _refuse(node.lineno, gettext_noop("写得太复杂：括号或 if 嵌套太深，或表达式太多。"))

    def statement(self, node: nodes.Node, depth: int) -> None:
        self.count(node, depth)
        if isinstance(node, nodes.Output):
            for child in node.nodes:
                self.output(child, depth + 1)
        elif isinstance(node, nodes.If):
            self.expression(node.test, depth + 1)
            for inner in (*node.body, *node.elif_, *node.else_):
                self.statement(inner, depth + 1)
        else:
            self.unknown(node)

    def output(self, node: nodes.Node, depth: int) -> None:
        if isinstance(node, nodes.TemplateData):
            return
        self.printing = True
        kind = self.expression(node, depth)
        self.printing = False
        if isinstance(kind, Listing | Item):
            _refuse(node.lineno, gettext_noop("这里是一个列表或其中一项，不能直接写出来：请写它的字段，如 点.标题。"))
        if isinstance(kind, Truth):
            _refuse(node.lineno, gettext_noop("这里是一个判断，不能直接写出来：请放进 {%% if %%}。"))

    def expression(self, node: nodes.Node, depth: int) -> Type:
        self.count(node, depth)
        handler = self.HANDLERS.get(type(node))
        if handler is None:
            self.unknown(node)
        return handler(self, node, depth + 1)

    def unknown(self, node: nodes.Node) -> NoReturn:
        _refuse(node.lineno, gettext_noop("不能使用这种写法（%(found)s）。"), found=type(node).__name__)

    def name(self, node: nodes.Name, _depth: int) -> Type:
        if node.name not in self.scope:
            _refuse(
                node.lineno,
                gettext_noop("没有“%(name)s”这个填写项，可用：%(names)s。"),
                name=node.name[:40],
                names="、".join(self.scope) or "—",
            )
        self.names.add(node.name)
        kind = self.scope[node.name]
        if self.printing and not isinstance(kind, Item):
            self.outputs.add((node.name,))
        return kind

    def field(self, node: nodes.Getattr, depth: int) -> Type:
        owner = self.expression(node.node, depth)
        kind = owner.field(node.attr) if isinstance(owner, Item) else None
        if kind is None:
            _refuse(node.lineno, gettext_noop("没有“%(name)s”这个字段。"), name=node.attr[:40])
        if self.printing and isinstance(node.node, nodes.Name):
            self.outputs.add((node.node.name, node.attr))
        return kind

    def constant(self, node: nodes.Const, _depth: int) -> Type:
        if isinstance(node.value, str):
            return Text()
        if isinstance(node.value, int) and not isinstance(node.value, bool):
            return Number()
        _refuse(node.lineno, gettext_noop("常量只能是文字或整数。"))

    def filter(self, node: nodes.Filter, depth: int) -> Type:
        if node.node is None or node.kwargs or node.dyn_args or node.dyn_kwargs:
            self.unknown(node)
        if node.name not in FILTERS:
            names = "、".join(FILTERS)
            message = gettext_noop("没有 %(found)s 这个过滤器，可用：%(names)s。")
            _refuse(node.lineno, message, found=node.name[:40], names=names)
        value = self.expression(node.node, depth)
        wanted = _FILTER_INPUTS.get(node.name, Listing)
        if not isinstance(value, wanted):
            _refuse(node.lineno, _WRONG_INPUT[wanted], name=node.name)
        if node.name == "join":
            self.join_arguments(node, value)
            return Text()
        if node.args:
            _refuse(node.lineno, gettext_noop("过滤器 %(name)s 后面不需要括号。"), name=node.name)
        if isinstance(value, Listing):
            return Number() if node.name == "length" else value.item
        if isinstance(node.node, nodes.Const):
            self.constant_input(node, node.node)
        return Text()

    def constant_input(self, node: nodes.Filter, constant: nodes.Const) -> None:
        """A constant is known now, so what its filter would raise for it is not left for the rendering."""
        try:
            FILTERS[node.name](constant.value)
        except NumberingError as error:
            raise TemplateError(error.message, line=node.lineno, **error.params) from error

    def join_arguments(self, node: nodes.Filter, value: Type) -> None:
        arguments = [arg.value for arg in node.args if isinstance(arg, nodes.Const) and isinstance(arg.value, str)]
        fits = (
            len(arguments) == len(node.args) == 2
            and len(arguments[0]) <= MAX_SEPARATOR
            and isinstance(value, Listing)
            and isinstance(value.item.field(arguments[1]), Text)
        )
        if not fits:
            message = gettext_noop("join 请写作 join('、', '标题')：先是不超过 %(limit)d 字的间隔，再是一个字段名。")
            _refuse(node.lineno, message, limit=MAX_SEPARATOR)

    def test(self, node: nodes.Test, depth: int) -> Type:
        if node.name not in TESTS or node.args or node.kwargs or node.dyn_args or node.dyn_kwargs:
            _refuse(node.lineno, gettext_noop("is 后面只能写 blank。"))
        self.expression(node.node, depth)
        return Truth()

    def comparison(self, node: nodes.Compare, depth: int) -> Type:
        kinds = {type(self.expression(child, depth)) for child in (node.expr, *(op.expr for op in node.ops))}
        if kinds not in ({Text}, {Number}) or any(op.op in ("in", "notin") for op in node.ops):
            _refuse(node.lineno, gettext_noop("只能比较文字和文字、数字和数字。"))
        return Truth()

    def logic(self, node: nodes.And | nodes.Or, depth: int) -> Type:
        self.expression(node.left, depth)
        self.expression(node.right, depth)
        return Truth()

    def negation(self, node: nodes.Not, depth: int) -> Type:
        self.expression(node.node, depth)
        return Truth()

    def choice(self, node: nodes.CondExpr, depth: int) -> Type:
        if node.expr2 is None:
            _refuse(node.lineno, gettext_noop("{{ 甲 if 条件 else 乙 }} 里少了 else。"))
        kinds = [self.expression(child, depth) for child in (node.expr1, node.expr2)]
        self.expression(node.test, depth)
        if kinds != [Text(), Text()]:
            _refuse(node.lineno, gettext_noop("if 和 else 两边都应是文字。"))
        return Text()

    HANDLERS: Mapping[type[nodes.Node], Callable[["_Walk", Any, int], Type]] = {
        nodes.Name: name,
        nodes.Getattr: field,
        nodes.Const: constant,
        nodes.Filter: filter,
        nodes.Test: test,
        nodes.Compare: comparison,
        nodes.And: logic,
        nodes.Or: logic,
        nodes.Not: negation,
        nodes.CondExpr: choice,
    }
