"""What the commands that read and write people's files share: one line for what is wrong, whole files or none."""

import os
import stat
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser

from drafts.core.document import clean_line
from drafts.core.errors import SidianError

EXIT_STATUS = 2
"""Of every complaint, argparse's own among them."""


class Refused(Exception):
    """Bad input of a command, in one sentence."""


class FileCommand(BaseCommand):
    """A command that needs neither database nor addresses; what is wrong with its input is one line on stderr."""

    requires_system_checks = ()

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        told = super().create_parser(prog_name, subcommand, **kwargs)
        return _OneLineParser(
            prog=told.prog,
            description=told.description,
            formatter_class=told.formatter_class,
            called_from_command_line=told.called_from_command_line,
            parents=[told],
            add_help=False,  # the parent's is taken over
        )

    def handle(self, **options: Any) -> None:
        try:
            self.run(**options)
        except (SidianError, Refused) as error:
            raise CommandError(clean_line(str(error)), returncode=EXIT_STATUS) from error

    def run(self, **options: Any) -> None:
        """Do what the command is for.  Raises SidianError or Refused for bad input."""
        raise NotImplementedError


class _OneLineParser(CommandParser):
    """argparse with its usage left to ``--help``."""

    def error(self, message: str) -> NoReturn:
        sentence = clean_line(message)
        if self.called_from_command_line:
            self.exit(EXIT_STATUS, f"{self.prog}: {sentence}（用法见 --help）\n")
        raise CommandError(sentence, returncode=EXIT_STATUS)


def read_file(path: Path, *, limit: int) -> bytes:
    """The bytes of the file; no more than ``limit`` (of whole MiB) are read, whatever its size claims to be.

    Raises Refused.
    """
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise Refused(f"不能读取 {path}：{error.strerror}。") from error
    if len(data) > limit:
        raise Refused(f"{path} 太大：最多 {limit // 1024**2} MB。")
    return data


def write_file(path: Path, data: bytes) -> None:
    """Put ``data`` into the file, whole or not at all; it keeps its permissions, a new one gets the usual ones.

    Written beside the target and moved into place: a failure in between leaves what was there.  A link stays a link.
    Raises Refused.
    """
    target = Path(os.path.realpath(path))
    beside: Path | None = None
    try:
        descriptor, name = mkstemp(prefix=".", suffix=".part", dir=target.parent)
        beside = Path(name)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(_permissions(target))
        beside.replace(target)
    except OSError as error:
        raise Refused(f"不能写入 {path}：{error.strerror}。") from error
    finally:
        if beside:
            with suppress(OSError):  # moved away, or the folder itself is what is wrong
                beside.unlink()


def _permissions(target: Path) -> int:
    """Those of the file, or where there is none, those that the process gives to new files."""
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode) & 0o777
    umask = os.umask(0o077)  # can be read only by setting it
    os.umask(umask)
    return 0o666 & ~umask
