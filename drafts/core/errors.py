"""Every error that the core and the file formats raise.

    SidianError
    ├── DocumentError        a document that its schema does not allow
    ├── NumberingError       an ordinal that its family cannot give
    ├── TemplateError        a speech template that is refused, at a line
    ├── AnswerError          answers that do not fit the template's questions
    ├── AssemblyError        an assembly that would grow past its limits
    ├── StructureError       a point that cannot be moved, added or counted as asked
    ├── LengthError          a rate of speaking or a target that makes no sense
    ├── MergeError           conflicts that nobody decided, or a decision about none
    └── FormatError          a file that cannot be read or written
        ├── UnreadableFile   broken, too large, or of another kind than its name says
        ├── TypesettingError Typst could not make pages of the document
        └── LayoutError      a layout profile that cannot be, at one of its fields

An error's message is one plain sentence.  It is kept apart from its parameters so that the interface can translate
the sentence before it fills it in: ``error.translated(gettext)``; ``str(error)`` is the Chinese one.  A parameter that
is itself a message is translated with it, so no sentence is ever in two languages.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

Translate = Callable[[str], str]
"""Gives the reader's words for a Chinese message."""


def gettext_noop(message: str) -> str:
    """Return ``message``; marks it for translation by whoever shows it."""
    return message


@runtime_checkable
class Translatable(Protocol):
    """What can be said in any language."""

    def translated(self, translate: Translate) -> str:
        """The whole sentence in the language of ``translate``."""


def _fill(message: str, params: Mapping[str, object], translate: Translate) -> str:
    """``message`` translated and then filled in with ``params``, messages among them translated too."""
    return translate(message) % {
        name: value.translated(translate) if isinstance(value, Translatable) else value
        for name, value in params.items()
    }


@dataclass(frozen=True, slots=True)
class Phrase:
    """A part of a sentence, translated where the sentence is."""

    message: str
    params: Mapping[str, object] = field(default_factory=dict)

    def translated(self, translate: Translate) -> str:
        return _fill(self.message, self.params, translate)

    def __str__(self) -> str:
        return self.translated(gettext_noop)


class SidianError(Exception):
    """The root.  ``message`` is a %-format with named parameters, ``params`` fills it."""

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message, params)
        self.message = message
        self.params = params

    def translated(self, translate: Translate) -> str:
        """The sentence in the language of ``translate``."""
        return _fill(self.message, self.params, translate)

    def __str__(self) -> str:
        return self.translated(gettext_noop)


class DocumentError(SidianError):
    """A document that its schema does not allow."""


class NumberingError(SidianError):
    """An ordinal that its family cannot give."""


class TemplateError(SidianError):
    """A speech template that is refused.

    ``line`` is the 1-based line of the template's YAML source, or 0 where no single line is to blame.
    """

    def __init__(self, message: str, *, line: int = 0, **params: object) -> None:
        super().__init__(message, **params)
        self.line = line

    def translated(self, translate: Translate) -> str:
        """The sentence, with the line before it where there is one."""
        sentence = super().translated(translate)
        if not self.line:
            return sentence
        return _fill(gettext_noop("第 %(line)d 行：%(sentence)s"), {"line": self.line, "sentence": sentence}, translate)


@dataclass(frozen=True, slots=True)
class AnswerProblem:
    """One answer that does not fit, by the path to it: ``("要点", 2, "标题")`` is the second point's heading."""

    path: tuple[str | int, ...]
    message: str
    params: dict[str, object]

    def translated(self, translate: Translate) -> str:
        """The place and what is wrong there."""
        sentence = _fill(self.message, self.params, translate)
        if not self.path:
            return sentence
        params = {"place": _place(self.path, translate), "sentence": sentence}
        return _fill(gettext_noop("%(place)s：%(sentence)s"), params, translate)

    def __str__(self) -> str:
        return self.translated(gettext_noop)


def _place(path: tuple[str | int, ...], translate: Translate) -> str:
    """The path as a reader would say it: 要点第2项的标题."""
    words = ""
    for step in path:
        if isinstance(step, int):
            words = _fill(gettext_noop("%(list)s第%(number)d项"), {"list": words, "number": step}, translate)
        elif words:
            words = _fill(gettext_noop("%(item)s的%(field)s"), {"item": words, "field": step}, translate)
        else:
            words = step
    return words


_NAMED_PROBLEMS = 5


class AnswerError(SidianError):
    """Answers that do not fit the questions; ``problems`` names each, in the order of the questions."""

    def __init__(self, problems: Sequence[AnswerProblem]) -> None:
        super().__init__(gettext_noop("填写内容不合要求。"))
        self.problems = tuple(problems)

    def translated(self, translate: Translate) -> str:
        """The problems in one sentence; of very many the first and their number."""
        named = [problem.translated(translate).rstrip("。.") for problem in self.problems[:_NAMED_PROBLEMS]]
        if len(self.problems) > _NAMED_PROBLEMS:
            named.append(_fill(gettext_noop("等等，共 %(count)d 处"), {"count": len(self.problems)}, translate))
        return "；".join(named) + "。"


class AssemblyError(SidianError):
    """An assembly that would grow past its limits."""


class StructureError(SidianError):
    """A point that cannot be moved, added or counted as asked."""


class LengthError(SidianError):
    """A rate of speaking or a target length that makes no sense."""


class MergeError(SidianError):
    """Conflicts that nobody decided, or a decision about a conflict that there is not."""


class FormatError(SidianError):
    """A file that cannot be read or written."""


class UnreadableFile(FormatError):
    """The file is broken, too large, or of another kind than its name says."""


class TypesettingError(FormatError):
    """Typst could not make pages of the document."""


class LayoutError(FormatError):
    """A layout profile that cannot be: ``field`` names the value to change."""

    def __init__(self, message: str, *, field: str, **params: object) -> None:
        super().__init__(message, **params)
        self.field = field
