"""The rules of partial credit."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Credit(StrEnum):
    """How much a partly right answer is worth. Stored in bodies: never rename a value."""

    ALL_OR_NOTHING = "all_or_nothing"
    PER_PART = "per_part"
    PER_PART_MINUS_WRONG = "per_part_minus_wrong"


@dataclass(frozen=True, slots=True)
class Picks:
    """The picks among choices of which `keys` are right.

    An `accepted` choice, named by a correction, may stand in for a key and never counts as wrong,
    so a correction cannot cost anybody points.
    """

    picked: AbstractSet[str]
    keys: AbstractSet[str]
    accepted: AbstractSet[str]

    @property
    def right(self) -> int:
        """Right picks, at most as many as there are keys."""
        return min(len(self.picked & (self.keys | self.accepted)), len(self.keys))

    @property
    def wrong(self) -> int:
        """Picks that are neither key nor accepted."""
        return len(self.picked - self.keys - self.accepted)

    @property
    def is_right(self) -> bool:
        """Whether nothing is missing and nothing too much."""
        return self.right == len(self.keys) and self.wrong == 0

    @property
    def right_less_excess(self) -> int:
        """Right picks, where each pick beyond the number of keys cancels one.

        Without this, ticking everything would be the best answer to every item.
        """
        excess = max(0, self.right + self.wrong - len(self.keys))
        return max(0, self.right - excess)


def share_of_picks(credit: Credit, groups: Iterable[Picks]) -> Fraction:
    """Give the share in 0..1 for picks, each group with keys of its own.

    Excess picks cancel within their group; wrong picks are subtracted over the whole item.
    """
    groups = tuple(groups)
    if credit is Credit.ALL_OR_NOTHING:
        return Fraction(int(all(group.is_right for group in groups)))
    if credit is Credit.PER_PART:
        gained = sum(group.right_less_excess for group in groups)
    else:
        gained = max(0, sum(group.right - group.wrong for group in groups))
    return Fraction(gained, sum(len(group.keys) for group in groups))


def share_of_parts(credit: Credit, right: int, total: int) -> Fraction:
    """Give the share in 0..1 for parts that are right or not, with no way to pick too much."""
    if credit is Credit.ALL_OR_NOTHING:
        return Fraction(int(right == total))
    return Fraction(right, total)
