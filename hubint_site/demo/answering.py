"""Playing attempts: the response model sits down to a quiz that was given."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from accounts.models import User
from hubint_site.demo.response_model import Item, Student, Words, new_student, respond, seconds_for
from hubint_site.demo.sittings import Saved, Sitting
from quizzes.models import PinnedItem, QuizAssignment

SEED = 20_270  # the same people give the same answers in every demo


def dice_for(*words: object) -> Random:
    """Chance of its own for each purpose, so that one more student changes nobody else."""
    return Random(" ".join(map(str, (SEED, *words))))  # noqa: S311


def profile(user: User) -> Student:
    return new_student(dice_for(user.username))


@dataclass(slots=True)
class Players:
    """Turns a student and a beginning into a sitting."""

    words: Words
    pins: dict[int, list[PinnedItem]] = field(default_factory=dict)

    def items(self, assignment: QuizAssignment) -> list[tuple[PinnedItem, Item]]:
        """What is asked, in the author's order."""
        if assignment.pk not in self.pins:
            pinned = assignment.pinned_items.select_related("version__question")
            self.pins[assignment.pk] = list(pinned)
        return [
            (pin, Item(question.code, pin.version.form, question.level, pin.version.body))
            for pin in self.pins[assignment.pk]
            for question in [pin.version.question]
        ]

    def sit(
        self,
        assignment: QuizAssignment,
        user: User,
        begun: datetime,
        *,
        number: int = 1,
        closes_at: datetime | None = None,
        upto: int | None = None,
    ) -> Sitting:
        """Play one attempt; items that the time limit cuts off are left blank."""
        dice = dice_for(user.username, assignment.title, assignment.preset, number)
        student = profile(user).after(number - 1)
        closes = closes_at or assignment.closes_at
        limit = assignment.time_limit_minutes
        ends = begun + timedelta(minutes=int(limit * user.time_factor)) if limit else closes
        when = begun
        saved: dict[int, Saved] = {}
        for pin, item in self.items(assignment)[:upto]:
            when += timedelta(seconds=seconds_for(student, item, dice))
            if when >= ends:
                break
            response = respond(student, item, self.words, dice)
            if response is not None:
                saved[pin.version_id] = Saved(response, when)
        when += timedelta(seconds=dice.randrange(15, 120))
        forgets = limit is None and student.is_careless and dice.randrange(3) == 0
        ended = None if forgets or when >= ends else when
        return Sitting(assignment, user, closes, number, begun, saved, ended)
