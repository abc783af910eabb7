"""The layout profiles that commands offer: those that come with the program, since no database need be there."""

from argparse import ArgumentParser

from drafts.formats.layout import LayoutProfile
from drafts.formats.profiles import BUILT_IN_PROFILES
from drafts.management.files import Refused

_DEFAULT = "national"


def add_profile_argument(parser: ArgumentParser) -> None:
    """``--profile SLUG``, for ``built_in_profile``."""
    named = ", ".join(BUILT_IN_PROFILES)
    parser.add_argument(
        "--profile", metavar="SLUG", default=_DEFAULT, help=f"layout profile: {named}; {_DEFAULT} by default"
    )


def built_in_profile(slug: str) -> LayoutProfile:
    """The profile called ``slug``.  Raises Refused, which names those that there are."""
    if slug not in BUILT_IN_PROFILES:
        raise Refused(f"没有“{slug}”这个版式，可选：{'、'.join(BUILT_IN_PROFILES)}。")
    return BUILT_IN_PROFILES[slug]
