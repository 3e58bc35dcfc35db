"""Attempts of the demo, written in bulk: hundreds of them through the operations would make the
first start wait.

What they store is what `start`, `save_answer` and `submit` would have stored; a test replays some
of them through these operations and compares.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.models import User
from quizzes.attempts import first_rows, set_deadline
from quizzes.items import Item, dump_response, mark, parse_response
from quizzes.models import Answer, Attempt, PinnedItem, QuizAssignment

SubmittedBy = Attempt.SubmittedBy


@dataclass(frozen=True, slots=True)
class Saved:
    response: dict[str, Any]
    at: datetime


@dataclass(slots=True)
class Sitting:
    """One attempt as it went: what was saved when, by question version, and how it ended.

    `ended_at` None: the clock closed it.
    """

    assignment: QuizAssignment
    student: User
    closes_at: datetime
    number: int
    started_at: datetime
    saved: Mapping[int, Saved] = field(default_factory=dict)
    ended_at: datetime | None = None


def write_sittings(sittings: Sequence[Sitting]) -> list[Attempt]:
    """Write attempts with their marked answers."""
    attempts = [_attempt(sitting) for sitting in sittings]
    Attempt.objects.bulk_create(attempts)
    pins: dict[int, list[PinnedItem]] = {}
    items: dict[int, Item] = {}
    answers: list[Answer] = []
    for attempt, sitting in zip(attempts, sittings, strict=True):
        assignment = sitting.assignment
        if assignment.pk not in pins:
            pins[assignment.pk] = list(assignment.pinned_items.select_related("version"))
            for pin in pins[assignment.pk]:
                items.setdefault(pin.version_id, pin.version.item())
        for answer in first_rows(attempt, pins[assignment.pk]):
            _fill(answer, items[answer.version_id], sitting.saved.get(answer.version_id))
            answers.append(answer)
    Answer.objects.bulk_create(answers, batch_size=500)
    return attempts


def _attempt(sitting: Sitting) -> Attempt:
    attempt = Attempt(
        assignment=sitting.assignment,
        student=sitting.student,
        number=sitting.number,
        started_at=sitting.started_at,
    )
    set_deadline(attempt, closes_at=sitting.closes_at)
    if sitting.ended_at and sitting.ended_at < attempt.deadline:
        attempt.submitted_at, attempt.submitted_by = sitting.ended_at, SubmittedBy.STUDENT
    else:
        attempt.submitted_at, attempt.submitted_by = attempt.deadline, SubmittedBy.CLOCK
    return attempt


def _fill(answer: Answer, item: Item, saved: Saved | None) -> None:
    response = parse_response(item.body, saved.response) if saved else None
    if saved and response:
        answer.response = dump_response(response)
        answer.revision, answer.saved_at = 1, saved.at
    result = mark(item, response, answer.points_possible)
    answer.is_final = True
    answer.points, answer.verdict = result.points, result.verdict.value
    answer.marked_at = None if result.points is None else answer.attempt.submitted_at
