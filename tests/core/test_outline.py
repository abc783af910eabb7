"""The outline that is recognised in speeches: assembled ones exactly, others by the rules of the genre."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafts.core.document import Document, Paragraph, Style, count_characters
from drafts.core.numbering import FAMILIES, OrdinalFamily, chinese_numeral, ordinal_family
from drafts.core.outline import (
    OWN_LINE,
    RUN_IN,
    Outline,
    Point,
    SectionKind,
    SubPoint,
    Transition,
    recognise_outline,
    sections,
)

SAMPLES = sorted((Path(__file__).parent.parent / "samples" / "outline").glob("*.txt"))


def body(*lines: str) -> Document:
    """A document of body paragraphs, as imported text is."""
    return Document(tuple(Paragraph.of(f"p{n}", Style.BODY, line) for n, line in enumerate(lines)))


# --- labelled samples ---


def facts(outline: dict[str, Any]) -> dict[str, Any]:
    """The outline's JSON in the shape of the labels beside the samples."""
    lead = outline["transition"]
    parts = {name: outline[name] for name in ("title", "byline", "date", "salutation", "signature", "signature_date")}
    found = {name: part["paragraph"] for name, part in parts.items() if part}
    found["transition"] = [lead["paragraph"], lead["text"]] if lead else None
    found |= {name: outline[name] for name in ("announced_count", "opening", "closing")}
    points = [
        point | {"subpoints": [[sub["ordinal"], sub["heading"], sub["paragraph"]] for sub in point["subpoints"]]}
        for point in outline["points"]
    ]
    return {name: value for name, value in found.items() if value not in (None, [])} | {"points": points}


@pytest.mark.parametrize("first_style", [Style.BODY, Style.TITLE])
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_sample_is_read_as_labelled(sample: Path, first_style: Style) -> None:
    lines = sample.read_text("utf-8").splitlines()
    document = Document(
        tuple(Paragraph.of(f"p{n}", Style.BODY if n else first_style, line) for n, line in enumerate(lines))
    )
    label = json.loads(sample.with_suffix(".json").read_text("utf-8"))
    assert facts(recognise_outline(document).to_json(document)) == label


# --- assembled speeches ---

HEADINGS = (
    "把题目选准",
    "旗帜鲜明讲政治",
    "做“明白人”",
    "在学深悟透上下功夫，筑牢根基",
    "始终牢记“我是谁？为了谁？”这一根本问题",
    "一以贯之抓落实",
    "二十大精神要入脑入心",
    "最后一公里要打通",
    "第一时间回应群众",
    "三个环节都要抓实",
    "学好《条例》第一、二章",
)
TEXTS = (
    "情况不明，办法就不对路。要带着问题下去，把实情摸上来。",
    "一是一，二是二，账要算清楚。今年一、二季度完成98.5%，第一书记到岗到位。",
    "我们首先要学习。要把第一要务抓在手上，做到“一是看、二是干”。",
    "学然后知不足。下一步工作要更细。同时，要抓住重点。另外，还要常回头看。",
    "他说：“最后，还得靠自己。”这话在理。",
)
CUED = "下一步，我将进一步加强学习，把工作做实。"
UNCUED = "调查研究永远在路上，把脚步放到群众中去。"
PAIR = "脚下沾满泥土，心中装着群众。"


@dataclass
class Speech:
    """Paragraphs as assembly writes them, and the outline that they have."""

    styled: bool
    paragraphs: list[Paragraph]

    def add(self, style: Style, text: str) -> int:
        number = len(self.paragraphs)
        self.paragraphs.append(Paragraph.of(f"k{number}", style if self.styled else Style.BODY, text))
        return number


