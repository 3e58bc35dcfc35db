from collections.abc import Callable, Mapping, Sequence

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation


def _policy(directives: Mapping[str, Sequence[str]]) -> str:
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())


def content_security_policy(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Say in every answer that scripts, styles and pictures come from this site alone."""
    pages, admin = _policy(settings.SECURE_CSP), _policy(settings.ADMIN_CSP)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        policy = admin if request.path.startswith("/admin/") else pages
        response.headers.setdefault("Content-Security-Policy", policy)
        return response

    return middleware


def chosen_language(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Speak Indonesian unless the person has chosen another language in the menu.

    Django's own middleware asks the browser first; many phones and lab computers here are set to
    English by whoever sold them, and their users still expect Indonesian.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware
