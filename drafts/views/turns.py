"""Taking turns at typesetting, so that a process always has threads left for everything else."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

_MOST_AT_ONCE = 2
# A process answers with four threads: while two of them typeset, the others save, load and log in.
_turns = BoundedSemaphore(_MOST_AT_ONCE)


class Busy(Exception):
    """Others are typesetting, and still were when the wait was over."""


@contextmanager
def turn(longest_wait: float) -> Iterator[None]:
    """A turn at typesetting, waited for at most ``longest_wait`` seconds: waiting holds a thread too.  Raises Busy."""
    if not _turns.acquire(timeout=longest_wait):
        raise Busy
    try:
        yield
    finally:
        _turns.release()
