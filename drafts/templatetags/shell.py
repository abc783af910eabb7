"""Small words of the pages around a draft: when, how long, what can be undone."""

from datetime import datetime, timedelta
from math import ceil

from django import template
from django.conf import settings
from django.contrib.messages.storage.base import Message
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from drafts.core.speaking import CHARACTERS_A_MINUTE, speaking_minutes

register = template.Library()

UNDO = "undo:"
"""A message with this extra tag and an address behind it offers to undo what it tells, by POST to the address."""


@register.filter
def undo_address(message: Message) -> str:
    """The address that undoes what ``message`` tells, or ``""``."""
    tags = message.extra_tags or ""
    return tags.removeprefix(UNDO) if tags.startswith(UNDO) else ""


@register.simple_tag
def organisation() -> str:
    """The name of the office that runs the program, or ``""``."""
    return str(settings.SIDIAN_ORGANISATION)


@register.filter
def grouped(number: int) -> str:
    """2260 as 2,260."""
    return f"{number:,}"


@register.filter
def whole_minutes(duration: timedelta) -> int:
    """``duration`` in minutes, rounded up, at least one."""
    return max(1, ceil(duration / timedelta(minutes=1)))


@register.filter
def minutes(characters: int, rate: int = CHARACTERS_A_MINUTE) -> str:
    """How long ``characters`` take to speak at ``rate`` characters a minute, in words: 约 9.3 分钟."""
    return gettext("约 %(minutes)s 分钟") % {"minutes": f"{speaking_minutes(characters, rate=rate):g}"}


@register.filter
def in_words(moment: datetime) -> str:
    """``moment`` as people say it: 刚刚, 8 分钟前, 今天 10:42, 昨天 09:15, 3月8日, 2025年3月8日."""
    return time_in_words(moment, timezone.now())


def time_in_words(moment: datetime, now: datetime) -> str:
    """``moment`` as it is said at ``now``, both aware; days are those of the current time zone."""
    age = now - moment
    if timedelta(0) <= age < timedelta(minutes=1):
        return gettext("刚刚")
    if timedelta(0) <= age < timedelta(hours=1):
        count = int(age.total_seconds() // 60)
        return ngettext("%(count)d 分钟前", "%(count)d 分钟前", count) % {"count": count}
    return _day_in_words(timezone.localtime(moment), timezone.localtime(now))


def _day_in_words(moment: datetime, now: datetime) -> str:
    days = (now.date() - moment.date()).days
    clock = f"{moment:%H:%M}"
    if days == 0:
        return gettext("今天 %(clock)s") % {"clock": clock}
    if days == 1:
        return gettext("昨天 %(clock)s") % {"clock": clock}
    return date_format(moment, gettext("n月j日") if moment.year == now.year else gettext("Y年n月j日"))
