"""``manage.py assemble``: answers and a template become a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings

from drafts.core.assembly import assemble
from drafts.core.errors import TemplateError
from drafts.core.questions import skeleton
from drafts.core.source import read_answers
from drafts.core.template import TemplateDefinition, load_template
from drafts.formats.files import FileFormat, format_of, write_document
from drafts.formats.fonts import font_library
from drafts.formats.layout import LayoutProfile
from drafts.management.files import FileCommand, Refused, read_file, write_file
from drafts.management.profiles import add_profile_argument, built_in_profile
from drafts.services.templates import builtin_source

MAX_FILE = 2 * 1024 * 1024


class Command(FileCommand):
    help = "Assemble a speech from a template and answers into .docx, .pdf, .txt or .json."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("template", metavar="TEMPLATE", help="slug of a built-in template, or a YAML file")
        parser.add_argument("--answers", metavar="FILE", help="YAML file with the answers")
        parser.add_argument("-o", "--output", metavar="OUT", help="file to write, ending in .docx, .pdf, .txt or .json")
        add_profile_argument(parser)
        parser.add_argument("--skeleton", action="store_true", help="print an answers file to fill, and stop")

    def run(self, **options: Any) -> None:
        definition = load_template(_template_source(options["template"]))
        if options["skeleton"]:
            self.stdout.write(skeleton(definition.questions), ending="")
            return
        if not options["answers"] or not options["output"]:
            raise Refused("请用 --answers 给出填写内容，用 -o 给出要写的文件；只要空白填写内容请用 --skeleton。")
        profile = built_in_profile(options["profile"])
        for notice in _write(definition, Path(options["answers"]), Path(options["output"]), profile):
            self.stderr.write(notice)


def _write(definition: TemplateDefinition, answers: Path, output: Path, profile: LayoutProfile) -> list[str]:
    """Write the file; gives a line for the characters of a PDF that no font has."""
    file_format = format_of(output.name)
    document = assemble(definition, _read_answers(answers))
    fonts = font_library(settings.SIDIAN_FONTS_DIR) if file_format is FileFormat.PDF else None
    write_file(output, write_document(file_format, document, fonts=fonts, profile=profile))
    report = fonts.report(document, profile) if fonts else None
    return [str(notice) for notice in report.notices if "characters" in notice.params] if report else []


def _template_source(name: str) -> str:
    if source := builtin_source(name):
        return source
    if not name.lower().endswith((".yaml", ".yml")) and not Path(name).is_file():
        raise Refused(f"没有“{name}”这个模板：请写内置模板的标识或一个 YAML 文件。")
    return _read_text(Path(name))


def _read_answers(path: Path) -> object:
    text = _read_text(path)
    try:
        return read_answers(text).data
    except TemplateError as error:
        raise Refused(f"{path}：{error}") from error


def _read_text(path: Path) -> str:
    try:
        return read_file(path, limit=MAX_FILE).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(f"{path} 不是 UTF-8 编码的文本。") from error
