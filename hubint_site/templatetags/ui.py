"""Icons, and times as schools write them; the active time zone is the school's own."""

import datetime
import re
from functools import cache
from pathlib import Path

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import format_html
from django.utils.safestring import SafeString

SPRITE = "vendor/icons.svg"
SPRITE_FILE = Path(__file__).resolve().parent.parent / "static" / SPRITE
NOTHING = "-"

register = template.Library()


@cache
def icon_names() -> frozenset[str]:
    return frozenset(re.findall(r'<symbol id="([a-z-]+)"', SPRITE_FILE.read_text("utf-8")))


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """Draw a decorative icon; the words beside it carry the meaning."""
    return _drawn(name, size, static(SPRITE))


@cache
def _drawn(name: str, size: str, sprite: str) -> SafeString:
    if name not in icon_names():
        raise template.TemplateSyntaxError(f"There is no icon named {name!r}.")
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        f" icon-{size}" if size else "",
        sprite,
        name,
    )


def _local(when: datetime.datetime, pattern: str) -> str:
    local = timezone.localtime(when)
    return f"{format_date(local, pattern)} {local.tzname()}"


@register.filter
def clock(when: datetime.datetime | None) -> str:
    """10.42 WIB"""
    return _local(when, "H.i") if when else NOTHING


@register.filter
def clock_seconds(when: datetime.datetime | None) -> str:
    """10.42.07 WIB"""
    return _local(when, "H.i.s") if when else NOTHING


@register.filter
def moment(when: datetime.datetime | None) -> str:
    """Jum 27 Nov 2026, 23.59 WIB"""
    return _local(when, "D j M Y, H.i") if when else NOTHING


@register.filter
def day(when: datetime.datetime | datetime.date | None) -> str:
    """Jum 27 Nov 2026"""
    if not when:
        return NOTHING
    if isinstance(when, datetime.datetime):
        when = timezone.localtime(when)
    return str(format_date(when, "D j M Y"))
