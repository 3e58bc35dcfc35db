"""Orders that differ between students and stay the same for one. Plain Python: no rows."""

from collections.abc import Hashable, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def shuffled_together(
    things: Sequence[T], groups: Sequence[Hashable | None], *, seed: str
) -> list[T]:
    """Shuffle things whose group is the same as one block, each block in its given order.

    Things without a group (None) move alone.
    """
    blocks: dict[Hashable, list[T]] = {}
    for index, (thing, group) in enumerate(zip(things, groups, strict=True)):
        blocks.setdefault(("alone", index) if group is None else ("group", group), []).append(thing)
    order = list(blocks.values())
    _chance(seed).shuffle(order)
    return [thing for block in order for thing in block]


def shuffled(things: Sequence[T], *, seed: str) -> list[T]:
    order = list(things)
    _chance(seed).shuffle(order)
    return order


def _chance(seed: str) -> Random:
    # Nothing secret: the order must come out the same again for the same attempt.
    return Random(seed)  # noqa: S311
