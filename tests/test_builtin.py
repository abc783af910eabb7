"""The six built-in templates: each whole, readable with any optional part left out, and as long as it says."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import drafts
from drafts.core.assembly import assemble
from drafts.core.document import Document, Style
from drafts.core.outline import recognise_outline
from drafts.core.questions import Answers, Kind, Question, blank_answers, check_answers, skeleton
from drafts.core.source import read_source
from drafts.core.speaking import speaking_minutes
from drafts.core.template import TemplateDefinition, load_template, sample_answers

FOLDER = Path(drafts.__file__).parent / "builtin"
TEMPLATES = {path.stem: load_template(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yaml"))}
KINDS = {
    "four-point": "交流研讨发言",
    "statement": "表态发言",
    "reflection": "学习心得体会",
    "self-examination": "对照检查发言",
    "guided-reading": "领学发言",
    "chairing": "主持词",
}
# The list whose items are the speech's points, and how many of them the sample has.
POINTS = {
    "four-point": ("要点", 4),
    "statement": ("要点", 4),
    "reflection": ("体会", 3),
    "guided-reading": ("要点", 3),
    "chairing": ("要求", 3),
}
every_template = pytest.mark.parametrize("slug", list(KINDS))

STRAY = re.compile(
    "[，。；：、！？]{2,}"  # doubled marks
    "|“”|《》|（）|「」|‘’"  # nothing between a pair
    "|^[，。；：、！？”）》]"  # a mark with nothing before it
    "|[，、；]$"  # a sentence that does not end
    "|[（“《][，。；：、]|[，、；：][）》]"
    "|  |^\\s|\\s$|\\n"
    "|(?<!十)二[个位点件项]"  # 两 before a measure word
    "|同志同志"
)
UNENDED = (Style.TITLE, Style.BYLINE, Style.DATE, Style.SIGNATURE, Style.SIGNATURE_DATE)
HEADINGS = (Style.HEADING_1, Style.HEADING_2)


def flaws(document: Document) -> list[str]:
    """The paragraphs that an editor would mark, each with its key."""
    return [f"{p.key}：{p.text}" for p in document if STRAY.search(p.text) or not _ends_well(p.style, p.text)]


def _ends_well(style: Style, text: str) -> bool:
    if style in UNENDED or style in HEADINGS:
        return text != "" and text[-1] not in "，、；：。"
    return text.endswith("：") if style is Style.SALUTATION else text[-1:] in tuple("。！？：…”）")


def optional_paths(questions: Sequence[Question], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every question and field that may be left out, by the names that lead to it."""
    for question in questions:
        here = (*path, question.name)
        if not question.required:
            yield here
        yield from optional_paths(question.fields, here)


def without(answers: Answers, left_out: set[tuple[str, ...]], path: tuple[str, ...] = ()) -> Answers:
    """``answers`` with the questions and fields of ``left_out`` missing."""
    kept: Answers = {}
    for name, answer in answers.items():
        here = (*path, name)
        if here in left_out:
            continue
        kept[name] = [without(item, left_out, here) for item in answer] if isinstance(answer, list) else answer
    return kept


def full_answers(definition: TemplateDefinition) -> Answers:
    """The sample's answers, and where it gives none, something for every other question."""
    sample = sample_answers(definition)
    return {q.name: sample[q.name] or _something(q) for q in definition.questions}


def _something(question: Question) -> Any:
    match question.kind:
        case Kind.LIST:
            return [{field.name: _something(field) for field in question.fields} for _ in range(2)]
        case Kind.CHOICE:
            return question.choices[-1]
        case Kind.DATE:
            return "2026-03-08"
        case Kind.ORDINALS:
            return question.default
        case Kind.LINE | Kind.TEXT:
            return (
                "各位同志"
                if question.name == "称谓"
                else "这里写上一句话。"
                if question.kind is Kind.TEXT
                else "一句话"
            )


def test_there_is_one_template_of_each_kind() -> None:
    assert {slug: definition.kind for slug, definition in TEMPLATES.items()} == KINDS
    assert all(definition.slug == slug for slug, definition in TEMPLATES.items())


@every_template
def test_form_tells_what_to_write(slug: str) -> None:
    def all_questions(questions: Sequence[Question]) -> Iterator[Question]:
        for question in questions:
            yield question
            yield from all_questions(question.fields)

    asked = list(all_questions(TEMPLATES[slug].questions))
    assert [q.name for q in asked if not q.guidance] == []
    assert [q.name for q in asked if q.kind in (Kind.LINE, Kind.TEXT) and not (q.example or q.default)] == []
    assert [q.name for q in TEMPLATES[slug].questions if not q.section] == []
    assert max(len(q.guidance) for q in asked) <= 50


