"""YAML that people write, read into plain data with the line of every part.

Only what the template and answers files need: mappings, lists and scalars.  Aliases, tags and several documents in one
file are refused, so a small file cannot unfold into a large one (the "billion laughs").
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.reader import ReaderError

from drafts.core.document import clean_text
from drafts.core.errors import TemplateError, gettext_noop

MAX_SOURCE = 200_000
MAX_DEPTH = 16

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
    """``text`` as data with lines; every scalar stays a string.  Raises TemplateError at the line that is wrong."""
    if len(text) > MAX_SOURCE:
        raise TemplateError(gettext_noop("文件超过了 %(limit)d 字。"), limit=MAX_SOURCE)
    try:
        loader = yaml.SafeLoader(text)
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise TemplateError(gettext_noop("文件里有 YAML 不允许的字符。"), line=line) from error
    reader = _Reader(iter(loader.get_event, None))
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

    def __init__(self, events: Iterator[yaml.Event]) -> None:
        self.events = events
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
        return clean_text(written) if written or getattr(event, "style", None) else None

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


def _refuse_marks(event: yaml.Event) -> None:
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise TemplateError(gettext_noop("不能使用 YAML 的锚点和引用（& 和 *）。"), line=_line(event))
    if getattr(event, "tag", None):
        raise TemplateError(gettext_noop("不能使用 YAML 的标签（!）。"), line=_line(event))


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1
