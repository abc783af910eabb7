"""``python -m tests.benchmarks.saving``: 50 clients saving 6 KB each to a real server, paced and as fast as it goes.

On SQLite, or on the PostgreSQL that DATABASE_URL names.  The clients share the machine with the server.
"""

import http.client
import json
import os
import statistics
import tempfile
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.clients import headers_of, speech_of_6_kb
from tests.faults.server import Seat, server_on

CLIENTS = 50
PACE = 30.0
"""Saves a second, all clients together: an office of 50 people who all type at once."""

SECONDS = 10.0

_BODY = json.dumps({"base": "BASE", "save_id": "ID", "document": speech_of_6_kb("TEXT")}, ensure_ascii=False)
_BODY = _BODY.replace('"BASE"', "BASE")


@dataclass
class Typist:
    """One client on one connection, saving every ``pause`` seconds, or at once again where it is 0."""

    seat: Seat
    port: int
    pause: float = 0.0
    version: int = 1
    spent: list[float] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)

    def run(self, first: float, end: float) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        due = first
        while time.monotonic() < end:
            time.sleep(max(due - time.monotonic(), 0))
            due += self.pause
            began = time.perf_counter()
            self.save(connection)
            self.spent.append(time.perf_counter() - began)
        connection.close()

    def save(self, connection: http.client.HTTPConnection) -> None:
        # The body is put together from a finished one: the clients share the machine with what is measured.
        body = (
            _BODY.replace("BASE", str(self.version))
            .replace("TEXT", f"第{self.version}稿")
            .replace("ID", str(uuid.uuid4()))
        )
        connection.request("POST", f"/drafts/{self.seat.draft}/save/", body.encode(), headers_of(self.seat))
        response = connection.getresponse()
        answer = json.loads(response.read())
        self.answers[response.status] += 1
        self.version = int(answer.get("version", self.version))


def main() -> None:
    engine = "PostgreSQL" if os.environ.get("DATABASE_URL") else "SQLite"
    with tempfile.TemporaryDirectory() as folder, server_on(Path(folder), os.environ.get("DATABASE_URL", "")) as server:
        seats = server.prepare(CLIENTS)
        server.start()
        typists = [Typist(seat, server.port) for seat in seats]
        spent = _measure(typists, CLIENTS / PACE)
        _report(f"{engine}: {CLIENTS} clients, {PACE:.0f} saves a second", typists, spent, "p99 below 250")
        spent = _measure(typists, 0.0)
        _report(f"{engine}: {CLIENTS} clients, saturated", typists, spent, "at least 300 saves/s")


def _measure(typists: list[Typist], pause: float) -> float:
    """Let them save, each after ``pause`` seconds; how long it took."""
    began = time.monotonic() + 0.5
    threads = []
    for number, typist in enumerate(typists):
        typist.pause = pause
        typist.spent.clear()
        typist.answers.clear()
        start = began + pause * number / len(typists)
        threads.append(threading.Thread(target=typist.run, args=(start, began + SECONDS)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.monotonic() - began


def _report(name: str, typists: list[Typist], seconds: float, bound: str) -> None:
    spent = sorted(1000 * one for typist in typists for one in typist.spent)
    answers = sum((typist.answers for typist in typists), Counter[int]())
    p99 = spent[int(len(spent) * 0.99)]
    print(f"{name:<44}{p99:>10.2f}  p99; median {statistics.median(spent):.1f}, {len(spent) / seconds:.0f} saves/s")
    print(f"{'':<56}({bound}; answers {dict(sorted(answers.items()))})")


if __name__ == "__main__":
    main()
