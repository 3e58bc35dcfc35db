"""Schools, people, classes and courses of the demo, from plain lists."""

from __future__ import annotations

import re
import unicodedata
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


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who can sign in, with the password that is printed once."""

    user: User
    role: str
    password: str


@dataclass(slots=True)
class Demo:
    accounts: list[Account] = field(default_factory=list)
    courses: list[Course] = field(default_factory=list)


def make_people(schools: list[dict[str, Any]], *, now: datetime) -> Demo:
    """Write the rows; the last student of all must choose their own password at sign-in."""
    demo = Demo()
    taken: set[str] = set()
    for number, listed in enumerate(schools, start=1):
        school = School.objects.create(**{name: listed[name] for name in SCHOOL_FIELDS})
        starts = school_year_start(now.astimezone(school.zone).date())
        staff = {
            person["username"]: _make_user(demo, school, person, starts=starts, taken=taken)
            for person in listed["staff"]
        }
        nisn = number * 100_000
        for room in listed["classes"]:
            classroom = Classroom.objects.create(
                school=school,
                name=room["name"],
                school_year=school_year(starts),
                grade=11,
                homeroom_teacher=staff[room["homeroom"]],
            )
            for name in room["students"]:
                nisn += 1
                person = {
                    "name": name,
                    "username": username_for(name, taken),
                    "roles": [Role.STUDENT.value],
                    "nisn": f"{nisn:010d}",
                    "nis": f"{nisn % 10_000:05d}",
                }
                student = _make_user(demo, school, person, starts=starts, taken=taken)
                joined = now - timedelta(days=30)
                Enrollment.objects.create(classroom=classroom, student=student, joined_at=joined)
            for given in room["courses"]:
                demo.courses.append(_make_course(classroom, given, staff, starts=starts, now=now))
    last = demo.accounts[-1].user
    last.must_change_password = True
    last.save(update_fields=["must_change_password"])
    return demo


def _make_user(
    demo: Demo, school: School, person: dict[str, Any], *, starts: date, taken: set[str]
) -> User:
    taken.add(person["username"])
    password = new_password()
    user: User = User.objects.create(
        username=person["username"],
        password=make_password(password),
        name=person["name"],
        nisn=person.get("nisn", ""),
        nis=person.get("nis", ""),
    )
    Membership.objects.bulk_create(
        Membership(user=user, school=school, role=role, starts=starts) for role in person["roles"]
    )
    demo.accounts.append(Account(user, person["roles"][0], password))
    return user


def _make_course(
    classroom: Classroom,
    given: dict[str, Any],
    staff: dict[str, User],
    *,
    starts: date,
    now: datetime,
) -> Course:
    today = now.astimezone(classroom.school.zone).date()
    course = Course.objects.create(
        school=classroom.school,
        subject=given["subject"],
        classroom=classroom,
        school_year=classroom.school_year,
        semester=Course.Semester.ODD if today.month >= 7 else Course.Semester.EVEN,
    )
    Teaching.objects.bulk_create(
        Teaching(course=course, teacher=staff[name], starts=starts) for name in given["teachers"]
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
    words = [word for word in re.findall(r"[a-z]+", plain) if len(word) > 2] or [plain]
    base = ".".join([words[0], words[-1]] if len(words) > 1 else words)
    username, number = base, 1
    while username in taken:
        number += 1
        username = f"{base}{number}"
    return username
