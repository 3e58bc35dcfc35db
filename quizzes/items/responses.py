"""Reading what a browser or a row claims to be a response: unknown ids never get through."""

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import Any

from .texts import is_storable

Fields = Mapping[str, Sequence[str]]
"""Submitted values by HTML field name, without the prefix of the page."""


class RefusalCode(StrEnum):
    """Why a response is refused. Templates word these."""

    WRONG_SHAPE = "wrong-shape"
    UNKNOWN_ID = "unknown-id"
    DUPLICATE_ID = "duplicate-id"
    TOO_LONG = "too-long"
    BAD_TEXT = "bad-text"


class InvalidResponse(ValueError):
    """No page of ours sends this; `too-long` apart, somebody tampered or a program is wrong."""

    def __init__(self, code: RefusalCode) -> None:
        self.code = code
        super().__init__(code.value)


def only_entry(data: object, key: str) -> Any:
    """Give the one value of `{key: value}`."""
    if not isinstance(data, dict) or list(data) != [key]:
        raise InvalidResponse(RefusalCode.WRONG_SHAPE)
    return data[key]


def entries(data: object) -> dict[str, Any]:
    """Give an object of part ids."""
    if not isinstance(data, dict):
        raise InvalidResponse(RefusalCode.WRONG_SHAPE)
    return data


def known(value: object, ids: Collection[str]) -> str:
    """Give an id that the item has."""
    if not isinstance(value, str):
        raise InvalidResponse(RefusalCode.WRONG_SHAPE)
    if value not in ids:
        raise InvalidResponse(RefusalCode.UNKNOWN_ID)
    return value


def known_set(values: object, ids: Collection[str]) -> frozenset[str]:
    """Give a list of different ids that the item has as a set."""
    if not isinstance(values, list):
        raise InvalidResponse(RefusalCode.WRONG_SHAPE)
    picked = frozenset(known(value, ids) for value in values)
    if len(picked) < len(values):
        raise InvalidResponse(RefusalCode.DUPLICATE_ID)
    return picked


def written(value: object, limit: int) -> str:
    """Give a text of at most `limit` characters without the space around it.

    Browsers count a line break as one character but send two: store one, or a text that
    the page allowed would be refused.
    """
    if not isinstance(value, str):
        raise InvalidResponse(RefusalCode.WRONG_SHAPE)
    text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not is_storable(text):
        raise InvalidResponse(RefusalCode.BAD_TEXT)
    if len(text) > limit:
        raise InvalidResponse(RefusalCode.TOO_LONG)
    return text


def filled(fields: Fields, name: str) -> list[str]:
    """Give the values of a field that are not blank."""
    return [value for value in fields.get(name, ()) if value]


def single(fields: Fields, name: str) -> str | None:
    """Give the value of a field that a page sends at most once; None if blank."""
    values = filled(fields, name)
    if len(values) > 1:
        raise InvalidResponse(RefusalCode.WRONG_SHAPE)
    return values[0] if values else None


def by_part(fields: Fields, prefix: str, ids: Collection[str]) -> dict[str, str]:
    """Give the fields of the parts, by part id: each name is the prefix and an id of the item."""
    names = (name for name in fields if name.startswith(prefix))
    return {known(name.removeprefix(prefix), ids): name for name in names}
