from functools import update_wrapper
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from accounts.scoped_admin import ScopedChoices, ScopedModelAdmin


class ScopedAutocompleteView(AutocompleteJsonView):
    """Find only what the field that asks may name."""

    def get_queryset(self) -> models.QuerySet[Any]:
        remote: Any = self.model_admin
        if not isinstance(remote, ScopedModelAdmin):
            raise PermissionDenied
        assert self.admin_site is not None
        asking: Any = self.admin_site._registry.get(self.source_field.model)
        choices = (
            asking.choices_for(self.source_field, self.request)
            if isinstance(asking, ScopedChoices)
            else None
        )
        if choices is None:
            choices = remote.get_choices(self.request)
        choices = choices.complex_filter(self.source_field.get_limit_choices_to())
        found, may_repeat = remote.get_search_results(self.request, choices, self.term)
        order: Any = remote.get_ordering(self.request) or remote.opts.ordering
        return (found.distinct() if may_repeat else found).order_by(*order)


class HubIntAdminSite(AdminSite):
    """The Django admin, open to editors and admins of a school, entered through our sign-in."""

    site_header = "HubInt"
    site_title = "HubInt"
    index_title = _("Content and administration")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return bool(
            user.is_authenticated
            and user.is_active
            and (user.is_superuser or user.has_role(Role.EDITOR, Role.ADMIN))
        )

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Who is signed in but has no business here reads so, instead of a sign-in page."""
        guarded = super().admin_view(view, cacheable)

        def refusing(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            return guarded(request, *args, **kwargs)

        return update_wrapper(refusing, guarded)

    def autocomplete_view(self, request: HttpRequest) -> Any:
        return ScopedAutocompleteView.as_view(admin_site=self)(request)

    @method_decorator(login_not_required)
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        target = request.GET.get("next", reverse("admin:index"))
        return redirect_to_login(target, reverse("account_login"))

    def logout(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("account_logout")

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One way to change a password: ours, which also ends the duty to change it."""
        return redirect("account_change_password")
