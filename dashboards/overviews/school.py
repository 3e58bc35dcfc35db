"""What operators, editors and admins see first: school, classes, people, drafts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import Membership, Role, School, User
from classrooms.models import Classroom, Course, Enrollment, Teaching
from lessons.models import Lesson, Section
from lessons.ownership import Status
from quizzes.models import Question, Quiz


@dataclass(frozen=True, slots=True)
class ClassroomLine:
    classroom: Classroom
    students: int
    courses: int
    teachers: int


@dataclass(frozen=True, slots=True)
class RoleCount:
    role: Role
    people: int


@dataclass(frozen=True, slots=True)
class SchoolOverview:
    school: School
    roles: list[RoleCount]
    classrooms: list[ClassroomLine]


def school_overviews(user: User) -> list[SchoolOverview]:
    """One per school this person runs, in a fixed number of queries."""
    schools = {
        membership.school_id: membership.school
        for membership in user.current_memberships
        if membership.role in (Role.OPERATOR, Role.ADMIN)
    }
    today = timezone.localdate()
    people: dict[int, Counter[str]] = {pk: Counter() for pk in schools}
    for school, role, count in (
        Membership.objects.filter(school__in=schools)
        .active_on(today)
        .values_list("school", "role")
        .annotate(Count("user", distinct=True))
        .order_by()
    ):
        people[school][role] = count
    lines = classroom_lines(user)
    return [
        SchoolOverview(
            school=school,
            roles=[RoleCount(role, people[pk][role]) for role in Role if people[pk][role]],
            classrooms=[line for line in lines if line.classroom.school_id == pk],
        )
        for pk, school in schools.items()
    ]


def classroom_lines(user: User) -> list[ClassroomLine]:
    """Classes of the schools this person runs, with how many learn and teach there."""
    classrooms = list(
        Classroom.objects.filter(
            school__in=user.school_ids_as(Role.OPERATOR, Role.ADMIN)
        ).select_related("homeroom_teacher")
    )
    students = dict(
        Enrollment.objects.active()
        .filter(classroom__in=classrooms)
        .values_list("classroom")
        .annotate(Count("pk"))
        .order_by()
    )
    courses = dict(
        Course.objects.filter(classroom__in=classrooms)
        .values_list("classroom")
        .annotate(Count("pk"))
        .order_by()
    )
    today = timezone.localdate()
    teachers = dict(
        Teaching.objects.filter(
            Q(ends__isnull=True) | Q(ends__gte=today),
            starts__lte=today,
            course__classroom__in=classrooms,
        )
        .values_list("course__classroom")
        .annotate(Count("teacher", distinct=True))
        .order_by()
    )
    return [
        ClassroomLine(
            classroom=classroom,
            students=students.get(classroom.pk, 0),
            courses=courses.get(classroom.pk, 0),
            teachers=teachers.get(classroom.pk, 0),
        )
        for classroom in classrooms
    ]


class ContentKind(StrEnum):
    LESSON = "lesson"
    SECTION = "section"
    QUESTION = "question"
    QUIZ = "quiz"


@dataclass(frozen=True, slots=True)
class ContentCount:
    kind: ContentKind
    published: int
    drafts: int


def content_counts(user: User) -> list[ContentCount]:
    """How much of what this person may edit is published, and how much is a draft."""
    lessons = Lesson.objects.managed_by(user)
    mine = {
        ContentKind.LESSON: lessons,
        ContentKind.SECTION: Section.objects.filter(lesson__in=lessons),
        ContentKind.QUESTION: Question.objects.managed_by(user),
        ContentKind.QUIZ: Quiz.objects.managed_by(user),
    }
    counts = []
    for kind, rows in mine.items():
        found = rows.aggregate(
            published=Count("pk", filter=Q(status=Status.PUBLISHED)),
            drafts=Count("pk", filter=Q(status=Status.DRAFT)),
        )
        counts.append(ContentCount(kind, found["published"], found["drafts"]))
    return counts
