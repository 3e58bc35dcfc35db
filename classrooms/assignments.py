"""Dates of what was given: changing them for a class, extending and excusing for students.

A quiz has open attempts whose deadlines must follow: callers who may meet a quiz go through
`quizzes.managing`, which calls these and moves the deadlines in the same transaction.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from accounts.models import User
from classrooms.models import Assignment, AssignmentStudent


class DatesRefused(Exception):
    """The dates cannot hold; the text says why."""


def check_order(*, opens_at: datetime, due_at: datetime, closes_at: datetime) -> None:
    """Refuse dates that run backwards."""
    if due_at <= opens_at:
        raise DatesRefused(_("The due time must lie after the opening."))
    if closes_at < due_at:
        raise DatesRefused(_("An assignment cannot close before it is due."))


def _locked(assignment: Assignment) -> Assignment:
    return (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("course__school")
        .get(pk=assignment.pk)
    )


@transaction.atomic
def change_dates(
    *,
    assignment: Assignment,
    opens_at: datetime,
    due_at: datetime,
    closes_at: datetime,
    by: User,
    now: datetime,
) -> Assignment:
    """Set the dates of a class, earlier or later."""
    check_order(opens_at=opens_at, due_at=due_at, closes_at=closes_at)
    row = _locked(assignment)
    before = [row.opens_at, row.due_at, row.closes_at]
    row.opens_at, row.due_at, row.closes_at = opens_at, due_at, closes_at
    if before == [opens_at, due_at, closes_at]:
        return row
    row.save(update_fields=["opens_at", "due_at", "closes_at"])
    record(
        "assignment.dates",
        row,
        by=by,
        now=now,
        school=row.course.school,
        before=[when.isoformat() for when in before],
        after=[when.isoformat() for when in (opens_at, due_at, closes_at)],
    )
    return row


@transaction.atomic
def extend_for_class(
    *,
    assignment: Assignment,
    due_at: datetime,
    closes_at: datetime,
    by: User,
    now: datetime,
    reason: str = "",
) -> Assignment:
    """Give the whole class more time. A student's own earlier date gives way to the new one."""
    row = _locked(assignment)
    check_order(opens_at=row.opens_at, due_at=due_at, closes_at=closes_at)
    if due_at < row.due_at or closes_at < row.closes_at:
        raise DatesRefused(_("An extension gives more time, not less."))
    before = [row.due_at, row.closes_at]
    row.due_at, row.closes_at = due_at, closes_at
    row.save(update_fields=["due_at", "closes_at"])
    row.exceptions.filter(due_at__lte=due_at).update(due_at=None)
    row.exceptions.filter(closes_at__lte=closes_at).update(closes_at=None)
    record(
        "assignment.extend",
        row,
        by=by,
        now=now,
        school=row.course.school,
        reason=reason,
        before=[when.isoformat() for when in before],
        after=[due_at.isoformat(), closes_at.isoformat()],
    )
    return row


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
) -> list[AssignmentStudent]:
    """Give these students more time than the class has."""
    row = _locked(assignment)
    check_order(opens_at=row.opens_at, due_at=due_at, closes_at=closes_at)
    if due_at < row.due_at or closes_at < row.closes_at:
        raise DatesRefused(_("An extension gives more time, not less."))
    extended = []
    for student in students:
        exception, _new = AssignmentStudent.objects.update_or_create(
            assignment=row,
            student=student,
            defaults={"due_at": due_at, "closes_at": closes_at, "is_excused": False},
        )
        extended.append(exception)
    record(
        "assignment.extend-students",
        row,
        by=by,
        now=now,
        school=row.course.school,
        reason=reason,
        students=[student.pk for student in students],
        after=[due_at.isoformat(), closes_at.isoformat()],
    )
    return extended


@transaction.atomic
def excuse(
    *,
    assignment: Assignment,
    student: User,
    by: User,
    now: datetime,
    is_excused: bool = True,
    reason: str = "",
) -> AssignmentStudent:
    """Free a student from a task, or ask it of them again; their other exceptions stay."""
    exception, _new = AssignmentStudent.objects.update_or_create(
        assignment_id=assignment.pk, student=student, defaults={"is_excused": is_excused}
    )
    record(
        "assignment.excuse" if is_excused else "assignment.excuse-undo",
        assignment,
        by=by,
        now=now,
        school=assignment.course.school,
        reason=reason,
        student=student.pk,
    )
    return exception
