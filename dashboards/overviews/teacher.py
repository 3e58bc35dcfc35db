"""What a teacher's own pages show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Count

from accounts.models import User
from classrooms.models import Assignment, Course
from dashboards.overviews.board import Board, Given, boards_of, lessons_of
from dashboards.overviews.grid import Cell, CellMark, cells_of
from dashboards.overviews.seats import Seats, seats_of
from dashboards.overviews.tasks import kind_of, quiz_of, with_kinds
from lessons.models import Lesson
from quizzes.marking_queue import waiting_answers
from quizzes.models import Quiz, QuizAssignment
from quizzes.visibility import Moment

SOON = timedelta(days=2)
RUNNING_SHOWN = 4
RECENT = timedelta(days=7)
FINISHED = (CellMark.DONE, CellMark.WAITING)
NOT_OWED = (CellMark.EXCUSED, CellMark.NOT_GIVEN)


@dataclass(frozen=True, slots=True)
class CourseCard:
    """A course beside its lessons' grid."""

    course: Course
    students: int


class Step(StrEnum):
    MARK = "mark"
    RELEASE = "release"
    REMIND = "remind"
    BEHIND = "behind"


@dataclass(frozen=True, slots=True)
class Need:
    """Something that waits for this teacher: answers, students or results, and where.

    `courses` are several where one batch waits to be marked in several classes.
    """

    step: Step
    given: Given | None  # None where it is about a class, not about one task
    count: int
    courses: tuple[Course, ...]

    @property
    def where(self) -> str:
        """The subject once, and every class it is about."""
        first = self.courses[0]
        rooms = [course.classroom.name for course in self.courses if course.classroom]
        return f"{first.subject} · {', '.join(rooms)}" if rooms else first.subject


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """Where the three first steps lead: a class, a lesson with its quiz."""

    course: Course
    lesson: Lesson | None
    quiz: Quiz | None


@dataclass(frozen=True, slots=True)
class TeacherHome:
    courses: list[CourseCard]
    needs: list[Need]
    running: list[Given]
    more_running: int
    boards: list[Board]
    without_board: list[CourseCard]
    first_steps: FirstSteps | None


def teacher_home(teacher: User, *, now: datetime) -> TeacherHome:
    courses = courses_of(teacher)
    seats = seats_of(courses)
    assignments = list(
        with_kinds(Assignment.objects.filter(course__in=courses)).order_by("due_at", "pk")
    )
    cells = cells_of(assignments, seats, now=now)
    given = given_of(assignments, seats, cells, waiting_by_assignment(teacher))
    cards = [CourseCard(course, len(seats[course.pk])) for course in courses]
    lessons = lessons_of(teacher)
    running = [one for one in given if one.is_running_at(now)]
    boards = boards_of(courses, given, lessons, now=now)
    on_board = {row.course for board in boards for row in board.rows}
    behind = [Need(Step.BEHIND, None, n, (c,)) for c, n in _behind(courses, cells, now=now) if n]
    first = first_steps(teacher, courses, lessons) if courses and not assignments else None
    return TeacherHome(
        courses=cards,
        needs=[*needs_of(given, now=now), *behind],
        running=running[:RUNNING_SHOWN],
        more_running=max(0, len(running) - RUNNING_SHOWN),
        boards=boards,
        without_board=[card for card in cards if card.course not in on_board],
        first_steps=first,
    )


def first_steps(teacher: User, courses: list[Course], lessons: list[Lesson]) -> FirstSteps:
    fitting = [one for one in lessons if one.unit.subject == courses[0].subject] or lessons
    lesson = fitting[0] if fitting else None
    quizzes = Quiz.objects.visible_to(teacher).published().filter(lesson=lesson)
    return FirstSteps(courses[0], lesson, quizzes.first() if lesson else None)


def _behind(
    courses: Iterable[Course], cells: Mapping[tuple[int, int], Cell], *, now: datetime
) -> list[tuple[Course, int]]:
    """By course, how many students are late or have missed something of the last days."""
    students: dict[int, set[int]] = {}
    for (_assignment, student), cell in cells.items():
        if cell.is_behind and cell.task.dates.closes_at >= now - RECENT:
            students.setdefault(cell.task.assignment.course_id, set()).add(student)
    return [(course, len(students.get(course.pk, ()))) for course in courses]


def courses_of(teacher: User) -> list[Course]:
    return list(Course.objects.managed_by(teacher).select_related("classroom"))


