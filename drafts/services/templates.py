"""Speech templates: loading the built-in ones, publishing versions."""

from pathlib import Path

from django.db import transaction
from django.db.models import Max

from drafts.core.template import TemplateDefinition, load_template
from drafts.models import SpeechTemplate, TemplateVersion, User

BUILTIN_FOLDER = Path(__file__).resolve().parent.parent / "builtin"
DEFAULT_SLUG = "four-point"

# The order in which the gallery shows the kinds; the four-point form is the default and stands first.
_BUILTIN_ORDER = ("four-point", "statement", "reflection", "self-examination", "guided-reading", "chairing")


def builtin_source(slug: str) -> str | None:
    """The YAML of the built-in template called ``slug``, or None where there is none."""
    known = {path.stem: path for path in BUILTIN_FOLDER.glob("*.yaml")}
    return known[slug].read_text("utf-8") if slug in known else None


def load_builtin_templates() -> int:
    """Store the built-in templates; gives the number of new versions.  What is stored already is left as it is."""
    sources = [path.read_text("utf-8") for path in sorted(BUILTIN_FOLDER.glob("*.yaml"))]
    return sum(_store_builtin(load_template(source), source) for source in sources)


@transaction.atomic  # the template and its version stand or fall together
def _store_builtin(definition: TemplateDefinition, source: str) -> bool:
    position = _BUILTIN_ORDER.index(definition.slug) if definition.slug in _BUILTIN_ORDER else len(_BUILTIN_ORDER)
    facts = {"name": definition.name, "kind": definition.kind, "built_in": True, "position": position}
    template, created = SpeechTemplate.objects.get_or_create(slug=definition.slug, defaults=facts)
    # An administrator may have published versions of a built-in template since: a newer program's text becomes a
    # version only where the latest one still is the program's own.
    latest = None if created else template.versions.order_by("-number").first()
    if latest and (latest.source == source or latest.author_id is not None):
        return False
    if template.versions.filter(source=source).exists():
        return False
    _append_version(template, source, author=None, note="")
    return True


@transaction.atomic  # the template's name follows its newest version
def publish_version(
    *, speech_template: SpeechTemplate, source: str, author: User | None, note: str = ""
) -> TemplateVersion:
    """Publish ``source`` as the next version.  Raises TemplateError where the check refuses it."""
    definition = load_template(source)
    speech_template.name = definition.name
    speech_template.kind = definition.kind
    speech_template.save(update_fields=["name", "kind"])
    return _append_version(speech_template, source, author=author, note=note)


@transaction.atomic  # a template without a version is of no use
def create_template(*, source: str, author: User | None, note: str = "") -> SpeechTemplate:
    """A new template with ``source`` as its first version.

    Raises TemplateError, and IntegrityError for a slug that is taken.
    """
    definition = load_template(source)
    template = SpeechTemplate.objects.create(slug=definition.slug, name=definition.name, kind=definition.kind)
    _append_version(template, source, author=author, note=note)
    return template


def _append_version(template: SpeechTemplate, source: str, *, author: User | None, note: str) -> TemplateVersion:
    # Locks the template's row on PostgreSQL, so two people who publish at once get two numbers; SQLite has one writer.
    SpeechTemplate.objects.select_for_update().get(pk=template.pk)
    newest = template.versions.aggregate(newest=Max("number"))["newest"] or 0
    return TemplateVersion.objects.create(
        speech_template=template, number=newest + 1, source=source, author=author, note=note
    )
