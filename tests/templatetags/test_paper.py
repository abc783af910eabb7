"""A document on the paper."""

from drafts.core.document import Document, Paragraph, Run, Style
from drafts.templatetags.paper import paper, paper_paragraphs


def test_paragraphs_carry_style_and_key() -> None:
    document = Document((Paragraph.of("title", Style.TITLE, "题"), Paragraph.of("b.1", Style.BODY, "文")))
    assert paper(document) == (
        '<article class="paper" lang="zh-Hans"><h3 data-style="title" data-key="title">题</h3>\n'
        '<p data-style="body" data-key="b.1">文</p></article>'
    )


def test_everything_is_escaped_and_bold_is_kept() -> None:
    runs = (Run("<b>&\"'"), Run("<i>", bold=True))
    assert paper_paragraphs(Document((Paragraph("k", Style.BODY, runs),))) == (
        '<p data-style="body" data-key="k">&lt;b&gt;&amp;&quot;&#x27;<strong>&lt;i&gt;</strong></p>'
    )


def test_gaps_are_marked() -> None:
    document = Document((Paragraph.of("k", Style.SALUTATION, "在（待填：<会议>）上（一）"),))
    assert paper_paragraphs(document) == (
        '<p data-style="salutation" data-key="k">在<mark class="gap">（待填：&lt;会议&gt;）</mark>上（一）</p>'
    )


def test_empty_paragraph_keeps_its_line() -> None:
    assert paper_paragraphs(Document((Paragraph("k", Style.BODY),))) == '<p data-style="body" data-key="k"><br></p>'
