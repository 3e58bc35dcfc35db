"""Overviews. They only read: every page takes its data from one call of `overviews`."""

from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import role_required
from accounts.models import Role
from accounts.requests import SignedInRequest
from classrooms.models import Assignment, Course
from dashboards.landing import role_shown
from dashboards.overviews.grid import ClassGrid, class_grid
from dashboards.overviews.person import StudentInCourse, student_in_course
from dashboards.overviews.results import AssignmentResults, assignment_results
from dashboards.overviews.school import classroom_lines, content_counts, school_overviews
from dashboards.overviews.student import practices, student_home, student_results, task_groups
from dashboards.overviews.tasks import with_kinds
from dashboards.overviews.teacher import course_summaries, given_tasks, teacher_home
from quizzes.attempts import close_overdue
from quizzes.models import Attempt

BY_NEED = "bantuan"


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """Open with what this person's day needs; `?peran=` shows the home of another own role."""
    user, now = request.user, timezone.now()
    context: dict[str, object] = {"now": now}
    match role_shown(user, request.GET.get("peran", "")):
        case Role.STUDENT:
            page = "student"
            close_overdue(Attempt.objects.visible_to(user), now=now)
            context["overview"] = student_home(user, now=now)
        case Role.TEACHER:
            page = "teacher"
            close_overdue(Attempt.objects.managed_by(user), now=now)
            context["overview"] = teacher_home(user, now=now)
        case Role.OPERATOR:
            page, context["overview"] = "operator", school_overviews(user)
        case Role.EDITOR | Role.ADMIN:
            page, context["overview"] = "content", content_counts(user)
            context["runs_school"] = user.has_role(Role.ADMIN)
        case _:
            page = "nobody"
    return render(request, f"dashboards/home_{page}.html", context)


@require_safe
@role_required(Role.STUDENT, Role.TEACHER)
def task_list(request: SignedInRequest) -> HttpResponse:
    user, now = request.user, timezone.now()
    if role_shown(user) is Role.TEACHER:
        close_overdue(Attempt.objects.managed_by(user), now=now)
        given = {"groups": given_tasks(user, now=now), "now": now}
        return render(request, "dashboards/given_list.html", given)
    close_overdue(Attempt.objects.visible_to(user), now=now)
    context = {"groups": task_groups(user, now=now), "now": now}
    return render(request, "dashboards/task_list.html", context)


@require_safe
@role_required(Role.STUDENT)
def practice_list(request: SignedInRequest) -> HttpResponse:
    user, now = request.user, timezone.now()
    close_overdue(Attempt.objects.visible_to(user), now=now)
    context = {"practices": practices(user, now=now), "now": now}
    return render(request, "dashboards/practice_list.html", context)


@require_safe
@role_required(Role.STUDENT, Role.TEACHER)
def result_list(request: SignedInRequest) -> HttpResponse:
    user, now = request.user, timezone.now()
    if role_shown(user) is Role.TEACHER:
        courses = course_summaries(user)
        return render(request, "dashboards/course_results.html", {"courses": courses})
    close_overdue(Attempt.objects.visible_to(user), now=now)
    context = {"overview": student_results(user, now=now), "now": now}
    return render(request, "dashboards/result_list.html", context)


@require_safe
@role_required(Role.TEACHER, Role.OPERATOR, Role.ADMIN)
def class_list(request: SignedInRequest) -> HttpResponse:
    if role_shown(request.user) is Role.TEACHER:
        courses = course_summaries(request.user)
        return render(request, "dashboards/class_list.html", {"courses": courses})
    context = {"classrooms": classroom_lines(request.user)}
    return render(request, "dashboards/classroom_list.html", context)


def course_of(request: SignedInRequest, pk: int) -> Course:
    """A course that this teacher teaches today; anything else does not exist for them."""
    courses = Course.objects.managed_by(request.user).select_related("classroom", "school")
    return get_object_or_404(courses, pk=pk)


def load_grid(request: SignedInRequest, pk: int, *, now: datetime) -> ClassGrid:
    course = course_of(request, pk)
    close_overdue(Attempt.objects.filter(assignment__course=course), now=now)
    return class_grid(course, by_need=request.GET.get("urut") == BY_NEED, now=now)


@require_safe
@role_required(Role.TEACHER)
def class_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    context = {"grid": load_grid(request, pk, now=now), "now": now}
    return render(request, "dashboards/class_detail.html", context)


def load_student(
    request: SignedInRequest, course_pk: int, pk: int, *, now: datetime
) -> StudentInCourse:
    course = course_of(request, course_pk)
    close_overdue(Attempt.objects.filter(assignment__course=course, student=pk), now=now)
    overview = student_in_course(course, pk, now=now)
    if overview is None:
        raise Http404
    return overview


@require_safe
@role_required(Role.TEACHER)
def student_detail(request: SignedInRequest, course_pk: int, pk: int) -> HttpResponse:
    now = timezone.now()
    context = {"overview": load_student(request, course_pk, pk, now=now), "now": now}
    return render(request, "dashboards/student_detail.html", context)


def load_results(request: SignedInRequest, pk: int, *, now: datetime) -> AssignmentResults:
    mine = Assignment.objects.managed_by(request.user).select_related("course__school")
    assignment = get_object_or_404(with_kinds(mine), pk=pk)
    close_overdue(Attempt.objects.filter(assignment=pk), now=now)
    return assignment_results(assignment, now=now)


@require_safe
@role_required(Role.TEACHER)
def assignment_results_page(request: SignedInRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    context = {"results": load_results(request, pk, now=now), "now": now}
    return render(request, "dashboards/assignment_results.html", context)
