"""What holds of every merge, tried on generated documents whose sides edit, split, join, move, add and delete."""

from collections import Counter
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from drafts.core.document import Document, Paragraph, Style, merge_runs
from drafts.core.merge import Choice, Conflict, Decision, Merged, merge, resolve
from drafts.core.stretches import Stretch

BASE = "我局要学习落实，。"
MINE = "手写改动"
NEW = "新生成稿"
STYLES = st.sampled_from([Style.BODY, Style.HEADING_1])


def texts(alphabet: str, least: int = 0) -> st.SearchStrategy[str]:
    return st.text(st.sampled_from(alphabet), min_size=least, max_size=16)


@st.composite
def bases(draw: st.DrawFn) -> Document:
    count = draw(st.integers(0, 5))
    return Document(
        tuple(
            Paragraph(
                f"k{n}", draw(STYLES), merge_runs(draw(st.lists(st.tuples(texts(BASE), st.booleans()), max_size=3)))
            )
            for n in range(count)
        )
    )


@st.composite
def edited(draw: st.DrawFn, base: Document, added: str) -> Document:
    """``base`` after a few edits; every character that they put in is of ``added``, fresh keys begin with it."""
    paragraphs = [[p.key, p.style, [(c, r.bold) for r in p.runs for c in r.text]] for p in base]
    for number in range(draw(st.integers(0, 5))):
        action = draw(st.sampled_from(["type", "cut", "weigh", "style", "split", "join", "move", "add", "drop"]))
        _act(draw, action, paragraphs, added, f"{'m' if added == MINE else 'n'}{number}")
    return Document(tuple(Paragraph(key, style, merge_runs(text)) for key, style, text in paragraphs))


def _act(draw: st.DrawFn, action: str, paragraphs: list, added: str, fresh: str) -> None:
    if action == "add":
        place = draw(st.integers(0, len(paragraphs)))
        paragraphs.insert(place, [fresh, draw(STYLES), [(c, False) for c in draw(texts(added, 1))]])
    if not paragraphs:
        return
    place = draw(st.integers(0, len(paragraphs) - 1))
    key, _, text = paragraphs[place]
    start, end = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
    if action == "type":
        text[start:end] = [(c, draw(st.booleans())) for c in draw(texts(added))]
    elif action == "cut":
        del text[start:end]
    elif action == "weigh":
        text[start:end] = [(c, not bold) for c, bold in text[start:end]]
    elif action == "style":
        paragraphs[place][1] = draw(STYLES)
    elif action == "split":
        halves = [[key, paragraphs[place][1], text[:start]], [fresh, paragraphs[place][1], text[start:]]]
        if draw(st.booleans()):
            halves[0][0], halves[1][0] = fresh, key
        paragraphs[place : place + 1] = halves
    elif action == "join" and place + 1 < len(paragraphs):
        text += paragraphs.pop(place + 1)[2]
    elif action == "move":
        paragraphs.insert(draw(st.integers(0, len(paragraphs) - 1)), paragraphs.pop(place))
    elif action == "drop":
        del paragraphs[place]


@dataclass(frozen=True)
class Three:
    base: Document
    mine: Document
    new: Document

    @property
    def merged(self) -> Merged:
        return merge(base=self.base, edited=self.mine, reassembled=self.new)

    @property
    def swapped(self) -> "Three":
        return Three(self.base, self.new, self.mine)


@st.composite
def threes(draw: st.DrawFn) -> Three:
    base = draw(bases())
    return Three(base, draw(edited(base, MINE)), draw(edited(base, NEW)))


def letters(stretch: Document | Stretch) -> Counter[str]:
    return Counter("".join(p.text for p in stretch))


def alternatives(conflict: Conflict) -> Stretch:
    """What the conflict offers beside what stands in its place."""
    return conflict.new_paragraphs if conflict.mine else ()


@given(threes())
def test_merging_with_an_unchanged_side_gives_the_other(three: Three) -> None:
    base, mine = three.base, three.mine
    assert merge(base=base, edited=mine, reassembled=base) == Merged(mine)
    assert merge(base=base, edited=base, reassembled=mine) == Merged(mine)
    assert merge(base=base, edited=mine, reassembled=mine) == Merged(mine)


