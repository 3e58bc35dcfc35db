"""The teacher's page of an assigned lesson: who has read, and who read it on paper."""

from typing import Any, cast

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import role_required
from accounts.models import Role, User
from accounts.requests import SignedInRequest
from classrooms.models import Assignment
from lessons.models import LessonAssignment, SectionProgress
from lessons.progress import Reading, mark_read_offline, reading_of, unmark_read_offline

NOTHING_CHOSEN = gettext_lazy("Nobody was chosen, so nothing changed.")


@require_safe
@role_required(Role.TEACHER)
def reading_mark(request: SignedInRequest, pk: int) -> HttpResponse:
    assignment = _assignment(request, pk)
    students = _students(assignment)
    readings = reading_of(students, [assignment.lesson])
    by_teacher = dict(
        SectionProgress.objects.filter(
            student__in=students, section__lesson=assignment.lesson_id, marked_by__isnull=False
        )
        .order_by()
        .values_list("student")
        .annotate(Count("pk"))
    )
    rows: list[dict[str, Any]] = [
        {
            "student": student,
            "reading": readings.get((student.pk, assignment.lesson_id), Reading()),
            "by_teacher": by_teacher.get(student.pk, 0),
        }
        for student in students
    ]
    context = {
        "assignment": assignment,
        "rows": rows,
        "done": sum(row["reading"].work == "done" for row in rows),
        "has_marked": bool(by_teacher),
    }
    return render(request, "lessons/reading_mark.html", context)


@require_POST
@role_required(Role.TEACHER)
def reading_mark_offline(request: SignedInRequest, pk: int) -> HttpResponse:
    assignment = _assignment(request, pk)
    chosen = _chosen(request, assignment)

    if not chosen:
        messages.warning(request, NOTHING_CHOSEN)
    else:
        mark_read_offline(
            assignment=assignment, students=chosen, by=request.user, now=timezone.now()
        )
        messages.success(
            request,
            ngettext(
                "%(count)d student is marked as having read the lesson.",
                "%(count)d students are marked as having read the lesson.",
                len(chosen),
            )
            % {"count": len(chosen)},
        )
    return redirect("lessons:reading-mark", pk)


@require_POST
@role_required(Role.TEACHER)
def reading_mark_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    assignment = _assignment(request, pk)
    chosen = _chosen(request, assignment)

    taken = chosen and unmark_read_offline(
        assignment=assignment, students=chosen, by=request.user, now=timezone.now()
    )

    if taken:
        messages.success(
            request, _("The marks are taken back; what students read themselves stays.")
        )
    else:
        messages.warning(request, NOTHING_CHOSEN)
    return redirect("lessons:reading-mark", pk)


def _assignment(request: SignedInRequest, pk: int) -> LessonAssignment:
    managed = Assignment.objects.managed_by(request.user).values("pk")
    readings = LessonAssignment.objects.filter(pk__in=managed).select_related(
        "course__classroom", "course__school", "lesson__unit"
    )
    return cast("LessonAssignment", get_object_or_404(readings, pk=pk))


def _students(assignment: LessonAssignment) -> list[User]:
    """Who owes the reading: the course's students, or the chosen few; the excused are left out."""
    students = assignment.course.students()
    exceptions = assignment.exceptions
    if assignment.only_chosen:
        students = students.filter(pk__in=exceptions.values("student"))
    return list(students.exclude(pk__in=exceptions.filter(is_excused=True).values("student")))


def _chosen(request: SignedInRequest, assignment: LessonAssignment) -> list[User]:
    wanted = set(request.POST.getlist("student"))
    return [student for student in _students(assignment) if str(student.pk) in wanted]