def waiting_by_assignment(teacher: User) -> Counter[int]:
    """How many answers of each assignment wait for a mark."""
    rows = waiting_answers(teacher).values_list("attempt__assignment").annotate(Count("pk"))
    return Counter(dict(rows.order_by()))


def _waits_for_release(quiz: QuizAssignment) -> bool:
    return quiz.released_at is None and Moment.RELEASED in (
        quiz.policy.score,
        quiz.policy.correctness,
        quiz.policy.key,
    )


def given_of(
    assignments: list[Assignment],
    seats: Seats,
    cells: Mapping[tuple[int, int], Cell],
    to_mark: Counter[int],
) -> list[Given]:
    return [
        _given(
            assignment,
            [cells[assignment.pk, seat.student.pk] for seat in seats[assignment.course_id]],
            to_mark[assignment.pk],
        )
        for assignment in assignments
    ]


def _given(assignment: Assignment, cells: Iterable[Cell], to_mark: int) -> Given:
    marks = Counter(cell.mark for cell in cells)
    untouched = [CellMark.NOT_STARTED, CellMark.LATE, CellMark.MISSED, CellMark.UPCOMING]
    return Given(
        assignment=assignment,
        kind=kind_of(assignment),
        done=sum(marks[mark] for mark in FINISHED),
        of=sum(number for mark, number in marks.items() if mark not in NOT_OWED),
        not_started=sum(marks[mark] for mark in untouched),
        to_mark=to_mark,
    )


def needs_of(given: Iterable[Given], *, now: datetime) -> list[Need]:
    """What waits for the teacher: essays first, then results to release, then who lags."""
    marking: dict[UUID, Need] = {}
    releasing, reminding = [], []
    for one in given:
        assignment, quiz = one.assignment, quiz_of(one.assignment)
        here = (assignment.course,)
        if one.to_mark:
            known = marking.get(assignment.batch)
            marking[assignment.batch] = Need(
                Step.MARK,
                known.given if known else one,
                one.to_mark + (known.count if known else 0),
                (known.courses if known else ()) + here,
            )
        elif quiz is not None and now >= quiz.closes_at and one.done and _waits_for_release(quiz):
            releasing.append(Need(Step.RELEASE, one, one.done, here))
        is_soon = now <= assignment.due_at <= now + SOON
        if is_soon and one.not_started and not is_practice(assignment):
            reminding.append(Need(Step.REMIND, one, one.not_started, here))
    return [*marking.values(), *releasing, *reminding]


def is_practice(assignment: Assignment) -> bool:
    quiz = quiz_of(assignment)
    return quiz is not None and quiz.preset == QuizAssignment.Preset.PRACTICE


class Phase(StrEnum):
    RUNNING = "running"
    COMING = "coming"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class PhaseGroup:
    phase: Phase
    given: list[Given]


def given_tasks(teacher: User, *, now: datetime) -> list[PhaseGroup]:
    """What this teacher's courses have been given, by phase; empty phases are left out."""
    courses = courses_of(teacher)
    assignments = list(
        with_kinds(Assignment.objects.filter(course__in=courses)).order_by("due_at", "pk")
    )
    seats = seats_of(courses)
    cells = cells_of(assignments, seats, now=now)
    found = given_of(assignments, seats, cells, waiting_by_assignment(teacher))
    groups: dict[Phase, list[Given]] = {phase: [] for phase in Phase}
    for one in found:
        groups[_phase(one.assignment, now)].append(one)
    groups[Phase.CLOSED].reverse()  # the latest first
    return [PhaseGroup(phase, given) for phase, given in groups.items() if given]


def _phase(assignment: Assignment, now: datetime) -> Phase:
    if now < assignment.opens_at:
        return Phase.COMING
    return Phase.RUNNING if now < assignment.closes_at else Phase.CLOSED


@dataclass(frozen=True, slots=True)
class CourseSummary:
    course: Course
    students: int
    given: int
    quizzes: int


def course_summaries(teacher: User) -> list[CourseSummary]:
    courses = courses_of(teacher)
    seats = seats_of(courses)
    given: Counter[int] = Counter()
    quizzes: Counter[int] = Counter()
    for course_id, count, quiz_count in (
        Assignment.objects.filter(course__in=courses)
        .values_list("course")
        .annotate(Count("pk"), Count("quizassignment"))
        .order_by()
    ):
        given[course_id], quizzes[course_id] = count, quiz_count
    return [
        CourseSummary(course, len(seats[course.pk]), given[course.pk], quizzes[course.pk])
        for course in courses
    ]
