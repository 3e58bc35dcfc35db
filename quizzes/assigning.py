"""Giving lessons and quizzes to classes: one form, several classes, versions pinned."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.audit import record
from accounts.models import User
from classrooms.assignments import check_order
from classrooms.models import Assignment, AssignmentStudent, Course
from lessons.models import Lesson, LessonAssignment
from lessons.ownership import Status
from quizzes.models import PinnedItem, QuestionVersion, Quiz, QuizAssignment
from quizzes.presets import Rules, rules_of


class NotAssignable(Exception):
    """What should be given cannot be given; the text says why."""


@dataclass(frozen=True, slots=True)
class ClassRow:
    """One class of the form, with its own dates."""

    course: Course
    opens_at: datetime
    due_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class Pin:
    version: QuestionVersion
    points: int


def batches_of(token: UUID) -> tuple[UUID, UUID]:
    """The batches of the lesson and of the quiz that one form gives."""
    return token, uuid5(token, "quiz")


def given_with(token: UUID, *, by: User) -> list[Assignment]:
    """What one form of this teacher has given: empty before it was sent.

    Later copies may have joined its batches; they came at another moment.
    """
    rows = (
        Assignment.objects.filter(batch__in=batches_of(token), created_by=by)
        .select_related("course__classroom", "lessonassignment", "quizassignment")
        .order_by("course__classroom__name", "pk")
    )
    first = min((row.created_at for row in rows), default=None)
    return [row for row in rows if row.created_at == first]


def pins_of(quiz: Quiz) -> list[Pin]:
    """The versions and points that stand in the quiz today; refuse a quiz that has a gap."""
    current = Prefetch(
        "question__versions", queryset=QuestionVersion.objects.filter(is_current=True)
    )
    slots = list(
        quiz.slots.select_related("question").prefetch_related(current).order_by("order", "pk")
    )
    if not slots:
        raise NotAssignable(_("The quiz “%(quiz)s” has no questions yet.") % {"quiz": quiz})
    versions = [next(iter(slot.question.versions.all()), None) for slot in slots]
    pins = [
        Pin(version, slot.points)
        for slot, version in zip(slots, versions, strict=True)
        if version and slot.question.status == Status.PUBLISHED
    ]
    gaps = [
        number
        for number, (slot, version) in enumerate(zip(slots, versions, strict=True), start=1)
        if version is None or slot.question.status != Status.PUBLISHED
    ]
    if gaps:
        raise NotAssignable(
            ngettext(
                "Question %(numbers)s of “%(quiz)s” is not published yet."
                " Ask the editor to publish it or to take it out of the quiz.",
                "Questions %(numbers)s of “%(quiz)s” are not published yet."
                " Ask the editor to publish them or to take them out of the quiz.",
                len(gaps),
            )
            % {"numbers": ", ".join(map(str, gaps)), "quiz": quiz}
        )
    return pins


@transaction.atomic
def assign(
    *,
    lesson: Lesson | None,
    quiz: Quiz | None,
    rows: Sequence[ClassRow],
    rules: Rules,
    token: UUID,
    by: User,
    now: datetime,
    note: str = "",
    only: Collection[User] = (),
) -> list[Assignment]:
    """Give a lesson, a quiz or both to classes. The same token again gives what it gave before.

    `only` names the few students it is for; each must sit in one of the classes.
    """
    # One form of one teacher at a time, so that a double click meets its own first half.
    User.objects.select_for_update().get(pk=by.pk)
    if before := given_with(token, by=by):
        return before
    if lesson is None and quiz is None:
        raise NotAssignable(_("Choose a lesson, a quiz, or both."))
    if not rows:
        raise NotAssignable(_("Choose at least one class."))
    for row in rows:
        check_order(opens_at=row.opens_at, due_at=row.due_at, closes_at=row.closes_at)
    pins = pins_of(quiz) if quiz else []
    seats = _seats(rows, only)
    lesson_batch, quiz_batch = batches_of(token)
    given: list[Assignment] = []
    for row in rows:
        if lesson:
            given.append(
                LessonAssignment.objects.create(
                    lesson=lesson,
                    title=lesson.title,
                    batch=lesson_batch,
                    **_common(row, note=note, only=only, by=by, now=now),
                )
            )
        if quiz:
            given.append(
                QuizAssignment.objects.create(
                    quiz=quiz,
                    title=quiz.title,
                    batch=quiz_batch,
                    **_common(row, note=note, only=only, by=by, now=now),
                    **rules.as_fields(),
                )
            )
    _pin(pins, given)
    AssignmentStudent.objects.bulk_create(
        AssignmentStudent(assignment_id=assignment.pk, student=student)
        for assignment in given
        for student in seats.get(assignment.course_id, ())
    )
    for assignment in given:
        _record(assignment, by=by, now=now)
    return given


@transaction.atomic
def copy(
    *,
    assignment: Assignment,
    courses: Sequence[Course],
    shift: timedelta,
    by: User,
    now: datetime,
) -> list[Assignment]:
    """Give the same task again, every date moved alike, a quiz with today's versions.

    While somebody may still work on the original, the copy belongs to its batch, so that no key
    shows before all have closed. The same copy again gives what it gave before.
    """
    User.objects.select_for_update().get(pk=by.pk)
    row = ClassRow(
        course=assignment.course,
        opens_at=assignment.opens_at + shift,
        due_at=assignment.due_at + shift,
        closes_at=assignment.closes_at + shift,
    )
    fresh = uuid5(assignment.batch, row.opens_at.isoformat())
    before = Assignment.objects.filter(
        batch__in=[assignment.batch, fresh], opens_at=row.opens_at, course__in=courses
    ).exclude(pk=assignment.pk)
    done = {copied.course_id: copied for copied in before}
    batch = assignment.batch if closes_last(assignment) > now else fresh
    given: list[Assignment] = []
    for course in courses:
        if course.pk in done:
            continue
        common = _common(
            ClassRow(course, row.opens_at, row.due_at, row.closes_at),
            note=assignment.note,
            only=(),
            by=by,
            now=now,
        ) | {"title": assignment.title, "batch": batch}
        match kind_of(assignment):
            case QuizAssignment() as original:
                pins = pins_of(original.quiz)
                given.append(
                    QuizAssignment.objects.create(
                        quiz=original.quiz, **common, **rules_of(original).as_fields()
                    )
                )
                _pin(pins, given[-1:])
            case LessonAssignment() as original:
                given.append(LessonAssignment.objects.create(lesson=original.lesson, **common))
    for copied in given:
        _record(copied, by=by, now=now, copy_of=assignment.pk)
    return [*done.values(), *given]


def kind_of(assignment: Assignment) -> QuizAssignment | LessonAssignment:
    """The child row of an assignment (load it with select_related to save a query)."""
    if isinstance(assignment, QuizAssignment | LessonAssignment):
        return assignment
    child: QuizAssignment | LessonAssignment | None = getattr(assignment, "quizassignment", None)
    if child is None:
        child = assignment.lessonassignment
    return child


def closes_last(assignment: Assignment) -> datetime:
    """When the last class or student of the batch closes."""
    closes = [assignment.closes_at]
    closes += Assignment.objects.filter(batch=assignment.batch).values_list("closes_at", flat=True)
    exceptions = AssignmentStudent.objects.filter(
        assignment__batch=assignment.batch, is_excused=False
    ).values_list("closes_at", flat=True)
    return max([*closes, *(when for when in exceptions if when)])


def _common(
    row: ClassRow, *, note: str, only: Collection[User], by: User, now: datetime
) -> dict[str, Any]:
    return {
        "course": row.course,
        "opens_at": row.opens_at,
        "due_at": row.due_at,
        "closes_at": row.closes_at,
        "note": note,
        "only_chosen": bool(only),
        "created_by": by,
        "created_at": now,
    }


def _pin(pins: Sequence[Pin], given: Iterable[Assignment]) -> None:
    PinnedItem.objects.bulk_create(
        PinnedItem(assignment=assignment, position=position, version=pin.version, points=pin.points)
        for assignment in given
        if isinstance(assignment, QuizAssignment)
        for position, pin in enumerate(pins, start=1)
    )


def _seats(rows: Sequence[ClassRow], only: Collection[User]) -> dict[int, list[User]]:
    """Who of the chosen few sits in which course; refuse a student or a class left over."""
    if not only:
        return {}
    wanted = {student.pk for student in only}
    seats = {row.course.pk: list(row.course.students().filter(pk__in=wanted)) for row in rows}
    seated = {student.pk for students in seats.values() for student in students}
    if outside := [str(student) for student in only if student.pk not in seated]:
        raise NotAssignable(
            _("Not in the chosen classes: %(names)s.") % {"names": ", ".join(outside)}
        )
    if empty := [str(row.course) for row in rows if not seats[row.course.pk]]:
        raise NotAssignable(
            _("No student is chosen in: %(courses)s.") % {"courses": ", ".join(empty)}
        )
    return seats


def _record(assignment: Assignment, *, by: User, now: datetime, **details: Any) -> None:
    record(
        "assignment.give", assignment, by=by, now=now, school=assignment.course.school, **details
    )
