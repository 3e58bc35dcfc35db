"""Publishing, taking back and archiving several rows at once, with a question where it matters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import models, transaction
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.audit import record
from accounts.models import School, User
from lessons.ownership import Status

CONFIRMED = "confirmed"
TITLES: dict[str, Promise] = {
    Status.PUBLISHED: _("Publish?"),
    Status.DRAFT: _("Make drafts again?"),
    Status.ARCHIVED: _("Archive?"),
}


class StatusActions(admin.ModelAdmin):  # type: ignore[type-arg]
    """Actions of a list whose rows have a status; what may be chosen is what the list shows."""

    actions = ("publish_rows", "draft_rows", "archive_rows")
    # Statuses that the classes with one of the rows would notice, and what it means for them.
    status_effects: ClassVar[dict[str, Promise]] = {}

    @admin.action(description=_("Publish"), permissions=["change"])
    def publish_rows(self, request: HttpRequest, rows: models.QuerySet[Any]) -> Any:
        return self._set_status(request, rows, Status.PUBLISHED, "publish_rows")

    @admin.action(description=_("Make draft"), permissions=["change"])
    def draft_rows(self, request: HttpRequest, rows: models.QuerySet[Any]) -> Any:
        return self._set_status(request, rows, Status.DRAFT, "draft_rows")

    @admin.action(description=_("Archive"), permissions=["change"])
    def archive_rows(self, request: HttpRequest, rows: models.QuerySet[Any]) -> Any:
        return self._set_status(request, rows, Status.ARCHIVED, "archive_rows")

    # --- What each model says ---

    def school_of(self, row: Any) -> School | None:
        """The school that the audit names; nothing for shared content."""
        school: School | None = row.school
        return school

    def classes_with(self, rows: Sequence[Any], now: datetime) -> int:
        """How many classes have been given one of these rows and are not closed yet."""
        raise NotImplementedError

    def why_not(self, row: Any, status: Status) -> str:
        """Say why this row cannot get this status; nothing where it can."""
        return ""

    def after_status(self, request: HttpRequest, rows: Sequence[Any], status: Status) -> None:
        """Tell what else should be known once the rows have changed."""

    # --- The change ---

    def _set_status(
        self, request: HttpRequest, queryset: models.QuerySet[Any], status: Status, action: str
    ) -> TemplateResponse | None:
        now = timezone.now()
        rows = list(queryset.exclude(status=status))
        refused = {row.pk: reason for row in rows if (reason := self.why_not(row, status))}
        changing = [row for row in rows if row.pk not in refused]
        asks = changing and status in self.status_effects and CONFIRMED not in request.POST
        if asks and (classes := self.classes_with(changing, now)):
            return self._ask(request, changing, refused, status, action, classes)
        self._apply(request, changing, status, now)
        if changing:
            words = ngettext(
                "%(number)d row is now “%(status)s”.",
                "%(number)d rows are now “%(status)s”.",
                len(changing),
            )
            told = words % {"number": len(changing), "status": status.label}
            self.message_user(request, told, messages.SUCCESS)
            self.after_status(request, changing, status)
        elif not refused:
            nothing = _("Nothing to change: the rows you chose are already “%(status)s”.")
            self.message_user(request, nothing % {"status": status.label}, messages.INFO)
        for row in rows:
            if row.pk in refused:
                self.message_user(request, f"{row}: {refused[row.pk]}", messages.ERROR)
        return None

    @transaction.atomic
    def _apply(
        self, request: HttpRequest, rows: Sequence[Any], status: Status, now: datetime
    ) -> None:
        assert isinstance(request.user, User)
        for row in rows:
            before, row.status = row.status, status
            row._history_user = request.user
            row.save(update_fields=["status"])
            self.log_change(request, row, [{"changed": {"fields": ["status"]}}])
            record(
                "content.status",
                row,
                by=request.user,
                now=now,
                school=self.school_of(row),
                before=before,
                after=status.value,
            )

    def _ask(
        self,
        request: HttpRequest,
        rows: Sequence[Any],
        refused: dict[Any, str],
        status: Status,
        action: str,
        classes: int,
    ) -> TemplateResponse:
        context = self.admin_site.each_context(request) | {
            "title": TITLES[status],
            "opts": self.opts,
            "rows": rows,
            "refused": list(refused.values()),
            "effect": self.status_effects[status],
            "status": status.label,
            "classes": classes,
            "action": action,
            "confirmed": CONFIRMED,
            "checkbox": ACTION_CHECKBOX_NAME,
            "media": self.media,
        }
        return TemplateResponse(request, "admin/confirm_status.html", context)
