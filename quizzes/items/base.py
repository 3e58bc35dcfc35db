"""What every item form shares: its name, its parts, and the questions its body can answer."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, ClassVar, Generic, Protocol, Self, TypeVar

from .reading import ProblemCode, Reader
from .responses import Fields


class Form(StrEnum):
    """The forms of the Indonesian national tests. Stored in rows: never rename a value."""

    SINGLE_CHOICE = "single_choice"
    MULTIPLE_RESPONSE = "multiple_response"
    MATRIX = "matrix"
    MATCHING = "matching"
    SHORT_ANSWER = "short_answer"
    ESSAY = "essay"


@dataclass(frozen=True, slots=True)
class Response:
    """What a student answered, by part id, in one canonical shape: equal answers compare equal.

    There is no blank response; a blank answer is None everywhere.
    """

    def dump(self) -> dict[str, Any]:
        """Give the JSON that `parse_response` reads back."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Judgement:
    """How much of the item is right, before points are known.

    `share` lies in 0..1; None means that a person must decide.
    `parts` says of the answered parts whether they are right. It never speaks of an option that
    the student left alone, so showing it tells right from wrong without giving the key away.
    """

    share: Fraction | None
    parts: tuple[tuple[str, bool], ...] = ()


Accepted = Mapping[str, AbstractSet[str]]
"""Values that a correction accepts besides the key, by part id ("" for the item as a whole)."""

R = TypeVar("R", bound=Response)


@dataclass(frozen=True, slots=True)
class FormBody(ABC, Generic[R]):
    """The parts of one item. Field names of the subclasses are the keys of the stored JSON."""

    form: ClassVar[Form]
    response_type: ClassVar[type[Response]]

    @classmethod
    @abstractmethod
    def read(cls, data: object) -> Self:
        """Build the body from JSON, or raise InvalidBody."""

    @abstractmethod
    def read_response(self, data: object) -> R | None:
        """Build a response from JSON that is not null, or raise InvalidResponse."""

    @abstractmethod
    def response_data(self, fields: Fields) -> object:
        """Arrange submitted fields as the JSON that `read_response` checks."""

    @abstractmethod
    def judge(self, response: R, accepted: Accepted) -> Judgement:
        """Compare a response with the key and with what corrections accept besides."""

    @abstractmethod
    def right_answer(self) -> R | None:
        """Give a response that gets all points; None where only a person can tell."""

    @abstractmethod
    def can_accept(self, part: str, value: str) -> bool:
        """Whether a correction may name this part and value."""

    def is_complete(self, response: R) -> bool:
        """Whether every part has an answer."""
        return True

    def shuffleable(self) -> tuple[str, ...]:
        """Ids, in author order, of the one list that may be shown in another order."""
        return ()

    def in_order(self, order: Sequence[str]) -> Self:
        """Give the same body with its shuffleable list in the order of these ids.

        `order` must hold exactly the ids of `shuffleable`; `in_order` of the package checks it.
        """
        return self


Body = FormBody[Any]


@dataclass(frozen=True, slots=True)
class Part:
    """A text with an id: an option, a column, a prompt. `text` is Markdown."""

    id: str
    text: str


class Identified(Protocol):
    """Anything with an id of its own in the body."""

    @property
    def id(self) -> str: ...


P = TypeVar("P", bound=Identified)


def ids(parts: Iterable[Identified]) -> tuple[str, ...]:
    """Give the ids of parts in their order."""
    return tuple(part.id for part in parts)


def arranged(parts: Sequence[P], order: Sequence[str]) -> tuple[P, ...]:
    """Sort parts by the place of their id in `order`."""
    place = {part_id: index for index, part_id in enumerate(order)}
    return tuple(sorted(parts, key=lambda part: place[part.id]))


def plain(value: Any) -> Any:
    """Turn dataclasses and tuples into the dicts and lists that JSON knows."""
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    return value.value if isinstance(value, StrEnum) else value


def read_parts(reader: Reader, key: str, *, minimum: int, too_few: ProblemCode) -> tuple[Part, ...]:
    """Read a list of `{"id", "text"}` whose ids and texts are unique."""
    parts = tuple(
        Part(row.id(), row.text("text"))
        for row in reader.rows(key, keys=("id", "text"), minimum=minimum, too_few=too_few)
    )
    reader.unique_ids(ids(parts))
    reader.unique_texts((part.id, part.text) for part in parts)
    return parts
