"""Parts of an item to answer, rendered once for all who see the same: on the page of a quiz,
templates cost more than rows (docs/decisions/0006)."""

from dataclasses import replace
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from quizzes.cards import Card
from quizzes.items import Form

register = template.Library()

WRITTEN = (Form.SHORT_ANSWER, Form.ESSAY)


@register.simple_tag
def item_head(card: Card) -> SafeString:
    """The small line above an item and the question itself."""
    return _shared("quizzes/_item_head.html", _without_state(card), get_language())


@register.simple_tag
def answer_fields(card: Card) -> SafeString:
    """The fields of an item, filled in. What students wrote is kept in no shared memory."""
    if card.form in WRITTEN and (card.text or any(line.text for line in card.lines)):
        return render_to_string(card.answer_template, {"card": card})
    return _shared(card.answer_template, _without_state(card), get_language())


def _without_state(card: Card) -> Card:
    return replace(card, revision=0, seen="", saved_at=None, stimulus=None)


@lru_cache(maxsize=2048)
def _shared(template_name: str, card: Card, _language: str | None) -> SafeString:
    return render_to_string(template_name, {"card": card, "got": None})
