"""Filters of the admin's lists that questions and lessons share."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

SOON = timedelta(days=30)


class ReviewFilter(admin.SimpleListFilter):
    """What somebody should look at again: today or overdue, soon, or never."""

    title = _("review")
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("due", _("to be reviewed now")),
            ("soon", _("within the next 30 days")),
            ("none", _("no date set")),
        ]

    def queryset(
        self, request: HttpRequest, queryset: models.QuerySet[Any]
    ) -> models.QuerySet[Any] | None:
        today = timezone.localdate()
        match self.value():
            case "due":
                return queryset.filter(review_on__lte=today)
            case "soon":
                return queryset.filter(review_on__gt=today, review_on__lte=today + SOON)
            case "none":
                return queryset.filter(review_on__isnull=True)
        return None
