"""``manage.py typeset``: any speech becomes a standard Word or PDF file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings

from drafts.core.document import Document
from drafts.core.errors import UnreadableFile
from drafts.formats.files import FileFormat, format_of, write_document
from drafts.formats.fonts import font_library
from drafts.formats.package import MAX_BYTES
from drafts.formats.typesetting import FORMATS, read_speech
from drafts.management.files import FileCommand, Refused, read_file, write_file
from drafts.management.profiles import add_profile_argument, built_in_profile


class Command(FileCommand):
    help = "Typeset a speech (.txt or .docx) as a standard .docx or .pdf, its structure recognised and styled."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="a speech, .txt or .docx")
        parser.add_argument("-o", "--output", metavar="OUT", required=True, help="file to write, .docx or .pdf")
        add_profile_argument(parser)

    def run(self, **options: Any) -> None:
        for notice in _typeset(Path(options["file"]), Path(options["output"]), options["profile"]):
            self.stderr.write(notice)


def _typeset(source: Path, output: Path, slug: str) -> list[str]:
    """Write the file; gives a line for characters of a PDF that their own font lacks."""
    file_format, profile = _format(output), built_in_profile(slug)
    document = _read(source)
    if output.exists() and output.samefile(source):
        raise Refused(f"要写的文件就是原文件 {output}；请换一个名字。")
    fonts = font_library(settings.SIDIAN_FONTS_DIR) if file_format is FileFormat.PDF else None
    write_file(output, write_document(file_format, document, fonts=fonts, profile=profile))
    report = fonts.report(document, profile) if fonts else None
    return [str(notice) for notice in report.notices if "characters" in notice.params] if report else []


def _format(output: Path) -> FileFormat:
    file_format = format_of(output.name)
    if file_format not in FORMATS:
        raise Refused(f"排版只写出 .docx 和 .pdf，不写 {output.name}。")
    return file_format


def _read(path: Path) -> Document:
    data = read_file(path, limit=MAX_BYTES)
    try:
        return read_speech(path.name, data)
    except UnreadableFile as error:
        # The command may run in a loop over many files: each line names its own.
        raise Refused(f"{path}：{error}") from error
