"""The look of a letterhead's paragraphs and runs, freed of the styles it came from.

What its styles say is written on its paragraphs and runs themselves, so that it looks the same beside styles that are
the profile's, and nothing in it names a style that is not there.
"""

from copy import deepcopy
from itertools import chain

from lxml import etree

from drafts.core.errors import UnreadableFile, gettext_noop
from drafts.formats.word_base import _PARAGRAPH_ORDER
from drafts.formats.word_xml import W, element

Properties = dict[str, etree._Element]
"""The properties of a paragraph or a run by their tags."""

# The order that the schema gives the children of rPr (17.3.2.28); the language is left out: it is always ours.
_RUN_NAMES = (
    "rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish "
    "webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em "
    "eastAsianLayout specVanish oMath"
)
_NEVER = {"pStyle", "numPr", "outlineLvl", "divId", "cnfStyle", "rPr", "sectPr", "pPrChange"}
_RUN_TAGS = tuple(W + name for name in _RUN_NAMES.split())
_PARAGRAPH_TAGS = tuple(W + name for name in _PARAGRAPH_ORDER if name not in _NEVER)
# Whose attributes are inherited one by one, not all together.
_BY_ATTRIBUTE = {W + name for name in ("spacing", "ind", "rFonts")}
_DEEPEST = 20
_MOST = 1024 * 1024
_HEAVIEST = 4_000


class StyleSheet:
    """The styles of a Word file, for asking what a paragraph or run of a certain style looks like."""

    def __init__(self, root: etree._Element | None) -> None:
        self._room = _MOST
        styles = [] if root is None else root.findall(W + "style")
        self._default = next((style.get(W + "styleId", "") for style in styles if _is_default(style)), "")
        defaults = None if root is None else root.find(W + "docDefaults")
        self._paragraphs = _Inheritance(styles, W + "pPr", _PARAGRAPH_TAGS)
        self._runs = _Inheritance(styles, W + "rPr", _RUN_TAGS)
        self._plain_paragraph = _over(_plain_paragraph(), _said(defaults, f"{W}pPrDefault/{W}pPr", _PARAGRAPH_TAGS))
        self._plain_run = _over(_plain_run(), _said(defaults, f"{W}rPrDefault/{W}rPr", _RUN_TAGS))

    def flatten(self, root: etree._Element) -> None:
        """Write on every paragraph and run below ``root`` what its styles say, and take the styles' names away.

        Raises UnreadableFile where that comes to more than about a megabyte.
        """
        paragraphs = {node: self._paragraph_style(node) for node in root.iter(W + "p")}
        for node in list(root.iter(W + "r")):
            owner = next(node.iterancestors(W + "p"), None)
            self._dress_run(node, self._default if owner is None else paragraphs[owner])
        for node, style in paragraphs.items():
            self._dress_paragraph(node, style)
        for node in list(root.iter(W + "tblStyle")):
            _remove(node)

    def _paragraph_style(self, paragraph: etree._Element) -> str:
        named = paragraph.find(f"{W}pPr/{W}pStyle")
        return self._default if named is None else named.get(W + "val", "")

    def _dress_run(self, run: etree._Element, style: str) -> None:
        named = _value(run.find(f"{W}rPr/{W}rStyle"))
        inherited = _over(_over(self._plain_run, self._runs.of(style)), self._runs.of(named))
        properties = _over(inherited, _said(run, W + "rPr", _RUN_TAGS))
        self._write(run, W + "rPr", properties, _RUN_TAGS)

    def _dress_paragraph(self, paragraph: etree._Element, style: str) -> None:
        inherited = _over(self._plain_paragraph, self._paragraphs.of(style))
        properties = _over(inherited, _said(paragraph, W + "pPr", _PARAGRAPH_TAGS))
        # The grid is the profile's; lines of the letterhead would be torn apart by it.
        properties[W + "snapToGrid"] = element("snapToGrid", val=0)
        # The look of the paragraph's mark, which makes the height of an empty line.
        mark = _over(_over(self._plain_run, self._runs.of(style)), _said(paragraph, f"{W}pPr/{W}rPr", _RUN_TAGS))
        written = self._write(paragraph, W + "pPr", properties, _PARAGRAPH_TAGS)
        self._write(written, W + "rPr", mark, _RUN_TAGS, last=True)

    def _write(
        self, node: etree._Element, tag: str, properties: Properties, tags: tuple[str, ...], *, last: bool = False
    ) -> etree._Element:
        """Give ``node`` the ``properties`` in place of its own, in the order of ``tags``."""
        for old in node.findall(tag):
            node.remove(old)
        made = etree.Element(tag)
        for kept in (properties[name] for name in tags if name in properties):
            self._room -= _weight(kept)
            if self._room < 0:
                raise _too_complex()
            made.append(deepcopy(kept))
        node.insert(len(node) if last else 0, made)
        return made


