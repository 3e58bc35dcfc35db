"""What the class, student and task pages show, as tables: the same overviews, in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from dashboards.files import Document, Table, Value
from dashboards.overviews.grid import Cell, ClassGrid
from dashboards.overviews.objectives import ObjectiveResult
from dashboards.overviews.person import StudentInCourse
from dashboards.overviews.results import AssignmentResults, ItemResult
from dashboards.overviews.tasks import Kind
from dashboards.words import DIFFICULTIES, KINDS, LEVELS, MARKS, VERDICTS


def local(when: datetime | None) -> datetime | None:
    """A moment by the school's clock, as spreadsheets keep it: without a zone."""
    return timezone.localtime(when).replace(tzinfo=None) if when else None


def points_of(thousandths: int | None) -> Decimal | None:
    return None if thousandths is None else Decimal(thousandths) / 1000


def _name(*parts: str) -> str:
    day = timezone.localdate()
    return slugify(" ".join([*parts, day.isoformat()]))


# --- A class ----------------------------------------------------------------------------------


def class_document(grid: ClassGrid) -> Document:
    tasks = [column.assignment.title for column in grid.columns]
    students = Table(
        title=_("Students"),
        head=[_("No."), _("NISN"), _("NIS"), _("Student"), _("Missed or late"), *tasks],
        rows=[
            [*_who(number, row.student), row.behind, *(cell_value(cell) for cell in row.cells)]
            for number, row in enumerate(grid.rows, start=1)
        ],
    )
    given = Table(
        title=_("Tasks"),
        head=[_("Task"), _("Kind"), _("Opens"), _("Due"), _("Closes"), _("Done"), _("Given to")],
        rows=[
            [
                column.assignment.title,
                str(KINDS[column.kind]),
                local(column.assignment.opens_at),
                local(column.assignment.due_at),
                local(column.assignment.closes_at),
                column.done,
                column.given,
            ]
            for column in grid.columns
        ],
    )
    return Document(_name(str(grid.course)), str(grid.course), [students, given])


def _who(number: int, student: User) -> list[Value]:
    return [number, student.nisn or None, student.nis or None, student.name]


def cell_value(cell: Cell) -> Value:
    """What stands in a cell of the grid: the score, else sections read, else the state."""
    if cell.percent is not None:
        return cell.percent
    return f"{MARKS[cell.mark]} {cell.reading}".strip()


# --- One student ------------------------------------------------------------------------------


def student_document(overview: StudentInCourse) -> Document:
    tasks = Table(
        title=_("Tasks"),
        head=[_("Task"), _("Kind"), _("Opens"), _("Due"), *result_head()],
        rows=[
            [
                line.cell.task.title,
                str(KINDS[line.cell.task.kind]),
                local(line.cell.task.dates.opens_at),
                local(line.cell.task.dates.due_at),
                *_result(line.cell, max(line.done_at, default=None)),
            ]
            for line in overview.lines
        ],
    )
    heading = f"{overview.student.name} · {overview.course}"
    name = _name(overview.student.name, str(overview.course))
    return Document(name, heading, [tasks, _objectives(overview.objectives)])


def result_head() -> list[str]:
    return [
        _("State"),
        _("Score"),
        _("Points"),
        _("Points possible"),
        _("Attempts made"),
        _("Sections read"),
        _("Sections"),
        _("Last done"),
    ]


def _result(cell: Cell, done_at: datetime | None) -> list[Value]:
    standing, is_quiz = cell.task.standing, cell.task.kind is Kind.QUIZ
    return [
        str(MARKS[cell.mark]),
        cell.percent,
        points_of(standing.points),
        points_of(standing.possible) if standing.points is not None else None,
        standing.attempts if is_quiz else None,
        None if is_quiz else standing.read,
        None if is_quiz else standing.sections,
        local(done_at),
    ]


def _objectives(objectives: Iterable[ObjectiveResult]) -> Table:
    return Table(
        title=_("Learning objectives"),
        head=[
            _("Code"),
            _("Objective"),
            _("Questions"),
            _("Points"),
            _("Points possible"),
            _("Percent"),
            _("State"),
        ],
        rows=[
            [
                f"TP {one.code}",
                one.text,
                one.items,
                points_of(one.points),
                points_of(one.possible),
                one.percent,
                str(LEVELS[one.level]),
            ]
            for one in objectives
        ],
    )


# --- One task ---------------------------------------------------------------------------------


def results_document(results: AssignmentResults) -> Document:
    assignment = results.assignment
    students = Table(
        title=_("Students"),
        head=[_("No."), _("NISN"), _("NIS"), _("Student"), *result_head()],
        rows=[
            [*_who(number, row.student), *_result(row.cell, row.cell.task.standing.last_at)]
            for number, row in enumerate(results.rows, start=1)
        ],
    )
    states = Table(
        title=_("States"),
        head=[_("State"), _("Students")],
        rows=[[str(MARKS[state.mark]), state.count] for state in results.states],
    )
    tables = [students, states]
    if results.kind is Kind.QUIZ:
        tables += [_scores(results), _items(results.items)]
    heading = f"{assignment.title} · {assignment.course}"
    return Document(_name(assignment.title, str(assignment.course)), heading, tables)


def _scores(results: AssignmentResults) -> Table:
    return Table(
        title=_("Scores"),
        head=[_("From"), _("To"), _("Students")],
        rows=[[bar.low, bar.high, bar.count] for bar in results.spread.bars],
    )


def _items(items: Iterable[ItemResult]) -> Table:
    return Table(
        title=_("Questions"),
        head=[
            _("No."),
            _("Code"),
            _("Question"),
            _("Form"),
            _("Objective"),
            _("Facility (p)"),
            _("Difficulty"),
            *(str(word) for word in VERDICTS.values()),
        ],
        rows=[
            [
                item.pin.position,
                item.pin.version.question.code,
                item.text,
                item.form_name,
                f"TP {item.pin.version.question.objective.code}",
                item.p,
                str(DIFFICULTIES[item.difficulty]) if item.difficulty else None,
                *(item.counts[verdict.value] for verdict in VERDICTS),
            ]
            for item in items
        ],
    )
