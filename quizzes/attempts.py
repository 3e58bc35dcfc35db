"""Starting, ending and handing in attempts.

Nobody is trusted here on state (dates, attempts left, who was given what); who may call is decided
by the layers above.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from classrooms.models import AssignmentStudent, is_owed_by
from classrooms.task_states import TaskDates
from quizzes.deadlines import deadline_for
from quizzes.errors import AlreadyClosed, NoAttemptsLeft, NotGiven, NotOpenYet
from quizzes.items import mark, parse_response, shuffleable
from quizzes.models import Answer, Attempt, PinnedItem, QuizAssignment
from quizzes.shuffling import shuffled, shuffled_together

SubmittedBy = Attempt.SubmittedBy


def grace() -> timedelta:
    """How long after the deadline an answer still counts."""
    return timedelta(seconds=settings.ANSWER_GRACE_SECONDS)


def is_overdue(attempt: Attempt, now: datetime) -> bool:
    """Whether an open attempt must be closed by whoever looks at it."""
    return attempt.is_open and now > attempt.deadline + grace()


# --- Starting ---------------------------------------------------------------------------------


def own_dates(*, assignment: QuizAssignment, student: User) -> TaskDates | None:
    """Give the dates that hold for this student; None if the quiz is not given to them now."""
    exception = AssignmentStudent.objects.filter(assignment=OuterRef("pk"), student=student)
    row = (
        QuizAssignment.objects.filter(pk=assignment.pk)
        .annotate(
            is_given=is_owed_by(student),
            own_opens_at=Subquery(exception.values("opens_at")),
            own_due_at=Subquery(exception.values("due_at")),
            own_closes_at=Subquery(exception.values("closes_at")),
        )
        .values("is_given", "own_opens_at", "own_due_at", "own_closes_at")
        .first()
    )
    if row is None or not row["is_given"]:
        return None
    return TaskDates(
        opens_at=row["own_opens_at"] or assignment.opens_at,
        due_at=row["own_due_at"] or assignment.due_at,
        closes_at=row["own_closes_at"] or assignment.closes_at,
    )


def attempts_left(assignment: QuizAssignment, used: int) -> int | None:
    """How many more attempts the rules allow; None: as many as they like."""
    if assignment.attempts_allowed is None:
        return None
    return max(0, assignment.attempts_allowed - used)


def start(*, assignment: QuizAssignment, student: User, now: datetime) -> Attempt:
    """Give the student's open attempt, or begin the next one with all its answer rows.

    Late (after due, before closing) is allowed. Two starts at the same moment give one attempt:
    the database holds one open attempt per student, and who comes second gets the first's.
    """
    dates = own_dates(assignment=assignment, student=student)
    attempts = list(Attempt.objects.filter(assignment=assignment, student=student))
    for attempt in attempts:
        if attempt.is_open and not is_overdue(attempt, now):
            return attempt
    if dates is None:
        raise NotGiven
    if now < dates.opens_at:
        raise NotOpenYet
    if now >= dates.closes_at:
        raise AlreadyClosed
    if attempts_left(assignment, len(attempts)) == 0:
        raise NoAttemptsLeft
    for attempt in attempts:
        close_if_overdue(attempt, now=now)
    attempt = Attempt(
        assignment=assignment,
        student=student,
        number=max((each.number for each in attempts), default=0) + 1,
        started_at=now,
    )
    set_deadline(attempt, closes_at=dates.closes_at)
    pins = list(assignment.pinned_items.select_related("version"))
    try:
        with transaction.atomic():
            attempt.save(force_insert=True)
            Answer.objects.bulk_create(first_rows(attempt, pins))
    except IntegrityError:
        return Attempt.objects.open().get(assignment=assignment, student=student)
    return attempt


def first_rows(attempt: Attempt, pins: list[PinnedItem]) -> list[Answer]:
    """Build the answer rows of a new attempt: order, versions and points for good.

    The orders follow from the id of the attempt, so anybody can find out later how they came.
    """
    assignment = attempt.assignment
    if assignment.shuffle_items:
        stimuli = [pin.version.stimulus_id for pin in pins]
        pins = shuffled_together(pins, stimuli, seed=f"items of {attempt.pk}")
    rows = []
    for position, pin in enumerate(pins, start=1):
        order: list[str] = []
        if assignment.shuffle_options:
            parts = shuffleable(pin.version.parsed_body())
            order = shuffled(parts, seed=f"parts of {attempt.pk}, {pin.version_id}")
        rows.append(
            Answer(
                attempt=attempt,
                position=position,
                version=pin.version,
                order=order,
                points_possible=pin.points,
            )
        )
    return rows


# --- Time -------------------------------------------------------------------------------------


def set_deadline(attempt: Attempt, *, closes_at: datetime) -> None:
    """Write the deadline on the row (not yet to the database): the only place that does.

    `closes_at` is the closing that holds for this attempt's student.
    """
    attempt.deadline = deadline_for(
        started_at=attempt.started_at,
        closes_at=closes_at,
        limit_minutes=attempt.assignment.time_limit_minutes,
        factor=attempt.student.time_factor,
        granted_minutes=attempt.granted_minutes,
    )


def move_deadlines(*, assignment: QuizAssignment, student: User | None = None) -> int:
    """Let the deadlines of open attempts follow changed dates, limits or granted minutes.

    Call it in the transaction that changes them, with a fresh `assignment`. Gives how many moved.
    """
    attempts = Attempt.objects.open().filter(assignment=assignment)
    if student:
        attempts = attempts.filter(student=student)
    exceptions = AssignmentStudent.objects.filter(assignment=assignment.pk)
    own = {row.student_id: row.closes_at for row in exceptions if row.closes_at}
    moved = []
    for attempt in attempts.select_related("student").select_for_update(of=("self",)):
        before = attempt.deadline
        attempt.assignment = assignment
        set_deadline(attempt, closes_at=own.get(attempt.student_id, assignment.closes_at))
        if attempt.deadline != before:
            moved.append(attempt)
    Attempt.objects.bulk_update(moved, ["deadline"])
    return len(moved)


def close_if_overdue(attempt: Attempt, *, now: datetime) -> Attempt:
    """Close an attempt whose time is over, as the clock would have done at its deadline."""
    if is_overdue(attempt, now):
        return submit(attempt=attempt, now=now, by=SubmittedBy.CLOCK)
    return attempt


def close_overdue(attempts: QuerySet[Attempt] | QuizAssignment, *, now: datetime) -> int:
    """Close what is overdue among these attempts, each in a transaction of its own.

    One query when nothing is.
    """
    if isinstance(attempts, QuizAssignment):
        attempts = Attempt.objects.filter(assignment=attempts)
    overdue = attempts.filter(submitted_at__isnull=True, deadline__lt=now - grace())
    found = list(overdue.select_related("assignment"))
    for attempt in found:
        submit(attempt=attempt, now=now, by=SubmittedBy.CLOCK)
    return len(found)


# --- Handing in -------------------------------------------------------------------------------


def submit(*, attempt: Attempt, now: datetime, by: SubmittedBy = SubmittedBy.STUDENT) -> Attempt:
    """Hand in and mark; a second time changes nothing. Essays and near misses stay unmarked.

    What is marked is what is stored: marking happens first, outside the transaction; then the
    answers are locked, and only those whose revision has moved meanwhile are marked again. A save
    is one UPDATE that demands `is_final = false`. It either comes before our lock, and we see its
    revision, or it waits for the lock, finds `is_final`, and changes nothing. (PostgreSQL locks
    the rows; SQLite has one writer from BEGIN IMMEDIATE on.)
    """
    if not attempt.is_open:
        return attempt
    marked = {answer.pk: answer for answer in marked_answers(attempt, now)}
    with transaction.atomic():
        row = Attempt.objects.select_for_update().get(pk=attempt.pk)
        is_over = now >= row.deadline
        # The clock closes nothing whose deadline was moved while it looked.
        if row.is_open and (is_over or by is not SubmittedBy.CLOCK):
            current = dict(
                Answer.objects.select_for_update()
                .filter(attempt=row)
                .order_by("pk")
                .values_list("pk", "revision")
            )
            moved = [pk for pk in current if marked[pk].revision != current[pk]]
            if moved:
                for answer in marked_answers(attempt, now, Q(pk__in=moved)):
                    marked[answer.pk] = answer
            # As one upsert of rows that are there: a quarter of the work of `bulk_update`.
            Answer.objects.bulk_create(
                marked.values(),
                update_conflicts=True,
                unique_fields=["id"],
                update_fields=["is_final", "points", "verdict", "marked_at"],
            )
            if now > row.deadline + grace():
                by = SubmittedBy.CLOCK
            row.submitted_at = row.deadline if by is SubmittedBy.CLOCK else now
            row.submitted_by = by
            row.save(update_fields=["submitted_at", "submitted_by"])
    attempt.deadline = row.deadline
    attempt.submitted_at, attempt.submitted_by = row.submitted_at, row.submitted_by
    return attempt


def marked_answers(attempt: Attempt, now: datetime, which: Q | None = None) -> Iterable[Answer]:
    """Read answers of an attempt and mark them, in memory only."""
    answers = Answer.objects.filter(which or Q(), attempt=attempt).select_related("version")
    for answer in answers:
        item = answer.version.item()
        result = mark(item, parse_response(item.body, answer.response), answer.points_possible)
        answer.is_final = True
        answer.points, answer.verdict = result.points, result.verdict.value
        answer.marked_at = None if result.points is None else now
        yield answer
