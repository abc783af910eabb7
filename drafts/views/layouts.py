"""Which layout profiles there are, and which one a draft is set in."""

from collections.abc import Mapping

from drafts.formats.layout import LayoutProfile
from drafts.formats.profiles import BUILT_IN_PROFILES
from drafts.models import Draft

DEFAULT = "national"


def layout_profiles() -> Mapping[str, LayoutProfile]:
    """Every profile that may be chosen, by its slug; the default one first."""
    return BUILT_IN_PROFILES


def profile_of(draft: Draft) -> LayoutProfile:
    """The profile that ``draft`` is set in."""
    return layout_profiles()[DEFAULT]
