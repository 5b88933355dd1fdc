"""The counts and sums of a scan in pandas, as somebody who knows it would write them: one frame, one group-by.

Conditions on lists are asked of the elements laid out one below the other, texts are categories, money is a float.
"""

from collections.abc import Callable, Sequence
from functools import reduce
from operator import add, and_, eq, ge, gt, le, lt, ne, or_, sub
from pathlib import Path
from typing import Any

from linghang.bench.inpatient_lake import fields_read
from linghang.expressions import Node
from linghang.expressions.tree import (
    And,
    AnyMatches,
    Arithmetic,
    Compare,
    CountMatches,
    Field,
    Literal,
    Matcher,
    Matches,
    Or,
    Size,
)
from linghang.indicators.measures import BaseMeasure, Scan
from linghang.packs.model import Register

_COMPARED: dict[str, Callable[[Any, Any], Any]] = {"=": eq, "<>": ne, "<": lt, "<=": le, ">": gt, ">=": ge}


def in_pandas(scan: Scan, register: Register, files: Sequence[Path]) -> Any:
    """The groups of all files as a frame."""
    import pandas as pd

    names = [field.code for field in fields_read(register, scan)]
    frame = pd.concat(pd.read_parquet(path, columns=names).assign(unit=unit) for unit, path in enumerate(files))
    frame = frame.reset_index(drop=True)
    for field in fields_read(register, scan):
        if field.type == "decimal":
            frame[field.code] = frame[field.code].astype(float)
    asked = pd.DataFrame({measure.id: _added(measure, frame) for measure in scan.measures})
    month = frame[scan.date].dt.year * 100 + frame[scan.date].dt.month
    return asked.groupby([frame["unit"], month, frame[register.department]], dropna=False).sum()


def _added(measure: BaseMeasure, frame: Any) -> Any:
    import pandas as pd

    met = pd.Series(True, frame.index) if measure.where is None else _asked(measure.where, frame)
    if measure.value is None:
        return met
    value = _asked(measure.value, frame)
    return met & value.notna() if measure.aggregate == "present" else value.where(met, 0)


def _asked(node: Node, frame: Any) -> Any:
    """A node of the kinds that `bench/inpatient` uses."""
    match node:
        case Field(name):
            return frame[name]
        case Literal(value):
            return value
        case And(left, right) | Or(left, right):
            return (and_ if isinstance(node, And) else or_)(_asked(left, frame), _asked(right, frame))
        case Compare(op, left, right):
            return _COMPARED[op](_asked(left, frame), _asked(right, frame))
        case Arithmetic(op, left, right):
            return (add if op == "+" else sub)(_asked(left, frame), _asked(right, frame))
        case Matches(operand, matcher):
            return _matched(_asked(operand, frame), matcher)
        case Size(operand):
            return _asked(operand, frame).str.len()
        case AnyMatches(operand, matcher):
            return _elements(operand, matcher, frame).groupby(level=0).any()
        case CountMatches(operand, matcher):
            return _elements(operand, matcher, frame).groupby(level=0).sum()
    raise TypeError(f"not in the bench: {node}")


def _elements(operand: Node, matcher: Matcher, frame: Any) -> Any:
    return _matched(_asked(operand, frame).explode(), matcher)


def _matched(texts: Any, matcher: Matcher) -> Any:
    if not matcher.prefix:
        return texts.isin(matcher.values)
    return reduce(or_, (texts.str.startswith(value, na=False) for value in matcher.values))
