"""Putting a letterhead round our own Word files."""

from collections.abc import Mapping
from posixpath import join

from lxml import etree

from drafts.formats.letterhead import Letterhead, LetterheadPart
from drafts.formats.letterhead_parts import REFERENCES
from drafts.formats.pictures import Picture
from drafts.formats.word_xml import W, element

_DOCUMENT = "word/document.xml"
_RELATIONSHIPS = "word/_rels/document.xml.rels"
_CONTENT_TYPES = "[Content_Types].xml"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_NO_LINKS = f'<Relationships xmlns="{_PACKAGE}"/>'
_PART_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"
_RID = f"{{{REFERENCES}}}id"


def with_letterhead(members: Mapping[str, bytes], letterhead: Letterhead) -> dict[str, bytes]:
    """The parts of our base package, whose headers and footers are now those of ``letterhead``.

    Our page numbers stay where the letterhead has no footer for ordinary pages.
    """
    package = _Package(members)
    for kind, part in letterhead.headers:
        package.refer("header", kind, part)
    if "default" in dict(letterhead.footers):
        package.drop_footers()
        package.set_distance("footer", letterhead.footer_distance)
    elif letterhead.title_page and "first" not in dict(letterhead.footers):
        package.repeat_footer_on_first_page()
    for kind, part in letterhead.footers:
        package.refer("footer", kind, part)
    if letterhead.headers:
        package.set_distance("header", letterhead.header_distance)
    if letterhead.title_page:
        package.set_title_page()
    return package.finished()


class _Package:
    """Our base package while a letterhead is put into it."""

    def __init__(self, members: Mapping[str, bytes]) -> None:
        self._members = dict(members)
        self._document, self._links, self._types = (
            etree.fromstring(members[name]) for name in (_DOCUMENT, _RELATIONSHIPS, _CONTENT_TYPES)
        )
        self._section = self._document[0][-1]
        self._margins = next(self._section.iterchildren(W + "pgMar"))
        self._media: dict[Picture, str] = {}

    def refer(self, part: str, kind: str, content: LetterheadPart) -> None:
        """Add a header or footer for the pages of ``kind``, in place of the one that was there."""
        for old in self._section.findall(f"{W}{part}Reference[@{W}type='{kind}']"):
            self._section.remove(old)
        name, identifier = f"letterhead-{part}-{kind}", f"rIdLetterhead{part.title()}{kind.title()}"
        self._members[f"word/{name}.xml"] = content.xml
        if content.pictures:
            self._members[f"word/_rels/{name}.xml.rels"] = self._picture_links(content.pictures)
        content_type = _PART_TYPE.format(kind=part)
        etree.SubElement(self._types, _TYPES + "Override", PartName=f"/word/{name}.xml", ContentType=content_type)
        _link(self._links, identifier, part, f"{name}.xml")
        reference = element(f"{part}Reference", type=kind)
        reference.set(_RID, identifier)
        self._section.insert(0, reference)

    def drop_footers(self) -> None:
        """Our page numbers go."""
        for old in self._section.findall(W + "footerReference"):
            self._forget(old)
            self._section.remove(old)

    def repeat_footer_on_first_page(self) -> None:
        """The first page has our page number as well, where we have any."""
        for old in self._section.findall(f"{W}footerReference[@{W}type='default']"):
            link = next(link for link in self._links if link.get("Id") == old.get(_RID))
            self.refer("footer", "first", LetterheadPart(self._members[join("word", link.get("Target", ""))], ()))

    def set_distance(self, part: str, distance: int | None) -> None:
        """How far headers or footers stand from the edge, at most the profile's margin."""
        if distance is not None:
            margin = int(self._margins.get(W + {"header": "top", "footer": "bottom"}[part], "0"))
            self._margins.set(W + part, str(min(distance, margin)))

    def set_title_page(self) -> None:
        """The first page is another one; the flag stands before the grid (17.6.17)."""
        next(self._section.iterchildren(W + "docGrid")).addprevious(element("titlePg"))

    def finished(self) -> dict[str, bytes]:
        """All parts by name, ours first."""
        trees = {_DOCUMENT: self._document, _RELATIONSHIPS: self._links, _CONTENT_TYPES: self._types}
        for name, tree in trees.items():
            self._members[name] = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
        return self._members

    def _picture_links(self, pictures: tuple[Picture, ...]) -> bytes:
        links = etree.fromstring(_NO_LINKS)
        for number, picture in enumerate(pictures, start=1):
            _link(links, f"rId{number}", "image", self._media_name(picture))
        return etree.tostring(links, xml_declaration=True, encoding="UTF-8", standalone=True)

    def _media_name(self, picture: Picture) -> str:
        """Where the picture lies, seen from word/; equal pictures lie there once."""
        if picture not in self._media:
            self._media[picture] = f"media/letterhead-{len(self._media) + 1}.{picture.extension}"
            self._members[f"word/{self._media[picture]}"] = picture.content
            if not self._types.findall(f"{_TYPES}Default[@Extension='{picture.extension}']"):
                names = {"Extension": picture.extension, "ContentType": picture.content_type}
                etree.SubElement(self._types, _TYPES + "Default", names)
        return self._media[picture]

    def _forget(self, reference: etree._Element) -> None:
        """Take the part that ``reference`` names out of the package."""
        link = next(link for link in self._links if link.get("Id") == reference.get(_RID))
        name = join("word", link.get("Target", ""))
        self._links.remove(link)
        for old in self._types.findall(f"{_TYPES}Override[@PartName='/{name}']"):
            self._types.remove(old)
        del self._members[name]


def _link(links: etree._Element, identifier: str, kind: str, target: str) -> None:
    """Add a relationship, in the default namespace of its table."""
    names = {"Id": identifier, "Type": f"{REFERENCES}/{kind}", "Target": target}
    etree.SubElement(links, f"{{{_PACKAGE}}}Relationship", names)
