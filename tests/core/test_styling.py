"""Styles from what a text says: every part recognised, no character lost."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafts.core.document import Document, Paragraph, Run, Style
from drafts.core.outline import Point, recognise_outline
from drafts.core.styling import styled

SAMPLES = sorted((Path(__file__).parents[1] / "samples" / "outline").glob("*.txt"))
LINES = st.one_of(
    st.sampled_from(
        [
            *(
                "在学习会上的发言",
                "——在局党组学习会上",
                "某某局　张三",
                "（2026年3月8日）",
                "2026年3月8日",
                "各位同志：",
            ),
            *(
                "一、家底要清",
                "（一）查得准",
                "1.账实相符",
                "（1）每年盘点",
                "一要讲政治。讲政治是根本。",
                "第一，学。",
            ),
            *("我谈两点体会。", "谢谢大家！", "附件：1.名单", "张三", "　", "AB", "cd"),
        ]
    ),
    st.text(st.sampled_from("学习一二、（）1.。，：！ \t　A“”"), max_size=30),
)
STYLES = st.sampled_from([Style.BODY, Style.BODY, Style.BODY, *Style])


def speech(*lines: str) -> Document:
    return Document.from_plain_text("\n".join(lines))


def styles_of(document: Document) -> list[str]:
    return [paragraph.style.value for paragraph in styled(document)]


def squeezed(document: Document) -> str:
    return re.sub(r"\s", "", document.plain_text)


def points_of(document: Document) -> list[tuple[str, str, str]]:
    def facts(point: Point) -> tuple[str, str, str]:
        return point.ordinal, point.heading, point.heading_style

    return [facts(point) for point in recognise_outline(document).points]


def test_styled_names_every_part_of_a_speech() -> None:
    document = speech(
        "在局党组学习会上的发言",
        "某某局　张三",
        "（2026年3月8日）",
        "各位同志：",
        "按照安排，我从两个方面谈谈看法。",
        "一、家底要清",
        "（一）查得准",
        "1.账实相符",
        "（1）每年盘点",
        "盘点要有影像。",
        "二、效益要好",
        "闲置的要盘活。",
        "不当之处，请批评指正。",
        "某某局",
        "2026年3月8日",
    )
    assert styles_of(document) == [
        *("title", "byline", "date", "salutation", "body"),
        *("heading-1", "heading-2", "heading-3", "heading-4", "body", "heading-1", "body", "body"),
        *("signature", "signature-date"),
    ]


def test_styled_leaves_headings_that_run_in_as_body_text() -> None:
    document = speech(
        "发言", "我谈两点。", "一、先把账算明白。钱花在哪里要有数。", "二、再把人用起来。年轻人要压担子。"
    )
    assert styles_of(document) == ["title", "body", "body", "body"]


def test_styled_leaves_a_listed_sentence_as_body_text() -> None:
    document = speech(
        "材料", "一、家底要清", "（1）每年盘点两次。", "（2）每次留下影像。", "二、效益要好", "闲置的要盘活。"
    )
    assert styles_of(document) == ["title", "heading-1", "body", "body", "heading-1", "body"]


def test_styled_takes_headings_without_ordinals_as_first_level() -> None:
    document = speech(
        "在大兴调研中练就真本领",
        "调查研究是基本功，要牢牢把握“两个坚持”的要求。",
        "坚持眼睛向下",
        "群众在哪里，课堂就在哪里，办公室想不出办法。",
        "坚持说到做到",
        "报告写得再好，不落地也只是一叠纸，做成才算。",
    )
    assert styles_of(document)[2::2] == ["heading-1", "heading-1"]


def test_styled_joins_a_title_that_its_source_had_broken() -> None:
    document = styled(
        speech("在市图书馆党支部理论学习中心组", "专题研讨会上的发言材料", "各位同志：", "我谈一点体会。")
    )
    assert [(p.key, p.style.value, p.text) for p in document][:2] == [
        ("p1", "title", "在市图书馆党支部理论学习中心组专题研讨会上的发言材料"),
        ("p3", "salutation", "各位同志："),
    ]


def test_styled_joins_latin_title_lines_with_a_space() -> None:
    joined = styled(
        Document(
            (
                Paragraph.of("a", Style.TITLE, "关于推进DeepSeek"),
                Paragraph.of("b", Style.BODY, "V4应用的发言材料"),
                Paragraph.of("c", Style.SALUTATION, "各位同志："),
            )
        )
    )
    assert joined.paragraphs[0].text == "关于推进DeepSeek V4应用的发言材料"


def test_styled_keeps_title_lines_that_someone_broke_by_hand() -> None:
    lines = (Paragraph.of("a", Style.TITLE, "在学习会上的"), Paragraph.of("b", Style.TITLE, "发言材料"))
    document = Document((*lines, Paragraph.of("c", Style.BODY, "我谈一点体会。")))
    assert styled(document) == document


def test_styled_puts_a_subtitle_below_the_title() -> None:
    document = speech("把调查研究落到实处", "——在局党组学习会上的发言", "各位同志：", "我谈一点体会。")
    assert styles_of(document) == ["title", "byline", "salutation", "body"]


def test_styled_takes_the_title_style_from_a_first_line_that_is_none() -> None:
    assert styles_of(speech("同志们：", "我谈一点体会。学习没有止境。")) == ["salutation", "body"]


def test_styled_gives_name_and_unit_on_two_lines_the_signature_style() -> None:
    document = speech(
        "发言", "各位同志：", "我谈一点体会。", "以上发言，请批评指正。", "某某局", "张三", "2026年3月8日"
    )
    assert styles_of(document)[-3:] == ["signature", "signature", "signature-date"]


def test_styled_keeps_keys_bold_and_headings_that_a_word_file_has() -> None:
    document = Document(
        (
            Paragraph.of("t", Style.TITLE, "发言材料"),
            Paragraph.of("h", Style.HEADING_2, "家底要清"),
            Paragraph("b", Style.BODY, (Run("要点：", bold=True), Run("先盘点。"))),
        )
    )
    assert styled(document) == document


def test_styled_leaves_empty_paragraphs_out() -> None:
    blank = Paragraph.of("e", Style.BODY, "　")
    document = Document((Paragraph.of("t", Style.TITLE, "发言"), blank, Paragraph.of("b", Style.BODY, "我谈一点。")))
    assert [paragraph.key for paragraph in styled(document)] == ["t", "b"]


def test_styled_takes_a_document_without_text() -> None:
    assert styled(Document()) == Document()


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_styled_keeps_the_text_and_the_points_of_real_forms(path: Path) -> None:
    document = Document.from_plain_text(path.read_text("utf-8"))
    result = styled(document)
    assert squeezed(result) == squeezed(document)
    assert points_of(result) == points_of(document)
    assert styled(result) == result


@given(st.lists(st.tuples(LINES, STYLES), max_size=14))
def test_styled_never_drops_or_changes_a_character(lines: list[tuple[str, Style]]) -> None:
    document = Document(tuple(Paragraph.of(f"p{n}", style, text) for n, (text, style) in enumerate(lines)))
    result = styled(document)
    assert squeezed(result) == squeezed(document)
    known = {paragraph.key: paragraph.text for paragraph in document}
    assert all(paragraph.text.startswith(known[paragraph.key]) for paragraph in result)
