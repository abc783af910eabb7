"""The form of a template: one Django field for every answer, laid out by crispy forms in the order of the speech."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from crispy_forms.utils import render_field
from django import forms
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from drafts.core.errors import NumberingError
from drafts.core.language import check_text
from drafts.core.numbering import FAMILIES, OrdinalFamily, ordinal_family
from drafts.core.questions import Answers, Kind, Question
from drafts.core.template import Block, RunIn, TemplateDefinition, counted_scope
from drafts.forms.answers import Filled, Path, blank_item, field_name, items_name

_SHOWN_OF_A_FAMILY = 3


class AnswerField(forms.CharField):
    """The field of one answer.  Nothing is judged here: the core's own check says what does not fit."""

    def __init__(self, question: Question, path: Path, value: str) -> None:
        self.question = question
        self.guidance_id = f"guidance-{field_name(path)}" if question.guidance else ""
        self.problem_id = f"problem-{field_name(path)}"
        super().__init__(label=question.name, required=False, strip=False, widget=_widget(question, value))
        described = f"{self.guidance_id} {self.problem_id}".strip()
        self.widget.attrs |= {"aria-describedby": described, "data-longest": question.longest}
        if question.required:
            self.widget.attrs["aria-required"] = "true"


class AnswersForm(forms.Form):
    """The form of ``definition``, filled; ``crispy form`` renders its sections."""

    def __init__(self, definition: TemplateDefinition, filled: Filled) -> None:
        self.definition = definition
        self.filled = filled
        self.ordinals = ordinal_sources(definition)
        leaves = list(_leaves(definition.questions, filled.answers, (), 0))
        super().__init__({field_name(path): value for _, path, value in leaves}, auto_id="%s")
        for question, path, value in leaves:
            self.fields[field_name(path)] = AnswerField(question, path, value)
        self.helper = _helper(definition, filled.answers)

    def clean(self) -> dict[str, Any]:
        """Put the problems that the core found beside their fields."""
        for found in self.filled.problems:
            if found.field in self.fields:
                self.add_error(found.field, gettext(found.problem.message) % found.problem.params)
        return self.cleaned_data

    def problems_of_list(self, path: Path) -> list[str]:
        """What is wrong with the list at ``path`` itself."""
        name = items_name(path)
        return [gettext(f.problem.message) % f.problem.params for f in self.filled.problems if f.field == name]

    def family_of(self, path: Path) -> tuple[str, OrdinalFamily | None]:
        """The question or family that numbers the list at ``path``, and the family itself where there is one."""
        source = self.ordinals.get(_structure(path), "")
        question = next((q for q in self.definition.questions if q.name == source), None)
        name = (self.filled.answers[source] or question.default) if question else source
        try:
            return source, ordinal_family(name)
        except NumberingError:
            return source, None


def ordinal_sources(definition: TemplateDefinition) -> dict[Path, str]:
    """By which question, or by which family, the template numbers each list: ``{("要点",): "序号体系"}``."""
    found: dict[Path, str] = {}
    for block in definition.blocks:
        _gather_ordinals(block, {}, found)
    return found


def _gather_ordinals(block: Block | RunIn, names: Mapping[str, Path], found: dict[Path, str]) -> None:
    if block.for_each:
        owner, _, name = block.for_each.rpartition(".")
        path = (*names.get(owner, ()), name)
        names = {**names, block.as_: path}
        if block.ordinals:
            found.setdefault(path, block.ordinals)
    if isinstance(block, Block):
        for inner in block.blocks:
            _gather_ordinals(inner, names, found)
        if block.run_in:
            _gather_ordinals(block.run_in, names, found)


def paragraphs_of(definition: TemplateDefinition) -> dict[str, str]:
    """For every question that is no list the key of the first paragraph that shows it."""
    found: dict[str, str] = {}
    scope = counted_scope(definition.scope)  # a block of a numbered group may print its ordinal
    for key, block in _single_blocks(definition.blocks, ""):
        shown = {path[0] for path in check_text(block.text, scope).outputs}
        for question in definition.questions:
            if question.name in shown:
                found.setdefault(question.name, key)
    for question in definition.questions:
        if question.default and question.name in found:
            for name in check_text(question.default, definition.scope).names:
                found.setdefault(name, found[question.name])
    return found


