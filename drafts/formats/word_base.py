"""The Word package that documents of one profile start from: page, grid, settings, styles and footers."""

from collections.abc import Mapping
from io import BytesIO
from types import MappingProxyType
from typing import cast

import docx
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.section import Section, _Footer
from docx.shared import Length
from docx.styles.style import ParagraphStyle
from lxml import etree

from drafts.core.document import Style
from drafts.formats.layout import Alignment, LayoutProfile, Look, NumberStyle, PageNumbers
from drafts.formats.word_xml import W, element, fonts_element, hint_element, replace_child

STYLE_NAMES: Mapping[Style, str] = MappingProxyType(
    {
        Style.TITLE: "Title",
        Style.BYLINE: "发言人",
        Style.DATE: "发言日期",
        Style.SALUTATION: "称谓",
        Style.BODY: "Body Text",
        Style.HEADING_1: "Heading 1",
        Style.HEADING_2: "Heading 2",
        Style.HEADING_3: "Heading 3",
        Style.HEADING_4: "Heading 4",
        Style.ATTACHMENT: "附件说明",
        Style.SIGNATURE: "落款",
        Style.SIGNATURE_DATE: "落款日期",
    }
)
STYLE_IDS: Mapping[Style, str] = MappingProxyType(
    {
        **{style: name.replace(" ", "") for style, name in STYLE_NAMES.items()},
        Style.BYLINE: "SpeechByline",
        Style.DATE: "SpeechDate",
        Style.SALUTATION: "SpeechSalutation",
        Style.ATTACHMENT: "SpeechAttachment",
        Style.SIGNATURE: "SpeechSignature",
        Style.SIGNATURE_DATE: "SpeechSignatureDate",
    }
)

# The order that the schema gives the children of pPr (17.3.1.26) and of settings (17.15.1.78).
_PARAGRAPH_NAMES = (
    "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange"
)
_SETTINGS_NAMES = (
    "writeProtection view zoom removePersonalInformation mirrorMargins bordersDoNotSurroundHeader "
    "bordersDoNotSurroundFooter proofState attachedTemplate linkStyles stylePaneFormatFilter trackRevisions "
    "documentProtection defaultTabStop autoHyphenation evenAndOddHeaders drawingGridHorizontalSpacing "
    "drawingGridVerticalSpacing displayHorizontalDrawingGridEvery displayVerticalDrawingGridEvery "
    "doNotUseMarginsForDrawingGridOrigin characterSpacingControl savePreviewPicture footnotePr endnotePr compat "
    "docVars rsids mathPr themeFontLang clrSchemeMapping doNotAutoCompressPictures shapeDefaults decimalSymbol "
    "listSeparator"
)
_PARAGRAPH_ORDER = tuple(_PARAGRAPH_NAMES.split())
_SETTINGS_ORDER = tuple(_SETTINGS_NAMES.split())
_UNUSED_PARTS = {"thumbnail", "stylesWithEffects", "customXml", "extended-properties"}
_COMPATIBILITY = "http://schemas.microsoft.com/office/word"


def twips(length: Length) -> int:
    """Twentieths of a point, rounded down: a grid rounded up would not fit 22 lines into the type area."""
    return int(length.pt * 20)


def base_package(profile: LayoutProfile) -> bytes:
    """A .docx with no paragraph, made for ``profile``."""
    word = docx.Document()
    _remove_unused(word)
    _set_page(word.sections[0], profile)
    _set_settings(word)
    _set_defaults(word, profile)
    _set_styles(word, profile)
    _set_footers(word, profile)
    buffer = BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def _remove_unused(word: WordDocument) -> None:
    """Drop the template's thumbnail, old copy of the styles, custom data and statistics, its table and list styles."""
    for relationships in (word.part.package.rels, word.part.rels):
        unused = [key for key, value in relationships.items() if value.reltype.rsplit("/", 1)[-1] in _UNUSED_PARTS]
        for identifier in unused:
            del relationships[identifier]
    styles = word.styles.element
    for style in list(styles.findall(W + "style")):
        if style.get(W + "type") in ("table", "numbering") and style.get(W + "default") != "1":
            styles.remove(style)


