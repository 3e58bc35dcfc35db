"""The story of the demo: what was given, read, answered and marked, around today.

Giving, excusing, moving, marking and whatever is still open goes through the real operations;
finished attempts and reading are written in bulk.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import NAMESPACE_OID, uuid5

from accounts.models import Role, User
from classrooms.assignments import excuse
from classrooms.enrollments import move_student
from classrooms.models import Assignment, Course
from hubint_site.demo.answering import SEED, Players, dice_for, profile
from hubint_site.demo.calendar import Calendar, begun_at_home
from hubint_site.demo.marks import mark_essays, settle_near_misses
from hubint_site.demo.people import Demo
from hubint_site.demo.reading import read_lesson
from hubint_site.demo.response_model import Words
from hubint_site.demo.sittings import Sitting, write_sittings
from lessons.models import Lesson
from lessons.ownership import Status
from quizzes.assigning import ClassRow, NotAssignable, assign
from quizzes.attempts import start
from quizzes.errors import TooLate
from quizzes.items import dump_response, right_answer
from quizzes.managing import extend_for_students, release
from quizzes.models import Attempt, Quiz, QuizAssignment
from quizzes.presets import PRESETS, Rules
from quizzes.saving import Change, save_answer

Preset = QuizAssignment.Preset
Dates = tuple[datetime, datetime, datetime]

# Days from today on which the quiz of lesson 1 opens, is due and closes: open, late, closed.
LESSON_DAYS = {"XI-1": (-9, 2, 4), "XI-2": (-10, -1, 3), "XI-3": (-13, -5, -3), "XI-A": (-6, 2, 2)}
# The history test: its day and hour in each class.
TEST_DAYS = {"XI-1": (-7, 7), "XI-2": (-6, 9), "XI-3": (-4, 10)}
MARKED = {"XI-1": 40, "XI-2": 75, "XI-3": 92, "XI-A": 0}  # per cent of the essays handed in
BUSY = {"XI-1": 3, "XI-A": 1}  # how many have begun and not finished
TEST_RULES = PRESETS[Preset.SUMMATIVE].changed(time_limit_minutes=15, shuffle_items=False)
ONE_TRY = PRESETS[Preset.FORMATIVE].changed(attempts_allowed=1)


@dataclass(slots=True)
class Story:
    """One school on one day."""

    calendar: Calendar
    operator: User
    players: Players
    lesson: Lesson
    courses: Sequence[Course]
    seated: list[Sitting] = field(default_factory=list)

    # --- Giving -------------------------------------------------------------------------------

    def give(
        self,
        quiz: Quiz | None,
        rules: Rules,
        dates: Callable[[str], Dates],
        *,
        among: Iterable[Course] | None = None,
        lesson: Lesson | None = None,
        title: str = "",
    ) -> list[QuizAssignment]:
        """Let each first teacher give this to their courses; give the quizzes."""
        given: list[Assignment] = []
        for teacher, courses in by_teacher(self.courses if among is None else among):
            rows = [ClassRow(course, *dates(str(course.classroom))) for course in courses]
            name = title or str(quiz or lesson)
            given += assign(
                lesson=lesson,
                quiz=quiz,
                rows=rows,
                rules=rules,
                token=uuid5(NAMESPACE_OID, f"{SEED} {teacher.username} {name}"),
                by=teacher,
                now=min(self.calendar.now, *(row.opens_at for row in rows)) - timedelta(hours=15),
            )
        quizzes = [one for one in given if isinstance(one, QuizAssignment)]
        for one in quizzes:
            if title and title != one.title:
                one.title = title
                one.save(update_fields=["title"])
        return quizzes

    def days(self, opens: int, due: int, closes: int) -> Dates:
        at = self.calendar.at
        return at(opens, 7), at(due, 23, 59), at(closes, 23, 59)

    # --- Answering ----------------------------------------------------------------------------

    def sit_at_home(
        self, quiz: QuizAssignment, *, missing: int, tries: int = 1, skip: Iterable[User] = ()
    ) -> None:
        """Let the class do a quiz in its own time, `missing` of a thousand never."""
        left_out = {user.pk for user in skip}
        for user in quiz.course.students():
            dice = dice_for(user.username, quiz.title, quiz.preset, "comes")
            if dice.randrange(1000) < missing or user.pk in left_out:
                continue
            begun = begun_at_home(
                opens=quiz.opens_at.astimezone(self.calendar.now.tzinfo),
                due=quiz.due_at,
                closes=quiz.closes_at,
                delay=profile(user).delay,
                dice=dice,
            )
            for number in range(1, 1 + tries):
                sitting = self.players.sit(quiz, user, begun, number=number)
                if not self._take(sitting) or dice.randrange(100) < 55:
                    break
                begun += timedelta(days=1, minutes=dice.randrange(60))
                if begun >= quiz.closes_at:
                    break

    def sit_in_class(self, quiz: QuizAssignment, *, absent: Iterable[User]) -> None:
        """Let the class do a test together; slow starters lose some minutes of theirs."""
        away = {user.pk for user in absent}
        for user in quiz.course.students():
            if user.pk not in away:
                dice = dice_for(user.username, quiz.title, "comes")
                late = 240 if profile(user).delay >= 900 else 0
                begun = quiz.opens_at + timedelta(seconds=60 + late + dice.randrange(150))
                self._take(self.players.sit(quiz, user, begun))

    def _take(self, sitting: Sitting) -> bool:
        """Note a finished attempt; tell whether it is finished by now."""
        ended = sitting.ended_at or sitting.closes_at
        if not self.calendar.is_past(ended):
            return False
        self.seated.append(sitting)
        return True

    def write(self) -> list[Attempt]:
        seated, self.seated = self.seated, []
        return write_sittings(seated)

    def leave_open(self, quiz: QuizAssignment, user: User, *, minutes: int, upto: int) -> Attempt:
        """Begin an attempt that is still open, through the operations."""
        begun = self.calendar.now - timedelta(minutes=minutes)
        attempt = start(assignment=quiz, student=user, now=begun)
        sitting = self.players.sit(quiz, user, begun, number=attempt.number, upto=upto)
        for answer in attempt.answers.select_related("version", "attempt"):
            saved = sitting.saved.get(answer.version_id)
            if saved and self.calendar.is_past(saved.at):
                save_answer(answer=answer, change=Change(saved.response, 0), now=saved.at)
        return attempt


def make_work(demo: Demo, *, lesson: Lesson, quiz: Quiz, words: Words, now: datetime) -> None:
    """Fill each school: civics with the lesson and its quiz, history with a test in class."""
    schools = {course.school.pk: course.school for course in demo.courses}
    for school in schools.values():
        courses = [course for course in demo.courses if course.school_id == school.pk]
        civics = [course for course in courses if course.subject == lesson.unit.subject]
        others = [course for course in courses if course.subject != lesson.unit.subject]
        story = Story(
            calendar=Calendar(now.astimezone(school.zone)),
            operator=User.objects.get(memberships__school=school, memberships__role=Role.OPERATOR),
            players=Players(words),
            lesson=lesson,
            courses=civics,
        )
        own = {quiz.code: quiz for quiz in Quiz.objects.filter(school=school)}
        if "contoh-tes-awal" in own:
            begin_term(story, own["contoh-tes-awal"])
        for move in demo.moves:
            if move.to_classroom.school_id == school.pk:
                move_student(
                    student=move.student,
                    from_classroom=move.from_classroom,
                    to_classroom=move.to_classroom,
                    by=story.operator,
                    now=story.calendar.school_day(-12, 9),
                )
        teach_lesson(story, quiz)
        if "contoh-latihan" in own:
            practise(story, own["contoh-latihan"])
        if "contoh-pengakuan" in own:
            test_in_class(story, own["contoh-pengakuan"], others)
            short_quiz(story, own["contoh-ktn"], others)
        plan_ahead(story, quiz)


def begin_term(story: Story, quiz: Quiz) -> None:
    """A first test, long closed and wholly marked."""
    given = story.give(quiz, ONE_TRY, lambda _room: story.days(-22, -19, -17))
    for one in given:
        story.sit_at_home(one, missing=50)
    story.write()
    for one in given:
        settle_near_misses(one, by=one.created_by, now=story.calendar.at(-16, 14))


def teach_lesson(story: Story, quiz: Quiz) -> None:
    """The lesson and its quiz: running, late and closed; essays partly marked."""
    given = story.give(
        quiz,
        PRESETS[Preset.FORMATIVE],
        lambda room: story.days(*LESSON_DAYS[room]),
        lesson=story.lesson,
    )
    for one in given:
        room = str(one.course.classroom)
        students = list(one.course.students())
        read_lesson(story.lesson, one, students, calendar=story.calendar)
        busy = in_the_middle(students)[: BUSY.get(room, 0)]
        sick = students[11:12] if room == "XI-2" else []
        for user in sick:
            excuse(
                assignment=one,
                student=user,
                by=one.created_by,
                now=story.calendar.at(-3, 10),
                reason="Sakit, ada surat dokter",
            )
        story.sit_at_home(one, missing=60, tries=2, skip=[*busy, *sick])
        story.write()
        for place, user in enumerate(busy):
            story.leave_open(one, user, minutes=25 + 20 * place, upto=9 - 2 * place)
        mark_essays(
            one,
            share=MARKED[room],
            words=story.players.words,
            by=one.created_by,
            now=story.calendar.at(-1, 15, 30),
        )
        if room == "XI-3":
            late = [user for user in students if not one.attempts.filter(student=user).exists()]
            extend_for_students(
                assignment=one,
                students=late[:1],
                due_at=story.calendar.at(3, 23, 59),
                closes_at=story.calendar.at(3, 23, 59),
                by=one.created_by,
                now=story.calendar.at(-2, 9),
                reason="Izin lomba",
            )


def in_the_middle(students: list[User]) -> list[User]:
    """Who may sit over the quiz right now: Rina Wulandari first, if she is there."""
    return sorted(students, key=lambda user: user.username != "rina.wulandari")


def practise(story: Story, quiz: Quiz) -> None:
    """Practice that some repeat and most leave."""
    given = story.give(quiz, PRESETS[Preset.PRACTICE], lambda _room: story.days(-8, 7, 7))
    for one in given:
        story.sit_at_home(one, missing=250, tries=3)
    story.write()


def test_in_class(story: Story, quiz: Quiz, courses: list[Course]) -> None:
    """A timed test on three days. Some are cut off by the clock, some were absent."""
    calendar = story.calendar

    def hour(room: str) -> Dates:
        opens = calendar.school_day(*TEST_DAYS[room])
        return opens, opens + timedelta(minutes=45), opens + timedelta(minutes=45)

    for one in story.give(quiz, TEST_RULES, hour, among=courses):
        room = str(one.course.classroom)
        absent = list(one.course.students())[7:9]
        by = one.created_by
        story.sit_in_class(one, absent=absent)
        attempts = story.write()
        _answer_too_late(attempts)
        after = one.closes_at + timedelta(hours=5)
        if room == "XI-1":
            excuse(assignment=one, student=absent[0], by=by, now=after, reason="Sakit")
        if room == "XI-3":  # a make-up sitting is still to come: the results wait
            extend_for_students(
                assignment=one,
                students=absent[:1],
                due_at=calendar.school_day(2, 15),
                closes_at=calendar.school_day(2, 15),
                by=by,
                now=after,
                reason="Susulan",
            )
        else:
            settle_near_misses(one, by=by, now=after)
            release(assignment=one, by=by, now=after + timedelta(minutes=10))


def _answer_too_late(attempts: list[Attempt]) -> None:
    """One who was cut off sent one more answer: it is kept for the teacher."""
    cut_off = [one for one in attempts if one.submitted_by == Attempt.SubmittedBy.CLOCK]
    for attempt in cut_off[:1]:
        last = attempt.answers.select_related("version", "attempt").order_by("-position").first()
        if last and last.response is None:
            response = dump_response(right_answer(last.version.item().body))
            with contextlib.suppress(TooLate):
                save_answer(
                    answer=last,
                    change=Change(response, last.revision),
                    now=attempt.deadline + timedelta(seconds=40),
                )


def short_quiz(story: Story, quiz: Quiz, courses: list[Course]) -> None:
    """Opened two days ago, due tomorrow; one more class comes later."""
    calendar = story.calendar

    def dates(room: str) -> Dates:
        return story.days(4, 6, 6) if room == "XI-3" else story.days(-2, 1, 1)

    for one in story.give(quiz, PRESETS[Preset.FORMATIVE], dates, among=courses):
        if calendar.is_past(one.opens_at):
            story.sit_at_home(one, missing=80)
    story.write()


def plan_ahead(story: Story, quiz: Quiz) -> None:
    """What is coming: the next lesson, if there is one, and a test."""
    calendar = story.calendar
    following = Lesson.objects.filter(
        unit=story.lesson.unit, status=Status.PUBLISHED, number__gt=story.lesson.number
    )
    lesson = following.order_by("number").first()
    if lesson:
        checks = Quiz.objects.filter(lesson=lesson, status=Status.PUBLISHED, school=None).first()
        for each in (checks, None):
            with contextlib.suppress(NotAssignable):
                story.give(
                    each,
                    PRESETS[Preset.FORMATIVE],
                    lambda _room: story.days(3, 10, 12),
                    lesson=lesson,
                )
                break

    def hours(_room: str) -> Dates:
        opens = calendar.school_day(6, 7, 30)
        return opens, opens + timedelta(minutes=90), opens + timedelta(minutes=90)

    story.give(quiz, PRESETS[Preset.SUMMATIVE], hours, title="Sumatif Pelajaran 1")


def by_teacher(courses: Iterable[Course]) -> list[tuple[User, list[Course]]]:
    """Courses under the first teacher of each."""
    grouped: dict[User, list[Course]] = {}
    for course in courses:
        teaching = course.teachings.select_related("teacher").order_by("pk").first()
        if teaching:
            grouped.setdefault(teaching.teacher, []).append(course)
    return list(grouped.items())
