"""Moments in the words a person would use, by the clock of the school."""

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

register = template.Library()


@register.filter
def in_words(when: datetime, now: datetime) -> str:
    """today 23.59, tomorrow 07.00, Friday 23.59, 27 Nov 23.59"""
    local, today = timezone.localtime(when), timezone.localtime(now).date()
    time = format_date(local, "H.i")
    match (local.date() - today) / timedelta(days=1):
        case -1:
            return _("yesterday %(time)s") % {"time": time}
        case 0:
            return _("today %(time)s") % {"time": time}
        case 1:
            return _("tomorrow %(time)s") % {"time": time}
        case days if 1 < days < 7:
            return f"{format_date(local, 'l')} {time}"
    return f"{format_date(local, 'j M Y' if local.year != today.year else 'j M')} {time}"


@register.filter
def greeting(now: datetime) -> str:
    hour = timezone.localtime(now).hour
    if 4 <= hour < 11:
        return pgettext("greeting", "Good morning")
    if 11 <= hour < 15:
        return pgettext("greeting", "Good day")
    if 15 <= hour < 18:
        return pgettext("greeting", "Good afternoon")
    return pgettext("greeting", "Good evening")
