"""What each paragraph of a speech is, and the named rule by which it was taken for that.

Roles are what a reader corrects by hand; rules are a stable vocabulary for programs, each with its reason in Chinese
for translation by whoever shows it.
"""

from dataclasses import dataclass
from enum import StrEnum

from drafts.core.errors import gettext_noop


class Role(StrEnum):
    """What a paragraph is in the speech; every paragraph has just one."""

    TITLE = "title"
    BYLINE = "byline"
    DATE = "date"
    SALUTATION = "salutation"
    OPENING = "opening"
    TRANSITION = "transition"
    POINT = "point"
    SUB_POINT = "sub-point"
    TEXT = "text"
    CLOSING = "closing"
    SIGNATURE = "signature"
    SIGNATURE_DATE = "signature-date"
    ATTACHMENT = "attachment"
    EMPTY = "empty"

    @property
    def label(self) -> str:
        """What readers call it, in Chinese, for translation by whoever shows it."""
        return _LABELS[self]


_LABELS = {
    Role.TITLE: gettext_noop("标题"),
    Role.BYLINE: gettext_noop("署名行"),
    Role.DATE: gettext_noop("日期行"),
    Role.SALUTATION: gettext_noop("称谓"),
    Role.OPENING: gettext_noop("引言"),
    Role.TRANSITION: gettext_noop("过渡"),
    Role.POINT: gettext_noop("要点"),
    Role.SUB_POINT: gettext_noop("分点"),
    Role.TEXT: gettext_noop("展开"),
    Role.CLOSING: gettext_noop("结语"),
    Role.SIGNATURE: gettext_noop("落款"),
    Role.SIGNATURE_DATE: gettext_noop("成文日期"),
    Role.ATTACHMENT: gettext_noop("附件说明"),
    Role.EMPTY: gettext_noop("空行"),
}

OUTSIDE = frozenset(
    {Role.TITLE, Role.BYLINE, Role.DATE, Role.SALUTATION, Role.SIGNATURE, Role.SIGNATURE_DATE, Role.ATTACHMENT}
)
"""The roles of what stands before and behind the speech itself."""

INSIDE = frozenset({Role.POINT, Role.SUB_POINT, Role.TEXT})
"""The roles of what belongs to a point."""


class Rule(StrEnum):
    """Why a paragraph was taken for what it is."""

    USER = "user"
    STYLE = "style"
    FIRST_LINE = "first-line"
    TITLE_REST = "title-rest"
    FORM = "form"
    BEFORE_POINTS = "before-points"
    ANNOUNCES = "announces"
    ENUMERATES = "enumerates"
    POINTS_ON = "points-on"
    COUNT_MATCHES = "count-matches"
    LEADS_OVER = "leads-over"
    ORDINAL_LEADS = "ordinal-leads"
    ORDINAL_ROW = "ordinal-row"
    BARE_HEADING = "bare-heading"
    ORDINAL_BELOW = "ordinal-below"
    BELOW_POINT = "below-point"
    FAREWELL = "farewell"
    PLANS = "plans"
    FINAL_WORDS = "final-words"
    SHAPE = "shape"
    LAST_LINE = "last-line"
    AFTER_CLOSING = "after-closing"
    NOTHING_COUNTED = "nothing-counted"
    EMPTY = "empty"

    @property
    def reason(self) -> str:
        """The reason as a Chinese sentence; ``%(ordinal)s`` stands for the paragraph's ordinal."""
        return _REASONS[self]


_REASONS = {
    Rule.USER: gettext_noop("由用户指定。"),
    Rule.STYLE: gettext_noop("段落的样式就是这样标的。"),
    Rule.FIRST_LINE: gettext_noop("全文第一行，简短、独立成句，没有称呼谁，也没有序号。"),
    Rule.TITLE_REST: gettext_noop("紧接标题，是标题的第二行或副标题。"),
    Rule.FORM: gettext_noop("位置和写法都像：只写了姓名、日期、单位或称呼。"),
    Rule.BEFORE_POINTS: gettext_noop("在第一个要点之前。"),
    Rule.ANNOUNCES: gettext_noop("这里说明接下来要谈什么，后面就是要点。"),
    Rule.ENUMERATES: gettext_noop("这里说出了方面的数目，后面就是要点。"),
    Rule.POINTS_ON: gettext_noop("要点之前的最后一句，以冒号或数目引出要点。"),
    Rule.COUNT_MATCHES: gettext_noop("要点之前的最后一句，所说的数目与要点的个数相同。"),
    Rule.LEADS_OVER: gettext_noop("在两列要点之间，引出后一列。"),
    Rule.ORDINAL_LEADS: gettext_noop("段首有序号“%(ordinal)s”，在全文最外一层。"),
    Rule.ORDINAL_ROW: gettext_noop("要点写在同一段里，从“%(ordinal)s”开始依次排列。"),
    Rule.BARE_HEADING: gettext_noop("单独成行的短语，上下都是完整的段落，没有序号也是小标题。"),
    Rule.ORDINAL_BELOW: gettext_noop("段首有序号“%(ordinal)s”，排在要点之内。"),
    Rule.BELOW_POINT: gettext_noop("在要点之下，展开这个要点。"),
    Rule.FAREWELL: gettext_noop("有结束发言的话，如“以上是我的”“不当之处”“谢谢大家”。"),
    Rule.PLANS: gettext_noop("以下一步的打算开头，如“下一步，我将”“今后，我将”。"),
    Rule.FINAL_WORDS: gettext_noop("在最后，并且是号召、表态或对仗的句子。"),
    Rule.SHAPE: gettext_noop("最后一个要点比其他要点多出的段落，不属于要点。"),
    Rule.LAST_LINE: gettext_noop("全文没有要点，这是最后一段。"),
    Rule.AFTER_CLOSING: gettext_noop("结语已经开始，后面的段落都属于结语。"),
    Rule.NOTHING_COUNTED: gettext_noop("全文没有排成一列的要点，结语之前都是引言。"),
    Rule.EMPTY: gettext_noop("没有文字。"),
}


@dataclass(frozen=True, slots=True)
class ParagraphRole:
    """What the paragraph ``key``, number ``paragraph`` of the document, is and why."""

    paragraph: int
    key: str
    role: Role
    rule: Rule
    ordinal: str = ""

    @property
    def reason(self) -> str:
        """The whole reason in Chinese; for another language translate ``rule.reason`` and put ``ordinal`` in."""
        return self.rule.reason % {"ordinal": self.ordinal}
