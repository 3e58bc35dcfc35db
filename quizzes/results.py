"""What attempts are worth: sums of stored rows, never marked anew. Unmarked is not zero."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Max, OuterRef, Q, Subquery, Sum

from accounts.models import User
from classrooms.models import AssignmentStudent
from classrooms.task_states import Work
from quizzes.models import Answer, Attempt, QuizAssignment
from quizzes.visibility import Moment, Visible, what_is_visible

Counting = QuizAssignment.Counting


@dataclass(frozen=True, slots=True)
class AttemptScore:
    """Thousandths of a point. `pending` answers, worth `unmarked`, wait for a person."""

    points: int
    possible: int
    pending: int
    unmarked: int = 0

    @property
    def marked(self) -> int:
        """Points possible of what is marked: `points` means something only beside these."""
        return self.possible - self.unmarked

    @property
    def is_settled(self) -> bool:
        return self.pending == 0


@dataclass(frozen=True, slots=True)
class ScoredAttempt:
    """A submitted attempt with its sums."""

    pk: int
    number: int
    submitted_at: datetime
    score: AttemptScore


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one student stands in one quiz assignment.

    `score` is that of the counted attempt, None while nothing was handed in. What of it a student
    may see is not decided here: ask `visible_now` or `visible_of`.
    """

    work: Work
    score: AttemptScore | None = None
    attempt_id: int | None = None
    open_attempt_id: int | None = None
    attempts: int = 0
    submitted_at: datetime | None = None


NOT_STARTED = Standing(Work.NONE)


def score_of(answers: Iterable[Answer]) -> AttemptScore:
    """Sum the answers of one submitted attempt."""
    rows = list(answers)
    return AttemptScore(
        points=sum(row.points or 0 for row in rows),
        possible=sum(row.points_possible for row in rows),
        pending=sum(row.points is None for row in rows),
        unmarked=sum(row.points_possible for row in rows if row.points is None),
    )


def counted_attempt(attempts: Sequence[ScoredAttempt], counting: str) -> ScoredAttempt | None:
    """Pick the attempt that counts; of equal ones the earlier."""
    if not attempts:
        return None
    by_number = sorted(attempts, key=lambda attempt: attempt.number)
    match Counting(counting):
        case Counting.FIRST:
            return by_number[0]
        case Counting.LATEST:
            return by_number[-1]
        case Counting.HIGHEST:
            return max(by_number, key=lambda attempt: attempt.score.points)


def scores_for(
    assignments: Collection[QuizAssignment], students: Collection[User] | None = None
) -> dict[tuple[int, int], Standing]:
    """Give the standing by (assignment id, student id), in one query for any number of both.

    Pairs without an attempt are absent: `scores.get(pair, NOT_STARTED)`. Close what is overdue
    first (`attempts.close_overdue`). `students` None means all who have an attempt.
    """
    counting = {assignment.pk: assignment.counting for assignment in assignments}
    attempts = Attempt.objects.filter(assignment__in=list(counting))
    if students is not None:
        attempts = attempts.filter(student__in=[student.pk for student in students])
    rows: dict[tuple[int, int], list[Attempt]] = {}
    for attempt in with_sums(attempts):
        rows.setdefault((attempt.assignment_id, attempt.student_id), []).append(attempt)
    return {pair: standing_of(found, counting[pair[0]]) for pair, found in rows.items()}


def with_sums(attempts: Iterable[Attempt]) -> list[Attempt]:
    """Fetch a queryset of attempts with the sums that `scored` reads, in one query."""
    return list(
        attempts.annotate(  # type: ignore[attr-defined]
            sum_points=Sum("answers__points"),
            sum_possible=Sum("answers__points_possible"),
            count_pending=Count("answers", filter=Q(answers__points__isnull=True)),
            sum_unmarked=Sum("answers__points_possible", filter=Q(answers__points__isnull=True)),
        ).order_by("assignment", "student", "number")
    )


