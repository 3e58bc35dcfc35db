"""Points and percentages in words. Rows keep thousandths; rounding happens here, for showing."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template
from django.utils.formats import number_format

register = template.Library()
NOTHING = "-"


@register.filter
def points(thousandths: int | None) -> str:
    """2500 -> "2,5" """
    if thousandths is None:
        return NOTHING
    exact = (Decimal(thousandths) / 1000).normalize()
    return number_format(exact, use_l10n=True)


@register.filter
def percent_of(got: int | None, possible: int | None) -> str:
    """Points of points possible as a whole number, rounded half up: "83"."""
    if got is None or not possible:
        return NOTHING
    return str((200 * got + possible) // (2 * possible))


@register.filter
def at(values: Mapping[Any, Any], key: Any) -> Any:
    """What stands under a key, or None."""
    return values.get(key)
