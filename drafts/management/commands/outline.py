"""``manage.py outline``: the structure that is recognised in a speech."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from drafts.core.document import Document
from drafts.core.errors import UnreadableFile
from drafts.core.outline import Outline, recognise_outline, sections
from drafts.formats.files import read_document
from drafts.formats.package import MAX_BYTES
from drafts.management.files import FileCommand, Refused, read_file

SUFFIXES = (".txt", ".docx")


class Command(FileCommand):
    help = "Print the outline recognised in a speech (.txt or .docx)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="a speech, .txt or .docx")
        parser.add_argument("--json", action="store_true", help="print the outline as JSON")

    def run(self, **options: Any) -> None:
        document = _read(Path(options["file"]))
        outline = recognise_outline(document)
        if options["json"]:
            self.stdout.write(json.dumps(outline.to_json(document), ensure_ascii=False, indent=2))
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
