"""Giving a lesson or quiz to classes, and what comes right after."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import role_required
from accounts.models import Role
from accounts.requests import SignedInRequest
from classrooms.assignments import DatesRefused
from quizzes.assigning import NotAssignable, given_with
from quizzes.assigning import assign as assign_to_classes
from quizzes.forms.assigning import (
    AssignForm,
    ClassRowForm,
    first_values,
    last_given,
    make_rows,
    own_courses,
    same_token,
    students_by_course,
)
from quizzes.managing import RecallRefused, recall
from quizzes.messages import class_messages


@role_required(Role.TEACHER)
@require_http_methods(["GET", "POST"])
def assign(request: SignedInRequest) -> HttpResponse:
    now = timezone.now()
    data = request.POST if request.method == "POST" else None
    token = same_token(request.POST)
    if token and given_with(token, by=request.user):
        return redirect("quizzes:assign-done", token)
    courses = own_courses(request.user)
    groups = students_by_course(courses)
    last = last_given(request.user)
    form = AssignForm(
        data,
        user=request.user,
        students={student.pk: student for group in groups.values() for student in group},
        initial=first_values(last, request.GET),
    )
    rows = make_rows(courses, data=data, query=request.GET, last=last, now=now)
    if data is not None and _is_given(form, rows, request, now=now):
        return redirect("quizzes:assign-done", form.cleaned_data["token"])
    context = {
        "form": form,
        "rows": rows,
        "groups": groups,
        "clock_name": timezone.localtime(now).tzname(),
        "chosen": {str(pk) for pk in form["only"].value() or ()},
        "is_refused": data is not None,
        "has_no_class": data is not None and not any(row.is_ticked for row in rows),
        "opens_advanced": form.has_advanced_error or any(row.has_late_error for row in rows),
    }
    return render(request, "quizzes/assign.html", context, status=200 if data is None else 422)


def _is_given(
    form: AssignForm, rows: list[ClassRowForm], request: SignedInRequest, *, now: datetime
) -> bool:
    ticked = [row for row in rows if row.is_ticked]
    if not all([form.is_valid(), bool(ticked), *[row.is_valid() for row in ticked]]):
        return False
    try:
        assign_to_classes(
            lesson=form.cleaned_data["lesson"],
            quiz=form.cleaned_data["quiz"],
            rows=[row.row() for row in ticked],
            rules=form.rules(),
            note=form.cleaned_data["note"],
            only=form.chosen_students(),
            token=form.cleaned_data["token"],
            by=request.user,
            now=now,
        )
    except (NotAssignable, DatesRefused) as error:
        form.add_error(None, str(error))
        return False
    return True


@role_required(Role.TEACHER)
@require_GET
def assign_done(request: SignedInRequest, token: UUID) -> HttpResponse:
    given = given_with(token, by=request.user)
    if not given:
        raise Http404
    context = {
        "token": token,
        "classes": class_messages(given, absolute=request.build_absolute_uri),
        "titles": list(dict.fromkeys(assignment.title for assignment in given)),
    }
    return render(request, "quizzes/assigned.html", context)


@role_required(Role.TEACHER)
@require_POST
def assign_undo(request: SignedInRequest, token: UUID) -> HttpResponse:
    now = timezone.now()
    given = given_with(token, by=request.user)
    if not given:
        raise Http404
    try:
        with transaction.atomic():
            for assignment in given:
                recall(assignment=assignment, by=request.user, now=now)
    except RecallRefused as error:
        messages.error(request, str(error))
        return redirect("quizzes:assign-done", token)
    messages.success(request, _("Taken back. No student sees it any more."))
    return redirect("quizzes:assign")