class _Inheritance:
    """What each style says of paragraphs, or of runs, with what it has from those that it is based on."""

    def __init__(self, styles: list[etree._Element], tag: str, tags: tuple[str, ...]) -> None:
        self._styles = {style.get(W + "styleId", ""): style for style in styles}
        self._tag, self._tags = tag, tags
        self._own: dict[str, Properties] = {}
        self._all: dict[str, Properties] = {}

    def of(self, identifier: str) -> Properties:
        """The properties of the style, nothing where there is no such style; each style is read once."""
        if identifier not in self._all:
            properties: Properties = {}
            for link in self._chain(identifier):
                properties = _over(properties, self._said_by(link))
            self._all[identifier] = properties
        return self._all[identifier]

    def _said_by(self, identifier: str) -> Properties:
        if identifier not in self._own:
            self._own[identifier] = _said(self._styles[identifier], self._tag, self._tags)
        return self._own[identifier]

    def _chain(self, identifier: str) -> list[str]:
        """The style and those that it is based on, the most general first; at most 20, so that circles end."""
        found: list[str] = []
        while identifier in self._styles and len(found) < _DEEPEST:
            found.append(identifier)
            identifier = _value(self._styles[identifier].find(W + "basedOn"))
        return found[::-1]


def _plain_paragraph() -> Properties:
    """How Word sets a paragraph of which nothing is said (17.7.4.17), so that the profile's own does not show through.

    The profile's lines are of an exact height, which would cut a logo off.
    """
    ind = element("ind", leftChars=0, left=0, rightChars=0, right=0, firstLineChars=0, firstLine=0)
    spacing = element("spacing", before=0, after=0, line=240, lineRule="auto")
    return {node.tag: node for node in (spacing, ind, element("jc", val="left"))}


def _plain_run() -> Properties:
    """The same for a run: ten points, no tracking; the typeface is the profile's until the letterhead names one."""
    nodes = (element("spacing", val=0), element("sz", val=20), element("szCs", val=20))
    return {node.tag: node for node in nodes}


def _said(node: etree._Element | None, path: str, tags: tuple[str, ...]) -> Properties:
    """The properties that ``node`` has at ``path``.  Raises UnreadableFile for one of more than 4,000 characters."""
    holder = None if node is None else node.find(path)
    properties = {} if holder is None else {str(child.tag): child for child in holder.iterchildren(*tags)}
    if any(_weight(child) > _HEAVIEST for child in properties.values()):
        raise _too_complex()
    return properties


def _over(below: Properties, above: Properties) -> Properties:
    """``above`` laid over ``below``; where attributes count one by one, those that ``above`` leaves out stay."""
    properties = below | above
    for tag in _BY_ATTRIBUTE & below.keys() & above.keys():
        properties[tag] = deepcopy(below[tag])
        properties[tag].attrib.update(above[tag].attrib)
    return properties


def _too_complex() -> UnreadableFile:
    return UnreadableFile(gettext_noop("文件的结构太复杂，不能打开。"))


def _weight(node: etree._Element) -> int:
    """About as many characters as ``node`` has when it is written."""
    return sum(
        len(str(each.tag)) + sum(map(len, chain.from_iterable(each.attrib.items())))
        for each in node.iter(etree.Element)
    )


def _is_default(style: etree._Element) -> bool:
    return style.get(W + "type") == "paragraph" and style.get(W + "default") in ("1", "true", "on")


def _value(node: etree._Element | None) -> str:
    return "" if node is None else node.get(W + "val", "")


def _remove(node: etree._Element) -> None:
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)