def _single_blocks(blocks: Sequence[Block], prefix: str) -> Iterator[tuple[str, Block]]:
    for block in blocks:
        if block.for_each:
            continue
        if block.blocks:
            yield from _single_blocks(block.blocks, f"{prefix}{block.key}.")
        else:
            yield prefix + block.key, block


def families() -> dict[str, dict[str, Any]]:
    """Every ordinal family for the script: its row of ordinals, and the word that ends a list longer than two."""
    return {
        family.name: {
            "row": list(family.words) or [family.ordinal(n, family.limit) for n in range(1, family.limit + 1)],
            "last": family.words[-1] if family.words else "",
        }
        for family in FAMILIES
    }


# --- fields ---


def _leaves(
    questions: Sequence[Question], answers: Answers, path: Path, depth: int
) -> Iterator[tuple[Question, Path, str]]:
    """Every question that is no list, for every item, and for the empty item that new cards are made from."""
    for question in questions:
        here = (*path, question.name)
        if question.kind is not Kind.LIST:
            yield question, here, answers[question.name]
            continue
        for item in answers[question.name]:
            yield from _leaves(question.fields, item, (*here, item["id"]), depth + 1)
    yield from _mould_leaves(questions, path, depth)


def _mould_leaves(questions: Sequence[Question], path: Path, depth: int) -> Iterator[tuple[Question, Path, str]]:
    if any(not _is_mould(step) for step in path[1::2]):
        return
    for question in questions:
        if question.kind is Kind.LIST:
            mould = blank_item(question, _mould_id(depth))
            yield from _leaves(question.fields, mould, (*path, question.name, mould["id"]), depth + 1)


def _mould_id(depth: int) -> str:
    """What stands for an item's id in the card that new ones are made from; no id can look like it."""
    return f"__{depth}__"


def _is_mould(step: str) -> bool:
    return step.startswith("__")


def _structure(path: Path) -> Path:
    """The path without the items' ids."""
    return path[::2]


def _widget(question: Question, value: str) -> forms.Widget:
    attrs = {"class": "form-control", "placeholder": question.example, "lang": "zh-Hans"}
    if question.kind is Kind.TEXT:
        return forms.Textarea(attrs={**attrs, "rows": 3})
    if question.kind is Kind.CHOICE:
        return forms.Select(attrs={"class": "form-select"}, choices=_choices(question, value))
    if question.kind is Kind.ORDINALS:
        attrs = {"class": "form-select", "data-usual": question.default}
        return forms.Select(attrs=attrs, choices=_ordinal_choices(question, value))
    if question.kind is Kind.DATE:
        return forms.TextInput(attrs={**attrs, "placeholder": question.example or "2026-03-08"})
    return forms.TextInput(attrs=attrs)


def _choices(question: Question, value: str) -> list[tuple[str, str]]:
    blank = gettext("%(choice)s（默认）") % {"choice": question.default} if question.default else gettext("未选")
    return [("", blank), *((name, name) for name in _offered(question.choices, question, value))]


def _ordinal_choices(question: Question, value: str) -> list[tuple[str, str]]:
    names = tuple(family.name for family in FAMILIES)
    default = gettext("%(choice)s（默认）") % {"choice": _family_in_words(question.default)}
    return [("", default), *((name, _family_in_words(name)) for name in _offered(names, question, value))]


def _offered(names: Sequence[str], question: Question, value: str) -> list[str]:
    """``names`` without the default, which the empty choice stands for, and with ``value`` whatever it is."""
    offered = [name for name in names if name != question.default or name == value]
    return offered if not value or value in offered else [*offered, value]


def _family_in_words(name: str) -> str:
    """一要、二要、三要…, or the bare name of a family that there is none of any more."""
    try:
        family = ordinal_family(name)
    except NumberingError:
        return name
    return "、".join(family.ordinal(n, family.limit).rstrip("、") for n in range(1, _SHOWN_OF_A_FAMILY + 1)) + "…"


# --- layout ---


class AnswerInput:
    """One answer: label, guidance, input, what is wrong with it."""

    def __init__(self, path: Path) -> None:
        self.name = field_name(path)

    def render(self, form: AnswersForm, context: Any, **_kwargs: Any) -> SafeString:
        return render_field(self.name, form, context, template="drafts/fields/field.html")  # type: ignore[no-any-return]  # crispy has no types


