"""A copy of the database that is whole, taken while people work."""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from tempfile import mkstemp


def copy_sqlite(source: sqlite3.Connection, target: Path) -> None:
    """Put a copy of the database ``source`` into the new file ``target``, mode 0600: whole, or not at all.

    Copying the file itself under load loses what was committed last, which stands beside it in the write-ahead log;
    SQLite's own backup reads both.  Raises FileExistsError where there is a file, OSError and sqlite3.Error.
    """
    descriptor, name = mkstemp(prefix=".", suffix=".part", dir=target.parent)  # mkstemp's mode is 0600
    beside = Path(name)
    try:
        os.close(descriptor)
        _copy_into(source, beside)
        with beside.open("rb") as file:
            os.fsync(file.fileno())
        os.link(beside, target)  # unlike a move, it never takes another file's place
    finally:
        with suppress(OSError):  # the folder itself is what is wrong
            beside.unlink()


def _copy_into(source: sqlite3.Connection, file: Path) -> None:
    with closing(sqlite3.connect(file)) as copy:
        # At one go: in steps it would begin again whenever somebody saved in between. Writers are not kept waiting.
        source.backup(copy)
        # A copy is one file: it needs no write-ahead log beside it.
        copy.execute("PRAGMA journal_mode=DELETE")
        broken = [row[0] for row in copy.execute("PRAGMA quick_check(1)") if row[0] != "ok"]
    if broken:
        raise sqlite3.DatabaseError(broken[0])
