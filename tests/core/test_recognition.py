"""The recogniser on short speeches of many kinds, each as hard as a real one in one respect."""

import json
from pathlib import Path
from typing import Any

import pytest

from drafts.core.document import Document, Paragraph, Style
from drafts.core.outline import recognise_outline

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
