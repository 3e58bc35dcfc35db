"""One task over its class: how far everybody is, how scores are spread, which item is hard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from statistics import median

from django.db.models import Count, Q, Sum

from accounts.models import User
from classrooms.models import Assignment
from dashboards.charts import Histogram, Slice, across, histogram, slices
from dashboards.overviews.grid import WEAK_PERCENT, Cell, CellMark, cells_of
from dashboards.overviews.seats import seats_of
from dashboards.overviews.tasks import Kind, kind_of
from quizzes.card_parts import block, plain
from quizzes.cards import FORM_NAMES
from quizzes.items import Form, Verdict
from quizzes.models import Answer, PinnedItem

FEW = 30  # below this, the figures of an item are rough


class Difficulty(StrEnum):
    HARD = "hard"
    MEDIUM = "medium"
    EASY = "easy"


@dataclass(frozen=True, slots=True)
class ItemResult:
    """One item over the counted attempts; `points` of `possible` are of what is marked."""

    pin: PinnedItem
    counts: Counter[str]
    points: int
    possible: int

    @property
    def answers(self) -> int:
        return sum(self.counts.values())

    @property
    def facility(self) -> Fraction | None:
        """The share of its points that the class gained; None while nothing is marked."""
        return Fraction(self.points, self.possible) if self.possible else None

    @property
    def p(self) -> Decimal | None:
        """The facility for showing: two places, rounded half up."""
        if self.facility is None:
            return None
        return Decimal((200 * self.points + self.possible) // (2 * self.possible)) / 100

    @property
    def text(self) -> str:
        """What it asks, without marks."""
        return plain(block(self.pin.version.stem))

    @property
    def form_name(self) -> str:
        return str(FORM_NAMES[Form(self.pin.version.form)])

    @property
    def difficulty(self) -> Difficulty | None:
        match self.facility:
            case None:
                return None
            case p if p <= Fraction(3, 10):
                return Difficulty.HARD
            case p if p <= Fraction(7, 10):
                return Difficulty.MEDIUM
        return Difficulty.EASY

    @property
    def slices(self) -> list[Slice]:
        return slices((verdict.value, self.counts[verdict.value]) for verdict in Verdict)

    @property
    def columns(self) -> list[tuple[str, int, int]]:
        """Each verdict with its number of answers and their percent, rounded half up."""
        whole = self.answers or 1
        return [
            (verdict.value, count, (200 * count + whole) // (2 * whole))
            for verdict in Verdict
            for count in [self.counts[verdict.value]]
        ]


@dataclass(frozen=True, slots=True)
class StateShare:
    mark: CellMark
    count: int
    width: str


@dataclass(frozen=True, slots=True)
class StudentResult:
    student: User
    cell: Cell


@dataclass(frozen=True, slots=True)
class AssignmentResults:
    assignment: Assignment
    kind: Kind
    rows: list[StudentResult]
    items: list[ItemResult]

    @property
    def states(self) -> list[StateShare]:
        counts = Counter(row.cell.mark for row in self.rows)
        most = max(counts.values(), default=1)
        return [
            StateShare(mark, counts[mark], across(Fraction(counts[mark], most)))
            for mark in CellMark
            if counts[mark]
        ]

    @property
    def done(self) -> int:
        return sum(row.cell.mark in (CellMark.DONE, CellMark.WAITING) for row in self.rows)

    @property
    def given(self) -> int:
        outside = (CellMark.NOT_GIVEN, CellMark.EXCUSED)
        return sum(row.cell.mark not in outside for row in self.rows)

    @property
    def to_mark(self) -> int:
        return sum(item.counts[Verdict.PENDING.value] for item in self.items)

    @property
    def scores(self) -> list[int]:
        """Percents as the page shows them; who is not marked yet has none."""
        return [row.cell.percent for row in self.rows if row.cell.percent is not None]

    @property
    def spread(self) -> Histogram:
        return histogram(self.scores, weak_below=WEAK_PERCENT)

    @property
    def middle(self) -> float | None:
        return median(self.scores) if self.scores else None

    @property
    def hardest(self) -> ItemResult | None:
        marked = [item for item in self.items if item.facility is not None]
        return min(marked, key=lambda item: item.facility or Fraction(0), default=None)

    @property
    def is_rough(self) -> bool:
        return max((item.answers for item in self.items), default=0) < FEW


def assignment_results(assignment: Assignment, *, now: datetime) -> AssignmentResults:
    """Everybody who sits in the course now; `assignment` comes from `with_kinds`."""
    seats = seats_of([assignment.course])
    cells = cells_of([assignment], seats, now=now)
    rows = [
        StudentResult(seat.student, cells[assignment.pk, seat.student.pk])
        for seat in seats[assignment.course_id]
    ]
    counted = [row.cell.task.standing.counted for row in rows]
    kind = kind_of(assignment)
    return AssignmentResults(
        assignment=assignment,
        kind=kind,
        rows=rows,
        items=_items(assignment, [pk for pk in counted if pk]) if kind is Kind.QUIZ else [],
    )


def _items(assignment: Assignment, attempts: Collection[int]) -> list[ItemResult]:
    """In the order of the quiz as given; shuffled attempts hold an item at different places."""
    counts: dict[int, Counter[str]] = {}
    sums: dict[int, tuple[int, int]] = {}
    for version, verdict, count, got, possible in (
        Answer.objects.filter(attempt__in=attempts)
        .values_list("version", "verdict")
        .annotate(
            count=Count("pk"),
            got=Sum("points", default=0),
            whole=Sum("points_possible", filter=Q(points__isnull=False), default=0),
        )
        .order_by()
    ):
        counts.setdefault(version, Counter())[verdict or Verdict.PENDING.value] += count
        points, whole = sums.get(version, (0, 0))
        sums[version] = (points + got, whole + possible)
    pins = PinnedItem.objects.filter(assignment=assignment.pk).select_related(
        "version__question__objective"
    )
    return [
        ItemResult(
            pin=pin,
            counts=counts.get(pin.version_id, Counter()),
            points=sums.get(pin.version_id, (0, 0))[0],
            possible=sums.get(pin.version_id, (0, 0))[1],
        )
        for pin in pins
    ]
