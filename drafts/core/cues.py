"""What phrases tell about a line: title, salutation, transition, closing.  Each rule has its reason beside it.

The words are those that study-session speeches use; a cue only ever suggests, the outline weighs it by its place.
"""

import re
from enum import IntEnum

from drafts.core.lines import Line, Span
from drafts.core.numbering import chinese_number, parse_ordinal

_NUMBER = "(?:[一二三四五六七八九十]{1,3}|两|[0-9]{1,2})"
_MANY = f"(?:{_NUMBER}|几|多|以下)"
_ASPECT = "(?:方面|维度|层面|角度|关键词|词|字|问题|要点|环节|重点|部分|内容|关系|着力点|层次|视角|题目|话题)"
_THOUGHT = (
    "(?:体会|认识|感受|感悟|感想|意见|建议|打算|看法|想法|收获|思考|观点"
    "|启示|启发|理解|心得|举措|措施|要求|故事|经验|做法|承诺|希望)"
)
_UNIT = f"(?:个?{_ASPECT}|[点条项]|件事|句(?:心里)?话|个?{_THOUGHT})"
_TELL = "(?:谈|讲|说|强调|提|交流|分享|汇报|报告|作|做|发言|简述|阐述|表态|聊)"

# --- the beginning ---

_TITLE_LENGTH = 60
_STYLED_TITLE_LENGTH = 120
_STOPS = re.compile("[。；]")
_DATE = re.compile(
    r"（?\s*(?:[0-9xX×*]{4}|[二一][〇○零一二三四五六七八九]{3}|[xX×*]{2,3})\s*(?:年\s*[0-9一二三四五六七八九十xX×*]{1,3}\s*月"
    r"(?:\s*[0-9一二三四五六七八九十xX×*]{1,3}\s*[日号])?|[-./][0-9]{1,2}[-./][0-9]{1,2})\s*）?\Z"
)
_GREETING = "(?:大家|你们|您|各位)?(?:早上|上午|中午|下午|晚上)?好"
_SALUTED = (
    "(?:同志|领导|同事|代表|委员|老师|同学|主席|书记|朋友|来宾|嘉宾|战友"
    "|院长|校长|局长|主任|专家|评委|家人|伙伴|前辈|组长|部长|女士|先生)"
)
_SALUTATION = re.compile(
    rf"(?:尊敬|敬爱|亲爱|各位|同志|大家|老师|同学|[^。：]{{0,24}}?{_SALUTED})"
    rf"(?:[^。！？]{{0,40}}?(?:：|[，：]?{_GREETING}[！。：])|[^。！？，]{{0,16}}！)\Z"
)
_PURE_GREETING = re.compile(rf"{_GREETING}[！。，：]?\Z")
# A gap may be U+3000, the full-width space; \s has it.
_NAME = r"[一-鿿xX×*·]{1,4}(?:\s[一-鿿]{1,2})?"
_BYLINE = re.compile(
    rf"（?(?:(?:发言|报告|汇报|作者|演讲|主讲|宣讲)人?：.{{1,30}}|[^。！？；：，]{{0,40}}?\s+{_NAME})）?\Z"
)
_SUBTITLE = re.compile("[—－-]{1,2}|（.{1,40}）\\Z")
_TITLE_TAIL = re.compile("[^。！？；：，]{0,28}(?:发言|讲话|材料|体会|提纲|稿|提要|主持词|汇报|党课)\\Z")


def is_title(line: Line, *, styled: bool = False) -> bool:
    """Whether a document's first line can be its title: short, one phrase, nobody addressed, nothing counted.

    ``styled`` is for a line in the title style, which is believed unless the line reads like a paragraph: a reader of
    plain text gives that style to any first line.
    """
    if parse_ordinal(line.bare) or is_salutation(line) or _PURE_GREETING.match(line.bare):
        return False
    if len(line.text) > (_STYLED_TITLE_LENGTH if styled else _TITLE_LENGTH):
        return False
    if styled and len(line.text) <= _TITLE_LENGTH // 2:
        return True
    return not _STOPS.search(line.bare) and line.bare[-1] not in "，：、"


