"""``manage.py outline``: the structure that is recognised in a speech."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from drafts.core.document import Document
from drafts.core.errors import SidianError
from drafts.core.outline import Outline, recognise_outline, sections
from drafts.formats.files import read_document

SUFFIXES = (".txt", ".docx")


class Command(BaseCommand):
    help = "Print the outline recognised in a speech (.txt or .docx)."
    requires_system_checks = ()  # a file is read: neither database nor addresses are touched

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="a speech, .txt or .docx")
        parser.add_argument("--json", action="store_true", help="print the outline as JSON")

    def handle(self, **options: Any) -> None:
        document = _read(Path(options["file"]))
        outline = recognise_outline(document)
        if options["json"]:
            self.stdout.write(json.dumps(outline.to_json(document), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(_readable(document, outline)))


def _read(path: Path) -> Document:
    """The document in the file ``path``.  Raises CommandError with exit status 2 where there is none."""
    if path.suffix.lower() not in SUFFIXES:
        raise CommandError(f"不认识的文件类型：{path.name}，可读 {'、'.join(SUFFIXES)}。", returncode=2)
    try:
        return read_document(path.name, path.read_bytes())
    except OSError as error:
        raise CommandError(f"不能读取 {path}：{error.strerror}。", returncode=2) from error
    except SidianError as error:
        raise CommandError(" ".join(f"不能读取 {path}：{error}".split("\n")), returncode=2) from error


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
