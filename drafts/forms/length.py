"""What the editor sends about lengths: the speaker's rate, the draft's target, and the text to measure by them."""

from dataclasses import dataclass

from drafts.core.document import Document
from drafts.core.errors import DocumentError, gettext_noop
from drafts.core.length import Target, checked_target
from drafts.core.speaking import checked_rate
from drafts.forms.editing import read_object


@dataclass(frozen=True, slots=True)
class LengthRequest:
    """``rate`` is None where it stays as it is; ``target`` counts only where ``sets_target``: None takes it away."""

    document: Document
    rate: int | None
    sets_target: bool
    target: Target | None


def read_length_request(body: bytes) -> LengthRequest:
    """The request in ``body``: ``{"document", "rate"?, "target"?: {"minutes" | "characters"} | null}``.

    Raises DocumentError for what is no such request, LengthError for numbers that make no sense.
    """
    data = read_object(body)
    rate, given = data.get("rate"), data.get("target")
    if not isinstance(given, dict | None):
        raise DocumentError(gettext_noop("没有说明目标篇幅。"))
    target = checked_target(given.get("minutes"), given.get("characters")) if given else None
    document = Document.from_prosemirror(data.get("document"))
    return LengthRequest(document, None if rate is None else checked_rate(rate), "target" in data, target)
