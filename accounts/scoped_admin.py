"""The one base of all our admin pages: roles decide what is open, the school what is listed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from simple_history.admin import SimpleHistoryAdmin

from accounts.models import Role, User


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


class ScopedChoices:
    """Offer as choices only the rows that the other model's own admin would offer."""

    admin_site: admin.AdminSite

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        self._limit(db_field, request, kwargs)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_manytomany(
        self, db_field: models.ManyToManyField[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        self._limit(db_field, request, kwargs)
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]

    def _limit(self, db_field: Any, request: HttpRequest, kwargs: dict[str, Any]) -> None:
        remote = self.admin_site._registry.get(db_field.remote_field.model)
        if "queryset" not in kwargs and isinstance(remote, ScopedModelAdmin):
            kwargs["queryset"] = remote.get_choices(request)


class ScopedModelAdmin(ScopedChoices, admin.ModelAdmin):  # type: ignore[type-arg]
    """Lists, choices, autocomplete and history of one model, limited to the person's school.

    `roles` may open it; `school_path` leads from the row to its school. Content with owners
    overrides `scope` and `get_choices`.
    """

    roles: ClassVar[tuple[Role, ...]] = (Role.ADMIN,)
    school_path: ClassVar[str] = "school"
    list_per_page = 50

    def scope(self, queryset: models.QuerySet[Any], user: User) -> models.QuerySet[Any]:
        return queryset.filter(**{f"{self.school_path}__in": user.school_ids_as(*self.roles)})

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        queryset: models.QuerySet[Any] = super().get_queryset(request)
        user = _person(request)
        return queryset if user.is_superuser else self.scope(queryset, user)

    def get_choices(self, request: HttpRequest) -> models.QuerySet[Any]:
        return self.get_queryset(request)

    def _is_open_to(self, request: HttpRequest) -> bool:
        user = _person(request)
        return user.is_superuser or user.has_role(*self.roles)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._is_open_to(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_open_to(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_open_to(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_open_to(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_open_to(request)


class ScopedHistoryAdmin(ScopedModelAdmin, SimpleHistoryAdmin):  # type: ignore[misc]
    """The same for models whose older states are kept."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        self._require_in_scope(request, object_id)
        response: HttpResponse = super().history_view(request, object_id, extra_context)
        return response

    def history_form_view(
        self,
        request: HttpRequest,
        object_id: str,
        version_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        self._require_in_scope(request, object_id)
        response: HttpResponse = super().history_form_view(
            request, object_id, version_id, extra_context
        )
        return response

    def _require_in_scope(self, request: HttpRequest, object_id: str) -> None:
        """The history library falls back to old rows; nobody reads another school's there."""
        if self.get_object(request, object_id) is None:
            raise Http404


class ScopedInline(ScopedChoices, admin.TabularInline):  # type: ignore[type-arg]
    """An inline whose page is already scoped: who may change the parent may change its rows."""

    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True
