"""A template's structure at a glance, derived from its blocks and questions: title, opening, N points, closing."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext, gettext_noop

from drafts.core.document import Style
from drafts.core.language import check_text
from drafts.core.numbering import ordinal_family
from drafts.core.questions import Kind, Question
from drafts.core.template import Block, TemplateDefinition, counted_scope

_ROLES = {
    Style.TITLE: "title",
    Style.BYLINE: "byline",
    Style.DATE: "byline",
    Style.SALUTATION: "salutation",
    Style.BODY: "text",
    Style.SIGNATURE: "signature",
    Style.SIGNATURE_DATE: "signature",
}
_NAMED = {"title": gettext_noop("标题"), "byline": gettext_noop("署名"), "signature": gettext_noop("落款")}
"""Parts that their style names, whatever section of the form their answers come from."""

_USUAL_POINTS = 3
"""How many items a list is drawn with where the template does not say with how many its form starts."""

_MOST_DRAWN = 6


@dataclass(frozen=True, slots=True)
class Row:
    """One paragraph of the drawing.  ``role`` is a class of css/gallery.css; ``ordinal`` stands before a point."""

    role: str
    ordinal: str = ""
    has_sub_points: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the speech, with the paragraphs that it is drawn by.  ``count`` is 0 where nothing repeats."""

    name: str
    rows: tuple[Row, ...]
    count: int = 0
    item: str = ""

    @property
    def has_sub_points(self) -> bool:
        return any(row.has_sub_points for row in self.rows)

    @property
    def label(self) -> str:
        """引言, or 4个要点."""
        if not self.count:
            return self.name
        return gettext("%(count)d 个%(item)s") % {"count": self.count, "item": self.item}


def parts_of(definition: TemplateDefinition) -> tuple[Part, ...]:
    """The parts in the order of the speech; neighbours of one name are one part."""
    parts: list[Part] = []
    for piece in _Pieces(definition).of_blocks(definition.blocks):
        if parts and _belong_together(parts[-1], piece):
            parts[-1] = _joined(parts[-1], piece)
        else:
            parts.append(piece)
    return tuple(parts)


def _belong_together(part: Part, piece: Part) -> bool:
    """Two different lists stay two parts, even in one section of the form."""
    return part.name == piece.name and (not part.count or not piece.count or part.item == piece.item)


def _joined(part: Part, piece: Part) -> Part:
    if part.count and piece.count:
        return part  # a list that two blocks write, one behind the other, is drawn once
    return Part(part.name, part.rows + piece.rows, part.count or piece.count, part.item or piece.item)


class _Pieces:
    """Walks the blocks.  A text without answers belongs to the part before it, a heading to the part behind it."""

    def __init__(self, definition: TemplateDefinition) -> None:
        self.definition = definition
        self.part = gettext("正文")
        self.headings: tuple[Row, ...] = ()

    def of_blocks(self, blocks: tuple[Block, ...]) -> Iterator[Part]:
        for block in blocks:
            if block.for_each:
                yield self.repeated(block, self.definition.question(block.for_each))
            elif block.blocks:
                yield from self.of_blocks(block.blocks)
            else:
                yield from self.single(block)

    def single(self, block: Block) -> Iterator[Part]:
        role = _ROLES.get(block.style, "heading")
        printed = {path[0] for path in check_text(block.text, counted_scope(self.definition.scope)).outputs}
        asked = [question for question in self.definition.questions if question.name in printed]
        if role in _NAMED:
            yield Part(gettext(_NAMED[role]), self.with_headings(Row(role)))
        elif role == "heading" and not asked:
            self.headings += (Row(role),)
        else:
            if asked:
                self.part = asked[0].section or asked[0].name
            yield Part(self.part, self.with_headings(Row(role)))

    def repeated(self, block: Block, question: Question) -> Part:
        count = min(question.start_items or max(question.min_items, _USUAL_POINTS), _MOST_DRAWN)
        self.part = question.section or question.name
        has_sub_points = block.run_in is not None or any(inner.for_each for inner in block.blocks)
        rows = (Row("point", ordinal, has_sub_points) for ordinal in self.ordinals(block, count))
        return Part(self.part, self.with_headings(*rows), count, question.item)

    def with_headings(self, *rows: Row) -> tuple[Row, ...]:
        """``rows`` behind the headings that wait for them."""
        headings, self.headings = self.headings, ()
        return headings + rows

    def ordinals(self, block: Block, count: int) -> list[str]:
        if not block.ordinals:
            return [""] * count
        asked = {q.name: q.default for q in self.definition.questions if q.kind is Kind.ORDINALS}
        family = ordinal_family(asked.get(block.ordinals, block.ordinals))
        shown = min(count, family.limit)
        return [family.ordinal(number, shown) for number in range(1, shown + 1)]
