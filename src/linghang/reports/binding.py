"""Figures of a template bound to the values of indicators, in words, and what would fill their gaps."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from linghang.core.figures import MISSING, RATES, divide, write_figure
from linghang.core.periods import Period
from linghang.indicators import values as reading
from linghang.indicators import wording
from linghang.indicators.comparisons import Comparison
from linghang.indicators.comparisons import Kind as Against
from linghang.indicators.definitions import registers_of
from linghang.indicators.reported import TARGETS
from linghang.indicators.scope import By
from linghang.indicators.status import worst
from linghang.indicators.values import Value
from linghang.packs.library import Library
from linghang.packs.model import Indicator, Register
from linghang.reports.conditions import Direction, Side
from linghang.reports.document import BoundFigure, Gap, Ledger
from linghang.reports.nodes import Figure, Kind

SHARE_DECIMALS = 1
_AGAINST: dict[Kind, Against] = {
    "yoy": "yoy",
    "yoy_abs": "yoy",
    "mom": "mom",
    "mom_abs": "mom",
    "target": "target",
    "target_abs": "target",
}
_GOALS: Mapping[str | None, Side] = {"good": "达标", "near": "未达标", "bad": "未达标"}
_NOTHING = Comparison("yoy", None, None, None, None, "no_data")


@dataclass(frozen=True)
class Facts:
    """The values behind figures of one unit: now, a year before, and their comparisons. What a unit has no rows of is
    not among them: `missing` stands in its place."""

    missing: Value
    now: Mapping[str, Value]
    last_year: Mapping[str, Value]
    compared: Mapping[tuple[Against, str], Comparison]

    def bound(self, figure: Figure, indicator: Indicator) -> BoundFigure:
        """The figure in words. `indicator`: in the display the template asks for."""
        value, period = self.now.get(figure.indicator, self.missing), self.missing.period
        found = BoundFigure(
            figure.indicator, indicator.title, value.institution, period, figure.kind, "", value.value, value.status,
            department=value.department or "", unit="" if indicator.unit in RATES else indicator.unit,
            unverified=indicator.unverified,
        )  # fmt: skip
        if figure.kind == "last_year":
            value = self.last_year.get(figure.indicator, self.missing)
            found = replace(found, period=period.last_year(), value=value.value, status=value.status)
        if figure.kind in ("value", "last_year"):
            found = replace(found, text=wording.say_value(indicator, value))
        elif figure.kind == "share_of":
            whole = self.now.get(figure.of, self.missing)
            share = divide(value.value, whole.value)
            text = write_figure(share, "%", SHARE_DECIMALS if figure.decimals is None else figure.decimals)
            found = replace(found, text=text, value=share, unit="", status=worst((value.status, whole.status)))
        else:
            return _changed(found, indicator, self.compared.get((_AGAINST[figure.kind], figure.indicator), _NOTHING))
        found = _marked(found)
        return replace(found, measure=found.value if found.status == "ok" else None)


def _changed(found: BoundFigure, indicator: Indicator, compared: Comparison) -> BoundFigure:
    """A figure of change. What is not wholly known, or has no base, has no direction."""
    absolute = found.kind.endswith("_abs")
    text, short = (say(indicator, compared, absolute=absolute) for say in (wording.say_change, wording.short_change))
    found = _marked(replace(found, text=text, short=short, status=compared.status))
    if compared.absolute is None or found.status != "ok":
        return found
    level = text.endswith("持平")
    direction: Direction = "持平" if level else "增长" if compared.absolute > 0 else "下降"
    side: Side = ""
    if compared.kind == "target":
        side = _GOALS.get(compared.light, "")
    elif indicator.direction != "neutral" and not level:
        side = "向好" if (compared.absolute > 0) == (indicator.direction == "higher") else "变差"
    measure = compared.absolute if indicator.unit in RATES else compared.relative
    return replace(found, direction=direction, side=side, measure=measure)


def _marked(figure: BoundFigure) -> BoundFigure:
    return replace(figure, status="no_data") if MISSING in figure.text else figure


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

    def units(self, by: By, figures: Sequence[Figure]) -> list[tuple[Value, Mapping[Figure, BoundFigure]]]:
        """These figures of each department, institution below or month, with a value that says which it is."""
        shown = {figure: self._shown(figure) for figure in figures}
        return [
            (unit, {figure: facts.bound(figure, shown[figure]) for figure in figures})
            for unit, facts in self._units(by, figures)
        ]

    def gap(self, figure: Figure, places: Sequence[str]) -> Gap:
        """Why the figure has no data, or too little, and which ledgers would mend it."""
        period, codes = self._wanting(figure)
        ledgers = {ledger.code: ledger for code in codes for ledger in self._ledgers_of(code)}
        if figure.kind in ("target", "target_abs") and self._now[figure.indicator].value is not None:
            ledgers = {TARGETS: _ledger(self.library.register(TARGETS))}
        elif self._base_is_zero(figure):
            ledgers = {}
        return Gap(self(figure), tuple(dict.fromkeys(places)), period, tuple(ledgers.values()))

    @cached_property
    def _now(self) -> dict[str, Value]:
        return {value.indicator: value for value in self._values(self.period, _codes(self.figures))}

    @cached_property
    def _comparisons(self) -> dict[tuple[Against, str], Comparison]:
        return _compare(self.figures, self._now)

    @cached_property
    def _bound(self) -> dict[Figure, BoundFigure]:
        before = self._values(self.period.last_year(), _codes(self.figures, "last_year"))
        missing = Value.missing("", self.period, self.institution, self.version)
        facts = Facts(missing, self._now, {value.indicator: value for value in before}, self._comparisons)
        return {figure: facts.bound(figure, self._shown(figure)) for figure in self.figures}

    def _values(self, period: Period, codes: Iterable[str], by: By | None = None) -> list[Value]:
        return reading.values(codes, period, self.institution, by=by, version=self.version)

    def _units(self, by: By, figures: Sequence[Figure]) -> Iterator[tuple[Value, Facts]]:
        """A unit is what any of the indicators has rows of, in the order of codes, members or months."""
        now = _by_unit(self._values(self.period, _codes(figures), by), by)
        before = _by_unit(self._values(self.period.last_year(), _codes(figures, "last_year"), by), by, years=1)
        for key, values in sorted(now.items()) if by != "institution" else now.items():
            unit = next(iter(values.values()))
            missing = replace(
                unit, indicator="", value=None, numerator=None, denominator=None, status="no_data", name=""
            )
            yield unit, Facts(missing, values, before.get(key, {}), _compare(figures, values))

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
        day = self.period.last_day
        indicator = reading.definition(self.library, code, day)
        return [_ledger(register) for register in registers_of(indicator, self.library, day)]


def _ledger(register: Register) -> Ledger:
    return Ledger(register.code, register.title, register.kind)


def _codes(figures: Iterable[Figure], *kinds: Kind) -> list[str]:
    """The indicators of the figures of these kinds; without kinds all that any figure reads."""
    if kinds:
        return list(dict.fromkeys(figure.indicator for figure in figures if figure.kind in kinds))
    return list(dict.fromkeys(code for figure in figures for code in figure.indicators))


def _compare(figures: Sequence[Figure], now: Mapping[str, Value]) -> dict[tuple[Against, str], Comparison]:
    """Every comparison the figures ask for, the look-ups of one kind done at once."""
    found: dict[tuple[Against, str], Comparison] = {}
    for against in dict.fromkeys(_AGAINST.values()):
        kinds = [kind for kind, base in _AGAINST.items() if base == against]
        codes = [code for code in _codes(figures, *kinds) if code in now]
        compared = reading.compare_all([now[code] for code in codes], against)
        found |= {(against, code): each for code, each in zip(codes, compared, strict=True)}
    return found


def _by_unit(values: Iterable[Value], by: By, *, years: int = 0) -> dict[str, dict[str, Value]]:
    """Values by their unit and indicator. `years`: how many years later the unit of the report is."""
    found: dict[str, dict[str, Value]] = {}
    for value in values:
        month = f"{value.period.first.year + years}-{value.period.first.number:02d}"
        key = {"department": value.department or "", "institution": value.institution, "month": month}[by]
        found.setdefault(key, {})[value.indicator] = value
    return found
