"""What a student may see of a result, and when: the one place that decides it.

Plain Python: no rows, no clock. Every page, answer and header that could show a score, a right
answer or an explanation asks here first.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Moment(StrEnum):
    NEVER = "never"
    SUBMITTED = "submitted"  # as soon as the student has handed in
    CLOSED = "closed"  # when every class and exception of the batch has closed
    RELEASED = "released"  # when the teacher says so


@dataclass(frozen=True, slots=True)
class Policy:
    """From which moment on each layer shows. A layer never shows before the ones under it."""

    score: Moment
    correctness: Moment
    key: Moment


@dataclass(frozen=True, slots=True)
class Visible:
    """What may be shown now. `key` includes the explanations."""

    score: bool
    correctness: bool
    key: bool


NOTHING = Visible(score=False, correctness=False, key=False)


def what_is_visible(
    policy: Policy,
    *,
    submitted: bool,
    batch_closes_at: datetime,
    released_at: datetime | None,
    now: datetime,
) -> Visible:
    """Decide for one attempt. Nothing shows while the attempt is open, whatever the policy.

    `batch_closes_at` is the last closing time of the same task over every class, exception and
    open attempt, so that nobody reads a key which somebody else is still asked for.
    """
    if not submitted:
        return NOTHING

    def reached(moment: Moment) -> bool:
        match moment:
            case Moment.NEVER:
                return False
            case Moment.SUBMITTED:
                return True
            case Moment.CLOSED:
                return now >= batch_closes_at
            case Moment.RELEASED:
                return released_at is not None and now >= released_at

    score = reached(policy.score)
    correctness = score and reached(policy.correctness)
    return Visible(score=score, correctness=correctness, key=correctness and reached(policy.key))
