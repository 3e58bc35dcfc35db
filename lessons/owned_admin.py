from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db import models
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.template_utils import HistoricalRecordContextHelper

from accounts.models import Role, User
from accounts.scoped_admin import ScopedHistoryAdmin, ScopedModelAdmin
from lessons.differences import difference
from lessons.ownership import may_change, may_see


class WrittenField(forms.CharField):
    """A text as its author wrote it, with line ends as we store them.

    A browser sends others. Kept, they would make a change of what nobody changed.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**(options | {"strip": False}))

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value) or "").replace("\r\n", "\n")
        return text if text.strip() else ""


class OwnedContentAdmin(ScopedModelAdmin):
    """Content for editors: they change what they manage, and may refer to what they see.

    `owner_path` leads from the row to the one with `school`.
    """

    owner_path: ClassVar[str] = ""
    roles = (Role.EDITOR, Role.ADMIN)
    formfield_overrides = {models.TextField: {"form_class": WrittenField}}
    instead_of_deleting = _("Set its status to “archived”: then nobody new meets it.")

    def scope(self, queryset: models.QuerySet[Any], user: User) -> models.QuerySet[Any]:
        scoped: models.QuerySet[Any] = queryset.filter(may_change(user, self.owner_path))
        return scoped

    def get_choices(self, request: HttpRequest) -> models.QuerySet[Any]:
        user = request.user
        assert isinstance(user, User)
        seen: models.QuerySet[Any] = self.model._default_manager.filter(
            may_see(user, self.owner_path)
        )
        return seen

    def choices_for(self, db_field: Any, request: HttpRequest) -> models.QuerySet[Any] | None:
        """The row that a part belongs to must be one's own; others may be named when seen."""
        parent = self.owner_path.split("__")[0]
        remote = self.admin_site._registry.get(db_field.remote_field.model)
        if parent and db_field.name == parent and isinstance(remote, ScopedModelAdmin):
            return remote.get_queryset(request)
        return super().choices_for(db_field, request)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Who makes content owns it."""
        if not change and hasattr(obj, "owner_id") and obj.owner_id is None:
            obj.owner = request.user
        super().save_model(request, obj, form, change)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Only who keeps the shared content may make content that belongs to no school."""
        form = super().get_form(request, obj, change=change, **kwargs)
        user = request.user
        assert isinstance(user, User)
        field = form.base_fields.get("school")
        if field is not None and not user.keeps_shared_content:
            field.required = True
            field.initial = user.school
        return form


class ReadableChanges(HistoricalRecordContextHelper):  # type: ignore[misc]
    """What changed in a row: values by their names, long texts word by word."""

    def context_for_delta_changes(self, delta: Any) -> list[dict[str, Any]]:
        return [self._told(change) for change in delta.changes]

    def _told(self, change: Any) -> dict[str, Any]:
        field = self.model._meta.get_field(change.field)
        told: dict[str, Any] = {"field": capfirst(gettext(str(field.verbose_name)))}
        if isinstance(field, models.TextField):
            return told | {"difference": difference(change.old or "", change.new or "")}
        names = dict(getattr(field, "flatchoices", None) or ())
        for name, value in (("old", change.old), ("new", change.new)):
            told[name] = "" if value is None else str(names.get(value, value))
        return told


class OwnedHistoryAdmin(OwnedContentAdmin, ScopedHistoryAdmin):
    """The same for content whose older states are kept."""

    object_history_form_template = "admin/history_form.html"

    def get_historical_record_context_helper(
        self, request: HttpRequest, historical_record: Any
    ) -> ReadableChanges:
        return ReadableChanges(self.model, historical_record)
