"""What a template needs to show one item: to answer it, with its result, or with its key.

A card to answer never holds a key, a mark or an explanation. A card with a result holds exactly
what `Visible` allows, so a template cannot show more by mistake.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.figures import render_figure
from quizzes.card_parts import (
    UNTOLD,
    Choice,
    Line,
    Told,
    blank_lines,
    block,
    choices_of,
    matching_lines,
    matrix_lines,
    plain,
)
from quizzes.items import (
    Body,
    ChosenOption,
    Essay,
    EssayText,
    FilledFields,
    Form,
    MarkedCells,
    MatchedPairs,
    Matching,
    Matrix,
    MultipleResponse,
    Response,
    ShortAnswer,
    SingleChoice,
    TickedOptions,
    in_order,
    is_complete,
    parse_response,
    response_from_fields,
)
from quizzes.items.responses import Fields
from quizzes.items.short_answer import MAX_CHARACTERS
from quizzes.models import Answer, QuestionVersion

FORM_NAMES = {
    Form.SINGLE_CHOICE: gettext_lazy("Single choice"),
    Form.MULTIPLE_RESPONSE: gettext_lazy("Multiple response"),
    Form.MATRIX: gettext_lazy("Categories"),
    Form.MATCHING: gettext_lazy("Matching"),
    Form.SHORT_ANSWER: gettext_lazy("Short answer"),
    Form.ESSAY: gettext_lazy("Essay"),
}


@dataclass(frozen=True, slots=True)
class StimulusCard:
    """What several items share, shown above the first of them."""

    title: str
    html: SafeString
    source_note: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Card:
    """One item as it stands on a page."""

    position: int
    form: str
    form_name: str
    points: int
    stem: SafeString
    figure: SafeString | None
    choices: tuple[Choice, ...] = ()
    columns: tuple[Choice, ...] = ()
    lines: tuple[Line, ...] = ()
    text: str = ""
    many: bool = False  # matching: a prompt may have several choices
    min_words: int = 0
    max_characters: int = MAX_CHARACTERS
    is_answered: bool = False
    is_complete: bool = False
    revision: int = 0
    seen: str = ""
    saved_at: datetime | None = None
    stimulus: StimulusCard | None = None

    @property
    def prefix(self) -> str:
        return f"q{self.position}-"

    @property
    def answer_template(self) -> str:
        return f"quizzes/items/_{self.form}.html"

    @property
    def result_template(self) -> str:
        return f"quizzes/items/_{self.form}_result.html"


# --- Building ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Drawing:
    """The figure of an item, as `render_figure` wants it."""

    svg: str
    title: str
    text_alternative: str
    caption: str = ""
    source_note: str = ""


def card_of(
    version: QuestionVersion,
    body: Body,
    response: Response | None,
    *,
    position: int,
    points: int,
    told: Told = UNTOLD,
) -> Card:
    """Build the card of a version with a response filled in; `body` is in its shown order."""
    figure = None
    if version.figure_svg:
        title = _("Figure for question %(number)d") % {"number": position}
        drawing = Drawing(version.figure_svg, title, version.figure_text)
        figure = render_figure(drawing, prefix=f"soal-{position}-gambar")
    card = Card(
        position=position,
        form=body.form.value,
        form_name=str(FORM_NAMES[body.form]),
        points=points,
        stem=block(version.stem),
        figure=figure,
        is_answered=response is not None,
        is_complete=is_complete(body, response),
    )
    return with_parts(card, body, response, told)


def with_parts(card: Card, body: Body, response: Response | None, told: Told) -> Card:
    """Fill in what the form of the body has."""
    match body:
        case SingleChoice():
            picked = {response.option} if isinstance(response, ChosenOption) else set()
            key = {told.key.option} if isinstance(told.key, ChosenOption) else None
            return replace(card, choices=choices_of(body.options, picked, told.parts, key))
        case MultipleResponse():
            ticked = response.options if isinstance(response, TickedOptions) else frozenset()
            keys = told.key.options if isinstance(told.key, TickedOptions) else None
            return replace(card, choices=choices_of(body.options, ticked, told.parts, keys))
        case Matrix():
            return replace(
                card, columns=choices_of(body.columns, ()), lines=matrix_lines(body, response, told)
            )
        case Matching():
            return replace(
                card,
                choices=choices_of(body.choices, ()),
                lines=matching_lines(body, response, told),
                many=len(body.pairs) > len(body.prompts),
            )
        case ShortAnswer():
            return replace(card, lines=blank_lines(body, response, told))
        case Essay():
            return replace(
                card,
                text=response.text if isinstance(response, EssayText) else "",
                min_words=body.min_words,
                max_characters=body.max_characters,
            )
    raise TypeError(f"no card for {type(body).__name__}")


# --- A page of an attempt ----------------------------------------------------------------------


def shown_body(answer: Answer) -> Body:
    """Give the body in the order in which this student sees it."""
    return in_order(answer.version.parsed_body(), answer.order)


def digest(response: dict[str, Any] | None) -> str:
    """Name a stored response shortly, so that a form can tell whether it was touched."""
    text = json.dumps(response, sort_keys=True, ensure_ascii=False)
    return blake2b(text.encode(), digest_size=6).hexdigest()


def answer_card(answer: Answer, typed: Fields | None = None) -> Card:
    """Give the card to answer; `typed` replaces what is stored, where a page was sent back."""
    body = shown_body(answer)
    stored = parse_response(body, answer.response)
    response = stored if typed is None else readable(body, typed)
    card = card_of(
        answer.version, body, response, position=answer.position, points=answer.points_possible
    )
    if typed is not None and response is None and isinstance(body, Essay):
        card = replace(card, text="".join(typed.get("text", ())))
    return replace(
        card, revision=answer.revision, seen=digest(answer.response), saved_at=answer.saved_at
    )


def readable(body: Body, typed: Fields) -> Response | None:
    """Read what was typed, as far as it can be read."""
    try:
        return response_from_fields(body, typed)
    except ValueError:
        return None


def with_stimuli(cards: Sequence[Card], versions: Sequence[QuestionVersion]) -> list[Card]:
    """Set each stimulus above the first of the neighbouring items that share it."""
    result: list[Card] = []
    for index, (card, version) in enumerate(zip(cards, versions, strict=True)):
        stimulus = version.stimulus
        if stimulus and (index == 0 or versions[index - 1].stimulus_id != stimulus.pk):
            last = index
            while last + 1 < len(cards) and versions[last + 1].stimulus_id == stimulus.pk:
                last += 1
            shared = StimulusCard(
                title=stimulus.title,
                html=block(stimulus.body),
                source_note=stimulus.source_note,
                first=card.position,
                last=cards[last].position,
            )
            card = replace(card, stimulus=shared)
        result.append(card)
    return result


def fields_of(response: Response | None) -> dict[str, list[str]]:
    """Give the HTML fields (unprefixed) that say this response."""
    match response:
        case ChosenOption(option):
            return {"option": [option]}
        case TickedOptions(options):
            return {"options": sorted(options)}
        case MarkedCells(cells):
            return {f"cell-{statement}": [column] for statement, column in cells}
        case MatchedPairs():
            return {f"pair-{key}": picked for key, picked in response.dump()["pairs"].items()}
        case FilledFields(fields):
            return {f"field-{field}": [text] for field, text in fields}
        case EssayText(text):
            return {"text": [text]}
    return {}


def words_of(card: Card) -> list[str]:
    """Say in plain lines what is answered on a card."""
    if card.form == Form.ESSAY:
        return [card.text] if card.text else []
    if not card.lines:
        return [f"{choice.letter}. {choice.text}" for choice in card.choices if choice.chosen]
    lines = []
    for line in card.lines:
        said = line.text or "; ".join(choice.text for choice in line.chosen)
        if said:
            label = plain(line.html)
            lines.append(f"{label}: {said}" if label else said)
    return lines
