"""What waits for a teacher's mark, item by item over a class, and marking without overwriting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Min, Q, QuerySet

from accounts.models import User
from quizzes.attempts import close_overdue
from quizzes.items import (
    Correction,
    CorrectionKind,
    FilledFields,
    Form,
    Item,
    ShortAnswer,
    mark,
    parse_body,
    parse_response,
)
from quizzes.items.texts import is_near
from quizzes.marking import mark_by_hand, mark_essay
from quizzes.models import Answer, Attempt, PinnedItem, QuizAssignment


class MarkedMeanwhile(Exception):
    """Somebody else has marked this answer since the page was opened; `answer` holds the mark."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        super().__init__(f"marked at {answer.marked_at}")


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """One item of one class with answers that nobody has marked."""

    assignment: QuizAssignment
    pin: PinnedItem
    waiting: int
    oldest: datetime


def waiting_answers(user: User) -> QuerySet[Answer]:
    """Handed in and unmarked, in the courses this person teaches today."""
    return Answer.objects.filter(
        attempt__assignment__in=QuizAssignment.objects.managed_by(user),
        is_final=True,
        points__isnull=True,
    )


def waiting_items(user: User, *, now: datetime) -> list[WaitingItem]:
    """Everything that waits for this teacher, the longest waiting first."""
    close_overdue(Attempt.objects.managed_by(user), now=now)
    counts = {
        (assignment, version): (waiting, oldest)
        for assignment, version, waiting, oldest in waiting_answers(user)
        .values_list("attempt__assignment", "version")
        .annotate(Count("pk"), Min("attempt__submitted_at"))
        .order_by()
    }
    pins = PinnedItem.objects.filter(
        assignment__in={assignment for assignment, _version in counts},
        version__in={version for _assignment, version in counts},
    ).select_related("version", "assignment__course__classroom")
    items = [
        WaitingItem(pin.assignment, pin, *counts[pin.assignment_id, pin.version_id])
        for pin in pins
        if (pin.assignment_id, pin.version_id) in counts
    ]
    return sorted(items, key=lambda item: (item.oldest, item.assignment.pk, item.pin.position))


def answers_to_mark(pin: PinnedItem) -> list[Answer]:
    """Answers of the class to this item that a person marks or has marked, by name.

    They are found by version, for shuffled attempts hold it at different places.
    """
    by_hand = Q(points__isnull=True) | Q(marked_by__isnull=False)
    return list(
        Answer.objects.filter(
            by_hand, attempt__assignment=pin.assignment_id, version=pin.version_id, is_final=True
        )
        .select_related("attempt__student", "marked_by", "version")
        .order_by("attempt__student__name", "attempt__student", "attempt__number")
    )


@transaction.atomic
def mark_essay_seen(
    *,
    answer: Answer,
    levels: Mapping[str, int],
    comment: str,
    seen: str,
    by: User,
    now: datetime,
) -> Answer:
    """Mark by rubric unless somebody else did so since `seen` (see `seen_of`)."""
    _refuse_if_marked_since(answer, seen)
    return mark_essay(answer=answer, levels=levels, comment=comment, by=by, now=now)


@transaction.atomic
def decide_near_match(
    *, answer: Answer, is_accepted: bool, comment: str, seen: str, by: User, now: datetime
) -> Answer:
    """Accept or refuse what came near the key, unless somebody else did so since `seen`."""
    _refuse_if_marked_since(answer, seen)
    worth = near_worth(answer)
    points = worth.accepted if is_accepted else worth.refused
    return mark_by_hand(answer=answer, points=points, comment=comment, by=by, now=now)


def seen_of(answer: Answer) -> str:
    """What a form carries along to tell later whether the mark has changed."""
    return answer.marked_at.isoformat() if answer.marked_at else ""


def _refuse_if_marked_since(answer: Answer, seen: str) -> None:
    row = Answer.objects.select_for_update(of=("self",)).get(pk=answer.pk)
    if seen_of(row) != seen:
        raise MarkedMeanwhile(row)


@dataclass(frozen=True, slots=True)
class NearWorth:
    """Points (thousandths) if the near matches of a short answer are taken, and if not."""

    accepted: int
    refused: int


def near_worth(answer: Answer) -> NearWorth:
    """Weigh a short answer both ways, with the rules of its form."""
    body = parse_body(answer.version.form, answer.version.body)
    if not isinstance(body, ShortAnswer):
        raise TypeError(f"{Form(answer.version.form)} has no near matches")
    strict = Item(version_id=answer.version_id, body=replace(body, near_match=False))
    response = parse_response(body, answer.response)
    texts = response.fields if isinstance(response, FilledFields) else ()
    near = [
        Correction(CorrectionKind.ACCEPT_ALSO, part=place.id, value=text)
        for field, text in texts
        for place in body.fields
        if (body.any_order or place.id == field)
        and any(is_near(accepted, text) for accepted in place.accepted)
    ]
    refused = mark(strict, response, answer.points_possible).points
    accepted = mark(strict, response, answer.points_possible, near).points
    return NearWorth(accepted=accepted or 0, refused=refused or 0)
