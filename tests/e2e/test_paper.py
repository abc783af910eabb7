"""The paper in a browser: a title stands in the lines that it has in Word and PDF."""

import pytest
from playwright.sync_api import Page

from drafts.core.document import Document, Paragraph, Style
from drafts.formats.layout import NATIONAL_STANDARD
from drafts.formats.title import title_lines
from drafts.templatetags.paper import paper
from tests.formats.conftest import ROOT

pytestmark = pytest.mark.browser

_LINES = """
title => {
  const range = document.createRange();
  const walker = document.createTreeWalker(title, NodeFilter.SHOW_TEXT);
  const lines = new Map();
  for (let node; (node = walker.nextNode());)
    for (let i = 0; i < node.length; i++) {
      range.setStart(node, i);
      range.setEnd(node, i + 1);
      const top = Math.round(range.getBoundingClientRect().top);
      lines.set(top, (lines.get(top) ?? "") + node.data[i]);
    }
  return [...lines.values()];
}
"""


@pytest.mark.parametrize("width", [700, 1440])
@pytest.mark.parametrize(
    "title",
    [
        "学习心得体会",
        "在全省民营企业家座谈会上关于发展的发言",  # 19 characters, one line of at most 20
        "学习贯彻习近平新时代中国特色社会主义思想主题教育专题民主生活会个人对照检查材料",
        "在市档案馆理论学习中心组专题研讨会上的发言材料",
        "在全县三资管理提质增效专题推进会暨第一季度经济运行调度会上的讲话",
    ],
)
def test_title_has_the_lines_of_the_printed_page(page: Page, title: str, width: int) -> None:
    css = (ROOT / "static" / "css" / "paper.css").read_text(encoding="utf-8")
    shown = paper(Document((Paragraph.of("t", Style.TITLE, title), Paragraph.of("p", Style.BODY, "同志们："))))
    page.set_viewport_size({"width": width, "height": 900})
    page.set_content(f"<style>{css}</style><div class='desk'>{shown}</div>")
    lines = page.locator('[data-style="title"]').evaluate(_LINES)
    assert lines == list(title_lines(title, NATIONAL_STANDARD))
