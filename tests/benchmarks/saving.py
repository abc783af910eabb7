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
from tests.faults.server import Seat, Server, server_on

CLIENTS = 50
PACE = 30.0
"""Saves a second, all clients together: an office of 50 people who all type at once."""

SECONDS = 10.0


@dataclass
class Typist:
    """One client on one connection, saving every ``pause`` seconds, or at once again where it is 0."""

    seat: Seat
    port: int
    pause: float
    spent: list[float] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)

    def run(self, first: float, end: float) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        version, due = self.version(connection), first
        while time.monotonic() < end:
            time.sleep(max(due - time.monotonic(), 0))
            due += self.pause
            began = time.perf_counter()
            version = self.save(connection, version)
            self.spent.append(time.perf_counter() - began)
        connection.close()

    def version(self, connection: http.client.HTTPConnection) -> int:
        """The newest version, which a save upon no version at all is answered with."""
        return self.save(connection, 2_000_000_000)

    def save(self, connection: http.client.HTTPConnection, base: int) -> int:
        text = f"第{base}稿：{uuid.uuid4()}"
        body = json.dumps({"base": base, "save_id": str(uuid.uuid4()), "document": speech_of_6_kb(text)})
        connection.request("POST", f"/drafts/{self.seat.draft}/save/", body, headers_of(self.seat))
        response = connection.getresponse()
        answer = json.loads(response.read())
        self.answers[response.status] += 1
        return int(answer.get("version", base))


def main() -> None:
    engine = "PostgreSQL" if os.environ.get("DATABASE_URL") else "SQLite"
    with tempfile.TemporaryDirectory() as folder, server_on(Path(folder), os.environ.get("DATABASE_URL", "")) as server:
        seats = server.prepare(CLIENTS)
        server.start()
        _report(f"{engine}: {CLIENTS} clients, {PACE:.0f} saves a second", *_measure(server, seats, CLIENTS / PACE))
        _report(f"{engine}: {CLIENTS} clients, saturated", *_measure(server, seats, 0.0))


def _measure(server: Server, seats: list[Seat], pause: float) -> tuple[list[Typist], float]:
    typists = [Typist(seat, server.port, pause) for seat in seats]
    began = time.monotonic() + 0.5
    starts = [began + pause * number / len(seats) for number in range(len(seats))]
    threads = [
        threading.Thread(target=typist.run, args=(start, began + SECONDS))
        for typist, start in zip(typists, starts, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return typists, time.monotonic() - began


def _report(name: str, typists: list[Typist], seconds: float) -> None:
    spent = sorted(1000 * one for typist in typists for one in typist.spent)
    answers = sum((typist.answers for typist in typists), Counter[int]())
    p99 = spent[int(len(spent) * 0.99)]
    print(f"{name:<44}{p99:>10.2f}  p99; median {statistics.median(spent):.1f}, {len(spent) / seconds:.0f} saves/s,")
    print(f"{'':<56}answers {dict(sorted(answers.items()))}")


if __name__ == "__main__":
    main()