def is_title_rest(line: Line) -> bool:
    """Whether a line below the title belongs to it: a subtitle, or the second half of a title on two lines."""
    return len(line.text) <= _TITLE_LENGTH and bool(_SUBTITLE.match(line.bare) or _TITLE_TAIL.match(line.bare))


def is_date(line: Line) -> bool:
    """Whether the line is nothing but a date, in digits, in Chinese numerals or masked."""
    return len(line.text) <= 30 and bool(_DATE.match(line.plain))


def is_salutation(line: Line) -> bool:
    """Whether the line addresses the audience and says nothing else."""
    if len(line.text) > 60 or _PURE_GREETING.match(line.bare) or parse_ordinal(line.bare):
        return False
    return _SALUTATION.match(line.bare) is not None


def is_byline(line: Line) -> bool:
    """Whether the line names the speaker: a unit or post, a gap, a name; or 发言人：."""
    return len(line.text) <= 50 and bool(_BYLINE.match(line.bare)) and not parse_ordinal(line.bare)


def is_signature(line: Line, *, dated: bool) -> bool:
    """Whether the line signs the text.  Above a date any short phrase does; otherwise it must look like a name."""
    if parse_ordinal(line.bare) or line.ends_sentence or line.bare[-1] in "：，、":
        return False
    if dated:
        return len(line.text) <= 30
    return is_byline(line)


# --- the transition ---


class Strength(IntEnum):
    """How surely a sentence leads over to the points.

    ``ANNOUNCES``: the speaker says that he now speaks, wherever it stands.  ``ENUMERATES``: it counts aspects, which
    a sentence about somebody else's text may do too.  ``POINTS_ON``: it says so only by being the last before them.
    """

    NONE = 0
    POINTS_ON = 1
    ENUMERATES = 2
    ANNOUNCES = 3


_ANNOUNCES = re.compile(
    "|".join(
        (
            rf"{_TELL}[^。！？]{{0,16}}?{_MANY}{_UNIT}",  # 谈几点体会, 讲三个方面的问题, 作以下汇报
            rf"从[^。！？]{{0,24}}?{_MANY}个?{_ASPECT}[^。！？]{{0,16}}?{_TELL}",  # 从四个方面作交流发言
            rf"从[^。！？]{{0,24}}?{_NUMBER}个?{_ASPECT}(?:出发|入手|着手)",
            rf"谈(?:谈|一谈|一下|些)?(?:我|自己|个人)?[^。！？，]{{0,14}}?{_THOUGHT}",  # 谈谈自己的体会
            "作(?:出|一个?|一次|个)?(?:如下|以下|简要|简短|简单|交流|表态|研讨)",  # 作交流发言, 作一简要汇报
            rf"(?:{_TELL}|{_THOUGHT}|情况)(?:和[^。，]{{1,4}}|、[^。，]{{1,4}})?如下",  # 汇报如下
            "现[将就把][^。！？：]{0,30}?如下",
            r"(?:与|同|和|跟|向)(?:大家|同志们|各位)[^。！？]{0,12}?(?:交流|分享|共勉|汇报)",
            rf"有{_NUMBER}个[^。！？，]{{1,6}}?{_THOUGHT}[：。]",  # 我有两个最深的感触：
            # 我的体会是：
            rf"(?:我|个人|自己)的?[^。！？，]{{0,8}}?{_THOUGHT}(?:主要)?(?:是|有|为)",
            rf"(?:送给?|赠给?|说给)[^。！？，]{{0,10}}?{_MANY}(?:句(?:心里)?话|个字|个词)",
            rf"有(?:以下|如下)?(?:{_NUMBER}|几)(?:个|点|条|句|方面|些)[^。！？，]{{0,6}}?(?:{_THOUGHT}|话)",
            rf"(?:围绕|分)[^。！？]{{0,20}}?{_MANY}个?{_ASPECT}(?:来|进行)?(?:展开|{_TELL})",
        )
    )
)
_ENUMERATES = re.compile(
    "|".join(
        (
            rf"(?:从|在|围绕|抓|做|把握|处理|坚持|落实|体现|表现|聚焦|突出|下)[^。！？]{{0,30}}?{_MANY}(?:个?{_ASPECT}|点|条|个字)",
            rf"(?:有|为){_NUMBER}(?:：|。|，)",  # 我的观点有三：
            rf"分(?:为|成)?{_NUMBER}个?{_ASPECT}[：，。]",
            rf"{_MANY}(?:个?(?:大)?{_ASPECT}|点|项)[^。！？，]{{0,12}}?(?:：|。)\Z",
            rf"(?:{_TELL}|做到|做好|抓好|努力)(?:以下|如下)[^。！？，]{{0,10}}?(?:：|。)\Z",
        )
    )
)
# 牢牢把握“五个必须”的实践要求; the noun behind it tells it from the fixed phrases of policy, “两个维护” and others.
_QUOTED_COUNT = re.compile(
    rf"“({_NUMBER})(?:个|大|项|点)?[^“”]{{1,6}}”的?(?:[^，。]{{2}})?(?:要求|原则|方法|方面|关系|重点|着力点|路径)"
)
# What somebody else said or wrote is not what the speaker is about to say.
_REPORTED = re.compile(
    "(?:总书记|文章|报告|会议|全会|方案|通知|条例|讲话|论述|中央|意见)[^。，]{0,12}(?:强调|指出|提出|阐述|阐明|回答|要求|明确|部署|讲到)"
)


