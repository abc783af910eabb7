"""How long a speech takes."""

import pytest

from drafts.core.errors import LengthError
from drafts.core.speaking import checked_rate, speaking_minutes


@pytest.mark.parametrize(
    ("characters", "rate", "minutes"),
    [(0, 200, 0.0), (1_000, 200, 5.0), (2_260, 200, 11.3), (2_000, 160, 12.5), (2_000, 240, 8.3)],
)
def test_minutes_are_characters_by_rate_to_a_tenth(characters: int, rate: int, minutes: float) -> None:
    assert speaking_minutes(characters, rate=rate) == minutes


def test_usual_rate_is_two_hundred_a_minute() -> None:
    assert speaking_minutes(1_600) == 8.0


@pytest.mark.parametrize(("characters", "minutes"), [(50, 0.3), (49, 0.2), (10, 0.1), (9, 0.0)])
def test_half_a_tenth_goes_up(characters: int, minutes: float) -> None:
    assert speaking_minutes(characters) == minutes


@pytest.mark.parametrize("rate", [99, 321, 200.0, "200", True, None])
def test_rate_that_nobody_speaks_at_is_refused(rate: object) -> None:
    with pytest.raises(LengthError) as refusal:
        checked_rate(rate)
    assert str(refusal.value) == "语速请填每分钟 100 到 320 字之间的整数。"


def test_rates_within_the_bounds_are_taken() -> None:
    assert [checked_rate(rate) for rate in (100, 200, 320)] == [100, 200, 320]
