"""A question as students see it, and beside it with what is right: for who writes and teaches."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from quizzes.card_parts import Told, block
from quizzes.cards import Card, card_of, with_stimuli
from quizzes.items import Essay, InvalidBody, parse_body, right_answer
from quizzes.items.essay import Criterion
from quizzes.models import QuestionVersion


@dataclass(frozen=True, slots=True)
class Preview:
    """`plain` says nothing of the key; `keyed` says everything."""

    plain: Card
    keyed: Card
    explanation: SafeString
    rubric: tuple[Criterion, ...] = ()
    sample: SafeString | None = None


def preview_of(version: QuestionVersion) -> Preview | None:
    """Show a version; None where its stored body is no item."""
    try:
        body = parse_body(version.form, version.body)
    except InvalidBody:
        return None
    key = right_answer(body)
    plain = card_of(version, body, None, position=1, points=1000)
    keyed = card_of(version, body, key, position=2, points=1000, told=Told({}, key))
    essay = body if isinstance(body, Essay) else None
    return Preview(
        plain=with_stimuli([plain], [version])[0],
        keyed=keyed,
        explanation=block(version.explanation),
        rubric=essay.criteria if essay else (),
        sample=block(essay.sample) if essay and essay.sample else None,
    )
