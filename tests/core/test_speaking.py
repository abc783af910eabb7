"""How long a speech takes."""

import pytest

from drafts.core.speaking import speaking_minutes


@pytest.mark.parametrize(
    ("characters", "rate", "minutes"),
    [(0, 200, 0.0), (1_000, 200, 5.0), (2_260, 200, 11.3), (2_000, 160, 12.5), (2_000, 240, 8.3)],
)
def test_minutes_are_characters_by_rate_to_a_tenth(characters: int, rate: int, minutes: float) -> None:
    assert speaking_minutes(characters, rate=rate) == minutes


def test_usual_rate_is_two_hundred_a_minute() -> None:
    assert speaking_minutes(1_600) == 8.0
