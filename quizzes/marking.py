"""Marks that a person gives, each with its record of what it was before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.audit import record
from accounts.models import User
from quizzes.errors import NotForHands, NotHandedIn, PointsOutOfRange
from quizzes.items import Essay, Form, Verdict, parse_body, rubric_points
from quizzes.models import Answer


def verdict_for(points: int, possible: int) -> Verdict:
    """Put points given by hand in a word."""
    if points == possible:
        return Verdict.RIGHT
    return Verdict.PARTLY if points else Verdict.WRONG


@transaction.atomic
def mark_essay(
    *, answer: Answer, levels: Mapping[str, int], comment: str, by: User, now: datetime
) -> Answer:
    """Mark by rubric: one level for each criterion. Raises InvalidLevels if they do not fit."""
    row = _locked(answer)
    body = parse_body(row.version.form, row.version.body)
    if not isinstance(body, Essay):
        raise NotForHands
    points = rubric_points(body, levels, row.points_possible)
    return _write(row, points=points, levels=dict(levels), comment=comment, by=by, now=now)


@transaction.atomic
def mark_by_hand(*, answer: Answer, points: int, comment: str, by: User, now: datetime) -> Answer:
    """Give points (thousandths) to a short answer that the machine would not decide."""
    row = _locked(answer)
    if row.version.form != Form.SHORT_ANSWER:
        raise NotForHands
    if not 0 <= points <= row.points_possible:
        raise PointsOutOfRange
    return _write(row, points=points, levels=None, comment=comment, by=by, now=now)


def _locked(answer: Answer) -> Answer:
    row = (
        Answer.objects.select_for_update(of=("self",))
        .select_related("version", "attempt__assignment__course__school")
        .get(pk=answer.pk)
    )
    if not row.is_final:
        raise NotHandedIn
    return row


def _write(
    row: Answer,
    *,
    points: int,
    levels: dict[str, int] | None,
    comment: str,
    by: User,
    now: datetime,
) -> Answer:
    before = {"points": row.points, "levels": row.rubric_levels, "comment": row.comment}
    row.points, row.verdict = points, verdict_for(points, row.points_possible).value
    row.rubric_levels, row.comment = levels, comment
    row.marked_by, row.marked_at = by, now
    row.save(
        update_fields=["points", "verdict", "rubric_levels", "comment", "marked_by", "marked_at"]
    )
    record(
        "answer.mark",
        row,
        by=by,
        now=now,
        school=row.attempt.assignment.course.school,
        before=before,
        after={"points": points, "levels": levels, "comment": comment},
    )
    return row
