"""Definitions in words, for those who judge a figure. Pure."""

from linghang.core.errors import InputError
from linghang.expressions.parse import parse
from linghang.expressions.schema import schema_of
from linghang.expressions.words import Words
from linghang.indicators.formula import in_words, parse_formula
from linghang.packs.library import Library
from linghang.packs.model import Indicator, Measure, Register

_ROLLUPS = {"sum": "各月、各机构相加", "last": "取期内最后一次填报", "none": "只用于所填的期间和机构"}


def formula_in_words(library: Library, indicator: Indicator) -> str:
    """How the indicator is computed: `住院病案首页中符合 stay > 30 的行数 ÷ 出院人次`."""
    match indicator.kind:
        case "ratio":
            return f"{_part(library, indicator.numerator)} ÷ {_part(library, indicator.denominator)}"
        case "average":
            rows = measure_in_words(library, indicator, "sum")
            return f"{rows} ÷ 其中填有该值的行数"
        case "derived":
            return in_words(parse_formula(indicator.formula or ""), lambda code: library.indicator(code).title)
        case "reported":
            return f"填报值，须有佐证；{_ROLLUPS[indicator.rollup]}"
        case "level":
            register = library.register(indicator.register_code or "")
            of = f"{register.title}中{_where(library, register, indicator.where)}"
            return f"{of}{_title(register, indicator.value or '')}，期末有效的最近一次；只看机构自己的"
    return measure_in_words(library, indicator, indicator.kind)


def measure_in_words(library: Library, measure: Measure | Indicator, aggregate: str) -> str:
    """What one measure counts."""
    register = library.register(measure.register_code or "")
    of = f"{register.title}中{_where(library, register, measure.where)}{_linked(library, register, measure)}"
    value = _value(library, register, measure.value)
    counted = {"count": "行数", "sum": f"{value}合计", "distinct": f"不同{value}的个数"}[aggregate]
    if measure.stock:
        until = f"，{_title(register, measure.until)}之后不再计入" if measure.until else ""
        return f"{of}{counted}，期末仍有效的（自{_title(register, measure.date or register.date)}起{until}）"
    return f"{of}{counted}，按{_title(register, measure.date or register.date)}计月"


def _where(library: Library, register: Register, text: str | None) -> str:
    return f"符合“{_said(library, register, text)}”的" if text else ""


def _said(library: Library, register: Register, text: str) -> str:
    """An expression in words; one that cannot be read stands as it is, `packs check` says why."""
    try:
        return Words(register, library).say(parse(text, schema_of(register), library))
    except InputError:
        return text.strip()


def _linked(library: Library, register: Register, measure: Measure | Indicator) -> str:
    if measure.linked is None:
        return ""
    first, last = measure.linked.days
    other = f"（符合“{_said(library, register, measure.linked.where)}”）" if measure.linked.where else ""
    if measure.linked.when == "followed":
        return f"、此后{first}至{last}天内同一患者另有一行{other}的"
    return f"、此前{first}至{last}天内同一患者另有一行{other}的"


def _part(library: Library, part: Measure | str | None) -> str:
    if isinstance(part, Measure):
        return f"（{measure_in_words(library, part, part.aggregate)}）"
    return library.indicator(part or "").title


def _value(library: Library, register: Register, text: str | None) -> str:
    if text is None:
        return ""
    if any(field.code == text for field in register.fields):
        return _title(register, text)
    return f"“{_said(library, register, text)}”"


def _title(register: Register, code: str) -> str:
    return register.field(code).title
