from django.http import HttpRequest

from accounts.models import User


class SignedInRequest(HttpRequest):
    """For typing: LoginRequiredMiddleware has made sure that somebody is signed in."""

    user: User
