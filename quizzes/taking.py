"""What a student needs to know before starting a quiz: rules, dates, their own attempts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Sum

from accounts.models import User
from classrooms.task_states import TaskDates, TaskState, task_state
from quizzes.attempts import attempts_left, close_overdue, own_dates
from quizzes.deadlines import minutes
from quizzes.models import Attempt, QuizAssignment
from quizzes.results import AttemptScore, scored, standing_of, visible_of, with_sums
from quizzes.visibility import Visible


@dataclass(frozen=True, slots=True)
class OwnAttempt:
    """An attempt as its student may see it; `score` is None where it is not told."""

    attempt: Attempt
    score: AttemptScore | None
    counts: bool
    waits: bool


@dataclass(frozen=True, slots=True)
class BeforeStart:
    """A quiz assignment as it stands for one student."""

    dates: TaskDates
    is_given: bool
    state: TaskState
    items: int
    points: int
    own_minutes: int | None  # extra time included
    has_extra_time: bool
    attempts: tuple[OwnAttempt, ...]
    open_attempt: Attempt | None
    left: int | None
    is_open: bool
    visible: Visible

    @property
    def can_start(self) -> bool:
        return self.is_given and self.is_open and self.open_attempt is None and self.left != 0


def before_start(*, assignment: QuizAssignment, student: User, now: datetime) -> BeforeStart:
    """Gather it in a fixed number of queries, once nothing overdue is left."""
    mine = Attempt.objects.visible_to(student).filter(assignment=assignment)
    close_overdue(mine, now=now)
    given = own_dates(assignment=assignment, student=student)
    dates = given or assignment.dates_for(None)
    attempts = with_sums(mine)
    standing = standing_of(attempts, assignment.counting)
    visible = visible_of([assignment], now=now)[assignment.pk]
    pinned = assignment.pinned_items.aggregate(items=Count("pk"), points=Sum("points"))
    limit = assignment.time_limit_minutes
    own_limit = minutes(limit * student.time_factor) if limit else None
    return BeforeStart(
        dates=dates,
        is_given=given is not None,
        state=task_state(dates, standing.work, now),
        items=pinned["items"],
        points=pinned["points"] or 0,
        own_minutes=int(own_limit.total_seconds() // 60) if own_limit else None,
        has_extra_time=student.time_factor > 1,
        attempts=tuple(
            own_attempt(attempt, visible, counted=standing.attempt_id) for attempt in attempts
        ),
        open_attempt=next((attempt for attempt in attempts if attempt.is_open), None),
        left=attempts_left(assignment, len(attempts)),
        is_open=dates.opens_at <= now < dates.closes_at,
        visible=visible,
    )


def own_attempt(attempt: Attempt, visible: Visible, *, counted: int | None) -> OwnAttempt:
    if attempt.is_open or not visible.score:
        return OwnAttempt(attempt=attempt, score=None, counts=False, waits=False)
    score = scored(attempt).score
    return OwnAttempt(
        attempt=attempt,
        score=score,
        counts=attempt.pk == counted,
        waits=not score.is_settled,
    )
