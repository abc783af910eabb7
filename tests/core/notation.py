"""Small notations for templates, so that a test's input fits on a line or two."""

from collections.abc import Sequence

from hypothesis import strategies as st

from drafts.core.document import Document, Paragraph, Style, merge_runs
from drafts.core.language import Item, Listing, Scope, Text
from drafts.core.questions import Answers, Kind, Question
from drafts.core.template import TemplateDefinition

QUESTIONS = """\
  - {name: 会议, required: true}
  - {name: 称谓}
  - {name: 背景, kind: text}
  - {name: 日期, kind: date}
  - {name: 序号体系, kind: ordinals, default: 一要}
  - name: 要点
    kind: list
    required: true
    fields:
      - {name: 标题, required: true}
      - {name: 内容, kind: text}
      - {name: 分点, kind: list, fields: [{name: 标题, required: true}]}
"""

# What the texts of a template with QUESTIONS may name, and inside a repeated block.
SUB_POINT = Item((("标题", Text()),))
POINT = Item((("标题", Text()), ("内容", Text()), ("分点", Listing(SUB_POINT))))
SCOPE: Scope = (
    ("会议", Text()),
    ("称谓", Text()),
    ("背景", Text()),
    ("要点", Listing(POINT)),
    ("点", POINT),
    ("序号", Text()),
)

HEAD = "slug: try-out\nname: 试验\nkind: 发言\n"


def template(blocks: str, *, questions: str = QUESTIONS, more: str = "") -> str:
    """The YAML of a template: the lines of ``blocks`` and ``questions`` indented by two, ``more`` behind them."""
    return f"{HEAD}questions:\n{questions}blocks:\n{blocks}{more}"


def text_block(text: str) -> str:
    """One body block whose text is written as a literal, line for line."""
    lines = "".join(f"      {line}\n" for line in text.split("\n"))
    return f"  - key: body\n    text: |\n{lines}"


def line_of(source: str, part: str) -> int:
    """The 1-based line of ``source`` on which ``part`` first stands."""
    return source[: source.index(part)].count("\n") + 1


# Everything that a person may type, the marks of the language and of HTML among it.
WORDS = st.one_of(
    st.text(st.sampled_from("学习贯彻落实。，；：！？“”（）"), min_size=1, max_size=12),
    st.sampled_from(["{{ 7*7 }}", "{% raw %}", "<b>粗</b>", "\"引'号", "（待）", "😀𠮷", "a  b"]),
)


def answers_for(definition: TemplateDefinition) -> st.SearchStrategy[Answers]:
    """Whole answers to ``definition``: every required question answered, the optional ones at random."""
    return _group(definition.questions)


def _group(questions: Sequence[Question]) -> st.SearchStrategy[Answers]:
    required = {q.name: _answer(q) for q in questions if q.required}
    return st.fixed_dictionaries(required, optional={q.name: _answer(q) for q in questions if not q.required})


def _answer(question: Question) -> st.SearchStrategy[object]:
    match question.kind:
        case Kind.LIST:
            fewest = max(question.min_items, int(question.required))
            return st.lists(_group(question.fields), min_size=fewest, max_size=max(fewest, min(4, question.max_items)))
        case Kind.CHOICE:
            return st.sampled_from(question.choices)
        case Kind.DATE:
            return st.dates().map(str)
        case Kind.ORDINALS:
            return st.sampled_from(["一要", "第一", "一、", "1."])
        case Kind.LINE | Kind.TEXT:
            return WORDS


def speech(notation: str) -> Document:
    """A document on one line: ``key=text`` or ``key:style=text``, ``**…**`` around bold, ``/`` between paragraphs."""
    return Document(tuple(paragraph(part) for part in notation.split("/") if part))


def paragraph(notation: str) -> Paragraph:
    """One paragraph of ``speech``."""
    head, _, text = notation.partition("=")
    key, _, style = head.partition(":")
    runs = [(part, n % 2 == 1) for n, part in enumerate(text.split("**"))]
    return Paragraph(key, Style(style or "body"), merge_runs(runs))