def scored(attempt: Attempt) -> ScoredAttempt:
    """Read the sums of an attempt that came from `with_sums` and was submitted."""
    if attempt.submitted_at is None:
        raise ValueError("an open attempt has no score")
    return ScoredAttempt(
        pk=attempt.pk,
        number=attempt.number,
        submitted_at=attempt.submitted_at,
        score=AttemptScore(
            points=attempt.sum_points or 0,  # type: ignore[attr-defined]
            possible=attempt.sum_possible or 0,  # type: ignore[attr-defined]
            pending=attempt.count_pending,  # type: ignore[attr-defined]
            unmarked=attempt.sum_unmarked or 0,  # type: ignore[attr-defined]
        ),
    )


def standing_of(attempts: Sequence[Attempt], counting: str) -> Standing:
    """Sum up one student's attempts at one assignment; they come from `with_sums`."""
    unfinished = next((attempt for attempt in attempts if attempt.is_open), None)
    done = [scored(attempt) for attempt in attempts if not attempt.is_open]
    counted = counted_attempt(done, counting)
    if unfinished:
        work = Work.STARTED
    elif any(not attempt.score.is_settled for attempt in done):
        work = Work.WAITING
    else:
        work = Work.DONE if done else Work.NONE
    return Standing(
        work=work,
        score=counted.score if counted else None,
        attempt_id=counted.pk if counted else None,
        open_attempt_id=unfinished.pk if unfinished else None,
        attempts=len(attempts),
        submitted_at=counted.submitted_at if counted else None,
    )


# --- What may be shown -------------------------------------------------------------------------


def batches_close_at(assignments: Collection[QuizAssignment]) -> dict[object, datetime]:
    """Give by batch when the last of its assignments, exceptions and open attempts ends.

    The grace is in it: until then a late click of somebody may still count. One query.
    """
    exceptions = (
        AssignmentStudent.objects.filter(assignment=OuterRef("pk"))
        .order_by()
        .values("assignment")
        .annotate(last=Max("closes_at"))
        .values("last")
    )
    sittings = (
        Attempt.objects.filter(assignment=OuterRef("pk"), submitted_at__isnull=True)
        .order_by()
        .values("assignment")
        .annotate(last=Max("deadline"))
        .values("last")
    )
    rows = QuizAssignment.objects.filter(
        batch__in={assignment.batch for assignment in assignments}
    ).values_list("batch", "closes_at", Subquery(exceptions), Subquery(sittings))
    grace = timedelta(seconds=settings.ANSWER_GRACE_SECONDS)
    closing: dict[object, datetime] = {}
    for batch, *moments in rows:
        last = max(moment for moment in moments if moment) + grace
        closing[batch] = max(last, closing.get(batch, last))
    return closing


def waits_for_closing(assignment: QuizAssignment) -> bool:
    """Whether some layer of the policy shows only once the batch has closed."""
    policy = assignment.policy
    return Moment.CLOSED in (policy.score, policy.correctness, policy.key)


def visible_of(assignments: Collection[QuizAssignment], *, now: datetime) -> Mapping[int, Visible]:
    """Give what a submitted attempt of each assignment shows now, in at most one query."""
    waiting = [assignment for assignment in assignments if waits_for_closing(assignment)]
    closing = batches_close_at(waiting) if waiting else {}
    return {
        assignment.pk: what_is_visible(
            assignment.policy,
            submitted=True,
            batch_closes_at=closing.get(assignment.batch, assignment.closes_at),
            released_at=assignment.released_at,
            now=now,
        )
        for assignment in assignments
    }


def visible_now(
    attempt: Attempt, *, now: datetime, batch_closes_at: datetime | None = None
) -> Visible:
    """Give what the student of this attempt may see of it now; at most one query."""
    assignment = attempt.assignment
    if batch_closes_at is None:
        batch_closes_at = closing_of(attempt)
    return what_is_visible(
        assignment.policy,
        submitted=not attempt.is_open,
        batch_closes_at=batch_closes_at,
        released_at=assignment.released_at,
        now=now,
    )


def closing_of(attempt: Attempt) -> datetime:
    """Give when the batch of an attempt has closed; asked of the database only if it matters."""
    assignment = attempt.assignment
    if attempt.is_open or not waits_for_closing(assignment):
        return assignment.closes_at
    return batches_close_at([assignment])[assignment.batch]
