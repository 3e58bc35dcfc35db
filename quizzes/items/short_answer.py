"""Isian singkat: a word or a few, compared kindly; a slip of the pen goes to the teacher."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from .base import Accepted, Form, FormBody, Judgement, Response, ids
from .credit import Credit, share_of_parts
from .reading import ProblemCode, Reader
from .responses import Fields, by_part, entries, known, only_entry, single, written
from .texts import fits, fold, is_near

MAX_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class FilledFields(Response):
    """(field, text) pairs sorted by field; blank fields are absent."""

    fields: tuple[tuple[str, str], ...]

    def dump(self) -> dict[str, Any]:
        return {"fields": dict(self.fields)}


@dataclass(frozen=True, slots=True)
class Field:
    """A blank to fill. The first accepted text is shown as the right answer."""

    id: str
    label: str
    accepted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShortAnswer(FormBody[FilledFields]):
    """Blanks; with `any_order`, an answer may stand in any of them but counts once."""

    form = Form.SHORT_ANSWER
    response_type = FilledFields

    fields: tuple[Field, ...]
    any_order: bool
    wildcard: bool
    near_match: bool
    credit: Credit

    @classmethod
    def read(cls, data: object) -> Self:
        reader = Reader(data, ("fields", "any_order", "wildcard", "near_match", "credit"))
        wildcard = reader.flag("wildcard", default=False)
        fields = tuple(
            Field(row.id(), row.text("label", default=""), read_accepted(row, wildcard=wildcard))
            for row in reader.rows(
                "fields",
                keys=("id", "label", "accepted"),
                minimum=1,
                too_few=ProblemCode.NO_FIELDS,
            )
        )
        reader.unique_ids(ids(fields))
        any_order = reader.flag("any_order", default=False)
        near_match = reader.flag("near_match", default=True)
        credit = reader.choice("credit", (Credit.ALL_OR_NOTHING, Credit.PER_PART))
        reader.finish()
        return cls(fields, any_order, wildcard, near_match, credit)

    def read_response(self, data: object) -> FilledFields | None:
        texts = {
            known(field, ids(self.fields)): written(text, MAX_CHARACTERS)
            for field, text in entries(only_entry(data, "fields")).items()
        }
        filled = sorted((field, text) for field, text in texts.items() if text)
        return FilledFields(tuple(filled)) if filled else None

    def response_data(self, fields: Fields) -> object:
        names = by_part(fields, "field-", ids(self.fields))
        return {"fields": {key: single(fields, name) or "" for key, name in names.items()}}

    def judge(self, response: FilledFields, accepted: Accepted) -> Judgement:
        texts = dict(response.fields)

        def is_right(field: Field, place: Field) -> bool:
            return field.id in texts and any(
                fits(pattern, texts[field.id], wildcard=self.wildcard)
                for pattern in (*place.accepted, *accepted.get(place.id, ()))
            )

        def could_be_right(field: Field, place: Field) -> bool:
            return is_right(field, place) or (
                field.id in texts
                and any(
                    is_near(pattern, texts[field.id])
                    for pattern in place.accepted
                    if not (self.wildcard and "*" in pattern)
                )
            )

        right = self.settled(is_right)
        share = share_of_parts(self.credit, len(right), len(self.fields))
        parts = tuple((field.id, field.id in right) for field in self.fields if field.id in texts)
        if self.near_match:
            best = share_of_parts(self.credit, len(self.settled(could_be_right)), len(self.fields))
            # The teacher is asked only where a yes would change the mark.
            if best > share:
                return Judgement(None, parts)
        return Judgement(share, parts)

    def settled(self, agrees: Callable[[Field, Field], bool]) -> frozenset[str]:
        """Give the fields whose text agrees with a place of its own: as many as can be.

        With `any_order` this is a maximum matching, found by augmenting paths (Kuhn), so neither
        the order of the fields nor an answer that fits two places costs a point.
        """
        if not self.any_order:
            return frozenset(field.id for field in self.fields if agrees(field, field))
        fields = {field.id: field for field in self.fields}
        agreeing = {
            field.id: [place.id for place in self.fields if agrees(field, place)]
            for field in self.fields
        }
        holder: dict[str, str] = {}

        def finds_place(field: str, tried: set[str]) -> bool:
            for place in agreeing[field]:
                if place not in tried:
                    tried.add(place)
                    if place not in holder or finds_place(holder[place], tried):
                        holder[place] = field
                        return True
            return False

        return frozenset(field for field in fields if finds_place(field, set()))

    def right_answer(self) -> FilledFields:
        return FilledFields(
            tuple(sorted((field.id, field.accepted[0].strip()) for field in self.fields))
        )

    def can_accept(self, part: str, value: str) -> bool:
        return part in ids(self.fields) and bool(fold(value))

    def is_complete(self, response: FilledFields) -> bool:
        return len(response.fields) == len(self.fields)


def read_accepted(row: Reader, *, wildcard: bool) -> tuple[str, ...]:
    """Read accepted texts of which something is left to compare.

    The first must be plain words, because students see it as the right answer.
    """
    accepted = row.texts("accepted", minimum=1, too_few=ProblemCode.NO_ACCEPTED_ANSWER)
    for text in accepted:
        if not fold(text):
            row.note(ProblemCode.EMPTY_TEXT)
        if len(text) > MAX_CHARACTERS:
            row.note(ProblemCode.TOO_LONG)
    if wildcard and accepted and "*" in accepted[0]:
        row.note(ProblemCode.WILDCARD_FIRST)
    return accepted
