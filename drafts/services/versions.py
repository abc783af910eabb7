"""Notes on versions.  What a version says is never changed: there is no function for it."""

from drafts.models import Revision


def mark_version(*, revision: Revision, name: str | None = None, pinned: bool | None = None) -> None:
    """Give the version a name, pin it, or take either away (``""``, False); None leaves it as it is."""
    marks = {"name": name, "pinned": pinned}
    given = {field: value for field, value in marks.items() if value is not None}
    if given:
        Revision.objects.filter(pk=revision.pk).update(**given)
        for field, value in given.items():
            setattr(revision, field, value)
