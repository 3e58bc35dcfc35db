"""One student in one course, for the teacher."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from classrooms.models import Assignment, Course
from dashboards.overviews.grid import Cell, cells_of
from dashboards.overviews.objectives import ObjectiveResult, objectives_of
from dashboards.overviews.seats import seats_of
from dashboards.overviews.tasks import with_kinds
from quizzes.models import Attempt
from quizzes.results import AttemptScore, scored, with_sums


@dataclass(frozen=True, slots=True)
class AttemptLine:
    """One attempt; `score` is None while it is open."""

    attempt: Attempt
    score: AttemptScore | None
    counts: bool


@dataclass(frozen=True, slots=True)
class TaskLine:
    cell: Cell
    attempts: list[AttemptLine]


@dataclass(frozen=True, slots=True)
class StudentInCourse:
    course: Course
    student: User
    lines: list[TaskLine]
    objectives: list[ObjectiveResult]

    @property
    def behind(self) -> int:
        return sum(line.cell.is_behind for line in self.lines)


def student_in_course(course: Course, pk: int, *, now: datetime) -> StudentInCourse | None:
    """None when nobody with this key sits in the course."""
    seat = next((seat for seat in seats_of([course])[course.pk] if seat.student.pk == pk), None)
    if seat is None:
        return None
    student = seat.student
    assignments = list(
        with_kinds(Assignment.objects.filter(course=course)).order_by("-opens_at", "-pk")
    )
    cells = cells_of(assignments, {course.pk: [seat]}, now=now)
    attempts: dict[int, list[AttemptLine]] = {}
    rows = with_sums(Attempt.objects.filter(assignment__course=course, student=student))
    for attempt in rows:
        counted = cells[attempt.assignment_id, student.pk].task.standing.counted
        line = AttemptLine(
            attempt=attempt,
            score=None if attempt.is_open else scored(attempt).score,
            counts=attempt.pk == counted,
        )
        attempts.setdefault(attempt.assignment_id, []).append(line)
    lines = [TaskLine(cells[a.pk, student.pk], attempts.get(a.pk, [])) for a in assignments]
    marked = [
        line.cell.task.standing.counted
        for line in sorted(lines, key=lambda line: line.cell.task.standing.last_at or now)[::-1]
        if line.cell.task.standing.counted is not None
    ]
    return StudentInCourse(course, student, lines, objectives_of(marked))
