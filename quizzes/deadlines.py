"""When an attempt ends. Plain Python: no rows, no clock."""

from datetime import datetime, timedelta
from fractions import Fraction


def deadline_for(
    *,
    started_at: datetime,
    closes_at: datetime,
    limit_minutes: int | None,
    factor: Fraction,
    granted_minutes: int = 0,
) -> datetime:
    """Give the deadline of one attempt; `closes_at` is this student's own.

    Who started in time gets the extra time of their factor even past the closing; who started
    late gets no more than the others.
    """
    granted = timedelta(minutes=granted_minutes)
    if limit_minutes is None:
        return closes_at + granted
    full = minutes(limit_minutes * factor)
    extra = minutes(limit_minutes * (factor - 1))
    return min(started_at + full, closes_at + extra) + granted


def minutes(number: Fraction) -> timedelta:
    """Give exact minutes as a duration, rounded half up to the microsecond."""
    exact = number * 60_000_000
    return timedelta(
        microseconds=(2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
    )
