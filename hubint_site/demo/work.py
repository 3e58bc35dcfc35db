"""What the demo people have given, read, answered and marked, through the real operations."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from accounts.models import User
from classrooms.models import Assignment, Course
from hubint_site.demo.people import Demo
from lessons.models import Lesson, Section
from lessons.ownership import Status
from lessons.progress import finish_section, note_opened
from quizzes.assigning import ClassRow, assign
from quizzes.attempts import start, submit
from quizzes.marking import mark_essay
from quizzes.models import Answer, Attempt, Quiz, QuizAssignment
from quizzes.presets import PRESETS
from quizzes.saving import Change, save_answer

Preset = QuizAssignment.Preset
ESSAY = (
    "Negara saling membutuhkan karena potensinya berbeda. Misalnya, satu negara punya bahan"
    " tambang dan negara lain punya teknologi. Kerja sama membuat keduanya untung, asalkan"
    " setara dan tidak mencampuri urusan dalam negeri."
)


@dataclass(frozen=True, slots=True)
class Clock:
    """Days around today, at school time."""

    now: datetime

    def at(self, days: int, hour: int, minute: int = 0) -> datetime:
        day = self.now + timedelta(days=days)
        return day.replace(hour=hour, minute=minute, second=0, microsecond=0)


def make_work(demo: Demo, *, lesson: Lesson, quiz: Quiz, now: datetime, dice: Random) -> None:
    """Fill the courses in the subject of the lesson; the others show how it is to begin."""
    by_teacher: dict[User, list[Course]] = {}
    for course in demo.courses:
        if course.subject == lesson.unit.subject:
            teaching = course.teachings.select_related("teacher").order_by("pk").first()
            if teaching is not None:
                by_teacher.setdefault(teaching.teacher, []).append(course)
    for teacher, courses in by_teacher.items():
        zone = courses[0].school.zone
        clock = Clock(now.astimezone(zone))
        first = _give(courses, None, quiz, Preset.FORMATIVE, clock, teacher, days=(-12, -8, -8))
        _name(first, "Tes awal Pelajaran 1")
        running = _give(courses, lesson, quiz, Preset.FORMATIVE, clock, teacher, days=(-6, 2, 4))
        practice = _give(courses, None, quiz, Preset.PRACTICE, clock, teacher, days=(-5, 20, 20))
        _name(practice, "Latihan Pelajaran 1")
        coming = _give(courses, None, quiz, Preset.SUMMATIVE, clock, teacher, days=(5, 5, 5))
        _name(coming, "Sumatif Pelajaran 1")
        for assignment in quizzes_among(first):
            _sit(assignment, share=0.75, clock=clock, days=-10, dice=dice)
            _mark_essays(assignment, by=teacher, now=clock.at(-7, 15), leave=3, dice=dice)
        for assignment in quizzes_among(running):
            students = list(assignment.course.students())
            _read(lesson, students, clock=clock, dice=dice)
            _sit(assignment, share=0.35, clock=clock, days=-1, dice=dice)
            _leave_open(assignment, students, clock=clock, dice=dice)
        for assignment in quizzes_among(practice):
            _sit(assignment, share=0.25, clock=clock, days=-3, dice=dice)


def _give(
    courses: list[Course],
    lesson: Lesson | None,
    quiz: Quiz,
    preset: QuizAssignment.Preset,
    clock: Clock,
    teacher: User,
    *,
    days: tuple[int, int, int],
) -> list[Assignment]:
    opens, due, closes = days
    rows = [
        ClassRow(
            course=course,
            opens_at=clock.at(opens, 7),
            due_at=clock.at(due, 23, 59),
            closes_at=clock.at(closes, 23, 59),
        )
        for course in courses
    ]
    return assign(
        lesson=lesson,
        quiz=quiz,
        rows=rows,
        rules=PRESETS[preset],
        token=uuid.uuid4(),
        by=teacher,
        now=min(clock.at(opens, 6, 45), clock.now),
    )


def _name(assignments: list[Assignment], title: str) -> None:
    for assignment in assignments:
        assignment.title = title
        assignment.save(update_fields=["title"])


def quizzes_among(assignments: Iterable[Assignment]) -> list[QuizAssignment]:
    return [one for one in assignments if isinstance(one, QuizAssignment)]


def _read(lesson: Lesson, students: list[User], *, clock: Clock, dice: Random) -> None:
    """Some have read everything, some a part, some nothing."""
    sections = list(
        Section.objects.filter(lesson=lesson, status=Status.PUBLISHED).order_by("order", "pk")
    )
    for student in students[:-2]:
        amount = dice.choice([0, 1, 2, len(sections), len(sections)])
        for number, section in enumerate(sections[:amount]):
            when = clock.at(-4 + number, 19, dice.randrange(60))
            note_opened(section=section, by=student, now=min(when, clock.now))
            finish_section(section=section, by=student, now=min(when, clock.now))


def _sit(
    assignment: QuizAssignment, *, share: float, clock: Clock, days: int, dice: Random
) -> None:
    for student in assignment.course.students():
        if dice.random() >= share:
            continue
        begun = clock.at(days, 18, dice.randrange(60))
        attempt = start(assignment=assignment, student=student, now=begun)
        skill = dice.uniform(0.35, 0.95)
        done = _answer(attempt, begun, skill=skill, upto=None, dice=dice)
        submit(attempt=attempt, now=done)


def _leave_open(
    assignment: QuizAssignment, students: list[User], *, clock: Clock, dice: Random
) -> None:
    """Two who have begun and not finished; the first of the class is one of them."""
    idle = [s for s in students if not assignment.attempts.filter(student=s).exists()]
    for student in idle[:2]:
        begun = clock.now - timedelta(minutes=dice.randrange(20, 90))
        attempt = start(assignment=assignment, student=student, now=begun)
        _answer(attempt, begun, skill=0.7, upto=6, dice=dice)


def _answer(
    attempt: Attempt, begun: datetime, *, skill: float, upto: int | None, dice: Random
) -> datetime:
    """Save answer after answer, some of them right; give when the last one was saved."""
    when = begun
    answers = attempt.answers.select_related("version", "attempt").order_by("position")
    for answer in answers[:upto]:
        when += timedelta(seconds=dice.randrange(20, 90))
        response = response_to(answer, is_right=dice.random() < skill, dice=dice)
        save_answer(answer=answer, change=Change(response, answer.revision), now=when)
    return when


def response_to(answer: Answer, *, is_right: bool, dice: Random) -> dict[str, Any]:
    """A right answer to this item, or one with something wrong in it."""
    body = answer.version.body
    match answer.version.form:
        case "single_choice":
            others = [option["id"] for option in body["options"] if option["id"] != body["key"]]
            return {"option": body["key"] if is_right else dice.choice(others)}
        case "multiple_response":
            options = [option["id"] for option in body["options"]]
            wrong = [option for option in options if option not in body["keys"]]
            picked = body["keys"] if is_right else [*body["keys"][1:], dice.choice(wrong)]
            return {"options": [option for option in options if option in picked]}
        case "matrix":
            columns = [column["id"] for column in body["columns"]]
            cells = {statement["id"]: statement["key"] for statement in body["statements"]}
            if not is_right:
                spoilt = dice.choice(sorted(cells))
                cells[spoilt] = next(column for column in columns if column != cells[spoilt])
            return {"cells": cells}
        case "matching":
            pairs: dict[str, list[str]] = {}
            for prompt, choice in body["pairs"]:
                pairs.setdefault(prompt, []).append(choice)
            if not is_right:
                first, last = sorted(pairs)[0], sorted(pairs)[-1]
                pairs[first], pairs[last] = pairs[last], pairs[first]
            return {"pairs": pairs}
        case "short_answer":
            fields = {field["id"]: field["accepted"][0] for field in body["fields"]}
            if not is_right:
                fields[dice.choice(sorted(fields))] = "belum tahu"
            return {"fields": fields}
        case _:
            return {"text": ESSAY if is_right else ESSAY.split(". ")[0] + "."}


def _mark_essays(
    assignment: QuizAssignment, *, by: User, now: datetime, leave: int, dice: Random
) -> None:
    """Mark what waits, but leave some for the teacher to try."""
    waiting = Answer.objects.filter(
        attempt__assignment=assignment,
        is_final=True,
        points__isnull=True,
        version__form="essay",
    ).select_related("version")
    for answer in list(waiting.order_by("position", "attempt"))[:-leave]:
        levels = {
            criterion["id"]: dice.choice([2, 3, 3, 4])
            for criterion in answer.version.body["criteria"]
        }
        mark_essay(answer=answer, levels=levels, comment="", by=by, now=now)
