"""``manage.py backup FILE``: a copy of the database into a new file, while people go on working."""

import shlex
import sqlite3
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.db import connection

from drafts.management.files import FileCommand, Refused
from drafts.services.backup import copy_sqlite


class Command(FileCommand):
    help = "Copy the SQLite database into a new file. Safe while the server runs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the new file, such as backup-2026-03-08.sqlite3")

    def run(self, **options: Any) -> None:
        target: Path = options["file"]
        if connection.vendor != "sqlite":
            raise Refused(
                f"数据库是 PostgreSQL，请用它自己的备份程序：{dump_command(connection.settings_dict, target)}"
            )
        try:
            connection.ensure_connection()
            copy_sqlite(connection.connection, target)
        except FileExistsError as error:
            raise Refused(f"{target} 已经存在，没有覆盖；请换一个文件名。") from error
        except OSError as error:
            raise Refused(f"不能写入 {target}：{error.strerror}。") from error
        except sqlite3.Error as error:
            raise Refused(f"备份没有做成，什么都没有留下：{error}。") from error
        self.stdout.write(f"已备份到 {target}，共 {target.stat().st_size:,} 字节。{_key_words()}")


def _key_words() -> str:
    """That the key has to be kept too, where it is a file."""
    key = settings.SIDIAN_DATA_DIR / "secret_key"
    return f"密钥 {key} 也请一并保存。" if key.exists() else ""


def dump_command(known: dict[str, Any], target: Path) -> str:
    """The command line that copies the PostgreSQL database of the settings ``known`` into ``target``.

    It asks for the password, which stands in no command line.
    """
    wanted = {"--host": "HOST", "--port": "PORT", "--username": "USER"}
    places = [f"{option}={known[name]}" for option, name in wanted.items() if known.get(name)]
    words = ["pg_dump", "--format=custom", f"--file={target}", *places, f"--dbname={known['NAME']}"]
    return shlex.join(words)
