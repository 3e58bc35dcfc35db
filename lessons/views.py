"""Reading pages, for everybody who may read."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import role_required
from accounts.models import Role
from accounts.requests import SignedInRequest
from classrooms.models import Assignment
from lessons.models import GlossaryTerm, LessonAssignment
from lessons.progress import finish_section, note_opened, reopen_section
from lessons.reading import (
    Contents,
    can_edit,
    contents_for,
    lessons_for,
    page_of,
    sections_naming,
    sources_of,
    units_for,
)

READERS = (Role.STUDENT, Role.TEACHER, Role.EDITOR, Role.ADMIN)


@require_safe
@role_required(*READERS)
def lesson_list(request: SignedInRequest) -> HttpResponse:
    context = {
        "units": units_for(request.user),
        "is_student": request.user.has_role(Role.STUDENT),
        "is_editor": request.user.has_role(Role.EDITOR, Role.ADMIN),
    }
    return render(request, "lessons/lesson_list.html", context)


@require_safe
@role_required(*READERS)
def lesson_detail(request: SignedInRequest, code: str) -> HttpResponse:
    contents = _contents(request, code)
    user, lesson = request.user, contents.lesson
    is_student = user.has_role(Role.STUDENT)
    tasks = LessonAssignment.objects.filter(
        lesson=lesson, pk__in=Assignment.objects.owed_by(user).values("pk")
    )
    context = {
        "lesson": lesson,
        "contents": contents,
        "objectives": lesson.objectives.all(),
        "sources": sources_of(lesson),
        "is_student": is_student,
        "task": tasks.order_by("due_at").last() if is_student else None,
        "can_assign": user.has_role(Role.TEACHER) and lesson.status == "published",
        "can_edit": can_edit(user, lesson),
    }
    return render(request, "lessons/lesson_detail.html", context)


@require_safe
@role_required(*READERS)
def section_detail(request: SignedInRequest, lesson: str, code: str) -> HttpResponse:
    contents, place = _section(request, lesson, code)
    line = contents.lines[place]
    user = request.user
    is_student = user.has_role(Role.STUDENT) and not line.is_draft

    if is_student:
        note_opened(section=line.section, by=user, now=timezone.now())

    context = {
        "lesson": contents.lesson,
        "contents": contents,
        "line": line,
        "page": page_of(user, contents.lesson, [line]),
        "previous": contents.lines[place - 1] if place else None,
        "next": contents.lines[place + 1] if place + 1 < len(contents.lines) else None,
        "is_student": is_student,
        "can_edit": can_edit(user, contents.lesson),
    }
    return render(request, "lessons/section_detail.html", context)


@require_POST
@role_required(Role.STUDENT)
def section_finish(request: SignedInRequest, lesson: str, code: str) -> HttpResponse:
    contents, place = _section(request, lesson, code)

    finish_section(section=contents.lines[place].section, by=request.user, now=timezone.now())

    if place + 1 < len(contents.lines):
        return redirect("lessons:section-detail", lesson, contents.lines[place + 1].section.code)
    return redirect("lessons:lesson-detail", lesson)


@require_POST
@role_required(Role.STUDENT)
def section_reopen(request: SignedInRequest, lesson: str, code: str) -> HttpResponse:
    contents, place = _section(request, lesson, code)

    section = contents.lines[place].section
    if not reopen_section(section=section, by=request.user, now=timezone.now()):
        messages.info(request, _("Your teacher marked this section as read."))

    return redirect("lessons:section-detail", lesson, code)


@require_safe
@role_required(*READERS)
def lesson_print(request: SignedInRequest, code: str) -> HttpResponse:
    contents = _contents(request, code)
    context = {
        "lesson": contents.lesson,
        "contents": contents,
        "objectives": contents.lesson.objectives.all(),
        "page": page_of(request.user, contents.lesson, contents.lines, heading_level=3),
        "can_edit": can_edit(request.user, contents.lesson),
    }
    return render(request, "lessons/lesson_print.html", context)


@require_safe
@role_required(*READERS)
def term_detail(request: SignedInRequest, code: str) -> HttpResponse:
    readable = lessons_for(request.user).values("pk")
    term = get_object_or_404(
        GlossaryTerm.objects.select_related("lesson__unit"), code=code, lesson__in=readable
    )
    context = {"term": term, "sections": sections_naming(term, request.user)}
    return render(request, "lessons/term_detail.html", context)


def _contents(request: SignedInRequest, code: str) -> Contents:
    lesson = get_object_or_404(lessons_for(request.user), code=code)
    return contents_for(request.user, lesson, edits=can_edit(request.user, lesson))


def _section(request: SignedInRequest, lesson: str, code: str) -> tuple[Contents, int]:
    contents = _contents(request, lesson)
    place = contents.at(code)
    if place is None:
        raise Http404
    return contents, place
