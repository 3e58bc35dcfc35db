"""One task after it was given: where everybody stands, and what the teacher can do."""

from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import role_required
from accounts.models import Role
from accounts.requests import SignedInRequest
from classrooms.assignments import DatesRefused, excuse
from classrooms.models import Assignment
from quizzes import managing
from quizzes.assigning import NotAssignable, copy, kind_of
from quizzes.forms.assigning import own_courses
from quizzes.forms.managing import CopyForm, EditForm, ExtendForm, QuizEditForm
from quizzes.messages import class_messages
from quizzes.models import QuizAssignment
from quizzes.sheets import sheet_of
from quizzes.visibility import Moment


def load(request: SignedInRequest, pk: int) -> Assignment:
    """A task of this teacher's courses, with its kind; anything else does not exist for them."""
    assignments = Assignment.objects.managed_by(request.user).select_related(
        "course__classroom",
        "course__school",
        "quizassignment__course__classroom",
        "quizassignment__course__school",
        "quizassignment__quiz",
        "lessonassignment__course__classroom",
        "lessonassignment__course__school",
        "lessonassignment__lesson",
    )
    return kind_of(get_object_or_404(assignments, pk=pk))


@role_required(Role.TEACHER)
@require_GET
def manage(request: SignedInRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    assignment = load(request, pk)
    quiz = assignment if isinstance(assignment, QuizAssignment) else None
    sheet = sheet_of(assignment, now=now)
    waits = quiz is not None and quiz.released_at is None and is_released_by_hand(quiz)
    context = {
        "assignment": assignment,
        "quiz": quiz,
        "sheet": sheet,
        "waits_for_release": waits,
        "still_open": managing.still_open(quiz, now=now) if quiz and waits else [],
        "can_recall": not managing.has_started(assignment),
        "is_closed": now >= assignment.closes_at,
        "now": now,
    }
    return render(request, "quizzes/assignment_manage.html", context)


def is_released_by_hand(quiz: QuizAssignment) -> bool:
    return Moment.RELEASED in (quiz.policy.score, quiz.policy.correctness, quiz.policy.key)


@role_required(Role.TEACHER)
@require_http_methods(["GET", "POST"])
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    assignment = load(request, pk)
    data = request.POST if request.method == "POST" else None
    has_started = managing.has_started(assignment)
    form: EditForm
    if isinstance(assignment, QuizAssignment):
        form = QuizEditForm(
            data, has_started=has_started, initial=QuizEditForm.first_values(assignment)
        )
    else:
        form = EditForm(data, initial=EditForm.first_values(assignment))
    if form.is_valid() and _is_changed(form, assignment, request, now=now):
        messages.success(request, _("Saved."))
        return redirect("quizzes:assignment-manage", pk)
    context = {"assignment": assignment, "form": form, "has_started": has_started}
    return answer(request, "quizzes/assignment_edit.html", context, form)


def _is_changed(
    form: EditForm, assignment: Assignment, request: SignedInRequest, *, now: datetime
) -> bool:
    rules = None
    if isinstance(form, QuizEditForm):
        rules = form.rules(cast(QuizAssignment, assignment))
    values = {name: form.cleaned_data[name] for name in EditForm.base_fields}
    try:
        managing.change(assignment=assignment, rules=rules, by=request.user, now=now, **values)
    except (DatesRefused, managing.RulesRefused) as error:
        form.add_error(None, str(error))
        return False
    return True


@role_required(Role.TEACHER)
@require_http_methods(["GET", "POST"])
def recall(request: SignedInRequest, pk: int) -> HttpResponse:
    assignment = load(request, pk)
    if request.method == "POST":
        try:
            managing.recall(assignment=assignment, by=request.user, now=timezone.now())
        except managing.RecallRefused as error:
            messages.error(request, str(error))
            return redirect("quizzes:assignment-recall", pk)
        messages.success(request, _("Taken back. No student sees it any more."))
        return redirect("dashboards:task-list")
    context = {"assignment": assignment, "has_started": managing.has_started(assignment)}
    return render(request, "quizzes/assignment_recall.html", context)


@role_required(Role.TEACHER)
@require_http_methods(["GET", "POST"])
def extend(request: SignedInRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    assignment = load(request, pk)
    data = request.POST if request.method == "POST" else None
    form = ExtendForm(
        data,
        students=assignment.course.students(),
        initial=ExtendForm.first_values(assignment, now),
    )
    if form.is_valid() and _is_extended(form, assignment, request, now=now):
        messages.success(request, _("The new time holds, also for those who are writing now."))
        return redirect("quizzes:assignment-manage", pk)
    chosen = form["students"].value() or request.GET.getlist("murid")
    context = {
        "assignment": assignment,
        "form": form,
        "students": list(form.by_pk.values()),
        "chosen": {str(pk) for pk in chosen},
    }
    return answer(request, "quizzes/assignment_extend.html", context, form)


def _is_extended(
    form: ExtendForm, assignment: Assignment, request: SignedInRequest, *, now: datetime
) -> bool:
    values: dict[str, Any] = {
        "assignment": assignment,
        "due_at": form.cleaned_data["due_at"],
        "closes_at": form.cleaned_data["closes_at"],
        "reason": form.cleaned_data["reason"],
        "by": request.user,
        "now": now,
    }
    try:
        if students := form.chosen_students():
            managing.extend_for_students(students=students, **values)
        else:
            managing.extend_for_class(**values)
    except DatesRefused as error:
        form.add_error("due_at", str(error))
        return False
    return True


@role_required(Role.TEACHER)
@require_POST
def excuse_student(request: SignedInRequest, pk: int) -> HttpResponse:
    assignment = load(request, pk)
    wanted = request.POST.get("murid", "")
    if not wanted:
        messages.error(request, _("Choose a student."))
        return redirect("quizzes:assignment-manage", pk)
    student = get_object_or_404(
        assignment.course.students(), pk=int(wanted) if wanted.isdecimal() else 0
    )
    excuse(
        assignment=assignment,
        student=student,
        is_excused=request.POST.get("dibebaskan") == "1",
        by=request.user,
        now=timezone.now(),
    )
    messages.success(request, _("Saved."))
    return redirect("quizzes:assignment-manage", pk)


@role_required(Role.TEACHER)
@require_http_methods(["GET", "POST"])
def copy_to_classes(request: SignedInRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    assignment = load(request, pk)
    data = request.POST if request.method == "POST" else None
    form = CopyForm(
        data,
        courses=own_courses(request.user),
        initial={"opens_at": max(now, assignment.opens_at).replace(second=0, microsecond=0)},
    )
    if form.is_valid():
        courses = form.chosen_courses()
        try:
            copied = copy(
                assignment=assignment,
                courses=courses,
                shift=form.cleaned_data["opens_at"] - assignment.opens_at,
                by=request.user,
                now=now,
            )
        except NotAssignable as error:
            form.add_error(None, str(error))
        else:
            text = ngettext("Copied to %(n)d class.", "Copied to %(n)d classes.", len(copied))
            messages.success(request, text % {"n": len(copied)})
            return redirect("quizzes:assignment-manage", copied[0].pk)
    context = {
        "assignment": assignment,
        "form": form,
        "courses": list(form.by_pk.values()),
        "chosen": {str(pk) for pk in form["courses"].value() or ()},
        "is_quiz": isinstance(assignment, QuizAssignment),
    }
    return answer(request, "quizzes/assignment_copy.html", context, form)


@role_required(Role.TEACHER)
@require_GET
def message(request: SignedInRequest, pk: int) -> HttpResponse:
    assignment = load(request, pk)
    (found,) = class_messages([assignment], absolute=request.build_absolute_uri)
    context = {"assignment": assignment, "text": found.text}
    return render(request, "quizzes/assignment_message.html", context)


@role_required(Role.TEACHER)
@require_POST
def release(request: SignedInRequest, pk: int) -> HttpResponse:
    """Release once the teacher has seen who could still be answering the same quiz."""
    now = timezone.now()
    assignment = load(request, pk)
    if not isinstance(assignment, QuizAssignment):
        raise Http404
    if managing.still_open(assignment, now=now) and request.POST.get("tahu") != "1":
        messages.warning(
            request, _("Not released yet: others can still answer the same questions. See below.")
        )
        return redirect("quizzes:assignment-manage", pk)
    managing.release(assignment=assignment, by=request.user, now=now)
    messages.success(request, _("Released. Students can see their results now."))
    return redirect("quizzes:assignment-manage", pk)


def answer(
    request: SignedInRequest, template: str, context: dict[str, Any], form: Any
) -> HttpResponse:
    """The page with its form; 422 when the form came back with errors."""
    return render(request, template, context, status=422 if form.errors else 200)