@every_template
def test_sections_of_the_form_stand_together(slug: str) -> None:
    sections = [q.section for q in TEMPLATES[slug].questions]
    changes = [name for place, name in enumerate(sections) if place == 0 or sections[place - 1] != name]
    assert len(changes) == len(set(changes))


@every_template
def test_every_answer_is_used(slug: str) -> None:
    definition = TEMPLATES[slug]
    source = (FOLDER / f"{slug}.yaml").read_text(encoding="utf-8")
    assert [
        q.name
        for q in definition.questions
        if not re.search(rf"(\{{\{{|if|for_each:|ordinals:|when:) *{q.name}\b", source)
    ] == []


@every_template
def test_sample_is_a_whole_speech_of_the_length_that_the_template_says(slug: str) -> None:
    definition = TEMPLATES[slug]
    document = assemble(definition, definition.sample)
    fewest, most = (2_200, 2_320) if slug == "four-point" else (900, 1_600)
    assert fewest <= document.character_count <= most
    assert abs(definition.minutes - speaking_minutes(document.character_count)) <= 0.5
    assert document.gaps == []
    assert flaws(document) == []


@pytest.mark.parametrize("slug", list(POINTS))
def test_outline_of_the_sample_is_recognised(slug: str) -> None:
    definition = TEMPLATES[slug]
    name, count = POINTS[slug]
    outline = recognise_outline(assemble(definition, definition.sample))
    assert [point.heading for point in outline.points] == [item["标题"] for item in definition.sample[name]]
    assert (outline.announced_count, outline.title) == (count, 0)
    assert outline.transition is not None
    assert outline.closing


def test_outline_of_a_self_examination_has_its_three_parts() -> None:
    definition = TEMPLATES["self-examination"]
    points = recognise_outline(assemble(definition, definition.sample)).points
    assert [(point.heading, len(point.subpoints)) for point in points] == [
        ("存在的主要问题", 3),
        ("产生问题的原因", 3),
        ("下一步整改措施", 3),
    ]


@every_template
def test_speech_of_required_answers_alone_reads_well(slug: str) -> None:
    definition = TEMPLATES[slug]
    document = assemble(definition, without(full_answers(definition), set(optional_paths(definition.questions))))
    assert flaws(document) == []
    assert document.paragraphs[0].style is Style.TITLE


def _single_parts() -> list[tuple[str, tuple[str, ...]]]:
    return [(slug, path) for slug, definition in TEMPLATES.items() for path in optional_paths(definition.questions)]


@pytest.mark.parametrize(
    ("slug", "path"), _single_parts(), ids=[f"{slug}-{'.'.join(p)}" for slug, p in _single_parts()]
)
def test_speech_reads_well_without_a_single_optional_part_and_with_it_alone(slug: str, path: tuple[str, ...]) -> None:
    definition = TEMPLATES[slug]
    answers = full_answers(definition)
    others = {other for other in optional_paths(definition.questions) if other != path[: len(other)]}
    assert flaws(assemble(definition, without(answers, {path}))) == []
    assert flaws(assemble(definition, without(answers, others))) == []


@every_template
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_speech_reads_well_with_any_parts_left_out(slug: str, data: st.DataObject) -> None:
    definition = TEMPLATES[slug]
    left_out = data.draw(st.sets(st.sampled_from(list(optional_paths(definition.questions)))))
    answers = without(full_answers(definition), left_out)
    for question in definition.questions:
        if question.kind is Kind.CHOICE and question.name in answers:
            answers[question.name] = data.draw(st.sampled_from(question.choices))
        if question.kind is Kind.LIST and question.name in answers:
            items = answers[question.name]
            answers[question.name] = items[: data.draw(st.integers(max(1, question.min_items), len(items)))]
    document = assemble(definition, answers)
    assert flaws(document) == []
    assert len({p.key for p in document}) == len(document)


@pytest.mark.parametrize("slug", [slug for slug in KINDS if slug != "four-point"])
def test_full_stop_that_was_not_typed_is_set(slug: str) -> None:
    definition = TEMPLATES[slug]

    def bare(answer: Any) -> Any:
        if isinstance(answer, list):
            return [{name: bare(part) for name, part in item.items()} for item in answer]
        return answer.rstrip("。")

    answers = {name: bare(answer) for name, answer in full_answers(definition).items()}
    assert assemble(definition, answers) == assemble(definition, full_answers(definition))


