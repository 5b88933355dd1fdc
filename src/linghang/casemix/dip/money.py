"""Sums of money divided so that every fen is spent, and rounded half up where they are not divided. Pure."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from linghang.casemix.dip.build import rounded

FEN = Decimal("0.01")


def to_fen(value: Fraction | Decimal) -> Decimal:
    """Yuan to the fen, half up."""
    return rounded(value, 2)


def apportion(pool: Decimal, shares: Mapping[str, Fraction]) -> dict[str, Decimal]:
    """The pool divided in proportion to the shares: each part down to the fen, then one fen more to the largest
    remainders until all is spent (of equal ones to the larger share, then by name). Nothing without shares."""
    whole = sum(shares.values(), Fraction(0))
    if not whole:
        return dict.fromkeys(shares, Decimal("0.00"))
    fen = int(pool / FEN)
    exact = {name: share * fen / whole for name, share in shares.items()}
    parts = {name: value.__floor__() for name, value in exact.items()}
    order = sorted(shares, key=lambda name: (parts[name] - exact[name], -shares[name], name))
    for name in order[: fen - sum(parts.values())]:
        parts[name] += 1
    return {name: Decimal(part).scaleb(-2) for name, part in parts.items()}
