"""The parts of an item as a page shows them: options, statements, pairs, blanks."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from string import ascii_uppercase
from typing import Any

from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from lessons.markdown import render_block, render_inline
from quizzes.items import (
    FilledFields,
    MarkedCells,
    MatchedPairs,
    Matching,
    Matrix,
    Response,
    ShortAnswer,
)


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to pick. `is_right` tells of a picked one, `is_key` of any: None is "not told"."""

    id: str
    letter: str
    html: SafeString
    text: str
    chosen: bool = False
    is_right: bool | None = None
    is_key: bool | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A statement, a prompt or a blank, with what stands there."""

    id: str
    html: SafeString
    choices: tuple[Choice, ...] = ()
    text: str = ""
    is_right: bool | None = None
    key_text: str = ""

    @property
    def chosen(self) -> list[Choice]:
        return [choice for choice in self.choices if choice.chosen]

    @property
    def keys(self) -> list[Choice]:
        return [choice for choice in self.choices if choice.is_key]


@dataclass(frozen=True, slots=True)
class Told:
    """What a card may say beyond the question: right or wrong by answered part, and the key."""

    parts: Mapping[str, bool]
    key: Response | None = None


UNTOLD = Told({})


# --- Text -------------------------------------------------------------------------------------


def block(text: str) -> SafeString:
    """Render Markdown of several paragraphs; the same text is rendered once per process."""
    return _block(text, get_language())


def inline(text: str) -> SafeString:
    """Render Markdown of one line."""
    return _inline(text, get_language())


@lru_cache(maxsize=4096)
def _block(text: str, _language: str | None) -> SafeString:
    return render_block(text)


@lru_cache(maxsize=8192)
def _inline(text: str, _language: str | None) -> SafeString:
    return render_inline(text)


@lru_cache(maxsize=8192)
def plain(markup: str) -> str:
    """Give the words of rendered HTML, for places that hold no markup."""
    return html.unescape(strip_tags(markup)).strip()


def letters(number: int) -> Sequence[str]:
    return (
        ascii_uppercase if number <= len(ascii_uppercase) else [str(n + 1) for n in range(number)]
    )


# --- Lists ---


def choices_of(
    parts: Iterable[Any],
    chosen: Iterable[str],
    judged: Mapping[str, bool] | None = None,
    keys: Iterable[str] | None = None,
) -> tuple[Choice, ...]:
    parts, chosen = list(parts), set(chosen)
    right = None if keys is None else set(keys)
    return tuple(
        Choice(
            id=part.id,
            letter=letter,
            html=inline(part.text),
            text=plain(inline(part.text)),
            chosen=part.id in chosen,
            is_right=(judged or {}).get(part.id),
            is_key=None if right is None else part.id in right,
        )
        for letter, part in zip(letters(len(parts)), parts, strict=False)
    )


def matrix_lines(body: Matrix, response: Response | None, told: Told) -> tuple[Line, ...]:
    cells = dict(response.cells) if isinstance(response, MarkedCells) else {}
    keys = dict(told.key.cells) if isinstance(told.key, MarkedCells) else None
    return tuple(
        Line(
            id=statement.id,
            html=inline(statement.text),
            choices=choices_of(
                body.columns,
                [cells[statement.id]] if statement.id in cells else [],
                None,
                None if keys is None else [keys[statement.id]],
            ),
            is_right=told.parts.get(statement.id),
        )
        for statement in body.statements
    )


def matching_lines(body: Matching, response: Response | None, told: Told) -> tuple[Line, ...]:
    pairs = response.pairs if isinstance(response, MatchedPairs) else frozenset()
    keys = told.key.pairs if isinstance(told.key, MatchedPairs) else None

    def of(prompt: str, wanted: Iterable[tuple[str, str]]) -> list[str]:
        return [choice for paired, choice in wanted if paired == prompt]

    return tuple(
        Line(
            id=prompt.id,
            html=inline(prompt.text),
            choices=choices_of(
                body.choices,
                of(prompt.id, pairs),
                None,
                None if keys is None else of(prompt.id, keys),
            ),
            is_right=told.parts.get(prompt.id),
        )
        for prompt in body.prompts
    )


def blank_lines(body: ShortAnswer, response: Response | None, told: Told) -> tuple[Line, ...]:
    texts = dict(response.fields) if isinstance(response, FilledFields) else {}
    keys = dict(told.key.fields) if isinstance(told.key, FilledFields) else {}
    return tuple(
        Line(
            id=field.id,
            html=inline(field.label),
            text=texts.get(field.id, ""),
            is_right=told.parts.get(field.id),
            key_text=keys.get(field.id, ""),
        )
        for field in body.fields
    )