class Section:
    """A part of the speech: a fieldset with a heading."""

    def __init__(self, title: str, parts: Sequence[Any]) -> None:
        self.title = title
        self.parts = parts

    def render(self, form: AnswersForm, context: Any, **_kwargs: Any) -> SafeString:
        return render_to_string(
            "drafts/fields/section.html", {"title": self.title, "body": _rendered(self.parts, form, context)}
        )


class Card:
    """One item of a list, with its place among ``total``."""

    def __init__(self, question: Question, path: Path, item: Answers, number: int, total: int) -> None:
        self.question, self.path, self.item = question, path, item
        self.number, self.total = number, total

    def render(self, form: AnswersForm, context: Any, **_kwargs: Any) -> SafeString:
        _, family = form.family_of(self.path[:-1])
        counted = family is not None and 1 <= self.number <= self.total <= family.limit
        parts = _inputs(self.question.fields, self.item, self.path)
        values = {
            "question": self.question,
            "place": ".".join(self.path),
            "items_name": items_name(self.path[:-1]),
            "item_id": self.path[-1],
            "number": self.number,
            "ordinal": family.ordinal(self.number, self.total) if family and counted else "",
            "echo": next((self.item[f.name] for f in self.question.fields if f.kind is Kind.LINE), ""),
            "is_first": self.number == 1,
            "is_last": self.number == self.total,
            "is_inner": len(self.path) > 2,
            "may_go": self.total > self.question.min_items,
            "body": _rendered(parts, form, context),
        }
        return render_to_string("drafts/fields/card.html", values)


class CardList:
    """A list question: its cards, and the button that adds one."""

    def __init__(self, question: Question, path: Path, items: Sequence[Answers]) -> None:
        self.question, self.path, self.items = question, path, items

    def render(self, form: AnswersForm, context: Any, **_kwargs: Any) -> SafeString:
        source, family = form.family_of(self.path)
        cards = [
            Card(self.question, (*self.path, item["id"]), item, number, len(self.items))
            for number, item in enumerate(self.items, 1)
        ]
        values = {
            "question": self.question,
            "place": ".".join(self.path),
            "items_name": items_name(self.path),
            "structure": ".".join(_structure(self.path)),
            "source": source,
            "family": family.name if family else "",
            "is_inner": len(self.path) > 1,
            "is_full": len(self.items) >= self.question.max_items,
            "problems": form.problems_of_list(self.path),
            "cards": _rendered(cards, form, context),
        }
        return render_to_string("drafts/fields/cards.html", values)


class Mould:
    """The empty card that the script makes new ones from, for the list at ``path`` and those inside it."""

    def __init__(self, question: Question, path: Path) -> None:
        self.question, self.path = question, path

    def render(self, form: AnswersForm, context: Any, **_kwargs: Any) -> SafeString:
        path = (*self.path, _mould_id(len(self.path) // 2))
        card = Card(self.question, path, blank_item(self.question, path[-1]), 0, 0)
        values = {"structure": ".".join(_structure(self.path)), "card": card.render(form, context)}
        own = render_to_string("drafts/fields/mould.html", values)
        return own + _rendered(_moulds(self.question.fields, path), form, context)


def _helper(definition: TemplateDefinition, answers: Answers) -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.include_media = False
    helper.disable_csrf = True
    helper.layout = Layout(
        *(Section(title, _inputs(questions, answers, ())) for title, questions in definition.sections),
        *_moulds(definition.questions, ()),
    )
    return helper


def _inputs(questions: Sequence[Question], answers: Answers, path: Path) -> list[AnswerInput | CardList]:
    return [
        CardList(question, (*path, question.name), answers[question.name])
        if question.kind is Kind.LIST
        else AnswerInput((*path, question.name))
        for question in questions
    ]


def _moulds(questions: Sequence[Question], path: Path) -> list[Mould]:
    return [Mould(question, (*path, question.name)) for question in questions if question.kind is Kind.LIST]


def _rendered(parts: Sequence[Any], form: AnswersForm, context: Any) -> SafeString:
    """The parts one after the other."""
    return format_html_join("", "{}", ((part.render(form, context),) for part in parts))