def draw_point(draw: st.DrawFn, speech: Speech, family: OrdinalFamily, place: tuple[int, int], own_line: bool) -> Point:
    heading = draw(st.sampled_from(HEADINGS))
    lead = family.lead(*place) + heading
    text = draw(st.sampled_from(TEXTS)) if own_line else draw(st.sampled_from(("", *TEXTS)))
    total = draw(st.sampled_from((0, 0, 2, 3, 4, 5)))
    words = ordinal_family("首先")
    below = [(words.ordinal(n, total), draw(st.sampled_from(HEADINGS))) for n in range(1, total + 1)]
    text += "".join(f"{word}，{name}。{draw(st.sampled_from(('', *TEXTS)))}" for word, name in below)
    if own_line:
        numbers: tuple[int, ...] = (speech.add(Style.HEADING_1, lead), speech.add(Style.BODY, text))
    else:
        numbers = (speech.add(Style.BODY, f"{lead}。{text}"),)
    subpoints = tuple(SubPoint(word, name, numbers[-1]) for word, name in below)
    return Point(family.ordinal(*place), heading, OWN_LINE if own_line else RUN_IN, numbers, subpoints)


@st.composite
def speeches(draw: st.DrawFn) -> tuple[Document, Outline]:
    """A speech of the four-point form, any family, 1 to 12 points, with or without each optional part."""
    speech = Speech(draw(st.booleans()), [])
    family = draw(st.sampled_from(FAMILIES))
    total = draw(st.integers(1, min(12, family.limit)))
    own_line = draw(st.booleans())
    title = speech.add(Style.TITLE, "在局党组专题研讨会上的发言材料") if draw(st.booleans()) else None
    salutation = speech.add(Style.SALUTATION, "各位领导、同志们：") if draw(st.booleans()) else None
    opening = [speech.add(Style.BODY, draw(st.sampled_from(TEXTS))) for _ in range(draw(st.integers(0, 2)))]
    lead = f"结合学习体会，我认为，把调查研究落到实处，要从以下{chinese_numeral(total)}个方面入手："
    opening.append(speech.add(Style.BODY, draw(st.sampled_from(("", TEXTS[0]))) + lead))
    points = tuple(draw_point(draw, speech, family, (n, total), own_line) for n in range(1, total + 1))
    # Behind a single heading on its own line nothing but its words tells a closing from one more paragraph.
    ends = (CUED, PAIR + CUED, PAIR) if own_line and total == 1 else (CUED, UNCUED, PAIR + CUED, PAIR + UNCUED)
    closing = (speech.add(Style.BODY, draw(st.sampled_from(ends))),) if draw(st.booleans()) else ()
    signature = signature_date = None
    if draw(st.booleans()):
        signature = speech.add(Style.SIGNATURE, "局办公室")
        if draw(st.booleans()):
            speech.add(Style.SIGNATURE, "主任　陈小满")
        signature_date = speech.add(Style.SIGNATURE_DATE, "2026年3月8日")
    outline = Outline(
        title=title,
        salutation=salutation,
        opening=tuple(opening),
        transition=Transition(opening[-1], lead),
        announced_count=total,
        points=points,
        closing=closing,
        signature=signature,
        signature_date=signature_date,
    )
    return Document(tuple(speech.paragraphs)), outline


@settings(max_examples=400, deadline=None)
@given(speeches())
def test_assembled_speech_gives_its_exact_outline_back(speech: tuple[Document, Outline]) -> None:
    document, outline = speech
    assert recognise_outline(document) == outline


@given(speeches())
def test_sections_of_an_assembled_speech_add_up_to_its_length(speech: tuple[Document, Outline]) -> None:
    document, outline = speech
    pane = sections(document, outline)
    assert sum(section.characters for section in pane if section.level == 0) == document.character_count - (
        count_characters("主任　陈小满") if "主任　陈小满" in document.plain_text else 0
    )
    assert [section.label for section in pane if section.kind == SectionKind.POINT] == [
        point.ordinal + point.heading for point in outline.points
    ]


@settings(deadline=None)
@given(
    st.lists(
        st.text(
            alphabet="一二三四十第要是首先其次最后、，。：；（）“”《》1.2①下步我将谈点体会同志们：\n 　", max_size=60
        )
    )
)
def test_any_text_has_an_outline_whose_paragraphs_exist(lines: list[str]) -> None:
    document = body(*lines)
    outline = recognise_outline(document)
    numbers = [n for point in outline.points for n in point.paragraphs] + [*outline.opening, *outline.closing]
    assert all(document.paragraphs[n].text.strip() for n in numbers)
    assert recognise_outline(document) == outline
    json.dumps(outline.to_json(document))
    sections(document, outline)


# --- single rules ---


