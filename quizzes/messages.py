"""What teachers send to their class on WhatsApp: task, deadline and link; no names, no marks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.template.loader import render_to_string
from django.urls import reverse

from classrooms.models import Assignment, Course
from lessons.models import Lesson, LessonAssignment
from quizzes.assigning import kind_of
from quizzes.models import PinnedItem, QuizAssignment


@dataclass(frozen=True, slots=True)
class ClassMessage:
    course: Course
    given: list[Assignment]
    text: str


def class_messages(
    given: Iterable[Assignment], *, absolute: Callable[[str], str]
) -> list[ClassMessage]:
    """One message for each class; `absolute` turns a path into an address."""
    rows = list(given)
    counts = dict(
        PinnedItem.objects.filter(assignment__in=[row.pk for row in rows])
        .values_list("assignment")
        .annotate(Count("pk"))
        .order_by()
    )
    reading = [kind.lesson_id for kind in map(kind_of, rows) if isinstance(kind, LessonAssignment)]
    lessons = Lesson.objects.in_bulk(reading)
    by_course: dict[Course, list[Assignment]] = {}
    for row in rows:
        by_course.setdefault(row.course, []).append(row)
    return [
        ClassMessage(course, tasks, _text(course, tasks, counts, lessons, absolute))
        for course, tasks in by_course.items()
    ]


def _text(
    course: Course,
    tasks: list[Assignment],
    counts: dict[int, int],
    lessons: dict[int, Any],
    absolute: Callable[[str], str],
) -> str:
    parts = []
    for task in map(kind_of, tasks):
        if isinstance(task, QuizAssignment):
            path = reverse("quizzes:assignment-detail", args=[task.pk])
        else:
            path = reverse("lessons:lesson-detail", args=[lessons[task.lesson_id].code])
        parts.append(
            {
                "task": task,
                "is_quiz": isinstance(task, QuizAssignment),
                "questions": counts.get(task.pk, 0),
                "address": absolute(path),
            }
        )
    text = render_to_string("quizzes/_class_message.txt", {"course": course, "parts": parts})
    paragraphs = text.replace("\r", "").split("\n\n")
    lines = [
        "\n".join(line.strip() for line in paragraph.split("\n") if line.strip())
        for paragraph in paragraphs
    ]
    return "\n\n".join(line for line in lines if line)