def transition_strength(line: Line, span: Span) -> Strength:
    """How surely the sentence ``span`` of ``line`` leads over to the points; see Strength."""
    sentence = line.bare[span.start : span.end]
    if _ANNOUNCES.search(sentence) and not _REPORTED.search(sentence):
        return Strength.ANNOUNCES
    if _ENUMERATES.search(sentence) and not _REPORTED.search(sentence):
        return Strength.ENUMERATES
    if sentence.rstrip().endswith("：") or _QUOTED_COUNT.search(line.plain, span.start, span.end):
        return Strength.POINTS_ON
    return Strength.NONE


_COUNT_OF_ASPECTS = re.compile(rf"(?<!第)(?<![十0-9])({_NUMBER})(?:大|个)?(?:{_ASPECT}|{_THOUGHT}|点|句|条|项|件事|“)")
_COUNT_AT_END = re.compile(rf"有({_NUMBER})(?:[：。，])")
# 做好三篇文章。 算清四本账： any thing, as the sentence's last words; 一 is an article rather than a count.
_COUNT_OF_THINGS = re.compile(
    rf"(?<![第十0-9])(?!一)({_NUMBER})(?:个|件|种|篇|堂|本|道|门|把|笔|张|条|面|股|盏|招|步|关|类|大)[^，。：、]{{0,5}}[：。！]"
)
_UNCOUNTED = re.compile(rf"几(?:个|点|条|句|方面|项)|{_TELL}一点")


def announced_count(line: Line, span: Span) -> int | None:
    """How many points the transition ``span`` of ``line`` announces; 几点 and no number at all are None."""
    place = announced_place(line, span)
    return _count(line.plain[place.start : place.end]) if place else None


def announced_place(line: Line, span: Span) -> Span | None:
    """Where the transition ``span`` of ``line`` writes how many points there are.

    The last count speaks of the points (围绕三个问题谈四点体会); one in quotation marks only where there is no other.
    """
    if _UNCOUNTED.search(line.bare, span.start, span.end):
        return None
    found = [match.span(1) for match in _COUNT_OF_ASPECTS.finditer(line.bare, span.start, span.end)]
    found += [match.span(1) for match in _COUNT_AT_END.finditer(line.bare, span.start, span.end)]
    if not found:
        things = _COUNT_OF_THINGS.finditer(line.bare, span.start, span.end)
        found = [match.span(1) for match in things if match.end() == span.end]
    if not found:
        found = [match.span(1) for match in _QUOTED_COUNT.finditer(line.plain, span.start, span.end)]
    return Span(*found[-1]) if found else None


