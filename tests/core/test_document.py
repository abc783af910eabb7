"""Documents: their forms, what their schema refuses, and editing as plain text."""

from itertools import combinations, pairwise
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafts.core.document import (
    MAX_CHARACTERS,
    MAX_PARAGRAPHS,
    Document,
    Paragraph,
    Run,
    Style,
    clean_line,
    clean_text,
    count_characters,
    gaps_in,
    merge_runs,
)
from drafts.core.errors import DocumentError
from drafts.core.line_matching import same_lines

DOCUMENT = Document(
    (
        Paragraph.of("title", Style.TITLE, "发言材料"),
        Paragraph("p.n1", Style.BODY, (Run("一要"), Run("学", bold=True), Run("。"))),
        Paragraph.of("p.n2", Style.BODY, "二要做（待填：标题）。"),
        Paragraph.of("empty", Style.BODY, ""),
    )
)

TEXTS = st.text(max_size=20).map(clean_line)
RUNS = st.lists(st.tuples(TEXTS, st.booleans()), max_size=4).map(merge_runs)
DOCUMENTS = st.lists(st.tuples(st.sampled_from(Style), RUNS), max_size=8).map(
    lambda rows: Document(tuple(Paragraph(f"k{n}", style, runs) for n, (style, runs) in enumerate(rows)))
)


@given(document=DOCUMENTS)
def test_json_comes_back_as_the_same_document(document: Document) -> None:
    assert Document.from_json(document.to_json()) == document


@given(document=DOCUMENTS)
def test_editor_form_comes_back_as_the_same_document(document: Document) -> None:
    assert Document.from_prosemirror(document.to_prosemirror()) == document


def test_forms_of_a_document() -> None:
    paragraph = Document(DOCUMENT.paragraphs[1:2])
    assert paragraph.to_json() == {
        "paragraphs": [
            {"key": "p.n1", "style": "body", "runs": [{"text": "一要"}, {"text": "学", "bold": True}, {"text": "。"}]}
        ]
    }
    assert paragraph.to_text_json() == {"paragraphs": [{"key": "p.n1", "style": "body", "text": "一要学。"}]}
    assert paragraph.to_prosemirror()["content"][0]["content"][1] == {
        "type": "text",
        "text": "学",
        "marks": [{"type": "bold"}],
    }


def test_document_tells_its_title_text_length_and_gaps() -> None:
    assert DOCUMENT.title == "发言材料"
    assert DOCUMENT.plain_text == "发言材料\n一要学。\n二要做（待填：标题）。\n"
    assert DOCUMENT.character_count == 19
    assert DOCUMENT.gaps == ["标题"]
    assert Document().title == ""


def _paragraph(**changed: Any) -> dict[str, Any]:
    return {"key": "a", "style": "body", "runs": [{"text": "一"}], **changed}


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "{}",
        {},
        {"paragraphs": {}},
        {"paragraphs": [[]]},
        {"paragraphs": [{"key": "a", "style": "body"}]},
        {"paragraphs": [_paragraph(key="")]},
        {"paragraphs": [_paragraph(key="-a")]},
        {"paragraphs": [_paragraph(key="甲")]},
        {"paragraphs": [_paragraph(key="a\n")]},
        {"paragraphs": [_paragraph(key="a" * 300)]},
        {"paragraphs": [_paragraph(key='a" onclick="x')]},
        {"paragraphs": [_paragraph(key=5)]},
        {"paragraphs": [_paragraph(key=["a"])]},
        {"paragraphs": [_paragraph(style="h1")]},
        {"paragraphs": [_paragraph(style=["body"])]},
        {"paragraphs": [_paragraph(runs="一")]},
        {"paragraphs": [_paragraph(runs=["一"])]},
        {"paragraphs": [_paragraph(runs=[{"bold": True}])]},
        {"paragraphs": [_paragraph(runs=[{"text": 5}])]},
        {"paragraphs": [_paragraph(), _paragraph()]},
        {"paragraphs": [_paragraph(runs=[{"text": "一" * (MAX_CHARACTERS + 1)}])]},
        {"paragraphs": [_paragraph(key=f"k{n}") for n in range(MAX_PARAGRAPHS + 1)]},
    ],
    ids=range(24),
)
def test_stored_document_outside_the_schema_is_refused(data: object) -> None:
    with pytest.raises(DocumentError):
        Document.from_json(data)


