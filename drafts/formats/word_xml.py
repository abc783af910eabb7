"""The few WordprocessingML elements that are made by hand (ISO/IEC 29500-1, 17)."""

from lxml import etree

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{NAMESPACE}}}"


def element(local_name: str, /, **attributes: object) -> etree._Element:
    """``<w:local_name w:key="value" …/>``."""
    node = etree.Element(W + local_name, nsmap={"w": NAMESPACE})
    for key, value in attributes.items():
        node.set(W + key, str(value))
    return node


def fonts_element(family: str) -> etree._Element:
    """One family for every script, East Asian where a character may be of either: “ ” — … (17.3.2.26)."""
    return element("rFonts", hint="eastAsia", ascii=family, hAnsi=family, eastAsia=family, cs=family)


def hint_element() -> etree._Element:
    """What every run says of its fonts: that marks of either script are East Asian.

    The families are the style's, so that whoever changes them there changes them everywhere.
    """
    return element("rFonts", hint="eastAsia")


def replace_child(parent: etree._Element, child: etree._Element, order: tuple[str, ...]) -> None:
    """Put ``child`` among its siblings where the schema's ``order`` of local names wants it, in place of its like."""
    for old in parent.findall(child.tag):
        parent.remove(old)
    place = order.index(_local(child))
    for index, sibling in enumerate(parent):
        if _local(sibling) in order and order.index(_local(sibling)) > place:
            parent.insert(index, child)
            return
    parent.append(child)


def _local(node: etree._Element) -> str:
    return etree.QName(node).localname
