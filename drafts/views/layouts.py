"""Which layout profiles there are, and which one a draft is set in."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from drafts.core.errors import LayoutError, UnreadableFile
from drafts.formats.layout import NATIONAL_STANDARD, LayoutProfile
from drafts.formats.letterhead import Letterhead
from drafts.models import Draft, Layout
from drafts.services.layouts import letterhead_of, stored_profile

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
    return profile_in(layout_of(draft))


def layout_of(draft: Draft) -> Layout | None:
    """The layout that ``draft`` is set in; None before any is stored."""
    return draft.layout or default_layout()


def letterhead_in(layout: Layout | None) -> Letterhead | None:
    """What stands at head and foot of Word files in ``layout``; None where a newer program refuses what is stored."""
    try:
        return letterhead_of(layout)
    except UnreadableFile as error:
        _log.error("letterhead of layout %s: %s", layout, error)
        return None


def default_layout() -> Layout | None:
    return Layout.objects.with_letterhead().filter(is_default=True).first()


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