def _node(**changed: Any) -> dict[str, Any]:
    return {"type": "paragraph", "attrs": {"key": "a", "style": "body"}, **changed}


@pytest.mark.parametrize(
    "data",
    [
        None,
        {},
        {"type": "doc"},
        {"type": "paragraph", "content": []},
        {"type": "doc", "content": "一"},
        {"type": "doc", "content": ["一"]},
        {"type": "doc", "content": [_node(type="heading")]},
        {"type": "doc", "content": [{"type": "paragraph"}]},
        {"type": "doc", "content": [_node(attrs={"style": "body"})]},
        {"type": "doc", "content": [_node(attrs=[])]},
        {"type": "doc", "content": [_node(content={})]},
        {"type": "doc", "content": [_node(content=[{"type": "image"}])]},
        {"type": "doc", "content": [_node(content=[{"type": "text"}])]},
        {"type": "doc", "content": [_node(content=[{"type": "text", "text": 5}])]},
        {"type": "doc", "content": [_node(content=[{"type": "text", "text": "一", "marks": [{"type": "link"}]}])]},
        {"type": "doc", "content": [_node(content=[{"type": "text", "text": "一", "marks": ["bold"]}])]},
        {"type": "doc", "content": [_node(content=[{"type": "text", "text": "一", "marks": {}}])]},
        {"type": "doc", "content": [_node(content=[_node()])]},
    ],
    ids=range(18),
)
def test_editor_document_outside_the_schema_is_refused(data: object) -> None:
    with pytest.raises(DocumentError):
        Document.from_prosemirror(data)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from(["doc", "paragraph", "text", "bold", "body", "a", "一"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["type", "content", "attrs", "key", "style", "text", "marks", "paragraphs", "runs", "bold"]
            ),
            inner,
        )
    ),
    max_leaves=14,
)


@settings(max_examples=300)
@given(data=JSON)
def test_any_json_is_refused_or_becomes_a_document(data: object) -> None:
    for read in (Document.from_json, Document.from_prosemirror):
        try:
            document = read(data)
        except DocumentError:
            continue
        assert Document.from_json(document.to_json()) == document


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("一\r\n二\r三\x85四\u2028五\u2029六", "一\n二\n三\n四\n五\n六"),
        ("一\x00\x07\x1b\x7f二", "一二"),
        ("一\u202e二\u2066三\u200f", "一二三"),
        ("一\ufffe\uffff\ud800\ufeff二", "一二"),
        ("𠮷😀👨\u200d👩", "𠮷😀👨\u200d👩"),
        ("“——……”·〇", "“——……”·〇"),
    ],
)
def test_text_is_cleaned_of_what_no_file_holds(text: str, clean: str) -> None:
    assert clean_text(text) == clean


@given(text=st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)
    assert clean_line(clean_line(text)) == clean_line(text)
    assert "\n" not in clean_line(text)


def test_characters_are_counted_without_white_space() -> None:
    assert count_characters(" 一 二\u3000三\n四\t") == 4


def test_gaps_are_found_in_reading_order() -> None:
    assert gaps_in("在（待填：会议）上（待填：标题）（注）") == ["会议", "标题"]


def test_plain_text_becomes_title_and_body() -> None:
    document = Document.from_plain_text("\n 标题 \r\n\r\n第一段\n第二段\n")
    assert [(p.key, p.style, p.text) for p in document] == [
        ("p1", Style.TITLE, "标题"),
        ("p2", Style.BODY, "第一段"),
        ("p3", Style.BODY, "第二段"),
    ]


def test_unchanged_lines_keep_their_paragraph_with_its_bold() -> None:
    edited = DOCUMENT.with_plain_text("发言材料\n一要学。\n新的一段\n二要做完。")
    assert edited.paragraphs[:2] == DOCUMENT.paragraphs[:2]
    assert edited.plain_text == "发言材料\n一要学。\n新的一段\n二要做完。"


