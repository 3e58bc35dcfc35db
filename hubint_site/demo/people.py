"""Schools, people, classes and courses of the demo, from plain lists."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password

from accounts.models import Membership, Role, School, User
from accounts.passwords import new_password
from classrooms.models import Classroom, Course, Enrollment, Teaching

SCHOOL_FIELDS = (
    "code",
    "name",
    "npsn",
    "time_zone",
    "keeps_shared_content",
    "authority",
    "address",
    "city",
    "head_name",
)
SETTLED = timedelta(days=60)  # everything in the demo is younger than its people


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who can sign in, with the password that is printed once."""

    user: User
    role: str
    password: str


@dataclass(frozen=True, slots=True)
class Move:
    """A student who changed class."""

    student: User
    from_classroom: Classroom
    to_classroom: Classroom


@dataclass(slots=True)
class Demo:
    accounts: list[Account] = field(default_factory=list)
    courses: list[Course] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)

    def user(self, username: str) -> User:
        return next(each.user for each in self.accounts if each.user.username == username)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A person from the list, ready to be written: their password is hashed already."""

    school: str
    classroom: str
    roles: tuple[str, ...]
    user: User
    password: str
    moves_to: str = ""


def make_newcomers(schools: list[dict[str, Any]]) -> list[Newcomer]:
    """Give everybody a username and a password. Hashing takes time: do it before a transaction.

    The last student of all must choose their own password at sign-in.
    """
    newcomers = list(_listed(schools))
    # Argon2 works outside Python's lock, so threads share the computer's cores.
    with ThreadPoolExecutor() as pool:
        hashes = pool.map(make_password, [newcomer.password for newcomer in newcomers])
        for newcomer, hashed in zip(newcomers, hashes, strict=True):
            newcomer.user.password = hashed
    newcomers[-1].user.must_change_password = True
    return newcomers


def _listed(schools: list[dict[str, Any]]) -> Iterator[Newcomer]:
    taken = {person["username"] for listed in schools for person in listed["staff"]}
    for number, listed in enumerate(schools, start=1):
        for person in listed["staff"]:
            user = User(username=person["username"], name=person["name"])
            yield Newcomer(listed["code"], "", tuple(person["roles"]), user, new_password())
        nisn = number * 100_000
        for room in listed["classes"]:
            for student in room["students"]:
                nisn += 1
                about = student if isinstance(student, dict) else {"name": student}
                user = User(
                    username=username_for(about["name"], taken),
                    name=about["name"],
                    nisn=f"{nisn:010d}",
                    nis=f"{nisn % 10_000:05d}",
                    time_factor_percent=about.get("extra_time", 100),
                )
                taken.add(user.username)
                yield Newcomer(
                    school=listed["code"],
                    classroom=room["name"],
                    roles=(Role.STUDENT.value,),
                    user=user,
                    password=new_password(),
                    moves_to=about.get("moves_to", ""),
                )


def make_people(schools: list[dict[str, Any]], newcomers: list[Newcomer], *, now: datetime) -> Demo:
    """Write the schools with their people, classes and courses."""
    User.objects.bulk_create([newcomer.user for newcomer in newcomers])
    demo = Demo([Account(one.user, one.roles[0], one.password) for one in newcomers])
    for listed in schools:
        school = School.objects.create(**{name: listed[name] for name in SCHOOL_FIELDS})
        today = now.astimezone(school.zone).date()
        starts = min(school_year_start(today), today - SETTLED)
        here = [newcomer for newcomer in newcomers if newcomer.school == school.code]
        Membership.objects.bulk_create(
            Membership(user=newcomer.user, school=school, role=role, starts=starts)
            for newcomer in here
            for role in newcomer.roles
        )
        rooms: dict[str, Classroom] = {}
        for room in listed["classes"]:
            classroom = rooms[room["name"]] = Classroom.objects.create(
                school=school,
                name=room["name"],
                school_year=school_year(school_year_start(today)),
                grade=11,
                homeroom_teacher=demo.user(room["homeroom"]),
            )
            Enrollment.objects.bulk_create(
                Enrollment(classroom=classroom, student=newcomer.user, joined_at=now - SETTLED)
                for newcomer in here
                if newcomer.classroom == classroom.name
            )
            for given in room["courses"]:
                demo.courses.append(_make_course(demo, classroom, given, starts, today))
        demo.moves += [
            Move(newcomer.user, rooms[newcomer.classroom], rooms[newcomer.moves_to])
            for newcomer in here
            if newcomer.moves_to
        ]
    return demo


def _make_course(
    demo: Demo, classroom: Classroom, given: dict[str, Any], starts: date, today: date
) -> Course:
    course = Course.objects.create(
        school=classroom.school,
        subject=given["subject"],
        classroom=classroom,
        school_year=classroom.school_year,
        semester=Course.Semester.ODD if today.month >= 7 else Course.Semester.EVEN,
    )
    Teaching.objects.bulk_create(
        Teaching(course=course, teacher=demo.user(name), starts=starts)
        for name in given["teachers"]
    )
    return course


def school_year_start(today: date) -> date:
    """School years begin in July."""
    return date(today.year if today.month >= 7 else today.year - 1, 7, 1)


def school_year(starts: date) -> str:
    return f"{starts.year}/{starts.year + 1}"


def username_for(name: str, taken: set[str]) -> str:
    """First and last word of the name; a number where somebody has that already."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    found = re.findall(r"[a-z]+", plain.replace("'", ""))
    words = [word for word in found if len(word) > 2] or found or ["murid"]
    base = ".".join([words[0], words[-1]] if len(words) > 1 else words)
    username, number = base, 1
    while username in taken:
        number += 1
        username = f"{base}{number}"
    return username
