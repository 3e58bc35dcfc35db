"""Days around today, at school time. Plain Python: no rows, no clock of its own."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

MARGIN = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Calendar:
    """`now` is in the school's own time zone."""

    now: datetime

    def at(self, days: int, hour: int, minute: int = 0) -> datetime:
        """So many days from today."""
        return at_time(self.now + timedelta(days=days), hour, minute)

    def school_day(self, days: int, hour: int, minute: int = 0) -> datetime:
        """The same, moved off the weekend: past days back to Friday, coming ones to Monday."""
        when = self.at(days, hour, minute)
        while when.weekday() > 4:
            when += timedelta(days=-1 if days < 0 else 1)
        return when

    def is_past(self, when: datetime) -> bool:
        return when < self.now


def at_time(when: datetime, hour: int, minute: int = 0) -> datetime:
    return when.replace(hour=hour, minute=minute, second=0, microsecond=0)


def evening(when: datetime, dice: Random) -> datetime:
    """Some moment after school of that day."""
    return at_time(when, 15 + dice.randrange(7), dice.randrange(60))


def begun_at_home(
    *, opens: datetime, due: datetime, closes: datetime, delay: int, dice: Random
) -> datetime:
    """When somebody begins a task at home: early or late by temper, in the afternoon or evening.

    The slowest begin between the due time and the closing.
    """
    until = closes if delay >= 900 else due
    moment = evening(opens + (until - opens) * delay // 1000, dice)
    return max(opens + MARGIN, min(moment, closes - MARGIN))
