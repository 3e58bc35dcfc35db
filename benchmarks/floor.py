"""The floor: the least that a view could do to save. Served only by `floor_settings`."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

from quizzes.models import Answer


def floor(request: HttpRequest, pk: int) -> HttpResponse:
    """Check that somebody is signed in and update one row by its key."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    response: dict[str, Any] = {"text": "Negara saling membutuhkan."}
    Answer.objects.filter(pk=pk).update(response=response, saved_at=timezone.now())
    return HttpResponse("ok", headers={"Content-Length": "2"})


urlpatterns = [path("floor/<int:pk>/", floor)]
