"""Times, lengths and offers to undo, in words."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.messages import SUCCESS
from django.contrib.messages.storage.base import Message

from drafts.templatetags import shell

NOW = datetime(2026, 3, 8, 2, 30, tzinfo=UTC)  # 10:30 in Shanghai


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(seconds=59), "刚刚"),
        (timedelta(seconds=60), "1 分钟前"),
        (timedelta(minutes=59, seconds=59), "59 分钟前"),
        (timedelta(hours=1), "今天 09:30"),
        (timedelta(hours=10, minutes=30), "今天 00:00"),
        (timedelta(hours=10, minutes=31), "昨天 23:59"),
        (timedelta(days=2), "3月6日"),
        (timedelta(days=100), "2025年11月28日"),
        (timedelta(seconds=-5), "今天 10:30"),
    ],
)
def test_time_is_said_as_people_say_it(age: timedelta, words: str) -> None:
    assert shell.time_in_words(NOW - age, NOW) == words


def test_lengths() -> None:
    assert (shell.grouped(2260), shell.minutes(2260), shell.minutes(2000)) == ("2,260", "约 11.3 分钟", "约 10 分钟")


@pytest.mark.parametrize(("seconds", "minutes"), [(1, 1), (60, 1), (61, 2), (900, 15)])
def test_wait_is_rounded_up_to_minutes(seconds: int, minutes: int) -> None:
    assert shell.whole_minutes(timedelta(seconds=seconds)) == minutes


@pytest.mark.parametrize(("tags", "address"), [("undo:/x/", "/x/"), ("other", ""), ("", "")])
def test_undo_address_is_read_from_the_tag(tags: str, address: str) -> None:
    assert shell.undo_address(Message(SUCCESS, "…", extra_tags=tags)) == address
