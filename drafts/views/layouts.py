"""Which layout profiles there are, and which one a draft is set in."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from drafts.core.errors import LayoutError
from drafts.formats.layout import NATIONAL_STANDARD, LayoutProfile
from drafts.models import Draft, Layout
from drafts.services.layouts import stored_profile

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LayoutChoice:
    """A layout as people choose it."""

    slug: str
    name: str
    remark: str
    is_default: bool
    chosen: bool = False


def layout_choices(draft: Draft | None = None) -> list[LayoutChoice]:
    """Every layout that may be chosen, the default first; an archived one too where ``draft`` is set in it."""
    layouts = list(Layout.objects.offered())
    own = draft.layout if draft else None
    if own and own not in layouts:
        layouts.append(own)
    chosen = own or next(iter(layouts), None)
    return [
        LayoutChoice(layout.slug, str(layout), layout.remark, layout.is_default, chosen=layout == chosen)
        for layout in layouts
    ]


def offered_layout(slug: str) -> Layout | None:
    """The layout called ``slug`` where it may be chosen."""
    return Layout.objects.offered().filter(slug=slug).first()


def profile_of(draft: Draft) -> LayoutProfile:
    """The profile that ``draft`` is set in: its own choice, or the office's default."""
    return profile_in(draft.layout or default_layout())


def default_layout() -> Layout | None:
    return Layout.objects.filter(is_default=True).first()


def profile_in(layout: Layout | None) -> LayoutProfile:
    """The profile of ``layout``; the national standard where a newer program refuses its values."""
    try:
        return stored_profile(layout)
    except LayoutError as error:
        _log.error("layout %s: %s", layout, error)
        return NATIONAL_STANDARD


def layout_names(layouts: Sequence[LayoutChoice]) -> list[tuple[str, str]]:
    """The choices of a form's field."""
    return [(layout.slug, layout.name) for layout in layouts]
