"""How long a speech takes to speak."""

CHARACTERS_A_MINUTE = 200
"""The usual rate for such a speech; speakers differ from 160 to 240."""


def speaking_minutes(characters: int, *, rate: int = CHARACTERS_A_MINUTE) -> float:
    """Minutes that ``characters`` (without white space) take at ``rate`` characters a minute, to a tenth."""
    return round(characters / rate, 1)
