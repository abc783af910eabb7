"""``manage.py assemble``: answers and a template become a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from drafts.core.assembly import assemble
from drafts.core.errors import SidianError
from drafts.core.questions import skeleton
from drafts.core.template import TemplateDefinition, load_template
from drafts.formats.files import FileFormat, format_of, write_document
from drafts.formats.fonts import font_library
from drafts.formats.layout import NATIONAL_STANDARD
from drafts.formats.saving import save_whole
from drafts.services.templates import builtin_source

MAX_FILE = 2 * 1024 * 1024


class AnswersLoader(yaml.SafeLoader):
    """YAML as office people mean it: ``1.`` names an ordinal family and is no number, ``2026-03-08`` stays text.

    Aliases are refused, since a few lines of them unfold into millions of answers.
    """

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("alias")
        return super().compose_node(parent, index)


AnswersLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":float", ":timestamp"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class Command(BaseCommand):
    requires_system_checks = ()  # needs neither database nor addresses
    help = "Assemble a speech from a template and answers into .docx, .pdf, .txt or .json."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("template", metavar="TEMPLATE", help="slug of a built-in template, or a YAML file")
        parser.add_argument("--answers", metavar="FILE", help="YAML file with the answers")
        parser.add_argument("-o", "--output", metavar="OUT", help="file to write, ending in .docx, .pdf, .txt or .json")
        parser.add_argument("--skeleton", action="store_true", help="print an answers file to fill, and stop")

    def handle(self, **options: Any) -> None:
        try:
            definition = load_template(_template_source(options["template"]))
            if options["skeleton"]:
                self.stdout.write(skeleton(definition.questions), ending="")
                return
            if not options["answers"] or not options["output"]:
                raise _Refused("请用 --answers 给出填写内容，用 -o 给出要写的文件；只要空白填写内容请用 --skeleton。")
            for notice in _write(definition, Path(options["answers"]), Path(options["output"])):
                self.stderr.write(notice)
        except (SidianError, _Refused) as error:
            raise CommandError(" ".join(str(error).split("\n")), returncode=2) from error


class _Refused(Exception):
    """Bad input of the command itself."""


def _write(definition: TemplateDefinition, answers: Path, output: Path) -> list[str]:
    """Write the file; gives a line for the characters of a PDF that no font has."""
    file_format = format_of(output.name)
    document = assemble(definition, _read_answers(answers))
    fonts = font_library(settings.SIDIAN_FONTS_DIR) if file_format is FileFormat.PDF else None
    data = write_document(file_format, document, fonts=fonts)
    save_whole(output, data)
    report = fonts.report(document, NATIONAL_STANDARD) if fonts else None
    return [str(notice) for notice in report.notices if "characters" in notice.params] if report else []


def _template_source(name: str) -> str:
    if source := builtin_source(name):
        return source
    if not name.lower().endswith((".yaml", ".yml")) and not Path(name).is_file():
        raise _Refused(f"没有“{name}”这个模板：请写内置模板的标识或一个 YAML 文件。")
    return _read(Path(name))


def _read_answers(path: Path) -> object:
    try:
        # AnswersLoader only narrows the safe loader.
        data = yaml.load(_read(path), Loader=AnswersLoader)  # noqa: S506
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"第 {mark.line + 1} 行：" if mark else ""
        raise _Refused(f"{path} 不是正确的 YAML。{place}请检查缩进、冒号和引号。") from error
    return {} if data is None else data


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_FILE:
            raise _Refused(f"{path} 太大：最多 2 MB。")
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise _Refused(f"读不到文件 {path}：{error.strerror}。") from error
    except UnicodeDecodeError as error:
        raise _Refused(f"{path} 不是 UTF-8 编码的文本。") from error
