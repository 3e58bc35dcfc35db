"""Tasks as one student or one class meets them: kind, place, dates and state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from accounts.models import User
from classrooms.models import Assignment, AssignmentStudent, Enrollment, is_owed_by
from classrooms.task_states import TaskDates, TaskState, Work, task_state
from dashboards.overviews.seats import Seat, Seats
from dashboards.overviews.standings import NOTHING_DONE, Standing, standings
from lessons.models import Lesson
from quizzes.models import Attempt, QuizAssignment


class Kind(StrEnum):
    LESSON = "lesson"
    QUIZ = "quiz"


@dataclass(frozen=True, slots=True)
class Task:
    """An assignment as it stands for one student."""

    assignment: Assignment
    kind: Kind
    dates: TaskDates
    state: TaskState
    standing: Standing
    is_excused: bool = False
    is_owed: bool = True

    @property
    def title(self) -> str:
        return self.assignment.title

    @property
    def subject(self) -> str:
        return self.assignment.course.subject

    @property
    def is_practice(self) -> bool:
        quiz = quiz_of(self.assignment)
        return quiz is not None and quiz.preset == QuizAssignment.Preset.PRACTICE

    @property
    def is_running(self) -> bool:
        """An attempt is open: its own clock may be running."""
        return self.kind is Kind.QUIZ and self.standing.work is Work.STARTED

    def is_open_at(self, now: datetime) -> bool:
        return self.dates.opens_at <= now < self.dates.closes_at

    @property
    def deadline(self) -> datetime:
        """The next moment that matters: opening, due, or closing when already late."""
        match self.state:
            case TaskState.UPCOMING:
                return self.dates.opens_at
            case TaskState.LATE | TaskState.CLOSED:
                return self.dates.closes_at
            case _:
                return self.dates.due_at

    @property
    def url(self) -> str:
        quiz = quiz_of(self.assignment)
        if quiz is not None:
            return reverse("quizzes:assignment-detail", args=[self.assignment.pk])
        lesson = lesson_of(self.assignment)
        return reverse("lessons:lesson-detail", args=[lesson.code]) if lesson else ""


def with_kinds(assignments: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Fetch the rows with what their pages need, in the same query."""
    return assignments.select_related(
        "course__classroom", "lessonassignment__lesson", "quizassignment__quiz"
    )


def quiz_of(assignment: Assignment) -> QuizAssignment | None:
    """The quiz's own row; `with_kinds` has fetched it."""
    return getattr(assignment, "quizassignment", None)


def lesson_of(assignment: Assignment) -> Lesson | None:
    """The lesson to read; `with_kinds` has fetched it."""
    given = getattr(assignment, "lessonassignment", None)
    return given.lesson if given is not None else None


def kind_of(assignment: Assignment) -> Kind:
    return Kind.LESSON if lesson_of(assignment) is not None else Kind.QUIZ


def exceptions_of(
    assignments: Iterable[Assignment], seats: Seats
) -> dict[tuple[int, int], AssignmentStudent]:
    """By assignment and student."""
    rows = AssignmentStudent.objects.filter(
        assignment__in=[assignment.pk for assignment in assignments],
        student__in={seat.student.pk for seated in seats.values() for seat in seated},
    )
    return {(row.assignment_id, row.student_id): row for row in rows}


def tasks_of(student: User, *, now: datetime) -> list[Task]:
    """Everything this student owes, and what they finished or began elsewhere.

    After a change of class, finished work stays and an open attempt can go on; nothing else of
    the former class is left. Of a lesson given in both classes only the new task remains.
    """
    owed = is_owed_by(student)
    begun = Attempt.objects.filter(assignment=OuterRef("pk"), student=student)
    was_here = Enrollment.objects.filter(student=student, classroom=OuterRef("course__classroom"))
    found = with_kinds(
        Assignment.objects.filter(
            owed | Exists(begun) | (Q(lessonassignment__isnull=False) & Exists(was_here))
        ).annotate(is_owed=owed)
    )
    assignments = list(found.order_by("due_at", "pk"))
    seats = {assignment.course_id: [Seat(student)] for assignment in assignments}
    exceptions = exceptions_of(assignments, seats)
    done = standings(assignments, seats, now=now)
    tasks = [
        make_task(
            assignment,
            exceptions.get((assignment.pk, student.pk)),
            done.get((assignment.pk, student.pk), NOTHING_DONE),
            now=now,
            is_owed=assignment.is_owed,  # type: ignore[attr-defined]
        )
        for assignment in assignments
    ]
    owed_lessons = {lesson_of(task.assignment) for task in tasks if task.is_owed}
    return [task for task in tasks if task.is_owed or _stays(task, owed_lessons)]


def _stays(task: Task, owed_lessons: set[Lesson | None]) -> bool:
    if task.kind is Kind.LESSON:
        is_done = task.standing.work is Work.DONE and not task.is_excused
        return is_done and lesson_of(task.assignment) not in owed_lessons
    return task.state in (TaskState.WAITING, TaskState.DONE) or (
        task.standing.work is Work.STARTED and task.state is not TaskState.CLOSED
    )


def make_task(
    assignment: Assignment,
    exception: AssignmentStudent | None,
    standing: Standing,
    *,
    now: datetime,
    is_owed: bool = True,
) -> Task:
    dates = assignment.dates_for(exception)
    return Task(
        assignment=assignment,
        kind=kind_of(assignment),
        dates=dates,
        state=task_state(dates, standing.work, now),
        standing=standing,
        is_excused=exception is not None and exception.is_excused,
        is_owed=is_owed,
    )
