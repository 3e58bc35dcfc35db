"""Uraian: a text that a person marks by a rubric."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Self

from .base import Accepted, Form, FormBody, Judgement, Response, ids
from .points import points_for
from .reading import ProblemCode, Reader
from .responses import Fields, only_entry, single, written

MAX_CHARACTERS = 20_000
MAX_WEIGHT = 1000
MAX_SCORE = 100


class InvalidLevels(ValueError):
    """The scores do not fit the rubric."""


@dataclass(frozen=True, slots=True)
class EssayText(Response):
    """What the student wrote; never blank."""

    text: str

    def dump(self) -> dict[str, Any]:
        return {"text": self.text}


@dataclass(frozen=True, slots=True)
class Level:
    """What earns this score (Markdown)."""

    score: int
    text: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """One row of the rubric; weights count in proportion to each other, whatever their sum."""

    id: str
    title: str
    weight: int
    levels: tuple[Level, ...]

    @property
    def scores(self) -> frozenset[int]:
        """The scores that a teacher may give."""
        return frozenset(level.score for level in self.levels)


@dataclass(frozen=True, slots=True)
class Essay(FormBody[EssayText]):
    """A rubric and the limits of the text; `min_words` is advice, `max_characters` is enforced.

    `sample` is a model answer (Markdown), "" if there is none.
    """

    form = Form.ESSAY
    response_type = EssayText

    criteria: tuple[Criterion, ...]
    min_words: int
    max_characters: int
    sample: str

    @classmethod
    def read(cls, data: object) -> Self:
        reader = Reader(data, ("criteria", "min_words", "max_characters", "sample"))
        criteria = tuple(
            read_criterion(row)
            for row in reader.rows(
                "criteria",
                keys=("id", "title", "weight", "levels"),
                minimum=1,
                too_few=ProblemCode.NO_CRITERIA,
            )
        )
        reader.unique_ids(ids(criteria))
        reader.unique_texts((criterion.id, criterion.title) for criterion in criteria)
        min_words = reader.number("min_words", 0, MAX_CHARACTERS // 2, default=0)
        max_characters = reader.number("max_characters", 1, MAX_CHARACTERS, default=5000)
        sample = reader.text("sample", default="")
        reader.finish()
        return cls(criteria, min_words, max_characters, sample)

    def read_response(self, data: object) -> EssayText | None:
        text = written(only_entry(data, "text"), self.max_characters)
        return EssayText(text) if text else None

    def response_data(self, fields: Fields) -> object:
        return {"text": single(fields, "text") or ""}

    def judge(self, response: EssayText, accepted: Accepted) -> Judgement:
        return Judgement(None)

    def right_answer(self) -> None:
        return None

    def can_accept(self, part: str, value: str) -> bool:
        return False


def read_criterion(row: Reader) -> Criterion:
    """Read a criterion with two or more different scores, the best above zero."""
    weight = row.value("weight", int, 0)
    if weight is not None and not 1 <= weight <= MAX_WEIGHT:
        row.note(ProblemCode.WEIGHTS)
    levels = tuple(
        Level(level.number("score", 0, MAX_SCORE), level.text("text"))
        for level in row.rows(
            "levels", keys=("score", "text"), minimum=2, too_few=ProblemCode.LEVELS
        )
    )
    # Two different scores of zero or more: the best is above zero.
    if len({level.score for level in levels}) < len(levels):
        row.note(ProblemCode.LEVELS)
    return Criterion(row.id(), row.text("title"), weight, levels)


def rubric_points(body: Essay, levels: Mapping[str, int], points: int) -> int:
    """Give the thousandths of a point for the score reached in each criterion, by its id.

    The share is the weighted mean of score over best score. Raises InvalidLevels unless every
    criterion, and nothing else, has a score that is one of its levels.
    """
    if set(levels) != set(ids(body.criteria)):
        raise InvalidLevels("unknown or missing criterion")
    if any(levels[criterion.id] not in criterion.scores for criterion in body.criteria):
        raise InvalidLevels("score is not a level")
    total = sum(criterion.weight for criterion in body.criteria)
    gained = sum(
        (
            Fraction(criterion.weight * levels[criterion.id], max(criterion.scores))
            for criterion in body.criteria
        ),
        start=Fraction(0),
    )
    return points_for(gained / total, points)
