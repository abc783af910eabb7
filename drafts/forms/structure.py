"""What the editor's outline sends: one structure command on the text as it stands there."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from drafts.core.document import MAX_PARAGRAPHS, Document
from drafts.core.errors import DocumentError, gettext_noop
from drafts.core.structure import Target
from drafts.forms.editing import read_object


class Command(StrEnum):
    """What can be done to a point or sub-point, or to all points (``FAMILY``)."""

    MOVE = "move"
    ADD = "add"
    REMOVE = "remove"
    PROMOTE = "promote"
    DEMOTE = "demote"
    FAMILY = "family"


@dataclass(frozen=True, slots=True)
class StructureRequest:
    """One command.  ``key`` is the paragraph in which the sender saw the target begin; ``place`` is for MOVE."""

    document: Document
    command: Command
    target: Target
    key: str
    place: int
    family: str


def read_structure_request(body: bytes) -> StructureRequest:
    """The command in a request's ``body``.  Raises DocumentError for anything that is not exactly one."""
    data = read_object(body)
    command = _word(data, "command")
    if command not in {command.value for command in Command}:
        raise DocumentError(gettext_noop("没有这种调整。"))
    sub = data.get("sub")
    return StructureRequest(
        document=Document.from_prosemirror(data.get("document")),
        command=Command(command),
        target=Target(_index(data, "point"), None if sub is None else _index(data, "sub")),
        key=_word(data, "key"),
        place=_index(data, "place"),
        family=_word(data, "family"),
    )


def _index(data: dict[str, Any], name: str) -> int:
    value = data.get(name, 0)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MAX_PARAGRAPHS:
        raise DocumentError(gettext_noop("没有这种调整。"))
    return value


def _word(data: dict[str, Any], name: str) -> str:
    value = data.get(name, "")
    if not isinstance(value, str):
        raise DocumentError(gettext_noop("没有这种调整。"))
    return value[:200]
