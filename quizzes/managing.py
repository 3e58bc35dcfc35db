"""What a teacher does with a task after giving it: recall, change, extend, excuse, release.

Each may meet a quiz with open attempts, so their deadlines follow here, in one transaction with
the dates.
"""

from collections.abc import Collection
from datetime import datetime
from typing import cast

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from accounts.models import User
from classrooms import assignments as dates
from classrooms.models import Assignment, AssignmentStudent, Course, Enrollment
from lessons.models import LessonAssignment, LessonProgress, SectionProgress
from quizzes.assigning import kind_of
from quizzes.attempts import move_deadlines
from quizzes.models import Attempt, QuizAssignment
from quizzes.presets import LOCKED_WHEN_STARTED, RULE_FIELDS, Rules, rules_of


class RecallRefused(Exception):
    """Somebody has started; the text says so."""


class RulesRefused(Exception):
    """The rules cannot change like this any more; the text says why."""


def has_started(assignment: Assignment) -> bool:
    """Whether any student has begun this task since it was given."""
    match kind_of(assignment):
        case QuizAssignment() as quiz:
            return quiz.attempts.exists()
        case LessonAssignment() as reading:
            # Whoever sat in the class, for a student who has left has still begun.
            students = Enrollment.objects.filter(
                classroom=reading.course.classroom_id, classroom__isnull=False
            ).values("student")
            chosen = Course.chosen_students.through.objects.filter(course=reading.course_id).values(
                "user"
            )
            here = Q(student__in=students) | Q(student__in=chosen)
            since = reading.created_at
            return (
                LessonProgress.objects.filter(
                    here, lesson=reading.lesson_id, last_at__gte=since
                ).exists()
                or SectionProgress.objects.filter(
                    here, section__lesson=reading.lesson_id, done_at__gte=since
                ).exists()
            )


@transaction.atomic
def recall(*, assignment: Assignment, by: User, now: datetime) -> None:
    """Take a task back as if it had never been given; only while nobody has started."""
    row = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("course__school", "quizassignment", "lessonassignment")
        .get(pk=assignment.pk)
    )
    if has_started(row):
        raise RecallRefused(
            _(
                "Students have already started, so this can no longer be taken back."
                " You can end it now or change its dates instead."
            )
        )
    record(
        "assignment.recall",
        row,
        by=by,
        now=now,
        school=row.course.school,
        course=str(row.course),
        batch=str(row.batch),
    )
    row.delete()


def _move_deadlines(assignment: Assignment) -> None:
    if quiz := _quiz_row(assignment):
        move_deadlines(assignment=quiz)


def _quiz_row(assignment: Assignment) -> QuizAssignment | None:
    """The quiz as it stands in the database now, locked; None for a lesson."""
    rows = QuizAssignment.objects.select_for_update(of=("self",)).select_related("course__school")
    return cast(QuizAssignment | None, rows.filter(pk=assignment.pk).first())


@transaction.atomic
def extend_for_class(
    *,
    assignment: Assignment,
    due_at: datetime,
    closes_at: datetime,
    by: User,
    now: datetime,
    reason: str = "",
) -> None:
    """Give everybody more time, those included who are writing now."""
    dates.extend_for_class(
        assignment=assignment, due_at=due_at, closes_at=closes_at, by=by, now=now, reason=reason
    )
    _move_deadlines(assignment)


@transaction.atomic
def extend_for_students(
    *,
    assignment: Assignment,
    students: Collection[User],
    due_at: datetime,
    closes_at: datetime,
    by: User,
    now: datetime,
    reason: str = "",
) -> None:
    """Give these students more time, those included who are writing now."""
    dates.extend_for_students(
        assignment=assignment,
        students=students,
        due_at=due_at,
        closes_at=closes_at,
        by=by,
        now=now,
        reason=reason,
    )
    _move_deadlines(assignment)


@transaction.atomic
def change(
    *,
    assignment: Assignment,
    title: str,
    note: str,
    opens_at: datetime,
    due_at: datetime,
    closes_at: datetime,
    rules: Rules | None,
    by: User,
    now: datetime,
) -> None:
    """Change words, dates and rules; once started, nothing that treats students unequally."""
    row = dates.change_dates(
        assignment=assignment, opens_at=opens_at, due_at=due_at, closes_at=closes_at, by=by, now=now
    )
    if (row.title, row.note) != (title, note):
        row.title, row.note = title, note
        row.save(update_fields=["title", "note"])
        record("assignment.words", row, by=by, now=now, school=row.course.school)
    if quiz := _quiz_row(row):
        if rules:
            _change_rules(quiz, rules, by=by, now=now)
        move_deadlines(assignment=quiz)


def _change_rules(quiz: QuizAssignment, rules: Rules, *, by: User, now: datetime) -> None:
    before = rules_of(quiz)
    changed = [name for name in RULE_FIELDS if getattr(before, name) != getattr(rules, name)]
    if not changed:
        return
    if set(changed) & set(LOCKED_WHEN_STARTED) and quiz.attempts.exists():
        raise RulesRefused(
            _("Students have started: the time limit and the shuffling stay as they are.")
        )
    for name, value in rules.as_fields().items():
        setattr(quiz, name, value)
    quiz.save(update_fields=[*RULE_FIELDS, "preset"])
    record(
        "assignment.rules",
        quiz,
        by=by,
        now=now,
        school=quiz.course.school,
        before={name: getattr(before, name) for name in changed},
        after={name: getattr(rules, name) for name in changed},
    )


@transaction.atomic
def release(*, assignment: QuizAssignment, by: User, now: datetime) -> QuizAssignment:
    """Show the results that wait for this word. Again changes nothing."""
    row = _quiz_row(assignment) or assignment
    if row.released_at is None:
        row.released_at = now
        row.save(update_fields=["released_at"])
        record("assignment.release", row, by=by, now=now, school=row.course.school)
    return row


def still_open(assignment: QuizAssignment, *, now: datetime) -> list[str]:
    """Who could still be answering the same quiz: classes and single students of the batch."""
    batch = Assignment.objects.filter(batch=assignment.batch)
    classes = [
        str(other.course.classroom or other.course)
        for other in batch.filter(closes_at__gt=now).select_related("course__classroom")
    ]
    exceptions = AssignmentStudent.objects.filter(
        assignment__in=batch, closes_at__gt=now, assignment__closes_at__lte=now, is_excused=False
    ).select_related("student")
    sitting = (
        Attempt.objects.open()
        .filter(
            assignment__batch=assignment.batch, deadline__gt=now, assignment__closes_at__lte=now
        )
        .select_related("student")
    )
    students = {str(row.student) for row in [*exceptions, *sitting]}
    return [*sorted(classes), *sorted(students)]
