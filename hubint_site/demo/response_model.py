"""How a demo student answers: docs/decisions/0010-how-demo-students-answer.md says why.

Plain Python: no rows, no clock. All chance comes from the `Random` that is passed in, all numbers
are integers: abilities and difficulties in hundredths of a logit, chances in thousandths.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import exp
from random import Random
from typing import Any
from zlib import crc32

Response = dict[str, Any]

LEVELS = {"L1": -115, "L2": -35, "L3": 25}
# Forms whose parts are judged one by one need easier parts, or nobody would get all of them.
FORMS = {"multiple_response": -170, "matrix": -170, "matching": -80, "short_answer": 40}
GUESSES = {"single_choice": 150, "multiple_response": 300, "matrix": 350}
OMITTED = {"matching": 15, "short_answer": 40, "essay": 60}
SECONDS = {"single_choice": 60, "matrix": 90, "essay": 420, "short_answer": 45}
LURES = (6, 3, 2, 1, 0, 0, 0, 0)  # how often each wrong option is taken; one is never taken
NEAR_MISS = 70  # of a thousand right words, misspelt
SECOND_TRY = 45  # what an attempt teaches


@dataclass(frozen=True, slots=True)
class Student:
    ability: int  # 0 is average
    pace: int  # per cent of the time that others need
    delay: int  # thousandths of the open time that pass before they begin
    is_careless: bool  # leaves more blank, forgets to hand in

    def after(self, attempts: int) -> Student:
        """The same student, who has tried before."""
        ability = self.ability + SECOND_TRY * attempts
        return Student(ability, self.pace, self.delay, self.is_careless)


@dataclass(frozen=True, slots=True)
class Words:
    """What demo students write, from fixtures/demo/answers.yaml."""

    truth: Mapping[str, str] = field(default_factory=dict)
    wrong_words: Mapping[str, Sequence[str]] = field(default_factory=dict)
    essays: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)
    any_essay: Sequence[Sequence[str]] = ((".",),)
    comments: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """What the model needs to know of a question version."""

    code: str
    form: str
    level: str
    body: Mapping[str, Any]

    @property
    def difficulty(self) -> int:
        """By level and form, and a little of the question's own."""
        own = crc32(self.code.encode()) % 81 - 40
        return LEVELS.get(self.level, 0) + FORMS.get(self.form, 0) + own


