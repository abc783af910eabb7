"""How long a speech shall be, and how its points share that length.

The rule of the balance: what a speech says before and after its points (title, salutation, opening, closing,
signature) is as long as it is; what the target leaves is for the points, each an even share of it.  Without a target
the share is the points' present average, so that the same bar shows which one outgrows the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from drafts.core.errors import LengthError, gettext_noop
from drafts.core.speaking import CHARACTERS_A_MINUTE

LONGEST_MINUTES = 180
SHORTEST_CHARACTERS = 50
LONGEST_CHARACTERS = 50_000

_FAR = 10
"""A point is worth a word where it is off its share by more than one part in this many."""


@dataclass(frozen=True, slots=True)
class Target:
    """How long a speech shall be: in ``minutes`` at the speaker's rate, or in ``characters``; one of them."""

    minutes: int | None = None
    characters: int | None = None

    def at(self, rate: int) -> int:
        """The characters without white space that it comes to at ``rate`` characters a minute."""
        return self.characters if self.characters is not None else (self.minutes or 0) * rate


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast the speaker speaks, in characters a minute, and how long the speech shall be, if that was said."""

    rate: int = CHARACTERS_A_MINUTE
    target: Target | None = None

    @property
    def characters(self) -> int | None:
        """The target in characters."""
        return None if self.target is None else self.target.at(self.rate)


@dataclass(frozen=True, slots=True)
class PointLength:
    """What one point has and what it should have, in characters."""

    characters: int
    share: int

    @property
    def over(self) -> int:
        """How much it has beyond its share; negative where it falls short."""
        return self.characters - self.share

    @property
    def is_far(self) -> bool:
        """Whether it is off by more than a tenth of its share."""
        return abs(self.over) * _FAR > self.share


@dataclass(frozen=True, slots=True)
class Balance:
    """The points' lengths in their order, and ``rest``, the characters that stand outside them."""

    rest: int
    points: tuple[PointLength, ...]


def balance(points: Sequence[int], *, whole: int, target: int | None) -> Balance:
    """The balance of a speech of ``whole`` characters, of which the points have ``points``.

    The shares are whole characters and add up to what is shared, the earlier points taking the odd ones.  Where what
    stands outside the points takes up all of ``target``, nothing is left and every share is 0.
    """
    rest = whole - sum(points)
    shared = sum(points) if target is None else max(target - rest, 0)
    shares = _even_shares(shared, len(points))
    return Balance(rest, tuple(PointLength(*pair) for pair in zip(points, shares, strict=True)))


def _even_shares(total: int, count: int) -> list[int]:
    each, odd = divmod(total, count) if count else (0, 0)
    return [each + (number < odd) for number in range(count)]


def checked_target(minutes: object, characters: object) -> Target | None:
    """The target that was given in one unit or the other, None where in neither.

    Raises LengthError for both at once and for numbers out of bounds.
    """
    if minutes is None and characters is None:
        return None
    if minutes is not None and characters is not None:
        raise LengthError(gettext_noop("目标篇幅请用分钟或者字数，选一种。"))
    if minutes is not None:
        return Target(
            minutes=_within(minutes, 1, LONGEST_MINUTES, gettext_noop("目标时长请填 1 到 %(most)d 分钟之间的整数。"))
        )
    message = gettext_noop("目标字数请填 %(least)d 到 %(most)d 之间的整数。")
    return Target(characters=_within(characters, SHORTEST_CHARACTERS, LONGEST_CHARACTERS, message))


def _within(value: object, least: int, most: int, message: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise LengthError(message, least=least, most=most)
    return value
