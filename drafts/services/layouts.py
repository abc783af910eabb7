"""Layout profiles: loading the built-in ones, publishing versions, choosing one for a draft."""

import hashlib
import secrets
from collections.abc import Mapping
from functools import lru_cache

from django.db import transaction
from django.db.models import ProtectedError

from drafts.formats import letterhead as formats
from drafts.formats.layout import NATIONAL_STANDARD, LayoutProfile
from drafts.formats.letterhead import read_letterhead
from drafts.formats.profiles import BUILT_IN_PROFILES, profile_from_values
from drafts.models import Draft, Layout, LayoutVersion, Letterhead, User
from drafts.models.revision import content_hash

DEFAULT_SLUG = "national"


class BuiltInLayout(Exception):
    """A layout that comes with the program is copied, not changed."""


class DefaultLayout(Exception):
    """The default layout cannot be archived: drafts without a choice stand on it."""


def load_builtin_layouts() -> int:
    """Store the layouts that come with the program; gives the number of new versions."""
    return sum(
        _store_builtin(slug, profile, position) for position, (slug, profile) in enumerate(BUILT_IN_PROFILES.items(), 1)
    )


@transaction.atomic  # the layout and its version stand or fall together
def _store_builtin(slug: str, profile: LayoutProfile, position: int) -> bool:
    facts = {"name": profile.name, "built_in": True, "position": position}
    layout, created = Layout.objects.get_or_create(slug=slug, defaults=facts)
    if created and slug == DEFAULT_SLUG and not Layout.objects.filter(is_default=True).exists():
        layout.is_default = True
        layout.save(update_fields=["is_default"])
    return _append_version(layout, profile.to_values(), None, author=None)


@transaction.atomic  # a layout without a version is of no use
def create_layout(
    *, name: str, remark: str, values: Mapping[str, object], author: User, letterhead: Letterhead | None = None
) -> Layout:
    """A new layout of the office.  Raises LayoutError for values that the page does not bear."""
    profile = profile_from_values(values)
    # People know it by its name, which may be changed; addresses and choices by something that stays.
    layout = Layout.objects.create(slug=f"office-{secrets.token_hex(4)}", name=name, remark=remark)
    _append_version(layout, profile.to_values(), letterhead, author=author)
    return layout


@transaction.atomic  # the name and the values that were seen together are stored together
def publish_layout(
    *,
    layout: Layout,
    name: str,
    remark: str,
    values: Mapping[str, object],
    author: User,
    letterhead: Letterhead | None = None,
) -> Layout:
    """Bring the layout to ``values`` and ``letterhead``; a version is added where they differ.

    Raises LayoutError for values that the page does not bear, and BuiltInLayout.
    """
    if layout.built_in:
        raise BuiltInLayout
    profile = profile_from_values(values)
    layout.name, layout.remark = name, remark
    layout.save(update_fields=["name", "remark"])
    _append_version(layout, profile.to_values(), letterhead, author=author)
    return layout


def archive_layout(*, layout: Layout, archived: bool) -> None:
    """Offer the layout no more, or again; drafts that are set in it stay as they are.  Raises DefaultLayout."""
    # The default of this very moment, which somebody may just have made another.
    changeable = Layout.objects.filter(pk=layout.pk, **({"is_default": False} if archived else {}))
    if not changeable.update(archived=archived):
        raise DefaultLayout
    layout.archived = archived


@transaction.atomic  # there is always one default
def make_default(*, layout: Layout) -> None:
    """Let drafts without a choice of their own be set in ``layout``, which is offered again if it was not."""
    # Two people who do this at once come one after the other.
    list(Layout.objects.select_for_update().order_by("pk"))
    Layout.objects.filter(is_default=True).update(is_default=False)
    layout.is_default, layout.archived = True, False
    layout.save(update_fields=["is_default", "archived"])


def choose_layout(*, draft: Draft, layout: Layout | None) -> None:
    """Set the draft in ``layout`` from now on; None follows the office's default."""
    Draft.objects.filter(pk=draft.pk).update(layout=layout)
    draft.layout = layout


def stored_profile(layout: Layout | None) -> LayoutProfile:
    """What ``layout`` says; the national standard without one.  Raises LayoutError for values of another time."""
    return profile_from_values(layout.values, name=layout.name) if layout else NATIONAL_STANDARD


class LetterheadInUse(Exception):
    """A layout stands on the letterhead, or did in an earlier version."""


def store_letterhead(*, name: str, data: bytes, author: User) -> Letterhead:
    """Keep the .docx as a letterhead; one with the same content is taken again.  Raises UnreadableFile."""
    read_letterhead(data)
    digest = hashlib.sha256(data).hexdigest()
    defaults = {"name": name, "data": data, "author": author}
    return Letterhead.objects.get_or_create(content_hash=digest, defaults=defaults)[0]


def delete_letterhead(*, letterhead: Letterhead) -> None:
    """Delete a letterhead that no version of a layout names.  Raises LetterheadInUse."""
    try:
        letterhead.delete()
    except ProtectedError as error:
        raise LetterheadInUse from error


def letterhead_of(layout: Layout | None) -> formats.Letterhead | None:
    """What stands at head and foot of Word files in ``layout``."""
    return _read(bytes(layout.letterhead.data)) if layout and layout.letterhead else None


@lru_cache(maxsize=8)
def _read(data: bytes) -> formats.Letterhead:
    return read_letterhead(data)


def _append_version(
    layout: Layout, values: dict[str, object], letterhead: Letterhead | None, *, author: User | None
) -> bool:
    """Whether what was given was new and made a version."""
    # Locks the layout's row on PostgreSQL, so two people who publish at once get two numbers; SQLite has one writer.
    newest = Layout.objects.select_for_update().get(pk=layout.pk)
    layout.version, layout.values, layout.letterhead_id = newest.version, newest.values, newest.letterhead_id
    if newest.version and _content_hash(newest.values, newest.letterhead) == _content_hash(values, letterhead):
        return False
    layout.version += 1
    layout.values, layout.letterhead = values, letterhead
    layout.save(update_fields=["version", "values", "letterhead"])
    LayoutVersion.objects.create(
        layout=layout,
        number=layout.version,
        values=values,
        letterhead=letterhead,
        content_hash=_content_hash(values, letterhead),
        author=author,
    )
    return True


def _content_hash(values: Mapping[str, object], letterhead: Letterhead | None) -> str:
    return content_hash([dict(values), letterhead.content_hash if letterhead else None])
