"""Coming into a class, leaving it, and moving from one to another. History is kept."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from accounts.models import User
from classrooms.models import Classroom, Enrollment


class EnrollmentRefused(Exception):
    """The change does not fit where the student sits now; the text says why."""


@transaction.atomic
def enroll(*, student: User, classroom: Classroom, by: User | None, now: datetime) -> Enrollment:
    """Seat a student in a class; one who sits there already stays as they are."""
    enrollment, is_new = Enrollment.objects.active().get_or_create(
        student=student, classroom=classroom, defaults={"joined_at": now}
    )
    if is_new:
        record("enrollment.join", enrollment, by=by, now=now, school=classroom.school)
    return enrollment


@transaction.atomic
def leave(
    *, student: User, classroom: Classroom, by: User | None, now: datetime, reason: str = ""
) -> Enrollment:
    """Close a student's time in a class; what they did there stays."""
    enrollment = (
        Enrollment.objects.active()
        .select_for_update()
        .filter(student=student, classroom=classroom)
        .first()
    )
    if enrollment is None:
        raise EnrollmentRefused(
            _("%(student)s is not in %(classroom)s.") % {"student": student, "classroom": classroom}
        )
    enrollment.left_at = max(now, enrollment.joined_at)
    enrollment.save(update_fields=["left_at"])
    record("enrollment.leave", enrollment, by=by, now=now, school=classroom.school, reason=reason)
    return enrollment


@transaction.atomic
def move_student(
    *,
    student: User,
    from_classroom: Classroom,
    to_classroom: Classroom,
    by: User | None,
    now: datetime,
) -> Enrollment:
    """Close the seat in one class and open one in another of the same school.

    Finished work stays the student's, open attempts go on, and what had closed in the new class
    before they came is not owed: that follows from the two rows.
    """
    if from_classroom == to_classroom:
        raise EnrollmentRefused(_("Choose another class to move to."))
    if from_classroom.school_id != to_classroom.school_id:
        raise EnrollmentRefused(_("Both classes must belong to the same school."))
    leave(student=student, classroom=from_classroom, by=by, now=now)
    return enroll(student=student, classroom=to_classroom, by=by, now=now)
