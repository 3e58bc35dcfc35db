"""The one base of all our admin pages: roles decide what is open, the school what is listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import NestedObjects
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.db import models, router
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from accounts.models import Role, School, User


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


class NamedAutocompleteSelect(AutocompleteSelect):
    """A search box that has a name for screen readers while nothing is chosen."""

    def build_attrs(self, *args: Any, **options: Any) -> dict[str, Any]:
        return super().build_attrs(*args, **options) | {"data-placeholder": gettext("Search")}


class ScopedChoices:
    """Offer as choices only the rows that the other model's own admin would offer."""

    admin_site: admin.AdminSite
    roles: ClassVar[tuple[Role, ...]] = (Role.ADMIN,)

    def choices_for(self, db_field: Any, request: HttpRequest) -> models.QuerySet[Any, Any] | None:
        """Rows that a field of this page may name; None where the field is not ours to limit."""
        remote = self.admin_site._registry.get(db_field.remote_field.model)
        if not isinstance(remote, ScopedModelAdmin):
            return None
        user = _person(request)
        if remote.model is School and not user.is_superuser:
            return School.objects.filter(pk__in=user.school_ids_as(*self.roles))
        return remote.get_choices(request)

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        self._limit(db_field, request, kwargs)
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            kwargs.setdefault("widget", NamedAutocompleteSelect(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_manytomany(
        self, db_field: models.ManyToManyField[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        self._limit(db_field, request, kwargs)
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Other rows are changed and deleted on their own pages, not from beside a choice."""
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = False
            field.widget.can_delete_related = False
        if field is not None and field.label:
            # A relation without a name of its own has the English one of the model's code.
            field.label = capfirst(gettext(str(db_field.verbose_name)))
        return field

    def _limit(self, db_field: Any, request: HttpRequest, kwargs: dict[str, Any]) -> None:
        choices = self.choices_for(db_field, request)
        if "queryset" not in kwargs and choices is not None:
            kwargs["queryset"] = choices


class ScopedModelAdmin(ScopedChoices, admin.ModelAdmin):  # type: ignore[type-arg]
    """Lists, choices, autocomplete and history of one model, limited to the person's school.

    `roles` may open it; `school_path` leads from the row to its school. Content with owners
    overrides `scope` and `get_choices`.
    """

    school_path: ClassVar[str] = "school"
    list_per_page = 50
    delete_confirmation_template = "admin/delete_or_refuse.html"
    delete_selected_confirmation_template = "admin/delete_selected_or_refuse.html"
    # What to do with a row that is in use, in the words of its own page.
    instead_of_deleting: ClassVar[str | Promise] = ""

    def scope(self, queryset: models.QuerySet[Any], user: User) -> models.QuerySet[Any]:
        return queryset.filter(**{f"{self.school_path}__in": user.school_ids_as(*self.roles)})

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        queryset: models.QuerySet[Any] = super().get_queryset(request)
        user = _person(request)
        return queryset if user.is_superuser else self.scope(queryset, user)

    def get_choices(self, request: HttpRequest) -> models.QuerySet[Any]:
        return self.get_queryset(request)

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[str]]:
        """Say by number and kind what stands against deleting, never whose work it is."""
        deleted, counts, denied, protected = super().get_deleted_objects(objs, request)
        if protected:
            return [], {}, denied, in_use_by(list(objs))
        return deleted, counts, denied, protected

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        told = {"instead_of_deleting": self.instead_of_deleting} | (extra_context or {})
        response: HttpResponse = super().delete_view(request, object_id, told)
        return response

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        response: HttpResponse = super().changelist_view(request, extra_context)
        context = getattr(response, "context_data", None)
        if context is not None and context.get("protected"):
            context["instead_of_deleting"] = self.instead_of_deleting
        return response

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

    object_history_list_template = "admin/history_list.html"

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

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Refuse to delete a row in use, saying by what kind of work and not by whose.

        The fields stand in a table, so each carries its name itself.
        """
        base = super().get_formset(request, obj, **kwargs)

        class NamedFormSet(base):  # type: ignore[misc, valid-type]
            def add_fields(self, form: Any, index: int | None) -> None:
                super().add_fields(form, index)
                for field in form.fields.values():
                    if field.label:
                        field.widget.attrs.setdefault("aria-label", str(field.label))

        formset = NamedFormSet

        class CountingForm(formset.form):  # type: ignore[misc, name-defined]
            def hand_clean_DELETE(self) -> None:  # noqa: N802 - Django's own name
                goes = self.cleaned_data.get(DELETION_FIELD_NAME, False) and self.instance.pk
                if goes and (uses := in_use_by([self.instance])):
                    raise ValidationError(
                        _("“%(row)s” is still in use and cannot be deleted. %(uses)s"),
                        params={"row": self.instance, "uses": "; ".join(uses)},
                    )

        if getattr(formset, "can_delete", False):
            formset.form = CountingForm
        return formset

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True


class ScopedRelatedFilter(admin.RelatedFieldListFilter):
    """A filter by another model, which offers only rows of the person's schools."""

    def field_choices(
        self, field: Any, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, Any]]:
        remote = model_admin.admin_site._registry.get(field.remote_field.model)
        assert isinstance(remote, ScopedModelAdmin)
        choices: list[tuple[str, Any]] = field.get_choices(
            include_blank=False,
            ordering=self.field_admin_ordering(field, request, model_admin),
            limit_choices_to={"pk__in": remote.get_choices(request).values("pk")},
        )
        return choices


def in_use_by(rows: Sequence[models.Model]) -> list[str]:
    """What stands against deleting these rows: how many rows of which kind point at them."""
    collector = NestedObjects(using=router.db_for_write(type(rows[0])), origin=rows)
    collector.collect(rows)
    return counted(collector.protected)


def counted(rows: Iterable[models.Model]) -> list[str]:
    counts = Counter(gettext(str(row._meta.verbose_name)) for row in rows)
    return [f"{capfirst(name)}: {number}" for name, number in sorted(counts.items())]
