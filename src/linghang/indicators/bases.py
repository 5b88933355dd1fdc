"""What figures rest on besides their rows: a table of weights, a scheme of groups. Said by the subject that makes a
register, for everything that is carried out of the house: months later nobody can ask which table was in force.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from linghang.core.periods import Period
from linghang.indicators.measures import measures_of, plan_for
from linghang.indicators.values import definition
from linghang.registers import content


@dataclass(frozen=True)
class Asked:
    """Figures of an institution (code) and all below it in a period, at a catalogue version (None: now), that read
    these fields of a register."""

    institution: str
    period: Period
    fields: frozenset[str]
    version: int | None = None


Provider = Callable[[Asked], Sequence[str]]
_providers: dict[str, Provider] = {}


def provide(register: str, provider: Provider) -> None:
    """From now on this function says, in sentences without a full stop, what figures of that register rest on."""
    _providers[register] = provider


def bases(codes: Iterable[str], institution: str, period: Period, *, version: int | None = None) -> tuple[str, ...]:
    """What the figures of these indicators rest on in the period and, for what they are compared with, the year before.

    Empty when rows are all they rest on. Raises InputError for unknown codes.
    """
    found: dict[str, None] = {}
    for register, fields in _read(codes, period.last_day).items():
        for each in (period, period.last_year()):
            found |= dict.fromkeys(_providers[register](Asked(institution, each, frozenset(fields), version)))
    return tuple(found)


def _read(codes: Iterable[str], on: date) -> dict[str, set[str]]:
    """Of the registers about which somebody has something to say, the fields that the indicators read."""
    library = content.library()
    plan, read = plan_for(library), dict[str, set[str]]()
    for code in dict.fromkeys(codes):
        indicator = definition(library, code, on)
        if indicator.in_force(on):
            for measure in measures_of(plan.recipe(indicator, on)):
                if measure.register in _providers:
                    read.setdefault(measure.register, set()).update(measure.fields)
    return read
