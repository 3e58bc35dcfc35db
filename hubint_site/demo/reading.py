"""How far the demo's students have read."""

from datetime import timedelta

from accounts.models import User
from hubint_site.demo.answering import dice_for, profile
from hubint_site.demo.calendar import Calendar, begun_at_home
from lessons.models import Lesson, LessonAssignment, LessonProgress, Section, SectionProgress
from lessons.ownership import Status
from lessons.progress import mark_read_offline
from quizzes.models import QuizAssignment


def read_lesson(
    lesson: Lesson, beside: QuizAssignment, students: list[User], *, calendar: Calendar
) -> None:
    """Most have read all by their own time, some a part, the slow ones nothing yet.

    `beside` is the quiz that was given with the lesson, with the same dates.
    """
    sections = list(
        Section.objects.filter(lesson=lesson, status=Status.PUBLISHED).order_by("order", "pk")
    )
    opened: list[LessonProgress] = []
    done: list[SectionProgress] = []
    is_over = calendar.is_past(beside.closes_at)
    on_paper = students[-2:] if is_over else []  # these have no telephone
    for user in students:
        student, dice = profile(user), dice_for(user.username, lesson.code, "reads")
        when = begun_at_home(
            opens=beside.opens_at.astimezone(calendar.now.tzinfo),
            due=beside.due_at,
            closes=beside.closes_at,
            delay=max(0, student.delay - 150),
            dice=dice,
        )
        if not calendar.is_past(when) or user in on_paper:
            continue
        reads_all = dice.randrange(1000) < (300 if student.is_careless else 820)
        amount = len(sections) if reads_all else dice.randrange(len(sections))
        progress = LessonProgress(student=user, lesson=lesson, opened_at=when, last_at=when)
        progress.last_section = sections[min(amount, len(sections) - 1)]
        for section in sections[:amount]:
            when += timedelta(minutes=dice.randrange(8, 22), seconds=dice.randrange(60))
            if calendar.is_past(when):
                done.append(SectionProgress(student=user, section=section, done_at=when))
                progress.last_at = when
        opened.append(progress)
    LessonProgress.objects.bulk_create(opened)
    SectionProgress.objects.bulk_create(done)
    if on_paper:
        given = LessonAssignment.objects.get(
            lesson=lesson, course=beside.course_id, opens_at=beside.opens_at
        )
        mark_read_offline(
            assignment=given, students=on_paper, by=given.created_by, now=calendar.at(-2, 11)
        )
