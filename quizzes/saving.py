"""Saving answers by revision: acknowledged means stored, and nobody overwrites what they have
not seen.

A save is one SELECT and one conditional UPDATE in autocommit: nothing is parsed inside a
transaction, and no lock is held between the two. Whoever loses a race is told so by the UPDATE.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from quizzes.attempts import grace
from quizzes.errors import AttemptClosed, Conflict, TooLate
from quizzes.items import Response, dump_response, response_from_fields
from quizzes.items.responses import Fields
from quizzes.models import Answer, Attempt, LateAnswer


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the server vouches for."""

    saved_at: datetime
    revision: int


@dataclass(frozen=True, slots=True)
class Change:
    """An answer as a page sends it, with the revision that the page last saw."""

    response: dict[str, Any] | None
    revision: int


def answer_to_save(*, attempt_id: int, position: int, student: User) -> Answer:
    """Find the student's own answer with what saving needs; Answer.DoesNotExist if not theirs."""
    return Answer.objects.select_related("version", "attempt").get(
        attempt=attempt_id, position=position, attempt__student=student
    )


def read_fields(answer: Answer, fields: Fields) -> dict[str, Any] | None:
    """Turn submitted fields (unprefixed names) into the stored shape, or raise InvalidResponse."""
    body = answer.version.parsed_body()
    response: Response | None = response_from_fields(body, fields)
    return dump_response(response)


def save_answer(*, answer: Answer, change: Change, now: datetime) -> Receipt:
    """Store one answer and give the receipt; one query.

    `answer` comes from the database with its attempt. An equal repeat gets its receipt again,
    even after handing in. Raises Conflict, AttemptClosed or TooLate; in none of these is anything
    overwritten.
    """
    if is_repeat(answer, change):
        return Receipt(answer.saved_at or now, answer.revision)
    attempt = answer.attempt
    if now > attempt.deadline + grace() and attempt.submitted_by in ("", Attempt.SubmittedBy.CLOCK):
        raise TooLate(keep_late(answer, change, now))
    if answer.is_final or not attempt.is_open:
        raise AttemptClosed
    if answer.revision == change.revision:
        updated = Answer.objects.filter(
            pk=answer.pk, revision=change.revision, is_final=False
        ).update(response=change.response, revision=change.revision + 1, saved_at=now)
        if updated:
            answer.response, answer.saved_at = change.response, now
            answer.revision = change.revision + 1
            return Receipt(now, answer.revision)
        # Somebody was between our SELECT and our UPDATE: look again, and judge by what is there.
        answer.refresh_from_db(fields=["response", "revision", "saved_at", "is_final"])
        if is_repeat(answer, change):
            return Receipt(answer.saved_at or now, answer.revision)
        if answer.is_final:
            raise AttemptClosed
    raise Conflict(answer)


def is_repeat(answer: Answer, change: Change) -> bool:
    """Whether exactly this save has been acknowledged before, or has nothing to change.

    The receipt may have been lost on its way, so the page sends the same again.
    """
    if answer.response != change.response:
        return False
    return answer.revision == change.revision + 1 or answer.revision == change.revision


def keep_late(answer: Answer, change: Change, now: datetime) -> LateAnswer:
    """Keep an answer beside the punctual one; an equal repeat is kept once."""
    last = answer.late_answers.order_by("received_at", "pk").last()
    if last and last.response == change.response:
        return last
    return LateAnswer.objects.create(answer=answer, response=change.response, received_at=now)


@dataclass(frozen=True, slots=True)
class SavedTogether:
    """What became of the changes of one plain form, by position."""

    saved: dict[int, Receipt]
    conflicts: dict[int, dict[str, Any] | None]  # what this page wanted; the server's is stored
    late: list[int]
    closed: list[int]


def save_together(
    *, answers: Mapping[int, Answer], changes: Mapping[int, Change], now: datetime
) -> SavedTogether:
    """Save the changed answers of one attempt; one that is refused holds up no other."""
    result = SavedTogether({}, {}, [], [])
    with transaction.atomic():
        # In order of position, as handing in locks them: two transactions never wait in a circle.
        for position, change in sorted(changes.items()):
            try:
                result.saved[position] = save_answer(
                    answer=answers[position], change=change, now=now
                )
            except Conflict:
                result.conflicts[position] = change.response
            except TooLate:
                result.late.append(position)
            except AttemptClosed:
                result.closed.append(position)
    return result
