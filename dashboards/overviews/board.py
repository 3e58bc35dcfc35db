"""Classes down, lessons across: what was given of each lesson, and how far each class is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from accounts.models import User
from classrooms.models import Assignment, Course
from dashboards.overviews.tasks import Kind, lesson_of, quiz_of
from lessons.models import Lesson, Unit


@dataclass(frozen=True, slots=True)
class Given:
    """An assignment with how far its class is."""

    assignment: Assignment
    kind: Kind
    done: int
    of: int
    not_started: int
    to_mark: int

    @property
    def is_done(self) -> bool:
        return self.done >= self.of

    def is_running_at(self, now: datetime) -> bool:
        return self.assignment.opens_at <= now < self.assignment.closes_at

    @property
    def lesson_id(self) -> int | None:
        """The lesson that it reads or asks about."""
        lesson, quiz = lesson_of(self.assignment), quiz_of(self.assignment)
        if lesson is not None:
            return lesson.pk
        return quiz.quiz.lesson_id if quiz is not None else None


class Stage(StrEnum):
    COMING = "coming"
    RUNNING = "running"
    COMPLETE = "complete"
    SHORT = "short"  # closed, and somebody has not done it


@dataclass(frozen=True, slots=True)
class BoardTask:
    given: Given
    stage: Stage


@dataclass(frozen=True, slots=True)
class BoardRow:
    course: Course
    cells: list[tuple[Lesson, list[BoardTask]]]


@dataclass(frozen=True, slots=True)
class Board:
    """One unit: its lessons, and the courses that it is for."""

    unit: Unit
    lessons: list[Lesson]
    rows: list[BoardRow]


def lessons_of(teacher: User) -> list[Lesson]:
    """What this teacher can assign, in order."""
    return list(
        Lesson.objects.visible_to(teacher)
        .published()
        .select_related("unit")
        .order_by("unit__order", "unit__title", "unit", "number")
    )


def boards_of(
    courses: Sequence[Course], given: Iterable[Given], lessons: Iterable[Lesson], *, now: datetime
) -> list[Board]:
    """One board per unit, with the courses of its subject and those that were given some of it."""
    tasks: dict[tuple[int, int | None], list[BoardTask]] = {}
    for one in sorted(given, key=lambda one: one.kind is Kind.QUIZ):  # reading before its quiz
        place = (one.assignment.course_id, one.lesson_id)
        tasks.setdefault(place, []).append(BoardTask(one, stage_of(one, now)))
    units: dict[Unit, list[Lesson]] = {}
    for lesson in lessons:
        units.setdefault(lesson.unit, []).append(lesson)
    boards = []
    for unit, own in units.items():
        rows = [
            BoardRow(course, [(lesson, tasks.get((course.pk, lesson.pk), [])) for lesson in own])
            for course in courses
        ]
        shown = [row for row in rows if _same(row.course, unit) or any(t for _, t in row.cells)]
        if shown:
            boards.append(Board(unit, own, shown))
    return boards


def _same(course: Course, unit: Unit) -> bool:
    return course.subject.casefold().split() == unit.subject.casefold().split()


def stage_of(given: Given, now: datetime) -> Stage:
    if now < given.assignment.opens_at:
        return Stage.COMING
    if given.is_done:
        return Stage.COMPLETE
    return Stage.RUNNING if now < given.assignment.closes_at else Stage.SHORT
