from collections.abc import Callable

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def school_time_zone(get_response: GetResponse) -> GetResponse:
    """Show times as the clock of the person's own school shows them."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        school = request.user.school if request.user.is_authenticated else None
        with timezone.override(school.zone if school else None):
            return get_response(request)

    return middleware


def first_password_must_change(get_response: GetResponse) -> GetResponse:
    """Let nobody go on with a password that somebody else has printed."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        user = request.user
        if not (user.is_authenticated and user.must_change_password):
            return get_response(request)
        allowed = (reverse("account_change_password"), reverse("account_logout"))
        if request.path in allowed or request.path.startswith(reverse("help-page")):
            return get_response(request)
        if request.headers.get("Accept", "").startswith("application/json"):
            return JsonResponse({"error": "password-must-change"}, status=403)
        return redirect("account_change_password")

    return middleware
