"""A real server of this project on a database of its own, which can be killed and started again."""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).parents[2]
_SECONDS_TO_START = 60


@dataclass(frozen=True, slots=True)
class Seat:
    """One client's place: its session, and the draft that it saves."""

    session: str
    draft: str


class Server:
    """gunicorn as an office runs it, in a process group of its own, on a free port of the loopback address."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder = folder
        self.port = _free_port()
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("SIDIAN_", "DJANGO_"))},
            "DATABASE_URL": database_url,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SIDIAN_DATA_DIR": str(folder),
            "SIDIAN_PORT": str(self.port),
            "SIDIAN_LOG_LEVEL": "ERROR",
        }
        self.process: subprocess.Popen[bytes] | None = None

    def prepare(self, people: int) -> list[Seat]:
        """Make the database and ``people`` logged-in owners with an assembled draft each."""
        return [Seat(**seat) for seat in self.ask("seats", str(people))]

    def ask(self, *question: str) -> list[dict[str, str]]:
        """What ``tests.faults.desk`` answers, run on this server's database."""
        command = [sys.executable, "-m", "tests.faults.desk", *question]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        answer: list[dict[str, str]] = json.loads(done.stdout.splitlines()[-1])
        return answer

    def start(self) -> None:
        """Start it and wait until it answers."""
        log = (self.folder / "server.log").open("ab")
        command = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py", "config.wsgi"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
        )
        log.close()
        deadline = time.monotonic() + _SECONDS_TO_START
        while not _answers(self.port):
            assert self.process.poll() is None, (self.folder / "server.log").read_text("utf-8")
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.05)

    def kill(self) -> None:
        """kill -9: master and workers at once, whatever they are doing."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, number: int) -> None:
        if self.process is not None:
            os.killpg(self.process.pid, number)
            self.process.wait(timeout=60)
            self.process = None


@contextmanager
def server_on(folder: Path, database_url: str) -> Iterator[Server]:
    """A server that is not started yet: on SQLite, or on a new database of the PostgreSQL at ``database_url``."""
    with _new_database(folder, database_url) as url:
        server = Server(folder, url)
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def _new_database(folder: Path, url: str) -> Iterator[str]:
    if not url:
        yield f"sqlite:///{folder / 'faults.sqlite3'}"
        return
    name = f"faults_{secrets.token_hex(6)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