def new_student(dice: Random) -> Student:
    """Draw somebody. One in six begins late, one in nine is careless."""
    ability = spread(dice)
    is_slow = dice.randrange(6) == 0
    delay = dice.randrange(700, 1000) if is_slow else dice.randrange(0, 700)
    return Student(
        ability=ability,
        pace=max(55, 100 + spread(dice) * 28 // 100 + (25 if is_slow else 0)),
        delay=delay,
        is_careless=dice.randrange(9) == 0,
    )


def spread(dice: Random) -> int:
    """Draw from a bell curve, mean 0 and deviation 100: twelve even draws added up."""
    return sum(dice.randrange(101) for _ in range(12)) - 600


def chance(student: Student, item: Item) -> int:
    """Thousandths: how likely the student gets the item, or each part of it, right."""
    guess = GUESSES.get(item.form, 0)
    known = round(1000 / (1 + exp((item.difficulty - student.ability) / 100)))
    return guess + (1000 - guess) * known // 1000


def seconds_for(student: Student, item: Item, dice: Random) -> int:
    """How long they stay with the item."""
    usual = SECONDS.get(item.form, 75)
    return max(4, usual * student.pace * dice.randrange(60, 150) // 10_000)


def respond(student: Student, item: Item, words: Words, dice: Random) -> Response | None:
    """What the student answers; None if they leave the item blank."""
    blank = OMITTED.get(item.form, 8) * (3 if student.is_careless else 1)
    if dice.randrange(1000) < blank:
        return None
    knows = _Coin(chance(student, item), dice)
    match item.form:
        case "single_choice":
            return {"option": _option(item, words, knows, dice)}
        case "multiple_response":
            return _ticks(item.body, knows, dice)
        case "matrix":
            return _cells(item.body, knows, dice)
        case "matching":
            return _pairs(item.body, knows, dice)
        case "short_answer":
            return _fields(item, words, knows, dice)
        case _:
            return _essay(student, item, words, dice)


@dataclass(frozen=True, slots=True)
class _Coin:
    thousandths: int
    dice: Random

    def __call__(self) -> bool:
        return self.dice.randrange(1000) < self.thousandths


def _option(item: Item, words: Words, knows: _Coin, dice: Random) -> str:
    """The true option, or a wrong one by how much it lures; the key is not asked."""
    options = [option["id"] for option in item.body["options"]]
    truth = words.truth.get(item.code, item.body["key"])
    if knows():
        return str(truth)
    wrong = sorted((option for option in options if option != truth), key=_rank(item.code))
    return str(dice.choices(wrong, weights=LURES[: len(wrong)])[0])


def _rank(code: str) -> Any:
    """An order of options that is a question's own."""
    return lambda option: crc32(f"{code} {option}".encode())


def _ticks(body: Mapping[str, Any], knows: _Coin, dice: Random) -> Response:
    options = [option["id"] for option in body["options"]]
    keys = set(body["keys"])
    ticked = [option for option in options if (option in keys) is knows()]
    return {"options": ticked or [dice.choice(options)]}


def _cells(body: Mapping[str, Any], knows: _Coin, dice: Random) -> Response | None:
    columns = [column["id"] for column in body["columns"]]
    cells = {}
    for statement in body["statements"]:
        if dice.randrange(1000) < 6:
            continue
        wrong = [column for column in columns if column != statement["key"]]
        cells[statement["id"]] = statement["key"] if knows() else dice.choice(wrong)
    return {"cells": cells} if cells else None


def _pairs(body: Mapping[str, Any], knows: _Coin, dice: Random) -> Response:
    """Known pairs first; the rest is guessed among the choices that are left."""
    pairs: dict[str, list[str]] = {}
    for prompt, choice in body["pairs"]:
        if knows():
            pairs.setdefault(prompt, []).append(choice)
    taken = {choice for chosen in pairs.values() for choice in chosen}
    left = [choice["id"] for choice in body["choices"] if choice["id"] not in taken]
    for prompt in (prompt["id"] for prompt in body["prompts"]):
        if prompt not in pairs and left:
            pairs[prompt] = [left.pop(dice.randrange(len(left)))]
    return {"pairs": {prompt: sorted(chosen) for prompt, chosen in sorted(pairs.items())}}


def _fields(item: Item, words: Words, knows: _Coin, dice: Random) -> Response | None:
    wrong = list(words.wrong_words.get(item.code, ("tidak tahu", "lupa")))
    dice.shuffle(wrong)
    fields = {}
    for place in item.body["fields"]:
        if knows():
            accepted = place["accepted"]
            text = accepted[0] if dice.randrange(3) else accepted[dice.randrange(len(accepted))]
            fields[place["id"]] = _by_hand(text, dice)
        elif wrong and dice.randrange(4):
            fields[place["id"]] = wrong.pop()
    return {"fields": fields} if fields else None


def _by_hand(text: str, dice: Random) -> str:
    """A right word as it is typed on a phone: in small letters, now and then with a slip."""
    if dice.randrange(2):
        text = text.lower()
    if len(text) > 6 and dice.randrange(1000) < NEAR_MISS:
        place = dice.randrange(2, len(text) - 1)
        text = text[:place] + text[place + 1 :]
    return text.strip()


def _essay(student: Student, item: Item, words: Words, dice: Random) -> Response:
    steps = words.essays.get(item.code, words.any_essay)
    reached = 1 + reaches(student, len(steps) - 1, dice)
    return {"text": "\n\n".join(dice.choice(step) for step in steps[:reached])}


def reaches(student: Student, top: int, dice: Random) -> int:
    """A level from 0 to `top`: about the middle for an average student."""
    drawn = top * 50 + (student.ability + spread(dice) // 2) * 60 // 100 * top // 2
    return max(0, min(top, (drawn + 50) // 100))


def rubric_levels(
    student: Student, body: Mapping[str, Any], response: Response, steps: int, dice: Random
) -> dict[str, int]:
    """The scores of a marker who sees how far the text goes, one criterion a little off."""
    written = response["text"].count("\n\n") + 1
    levels = {}
    for criterion in body["criteria"]:
        scores = sorted(level["score"] for level in criterion["levels"])
        place = (len(scores) - 1) * written // steps + dice.choice((-1, 0, 0, 0, 1))
        levels[criterion["id"]] = scores[max(1, min(len(scores) - 1, place))]
    return levels
