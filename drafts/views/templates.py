"""The gallery of speech templates, and a template's own page with its sample."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from drafts.core.assembly import assemble
from drafts.core.document import Document
from drafts.core.errors import SidianError, TemplateError
from drafts.core.template import TemplateDefinition, sample_answers
from drafts.models import SpeechTemplate, TemplateVersion
from drafts.services.templates import DEFAULT_SLUG
from drafts.views.access import PersonRequest, person_required
from drafts.views.structure import Part, parts_of

_ROWS_ON_A_SHEET = 13


@dataclass(frozen=True, slots=True)
class Card:
    """A template as the gallery shows it; without a ``definition``, ``problem`` says why it cannot be used."""

    speech_template: SpeechTemplate
    version: TemplateVersion
    definition: TemplateDefinition | None
    parts: tuple[Part, ...] = ()
    problem: str = ""

    @property
    def is_default(self) -> bool:
        return self.speech_template.slug == DEFAULT_SLUG

    @property
    def is_long(self) -> bool:
        """Whether the drawing needs narrower strokes to stay on its sheet."""
        return sum(len(part.rows) for part in self.parts) > _ROWS_ON_A_SHEET


@require_safe
@person_required
def gallery(request: PersonRequest) -> HttpResponse:
    """Every template that can be used; those that cannot are shown to staff alone, who can mend them."""
    offered = list(SpeechTemplate.objects.in_gallery())
    versions = TemplateVersion.objects.in_bulk([template.latest_version_id for template in offered])  # type: ignore[attr-defined]  # annotated by in_gallery
    cards = [_card(template, versions[template.latest_version_id]) for template in offered]  # type: ignore[attr-defined]
    shown = [card for card in cards if card.definition or request.user.is_staff]
    return render(request, "drafts/gallery.html", {"cards": sorted(shown, key=lambda card: not card.is_default)})


@require_safe
@person_required
def detail(request: PersonRequest, slug: str) -> HttpResponse:
    """A template with its structure, its questions and a page of its sample."""
    template = get_object_or_404(SpeechTemplate.objects.in_gallery(), slug=slug)
    card = _card(template, template.latest)
    if not card.definition and not request.user.is_staff:
        raise Http404
    sample = _sample(card.definition) if card.definition else None
    return render(request, "drafts/template_detail.html", {"card": card, "sample": sample})


def _card(template: SpeechTemplate, version: TemplateVersion) -> Card:
    try:
        definition = version.definition
    except TemplateError as error:
        return Card(template, version, None, problem=in_reader_language(error))
    return Card(template, version, definition, parts_of(definition))


def in_reader_language(error: SidianError) -> str:
    """The error's sentence, translated before it is filled in."""
    return error.translated(gettext)


def _sample(definition: TemplateDefinition) -> Document | None:
    """The template's sample speech; gap marks where it gives no answer, None where it outgrows a document."""
    try:
        return assemble(definition, sample_answers(definition), gaps=True)
    except SidianError:
        return None