def _set_page(section: Section, profile: LayoutProfile) -> None:
    section.page_width, section.page_height = profile.page_width, profile.page_height
    section.top_margin = profile.top
    section.bottom_margin = Length(profile.page_height - profile.top - profile.text_height)
    section.left_margin, section.right_margin = profile.left, profile.right
    section.footer_distance = _footer_distance(profile)
    properties = section._sectPr
    for grid in properties.findall(W + "docGrid"):
        properties.remove(grid)
    properties.append(element("docGrid", type="linesAndChars", linePitch=twips(profile.line_pitch), charSpace=0))


def _footer_distance(profile: LayoutProfile) -> Length:
    """From the foot of the page to the foot of the number's line, so that its dashes stand ``page_number_gap`` low.

    In a line of exactly the font's size the dashes lie about 0.42 of it below the top.
    """
    size = profile.page_number_look.size
    return Length(int(profile.bottom - profile.page_number_gap + 0.42 * size - size))


def _set_settings(word: WordDocument) -> None:
    word.settings.odd_and_even_pages_header_footer = True
    settings = word.settings.element
    # Marks keep their full square; compressed ones would leave the grid (17.15.1.18).
    replace_child(settings, element("characterSpacingControl", val="doNotCompress"), _SETTINGS_ORDER)
    compatibility = element("compat")
    compatibility.append(element("compatSetting", name="compatibilityMode", uri=_COMPATIBILITY, val=15))
    replace_child(settings, compatibility, _SETTINGS_ORDER)
    replace_child(settings, element("themeFontLang", val="en-US", eastAsia="zh-CN"), _SETTINGS_ORDER)


def _set_defaults(word: WordDocument, profile: LayoutProfile) -> None:
    """Document defaults: body font and language, instead of the template's theme fonts."""
    defaults = word.styles.element.find(W + "docDefaults")
    for path in ("rPrDefault", "pPrDefault"):
        for child in list(defaults.findall(W + path)):
            defaults.remove(child)
    holder = etree.SubElement(defaults, W + "rPrDefault")
    holder.append(_run_properties(profile.look(Style.BODY), profile, tracked=False))
    etree.SubElement(defaults, W + "pPrDefault")


def _set_styles(word: WordDocument, profile: LayoutProfile) -> None:
    plain = Look(profile.look(Style.BODY).role, profile.look(Style.BODY).size, indent=0)
    _dress(word.styles["Normal"], plain, profile)
    for style, name in STYLE_NAMES.items():
        word_style = _style(word, style, name)
        _dress(word_style, profile.look(style), profile)
        if style not in (Style.TITLE, Style.BODY) and not profile.look(style).level:
            word_style.base_style = word.styles["Normal"]
            word_style.next_paragraph_style = word.styles["Body Text"]
        elif style is not Style.BODY:
            word_style.next_paragraph_style = word.styles["Body Text"]
    footer = profile.page_number_look
    _dress(word.styles["Footer"], Look(footer.role, footer.size, indent=0, pitch=footer.size), profile)


def _style(word: WordDocument, style: Style, name: str) -> ParagraphStyle:
    if name in [existing.name for existing in word.styles]:
        return cast(ParagraphStyle, word.styles[name])
    made = cast(ParagraphStyle, word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH))
    made.element.set(W + "styleId", STYLE_IDS[style])
    made.quick_style = True
    return made


def _dress(style: ParagraphStyle, look: Look, profile: LayoutProfile) -> None:
    """Give ``style`` the whole look: nothing of the template's own shines through."""
    node = style.element
    for name in ("pPr", "rPr"):
        for old in node.findall(W + name):
            node.remove(old)
    node.append(_paragraph_properties(look, profile))
    node.append(_run_properties(look, profile, tracked=look.alignment is not Alignment.CENTER and look.pitch is None))


