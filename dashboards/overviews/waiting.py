"""Answers that wait for a teacher."""

from __future__ import annotations

from collections import Counter

from django.db.models import Count, QuerySet

from accounts.models import User
from quizzes.models import Answer, QuizAssignment


def waiting_answers(teacher: User) -> QuerySet[Answer]:
    """Handed in, unmarked, in the courses this person teaches."""
    return Answer.objects.filter(
        is_final=True,
        points__isnull=True,
        attempt__assignment__in=QuizAssignment.objects.managed_by(teacher),
    )


def waiting_by_assignment(teacher: User) -> Counter[int]:
    rows = waiting_answers(teacher).values_list("attempt__assignment").annotate(Count("pk"))
    return Counter(dict(rows.order_by()))