_QUOTED_AT_END = re.compile(
    rf"(?:“({_NUMBER})(?:个|大|项|点)?[^“”]{{1,6}}”|(?<!第)({_NUMBER})(?:个|大|项|点)“[^“”]{{1,8}}”)[：。！]?"
)

_QUOTED_ASPECTS = re.compile(rf"“({_NUMBER})个?{_ASPECT}”()")


def quoted_count(line: Line, span: Span) -> int | None:
    """The count in quotation marks, or before them, that ends the sentence ``span``: 要做到“三个始终”。

    The fixed phrases of policy look the same, so it is one only where as many points follow.
    """
    found = [m for m in _QUOTED_AT_END.finditer(line.plain, span.start, span.end) if m.end() == span.end]
    found = found or list(_QUOTED_ASPECTS.finditer(line.plain, span.start, span.end))
    return _count(found[-1][1] or found[-1][2]) if found else None


# Fixed phrases of policy that count in quotation marks and announce nothing.
_POLICY = re.compile(
    "“(?:两个(?:确立|维护|结合|务必)|四个(?:意识|自信|全面|伟大)|五位一体|三严三实|两学一做|三会一课|三个(?:代表|务必)|六个必须坚持)”"
)
_OBLIGES = re.compile(
    "(?:要|应|须|需|打算|重点)[^，。：]{0,6}(?:做到|坚持|把握|处理|强化|落实|抓|打|实现|突出|聚焦|下)"
)


def counts(line: Line, span: Span, number: int, *, cut_off: bool = False) -> bool:
    """Whether the speaker's own sentence ``span`` counts just so many things, in whatever words.

    A text that is ``cut_off`` has lost some of them: there more may be counted, as what has to be done.
    """
    if _REPORTED.search(line.bare, span.start, span.end):
        return False
    quoted = quoted_count(line, span) or 0
    if cut_off and quoted > number and _OBLIGES.search(line.bare, span.start, span.end):
        return not _POLICY.search(line.plain, span.start, span.end)
    return number in (announced_count(line, span), quoted)


def names_count(line: Line, span: Span, number: int) -> bool:
    """Whether the words ``span`` count ``number`` things in quotation marks anywhere: 从“四个坚持”谈谈体会."""
    return any(_count(match[1]) == number for match in _QUOTED_NUMBER.finditer(line.plain, span.start, span.end))


_QUOTED_NUMBER = re.compile(rf"“({_NUMBER})(?:个|大|项|点)?[^“”]{{1,6}}”")


def places_of_count(line: Line, span: Span, count: int) -> list[Span]:
    """Where the words ``span`` of ``line`` count ``count`` things: 四个方面, 当好“三员”."""
    found = [match.span(1) for match in _COUNT_OF_ASPECTS.finditer(line.bare, span.start, span.end)]
    found += [match.span(1) for match in _QUOTED_NUMBER.finditer(line.plain, span.start, span.end)]
    return [Span(*place) for place in sorted(found) if _count(line.plain[place[0] : place[1]]) == count]


def _count(written: str) -> int | None:
    if written.isdecimal() and written.isascii():
        return int(written) or None
    return 2 if written == "两" else chinese_number(written)


_PROGRAMME = re.compile(r"(?:议程|程序|流程)[^。；：]{0,4}[：，。]?\s*\Z")


def announces_programme(line: Line, span: Span) -> bool:
    """Whether the words ``span`` announce what happens at the meeting, 三项议程：, not what the speaker says."""
    return _PROGRAMME.search(line.bare[span.start : span.end]) is not None


