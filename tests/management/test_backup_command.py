"""``manage.py backup``: one whole new file, readable by its owner alone."""

import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from drafts.management.commands.backup import dump_command
from drafts.models import User
from drafts.services.backup import copy_sqlite
from tests.views.people import many_drafts

LONG = "长" * 20_000


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Path]:
    """A folder with a database in it whose last commits stand in its write-ahead log."""
    file = tmp_path / "db.sqlite3"
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE speech (number INTEGER, text TEXT)")
        database.executemany("INSERT INTO speech VALUES (?, ?)", [(0, LONG)] * 100)
        database.commit()
        yield tmp_path


def read(file: Path) -> list[tuple[int, int, int]]:
    """How many speeches, and how many different numbers and texts."""
    with closing(sqlite3.connect(file)) as copy:
        kinds = copy.execute("SELECT count(*), count(DISTINCT number), count(DISTINCT text) FROM speech")
        return list(kinds.fetchall())


def copy_into(target: Path, desk: Path) -> None:
    with closing(sqlite3.connect(desk / "db.sqlite3")) as source:
        copy_sqlite(source, target)


def test_copy_holds_what_was_committed_last_in_one_private_file(desk: Path) -> None:
    folder = desk / "backups"
    folder.mkdir()
    target = folder / "backup.sqlite3"

    copy_into(target, desk)

    assert read(target) == [(100, 1, 1)]
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == ["backup.sqlite3"]


def test_copies_under_load_are_each_of_one_moment(desk: Path) -> None:
    done = threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(desk / "db.sqlite3", timeout=20)) as database:
            number = 0
            while not done.is_set():
                number += 1
                database.execute("UPDATE speech SET number = ?, text = ?", (number, LONG[number % 100 :]))
                database.commit()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            copy_into(desk / f"{number}.sqlite3", desk)
    finally:
        done.set()
        writer.join()

    assert [read(desk / f"{number}.sqlite3") for number in range(5)] == [[(100, 1, 1)]] * 5


def test_copy_overwrites_nothing(desk: Path) -> None:
    target = desk / "backup.sqlite3"
    target.write_text("older")
    before = sorted(desk.iterdir())

    with pytest.raises(FileExistsError):
        copy_into(target, desk)

    assert target.read_text() == "older"
    assert sorted(desk.iterdir()) == before


def test_damaged_database_leaves_no_copy(tmp_path: Path) -> None:
    (tmp_path / "db.sqlite3").write_bytes(b"no database, and long enough to be read as one" * 100)

    with pytest.raises(sqlite3.DatabaseError):
        copy_into(tmp_path / "backup.sqlite3", tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["db.sqlite3"]


@pytest.mark.parametrize(
    ("settings", "command"),
    [
        ({"NAME": "sidian"}, "pg_dump --format=custom --file=b.dump --dbname=sidian"),
        (
            {"NAME": "四点 库", "HOST": "db", "PORT": "5433", "USER": "wang", "PASSWORD": "secret"},
            "pg_dump --format=custom --file=b.dump --host=db --port=5433 --username=wang '--dbname=四点 库'",
        ),
    ],
)
def test_dump_command_is_ready_to_paste_and_holds_no_password(settings: dict[str, Any], command: str) -> None:
    assert dump_command(settings, Path("b.dump")) == command


@pytest.mark.django_db(transaction=True)
def test_command_makes_a_copy_or_names_the_program_that_does(tmp_path: Path, owner: User) -> None:
    many_drafts(owner, 3)
    target, out = tmp_path / "backup.sqlite3", StringIO()

    if connection.vendor == "sqlite":
        call_command("backup", str(target), stdout=out)
        assert out.getvalue().startswith(f"已备份到 {target}，共 {target.stat().st_size:,} 字节。")
        with closing(sqlite3.connect(target)) as copy:
            titles = copy.execute("SELECT title FROM drafts_draft ORDER BY title").fetchall()
        assert titles == [("讲稿 1",), ("讲稿 2",), ("讲稿 3",)]
        sentence = f"{target} 已经存在，没有覆盖；请换一个文件名。"
    else:
        command = dump_command(connection.settings_dict, target)
        sentence = f"数据库是 PostgreSQL，请用它自己的备份程序：{command}"

    with pytest.raises(CommandError) as caught:
        call_command("backup", str(target), stdout=out)
    assert (str(caught.value), caught.value.returncode) == (sentence, 2)


@pytest.mark.django_db(transaction=True)
def test_command_into_no_folder_is_one_sentence(tmp_path: Path) -> None:
    target = tmp_path / "nowhere" / "backup.sqlite3"
    with pytest.raises(CommandError) as caught:
        call_command("backup", str(target))
    told = f"不能写入 {target}：No such file or directory。"
    assert connection.vendor != "sqlite" or str(caught.value) == told
