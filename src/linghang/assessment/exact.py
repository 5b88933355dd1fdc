"""Arithmetic of scores: decimals with guard digits, so that sums come out as if nothing had been rounded. Pure.

Twenty-two digits more than a result keeps are carried through every division and sum. So units with equal points are
equal to the last digit, and a share that meets a cut-off meets it, as with exact fractions, at a tenth of the cost.
"""

from decimal import ROUND_HALF_EVEN, Context, Decimal

GUARDED = Context(prec=50, rounding=ROUND_HALF_EVEN)
_RESULT = Context(prec=28, rounding=ROUND_HALF_EVEN)
ZERO, ONE = Decimal(0), Decimal(1)


def result(value: Decimal) -> Decimal:
    """A figure as it leaves a calculation: 28 digits."""
    return _RESULT.plus(value)
