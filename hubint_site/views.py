from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hubint_site.help import GUIDES, guides_of
from hubint_site.navigation import signed_in


@require_safe
@login_not_required
def help_page(request: HttpRequest, guide: str = "") -> HttpResponse:
    """Show a guide; without a name that of one's own role. Who cannot sign in needs it most."""
    guide = guide or guides_of(signed_in(request))[0]
    if guide not in GUIDES:
        raise Http404
    context = {"guide": guide, "title": GUIDES[guide], "guides": GUIDES.items()}
    return render(request, f"help/{guide}.html", context)
