"""Menjodohkan: each prompt goes with one or more choices; a choice may serve many or none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from .base import Accepted, Form, FormBody, Judgement, Part, Response, arranged, ids, read_parts
from .credit import Credit, Picks, share_of_picks
from .reading import ProblemCode, Reader
from .responses import Fields, by_part, entries, filled, known, known_set, only_entry

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class MatchedPairs(Response):
    """(prompt, choice) pairs, at least one."""

    pairs: frozenset[Pair]

    def dump(self) -> dict[str, Any]:
        prompts = sorted({prompt for prompt, _ in self.pairs})
        return {"pairs": {prompt: sorted(choices_of(self.pairs, prompt)) for prompt in prompts}}


def choices_of(pairs: Iterable[Pair], prompt: str) -> frozenset[str]:
    """Give what is paired with a prompt."""
    return frozenset(choice for paired, choice in pairs if paired == prompt)


@dataclass(frozen=True, slots=True)
class Matching(FormBody[MatchedPairs]):
    """Prompts, choices, and the right pairs; every prompt has one, or nobody could complete it."""

    form = Form.MATCHING
    response_type = MatchedPairs

    prompts: tuple[Part, ...]
    choices: tuple[Part, ...]
    pairs: tuple[Pair, ...]
    credit: Credit

    @classmethod
    def read(cls, data: object) -> Self:
        reader = Reader(data, ("prompts", "choices", "pairs", "credit"))
        prompts = read_parts(reader, "prompts", minimum=1, too_few=ProblemCode.NO_PROMPTS)
        choices = read_parts(reader, "choices", minimum=2, too_few=ProblemCode.TOO_FEW_CHOICES)
        pairs: list[Pair] = []
        for value in reader.values("pairs", 1, ProblemCode.NO_KEY):
            match value:
                case [str(prompt), str(choice)] if prompt in ids(prompts) and choice in ids(
                    choices
                ):
                    pairs.append((prompt, choice))
                case [str(prompt), str(choice)]:
                    reader.note(ProblemCode.UNKNOWN_PAIR, f"{prompt}-{choice}")
                case _:
                    reader.note(ProblemCode.WRONG_TYPE, "pairs")
        reader.unique_ids(f"{prompt}-{choice}" for prompt, choice in pairs)
        for prompt in ids(prompts):
            if not choices_of(pairs, prompt):
                reader.note(ProblemCode.NO_KEY, prompt)
        credit = reader.choice("credit", tuple(Credit))
        reader.finish()
        return cls(prompts, choices, tuple(pairs), credit)

    def read_response(self, data: object) -> MatchedPairs | None:
        picks = {
            known(prompt, ids(self.prompts)): known_set(picked, ids(self.choices))
            for prompt, picked in entries(only_entry(data, "pairs")).items()
        }
        pairs = frozenset((prompt, choice) for prompt in picks for choice in picks[prompt])
        return MatchedPairs(pairs) if pairs else None

    def response_data(self, fields: Fields) -> object:
        names = by_part(fields, "pair-", ids(self.prompts))
        return {"pairs": {prompt: filled(fields, name) for prompt, name in names.items()}}

    def judge(self, response: MatchedPairs, accepted: Accepted) -> Judgement:
        picks = {
            prompt: Picks(
                picked=choices_of(response.pairs, prompt),
                keys=choices_of(self.pairs, prompt),
                accepted=accepted.get(prompt, frozenset()),
            )
            for prompt in ids(self.prompts)
        }
        parts = tuple((prompt, each.is_right) for prompt, each in picks.items() if each.picked)
        return Judgement(share_of_picks(self.credit, picks.values()), parts)

    def right_answer(self) -> MatchedPairs:
        return MatchedPairs(frozenset(self.pairs))

    def can_accept(self, part: str, value: str) -> bool:
        return part in ids(self.prompts) and value in ids(self.choices)

    def is_complete(self, response: MatchedPairs) -> bool:
        return {prompt for prompt, _ in response.pairs} == set(ids(self.prompts))

    def shuffleable(self) -> tuple[str, ...]:
        return ids(self.choices)

    def in_order(self, order: Sequence[str]) -> Self:
        return replace(self, choices=arranged(self.choices, order))