def test_changed_line_keeps_key_and_style_and_a_new_one_gets_a_fresh_key() -> None:
    document = Document((Paragraph.of("t1", Style.TITLE, "标题"), Paragraph.of("a", Style.BODY, "甲")))
    assert [(p.key, p.style, p.text) for p in document.with_plain_text("新标题\n甲\n乙")] == [
        ("t1", Style.TITLE, "新标题"),
        ("a", Style.BODY, "甲"),
        ("t2", Style.BODY, "乙"),
    ]


@pytest.mark.parametrize("step", [1, 2, 7, 1_499])
def test_three_thousand_repeating_lines_are_edited_at_once(step: int) -> None:
    texts = [f"第{n % step}行" for n in range(MAX_PARAGRAPHS)]
    before = Document(tuple(Paragraph.of(f"k{n}", Style.BODY, text) for n, text in enumerate(texts)))
    lines = ["新的第一行", *texts[1:-1][::-1], "新的末一行"]
    began = process_time()
    after = before.with_plain_text("\n".join(lines))
    assert process_time() - began < 2  # 50 ms; comparing every line with every other took 43 s
    assert [p.text for p in after] == lines
    assert [p.key for p in after] == [p.key for p in before]


def test_insertion_and_removal_in_a_long_text_keep_every_other_key() -> None:
    before = Document(tuple(Paragraph.of(f"k{n}", Style.BODY, f"第{n}行") for n in range(700)))
    lines = before.plain_text.split("\n")
    edited = [*lines[:100], "插入", *lines[100:300], *lines[301:500], "改了", *lines[501:]]
    keys = [f"k{n}" for n in range(700)]
    assert [p.key for p in before.with_plain_text("\n".join(edited))] == [
        *keys[:100],
        "t1",
        *keys[100:300],
        *keys[301:],
    ]


@pytest.mark.parametrize("text", ["行\n" * 3_001, "行\n" * 60_000, "字" * 120_001])
def test_plain_text_past_the_limits_is_refused(text: str) -> None:
    with pytest.raises(DocumentError, match="文稿超过了"):
        DOCUMENT.with_plain_text(text)
    with pytest.raises(DocumentError, match="文稿超过了"):
        Document.from_plain_text(text)


@settings(max_examples=300, deadline=None)
@given(old=st.lists(st.sampled_from("甲乙丙"), max_size=12), new=st.lists(st.sampled_from("甲乙丙"), max_size=12))
def test_same_lines_are_the_longest_sequence_that_both_texts_share(old: list[str], new: list[str]) -> None:
    pairs = same_lines(old, new)
    assert all(old[i] == new[j] for i, j in pairs)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(pairs))
    shared = next(n for n in range(len(old), -1, -1) if set(combinations(old, n)) & set(combinations(new, n)))
    assert len(pairs) == shared


@settings(max_examples=200)
@given(
    texts=st.lists(st.sampled_from("甲乙丙丁"), unique=True, max_size=4),
    lines=st.lists(st.sampled_from(["甲", "乙", "丙", "丁", "戊", "己"]), unique=True, max_size=6),
)
def test_plain_text_edit_gives_those_lines_with_unique_keys(texts: list[str], lines: list[str]) -> None:
    before = Document(tuple(Paragraph.of(f"t{n}", Style.BODY, text) for n, text in enumerate(texts, 1)))
    after = before.with_plain_text("\n".join(lines))
    assert [p.text for p in after] == lines
    assert len({p.key for p in after}) == len(lines)
    kept = [text for text in lines if text in texts]
    if [text for text in texts if text in kept] == kept:
        assert {p.text: p.key for p in after if p.text in kept} == {p.text: p.key for p in before if p.text in kept}


@given(document=DOCUMENTS)
def test_editing_nothing_changes_nothing(document: Document) -> None:
    filled = Document(tuple(p for p in document if p.text.strip()))
    assert filled.with_plain_text(filled.plain_text) == filled
