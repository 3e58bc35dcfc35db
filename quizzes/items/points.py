"""Points are integers, thousandths of a point, so that every database adds them up alike."""

from fractions import Fraction


def points_for(share: Fraction, points: int) -> int:
    """Give a share of the points, rounded half up; the only rounding between key and mark."""
    if points < 0:
        raise ValueError("points possible must not be negative")
    exact = share * points
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
