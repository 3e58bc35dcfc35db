from __future__ import annotations

from typing import Any

from allauth.account.admin import EmailAddress
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import AuditEntry, Membership, Role, School, User
from accounts.scoped_admin import ScopedInline, ScopedModelAdmin

# Roles follow from memberships; Django's groups would be a second way to say the same, and
# nobody signs in by e-mail, which allauth keeps rows for.
for model in (Group, EmailAddress):
    admin.site.unregister(model)


@admin.register(School)
class SchoolAdmin(ScopedModelAdmin):
    list_display = ("name", "npsn", "city", "time_zone")
    search_fields = ("name", "npsn")
    fieldsets = (
        (None, {"fields": ("code", "name", "npsn", "time_zone", "keeps_shared_content")}),
        (
            _("Letterhead"),
            {
                "fields": (
                    "authority",
                    "address",
                    "city",
                    "phone",
                    "email",
                    "website",
                    "head_name",
                    "head_nip",
                )
            },
        ),
    )

    instead_of_deleting = _("A school with people, classes or content stays.")

    def scope(self, queryset: models.QuerySet[School], user: User) -> models.QuerySet[School]:
        return queryset.filter(pk__in=user.school_ids_as(Role.ADMIN))

    def get_choices(self, request: HttpRequest) -> models.QuerySet[School]:
        user = request.user
        assert isinstance(user, User)
        if user.is_superuser:
            return School.objects.all()
        return School.objects.filter(pk__in=user.school_ids_as(Role.EDITOR, Role.ADMIN))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Which school keeps what all share is for the installation to say, not for a school."""
        return () if request.user.is_superuser else ("code", "keeps_shared_content")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)


class MembershipInline(ScopedInline):
    model = Membership
    min_num = 1
    roles = (Role.ADMIN,)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """A person without any role would belong to nobody and could do nothing."""
        return super().get_formset(request, obj, validate_min=True, **kwargs)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Membership]:
        user = request.user
        assert isinstance(user, User)
        queryset: models.QuerySet[Membership] = super().get_queryset(request)
        if user.is_superuser:
            return queryset
        return queryset.filter(school__in=user.school_ids_as(Role.ADMIN))


class PersonCreationForm(UserCreationForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ("username", "name")

    def clean_username(self) -> str:
        """Read the name as sign-in does, before asking whether somebody has it."""
        self.cleaned_data["username"] = str(self.cleaned_data["username"]).casefold()
        return str(super().clean_username() or "")

    def save(self, commit: bool = True) -> User:
        """The first password was typed by somebody else, so its owner must replace it."""
        self.instance.must_change_password = True
        person: User = super().save(commit)
        return person


@admin.register(User)
class PersonAdmin(ScopedModelAdmin, UserAdmin):  # type: ignore[type-arg]
    add_form = PersonCreationForm
    inlines = (MembershipInline,)
    list_display = ("name", "username", "nisn", "nis", "role_names", "is_active")
    instead_of_deleting = _(
        "What a person did stays with them. Take away the mark “active”, or write an end date"
        " in their roles: then they can no longer sign in, and nothing is lost."
    )
    list_filter = ("memberships__role", "is_active", "must_change_password")
    search_fields = ("name", "username", "nisn", "nis")
    ordering = ("name",)
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password", "must_change_password", "is_active")}),
        (_("Person"), {"fields": ("name", "nisn", "nis", "nip", "email")}),
        (_("Needs"), {"fields": ("time_factor_percent",)}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("username", "name", "nisn", "nis", "password1", "password2"),
            },
        ),
    )
    readonly_fields = ("last_login", "date_joined")

    def scope(self, queryset: models.QuerySet[User], user: User) -> models.QuerySet[User]:
        """People of the admin's schools. Superusers belong to the installation."""
        ours = Membership.objects.filter(school__in=user.school_ids_as(Role.ADMIN))
        return queryset.filter(is_superuser=False, pk__in=ours.values("user"))

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[User]:
        return super().get_queryset(request).prefetch_related("memberships")

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Who also belongs to another school is changed by the installation's superuser alone:
        one school's admin must not take over an account that opens another school."""
        if not super().has_change_permission(request, obj):
            return False
        user = request.user
        assert isinstance(user, User)
        if obj is None or user.is_superuser:
            return True
        elsewhere = ~Q(school__in=user.school_ids_as(Role.ADMIN))
        return not obj.memberships.filter(elsewhere).exists()

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Nobody deletes the account in whose name they do it."""
        return obj != request.user and self.has_change_permission(request, obj)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> Any:
        response = super().user_change_password(request, id, form_url)
        if request.method == "POST" and response.status_code == 302:
            User.objects.filter(pk=id).update(must_change_password=True)
        return response

    @admin.display(description=_("roles"))
    def role_names(self, user: User) -> str:
        return ", ".join(str(m.get_role_display()) for m in user.memberships.all())


@admin.register(AuditEntry)
class AuditEntryAdmin(ScopedModelAdmin):
    list_display = ("at", "actor_label", "action", "subject_label", "reason")
    list_filter = ("action",)
    search_fields = ("actor_label", "subject_label")
    date_hierarchy = "at"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
