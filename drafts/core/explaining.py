"""Every paragraph's role and the rule behind it: what the import page shows, and ``outline --explain``."""

from collections.abc import Iterator, Mapping

from drafts.core import cues
from drafts.core.cues import Strength
from drafts.core.document import Document, Paragraph, Style
from drafts.core.lines import Line, Span
from drafts.core.outline import Outline, read_lines, recognise_outline
from drafts.core.parts import Point, Transition
from drafts.core.roles import ParagraphRole, Role, Rule

_STYLED = {
    Style.TITLE: Role.TITLE,
    Style.BYLINE: Role.BYLINE,
    Style.DATE: Role.DATE,
    Style.SALUTATION: Role.SALUTATION,
    Style.HEADING_1: Role.POINT,
    Style.HEADING_2: Role.SUB_POINT,
    Style.HEADING_3: Role.SUB_POINT,
    Style.HEADING_4: Role.SUB_POINT,
    Style.ATTACHMENT: Role.ATTACHMENT,
    Style.SIGNATURE: Role.SIGNATURE,
    Style.SIGNATURE_DATE: Role.SIGNATURE_DATE,
}
_BY_STRENGTH = {
    Strength.ANNOUNCES: Rule.ANNOUNCES,
    Strength.ENUMERATES: Rule.ENUMERATES,
    Strength.POINTS_ON: Rule.POINTS_ON,
    Strength.NONE: Rule.COUNT_MATCHES,
}

_Finding = tuple[Role, Rule, str]


def explain_outline(document: Document, roles: Mapping[str, Role] | None = None) -> tuple[ParagraphRole, ...]:
    """What each paragraph of ``document`` is and why, in reading order, empty paragraphs too.

    ``roles`` are a reader's corrections by key, as for ``recognise_outline``.
    """
    said = roles or {}
    outline = recognise_outline(document, said)
    lines = {n: line for line in read_lines(document, said) for n in line.paragraphs}
    found = dict(_found(outline, lines))
    ends = _Ends(outline)
    result = []
    for number, paragraph in enumerate(document):
        if number not in lines:
            role, rule, ordinal = Role.EMPTY, Rule.EMPTY, ""
        elif paragraph.key in said and said[paragraph.key] is not Role.EMPTY:
            role, rule, ordinal = said[paragraph.key], Rule.USER, ""
        else:
            role, rule, ordinal = found.get(number) or ends.leftover(number, lines[number])
        if number in lines and rule is not Rule.USER and _is_styled(paragraph, role, lines[number]):
            rule = Rule.STYLE
        result.append(ParagraphRole(number, paragraph.key, role, rule, ordinal))
    return tuple(result)


def _is_styled(paragraph: Paragraph, role: Role, line: Line) -> bool:
    """Whether the style says what the paragraph is; a reader of plain text styles any first line as the title."""
    return _STYLED.get(paragraph.style) is role and not (role is Role.TITLE and cues.is_title(line))


def _found(outline: Outline, lines: Mapping[int, Line]) -> Iterator[tuple[int, _Finding]]:
    """The paragraphs that ``outline`` names; where one is named twice, the later finding holds."""
    for number in outline.opening:
        yield number, (Role.OPENING, Rule.BEFORE_POINTS if outline.points else Rule.NOTHING_COUNTED, "")
    if outline.transition:
        yield outline.transition.paragraph, (Role.TRANSITION, _lead_over(outline.transition, lines), "")
    for point in outline.points:
        yield from _below(point)
    for point in reversed(outline.points):  # of the points that begin in one paragraph, the first names it
        yield point.paragraphs[0], (Role.POINT, _point_rule(point), point.ordinal)
    yield from _closing(outline, lines)
    yield from ((n, finding) for n, finding in _around(outline) if n is not None)


def _around(outline: Outline) -> Iterator[tuple[int | None, _Finding]]:
    yield outline.title, (Role.TITLE, Rule.FIRST_LINE, "")
    yield outline.byline, (Role.BYLINE, Rule.FORM, "")
    yield outline.date, (Role.DATE, Rule.FORM, "")
    yield outline.salutation, (Role.SALUTATION, Rule.FORM, "")
    yield outline.signature, (Role.SIGNATURE, Rule.FORM, "")
    yield outline.signature_date, (Role.SIGNATURE_DATE, Rule.FORM, "")


def _below(point: Point) -> Iterator[tuple[int, _Finding]]:
    for number in point.paragraphs[1:]:
        yield number, (Role.TEXT, Rule.BELOW_POINT, "")
    for sub in point.subpoints:
        if sub.start == 0 and sub.paragraph != point.paragraphs[0]:
            yield sub.paragraph, (Role.SUB_POINT, Rule.ORDINAL_BELOW, sub.ordinal)


def _point_rule(point: Point) -> Rule:
    if not point.ordinal:
        return Rule.BARE_HEADING
    return Rule.ORDINAL_ROW if point.start else Rule.ORDINAL_LEADS


def _lead_over(lead: Transition, lines: Mapping[int, Line]) -> Rule:
    line = lines[lead.paragraph]
    return _BY_STRENGTH[cues.transition_strength(line, Span(lead.start, lead.start + len(lead.text)))]


def _closing(outline: Outline, lines: Mapping[int, Line]) -> Iterator[tuple[int, _Finding]]:
    for place, number in enumerate(outline.closing):
        rule = Rule.AFTER_CLOSING if place else _closing_rule(lines[number], counted=bool(outline.points))
        yield number, (Role.CLOSING, rule, "")


def _closing_rule(line: Line, *, counted: bool) -> Rule:
    if cues.says_farewell(line):
        return Rule.FAREWELL
    if cues.opens_with_plans(line):
        return Rule.PLANS
    if not counted:
        return Rule.LAST_LINE
    return Rule.FINAL_WORDS if cues.sounds_final(line) else Rule.SHAPE


class _Ends:
    """Where the parts of an outline begin and end, to tell what the paragraphs are that it names nowhere."""

    def __init__(self, outline: Outline) -> None:
        heads = [point.paragraphs[0] for point in outline.points]
        inner = (*outline.opening, *heads, *outline.closing)
        self.begin = min(inner, default=None)
        self.titled = outline.title is not None
        self.points_end = max((point.paragraphs[-1] for point in outline.points), default=-1)

    def leftover(self, number: int, line: Line) -> _Finding:
        """A second line of the title, of the date or of the signature, or what leads over to a second outline."""
        if self.begin is None or number < self.begin:
            return _second_above(line, titled=self.titled)
        if number < self.points_end:
            return Role.TRANSITION, Rule.LEADS_OVER, ""
        if line.style is Style.ATTACHMENT:
            return Role.ATTACHMENT, Rule.STYLE, ""
        return Role.SIGNATURE, Rule.FORM, ""


def _second_above(line: Line, *, titled: bool) -> _Finding:
    if cues.is_date(line):
        return Role.DATE, Rule.FORM, ""
    if titled and line.style is not Style.BYLINE:
        return Role.TITLE, Rule.TITLE_REST, ""
    return Role.BYLINE, Rule.FORM, ""
