"""Fill the scratch database: `python -m benchmarks.scene <out.json> <pupils>`.

A quiz of 20 items (the 17 of Pelajaran 1 and three copies), given to classes of 36 for the load
and to classes of 1, 36 and 360 for counting. Prints nothing; what clients need goes to the file.
"""

import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.utils import timezone

from accounts.models import Membership, Role, School, User
from benchmarks.rows import CLIENTS, SIZES
from classrooms.models import Classroom, Enrollment
from lessons.models import Lesson
from quizzes.attempts import start, submit
from quizzes.cards import digest, fields_of
from quizzes.items import Body, dump_response, parse_body, response_from_fields, right_answer
from quizzes.models import Answer, PinnedItem, Question, QuestionVersion, Quiz, QuizAssignment
from quizzes.presets import PRESETS, Preset
from quizzes.saving import Change, save_answer
from tests import factories

PASSWORD = "ukur-dan-catat-27"
ITEMS = 20
NOW = timezone.now()


def main(out: Path, pupils: int) -> None:
    with transaction.atomic():
        school = factories.make_school(code="ukur")
        quiz = quiz_of_twenty()
        password = make_password(PASSWORD)
        sizes = [counted_class(school, quiz, size, password) for size in SIZES]
        people = [
            load_class(school, quiz, number, password) for number in range((pupils + 35) // 36)
        ]
    flat = [pupil for group in people for pupil in group][:pupils]
    assignment = QuizAssignment.objects.get(pk=flat[0]["task"])
    savers = [
        saver(User.objects.get(pk=pupil["pk"]), pupil["task"]) for pupil in flat[: max(CLIENTS)]
    ]
    out.write_text(
        json.dumps(
            {
                "password": PASSWORD,
                "cookie": settings.SESSION_COOKIE_NAME,
                "blank": digest(None),
                "answers": [two_answers(pin.version) for pin in pins_of(assignment)],
                "pupils": flat[len(savers) :],
                "savers": savers,
                "sizes": sizes,
            }
        )
    )


# --- The quiz ---------------------------------------------------------------------------------


def quiz_of_twenty() -> Quiz:
    quiz = Quiz.objects.get(code="p1-kuis")
    slots = list(quiz.slots.select_related("question").order_by("order"))
    for number, slot in enumerate(slots[: ITEMS - len(slots)], start=1):
        version = slot.question.versions.get(is_current=True)
        question: Question = slot.question
        question.pk, question.code = None, f"{question.code}-salinan"
        question._state.adding = True
        question.save()
        version.pk, version.question = None, question
        version._state.adding = True
        version.save()
        quiz.slots.create(order=len(slots) + number, question=question, points=slot.points)
    return quiz


def pins_of(assignment: QuizAssignment) -> list[PinnedItem]:
    return list(assignment.pinned_items.select_related("version").order_by("position"))


def two_answers(version: QuestionVersion) -> list[dict[str, Any]]:
    """Two different answers that the server takes: as form fields and as it stores them."""
    body = parse_body(version.form, version.body)
    first = fields_of(right_answer(body)) or {"text": ["Negara saling membutuhkan. " * 20]}
    second = {name: other_values(body, name, values) for name, values in first.items()}
    return [
        {"fields": fields, "stored": dump_response(response_from_fields(body, fields))}
        for fields in (first, second)
    ]


def other_values(body: Body, name: str, values: list[str]) -> list[str]:
    """Something else that may stand in this field."""
    if name == "text" or name.startswith("field-"):
        return [f"{values[0]} juga"]
    for parts in ("options", "columns", "choices"):
        if found := [part.id for part in getattr(body, parts, ())]:
            return (
                [next(each for each in found if each not in values)]
                if len(found) > len(values)
                else values[:1]
            )
    raise TypeError(name)


# --- People -----------------------------------------------------------------------------------


def students(school: School, classroom: Classroom, number: int, password: str) -> list[User]:
    made = User.objects.bulk_create(
        User(
            username=f"{classroom.name}-{each}".lower(),
            name=f"Murid {each:03d} {classroom.name}",
            password=password,
        )
        for each in range(number)
    )
    Membership.objects.bulk_create(
        Membership(user=user, school=school, role=Role.STUDENT, starts="2020-01-01")
        for user in made
    )
    Enrollment.objects.bulk_create(
        Enrollment(student=user, classroom=classroom, joined_at=NOW - timedelta(days=100))
        for user in made
    )
    return list(made)


def load_class(school: School, quiz: Quiz, number: int, password: str) -> list[dict[str, Any]]:
    """36 pupils with a reading and a quiz to do."""
    classroom = factories.make_classroom(school=school, name=f"XI-{number}")
    course, _teacher = given_course(school, classroom, password)
    task = give(quiz, course, _teacher)
    return [
        {"pk": user.pk, "username": user.username, "task": task.pk}
        for user in students(school, classroom, 36, password)
    ]


def counted_class(school: School, quiz: Quiz, size: int, password: str) -> dict[str, Any]:
    """A class in every state: a third at work, a third done."""
    classroom = factories.make_classroom(school=school, name=f"hitung-{size}")
    course, teacher = given_course(school, classroom, password)
    task = give(quiz, course, teacher)
    members = students(school, classroom, size, password)
    for number, student in enumerate(members):
        if number % 3 == 2:
            continue
        attempt = start(assignment=task, student=student, now=NOW)
        if number % 3 == 0:
            essay = Answer.objects.select_related("version", "attempt").filter(
                attempt=attempt, version__form="essay"
            )[0]
            save_answer(answer=essay, change=Change({"text": "Sebab."}, 0), now=NOW)
            submit(attempt=attempt, now=NOW)
    return {
        "teacher": teacher.pk,
        "student": members[0].pk,
        "course": course.pk,
        "task": task.pk,
        "reading": course.assignments.exclude(pk=task.pk).get().pk,
        "essay": task.pinned_items.filter(version__form="essay")[0].position,
    }


def given_course(school: School, classroom: Classroom, password: str) -> tuple[Any, User]:
    teacher = User.objects.create(
        username=f"guru-{classroom.name}".lower(), name="Guru", password=password
    )
    Membership.objects.create(user=teacher, school=school, role=Role.TEACHER, starts="2020-01-01")
    return factories.make_course(classroom=classroom, teacher=teacher), teacher


def give(quiz: Quiz, course: Any, teacher: User) -> QuizAssignment:
    lesson = Lesson.objects.get(code="p1")
    factories.assign_lesson(lesson=lesson, course=course, by=teacher, now=NOW)
    return factories.assign_quiz(
        quiz=quiz, course=course, by=teacher, now=NOW, **PRESETS[Preset.FORMATIVE].as_fields()
    )


# --- Those who save ---------------------------------------------------------------------------


def saver(user: User, task: int) -> dict[str, Any]:
    """A pupil who is signed in and at work."""
    assignment = QuizAssignment.objects.get(pk=task)
    attempt = start(assignment=assignment, student=user, now=timezone.now())
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return {
        "session": session.session_key,
        "attempt": attempt.pk,
        "floor": attempt.answers.filter(version__form="essay")[0].pk,
        "username": user.username,
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
