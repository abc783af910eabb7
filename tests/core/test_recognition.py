"""The recogniser on short speeches of many kinds, each as hard as a real one in one respect."""

import json
from pathlib import Path
from typing import Any

import pytest

import drafts
from drafts.core.assembly import assemble
from drafts.core.document import Document, Paragraph, Style
from drafts.core.numbering import FAMILIES, OrdinalFamily
from drafts.core.outline import recognise_outline
from drafts.core.questions import Kind
from drafts.core.template import TemplateDefinition, load_template

SAMPLES = sorted((Path(__file__).parent.parent / "samples" / "outline" / "varied").glob("*.txt"))
PARTS = ("title", "byline", "date", "salutation", "signature", "signature_date")


def speech(path: Path) -> Document:
    """The sample as imported text is: every paragraph in the body style."""
    lines = path.read_text("utf-8").splitlines()
    return Document(tuple(Paragraph.of(f"p{n}", Style.BODY, line) for n, line in enumerate(lines)))


def facts(found: dict[str, Any], label: dict[str, Any]) -> dict[str, Any]:
    """The outline's JSON in the shape of ``label``, which names the opening only where it is sure of it."""
    lead = found["transition"]
    result: dict[str, Any] = {name: found[name]["paragraph"] for name in PARTS if found[name]}
    result["transition"] = [lead["paragraph"], lead["text"]] if lead else None
    result |= {name: found[name] for name in ("announced_count", "closing")}
    if "opening" in label:
        result["opening"] = found["opening"]
    points = [
        point | {"subpoints": [[sub["ordinal"], sub["paragraph"]] for sub in point["subpoints"]]}
        for point in found["points"]
    ]
    return {name: value for name, value in result.items() if value not in (None, [])} | {"points": points}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_varied_speech_is_read_as_labelled(sample: Path) -> None:
    label = json.loads(sample.with_suffix(".json").read_text("utf-8"))
    document = speech(sample)
    assert facts(recognise_outline(document).to_json(document), label) == label


# --- what the built-in templates assemble ---

FOLDER = Path(drafts.__file__).parent / "builtin"
TEMPLATES = {path.stem: load_template(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.yaml"))}


def counted_in(template: TemplateDefinition, family: str) -> Document:
    """The template's sample speech, its points counted in ``family`` where the template lets the user choose."""
    chosen = {question.name: family for question in template.questions if question.kind is Kind.ORDINALS}
    return assemble(template, {**template.sample, **chosen})


# A guided reading counts its questions for discussion 1. 2. as well: behind points of that family nobody could tell.
PAIRS = [(slug, family) for slug in TEMPLATES for family in FAMILIES if (slug, family.name) != ("guided-reading", "1.")]


@pytest.mark.parametrize(("slug", "family"), PAIRS)
def test_assembled_sample_is_read_back_in_every_family(slug: str, family: OrdinalFamily) -> None:
    template = TEMPLATES[slug]
    usual = recognise_outline(assemble(template, template.sample))
    found = recognise_outline(counted_in(template, family.name))
    assert [(p.heading, p.paragraphs) for p in found.points] == [(p.heading, p.paragraphs) for p in usual.points]
    assert (found.transition, found.announced_count) == (usual.transition, usual.announced_count)
    assert (found.opening, found.closing) == (usual.opening, usual.closing)
    if any(question.kind is Kind.ORDINALS for question in template.questions):
        ordinals = [family.ordinal(n, len(found.points)) for n in range(1, len(found.points) + 1)]
        assert [point.ordinal for point in found.points] == ordinals
