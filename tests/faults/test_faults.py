"""No acknowledged save is lost, none is doubled, and no version number is left out, whatever is cut or killed."""

import os
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.clients import Acknowledged, Client, run_all
from tests.faults.proxy import CuttingProxy, Fate
from tests.faults.server import Seat, Server, server_on

PEOPLE = 8
SAVES = 25
KILLS = 4


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with server_on(tmp_path, os.environ.get("DATABASE_URL", "")) as made:
        yield made


def clients_of(seats: list[Seat], port: int) -> list[Client]:
    """Two windows for each draft, so that they also meet newer texts of one another."""
    return [Client(number, seat, port, SAVES) for number, seat in enumerate(seats * 2)]


def wait_for(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.join(timeout=300)
    assert not [thread for thread in threads if thread.is_alive()]


def check_history(server: Server, clients: list[Client]) -> list[dict[str, Any]]:
    """Compare what was acknowledged with what is stored; give what is stored."""
    stored = server.ask("revisions")
    numbers: dict[str, list[int]] = {}
    for row in stored:
        numbers.setdefault(row["draft"], []).append(int(row["number"]))
    assert numbers == {draft: list(range(2, len(found) + 2)) for draft, found in numbers.items()}
    assert {row["draft"]: row["version"] for row in stored} == {d: found[-1] for d, found in numbers.items()}
    by_id = {
        row["save_id"]: Acknowledged(row["draft"], int(row["number"]), row["save_id"], row["text"]) for row in stored
    }
    acknowledged = [save for client in clients for save in client.acknowledged]
    assert [by_id.get(save.save_id) for save in acknowledged] == acknowledged
    assert Counter(row["text"] for row in stored) == Counter(save.text for save in acknowledged)
    return stored


def report(capsys: pytest.CaptureFixture[str], what: str, clients: list[Client], stored: int) -> None:
    """Print the figures, also where pytest keeps what tests print to itself."""
    answers = sum((client.answers for client in clients), Counter[str]())
    acknowledged = sum(len(client.acknowledged) for client in clients)
    with capsys.disabled():
        print(f"\n{what}: {acknowledged} saves acknowledged, {stored} stored; answers {dict(sorted(answers.items()))}")


def test_no_save_is_lost_or_doubled_where_a_third_of_the_connections_is_cut(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    seats = server.prepare(PEOPLE)
    server.start()
    with CuttingProxy(server.port, seed=4) as proxy:
        clients = clients_of(seats, proxy.port)
        wait_for(run_all(clients))
    assert [len(client.acknowledged) for client in clients] == [SAVES] * len(clients)
    assert min(proxy.fates[fate] for fate in Fate) > SAVES
    stored = check_history(server, clients)
    cut = {fate.value: count for fate, count in sorted(proxy.fates.items())}
    report(capsys, f"connections {cut}", clients, len(stored))


def test_no_save_is_lost_or_doubled_where_the_server_is_killed_under_load(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    seats = server.prepare(PEOPLE)
    server.start()
    clients = clients_of(seats, server.port)
    threads = run_all(clients)
    total = SAVES * len(clients)
    for kill in range(1, KILLS + 1):
        # Killed where a fifth of the work, two fifths … is done, so that it always happens under load.
        while sum(len(client.acknowledged) for client in clients) < total * kill // (KILLS + 1):
            threads[0].join(timeout=0.01)
        server.kill()
        server.start()
    wait_for(threads)
    assert [len(client.acknowledged) for client in clients] == [SAVES] * len(clients)
    stored = check_history(server, clients)
    report(capsys, f"server killed {KILLS} times", clients, len(stored))
