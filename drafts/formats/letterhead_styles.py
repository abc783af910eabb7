"""The look of a letterhead's paragraphs and runs, freed of the styles it came from.

What its styles say is written on its paragraphs and runs themselves, so that it looks the same beside styles that are
the profile's, and nothing in it names a style that is not there.
"""

from collections.abc import Iterator, Mapping
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


class StyleSheet:
    """The styles of a Word file, for asking what a paragraph or run of a certain style looks like."""

    def __init__(self, root: etree._Element | None) -> None:
        self.room = _MOST
        styles = [] if root is None else root.findall(W + "style")
        self._styles = {style.get(W + "styleId", ""): style for style in styles}
        self._default = next((style.get(W + "styleId", "") for style in styles if _is_default(style)), "")
        paragraph, run = _plain_paragraph(), _plain_run()
        if root is not None:
            _inherit(paragraph, root.find(f"{W}docDefaults/{W}pPrDefault/{W}pPr"), _PARAGRAPH_TAGS)
            _inherit(run, root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"), _RUN_TAGS)
        self._plain = (paragraph, run)

    def flatten(self, root: etree._Element) -> None:
        """Write on every paragraph and run below ``root`` what its styles say, and take the styles' names away.

        Raises UnreadableFile where that comes to more than about a megabyte.
        """
        paragraphs = [(node, self._paragraph_style(node)) for node in root.iter(W + "p")]
        runs = {node: self._run_properties(style) for node, style in paragraphs}
        for node in list(root.iter(W + "r")):
            owner = next(node.iterancestors(W + "p"), None)
            properties = dict(runs[owner]) if owner is not None else dict(self._plain[1])
            self._dress(node, W + "rPr", properties, _RUN_TAGS)
        for node, style in paragraphs:
            mark = dict(runs[node])
            _inherit(mark, node.find(f"{W}pPr/{W}rPr"), _RUN_TAGS)
            properties = dict(self._plain[0])
            for link in self._chain(style):
                _inherit(properties, link.find(W + "pPr"), _PARAGRAPH_TAGS)
            self._dress(node, W + "pPr", properties, _PARAGRAPH_TAGS, mark)
        for node in list(root.iter(W + "tblStyle")):
            _remove(node)

    def _paragraph_style(self, paragraph: etree._Element) -> str:
        named = paragraph.find(f"{W}pPr/{W}pStyle")
        return self._default if named is None else named.get(W + "val", "")

    def _run_properties(self, style: str) -> Properties:
        """What a run without properties of its own looks like in a paragraph of ``style``."""
        properties = dict(self._plain[1])
        for link in self._chain(style):
            _inherit(properties, link.find(W + "rPr"), _RUN_TAGS)
        return properties

    def _chain(self, identifier: str) -> Iterator[etree._Element]:
        """The style and those that it is based on, the most general first; at most 20, so that circles end."""
        found: list[etree._Element] = []
        while identifier in self._styles and len(found) < _DEEPEST:
            found.append(self._styles[identifier])
            base = found[-1].find(W + "basedOn")
            identifier = "" if base is None else base.get(W + "val", "")
        return reversed(found)

    def _dress(
        self,
        node: etree._Element,
        tag: str,
        properties: Properties,
        tags: tuple[str, ...],
        mark: Mapping[str, etree._Element] | None = None,
    ) -> None:
        """Give ``node`` all of ``properties`` under what it says itself; ``mark`` is the look of a paragraph's mark."""
        own = node.find(tag)
        if own is not None:
            for link in self._chain(_value(own.find(W + "rStyle"))):
                _inherit(properties, link.find(W + "rPr"), tags)
            _inherit(properties, own, tags)
            node.remove(own)
        if tag == W + "pPr":
            # The grid is the profile's; lines of the letterhead would be torn apart by it.
            properties[W + "snapToGrid"] = element("snapToGrid", val=0)
        made = etree.Element(tag)
        made.extend(self._copies(properties, tags))
        if mark is not None:
            etree.SubElement(made, W + "rPr").extend(self._copies(mark, _RUN_TAGS))
        node.insert(0, made)

    def _copies(self, properties: Mapping[str, etree._Element], tags: tuple[str, ...]) -> list[etree._Element]:
        found = [properties[tag] for tag in tags if tag in properties]
        self.room -= sum(map(_weight, found))
        if self.room < 0:
            raise UnreadableFile(gettext_noop("文件的结构太复杂，不能打开。"))
        return [deepcopy(node) for node in found]


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


def _inherit(properties: Properties, holder: etree._Element | None, tags: tuple[str, ...]) -> None:
    """Lay what ``holder`` says over ``properties``."""
    for child in () if holder is None else holder.iterchildren(*tags):
        if child.tag in _BY_ATTRIBUTE and child.tag in properties:
            merged = deepcopy(properties[child.tag])
            merged.attrib.update(child.attrib)
            properties[child.tag] = merged
        else:
            properties[child.tag] = child


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
