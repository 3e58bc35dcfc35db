"""The one state in which a task stands for a student. Plain Python: no rows, no clock."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TaskState(StrEnum):
    UPCOMING = "upcoming"  # Belum dibuka
    TODO = "todo"  # Kerjakan
    DOING = "doing"  # Lanjutkan
    LATE = "late"  # Terlambat (masih bisa sampai ...)
    CLOSED = "closed"  # Ditutup
    WAITING = "waiting"  # Menunggu dinilai
    DONE = "done"  # Selesai


class Work(StrEnum):
    """How far a student is, whatever the dates say."""

    NONE = "none"
    STARTED = "started"
    WAITING = "waiting"  # handed in, a person still has to mark it
    DONE = "done"


@dataclass(frozen=True, slots=True)
class TaskDates:
    opens_at: datetime
    due_at: datetime
    closes_at: datetime


def task_state(dates: TaskDates, work: Work, now: datetime) -> TaskState:
    """Exactly one state for any dates and any work; finished work outlives every date."""
    if work is Work.DONE:
        return TaskState.DONE
    if work is Work.WAITING:
        return TaskState.WAITING
    if now < dates.opens_at:
        return TaskState.UPCOMING
    if now >= dates.closes_at:
        return TaskState.CLOSED
    if now >= dates.due_at:
        return TaskState.LATE
    return TaskState.DOING if work is Work.STARTED else TaskState.TODO