@given(threes())
def test_merging_is_deterministic(three: Three) -> None:
    again = Three(*(Document.from_json(document.to_json()) for document in (three.base, three.mine, three.new)))
    assert again.merged == three.merged


def unkeyed(stretch: Stretch) -> tuple[object, ...]:
    """Styles and texts alone: which key survives, where one side has a fresh one, is no symmetric matter."""
    return tuple((p.style, p.runs) for p in stretch)


def offered(conflicts: tuple[Conflict, ...], *, swapped: bool) -> Counter[tuple[object, ...]]:
    """The conflicts' base, mine and new, with mine and new the other way round where ``swapped``."""
    sides = (((c.base, *c.base_rest) if c.base else (), c.mine_paragraphs, c.new_paragraphs) for c in conflicts)
    return Counter(
        (unkeyed(base), unkeyed(new if swapped else mine), unkeyed(mine if swapped else new))
        for base, mine, new in sides
    )


def contents(document: Document) -> Counter[object]:
    """The paragraphs without their keys and their order, which follow mine where both sides changed them."""
    return Counter((p.style, p.runs) for p in document)


@given(threes())
def test_swapped_sides_give_the_same_conflicts_swapped(three: Three) -> None:
    there, back = three.merged, three.swapped.merged
    assert offered(there.conflicts, swapped=False) == offered(back.conflicts, swapped=True)
    if not there.conflicts:
        assert contents(there.document) == contents(back.document)


@given(threes())
def test_no_added_character_is_lost(three: Three) -> None:
    merged = three.merged
    held = letters(merged.document) + sum((letters(alternatives(c)) for c in merged.conflicts), Counter())
    for side, added in ((three.mine, MINE), (three.new, NEW)):
        typed = Counter({c: n for c, n in letters(side).items() if c in added})
        assert typed <= held


@given(threes())
def test_no_character_vanishes_that_neither_side_deleted(three: Three) -> None:
    merged = three.merged
    held = letters(merged.document) + sum((letters(alternatives(c)) for c in merged.conflicts), Counter())
    base, mine, new = letters(three.base), letters(three.mine), letters(three.new)
    assert all(held[c] >= mine[c] + new[c] - base[c] for c in mine | new)


@given(threes())
def test_the_merged_document_is_whole_and_each_conflict_stands_in_it(three: Three) -> None:
    merged = three.merged
    assert Document.from_json(merged.document.to_json()) == merged.document
    keys = [p.key for p in merged.document]
    assert [key for key in keys if key in {c.key for c in merged.conflicts}] == [c.key for c in merged.conflicts]
    for conflict in merged.conflicts:
        place = keys.index(conflict.key)
        assert merged.document.paragraphs[place : place + len(conflict.standing)] == conflict.standing


@given(threes(), st.sampled_from([Choice.MINE, Choice.NEW, Choice.BOTH]), texts(BASE + "\n"))
def test_every_decision_gives_a_whole_document(three: Three, choice: Choice, own: str) -> None:
    merged = three.merged
    for decision in (Decision(choice), Decision(Choice.OWN, own)):
        document = resolve(merged, {c.key: decision for c in merged.conflicts})
        assert Document.from_json(document.to_json()) == document


@given(threes())
def test_keeping_mine_everywhere_keeps_every_hand_edit(three: Three) -> None:
    merged = three.merged
    document = resolve(merged, {c.key: Decision(Choice.MINE) for c in merged.conflicts})
    typed = Counter({c: n for c, n in letters(three.mine).items() if c in MINE})
    assert typed <= letters(document)


@given(bases().flatmap(lambda base: st.tuples(st.just(base), edited(base, MINE))), STYLES)
def test_one_new_paragraph_at_the_end_conflicts_with_nothing(pair: tuple[Document, Document], style: Style) -> None:
    base, mine = pair
    new = Document((*base, Paragraph.of("fresh", style, "另起一段")))
    if mine != base:
        assert merge(base=base, edited=mine, reassembled=new).conflicts == ()
