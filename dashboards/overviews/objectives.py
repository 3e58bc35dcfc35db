"""How far a student is with each objective, said from marked answers alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from django.db.models import Count, Min, Q, Sum

from dashboards.charts import across
from quizzes.models import Answer

ENOUGH_ITEMS = 3


class Level(StrEnum):
    UNKNOWN = "unknown"
    WEAK = "weak"
    PARTLY = "partly"
    STRONG = "strong"


@dataclass(frozen=True, slots=True)
class ObjectiveResult:
    code: str
    text: str
    items: int
    points: int
    possible: int
    lesson: str = ""  # the code of the first lesson that explains its items

    @property
    def percent(self) -> int | None:
        """For showing only, rounded half up; None where too few items say anything."""
        if self.level is Level.UNKNOWN:
            return None
        return (200 * self.points + self.possible) // (2 * self.possible)

    @property
    def width(self) -> str:
        """How long its bar is: unrounded."""
        return across(Fraction(self.points, self.possible)) if self.possible else "0%"

    @property
    def level(self) -> Level:
        """Compare unrounded; fewer than three items say nothing."""
        if self.items < ENOUGH_ITEMS or not self.possible:
            return Level.UNKNOWN
        if 4 * self.possible <= 5 * self.points:
            return Level.STRONG
        return Level.PARTLY if 3 * self.possible <= 5 * self.points else Level.WEAK


def objectives_of(attempts: Sequence[int]) -> list[ObjectiveResult]:
    """One result per objective, from the first of these attempts with enough marked items.

    Give the attempts latest first. Unmarked answers are left out.
    """
    rows = (
        Answer.objects.filter(attempt__in=attempts)
        .values_list(
            "attempt",
            "version__question__objective",
            "version__question__objective__unit__order",
            "version__question__objective__order",
            "version__question__objective__code",
            "version__question__objective__text",
        )
        .annotate(
            items=Count("pk", filter=Q(points__isnull=False)),
            got=Sum("points", default=0),
            possible=Sum("points_possible", filter=Q(points__isnull=False), default=0),
            lesson=Min("version__question__section__lesson__code"),
        )
        .order_by()
    )
    place = {attempt: index for index, attempt in enumerate(attempts)}
    best: dict[int, tuple[tuple[bool, int], tuple[int, int, str], ObjectiveResult]] = {}
    for attempt, objective, unit_order, order, code, text, items, got, possible, lesson in rows:
        rank = (items < ENOUGH_ITEMS, place[attempt])
        if objective not in best or rank < best[objective][0]:
            result = ObjectiveResult(code, text, items, got, possible, lesson or "")
            best[objective] = (rank, (unit_order, order, code), result)
    return [result for _rank, _order, result in sorted(best.values(), key=lambda found: found[1])]


@dataclass(frozen=True, slots=True)
class Headline:
    """The one thing to see: `weakest` is empty where all that is known is strong."""

    is_known: bool
    weakest: ObjectiveResult | None


def headline_of(objectives: Sequence[ObjectiveResult]) -> Headline:
    known = [one for one in objectives if one.level is not Level.UNKNOWN]
    unsure = [one for one in known if one.level is not Level.STRONG]
    weakest = min(unsure, key=lambda one: Fraction(one.points, one.possible), default=None)
    return Headline(bool(known), weakest)
