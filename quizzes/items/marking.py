"""From item and response to mark."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from .base import Body, Form, Judgement, Response
from .points import points_for


@dataclass(frozen=True, slots=True)
class Item:
    """What is shown and marked of one question version. Immutable: cache it by `version_id`.

    `stem` and `explanation` are Markdown. Points are not here: the slot of a quiz decides them.
    """

    version_id: int
    body: Body
    stem: str = ""
    explanation: str = ""

    @property
    def form(self) -> Form:
        """The form of the body."""
        return self.body.form


class CorrectionKind(StrEnum):
    """What a teacher may do about a faulty key. Stored in rows: never rename a value."""

    ACCEPT_ALSO = "accept_also"
    FULL_POINTS = "full_points"
    DROP = "drop"


class InvalidCorrection(ValueError):
    """The correction does not fit the item."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction in force (ralat kunci); the caller leaves out those that were reversed.

    Only ACCEPT_ALSO has part and value: "" and option, statement and column, prompt and choice,
    or field and text; an essay takes none. An accepted choice may stand in for a key and is never
    wrong.
    """

    kind: CorrectionKind
    part: str = ""
    value: str = ""


class Verdict(StrEnum):
    """What the mark says in a word. Stored in rows: never rename a value."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    OMITTED = "omitted"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class Mark:
    """What a response is worth, in thousandths of a point; `points` None waits for a person.

    `parts` tells of each answered part whether it is right by key and accepted values; it names no
    option that was left alone, so it may be shown where the key may not.
    """

    points: int | None
    possible: int
    verdict: Verdict
    parts: tuple[tuple[str, bool], ...] = ()


def mark(
    item: Item,
    response: Response | None,
    points: int,
    corrections: Sequence[Correction] = (),
) -> Mark:
    """Mark a response for `points` possible (thousandths of a point).

    DROP outweighs FULL_POINTS, which outweighs the key; both settle the item as right for
    everybody, the blank and the unmarked included, because nobody loses anything by it. Raises
    InvalidCorrection if a correction does not fit the item.
    """
    if points < 0:
        raise ValueError("points possible must not be negative")
    judgement = judge(item.body, response, corrections)
    kinds = {correction.kind for correction in corrections}
    if kinds & {CorrectionKind.DROP, CorrectionKind.FULL_POINTS}:
        possible = 0 if CorrectionKind.DROP in kinds else points
        return Mark(possible, possible, Verdict.RIGHT, judgement.parts)
    if response is None:
        return Mark(0, points, Verdict.OMITTED)
    if judgement.share is None:
        return Mark(None, points, Verdict.PENDING, judgement.parts)
    gained = points_for(judgement.share, points)
    return Mark(gained, points, verdict_of(judgement.share), judgement.parts)


def judge(
    body: Body, response: Response | None, corrections: Sequence[Correction] = ()
) -> Judgement:
    """Compare a response with the key and with what the corrections accept besides."""
    accepted: dict[str, set[str]] = {}
    for correction in corrections:
        check_correction(body, correction)
        if correction.kind is CorrectionKind.ACCEPT_ALSO:
            accepted.setdefault(correction.part, set()).add(correction.value)
    if response is None:
        return Judgement(Fraction(0))
    if not isinstance(response, body.response_type):
        raise TypeError(f"{type(response).__name__} does not answer {type(body).__name__}")
    return body.judge(response, accepted)


def check_correction(body: Body, correction: Correction) -> None:
    """Raise InvalidCorrection unless the correction can be applied to this body."""
    if correction.kind is CorrectionKind.ACCEPT_ALSO:
        fits = body.can_accept(correction.part, correction.value)
    else:
        fits = correction.part == correction.value == ""
    if not fits:
        raise InvalidCorrection(f"{correction.kind}: {correction.part!r} {correction.value!r}")


def verdict_of(share: Fraction) -> Verdict:
    """Give the verdict for a share in 0..1."""
    if share == 1:
        return Verdict.RIGHT
    return Verdict.PARTLY if share else Verdict.WRONG
