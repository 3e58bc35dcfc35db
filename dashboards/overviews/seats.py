"""Who sits in which course, and since when."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from classrooms.models import Assignment, Course, Enrollment


@dataclass(frozen=True, slots=True)
class Seat:
    """A student in a course; `since` is empty for one who was chosen for it by name."""

    student: User
    since: datetime | None = None

    def owes(self, assignment: Assignment) -> bool:
        """Nobody owes what had closed before they came: the rule of `Assignment.owed_by`."""
        return self.since is None or self.since <= assignment.closes_at


Seats = Mapping[int, Collection[Seat]]


def seats_of(courses: Collection[Course]) -> dict[int, list[Seat]]:
    """By course, in order of names: two queries for any number of courses."""
    rooms: dict[int, list[Seat]] = {}
    for enrollment in (
        Enrollment.objects.active()
        .filter(classroom__in={c.classroom_id for c in courses if c.classroom_id})
        .select_related("student")
    ):
        seat = Seat(enrollment.student, enrollment.joined_at)
        rooms.setdefault(enrollment.classroom_id, []).append(seat)
    chosen: dict[int, list[Seat]] = {}
    through = Course.chosen_students.through.objects
    for row in through.filter(course__in=courses).select_related("user"):
        chosen.setdefault(row.course_id, []).append(Seat(row.user))
    return {
        course.pk: _by_name([*rooms.get(course.classroom_id or 0, []), *chosen.get(course.pk, [])])
        for course in courses
    }


def _by_name(seats: list[Seat]) -> list[Seat]:
    once = {seat.student.pk: seat for seat in seats}
    return sorted(once.values(), key=lambda seat: (seat.student.name, seat.student.pk))
