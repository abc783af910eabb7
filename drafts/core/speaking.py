"""How long a speech takes to speak."""

from drafts.core.errors import LengthError, gettext_noop

CHARACTERS_A_MINUTE = 200
"""The usual rate for such a speech; most speakers are between 160 and 240."""

SLOWEST = 100
FASTEST = 320
"""Beyond what is spoken anywhere: 120 for plain speech with pauses, 300 on the radio."""


def speaking_minutes(characters: int, *, rate: int = CHARACTERS_A_MINUTE) -> float:
    """Minutes that ``characters`` (without white space) take at ``rate`` characters a minute, to a tenth.

    Halves go up, in whole numbers throughout: the editor's script counts while one types and must come to the same.
    """
    return (20 * characters + rate) // (2 * rate) / 10


def checked_rate(value: object) -> int:
    """``value`` as characters a minute.  Raises LengthError where nobody speaks so, or it is no whole number."""
    if isinstance(value, bool) or not isinstance(value, int) or not SLOWEST <= value <= FASTEST:
        message = gettext_noop("语速请填每分钟 %(least)d 到 %(most)d 字之间的整数。")
        raise LengthError(message, least=SLOWEST, most=FASTEST)
    return value
