"""The class page: students down, tasks across, one mark per cell."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from accounts.models import User
from classrooms.models import Assignment, AssignmentStudent, Course
from classrooms.task_states import TaskState, Work
from dashboards.overviews.seats import Seat, Seats, seats_of
from dashboards.overviews.standings import NOTHING_DONE, Standing, standings
from dashboards.overviews.tasks import Kind, Task, exceptions_of, kind_of, make_task, with_kinds

WEAK_PERCENT = 60
GOOD_PERCENT = 80


class CellMark(StrEnum):
    """What the teacher sees of a task; finer than what the student is told to do."""

    UPCOMING = "upcoming"
    NOT_STARTED = "not-started"
    DOING = "doing"
    LATE = "late"
    MISSED = "missed"
    WAITING = "waiting"
    DONE = "done"
    EXCUSED = "excused"
    NOT_GIVEN = "not-given"


@dataclass(frozen=True, slots=True)
class Cell:
    mark: CellMark
    task: Task

    @property
    def is_behind(self) -> bool:
        """Missed, or late and still open."""
        return self.mark in (CellMark.MISSED, CellMark.LATE)

    @property
    def percent(self) -> int | None:
        return self.task.standing.percent

    @property
    def heat(self) -> str:
        """The colour beside symbol and number: by score where there is one, else by state."""
        if self.percent is None:
            return self.mark.value
        if self.percent < WEAK_PERCENT:
            return "weak"
        return "fair" if self.percent < GOOD_PERCENT else "good"

    @property
    def reading(self) -> str:
        """Sections read, where a lesson has been begun and not finished."""
        standing = self.task.standing
        begun = self.task.kind is Kind.LESSON and 0 < standing.read < standing.sections
        return f"{standing.read}/{standing.sections}" if begun else ""


@dataclass(frozen=True, slots=True)
class Column:
    assignment: Assignment
    kind: Kind
    done: int
    given: int


@dataclass(frozen=True, slots=True)
class Row:
    student: User
    cells: list[Cell]
    namesake: str = ""  # NIS or username, where another in the class has the same name

    @property
    def behind(self) -> int:
        return sum(cell.is_behind for cell in self.cells)

    @property
    def need(self) -> tuple[int, int, float]:
        """Greater for who needs help more: missed and late first, then due soon, then weak."""
        weight = {CellMark.MISSED: 3, CellMark.LATE: 2}
        due = sum(weight.get(cell.mark, 0) for cell in self.cells)
        percents = [cell.percent for cell in self.cells if cell.percent is not None]
        weak = sum(percent < WEAK_PERCENT for percent in percents)
        mean = sum(percents) / len(percents) if percents else 100
        return (due, weak, -mean)


@dataclass(frozen=True, slots=True)
class ClassGrid:
    course: Course
    columns: list[Column]
    rows: list[Row]
    by_need: bool
    marks: list[CellMark]  # those that occur, for the legend

    @property
    def behind(self) -> int:
        return sum(row.behind > 0 for row in self.rows)

    @property
    def has_scores(self) -> bool:
        return any(cell.percent is not None for row in self.rows for cell in row.cells)


def class_grid(course: Course, *, by_need: bool, now: datetime) -> ClassGrid:
    seats = seats_of([course])
    students = [seat.student for seat in seats[course.pk]]
    found = with_kinds(Assignment.objects.filter(course=course)).order_by("-opens_at", "-pk")
    # The latest first; what is not open yet has nothing to tell, so it comes last.
    assignments = sorted(found, key=lambda assignment: assignment.opens_at > now)
    cells = cells_of(assignments, seats, now=now)
    names = Counter(student.name for student in students)
    rows = [
        Row(
            student,
            [cells[assignment.pk, student.pk] for assignment in assignments],
            (student.nis or student.username) if names[student.name] > 1 else "",
        )
        for student in students
    ]
    columns = [_column(a, [cells[a.pk, student.pk] for student in students]) for a in assignments]
    if by_need:
        rows.sort(key=lambda row: row.need, reverse=True)  # stable: equal ones stay by name
    used = {cell.mark for row in rows for cell in row.cells}
    return ClassGrid(course, columns, rows, by_need, [mark for mark in CellMark if mark in used])


def _column(assignment: Assignment, cells: list[Cell]) -> Column:
    given = [c for c in cells if c.mark not in (CellMark.NOT_GIVEN, CellMark.EXCUSED)]
    done = sum(cell.mark in (CellMark.DONE, CellMark.WAITING) for cell in given)
    return Column(assignment, kind_of(assignment), done=done, given=len(given))


def cells_of(
    assignments: list[Assignment], seats: Seats, *, now: datetime
) -> dict[tuple[int, int], Cell]:
    """A cell for every assignment and every student who sits in its course."""
    exceptions = exceptions_of(assignments, seats)
    done = standings(assignments, seats, now=now)
    return {
        (assignment.pk, seat.student.pk): _cell(
            assignment,
            seat,
            exceptions.get((assignment.pk, seat.student.pk)),
            done.get((assignment.pk, seat.student.pk), NOTHING_DONE),
            now=now,
        )
        for assignment in assignments
        for seat in seats[assignment.course_id]
    }


def _cell(
    assignment: Assignment,
    seat: Seat,
    exception: AssignmentStudent | None,
    standing: Standing,
    *,
    now: datetime,
) -> Cell:
    task = make_task(assignment, exception, standing, now=now)
    is_given = seat.owes(assignment) and (not assignment.only_chosen or exception is not None)
    return Cell(_mark(task, is_given=is_given), task)


def _mark(task: Task, *, is_given: bool) -> CellMark:
    work = task.standing.work
    if work is Work.DONE:
        return CellMark.DONE
    if task.is_excused:
        return CellMark.EXCUSED
    if not is_given and work is Work.NONE:
        return CellMark.NOT_GIVEN
    match task.state:
        case TaskState.WAITING:
            return CellMark.WAITING
        case TaskState.UPCOMING:
            return CellMark.UPCOMING
        case TaskState.CLOSED:
            return CellMark.MISSED
        case TaskState.LATE:
            return CellMark.LATE
        case TaskState.DOING:
            return CellMark.DOING
        case _:
            return CellMark.NOT_STARTED
