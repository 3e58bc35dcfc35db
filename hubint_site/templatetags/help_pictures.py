"""`{% help_picture "murid-masuk" "What it shows" %}`: a picture of a guide, with its size."""

import json
from functools import cache
from typing import Any

from django import template
from django.conf import settings

register = template.Library()


@cache
def picture_sizes() -> dict[str, list[int]]:
    """Width and height in CSS pixels, as docs/screenshots/make.py wrote them."""
    path = settings.BASE_DIR / "hubint_site/static/help/sizes.json"
    sizes: dict[str, list[int]] = json.loads(path.read_text(encoding="utf-8"))
    return sizes


@register.inclusion_tag("help/_picture.html")
def help_picture(name: str, shows: str) -> dict[str, Any]:
    width, height = picture_sizes()[name]
    return {
        "path": f"help/{name}.webp",
        "shows": shows,
        "width": width,
        "height": height,
        "is_wide": width > 400,
    }
