"""``manage.py typeset``: any speech becomes a standard Word or PDF file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from drafts.core.document import Document
from drafts.core.errors import FormatError, SidianError, UnreadableFile
from drafts.formats.files import FileFormat, format_of, write_document
from drafts.formats.fonts import font_library
from drafts.formats.layout import LayoutProfile
from drafts.formats.package import MAX_BYTES
from drafts.formats.profiles import BUILT_IN_PROFILES
from drafts.formats.saving import save_whole
from drafts.formats.typesetting import FORMATS, read_speech


class Command(BaseCommand):
    requires_system_checks = ()  # a file is read and one written: neither database nor addresses are touched
    help = "Typeset a speech (.txt or .docx) as a standard .docx or .pdf, its structure recognised and styled."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="a speech, .txt or .docx")
        parser.add_argument("-o", "--output", metavar="OUT", required=True, help="file to write, .docx or .pdf")
        parser.add_argument("--profile", metavar="SLUG", default="national", help="layout profile, national by default")

    def handle(self, **options: Any) -> None:
        try:
            notices = _typeset(Path(options["file"]), Path(options["output"]), options["profile"])
        except SidianError as error:
            raise CommandError(" ".join(str(error).split("\n")), returncode=2) from error
        for notice in notices:
            self.stderr.write(notice)


def _typeset(source: Path, output: Path, slug: str) -> list[str]:
    """Write the file; gives a line for characters of a PDF that their own font lacks."""
    file_format, profile = _format(output), _profile(slug)
    document = _read(source)
    if output.exists() and output.samefile(source):
        raise FormatError("要写的文件就是原文件 %(path)s；请换一个名字。", path=str(output))
    fonts = font_library(settings.SIDIAN_FONTS_DIR) if file_format is FileFormat.PDF else None
    save_whole(output, write_document(file_format, document, fonts=fonts, profile=profile))
    report = fonts.report(document, profile) if fonts else None
    return [str(notice) for notice in report.notices if "characters" in notice.params] if report else []


def _format(output: Path) -> FileFormat:
    file_format = format_of(output.name)
    if file_format not in FORMATS:
        raise FormatError("排版只写出 .docx 和 .pdf，不写 %(name)s。", name=output.name)
    return file_format


def _profile(slug: str) -> LayoutProfile:
    if slug not in BUILT_IN_PROFILES:
        raise FormatError("没有“%(slug)s”这个版式，可选：%(slugs)s。", slug=slug, slugs="、".join(BUILT_IN_PROFILES))
    return BUILT_IN_PROFILES[slug]


def _read(path: Path) -> Document:
    try:
        with path.open("rb") as file:
            return read_speech(path.name, file.read(MAX_BYTES + 1))
    except OSError as error:
        raise UnreadableFile(
            "读不到文件 %(path)s：%(reason)s。", path=str(path), reason=error.strerror or ""
        ) from error
    except UnreadableFile as error:
        # The command may run in a loop over many files: each line names its own.
        raise UnreadableFile("%(path)s：%(reason)s", path=str(path), reason=str(error)) from error
