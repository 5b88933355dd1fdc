"""Aids for inspectors of payment by case mix: rules that find records a person should look at. Pure.

A row says what is unusual and beside what it was held. It is a suspicion, never a verdict: every pattern also has
innocent causes, and small groups are left alone because there anything may happen. The bounds are 领航's own proposals
and data: `suspicions(cases, {"split-stay": {"days": 7}})`.
"""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from linghang.casemix.frames import decimal, read_frame
from linghang.casemix.inspection_rules import RULES, Rule
from linghang.core.errors import refuse

__all__ = ["FOUND", "RULES", "Rule", "grouped_with_cost", "suspicions", "usable"]

NEEDED = ("case", "adrg", "drg", "cost", "days")
UNITS = ("institution", "department", "doctor")
OTHERS = (*UNITS, "patient", "admitted_at", "discharged_at", "diagnoses", "operations")
_TEXTS = ("rule", "title", "case", "institution", "department", "doctor", "group")
_KINDS: dict[str, pl.DataType] = {
    **dict.fromkeys(_TEXTS, pl.String()),
    "figure": pl.Float64(),
    "expected": pl.Float64(),
    "why": pl.String(),
    "cases": pl.List(pl.String()),
}
FOUND = pl.Schema(_KINDS)
"""`figure` beside `expected` in the rule's own unit (days, yuan, records); `cases`: all records the suspicion rests on;
`case` is empty when it is about a department or doctor."""


_ASKED = pl.col("drg").is_not_null() & ~pl.col("drg").is_in(["", "0000"]) & (pl.col("cost") > 0)


def suspicions(cases: pl.DataFrame | Path, parameters: Mapping[str, Mapping[str, float]] | None = None) -> pl.DataFrame:
    """Every suspicion in grouped records, by rule and record. Rules whose columns are not there are passed over.

    InputError: a column every rule needs is missing, or a parameter that no rule has.
    """
    chosen = _parameters(parameters or {})
    read = read_frame(cases, NEEDED, OTHERS)
    frame = _prepared(read)
    found = [_told(frame, rule, rule.find(frame, chosen[code])) for code, rule in usable(read).items()]
    return pl.concat([pl.DataFrame(schema=FOUND), *found])


def usable(cases: pl.DataFrame) -> dict[str, Rule]:
    """The rules whose columns are there."""
    return {code: rule for code, rule in RULES.items() if set(rule.columns) <= set(cases.columns)}


def _parameters(given: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    chosen = {code: {name: one.value for name, one in rule.parameters.items()} for code, rule in RULES.items()}
    for code, values in given.items():
        for name, value in values.items():
            if name not in chosen.get(code, {}):
                known = "、".join(f"{rule}.{parameter}" for rule, names in chosen.items() for parameter in names)
                raise refuse("没有这个参数", f"可用：{known}", field=f"{code}.{name}")
            chosen[code][name] = value
    return chosen


def _prepared(read: pl.DataFrame) -> pl.DataFrame:
    """Every column the rules may use, in one type, of records with a group; `row` is the place in the input."""
    absent = [pl.lit(None, pl.String).alias(name) for name in OTHERS if name not in read.columns]
    frame = read.with_columns(absent).with_row_index("row")
    texts = [pl.col(name).cast(pl.String) for name in ("case", "adrg", "drg", *UNITS, "patient")]
    numbers = [decimal(frame, name).cast(pl.Float64) for name in ("cost", "days")]
    days = [_day(frame, name) for name in ("admitted_at", "discharged_at")]
    codes = [_codes(frame, name) for name in ("diagnoses", "operations")]
    frame = frame.with_columns(*texts, *numbers, *days, *codes)
    return frame.filter(_ASKED)


def grouped_with_cost(cases: pl.DataFrame) -> int:
    """How many records the rules look at: those with a group and a cost above 0."""
    return _prepared(cases).height


def _day(frame: pl.DataFrame, name: str) -> pl.Expr:
    if frame.schema[name] != pl.String:
        return pl.col(name).cast(pl.Date, strict=False)
    text = pl.col(name).str.strip_chars().str.replace_all("/", "-", literal=True)
    return text.str.slice(0, 10).str.strip_chars().str.to_date("%Y-%m-%d", strict=False)


def _codes(frame: pl.DataFrame, name: str) -> pl.Expr:
    """Codes as a list of texts; none is an empty list."""
    kind = frame.schema[name]
    codes = pl.col(name) if isinstance(kind, pl.List) else pl.col(name).cast(pl.String).str.split("|")
    codes = codes.cast(pl.List(pl.String)).fill_null([])
    return codes.list.eval(pl.element().filter(pl.element().is_not_null() & (pl.element() != ""))).alias(name)


def _told(frame: pl.DataFrame, rule: Rule, found: pl.DataFrame) -> pl.DataFrame:
    """What a rule found, with what the table says of the record or unit."""
    lacking = [name for name in ("case", *UNITS) if name not in found.columns]
    if "row" in found.columns:
        found = found.join(frame.select("row", *lacking, group=pl.col("drg")), on="row").sort("row")
    if "cases" not in found.columns:
        found = found.with_columns(cases=pl.concat_list("case"))
    missing = [pl.lit(None, kind).alias(name) for name, kind in FOUND.items() if name not in found.columns]
    named = found.with_columns(missing).with_columns(rule=pl.lit(rule.code), title=pl.lit(rule.title))
    return named.select(pl.col(name).cast(kind) for name, kind in FOUND.items())
