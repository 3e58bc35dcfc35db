"""Parts of an item, rendered once for all who see the same: on the page of a quiz,
templates cost more than rows (docs/decisions/0012)."""

import re
from dataclasses import replace
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from quizzes.cards import Card
from quizzes.items import Form

register = template.Library()

INDENTATION = re.compile(r"\n\s+")
WRITTEN = (Form.SHORT_ANSWER, Form.ESSAY)


@register.simple_tag
def item_head(card: Card, got: int | None = None) -> SafeString:
    """The small line above an item, with the points got if they are told, and the question."""
    return _shared("quizzes/_item_head.html", _without_state(card), get_language(), got=got)


@register.simple_tag
def answer_fields(card: Card) -> SafeString:
    """The fields of an item, filled in."""
    return _parts(card.answer_template, card)


@register.simple_tag
def answer_told(card: Card, is_preview: bool) -> SafeString:
    """What was answered, with as much of right and wrong as the card tells."""
    return _parts(card.result_template, card, is_preview=is_preview)


def _parts(template_name: str, card: Card, **context: object) -> SafeString:
    """Render; what students wrote themselves is kept in no shared memory."""
    if card.form in WRITTEN and (card.text or any(line.text for line in card.lines)):
        return render_to_string(template_name, {"card": card, **context})
    return _shared(template_name, _without_state(card), get_language(), **context)


def _without_state(card: Card) -> Card:
    return replace(card, revision=0, seen="", saved_at=None, stimulus=None)


@lru_cache(maxsize=2048)
def _shared(template_name: str, card: Card, _language: str | None, **context: object) -> SafeString:
    """A card is a value: who has the same before them sees the same."""
    return tight(render_to_string(template_name, {"card": card, **context}))


@register.simple_block_tag
def tight(content: SafeString) -> SafeString:
    """Leave out indentation, a tenth of the page even when packed. Not around a text area, where
    it belongs to what was written; code is left alone."""
    return content if "<pre" in content else mark_safe(INDENTATION.sub("\n", content))  # noqa: S308
