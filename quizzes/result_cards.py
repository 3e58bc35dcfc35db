"""An item with what came of it: for the student as far as allowed, for teachers with the key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString

from lessons.models import Objective, Section
from lessons.ownership import Status
from quizzes.card_parts import Told, block, inline
from quizzes.cards import Card, card_of, shown_body
from quizzes.items import (
    Body,
    Essay,
    Form,
    Item,
    Response,
    Verdict,
    mark,
    parse_response,
    right_answer,
)
from quizzes.models import Answer, QuestionVersion
from quizzes.results import AttemptScore, score_of
from quizzes.visibility import Visible

EVERYTHING = Visible(score=True, correctness=True, key=True)


@dataclass(frozen=True, slots=True)
class CriterionOutcome:
    """One row of a rubric; `score` is None where it is not marked or not told."""

    title: str
    weight: int
    best: int
    score: int | None
    level: SafeString | None
    levels: tuple[tuple[int, SafeString], ...]


@dataclass(frozen=True, slots=True)
class ResultCard:
    """A card with exactly what may be told about it. Empty means: not told."""

    card: Card
    verdict: str = ""
    points: int | None = None
    is_pending: bool = False
    comment: str = ""
    criteria: tuple[CriterionOutcome, ...] = ()
    has_key: bool = False
    explanation: SafeString | None = None
    sample: SafeString | None = None
    section: Section | None = None
    is_preview: bool = False


def result_card(answer: Answer, visible: Visible) -> ResultCard:
    """Give one answered item as its student may see it."""
    body = shown_body(answer)
    response = parse_response(body, answer.response)
    card = card_of(
        answer.version,
        body,
        response,
        position=answer.position,
        points=answer.points_possible,
        told=Told(
            parts=told_parts(answer, body, response) if visible.correctness else {},
            key=right_answer(body) if visible.key else None,
        ),
    )
    # A short answer that waits has come near the key: that is told only with the score.
    pending = answer.points is None and (visible.score or card.form == Form.ESSAY)
    result = ResultCard(card=card, is_pending=pending)
    if visible.correctness:
        result = replace(
            result,
            verdict=answer.verdict,
            points=answer.points,
            comment=answer.comment,
            criteria=rubric(body, answer.rubric_levels or {}),
            section=readable_section(answer.version),
        )
    return with_key(result, answer.version, body) if visible.key else result


def preview_card(version: QuestionVersion, *, position: int, points: int) -> ResultCard:
    """Give an item with its key, answered by nobody: for teachers and editors."""
    body = version.parsed_body()
    key = right_answer(body)
    card = card_of(
        version, body, None, position=position, points=points, told=Told(parts={}, key=key)
    )
    result = ResultCard(
        card=card,
        criteria=rubric(body, {}),
        section=readable_section(version),
        is_preview=True,
    )
    return with_key(result, version, body)


def with_key(result: ResultCard, version: QuestionVersion, body: Body) -> ResultCard:
    return replace(
        result,
        has_key=True,
        explanation=block(version.explanation),
        sample=block(body.sample) if isinstance(body, Essay) and body.sample else None,
    )


def told_parts(answer: Answer, body: Body, response: Response | None) -> dict[str, bool]:
    """Say of the answered parts whether they are right, in line with the stored mark."""
    if answer.points is None:
        return {}
    item = Item(version_id=answer.version_id, body=body)
    parts = dict(mark(item, response, answer.points_possible).parts)
    if answer.marked_by_id is None:
        return parts
    # A person decided otherwise than the machine would: only a full mark speaks for each part.
    return dict.fromkeys(parts, True) if answer.verdict == Verdict.RIGHT else {}


def rubric(body: Body, levels: dict[str, int]) -> tuple[CriterionOutcome, ...]:
    if not isinstance(body, Essay):
        return ()
    return tuple(
        CriterionOutcome(
            title=criterion.title,
            weight=criterion.weight,
            best=max(criterion.scores),
            score=levels.get(criterion.id),
            level=next(
                (inline(x.text) for x in criterion.levels if x.score == levels.get(criterion.id)),
                None,
            ),
            levels=tuple((level.score, inline(level.text)) for level in criterion.levels),
        )
        for criterion in body.criteria
    )


def readable_section(version: QuestionVersion) -> Section | None:
    """Give the section that explains the item, if students can open it."""
    section = version.question.section
    if section is None or section.status != Status.PUBLISHED:
        return None
    return section if section.lesson.status == Status.PUBLISHED else None


@dataclass(frozen=True, slots=True)
class ObjectiveScore:
    """What an attempt shows of one objective."""

    objective: Objective
    score: AttemptScore
    items: int


def by_objective(answers: Iterable[Answer]) -> list[ObjectiveScore]:
    """Sum up an attempt by objective, in the order of the curriculum."""
    groups: dict[Objective, list[Answer]] = {}
    for answer in answers:
        groups.setdefault(answer.version.question.objective, []).append(answer)
    ordered = sorted(groups, key=lambda objective: (objective.order, objective.code))
    return [ObjectiveScore(each, score_of(groups[each]), len(groups[each])) for each in ordered]
