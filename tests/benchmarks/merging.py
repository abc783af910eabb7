"""How long merging and comparing take: a speech of 3,000 characters, and the largest hostile documents."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace

from drafts.core.assembly import assemble
from drafts.core.compare import compare
from drafts.core.document import MAX_CHARACTERS, MAX_PARAGRAPHS, Document, Paragraph, Style, merge_runs
from drafts.core.merge import merge
from drafts.core.template import load_template, sample_answers
from drafts.services.templates import builtin_source
from tests.benchmarks.bench import median_ms, once_ms

_CHINESE = 20_000  # characters from U+4E00 on
_EDITS = 12  # in every edited paragraph


def run() -> None:
    """Print every figure."""
    base, new = _speech(3_000)
    edited = _edited(base)
    count = base.character_count
    print(f"\nMerging and comparing, a speech of {count} characters with {_EDITS} edits in every paragraph\n")
    _print("merge with new answers", median_ms(lambda: merge(base=base, edited=edited, reassembled=new), runs=200), 15)
    rewritten = Document(tuple(replace(p, runs=p.runs[::-1]) for p in _edited(edited)))
    _print("compare", median_ms(lambda: compare(base, rewritten), runs=200), 15)
    print(f"\nThe largest documents, {MAX_CHARACTERS} characters, once each\n")
    for name, (base, edited, new) in _hostile().items():
        _print(f"merge, {name}", once_ms(_merging(base, edited, new)))
        _print(f"compare, {name}", once_ms(_comparing(edited, new)))
        _print(f"compare, {name}, other keys", once_ms(_comparing(edited, _rekeyed(new))))


def _merging(base: Document, edited: Document, new: Document) -> Callable[[], object]:
    return lambda: merge(base=base, edited=edited, reassembled=new)


def _comparing(old: Document, new: Document) -> Callable[[], object]:
    return lambda: compare(old, new)


def _print(name: str, value: float, limit: float = 0) -> None:
    print(f"{name:<56}{value:>10.2f}  {f'(below {limit})' if limit else ''}".rstrip())


def _speech(least: int) -> tuple[Document, Document]:
    """The four-point sample grown to ``least`` characters, and what assembly gives of other answers."""
    definition = load_template(builtin_source("four-point") or "")
    answers = deepcopy(sample_answers(definition))
    while assemble(definition, answers).character_count < least:
        answers["要点"].append({**answers["要点"][0], "id": f"more{len(answers['要点'])}"})
    changed = deepcopy(answers) | {"单位": "省档案馆", "专题": "把调查研究落到实处"}
    changed["要点"] = [{"id": "fresh", "标题": "勇于担当", "内容": "一分部署，九分落实。"}, *answers["要点"]]
    return assemble(definition, answers), assemble(definition, changed)


def _edited(document: Document) -> Document:
    """``document`` with edits all over every paragraph, the first sentence of each in bold."""
    return Document(tuple(_paragraph_edited(p) for p in document))


def _paragraph_edited(paragraph: Paragraph) -> Paragraph:
    text = paragraph.text
    step = max(1, len(text) // _EDITS)
    # Not in the first words: there the ordinal changes, and a merge that ends in a conflict would be done too soon.
    edits = "".join(f"又改{text[at + 2 : at + step]}" for at in range(step, len(text), step))
    edited = text[:step] + edits if step > 8 else text
    end = edited.find("。") + 1
    return replace(paragraph, runs=merge_runs([(edited[:end], True), (edited[end:], False)]))


def _document(texts: list[str]) -> Document:
    return Document(tuple(Paragraph.of(f"k{n}", Style.BODY, text) for n, text in enumerate(texts)))


def _rekeyed(document: Document) -> Document:
    return Document(tuple(replace(p, key=f"fresh-{p.key}") for p in document))


def _text(seed: int, length: int, variety: int) -> str:
    """``length`` characters out of ``variety``, in an order that no other seed repeats."""
    return "".join(chr(0x4E00 + (n * n * 7 + n * (seed * 2 + 1) + seed) % variety) for n in range(length))


def _hostile() -> dict[str, tuple[Document, Document, Document]]:
    """Base, edited and new, as large as documents may be; 24 blocks are paragraphs of the most costly length."""
    short = MAX_CHARACTERS // MAX_PARAGRAPHS - 1
    shapes = {"one paragraph": (1, MAX_CHARACTERS - 9), "24 blocks": (24, 4_990), "3000 paragraphs": (3_000, short)}
    kinds = {"all different": _CHINESE, "out of three characters": 3, "all equal": 1}
    found = {}
    for shape, (count, length) in shapes.items():
        for kind, variety in kinds.items():
            base, edited, new = (
                _document([_text(n + 50 * side, length - side, variety) for n in range(count)]) for side in range(3)
            )
            found[f"{shape}, {kind}"] = (base, edited, new)
    return found
