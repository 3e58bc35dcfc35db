"""The three kinds of quiz that teachers know, as rules. Whatever differs from them is `custom`."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from quizzes.models import QuizAssignment
from quizzes.visibility import Moment

Preset = QuizAssignment.Preset
Counting = QuizAssignment.Counting


@dataclass(frozen=True, slots=True)
class Rules:
    """How a quiz is taken and shown; field names are those of QuizAssignment."""

    attempts_allowed: int | None
    time_limit_minutes: int | None
    shuffle_items: bool
    shuffle_options: bool
    counting: str
    score_from: str
    correctness_from: str
    key_from: str

    @property
    def preset(self) -> str:
        """The preset that says exactly this, else `custom`."""
        for preset, rules in PRESETS.items():
            if rules == self:
                return preset.value
        return Preset.CUSTOM.value

    def changed(self, **values: Any) -> "Rules":
        return replace(self, **values)

    def as_fields(self) -> dict[str, Any]:
        """Values for a QuizAssignment, its preset included."""
        return asdict(self) | {"preset": self.preset}


PRESETS: Mapping[QuizAssignment.Preset, Rules] = {
    Preset.PRACTICE: Rules(
        attempts_allowed=None,
        time_limit_minutes=None,
        shuffle_items=False,
        shuffle_options=False,
        counting=Counting.HIGHEST.value,
        score_from=Moment.SUBMITTED.value,
        correctness_from=Moment.SUBMITTED.value,
        key_from=Moment.SUBMITTED.value,
    ),
    Preset.FORMATIVE: Rules(
        attempts_allowed=2,
        time_limit_minutes=None,
        shuffle_items=False,
        shuffle_options=False,
        counting=Counting.HIGHEST.value,
        score_from=Moment.SUBMITTED.value,
        correctness_from=Moment.SUBMITTED.value,
        key_from=Moment.CLOSED.value,
    ),
    Preset.SUMMATIVE: Rules(
        attempts_allowed=1,
        time_limit_minutes=60,
        shuffle_items=True,
        shuffle_options=True,
        counting=Counting.HIGHEST.value,
        score_from=Moment.RELEASED.value,
        correctness_from=Moment.RELEASED.value,
        key_from=Moment.RELEASED.value,
    ),
}

RULE_FIELDS = tuple(Rules.__dataclass_fields__)
# Once somebody has started, these would treat students unequally.
LOCKED_WHEN_STARTED = ("time_limit_minutes", "shuffle_items", "shuffle_options")


def rules_of(assignment: QuizAssignment) -> Rules:
    """The rules of a quiz that was given."""
    return Rules(**{name: getattr(assignment, name) for name in RULE_FIELDS})
