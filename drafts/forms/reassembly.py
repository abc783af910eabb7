"""What a person decides about conflicts, in a plain form that works without a script.

For the conflict of key ``k`` the form sends ``choice:k`` (mine, new, both, own), ``text:k`` for own words, and
``seen:k``, which stands for the paragraphs that were on the page: a decision about other paragraphs is none.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.http import QueryDict

from drafts.core.document import MAX_CHARACTERS, Paragraph, clean_text
from drafts.core.merge import Choice, Conflict, Decision
from drafts.forms.editing import MAX_VERSION


class ReviewForm(forms.Form):
    """Upon what the page was made: version, answers, template version; and the id of the attempt."""

    base = forms.IntegerField(min_value=1, max_value=MAX_VERSION, widget=forms.HiddenInput)
    answers = forms.IntegerField(min_value=0, max_value=MAX_VERSION, widget=forms.HiddenInput)
    template = forms.IntegerField(min_value=1, max_value=MAX_VERSION, widget=forms.HiddenInput)
    save_id = forms.UUIDField(widget=forms.HiddenInput)


@dataclass(frozen=True, slots=True)
class Reply:
    """What the form said about one conflict: nothing yet, or a choice; ``text`` stays whatever was chosen."""

    choice: Choice | None = None
    text: str = ""

    @property
    def decision(self) -> Decision | None:
        """The decision that it makes, or None where there is none yet, as for own words that were not written."""
        if self.choice is None or (self.choice is Choice.OWN and not self.text.strip()):
            return None
        return Decision(self.choice, self.text)


@dataclass(frozen=True, slots=True)
class Replies:
    """By conflict's key what was said; ``homeless`` are own words about conflicts that are no more."""

    by_key: dict[str, Reply]
    homeless: tuple[str, ...] = ()

    def of(self, conflict: Conflict) -> Reply:
        return self.by_key.get(conflict.key, Reply())

    def decisions(self) -> dict[str, Decision]:
        return {key: decision for key, reply in self.by_key.items() if (decision := reply.decision)}


def mine_of(conflict: Conflict) -> tuple[Paragraph, ...]:
    """The paragraphs of the person's side."""
    return _stretch(conflict.mine, conflict.mine_rest)


def new_of(conflict: Conflict) -> tuple[Paragraph, ...]:
    """The paragraphs that assembly gives now."""
    return _stretch(conflict.new, conflict.new_rest)


def base_of(conflict: Conflict) -> tuple[Paragraph, ...]:
    """The paragraphs that both sides began with."""
    return _stretch(conflict.base, conflict.base_rest)


def seen_mark(conflict: Conflict) -> str:
    """Stands for the paragraphs of all three sides, so that a decision is about what the person saw."""
    sides = [
        [(p.style.value, [(run.text, run.bold) for run in p.runs]) for p in side(conflict)]
        for side in (base_of, mine_of, new_of)
    ]
    return hashlib.sha256(repr(sides).encode()).hexdigest()[:16]


def own_words(conflict: Conflict) -> str:
    """What the field for own words starts with: the person's side, or the new one where it is gone."""
    return "\n".join(p.text for p in mine_of(conflict) or new_of(conflict))


def read_replies(data: QueryDict, conflicts: Sequence[Conflict]) -> Replies:
    """What the posted form says about ``conflicts``; a choice counts only for the paragraphs that it was made about."""
    by_key = {conflict.key: _reply(data, conflict) for conflict in conflicts}
    sent = [name.removeprefix("text:") for name in data if name.startswith("text:")]
    homeless = [_text(data, key) for key in sent if key not in by_key and data.get(f"choice:{key}") == Choice.OWN.value]
    return Replies(by_key, tuple(text for text in homeless if text.strip()))


def _reply(data: QueryDict, conflict: Conflict) -> Reply:
    said = data.get(f"choice:{conflict.key}", "")
    choice = Choice(said) if said in {choice.value for choice in Choice} else None
    if data.get(f"seen:{conflict.key}") != seen_mark(conflict):
        choice = None
    return Reply(choice, _text(data, conflict.key))


def _text(data: QueryDict, key: str) -> str:
    return clean_text(data.get(f"text:{key}", "")[:MAX_CHARACTERS])


def _stretch(first: Paragraph | None, rest: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    return (first, *rest) if first else tuple(rest)
