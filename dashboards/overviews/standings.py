"""How far each student is with each assignment: reading and quizzes in one shape."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from classrooms.models import Assignment
from classrooms.task_states import Work
from dashboards.overviews.seats import Seats
from lessons.progress import Reading, reading_of
from quizzes.models import QuizAssignment
from quizzes.results import Standing as QuizStanding
from quizzes.results import scores_for, visible_of
from quizzes.visibility import NOTHING, Visible


@dataclass(frozen=True, slots=True)
class Standing:
    """`points` are those of the counted attempt, once marked: for the teacher's eyes. `visible`
    says what of them the student may see."""

    work: Work
    read: int = 0
    sections: int = 0
    attempts: int = 0
    counted: int | None = None  # the counted attempt's id
    points: int | None = None
    possible: int | None = None
    visible: Visible = NOTHING
    last_at: datetime | None = None

    @property
    def percent(self) -> int | None:
        """For showing only, rounded half up."""
        if self.points is None or not self.possible:
            return None
        return (200 * self.points + self.possible) // (2 * self.possible)


NOTHING_DONE = Standing(work=Work.NONE)


def standings(
    assignments: Iterable[Assignment], seats: Seats, *, now: datetime
) -> dict[tuple[int, int], Standing]:
    """By assignment and student of its course; who has done nothing may be missing."""
    given = list(assignments)
    people = list({s.student.pk: s.student for seated in seats.values() for s in seated}.values())
    reading_tasks = [a for a in given if getattr(a, "lessonassignment", None)]
    quizzes = [a.quizassignment for a in given if getattr(a, "quizassignment", None)]
    reading = reading_of(people, {a.lessonassignment.lesson for a in reading_tasks})
    found = {
        (a.pk, seat.student.pk): _reading_standing(
            reading[seat.student.pk, a.lessonassignment.lesson_id]
        )
        for a in reading_tasks
        for seat in seats[a.course_id]
    }
    return found | _quiz_standings(quizzes, people, now=now)


def _reading_standing(found: Reading) -> Standing:
    return Standing(work=found.work, read=found.done, sections=found.total)


def _quiz_standings(
    quizzes: list[QuizAssignment], students: list[User], *, now: datetime
) -> dict[tuple[int, int], Standing]:
    if not quizzes or not students:
        return {}
    visible = visible_of(quizzes, now=now)
    return {
        pair: _quiz_standing(found, visible[pair[0]])
        for pair, found in scores_for(quizzes, students).items()
    }


def _quiz_standing(found: QuizStanding, visible: Visible) -> Standing:
    score = found.score
    return Standing(
        work=found.work,
        attempts=found.attempts,
        counted=found.attempt_id,
        points=score.points if score and score.is_settled else None,
        possible=score.possible if score else None,
        visible=visible if score else NOTHING,
        last_at=found.submitted_at,
    )
