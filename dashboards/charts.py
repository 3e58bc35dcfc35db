"""Geometry of the drawings: from numbers to places, in one visual language.

Places across are shares of the drawing's width, places down are in `em`: a drawing fits a phone
and a desktop alike, and grows with the reader's letters. All are strings with a decimal point,
whatever the language. Plain Python: no rows, no clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from fractions import Fraction

BINS = 10
TICKS = 5
STEPS = (1, 2, 7, 14, 28, 56, 91, 182)  # days between two ticks of a line of time


def across(share: float | Fraction) -> str:
    """0.125 -> "12.5%" """
    return f"{float(share) * 100:.2f}".rstrip("0").rstrip(".") + "%"


def down(height: float) -> str:
    """1.5 -> "1.5em" """
    return f"{height:.3f}".rstrip("0").rstrip(".") + "em"


# --- Shares of a whole ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of a bar that stands for the whole."""

    kind: str
    count: int
    x: str
    width: str


def slices(parts: Iterable[tuple[str, int]]) -> list[Slice]:
    """Lay parts side by side over the full width; empty ones are left out."""
    counted = [(kind, count) for kind, count in parts if count]
    whole = sum(count for _kind, count in counted)
    found, start = [], 0
    for kind, count in counted:
        x, width = Fraction(start, whole), Fraction(count, whole)
        found.append(Slice(kind, count, x=across(x), width=across(width)))
        start += count
    return found


# --- How scores are spread --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bar:
    """Students with a score between `low` and `high`, both included."""

    low: int
    high: int
    count: int
    is_weak: bool
    x: str
    width: str
    middle: str
    y: str
    height: str
    above: str


@dataclass(frozen=True, slots=True)
class Mark:
    x: str
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Histogram:
    bars: list[Bar]
    marks: list[Mark]
    limit: str
    base: str
    text: str
    height: str
    weak: int
    strong: int


PLOT_TOP, PLOT_HEIGHT = 2.9, 7.0


def histogram(percents: Sequence[int], *, weak_below: int) -> Histogram:
    """Ten bars from 0 to 100; a full score belongs to the last."""
    counts = Counter(min(percent * BINS // 100, BINS - 1) for percent in percents)
    most = max(counts.values(), default=0) or 1
    base = PLOT_TOP + PLOT_HEIGHT
    weak = sum(percent < weak_below for percent in percents)
    return Histogram(
        bars=[_bar(place, counts[place], most, weak_below=weak_below) for place in range(BINS)],
        marks=[
            Mark(
                across(Fraction(edge, 100)), str(edge), {0: "start", 100: "end"}.get(edge, "middle")
            )
            for edge in range(0, 101, 20)
        ],
        limit=across(Fraction(weak_below, 100)),
        base=down(base),
        text=down(base + 1.3),
        height=down(base + 1.7),
        weak=weak,
        strong=len(percents) - weak,
    )


def _bar(place: int, count: int, most: int, *, weak_below: int) -> Bar:
    size = 100 // BINS
    low = place * size
    height = PLOT_HEIGHT * count / most
    y = PLOT_TOP + PLOT_HEIGHT - height
    gap = Fraction(6, 1000)
    return Bar(
        low=low,
        high=100 if place == BINS - 1 else low + size - 1,
        count=count,
        is_weak=low + size <= weak_below,
        x=across(Fraction(low, 100) + gap),
        width=across(Fraction(size, 100) - 2 * gap),
        middle=across(Fraction(2 * low + size, 200)),
        y=down(y),
        height=down(height),
        above=down(y - 0.35),
    )


# --- A line of time ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """Something to do between two moments, and when it was done. `end` is when late work ends."""

    label: str
    start: datetime
    due: datetime
    end: datetime
    done: Sequence[datetime] = ()


@dataclass(frozen=True, slots=True)
class Dot:
    x: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Lane:
    label: str
    label_y: str
    y: str
    x1: str
    x2: str
    x3: str
    dots: list[Dot]


@dataclass(frozen=True, slots=True)
class Tick:
    x: str
    day: date


@dataclass(frozen=True, slots=True)
class Timeline:
    lanes: list[Lane]
    ticks: list[Tick]
    now: str
    now_anchor: str
    top: str
    base: str
    text: str
    height: str


LANE, LANES_TOP = 2.5, 1.6


def timeline(spans: Sequence[Span], *, now: datetime, zone: tzinfo) -> Timeline | None:
    """One lane per span on a common line of days; None when there is nothing to draw."""
    if not spans:
        return None
    moments = [now, *(when for span in spans for when in (span.start, span.end, *span.done))]
    first, last = _midnight(min(moments), zone), _midnight(max(moments), zone) + timedelta(days=1)
    whole = (last - first).total_seconds()

    def place(when: datetime) -> float:
        return (when - first).total_seconds() / whole

    base = LANES_TOP + LANE * len(spans)
    return Timeline(
        lanes=[
            Lane(
                label=span.label,
                label_y=down(LANES_TOP + LANE * row + 1),
                y=down(LANES_TOP + LANE * row + 1.75),
                x1=across(place(span.start)),
                x2=across(place(span.due)),
                x3=across(place(span.end)),
                dots=[Dot(across(place(when)), when > span.due) for when in span.done],
            )
            for row, span in enumerate(spans)
        ],
        ticks=[
            Tick(across(place(when)), when.astimezone(zone).date())
            for when in _ticks(first, last, zone)
        ],
        now=across(place(now)),
        now_anchor="end" if place(now) > 0.5 else "start",
        top=down(LANES_TOP - 0.3),
        base=down(base + 0.2),
        text=down(base + 1.5),
        height=down(base + 2),
    )


def _midnight(when: datetime, zone: tzinfo) -> datetime:
    return datetime.combine(when.astimezone(zone).date(), time(), zone)


def _ticks(first: datetime, last: datetime, zone: tzinfo) -> list[datetime]:
    """Mondays where a week or more lies between two, at most five, none at the very edge."""
    days = (last - first).days
    step = next((step for step in STEPS if days <= step * TICKS), STEPS[-1])
    day = first.date() + timedelta(days=1)
    if step >= 7:
        day += timedelta(days=-day.weekday() % 7)
    found = []
    while day < last.date():
        share = (day - first.date()).days / days
        if 0.05 <= share <= 0.95:
            found.append(datetime.combine(day, time(), zone))
        day += timedelta(days=step)
    return found
