"""Whose accounts a person looks after."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from accounts.models import Membership, Role, User
from classrooms.models import Classroom, Course, Enrollment


def looked_after_by(user: User) -> QuerySet[User]:
    """People of the schools this person operates, and the students of the courses they teach.

    Never admins, superusers or oneself, nor anybody who also has a role in a school that this
    person does not operate: a new password would open that one too. Teachers reach only people
    who are students and nothing else.
    """
    today = timezone.localdate()
    now_member = Membership.objects.active_on(today).filter(user=OuterRef("pk"))
    operated = user.school_ids_as(Role.OPERATOR)
    in_schools = Exists(now_member.filter(school__in=operated)) & ~Exists(
        now_member.exclude(school__in=operated)
    )
    courses = Course.objects.managed_by(user)
    taught = Q(
        pk__in=Enrollment.objects.active()
        .filter(classroom__in=courses.exclude(classroom=None).values("classroom"))
        .values("student")
    ) | Q(pk__in=Course.chosen_students.through.objects.filter(course__in=courses).values("user"))
    only_student = Exists(now_member) & ~Exists(now_member.exclude(role=Role.STUDENT))
    people: QuerySet[User] = User.objects.filter(
        Q(in_schools) | (taught & Q(only_student)),
        ~Exists(now_member.filter(role=Role.ADMIN)),
        is_superuser=False,
        is_active=True,
    )
    return people.exclude(pk=user.pk)


def search(people: QuerySet[User], words: str) -> QuerySet[User]:
    """Each word is in the name, or begins the NISN, NIS or username."""
    for word in words.split()[:5]:
        people = people.filter(
            Q(name__icontains=word)
            | Q(nisn__startswith=word)
            | Q(nis__startswith=word)
            | Q(username__startswith=word.casefold())
        )
    return people


def in_classroom(people: QuerySet[User], classroom: Classroom) -> QuerySet[User]:
    return people.filter(
        pk__in=Enrollment.objects.active().filter(classroom=classroom).values("student")
    )


@dataclass(frozen=True, slots=True)
class PersonLine:
    person: User
    roles: list[str]
    classrooms: list[str]


def person_lines(people: QuerySet[User], *, limit: int) -> list[PersonLine]:
    """The first of these people with roles and classes of today, in three queries."""
    today = timezone.localdate()
    found = people.order_by("name", "pk").prefetch_related(
        Prefetch("memberships", Membership.objects.active_on(today), to_attr="roles_today"),
        Prefetch(
            "enrollments",
            Enrollment.objects.active().select_related("classroom"),
            to_attr="seats_today",
        ),
    )[:limit]
    return [
        PersonLine(
            person=person,
            roles=[row.get_role_display() for row in person.roles_today],
            classrooms=[row.classroom.name for row in person.seats_today],
        )
        for person in found
    ]
