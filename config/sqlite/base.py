"""Writers take turns before they ask SQLite for its lock.

SQLite lets whoever finds its lock taken sleep for up to 100 ms and try again, in no order: with eight threads saving,
most of the time goes by asleep, and some wait for seconds.  Here the threads of a process queue for one lock of
Python's, and the processes for the lock of a file beside the database, which they look at every half millisecond.
"""

import fcntl
import os
import threading
import time
from collections import defaultdict
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

_EVERY = 0.0005
_queues: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)


class Turn:
    """One connection's turn at writing to the database at ``path``."""

    def __init__(self, path: str, timeout: float) -> None:
        self._path = f"{path}-writers"
        self._timeout = timeout
        self._file: int | None = None

    def take(self) -> None:
        """Wait for it.  Raises OperationalError after ``timeout`` seconds, as SQLite does."""
        deadline = time.monotonic() + self._timeout
        if not _queues[self._path].acquire(timeout=self._timeout):
            raise OperationalError("database is locked")
        try:
            self._file = _locked_file(self._path, deadline)
        except BaseException:
            _queues[self._path].release()
            raise

    def give_back(self) -> None:
        """Let the next one write; does nothing where it is not taken."""
        if self._file is not None:
            os.close(self._file)  # which unlocks it
            self._file = None
            _queues[self._path].release()


def _locked_file(path: str, deadline: float) -> int:
    """The descriptor of the file at ``path``, locked for this process.  Raises OperationalError after ``deadline``."""
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        while not _try_to_lock(file):
            if time.monotonic() > deadline:
                raise OperationalError("database is locked")
            time.sleep(_EVERY)
    except BaseException:
        os.close(file)
        raise
    return file


def _try_to_lock(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


class DatabaseWrapper(base.DatabaseWrapper):
    """Every transaction begins with a turn and ends by giving it back."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._turn: Turn | None = None

    def _start_transaction_under_autocommit(self) -> None:
        if not self.is_in_memory_db():
            timeout = float(self.settings_dict["OPTIONS"].get("timeout", 5))
            self._turn = Turn(str(self.settings_dict["NAME"]), timeout)
            self._turn.take()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # the stubs leave it out
        except BaseException:
            self._give_back()
            raise

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]  # the stubs leave it out
        finally:
            self._give_back()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # the stubs leave it out
        finally:
            self._give_back()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # the stubs leave it out
        finally:
            self._give_back()

    def _give_back(self) -> None:
        if self._turn:
            self._turn.give_back()
            self._turn = None
