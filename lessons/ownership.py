"""Whose content a row is, and who may see or change it."""

from __future__ import annotations

from typing import Any, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, School, User


class Status(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    ARCHIVED = "archived", _("archived")


def may_change(user: User, path: str = "") -> Q:
    """Rows this person may change: editors and admins their school's, and who keeps the shared
    content also what belongs to no school.

    `path` leads from the row to the one with `school`, for example "unit__".
    """
    if user.is_superuser:
        return Q()
    allowed = Q(**{f"{path}school__in": user.school_ids_as(Role.EDITOR, Role.ADMIN)})
    if user.keeps_shared_content:
        allowed |= Q(**{f"{path}school__isnull": True})
    return allowed


def may_see(user: User, path: str = "") -> Q:
    """Rows of the person's schools, and those that all schools share."""
    if user.is_superuser:
        return Q()
    return Q(**{f"{path}school__isnull": True}) | Q(**{f"{path}school__in": user.school_ids})


Row = TypeVar("Row", bound=models.Model)


class OwnedQuerySet(models.QuerySet[Row]):
    """Rows with a status whose school stands on them, or on a parent (`owner_path`)."""

    owner_path = ""
    shown = Q(status=Status.PUBLISHED)

    def managed_by(self, user: User) -> OwnedQuerySet[Row]:
        return self.filter(may_change(user, self.owner_path))

    def visible_to(self, user: User) -> OwnedQuerySet[Row]:
        """Published rows of the person's schools and shared ones; drafts to their editors."""
        if user.is_superuser:
            return self.all()
        visible = self.shown & may_see(user, self.owner_path)
        if user.has_role(Role.EDITOR, Role.ADMIN):
            visible |= may_change(user, self.owner_path)
        return self.filter(visible)

    def published(self) -> OwnedQuerySet[Row]:
        return self.filter(self.shown)


class OwnedContent(models.Model):
    """Content with an owner, a school (none: shared by all) and a status."""

    school = models.ForeignKey(
        School,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("school"),
        help_text=_("Empty: shared by all schools of this installation."),
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.DRAFT
    )

    class Meta:
        abstract = True


def review_day() -> models.DateField[Any, Any]:
    """The day on which somebody should look at a row again: facts go stale."""
    return models.DateField(
        _("look at it again on"),
        null=True,
        blank=True,
        help_text=_("The day on which to check that it still holds. Only editors see it."),
    )
