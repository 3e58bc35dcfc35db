from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import AuditEntry
from classrooms.enrollments import EnrollmentRefused, enroll, leave, move_student
from classrooms.models import Assignment, Enrollment
from tests import factories

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def test_move_student_closes_one_seat_and_opens_another(
    student, classroom, other_classroom, operator
):
    move_student(
        student=student,
        from_classroom=classroom,
        to_classroom=other_classroom,
        by=operator,
        now=NOW,
    )

    seats = Enrollment.objects.filter(student=student).order_by("pk")
    assert [(seat.classroom, seat.left_at) for seat in seats] == [
        (classroom, NOW),
        (other_classroom, None),
    ]
    assert [entry.action for entry in AuditEntry.objects.order_by("pk")] == [
        "enrollment.leave",
        "enrollment.join",
    ]


def test_move_student_owes_nothing_that_closed_before_they_came(
    student, classroom, other_classroom, operator, teacher
):
    course = factories.make_course(classroom=other_classroom, teacher=teacher)
    lesson = factories.make_lesson()
    factories.assign_lesson(lesson=lesson, course=course, by=teacher, now=NOW - 30 * DAY)
    ahead = factories.assign_lesson(lesson=lesson, course=course, by=teacher, now=NOW)

    move_student(
        student=student,
        from_classroom=classroom,
        to_classroom=other_classroom,
        by=operator,
        now=NOW,
    )

    assert [a.pk for a in Assignment.objects.owed_by(student)] == [ahead.pk]


def test_move_student_who_sits_elsewhere_is_refused_and_changes_nothing(
    student, classroom, other_classroom, operator
):
    with pytest.raises(EnrollmentRefused):
        move_student(
            student=student,
            from_classroom=other_classroom,
            to_classroom=classroom,
            by=operator,
            now=NOW,
        )

    assert Enrollment.objects.get(student=student).left_at is None


def test_move_student_to_another_school_or_the_same_class_is_refused(
    student, classroom, other_school, operator
):
    elsewhere = factories.make_classroom(school=other_school)
    for target in (elsewhere, classroom):
        with pytest.raises(EnrollmentRefused):
            move_student(
                student=student,
                from_classroom=classroom,
                to_classroom=target,
                by=operator,
                now=NOW,
            )


def test_enroll_twice_keeps_the_first_seat(other_student, classroom, operator):
    first = enroll(student=other_student, classroom=classroom, by=operator, now=NOW)
    second = enroll(student=other_student, classroom=classroom, by=operator, now=NOW + DAY)

    assert (second.pk, second.joined_at) == (first.pk, NOW)


def test_leave_and_come_back_keeps_both_times(student, classroom, operator):
    leave(student=student, classroom=classroom, by=operator, now=NOW, reason="Pindah kota")
    enroll(student=student, classroom=classroom, by=operator, now=NOW + DAY)

    assert Enrollment.objects.filter(student=student).count() == 2
    assert AuditEntry.objects.get(action="enrollment.leave").reason == "Pindah kota"
