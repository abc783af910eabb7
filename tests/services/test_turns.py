"""Writers of SQLite take turns: each waits for the one before, none for ever, and none keeps a turn that failed."""

import fcntl
import os
import threading
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.utils import OperationalError

from config.sqlite.base import Turn
from drafts.models import User


def test_a_turn_is_given_on_and_waited_for_no_longer_than_said(tmp_path: Path) -> None:
    first, second = Turn(str(tmp_path / "db"), 5), Turn(str(tmp_path / "db"), 0.05)
    first.take()
    with pytest.raises(OperationalError, match="locked"):
        second.take()
    first.give_back()
    first.give_back()
    second.take()
    second.give_back()


def test_a_turn_of_another_process_is_waited_for(tmp_path: Path) -> None:
    """Another process is one whose lock lies on the file alone."""
    held = os.open(tmp_path / "db-writers", os.O_RDWR | os.O_CREAT)
    fcntl.flock(held, fcntl.LOCK_EX)
    turn = Turn(str(tmp_path / "db"), 0.05)
    with pytest.raises(OperationalError, match="locked"):
        turn.take()
    os.close(held)
    turn.take()
    turn.give_back()


@pytest.mark.django_db(transaction=True)
def test_many_threads_write_one_after_the_other() -> None:
    def write(number: int) -> None:
        for step in range(10):
            with transaction.atomic():
                User.objects.create(username=f"{number}-{step}")
        connection.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert User.objects.count() == 80


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_fails_gives_its_turn_back() -> None:
    @transaction.atomic
    def fail() -> None:
        User.objects.create(username="a")
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        fail()
    with transaction.atomic():
        User.objects.create(username="b")
    assert list(User.objects.values_list("username", flat=True)) == ["b"]
