"""What can be wrong with a wish of a student or a teacher. Views choose words and answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quizzes.models import Answer, LateAnswer


class AttemptError(Exception):
    """The attempt does not allow this."""


class NotGiven(AttemptError):
    """The quiz was not given to this student."""


class NotOpenYet(AttemptError):
    """The quiz opens later."""


class AlreadyClosed(AttemptError):
    """The quiz has closed for this student."""


class NoAttemptsLeft(AttemptError):
    """Every allowed attempt is used."""


class AttemptClosed(AttemptError):
    """The attempt was handed in, so nothing in it changes any more."""


class Conflict(AttemptError):
    """Another page saved a newer answer, which `answer` holds; the student chooses."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        super().__init__(f"revision is {answer.revision}")


class TooLate(AttemptError):
    """The time was over. The answer is kept beside the punctual one, for the teacher to judge."""

    def __init__(self, late: LateAnswer) -> None:
        self.late = late
        super().__init__(f"received at {late.received_at}")


class MarkingError(Exception):
    """A mark by hand that cannot be given."""


class NotHandedIn(MarkingError):
    """The student is still writing."""


class NotForHands(MarkingError):
    """This form is not marked in this way."""


class PointsOutOfRange(MarkingError):
    """More points than the item has, or fewer than none."""
