"""What a check finds: a verdict on a place of the text, with the arithmetic. Pure."""

from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Literal

from linghang.documents.figures import Figure

Verdict = Literal["agree", "derivable", "warn", "ask", "conflict"]
ORDER: tuple[Verdict, ...] = ("conflict", "ask", "warn", "derivable", "agree")


@dataclass(frozen=True)
class Finding:
    """`start`, `end`: the words it is about; `expression`: the arithmetic; `stated` and `computed` as they read."""

    kind: str
    verdict: Verdict
    start: int
    end: int
    text: str
    expression: str
    stated: str
    computed: str
    why: str


def written(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _places(value: Decimal) -> int:
    return max(0, -int(value.as_tuple().exponent))


def within(computed: Decimal, stated: Decimal) -> Verdict | None:
    """`agree` when the stated value is the computed one rounded as it is written, `warn` when it was cut off."""
    step = Decimal(1).scaleb(-_places(stated))
    if computed.quantize(step, ROUND_HALF_UP) == stated:
        return "agree"
    return "warn" if computed.quantize(step, ROUND_DOWN) == stated else None


def found_in(kind: str, verdict: Verdict, figure: Figure, stated: str, computed: str, why: str) -> Finding:
    end = figure.comparison.end if figure.comparison else figure.end
    return Finding(kind, verdict, figure.start, end, figure.text, "", stated, computed, why)
