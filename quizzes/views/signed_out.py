"""What an attempt answers to a page whose session has ended: nothing typed is thrown away."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from quizzes.plain_form import keep

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def keeps_answers(view: View[P]) -> View[P]:
    """Send a signed-out person to sign in; what they posted waits in the session until then.

    Signing in renews the key of an anonymous session but keeps its content, so the answers come
    back with the first page after it, saved by the revisions they carry.
    """

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method == "POST" and keep(
            request.session, int(str(kwargs["pk"])), dict(request.POST.lists())
        ):
            messages.warning(
                request,
                _("Your session has ended. Your answers are kept; sign in to send them."),
            )
        return redirect_to_login(request.path)

    return guarded


def refuses_in_json(view: View[P]) -> View[P]:
    """Tell a script that nobody is signed in (401), instead of sending it to a page."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        return JsonResponse({"error": "signed-out"}, status=401)

    return guarded
