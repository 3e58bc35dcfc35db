"""What a student's own pages show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from accounts.models import User
from classrooms.models import Course
from classrooms.task_states import TaskState, Work
from dashboards.overviews.objectives import Headline, ObjectiveResult, headline_of, objectives_of
from dashboards.overviews.tasks import Kind, Task, tasks_of
from lessons.models import Lesson, Unit
from lessons.progress import Reading, reading_of

NEXT_TASKS = 3


class Group(StrEnum):
    NOW = "now"
    COMING = "coming"
    WAITING = "waiting"
    DONE = "done"
    CLOSED = "closed"


GROUP_OF = {
    TaskState.TODO: Group.NOW,
    TaskState.DOING: Group.NOW,
    TaskState.LATE: Group.NOW,
    TaskState.UPCOMING: Group.COMING,
    TaskState.WAITING: Group.WAITING,
    TaskState.DONE: Group.DONE,
    TaskState.CLOSED: Group.CLOSED,
}


@dataclass(frozen=True, slots=True)
class LessonMark:
    lesson: Lesson
    reading: Reading

    @property
    def is_done(self) -> bool:
        return self.reading.work is Work.DONE

    @property
    def is_doing(self) -> bool:
        return self.reading.work is Work.STARTED


@dataclass(frozen=True, slots=True)
class UnitProgress:
    unit: Unit
    marks: list[LessonMark]

    @property
    def done(self) -> int:
        return sum(mark.is_done for mark in self.marks)


@dataclass(frozen=True, slots=True)
class StudentHome:
    has_course: bool
    first: Task | None
    following: list[Task]
    more: int
    upcoming: Task | None
    last_result: Task | None
    units: list[UnitProgress]
    objectives: list[ObjectiveResult]

    @property
    def headline(self) -> Headline:
        return headline_of(self.objectives)


def student_home(student: User, *, now: datetime) -> StudentHome:
    tasks = tasks_of(student, now=now)
    todo = by_urgency(tasks)
    coming = _in_group(tasks, Group.COMING)
    return StudentHome(
        has_course=bool(tasks) or Course.objects.taken_by(student).exists(),
        first=todo[0] if todo else None,
        following=todo[1 : 1 + NEXT_TASKS],
        more=max(0, len(todo) - 1 - NEXT_TASKS),
        upcoming=min(coming, key=lambda task: task.dates.opens_at, default=None),
        last_result=max(
            (task for task in tasks if is_handed_in(task)),
            key=lambda task: task.standing.last_at or now,
            default=None,
        ),
        units=unit_progress(student),
        objectives=shown_objectives(_latest_first(tasks, now)),
    )


def by_urgency(tasks: Iterable[Task]) -> list[Task]:
    """What can be done now: an attempt that is running first, practice last, then by deadline."""
    return sorted(
        _in_group(tasks, Group.NOW),
        key=lambda task: (task.is_practice, not task.is_running, task.deadline),
    )


def is_handed_in(task: Task) -> bool:
    """Whether a quiz has an attempt that counts, marked or not."""
    return task.kind is Kind.QUIZ and task.standing.counted is not None


def _in_group(tasks: Iterable[Task], group: Group) -> list[Task]:
    return [task for task in tasks if GROUP_OF[task.state] is group]


def unit_progress(student: User) -> list[UnitProgress]:
    lessons = list(
        Lesson.objects.visible_to(student)
        .published()
        .select_related("unit")
        .order_by("unit__order", "unit__title", "number")
    )
    reading = reading_of([student], lessons)
    units: dict[Unit, list[LessonMark]] = {}
    for lesson in lessons:
        mark = LessonMark(lesson=lesson, reading=reading[student.pk, lesson.pk])
        units.setdefault(lesson.unit, []).append(mark)
    return [UnitProgress(unit=unit, marks=marks) for unit, marks in units.items()]


@dataclass(frozen=True, slots=True)
class TaskGroup:
    group: Group
    tasks: list[Task]


def task_groups(student: User, *, now: datetime) -> list[TaskGroup]:
    """Every task in exactly one group; groups without tasks are left out."""
    tasks = tasks_of(student, now=now)
    latest_first = sorted(tasks, key=lambda task: task.deadline, reverse=True)
    groups = {
        Group.NOW: by_urgency(tasks),
        Group.COMING: sorted(_in_group(tasks, Group.COMING), key=lambda t: t.dates.opens_at),
        Group.WAITING: _in_group(latest_first, Group.WAITING),
        Group.DONE: _in_group(latest_first, Group.DONE),
        Group.CLOSED: _in_group(latest_first, Group.CLOSED),
    }
    return [TaskGroup(group, found) for group, found in groups.items() if found]


def practices(student: User, *, now: datetime) -> list[Task]:
    """Practice that is open, then what comes and what was; each can be repeated while open."""
    found = [task for task in tasks_of(student, now=now) if task.is_practice]
    return sorted(found, key=lambda task: (not task.is_open_at(now), task.dates.closes_at))


@dataclass(frozen=True, slots=True)
class StudentResults:
    results: list[Task]
    objectives: list[ObjectiveResult]

    @property
    def headline(self) -> Headline:
        return headline_of(self.objectives)


def student_results(student: User, *, now: datetime) -> StudentResults:
    """Quizzes handed in, latest first."""
    results = _latest_first(tasks_of(student, now=now), now)
    return StudentResults(results=results, objectives=shown_objectives(results))


def _latest_first(tasks: Iterable[Task], now: datetime) -> list[Task]:
    handed_in = [task for task in tasks if is_handed_in(task)]
    return sorted(handed_in, key=lambda task: task.standing.last_at or now, reverse=True)


def shown_objectives(results: Iterable[Task]) -> list[ObjectiveResult]:
    """Only from what may be shown as right or wrong."""
    shown = [
        task.standing.counted
        for task in results
        if task.standing.counted is not None and task.standing.visible.correctness
    ]
    return objectives_of(shown)
