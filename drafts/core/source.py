"""YAML that people write, read into plain data with the line of every part.

Only what the template and answers files need: mappings, lists and scalars.  Aliases, tags and several documents in one
file are refused, so a small file cannot unfold into a large one (the "billion laughs").
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.reader import ReaderError

from drafts.core.document import clean_text
from drafts.core.errors import TemplateError, gettext_noop

MAX_SOURCE = 200_000
MAX_ANSWERS_SOURCE = 600_000
"""Characters of an answers file: the longest answers that fit, each character written as an escape."""
MAX_PARTS = 20_000
"""Mappings, lists and scalars of one file; each takes about 20 µs to read."""
MAX_DEPTH = 16

# JSON writes rare hanzi as two escapes, "\ud842\udfb7", and is read as YAML; a half alone is left to be cleaned away.
_SURROGATE_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")

# What YAML reads as nothing where it stands without quotes.
_NOTHING = frozenset({"~", "null", "Null", "NULL"})

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """``data`` as dicts, lists and strings; ``lines`` gives the 1-based line of each path's value.

    ``literals`` are the paths of the texts written behind a ``|``, whose lines are those of the file.
    """

    data: Any
    lines: dict[Path, int] = field(default_factory=dict)
    literals: frozenset[Path] = frozenset()

    def line_of(self, path: Path) -> int:
        """The line of ``path``, or of the nearest part around it that has one."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def line_inside(self, path: Path, line: int) -> int:
        """The file's line for line ``line`` of the text at ``path``; the first of a folded or quoted one."""
        return self.line_of(path) + (max(line - 1, 0) if path in self.literals else 0)


def read_source(text: str) -> Source:
    """A template as data with lines; every scalar stays a string.  Raises TemplateError at the line that is wrong."""
    return _read(text, MAX_SOURCE, nothing=frozenset())


def read_answers(text: str) -> Source:
    """An answers file as data with lines: every answer the text that was typed, 5, 1. and yes too.

    ``~`` and ``null`` without quotes are nothing, as programs write what is missing.  Raises TemplateError at the line
    that is wrong.
    """
    read = _read(text, MAX_ANSWERS_SOURCE, nothing=_NOTHING)
    return read if read.data is not None else Source({})


def _read(text: str, limit: int, nothing: frozenset[str]) -> Source:
    if len(text) > limit:
        raise TemplateError(gettext_noop("文件超过了 %(limit)d 字。"), limit=limit)
    try:
        loader = yaml.SafeLoader(text)
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise TemplateError(gettext_noop("文件里有 YAML 不允许的字符。"), line=line) from error
    reader = _Reader(iter(loader.get_event, None), nothing)
    try:
        data = reader.document()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise TemplateError(gettext_noop("YAML 的写法有误，请检查缩进、冒号和引号。"), line=line) from error
    except (ValueError, OverflowError) as error:  # "\\UFFFFFFFF": PyYAML makes a character of it without looking
        message = gettext_noop("文件里有 YAML 不允许的字符。")
        raise TemplateError(message, line=int(loader.line) + 1) from error
    return Source(data, reader.lines, frozenset(reader.literals))


class _Reader:
    """Builds plain data from YAML events, refusing what could unfold or hide."""

    def __init__(self, events: Iterator[yaml.Event], nothing: frozenset[str]) -> None:
        self.events = events
        self.nothing = nothing
        self.room = MAX_PARTS
        self.lines: dict[Path, int] = {}
        self.literals: set[Path] = set()

    def document(self) -> Any:
        next(self.events)  # the stream's start
        event = next(self.events)
        if isinstance(event, yaml.StreamEndEvent):
            return {}
        data = self.value(next(self.events), ())
        next(self.events)  # the document's end
        event = next(self.events)
        if not isinstance(event, yaml.StreamEndEvent):
            raise TemplateError(gettext_noop("一个文件里只能有一份内容。"), line=_line(event))
        return data

    def value(self, event: yaml.Event, path: Path) -> Any:
        if len(path) > MAX_DEPTH:
            raise TemplateError(gettext_noop("层次太深。"), line=_line(event))
        self.room -= 1
        if self.room < 0:
            raise TemplateError(gettext_noop("文件里的内容超过了 %(limit)d 项。"), line=_line(event), limit=MAX_PARTS)
        _refuse_marks(event)
        # A block scalar's text begins on the line after its "|" or ">".
        self.lines[path] = _line(event) + (1 if getattr(event, "style", None) in ("|", ">") else 0)
        if getattr(event, "style", None) == "|":
            self.literals.add(path)
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(path)
        return self.scalar(event)

    def scalar(self, event: yaml.Event) -> str | None:
        """The text without what an escape could bring in and no file can hold; None for nothing at all."""
        written = str(getattr(event, "value", ""))
        if not getattr(event, "style", None) and (not written or written in self.nothing):
            return None
        return clean_text(_SURROGATE_PAIR.sub(_joined, written))

    def mapping(self, path: Path) -> dict[str, Any]:
        result: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise TemplateError(gettext_noop("冒号前应是一个名称。"), line=_line(event))
            _refuse_marks(event)
            name = clean_text(event.value)
            if name in result:
                raise TemplateError(gettext_noop("“%(name)s”写了两次。"), line=_line(event), name=name[:40])
            key_line = _line(event)
            result[name] = self.value(next(self.events), (*path, name))
            if result[name] is None:
                self.lines[(*path, name)] = key_line
        return result

    def sequence(self, path: Path) -> list[Any]:
        result: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            result.append(self.value(event, (*path, len(result))))
        return result


def _joined(pair: re.Match[str]) -> str:
    return pair[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def _refuse_marks(event: yaml.Event) -> None:
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise TemplateError(gettext_noop("不能使用 YAML 的锚点和引用（& 和 *）。"), line=_line(event))
    if getattr(event, "tag", None):
        raise TemplateError(gettext_noop("不能使用 YAML 的标签（!）。"), line=_line(event))


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1
