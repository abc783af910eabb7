"""Every error that the core and the file formats raise.

    SidianError
    ├── DocumentError        a document that its schema does not allow
    ├── NumberingError       an ordinal that its family cannot give
    ├── TemplateError        a speech template that is refused, at a line
    ├── AnswerError          answers that do not fit the template's questions
    ├── AssemblyError        an assembly that would grow past its limits
    └── FormatError          a file that cannot be read or written
        ├── UnreadableFile   broken, too large, or of another kind than its name says
        ├── TypesettingError Typst could not make pages of the document
        └── LayoutError      a layout profile that cannot be, at one of its fields

An error's message is one plain sentence.  It is kept apart from its parameters so that the interface can translate
the sentence before it fills it in; ``str(error)`` is the Chinese one.
"""

from collections.abc import Sequence
from dataclasses import dataclass


def gettext_noop(message: str) -> str:
    """Return ``message``; marks it for translation by whoever shows it."""
    return message


class SidianError(Exception):
    """The root.  ``message`` is a %-format with named parameters, ``params`` fills it."""

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message, params)
        self.message = message
        self.params = params

    def __str__(self) -> str:
        return self.message % self.params


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

    def __str__(self) -> str:
        sentence = super().__str__()
        return f"第 {self.line} 行：{sentence}" if self.line else sentence


@dataclass(frozen=True, slots=True)
class AnswerProblem:
    """One answer that does not fit, by the path to it: ``("要点", 2, "标题")`` is the second point's heading."""

    path: tuple[str | int, ...]
    message: str
    params: dict[str, object]

    @property
    def place(self) -> str:
        """The path as a reader would say it: 要点第2项的标题."""
        words = ""
        for step in self.path:
            if isinstance(step, int):
                words += f"第{step}项"
            else:
                words += f"的{step}" if words else step
        return words

    def __str__(self) -> str:
        sentence = self.message % self.params
        return f"{self.place}：{sentence}" if self.path else sentence


class AnswerError(SidianError):
    """Answers that do not fit the questions; ``problems`` names each, in the order of the questions."""

    def __init__(self, problems: Sequence[AnswerProblem]) -> None:
        super().__init__(gettext_noop("填写内容不合要求。"))
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "；".join(str(problem).rstrip("。") for problem in self.problems) + "。"


class AssemblyError(SidianError):
    """An assembly that would grow past its limits."""


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