def test_empty_document_has_an_empty_outline() -> None:
    assert recognise_outline(Document()) == Outline()
    assert recognise_outline(body("", "  ")) == Outline()
    assert sections(Document(), Outline()) == ()


def test_empty_paragraphs_belong_to_nothing_and_do_not_count_in_json() -> None:
    document = body("", "学习体会", "", "我谈两点体会。", "一是学。学得深。", "", "二是干。干得实。", "", "谢谢大家！")
    outline = recognise_outline(document)
    assert (outline.title, outline.opening, outline.closing) == (1, (3,), (8,))
    assert [point.paragraphs for point in outline.points] == [(4,), (6,)]
    exported = outline.to_json(document)
    assert exported["title"] == {"paragraph": 0, "text": "学习体会"}
    assert [point["paragraphs"] for point in exported["points"]] == [[2], [3]]
    assert exported["closing"] == [4]


def test_leading_title_style_on_a_counted_line_is_not_believed() -> None:
    document = Document.from_plain_text("一要学深悟透。坚持读原著。\n二要真抓实干。坚持抓到底。")
    outline = recognise_outline(document)
    assert outline.title is None
    assert [point.ordinal for point in outline.points] == ["一要", "二要"]


def test_headings_by_style_alone_are_points_with_sub_points() -> None:
    rows = [
        (Style.TITLE, "调研报告"),
        (Style.BODY, "情况如下。"),
        (Style.HEADING_1, "家底"),
        (Style.HEADING_2, "土地"),
        (Style.BODY, "地在山上。"),
        (Style.HEADING_1, "出路"),
        (Style.BODY, "路在脚下。"),
        (Style.BODY, "以上是我的汇报。"),
    ]
    document = Document(tuple(Paragraph.of(f"p{n}", style, text) for n, (style, text) in enumerate(rows)))
    outline = recognise_outline(document)
    assert outline.points == (
        Point("", "家底", OWN_LINE, (2, 3, 4), (SubPoint("", "土地", 3),)),
        Point("", "出路", OWN_LINE, (5, 6)),
    )
    assert outline.closing == (7,)


@pytest.mark.parametrize(
    "line", ["同志们：", "各位领导、各位同事：", "尊敬的**书记：", "老师们、同学们，大家好！", "各位評委：", "同志们！"]
)
def test_salutation_is_recognised(line: str) -> None:
    assert recognise_outline(body("学习体会", line, "学了就要用。")).salutation == 1


@pytest.mark.parametrize("line", ["大家好！", "今天学习了文件。", "各位同事的发言我都听了。", "现将情况汇报如下："])
def test_other_first_lines_are_no_salutation(line: str) -> None:
    assert recognise_outline(body("学习体会", line, "学了就要用。")).salutation is None


@pytest.mark.parametrize(
    ("sentence", "count"),
    [
        ("下面，我谈三点体会。", 3),
        ("下面，我谈几点体会。", None),
        ("我从两个层面谈认识。", 2),
        ("围绕八项规定，我讲4个方面的问题：", 4),
        ("现将学习情况汇报如下：", None),
        ("我的体会有三：", 3),
        ("借此机会，与大家作个交流。", None),
        ("对照要求，要做到以下十二点：", 12),
        ("结合实际，我提三点建议。", 3),
    ],
)
def test_transition_and_its_count_are_recognised(sentence: str, count: int | None) -> None:
    document = body("学习体会", f"文件我读了三遍。{sentence}", "一是学。学得深。", "二是干。干得实。")
    outline = recognise_outline(document)
    assert outline.transition == Transition(1, sentence)
    assert outline.announced_count == count


@pytest.mark.parametrize(
    "sentence", ["文章从四个方面阐述了要义。", "我很受教育。", "做到“两个维护”。", "全会强调了三点意见。"]
)
def test_other_sentences_before_the_points_are_no_transition(sentence: str) -> None:
    document = body("学习体会", f"这次学习很及时。{sentence}大家都有收获。", "一是学。学得深。", "二是干。干得实。")
    assert recognise_outline(document).transition is None


def test_first_word_without_a_second_counts_nothing() -> None:
    document = body("学习体会", "我谈一谈体会。", "首先，感谢组织。", "学习使人进步。", "我会继续努力。")
    assert recognise_outline(document).points == ()


