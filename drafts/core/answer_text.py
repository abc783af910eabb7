"""Answers as text to read and to keep, whatever they were given for."""

from collections.abc import Iterator
from typing import Any

_DEEPEST = 8
"""A list inside a list is four levels; what lies deeper is nothing that a form leaves behind."""


def answers_as_text(answers: Any) -> str:
    """``answers`` a line each, the name before what was given, items numbered and indented; ``""`` for none.

    Every shape that JSON can have is written, for the answers that fit no form are the ones that are read this way.
    """
    return "".join(f"{line}\n" for line in _lines(answers, 0))


def _lines(given: Any, depth: int) -> Iterator[str]:
    indent = "    " * depth
    if depth > _DEEPEST:
        yield f"{indent}…"
    elif isinstance(given, dict):
        for name, value in given.items():
            if name != "id":
                yield from _named(str(name), value, depth)
    elif isinstance(given, list):
        for number, item in enumerate(given, 1):
            yield from _named(str(number), item, depth)
    else:
        yield from (f"{indent}{line}" for line in _words(given).splitlines())


def _named(name: str, value: Any, depth: int) -> Iterator[str]:
    indent = "    " * depth
    if isinstance(value, dict | list):
        yield f"{indent}{name}："
        yield from _lines(value, depth + 1)
        return
    first, *rest = _words(value).splitlines() or [""]
    yield f"{indent}{name}：{first}"
    yield from (f"{indent}    {line}" for line in rest)


def _words(value: Any) -> str:
    return "" if value is None else str(value)
