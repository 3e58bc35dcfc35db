"""A question as students see it, and beside it with what is right: for who writes and teaches."""

import json
from dataclasses import dataclass

from django.contrib.admin.utils import label_for_field
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext

from lessons.differences import difference
from quizzes.card_parts import Told, block
from quizzes.cards import Card, card_of, with_stimuli
from quizzes.items import Essay, InvalidBody, ShortAnswer, parse_body, right_answer
from quizzes.items.essay import Criterion
from quizzes.models import QuestionVersion


@dataclass(frozen=True, slots=True)
class Change:
    """One field of two versions that is not the same."""

    field: str
    difference: SafeString


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


def changes_between(before: QuestionVersion, after: QuestionVersion) -> list[Change]:
    """What differs between two versions, field by field, word by word."""
    found = []
    for name in ("stem", "stimulus", "figure_svg", "figure_text", "body", "explanation"):
        old, new = _in_words(before, name), _in_words(after, name)
        if old != new:
            label = label_for_field(name, QuestionVersion)
            found.append(Change(capfirst(gettext(str(label))), difference(old, new)))
    return found


def _in_words(version: QuestionVersion, name: str) -> str:
    if name == "body":
        return _body_in_words(version)
    value = getattr(version, name)
    if name == "stimulus":
        return f"{value.title} ({value.number})\n{value.body}" if value else ""
    return str(value)


def _body_in_words(version: QuestionVersion) -> str:
    """The parts of an item, each on a line of its own, with what is right marked."""
    try:
        body = parse_body(version.form, version.body)
    except InvalidBody:
        return json.dumps(version.body, ensure_ascii=False, indent=1)
    key = right_answer(body)
    card = card_of(version, body, key, position=1, points=1000, told=Told({}, key))
    lines = [f"{'✓' if each.is_key else '-'} {each.text}" for each in card.choices]
    for line in card.lines:
        answers = [each.text for each in line.keys] or [line.key_text]
        lines.append(f"{strip_tags(line.html)} → {'; '.join(answers)}")
    if isinstance(body, ShortAnswer):
        lines += ["; ".join(blank.accepted) for blank in body.fields]
    if isinstance(body, Essay):
        for criterion in body.criteria:
            lines.append(f"{criterion.title} ({criterion.weight})")
            lines += [f"{level.score}: {level.text}" for level in criterion.levels]
        lines.append(body.sample)
    return "\n".join(lines)