_ABOUT_TO_SPEAK = re.compile(r"(?:下面|现在?|接下来|今天|这里|借此机会|在此)，?(?:我|就|向|将|结合|围绕|根据|从)")


def is_about_to_speak(line: Line, span: Span) -> bool:
    """Whether the sentence ``span`` says that the speaker begins now and how much he has to say, points or none."""
    announces = transition_strength(line, span) is Strength.ANNOUNCES and announced_count(line, span) is not None
    return announces and _ABOUT_TO_SPEAK.search(line.bare, span.start, span.end) is not None


# --- the closing ---

_NEXT = (
    "(?:下一步|今后|下一阶段|下阶段|接下来|下步|未来|往后|回到(?:工作)?岗位|回去后"
    "|在(?:今后|接下来|以后|下一步|未来)的[^。，]{1,10})"
)
_FINAL = re.compile(
    r"以上[^。，]{0,8}(?:我|本人|个人|发言|汇报|体会|认识|感受|内容|几点|思考|看法|是)"
    r"|(?:我的|今天的|本次)?(?:发言|汇报|交流|分享|讲话|报告|述职|领学|演讲)(?:就|至此|到此|到这|完|结束|完毕)"
    r"|(?:如有|有)?不[当妥足到](?:之处|的地方)|(?:恳请|敬请|请)[^。]{0,14}(?:批评|指正)"
    r"|(?:谢谢|感谢)(?:大家|各位|同志|聆听|领导)|谢谢[！。]|祝(?:愿)?(?:大家|各位)|散会[！。]|谨此|供(?:大家|同志们|各位|各位领导|领导|会议)?参考"
)
_PLANS = re.compile(
    rf"{_NEXT}[^。：]{{0,20}}?，?(?:我|本人|将)们?[^。]{{0,12}}?(?:将|会|要|一定|必须|打算|继续)|{_NEXT}，(?:我|将)"
)
_ENDS = re.compile(
    "(?:总之|总而言之|综上|最后，|同志们[！，：]|各位(?:领导|同志|同事)|新征程|新时代新征程|站在新的|奋进新|展望未来|征途|让我们|"
    "路虽远|作为一名|号角|千里之行|时代|使命|道阻且长|回顾过去|学习(?:永无|没有)止境|我(?:将|会|坚信|相信|决心|承诺))"
)
_PLEDGE = re.compile(rf"{_NEXT}[^。]{{0,20}}我|我(?:们)?(?:将|会|一定)|让我们|新征程上")
_LAST_WORDS = 120
_CALL = re.compile("，(?:就)?让我们(?:一起|共同|携手|一道|大家)")
_PAIR = re.compile("([^，。！？；：、]{4,14})，([^，。！？；：、]{4,14})[。！]")


def says_farewell(line: Line) -> bool:
    """Whether the line ends the speech by itself: 以上是我的…, 不当之处…, 谢谢大家."""
    match = _FINAL.search(line.bare)
    return match is not None and (match.start() <= 12 or len(line.text) <= 60)


def opens_with_plans(line: Line) -> bool:
    """Whether the line begins with what the speaker does next: 下一步，我将…; 今后，我将…."""
    return _PLANS.match(line.bare) is not None


def heads_plans(heading: str) -> bool:
    """Whether a point's heading says that the point itself is about what comes next."""
    return re.search(_NEXT + "|打算|下一步|计划", heading) is not None


def sounds_final(line: Line) -> bool:
    """Whether the line could be the last paragraph: a call, a pledge, or a parallel pair of phrases at its head."""
    pair = _PAIR.match(line.bare)
    if pair and len(pair[1]) == len(pair[2]):
        return True
    if _ENDS.match(line.bare):
        return True
    if any(_PLEDGE.match(line.bare, span.start, span.end) for span in line.sentences):
        return True
    # A short last paragraph may come to its call only behind a comma: 老干部工作无小事，让我们….
    return len(line.text) <= _LAST_WORDS and line.ends_sentence and _CALL.search(line.bare) is not None
