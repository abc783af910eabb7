"""The history of a draft as people see it: days, and in a day the sittings of one author, with few queries."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils import timezone

from drafts.models import Draft, Revision, RevisionKind
from drafts.models.revision import RevisionQuerySet

LONGEST_PAUSE = timedelta(minutes=10)
"""Autosaves of one author with less than this between them are one sitting."""

VERSIONS_A_PAGE = 100
"""A page of days has about as many, and at least one day."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """Versions that stand in one line: autosaves of one sitting, newest first, or a single version."""

    revisions: tuple[Revision, ...]

    @property
    def newest(self) -> Revision:
        return self.revisions[0]

    @property
    def first(self) -> int:
        return self.revisions[-1].number

    @property
    def last(self) -> int:
        return self.revisions[0].number

    @property
    def before(self) -> int:
        """The version that the sitting began upon; 0 before the first."""
        return self.first - 1

    @property
    def began_at(self) -> datetime:
        return self.revisions[-1].created_at

    @property
    def is_folded(self) -> bool:
        return len(self.revisions) > 1

    @property
    def added(self) -> int:
        return sum(revision.added for revision in self.revisions)

    @property
    def removed(self) -> int:
        return sum(revision.removed for revision in self.revisions)


@dataclass(frozen=True, slots=True)
class Day:
    """A day's lines, newest first."""

    day: date
    sittings: tuple[Sitting, ...]


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Some days of a draft's history; ``number`` of ``count`` pages, from 1 for the newest."""

    days: tuple[Day, ...]
    number: int
    count: int

    @property
    def newer(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def older(self) -> int | None:
        return self.number + 1 if self.number < self.count else None


def history_page(draft: Draft, wanted: str | None, *, marked_only: bool = False) -> HistoryPage:
    """The page called ``wanted``, the newest for anything that is no page.  Two queries, no texts."""
    revisions = draft.revisions.all()
    if marked_only:
        revisions = revisions.marked()
    pages = list(_pages(_days(revisions)))
    number = min(int(wanted), len(pages)) if wanted and wanted.isdecimal() and len(wanted) < 8 and int(wanted) else 1
    if not pages:
        return HistoryPage((), 1, 1)
    days = pages[number - 1]
    rows = revisions.for_list().filter(created_at__gte=_start(days[-1]), created_at__lt=_start(_next(days[0])))
    found = tuple(Day(day, tuple(sittings(list(group)))) for day, group in groupby(rows.order_by("-number"), key=_day))
    return HistoryPage(found, number, len(pages))


def sittings(revisions: Sequence[Revision]) -> Iterator[Sitting]:
    """``revisions``, newest first, as lines.  What is named or pinned, or was no autosave, stands alone."""
    run: list[Revision] = []
    for revision in revisions:
        if run and not _belong_together(run[-1], revision):
            yield Sitting(tuple(run))
            run = []
        run.append(revision)
    if run:
        yield Sitting(tuple(run))


def _belong_together(later: Revision, earlier: Revision) -> bool:
    return (
        _is_autosave(later)
        and _is_autosave(earlier)
        and later.author_id == earlier.author_id
        and later.number == earlier.number + 1
        and later.created_at - earlier.created_at < LONGEST_PAUSE
    )


def _is_autosave(revision: Revision) -> bool:
    return revision.kind == RevisionKind.EDITED and not revision.name and not revision.pinned


def _days(revisions: RevisionQuerySet) -> list[tuple[date, int]]:
    """The days that have versions, newest first, with how many."""
    by_day = revisions.annotate(day=TruncDate("created_at")).order_by("-day").values("day")
    return [(row["day"], row["count"]) for row in by_day.annotate(count=Count("pk"))]


def _pages(days: Sequence[tuple[date, int]]) -> Iterator[list[date]]:
    page: list[date] = []
    filled = 0
    for day, count in days:
        if page and filled + count > VERSIONS_A_PAGE:
            yield page
            page, filled = [], 0
        page.append(day)
        filled += count
    if page:
        yield page


def _day(revision: Revision) -> date:
    return timezone.localdate(revision.created_at)


def _start(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), timezone.get_current_timezone())


def _next(day: date) -> date:
    return day + timedelta(days=1)
