"""One of everything: the rows that tests across all apps walk over, around the cast."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import School, User
from classrooms.models import Course
from lessons.models import Figure, GlossaryTerm, Lesson, LessonAssignment, Section, Source
from quizzes.attempts import start, submit
from quizzes.models import Attempt, Quiz, QuizAssignment
from tests import factories

FORMS = tuple(factories.BODIES)
RESPONSES: dict[str, dict[str, Any]] = {
    "single_choice": {"option": "b"},
    "multiple_response": {"options": ["a", "b"]},
    "matrix": {"cells": {"s1": "benar", "s2": "benar"}},
    "matching": {"pairs": {"p1": ["c1"], "p2": ["c1"]}},
    "short_answer": {"fields": {"f1": "interdependen"}},  # near: a person decides
    "essay": {"text": "Negara saling membutuhkan karena tidak ada yang lengkap."},
}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'


@dataclass(kw_only=True)
class Stage:
    """A lesson and its quiz, given to one course, with a student's two attempts."""

    course: Course
    lesson: Lesson
    reading: LessonAssignment
    quiz: Quiz
    task: QuizAssignment
    student: User
    handed_in: Attempt
    open: Attempt

    @property
    def section(self) -> Section:
        return self.lesson.sections.order_by("order")[0]

    def arguments(self, name: str) -> dict[str, Any]:
        """What stands in the address: always what belongs to this self."""
        namespace, _colon, verb = name.rpartition(":")
        lesson, quiz, task = self.lesson, self.quiz, self.task
        match namespace, verb:
            case "", "help-guide":
                return {"guide": "guru"}
            case "dashboards", "class-detail":
                return {"pk": self.course.pk}
            case "dashboards", "student-detail":
                return {"course_pk": self.course.pk, "pk": self.student.pk}
            case "dashboards", "assignment-results":
                return {"pk": task.pk}
            case "dashboards", "class-export":
                return {"pk": self.course.pk, "kind": "csv"}
            case "dashboards", "student-export":
                return {"course_pk": self.course.pk, "pk": self.student.pk, "kind": "csv"}
            case "dashboards", "assignment-export":
                return {"pk": task.pk, "kind": "xlsx"}
            case "classrooms", "password-reset":
                return {"pk": self.student.pk}
            case "lessons", "lesson-detail" | "lesson-print":
                return {"code": lesson.code}
            case "lessons", "section-detail" | "section-finish" | "section-reopen":
                return {"lesson": lesson.code, "code": self.section.code}
            case "lessons", "term-detail":
                return {"code": lesson.terms.get().code}
            case "lessons", "reading-mark" | "reading-mark-offline" | "reading-mark-undo":
                return {"pk": self.reading.pk}
            case "quizzes", "attempt-detail" | "attempt-submit":
                return {"pk": self.open.pk}
            case "quizzes", "answer-save":
                return {"pk": self.open.pk, "position": 1}
            case "quizzes", "attempt-result":
                return {"pk": self.handed_in.pk}
            case "quizzes", "assign-done" | "assign-undo":
                return {"token": self.reading.batch}
            case "quizzes", "marking-item":
                return {"pk": task.pk, "position": 6}
            case "quizzes", "question-detail":
                return {"code": quiz.slots.first().question.code}
            case "quizzes", "quiz-preview":
                return {"code": quiz.code}
            case "quizzes", "attempt-start" | "assignment-detail":
                return {"pk": task.pk}
            case "quizzes", verb if verb.startswith("assignment-"):
                return {"pk": task.pk}
        return {}


def make_content(*, school: School | None, forms: tuple[str, ...] = FORMS) -> tuple[Lesson, Quiz]:
    """A lesson with figure, source, term and a quiz of every form."""
    unit = factories.make_unit(school=school)
    objective = factories.make_objective(unit=unit)
    lesson = factories.make_lesson(unit=unit, sections=2)
    lesson.objectives.add(objective)
    Figure.objects.create(
        lesson=lesson, code="bagan", title="Bagan", svg=SVG, text_alternative="Sebuah kotak."
    )
    Source.objects.create(lesson=lesson, code="uu-37-1999", citation="UU 37/1999", order=1)
    GlossaryTerm.objects.create(
        lesson=lesson, code=f"{lesson.code}-istilah", term="interdependensi", definition="Saling."
    )
    section = lesson.sections.get(order=1)
    section.body = (
        f"Negara [saling bergantung](istilah:{lesson.code}-istilah), [UU](sumber:uu-37-1999)."
        "\n\n![](gambar:bagan)\n\n::: cek-fakta\n~~Negara hidup sendiri.~~\n\nTidak begitu.\n:::\n"
    )
    section.save()
    quiz = factories.make_quiz(lesson=lesson, forms=forms, school=school)
    for slot in quiz.slots.all():
        slot.question.school = school
        slot.question.save()
    return lesson, quiz


def set_stage(
    *,
    course: Course,
    teacher: User,
    student: User,
    school: School | None,
    now: datetime | None = None,
    **rules: Any,
) -> Stage:
    now = now or timezone.now()
    lesson, quiz = make_content(school=school)
    reading = factories.assign_lesson(lesson=lesson, course=course, by=teacher)
    task = factories.assign_quiz(
        quiz=quiz, course=course, by=teacher, **({"attempts_allowed": None} | rules)
    )
    first = start(assignment=task, student=student, now=now - timedelta(minutes=30))
    for answer in first.answers.select_related("version"):
        answer.response, answer.saved_at = RESPONSES[answer.version.form], first.started_at
        answer.revision = 1
        answer.save()
    submit(attempt=first, now=now - timedelta(minutes=20))
    second = start(assignment=task, student=student, now=now - timedelta(minutes=10))
    return Stage(
        course=course,
        lesson=lesson,
        reading=reading,
        quiz=quiz,
        task=task,
        student=student,
        handed_in=first,
        open=second,
    )
