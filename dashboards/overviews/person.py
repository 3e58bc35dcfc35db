"""One student in one course, for the teacher."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from classrooms.models import Assignment, Course
from dashboards.charts import Span, Timeline, timeline
from dashboards.overviews.grid import Cell, CellMark, cells_of
from dashboards.overviews.objectives import Headline, ObjectiveResult, headline_of, objectives_of
from dashboards.overviews.seats import seats_of
from dashboards.overviews.tasks import lesson_of, with_kinds
from lessons.models import SectionProgress
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
    done_at: list[datetime]  # each attempt handed in; for reading, when the last section was read

    @property
    def is_timely(self) -> bool:
        return bool(self.done_at) and min(self.done_at) <= self.cell.task.dates.due_at


@dataclass(frozen=True, slots=True)
class StudentInCourse:
    course: Course
    student: User
    lines: list[TaskLine]
    objectives: list[ObjectiveResult]
    picture: Timeline | None

    @property
    def timely(self) -> int:
        return sum(line.is_timely for line in self.drawn)

    @property
    def due(self) -> int:
        """Tasks that were to be done by now, or are done."""
        waiting = (CellMark.NOT_STARTED, CellMark.DOING)
        return sum(bool(line.done_at) or line.cell.mark not in waiting for line in self.drawn)

    @property
    def drawn(self) -> list[TaskLine]:
        return drawn_of(self.lines)

    @property
    def headline(self) -> Headline:
        return headline_of(self.objectives)

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
    read_at = _last_read(student)
    lines = [
        TaskLine(
            cell=cells[a.pk, student.pk],
            attempts=attempts.get(a.pk, []),
            done_at=_done_at(cells[a.pk, student.pk], attempts.get(a.pk, []), read_at),
        )
        for a in assignments
    ]
    marked = [
        line.cell.task.standing.counted
        for line in sorted(lines, key=lambda line: line.cell.task.standing.last_at or now)[::-1]
        if line.cell.task.standing.counted is not None
    ]
    return StudentInCourse(
        course=course,
        student=student,
        lines=lines,
        objectives=objectives_of(marked),
        picture=_picture(lines, now=now),
    )


def _last_read(student: User) -> dict[int, datetime]:
    """By lesson, when this student last finished a section of it."""
    rows = SectionProgress.objects.filter(student=student).values_list("section__lesson")
    return dict(rows.annotate(Max("done_at")).order_by())


def _done_at(
    cell: Cell, attempts: Iterable[AttemptLine], read_at: dict[int, datetime]
) -> list[datetime]:
    lesson = lesson_of(cell.task.assignment)
    if lesson is None:
        moments = (line.attempt.submitted_at for line in attempts)
        return [when for when in moments if when]
    return [read_at[lesson.pk]] if cell.mark is CellMark.DONE and lesson.pk in read_at else []


def drawn_of(lines: Iterable[TaskLine]) -> list[TaskLine]:
    """What has a place on the line of time: everything given and opened, the earliest first."""
    outside = (CellMark.NOT_GIVEN, CellMark.EXCUSED, CellMark.UPCOMING)
    given = [line for line in lines if line.cell.mark not in outside]
    return sorted(given, key=lambda line: line.cell.task.dates.opens_at)


def _picture(lines: Iterable[TaskLine], *, now: datetime) -> Timeline | None:
    spans = [
        Span(
            label=line.cell.task.title,
            start=line.cell.task.dates.opens_at,
            due=line.cell.task.dates.due_at,
            end=line.cell.task.dates.closes_at,
            done=line.done_at,
        )
        for line in drawn_of(lines)
    ]
    return timeline(spans, now=now, zone=timezone.get_current_timezone())
