"""Plain makers for tests: keyword-only, no surprises, everything visible in the call."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from accounts.models import Membership, Role, School, User
from classrooms.models import Classroom, Course, Enrollment, Teaching
from lessons.models import Lesson, LessonAssignment, Objective, Section, Unit
from quizzes.models import PinnedItem, Question, QuestionVersion, Quiz, QuizAssignment, QuizSlot

PASSWORD = "kata-sandi-uji-27"  # fast to hash in tests: see settings of the test run
_number = count(1)


def make_school(*, code: str = "", name: str = "SMA Nusantara", **fields: Any) -> School:
    return School.objects.create(code=code or f"sekolah-{next(_number)}", name=name, **fields)


def make_user(
    *, name: str = "Rina", username: str = "", password: str = PASSWORD, **fields: Any
) -> User:
    return User.objects.create_user(
        username=username or f"orang{next(_number)}", password=password, name=name, **fields
    )


def make_member(*, school: School, role: str, name: str = "Rina", **fields: Any) -> User:
    user = make_user(name=name, **fields)
    Membership.objects.create(user=user, school=school, role=role, starts="2020-01-01")
    return user


def make_classroom(*, school: School, name: str = "XI-1") -> Classroom:
    return Classroom.objects.create(school=school, name=name, school_year="2026/2027", grade=11)


def enroll(student: User, classroom: Classroom, *, joined_at: datetime | None = None) -> Enrollment:
    return Enrollment.objects.create(
        student=student,
        classroom=classroom,
        joined_at=joined_at or timezone.now() - timedelta(days=100),
    )


def make_student(*, school: School, classroom: Classroom | None, name: str = "Rina") -> User:
    student = make_member(school=school, role=Role.STUDENT, name=name)
    if classroom:
        enroll(student, classroom)
    return student


def make_course(
    *, classroom: Classroom, teacher: User, subject: str = "Pendidikan Pancasila"
) -> Course:
    course = Course.objects.create(
        school=classroom.school,
        classroom=classroom,
        subject=subject,
        school_year=classroom.school_year,
        semester=1,
    )
    Teaching.objects.create(course=course, teacher=teacher, starts="2020-01-01")
    return course


def make_unit(*, code: str = "", **fields: Any) -> Unit:
    fields = {
        "title": "Hubungan Internasional",
        "subject": "Pendidikan Pancasila",
        "grade": 11,
        "status": "published",
    } | fields
    return Unit.objects.create(code=code or f"unit-{next(_number)}", **fields)


def make_objective(
    *, unit: Unit, code: str = "1.1", text: str = "Menjelaskan makna HI."
) -> Objective:
    return Objective.objects.create(unit=unit, code=code, text=text)


def make_lesson(
    *, unit: Unit | None = None, sections: int = 2, number: int = 1, **fields: Any
) -> Lesson:
    unit = unit or make_unit()
    fields = {
        "title": "Mengapa negara saling membutuhkan?",
        "opening_question": "Mengapa?",
        "status": "published",
    } | fields
    lesson = Lesson.objects.create(
        unit=unit, code=f"pelajaran-{next(_number)}", number=number, **fields
    )
    for order in range(1, sections + 1):
        Section.objects.create(
            lesson=lesson,
            code=f"bagian-{order}",
            order=order,
            title=f"Bagian {order}",
            body=f"Isi bagian **{order}**.",
            minutes=3,
        )
    return lesson


BODIES: dict[str, dict[str, Any]] = {
    "single_choice": {
        "options": [{"id": "a", "text": "benar"}, {"id": "b", "text": "keliru"}],
        "key": "a",
    },
    "multiple_response": {
        "options": [{"id": x, "text": f"pilihan {x}"} for x in "abcd"],
        "keys": ["a", "c"],
        "credit": "per_part_minus_wrong",
    },
    "matrix": {
        "columns": [{"id": "benar", "text": "Benar"}, {"id": "salah", "text": "Salah"}],
        "statements": [
            {"id": "s1", "text": "Pernyataan satu", "key": "benar"},
            {"id": "s2", "text": "Pernyataan dua", "key": "salah"},
        ],
        "credit": "per_part",
    },
    "matching": {
        "prompts": [{"id": "p1", "text": "Mesir"}, {"id": "p2", "text": "Belgia"}],
        "choices": [{"id": "c1", "text": "pengakuan"}, {"id": "c2", "text": "anggota KTN"}],
        "pairs": [["p1", "c1"], ["p2", "c2"]],
        "credit": "per_part",
    },
    "short_answer": {
        "fields": [{"id": "f1", "label": "", "accepted": ["interdependensi"]}],
        "any_order": False,
        "wildcard": False,
        "near_match": True,
        "credit": "all_or_nothing",
    },
    "essay": {
        "criteria": [
            {
                "id": "konsep",
                "title": "Ketepatan konsep",
                "weight": 60,
                "levels": [{"score": s, "text": f"tingkat {s}"} for s in (4, 3, 2, 1, 0)],
            },
            {
                "id": "bukti",
                "title": "Bukti",
                "weight": 40,
                "levels": [{"score": s, "text": f"tingkat {s}"} for s in (4, 3, 2, 1, 0)],
            },
        ],
        "min_words": 0,
        "max_characters": 5000,
        "sample": "Contoh jawaban.",
    },
}


def make_question(
    *,
    objective: Objective,
    form: str = "single_choice",
    body: dict[str, Any] | None = None,
    stem: str = "Apa artinya?",
    explanation: str = "Penjelasan.",
    section: Section | None = None,
    **fields: Any,
) -> QuestionVersion:
    """A published question; gives its current version."""
    fields = {"level": "L1", "cognitive": "C1", "status": "published"} | fields
    question = Question.objects.create(
        code=f"soal-{next(_number)}", objective=objective, section=section, **fields
    )
    return QuestionVersion.objects.create(
        question=question,
        form=form,
        stem=stem,
        body=body or BODIES[form],
        explanation=explanation,
    )


def make_quiz(
    *,
    lesson: Lesson | None = None,
    forms: tuple[str, ...] = ("single_choice", "essay"),
    points: int = 1000,
    **fields: Any,
) -> Quiz:
    lesson = lesson or make_lesson()
    objective = lesson.unit.objectives.first() or make_objective(unit=lesson.unit)
    fields = {"title": "Kuis 1", "status": "published"} | fields
    quiz = Quiz.objects.create(code=f"kuis-{next(_number)}", lesson=lesson, **fields)
    for order, form in enumerate(forms, start=1):
        version = make_question(objective=objective, form=form, section=lesson.sections.first())
        QuizSlot.objects.create(quiz=quiz, order=order, question=version.question, points=points)
    return quiz


def _dates(now: datetime | None) -> dict[str, datetime]:
    now = now or timezone.now()
    return {
        "opens_at": now - timedelta(hours=1),
        "due_at": now + timedelta(days=2),
        "closes_at": now + timedelta(days=3),
        "created_at": now - timedelta(hours=1),
    }


def assign_lesson(
    *, lesson: Lesson, course: Course, by: User, now: datetime | None = None, **fields: Any
) -> LessonAssignment:
    fields = _dates(now) | {"title": lesson.title} | fields
    return LessonAssignment.objects.create(lesson=lesson, course=course, created_by=by, **fields)


def assign_quiz(
    *, quiz: Quiz, course: Course, by: User, now: datetime | None = None, **fields: Any
) -> QuizAssignment:
    """A quiz given as the operation would give it: versions pinned in slot order."""
    fields = _dates(now) | {"title": quiz.title} | fields
    assignment = QuizAssignment.objects.create(quiz=quiz, course=course, created_by=by, **fields)
    for position, slot in enumerate(quiz.slots.order_by("order"), start=1):
        PinnedItem.objects.create(
            assignment=assignment,
            position=position,
            points=slot.points,
            version=slot.question.versions.get(is_current=True),
        )
    return assignment