@every_template
def test_new_form_shows_its_gaps_and_nothing_stray(slug: str) -> None:
    definition = TEMPLATES[slug]
    document = assemble(definition, blank_answers(definition.questions), gaps=True)
    assert document.gaps
    assert flaws(document) == []


@every_template
def test_skeleton_asks_the_template_s_questions(slug: str) -> None:
    definition = TEMPLATES[slug]
    read = read_source(skeleton(definition.questions)).data
    assert list(read) == [q.name for q in definition.questions]
    assert check_answers(definition.questions, read, partial=True).keys() == read.keys()


def test_four_point_keeps_the_questions_that_it_promises() -> None:
    definition = TEMPLATES["four-point"]
    required = [q.name for q in definition.questions if q.required]
    optional = {q.name for q in definition.questions if not q.required}
    assert required == ["会议", "专题", "要点"]
    assert optional == {
        "标题",
        "单位",
        "姓名",
        "职务",
        "日期",
        "称谓",
        "背景",
        "意义",
        "问题",
        "过渡",
        "序号体系",
        "结尾",
        "下一步",
    }
    points = definition.question("要点")
    assert [field.name for field in points.fields] == ["标题", "内容", "分点"]
    assert [field.name for field in points.fields[2].fields] == ["标题", "内容"]


def test_four_point_speech_is_made_paragraph_by_paragraph() -> None:
    answers = {
        "会议": "例会",
        "专题": "学以致用",
        "称谓": "同志们",
        "背景": "背景。",
        "意义": "意义。",
        "问题": "问题。",
        "要点": [
            {"标题": "学"},
            {"标题": "做", "内容": "要做。", "分点": [{"标题": "甲", "内容": "讲甲。"}, {"标题": "乙"}]},
        ],
        "结尾": "结尾。",
        "下一步": "下一步，我将努力。",
        "单位": "市档案馆",
        "姓名": "周某",
        "日期": "2026-03-08",
    }
    assert assemble(TEMPLATES["four-point"], answers).plain_text.split("\n") == [
        "在例会上的发言材料",
        "同志们：",
        "背景。",
        "意义。问题。结合学习体会和工作实际，我认为，学以致用，要从以下两个方面入手：",
        "一要学。",
        "二要做。要做。首先，甲。讲甲。其次，乙。",
        "结尾。下一步，我将努力。",
        "市档案馆",
        "周某",
        "2026年3月8日",
    ]


@pytest.mark.parametrize(
    ("slug", "answers", "sentence"),
    [
        ("statement", {"由头": "到任履职", "事项": "县图书馆馆长"}, "组织安排我担任县图书馆馆长，我衷心感谢"),
        ("statement", {"由头": "落实部署", "事项": "防汛工作"}, "这次会议对防汛工作作了全面安排"),
        ("statement", {"职务": "", "姓名": "", "单位": "县图书馆"}, "我代表县图书馆发言。"),
        ("reflection", {"活动": "读书班", "缘起": ""}, "参加读书班期间，我认真学习了《中国共产党纪律处分条例》"),
        ("reflection", {"活动": "", "缘起": ""}, "近段时间，我认真学习了"),
        ("guided-reading", {"会议": ""}, "今天，由我带领大家学习"),
        ("guided-reading", {"原文": [], "讨论题": []}, "通读全文，我理解，其主要内容可以概括为三个方面："),
        ("guided-reading", {"讨论题": []}, "我就领学到这里，不当之处，请同志们批评指正。"),
        ("chairing", {"发言人": [{"姓名": "陆某"}]}, "今天共有一位同志发言。"),
        ("chairing", {"发言人": [{"姓名": "陆某"}, {"姓名": "秦某"}]}, "今天共有两位同志发言，顺序是：陆某、秦某。"),
        ("chairing", {}, "接下来，请市第二中学语文教师叶某某老师发言，题目是《一间教室里的读书会》，大家欢迎！"),
        ("self-examination", {}, "以上措施于2026年6月30日前完成。"),
    ],
)
def test_wording_follows_the_answers(slug: str, answers: Answers, sentence: str) -> None:
    definition = TEMPLATES[slug]
    assert sentence in assemble(definition, {**definition.sample, **answers}).plain_text


def test_statement_is_signed_only_where_it_is_dated() -> None:
    definition = TEMPLATES["statement"]
    dated = assemble(definition, {**definition.sample, "日期": "2026-03-08"})
    assert [p.text for p in dated][-3:] == ["县图书馆", "馆长　何某", "2026年3月8日"]
    assert assemble(definition, definition.sample).paragraphs[-1].text == "谢谢大家！"
