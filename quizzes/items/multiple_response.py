"""Pilihan ganda kompleks: any number of options."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from .base import Accepted, Form, FormBody, Judgement, Part, Response, arranged, ids, read_parts
from .credit import Credit, Picks, share_of_picks
from .reading import ProblemCode, Reader
from .responses import Fields, filled, known_set, only_entry


@dataclass(frozen=True, slots=True)
class TickedOptions(Response):
    """The ticked options, at least one."""

    options: frozenset[str]

    def dump(self) -> dict[str, Any]:
        return {"options": sorted(self.options)}


@dataclass(frozen=True, slots=True)
class MultipleResponse(FormBody[TickedOptions]):
    """Options, one or more of them keys."""

    form = Form.MULTIPLE_RESPONSE
    response_type = TickedOptions

    options: tuple[Part, ...]
    keys: tuple[str, ...]
    credit: Credit

    @classmethod
    def read(cls, data: object) -> Self:
        reader = Reader(data, ("options", "keys", "credit"))
        options = read_parts(reader, "options", minimum=2, too_few=ProblemCode.TOO_FEW_OPTIONS)
        keys = reader.texts("keys", minimum=1, too_few=ProblemCode.NO_KEY)
        reader.unique_ids(keys)
        for key in keys:
            if key not in ids(options):
                reader.note(ProblemCode.KEY_NOT_AN_OPTION, key)
        credit = reader.choice("credit", tuple(Credit))
        reader.finish()
        return cls(options, keys, credit)

    def read_response(self, data: object) -> TickedOptions | None:
        picked = known_set(only_entry(data, "options"), ids(self.options))
        return TickedOptions(picked) if picked else None

    def response_data(self, fields: Fields) -> object:
        return {"options": filled(fields, "options")}

    def judge(self, response: TickedOptions, accepted: Accepted) -> Judgement:
        also = accepted.get("", frozenset())
        picks = Picks(response.options, frozenset(self.keys), also)
        parts = tuple(
            (option, option in self.keys or option in also)
            for option in ids(self.options)
            if option in response.options
        )
        return Judgement(share_of_picks(self.credit, [picks]), parts)

    def right_answer(self) -> TickedOptions:
        return TickedOptions(frozenset(self.keys))

    def can_accept(self, part: str, value: str) -> bool:
        return part == "" and value in ids(self.options)

    def shuffleable(self) -> tuple[str, ...]:
        return ids(self.options)

    def in_order(self, order: Sequence[str]) -> Self:
        return replace(self, options=arranged(self.options, order))
