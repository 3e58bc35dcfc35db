"""One task over its class: where each student stands. A fixed number of queries for any class."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max
from django.db.models.functions import Coalesce, Greatest

from accounts.models import User
from classrooms.models import Assignment, AssignmentStudent, Course, Enrollment
from classrooms.task_states import TaskDates, Work, task_state
from lessons.models import LessonAssignment, LessonProgress, Section, SectionProgress
from lessons.ownership import Status
from quizzes.assigning import kind_of
from quizzes.attempts import close_overdue
from quizzes.models import Attempt, QuizAssignment
from quizzes.results import NOT_STARTED, AttemptScore, scores_for

EXCUSED = "excused"
NOT_OWED = "not-owed"


@dataclass(frozen=True, slots=True)
class Done:
    """What a student has done, whatever the kind of task."""

    work: Work = Work.NONE
    attempts: int = 0
    score: AttemptScore | None = None
    attempt_id: int | None = None
    read: int = 0
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SheetRow:
    student: User
    state: str
    dates: TaskDates
    has_own_dates: bool
    done: Done


@dataclass(frozen=True, slots=True)
class Sheet:
    """`left` are students who went to another class and have work here."""

    rows: list[SheetRow]
    left: list[SheetRow]
    sections: int = 0

    @property
    def finished(self) -> int:
        return sum(row.done.work in (Work.WAITING, Work.DONE) for row in self.rows)

    @property
    def owing(self) -> int:
        return sum(row.state not in (EXCUSED, NOT_OWED) for row in self.rows)

    @property
    def waiting(self) -> int:
        """Answers that wait for a person."""
        return sum(row.done.score.pending for row in [*self.rows, *self.left] if row.done.score)


def sheet_of(assignment: Assignment, *, now: datetime) -> Sheet:
    """Everybody who was given the task, and who left with work in it."""
    seats = _seats(assignment.course)
    match kind_of(assignment):
        case QuizAssignment() as quiz:
            done, sections = _answered(quiz, now=now), 0
        case LessonAssignment() as reading:
            done, sections = _read(reading, [student.pk for student, _joined, _here in seats])
    exceptions = {row.student_id: row for row in assignment.exceptions.all()}
    rows, left = [], []
    for student, joined_at, is_here in seats:
        exception = exceptions.get(student.pk)
        worked = done.get(student.pk, Done())
        is_named = not assignment.only_chosen or exception is not None
        owes = is_named and (joined_at is None or joined_at <= assignment.closes_at)
        row = _row(assignment, student, exception, worked, owes=owes, now=now)
        if is_here and (is_named or worked.work is not Work.NONE):
            rows.append(row)
        elif not is_here and worked.work is not Work.NONE:
            left.append(row)
    return Sheet(rows=rows, left=left, sections=sections)


def _row(
    assignment: Assignment,
    student: User,
    exception: AssignmentStudent | None,
    done: Done,
    *,
    owes: bool,
    now: datetime,
) -> SheetRow:
    dates = assignment.dates_for(exception)
    state: str = task_state(dates, done.work, now)
    if done.work is Work.NONE and not owes:
        state = NOT_OWED
    if exception and exception.is_excused and done.work in (Work.NONE, Work.STARTED):
        state = EXCUSED
    own = bool(exception and (exception.opens_at or exception.due_at or exception.closes_at))
    return SheetRow(student, state, dates, own, done)


def _seats(course: Course) -> list[tuple[User, datetime | None, bool]]:
    """Who sits or sat in the course, with the day they came and whether they are here now."""
    seats: dict[int, tuple[User, datetime | None, bool]] = {}
    enrollments = (
        Enrollment.objects.filter(classroom=course.classroom_id, classroom__isnull=False)
        .select_related("student")
        .order_by("joined_at")
    )
    for seat in enrollments:
        seats[seat.student_id] = (seat.student, seat.joined_at, seat.left_at is None)
    for student in course.chosen_students.all():
        seats[student.pk] = (student, None, True)
    return sorted(seats.values(), key=lambda seat: (seat[0].name, seat[0].pk))


def _answered(quiz: QuizAssignment, *, now: datetime) -> dict[int, Done]:
    close_overdue(quiz, now=now)
    last = dict(
        Attempt.objects.filter(assignment=quiz)
        .values("student")
        .annotate(
            last=Greatest(
                Max("started_at"),
                Coalesce(Max("submitted_at"), Max("started_at")),
                Coalesce(Max("answers__saved_at"), Max("started_at")),
            )
        )
        .order_by()
        .values_list("student", "last")
    )
    standings = scores_for([quiz])
    return {
        student: Done(
            work=standing.work,
            attempts=standing.attempts,
            score=standing.score,
            attempt_id=standing.attempt_id,
            last_at=last.get(student),
        )
        for (_assignment, student), standing in standings.items()
        if standing is not NOT_STARTED
    }


def _read(reading: LessonAssignment, students: list[int]) -> tuple[dict[int, Done], int]:
    sections = Section.objects.filter(lesson=reading.lesson_id, status=Status.PUBLISHED).count()
    finished: dict[int, tuple[int, datetime]] = {
        student: (read, last)
        for student, read, last in SectionProgress.objects.filter(
            section__lesson=reading.lesson_id,
            section__status=Status.PUBLISHED,
            student__in=students,
        )
        .values_list("student")
        .annotate(Count("pk"), Max("done_at"))
        .order_by()
    }
    opened = dict(
        LessonProgress.objects.filter(lesson=reading.lesson_id, student__in=students).values_list(
            "student", "last_at"
        )
    )
    done = {}
    for student in opened.keys() | finished.keys():
        read, last = finished.get(student, (0, None))
        times = [when for when in (last, opened.get(student)) if when]
        work = Work.DONE if sections and read >= sections else Work.STARTED
        done[student] = Done(work=work, read=read, last_at=max(times))
    return done, sections
