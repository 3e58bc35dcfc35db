"""Pilihan ganda: one option of several."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Self

from .base import Accepted, Form, FormBody, Judgement, Part, Response, arranged, ids, read_parts
from .reading import ProblemCode, Reader
from .responses import Fields, known, only_entry, single


@dataclass(frozen=True, slots=True)
class ChosenOption(Response):
    """The picked option."""

    option: str

    def dump(self) -> dict[str, Any]:
        return {"option": self.option}


@dataclass(frozen=True, slots=True)
class SingleChoice(FormBody[ChosenOption]):
    """Options, one of them the key."""

    form = Form.SINGLE_CHOICE
    response_type = ChosenOption

    options: tuple[Part, ...]
    key: str

    @classmethod
    def read(cls, data: object) -> Self:
        reader = Reader(data, ("options", "key"))
        options = read_parts(reader, "options", minimum=2, too_few=ProblemCode.TOO_FEW_OPTIONS)
        key = reader.value("key", str, "")
        if key == "":
            reader.note(ProblemCode.NO_KEY, "key")
        elif key is not None and key not in ids(options):
            reader.note(ProblemCode.KEY_NOT_AN_OPTION, "key")
        reader.finish()
        return cls(options, key)

    def read_response(self, data: object) -> ChosenOption | None:
        return ChosenOption(known(only_entry(data, "option"), ids(self.options)))

    def response_data(self, fields: Fields) -> object:
        option = single(fields, "option")
        return None if option is None else {"option": option}

    def judge(self, response: ChosenOption, accepted: Accepted) -> Judgement:
        is_right = response.option == self.key or response.option in accepted.get("", ())
        return Judgement(Fraction(int(is_right)), ((response.option, is_right),))

    def right_answer(self) -> ChosenOption:
        return ChosenOption(self.key)

    def can_accept(self, part: str, value: str) -> bool:
        return part == "" and value in ids(self.options)

    def shuffleable(self) -> tuple[str, ...]:
        return ids(self.options)

    def in_order(self, order: Sequence[str]) -> Self:
        return replace(self, options=arranged(self.options, order))