def _paragraph_properties(look: Look, profile: LayoutProfile) -> etree._Element:
    together = 1 if look.level in (1, 2) else 0
    # Signature and date are placed by counting squares; spaces beside digits would shift them.
    spaced = 0 if look.alignment is Alignment.RIGHT else 1
    first = round(look.indent * profile.character_pitch.twips)
    values: dict[str, dict[str, object]] = {
        "keepNext": {"val": together},
        "keepLines": {"val": together},
        # The grid fills every page to its last line; only who reads aloud would rather have a line's worth of white.
        "widowControl": {"val": 1 if profile.keep_sentences else 0},
        "kinsoku": {"val": 1},
        "wordWrap": {"val": 1},
        "overflowPunct": {"val": 0},
        "topLinePunct": {"val": 0},
        "autoSpaceDE": {"val": spaced},
        "autoSpaceDN": {"val": spaced},
        "adjustRightInd": {"val": 0},
        "snapToGrid": {"val": 0},
        "spacing": {"before": 0, "after": 0, "line": twips(profile.pitch(look)), "lineRule": "exact"},
        "ind": {"left": 0, "right": 0, "firstLineChars": look.indent * 100, "firstLine": first},
        "contextualSpacing": {"val": 0},
        "jc": {"val": look.alignment.value},
    }
    if look.level:
        values["outlineLvl"] = {"val": look.level - 1}
    node = element("pPr")
    for name, attributes in values.items():
        replace_child(node, element(name, **attributes), _PARAGRAPH_ORDER)
    return node


def _run_properties(look: Look, profile: LayoutProfile, *, tracked: bool) -> etree._Element:
    """Font, weight, colour, tracking, size and language, in the schema's order (17.3.2.28)."""
    bold = 1 if look.bold else 0
    tracking = round(profile.tracking.pt * 20) if tracked else 0
    node = element("rPr")
    node.append(fonts_element(profile.family(look.role)))
    for name, value in (("b", bold), ("bCs", bold), ("i", 0), ("iCs", 0), ("color", "000000"), ("spacing", tracking)):
        node.append(element(name, val=value))
    for name, value in (("kern", 0), ("sz", round(look.size.pt * 2)), ("szCs", round(look.size.pt * 2))):
        node.append(element(name, val=value))
    node.append(element("lang", val="en-US", eastAsia="zh-CN"))
    return node


def _set_footers(word: WordDocument, profile: LayoutProfile) -> None:
    if profile.page_numbers is PageNumbers.NONE:
        return
    section = word.sections[0]
    centred = profile.page_numbers is PageNumbers.CENTER
    _set_footer(section.footer, "center" if centred else "right", profile)
    _set_footer(section.even_page_footer, "center" if centred else "left", profile)


def _set_footer(footer: _Footer, side: str, profile: LayoutProfile) -> None:
    """``— 1 —`` at ``side``, one character of its own size away from the edge."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.style = "Footer"
    properties = paragraph._p.get_or_add_pPr()
    indents: dict[str, object] = {"firstLineChars": 0, "firstLine": 0}
    if side != "center":
        indents[side] = twips(profile.page_number_look.size)
    replace_child(properties, element("ind", **indents), _PARAGRAPH_ORDER)
    replace_child(properties, element("jc", val=side), _PARAGRAPH_ORDER)
    for node in _page_number_parts(profile.number_style):
        run = etree.SubElement(paragraph._p, W + "r")
        etree.SubElement(run, W + "rPr").append(hint_element())
        run.append(node)


def _page_number_parts(style: NumberStyle) -> list[etree._Element]:
    def text(name: str, content: str) -> etree._Element:
        node = element(name)
        node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        node.text = content
        return node

    field = [
        element("fldChar", fldCharType="begin"),
        text("instrText", " PAGE "),
        element("fldChar", fldCharType="separate"),
        text("t", "1"),
        element("fldChar", fldCharType="end"),
    ]
    return [text("t", "— "), *field, text("t", " —")] if style is NumberStyle.DASH else field
