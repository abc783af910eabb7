"""``manage.py outline``: the structure that is recognised in a speech."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

from drafts.core.document import Document
from drafts.core.errors import UnreadableFile
from drafts.core.explaining import explain_outline
from drafts.core.outline import Outline, recognise_outline, sections
from drafts.core.roles import ParagraphRole, Role
from drafts.formats.files import read_document
from drafts.formats.package import MAX_BYTES
from drafts.management.files import FileCommand, Refused, read_file

SUFFIXES = (".txt", ".docx")


class Command(FileCommand):
    help = "Print the outline recognised in a speech (.txt or .docx)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="a speech, .txt or .docx")
        parser.add_argument("--json", action="store_true", help="print the outline as JSON")
        parser.add_argument("--explain", action="store_true", help="say what each paragraph is and by which rule")

    def run(self, **options: Any) -> None:
        document = _read(Path(options["file"]))
        outline = recognise_outline(document)
        if options["json"]:
            found = outline.to_json(document)
            if options["explain"]:
                found["reasons"] = _reasons(document)
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
        elif options["explain"]:
            self.stdout.write("\n".join(_explained(document)))
        else:
            self.stdout.write("\n".join(_readable(document, outline)))


def _read(path: Path) -> Document:
    """The document in the file ``path``.  Raises Refused."""
    if path.suffix.lower() not in SUFFIXES:
        raise Refused(f"不认识的文件类型：{path.name}，可读 {'、'.join(SUFFIXES)}。")
    data = read_file(path, limit=MAX_BYTES)
    try:
        return read_document(path.name, data)
    except UnreadableFile as error:
        raise Refused(f"不能读取 {path}：{error}") from error


_SHOWN = 24


def _explained(document: Document) -> Iterator[str]:
    """One line a paragraph that is not empty: its number from 1, role, rule, reason and first words."""
    for number, found in enumerate(_named(document), start=1):
        text = document.paragraphs[found.paragraph].text.strip()
        words = text if len(text) <= _SHOWN else text[:_SHOWN] + "……"
        yield f"{number} {gettext(found.role.label)} [{found.rule}] {_reason(found)} {words}"


def _reasons(document: Document) -> list[dict[str, Any]]:
    """The same for programs; a paragraph's number counts those that are not empty, from 0, as in the outline."""
    return [
        {"paragraph": number, "role": found.role, "rule": found.rule, "reason": _reason(found)}
        for number, found in enumerate(_named(document))
    ]


def _named(document: Document) -> list[ParagraphRole]:
    return [found for found in explain_outline(document) if found.role is not Role.EMPTY]


def _reason(found: ParagraphRole) -> str:
    return gettext(found.rule.reason) % {"ordinal": found.ordinal}


def _readable(document: Document, outline: Outline) -> Iterator[str]:
    """One line a section, indented by its level, with its length; the transition stands before the points."""
    announced = False
    for section in sections(document, outline):
        if outline.transition and not announced and section.kind in ("point", "closing", "signature"):
            announced = True
            yield _transition(outline)
        yield f"{'  ' * section.level}{section.label}（{section.characters} 字）"
    if outline.transition and not announced:
        yield _transition(outline)


def _transition(outline: Outline) -> str:
    count = f"（预告 {outline.announced_count} 项）" if outline.announced_count else ""
    return f"过渡{count}：{outline.transition.text if outline.transition else ''}"
