"""The figures of supervision for department assessment as a table: every figure with how it is made and its tasks.

Nothing is weighted here: weights are the house's own assessment rules (party_rules TK08).
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from linghang.core.errors import refuse
from linghang.core.figures import write_figure, write_number
from linghang.organization.models import Department, Institution
from linghang.tasks import store
from linghang.tasks.appraisal import Inputs, inputs
from linghang.tasks.models import Task
from linghang.tasks.statistics import COUNTS, RATES

SCORE = "score"
FIGURES = (
    *("assigned", "closed", "completion", "closed_on_time", "on_time", "overdue", "reviewed", "returned"),
    *("return_rate", "extended", "urged", "reports_due", "reports_on_time", "report_rate", SCORE),
)
"""The columns: counts and rates of `statistics`, and the mean score."""
WHOLE = "（全院）"
_SCORE = ("考核得分", "期内“考核”给出的分数的平均数；没有打过分的空着，不是零分")


@dataclass(frozen=True)
class Figure:
    """`value`: exact, None when there is nothing to divide by. `tasks`: those behind it, each once."""

    name: str
    value: Fraction | None
    text: str
    tasks: tuple[int, ...]

    @property
    def sort(self) -> str:
        """What a column is put in order by; empty without a value."""
        return "" if self.value is None else f"{float(self.value):.6f}"


@dataclass(frozen=True)
class DepartmentLine:
    """`code` is empty for what the institution as a whole leads."""

    code: str
    name: str
    inputs: Inputs
    figures: tuple[Figure, ...]


def lines(institution: Institution, first: dt.date, last: dt.date, today: dt.date) -> list[DepartmentLine]:
    """A line per department that had anything to do from `first` to `last`. InputError for a period that ends before
    it begins or has not begun."""
    if last < first or first > today:
        reason = "统计止日早于起日" if last < first else "统计期间还没有开始"
        raise refuse(reason, "请核对统计期间", field="统计期间", value=f"{first}—{last}")
    facts = store.facts(Task.objects.filter(institution=institution, opened_on__lte=last))
    names = names_of(institution, min(last, today))
    return [
        DepartmentLine(each.line.department, names.get(each.line.department, each.line.department), each, figures(each))
        for each in inputs(facts, first, last, today)
    ]


def names_of(institution: Institution, day: dt.date) -> dict[str, str]:
    """The departments by code, each under the name it had last on `day` or before."""
    known = Department.objects.filter(institution=institution).exclude(valid_from__gt=day).order_by("valid_from", "pk")
    return {"": WHOLE} | {each.code: each.name for each in known}


def described(name: str) -> tuple[str, str]:
    """Title of a figure, and how it is made, in the user's words."""
    if name == SCORE:
        return _SCORE
    if name in RATES:
        title, part, whole = RATES[name]
        return title, f"{COUNTS[part][0]} ÷ {COUNTS[whole][0]}"
    return COUNTS[name]


def figures(given: Inputs) -> tuple[Figure, ...]:
    """Every figure of a department, in the order of `FIGURES`."""
    return tuple(_figure(name, given) for name in FIGURES)


def _figure(name: str, given: Inputs) -> Figure:
    if name == SCORE:
        return Figure(name, given.score, _say(given.score, ""), _once(given.scored))
    if name in RATES:
        value: Fraction | None = getattr(given.line, name)
        return Figure(name, value, _say(value, "%"), _once(given.line.tasks.get(RATES[name][2], ())))
    count: int = getattr(given.line, name)
    return Figure(name, Fraction(count), str(count), _once(given.line.tasks.get(name, ())))


def _say(value: Fraction | None, unit: str) -> str:
    if value is None:
        return "—"
    exact = Decimal(value.numerator) / value.denominator
    return write_figure(exact, "%", 1) if unit else write_number(exact, 1)


def _once(tasks: Sequence[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(tasks))