def test_first_sub_point_counts_where_the_text_is_cut_off_inside_it() -> None:
    cut = body("学习体会", "一、学要深", "要做到三点：一是静下心，把书")
    whole = body("学习体会", "一、学要深", "要做到一条：一是静下心，把书读完。")
    assert recognise_outline(cut).points[0].subpoints == (SubPoint("一是", "静下心，把书", 2),)
    assert recognise_outline(whole).points[0].subpoints == ()


def test_plain_words_that_join_sentences_are_no_sub_points() -> None:
    document = body("学习体会", "一是学。首先，要静心。同时，要恒心。", "二是干。要用心。")
    assert [point.subpoints for point in recognise_outline(document).points] == [(), ()]


def test_first_point_inside_the_transition_paragraph_is_found() -> None:
    document = body("学习体会", "我谈三点体会：第一，学要深。", "第二，干要实。", "第三，心要诚。")
    assert [(p.ordinal, p.paragraphs[0]) for p in recognise_outline(document).points] == [
        ("第一", 1),
        ("第二", 2),
        ("第三", 3),
    ]


def test_ordinals_in_quotation_marks_count_nothing() -> None:
    document = body("学习体会", "文件里说“一是学，二是干，三是成”。还有《第一，第二》这本书。", "我记住了。")
    assert recognise_outline(document).points == ()


def test_lone_name_and_date_are_signature() -> None:
    document = body("学习体会", "学了就要用。", "以上是我的体会。", "王小满", "二〇二六年三月八日")
    outline = recognise_outline(document)
    assert (outline.closing, outline.signature, outline.signature_date) == ((2,), 3, 4)


def test_sections_are_labelled_and_measured() -> None:
    document = body(
        "学习体会",
        "同志们：",
        "我谈两点体会。",
        "一是学要深。首先，静下心。其次，沉下气。",
        "二是干要实。说了就办。",
        "谢谢大家！",
        "王小满",
        "2026年3月8日",
    )
    pane = sections(document, recognise_outline(document))
    assert [(s.kind.value, s.label, s.paragraph, s.key, s.characters, s.level) for s in pane] == [
        ("title", "标题", 0, "p0", 4, 0),
        ("salutation", "称谓", 1, "p1", 4, 0),
        ("opening", "引言", 2, "p2", 7, 0),
        ("point", "一是学要深", 3, "p3", 20, 0),
        ("sub-point", "首先，静下心", 3, "p3", 7, 1),
        ("sub-point", "其次，沉下气", 3, "p3", 7, 1),
        ("point", "二是干要实", 4, "p4", 11, 0),
        ("closing", "结语", 5, "p5", 5, 0),
        ("signature", "落款", 6, "p6", 12, 0),
    ]


def test_sections_share_a_paragraph_that_holds_the_whole_list() -> None:
    document = body("学习体会", "要做好两件事：一是学深；二是干实。", "谢谢大家！")
    pane = sections(document, recognise_outline(document))
    assert [(s.label, s.characters) for s in pane] == [
        ("标题", 4),
        ("引言", 7),
        ("一是学深", 5),
        ("二是干实", 5),
        ("结语", 5),
    ]


# --- texts that would make a careless pattern try again and again; the time they take is in `make bench` ---

HOSTILE = {
    "commas": "，",
    "unfinished rows": "，一是",
    "rows without stops": "谈三点：一是好，二是好，三是好，",
    "rows": "谈三点：一是好，二是好，三是好。",
    "open quotes": "“",
    "nested quotes": "“‘",
    "cues": "谈从我有几点",
    "plans": "下一步",
    "words": "首先，最后，",
    "gaps": "a ",
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("split", [False, True])
def test_outline_of_monotonous_text_stays_within_the_document(name: str, split: bool) -> None:
    pieces = [HOSTILE[name]] * (20_000 // len(HOSTILE[name]))
    document = body("题目", *pieces[:2_000]) if split else body("题目", "一、好", "".join(pieces))

    outline = recognise_outline(document)

    assert outline.title == 0
    named = {n for point in outline.points for n in point.paragraphs} | set(outline.opening) | set(outline.closing)
    assert named <= set(range(1, len(document)))
