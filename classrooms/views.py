"""People a teacher or an operator looks after: find them, give a new first password."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import role_required
from accounts.models import Role
from accounts.passwords import reset_password
from accounts.requests import SignedInRequest
from classrooms.models import Classroom
from classrooms.people import in_classroom, looked_after_by, person_lines, search

LIMIT = 100


@require_safe
@role_required(Role.OPERATOR, Role.TEACHER)
def people_list(request: SignedInRequest) -> HttpResponse:
    # PostgreSQL knows no NUL in a text, and nobody's name has one.
    words = request.GET.get("cari", "").replace("\0", "").strip()[:80]
    chosen = request.GET.get("kelas", "")
    people = search(looked_after_by(request.user), words)
    classrooms = list(Classroom.objects.visible_to(request.user))
    classroom = next((room for room in classrooms if str(room.pk) == chosen), None)
    if classroom is not None:
        people = in_classroom(people, classroom)
    lines = person_lines(people, limit=LIMIT + 1)
    context = {
        "lines": lines[:LIMIT],
        "has_more": len(lines) > LIMIT,
        "words": words,
        "classroom": classroom,
        "classrooms": classrooms,
    }
    return render(request, "classrooms/people_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.OPERATOR, Role.TEACHER)
@never_cache
def password_reset(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask first; the new password stands on the answer alone and is nowhere kept."""
    person = get_object_or_404(looked_after_by(request.user), pk=pk)
    context: dict[str, object] = {"person": person}
    if request.method == "POST":
        context["password"] = reset_password(
            user=person, school=request.user.school, by=request.user, now=timezone.now()
        )
    return render(request, "classrooms/password_reset.html", context)
