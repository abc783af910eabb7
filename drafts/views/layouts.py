"""Which layout profiles there are, and which one a draft is set in."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.validators import slug_re
from django.utils.translation import gettext

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
    """Every layout that may be chosen, the default first.

    For ``draft``: an archived one too where it is set in it, and before all others, with an empty slug, to follow the
    office's default, whichever that is.
    """
    layouts = list(Layout.objects.offered())
    if draft is None:
        return [_choice(layout, None) for layout in layouts]
    if draft.layout and draft.layout not in layouts:
        layouts.append(draft.layout)
    default = next((layout for layout in layouts if layout.is_default), None)
    name = gettext("本机关默认（%(layout)s）") % {"layout": default} if default else gettext("本机关默认")
    following = LayoutChoice("", name, "", is_default=True, chosen=draft.layout is None)
    return [following, *(_choice(layout, draft.layout) for layout in layouts)]


def _choice(layout: Layout, chosen: Layout | None) -> LayoutChoice:
    return LayoutChoice(layout.slug, str(layout), layout.remark, layout.is_default, chosen=layout == chosen)


def offered_layout(slug: str) -> Layout | None:
    """The layout called ``slug`` where it may be chosen."""
    # A slug holds nothing else; PostgreSQL refuses some of it.
    return Layout.objects.offered().filter(slug=slug).first() if slug_re.fullmatch(slug) else None


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
