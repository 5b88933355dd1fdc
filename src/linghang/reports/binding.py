"""Figures of a template bound to the values of indicators, in words, and what would fill their gaps."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from linghang.core.figures import MISSING, divide, write_figure
from linghang.core.periods import Period
from linghang.indicators import values as reading
from linghang.indicators import wording
from linghang.indicators.comparisons import Comparison
from linghang.indicators.comparisons import Kind as Against
from linghang.indicators.measures import Derived, Quotient, Recipe, Total, Typed, plan_for
from linghang.indicators.reported import TARGETS, VALUES
from linghang.indicators.status import worst
from linghang.indicators.values import Value
from linghang.packs.library import Library
from linghang.packs.model import Indicator
from linghang.reports.document import BoundFigure, Gap, Ledger
from linghang.reports.template import Figure, Kind

SHARE_DECIMALS = 1
_AGAINST: dict[Kind, Against] = {
    "yoy": "yoy",
    "yoy_abs": "yoy",
    "mom": "mom",
    "mom_abs": "mom",
    "target": "target",
    "target_abs": "target",
}


@dataclass(frozen=True)
class Binding:
    """The values behind all figures of a report: one institution, one period, one catalogue version.

    Calling it binds a figure. Raises InputError for an indicator that is not in the library.
    """

    library: Library
    institution: str
    period: Period
    version: int
    figures: tuple[Figure, ...]

    def __call__(self, figure: Figure) -> BoundFigure:
        return self._bound[figure]

    def gap(self, figure: Figure, places: Sequence[str]) -> Gap:
        """Why the figure has no data, or too little, and which ledgers would mend it."""
        period, codes = self._wanting(figure)
        ledgers = {ledger.code: ledger for code in codes for ledger in self._ledgers_of(code)}
        if figure.kind in ("target", "target_abs") and self._now[figure.indicator].value is not None:
            ledgers = {TARGETS: self._ledger(TARGETS)}
        elif self._base_is_zero(figure):
            ledgers = {}
        return Gap(self(figure), tuple(dict.fromkeys(places)), period, tuple(ledgers.values()))

    @cached_property
    def _now(self) -> dict[str, Value]:
        return self._values(self.period, (code for figure in self.figures for code in figure.indicators))

    @cached_property
    def _last_year(self) -> dict[str, Value]:
        return self._values(self.period.last_year(), self._codes_of("last_year"))

    @cached_property
    def _comparisons(self) -> dict[tuple[Against, str], Comparison]:
        """Every comparison the template asks for, the look-ups of one kind done at once."""
        found: dict[tuple[Against, str], Comparison] = {}
        for against in dict.fromkeys(_AGAINST.values()):
            codes = list(self._codes_of(*(kind for kind, base in _AGAINST.items() if base == against)))
            compared = reading.compare_all([self._now[code] for code in codes], against)
            found |= {(against, code): each for code, each in zip(codes, compared, strict=True)}
        return found

    @cached_property
    def _bound(self) -> dict[Figure, BoundFigure]:
        return {figure: self._bind(figure) for figure in self.figures}

    def _codes_of(self, *kinds: Kind) -> Iterator[str]:
        yield from dict.fromkeys(figure.indicator for figure in self.figures if figure.kind in kinds)

    def _values(self, period: Period, codes: Iterable[str]) -> dict[str, Value]:
        found = reading.values(dict.fromkeys(codes), period, self.institution, version=self.version)
        return {value.indicator: value for value in found}

    def _bind(self, figure: Figure) -> BoundFigure:
        value, period = self._now[figure.indicator], self.period
        indicator = self._shown(figure)
        text, exact, status = wording.say_value(indicator, value), value.value, value.status
        if figure.kind == "last_year":
            value, period = self._last_year[figure.indicator], self.period.last_year()
            text, exact, status = wording.say_value(indicator, value), value.value, value.status
        elif figure.kind == "share_of":
            exact = divide(value.value, self._now[figure.of].value)
            decimals = SHARE_DECIMALS if figure.decimals is None else figure.decimals
            text, status = write_figure(exact, "%", decimals), worst((status, self._now[figure.of].status))
        elif figure.kind != "value":
            compared = self._comparisons[_AGAINST[figure.kind], figure.indicator]
            text = wording.say_change(indicator, compared, absolute=figure.kind.endswith("_abs"))
            status = compared.status
        return BoundFigure(
            figure.indicator,
            indicator.title,
            self.institution,
            period,
            figure.kind,
            text,
            exact,
            "no_data" if MISSING in text else status,
        )

    def _shown(self, figure: Figure) -> Indicator:
        """The indicator in the display the template asks for."""
        asked = {"scale": figure.scale, "decimals": figure.decimals}
        indicator = reading.definition(self.library, figure.indicator, self.period.last_day)
        return indicator.model_copy(update={name: wish for name, wish in asked.items() if wish is not None})

    def _wanting(self, figure: Figure) -> tuple[Period, list[str]]:
        """The period and the indicators whose data are wanting: of a comparison whose own value is there, the base."""
        lacking = [code for code in figure.indicators if self._now[code].status != "ok"]
        if figure.kind == "last_year" or (not lacking and figure.kind.startswith("yoy")):
            return self.period.last_year(), [figure.indicator]
        if not lacking and figure.kind.startswith("mom"):
            return self.period.previous(), [figure.indicator]
        return self.period, lacking

    def _base_is_zero(self, figure: Figure) -> bool:
        """Whether nothing is wanting, but there is no percentage of zero."""
        if figure.kind == "share_of":
            return self._now[figure.of].value == 0
        against = _AGAINST.get(figure.kind)
        return against is not None and self._comparisons[against, figure.indicator].absolute is not None

    def _ledgers_of(self, code: str) -> list[Ledger]:
        indicator = reading.definition(self.library, code, self.period.last_day)
        recipe = plan_for(self.library).recipe(indicator, self.period.last_day)
        return [self._ledger(register) for register in dict.fromkeys(_registers(recipe))]

    def _ledger(self, code: str) -> Ledger:
        register = self.library.register(code)
        return Ledger(code, register.title, register.kind)


def _registers(recipe: Recipe) -> Iterator[str]:
    """The registers behind a recipe, that of typed values included."""
    match recipe:
        case Total(measure):
            yield measure.register
        case Quotient(numerator, denominator):
            yield from _registers(numerator)
            yield from _registers(denominator)
        case Derived(_, parts):
            for _, part in parts:
                yield from _registers(part)
        case Typed():
            yield VALUES
