"""Rows that break a register's warning rules: how many, by month and department, and which.

Such rows were accepted with a warning; they count in every indicator, so the counts say how far to trust these. They
are base measures like any other: partial per batch, scanned when a batch is new. They have their own scan: for
1.5 million front pages it took 6 seconds alone and 18 more when fused with the scan of three hundred indicators.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from linghang.core.errors import refuse
from linghang.core.periods import Period
from linghang.expressions import parse_condition, schema_of
from linghang.expressions.tree import Not
from linghang.indicators import contributing, cube
from linghang.indicators.contributing import Span
from linghang.indicators.measures import BaseMeasure, Scan, Total
from linghang.indicators.rollup import rows_at, sources_of
from linghang.indicators.scope import Tree
from linghang.indicators.sources import snapshot
from linghang.indicators.tracing import SampleRow
from linghang.packs.library import Library
from linghang.packs.model import Register, RowRule
from linghang.registers import content


@dataclass(frozen=True)
class Count:
    """How many `failing` rows of `rows` break a rule, in one month (yyyymm) of one department ("": none named) of one
    institution. Rows whose fields are missing, so that the rule cannot be judged, do not fail."""

    rule: str
    institution: str
    department: str
    month: int
    failing: int
    rows: int


def rules_of(register: Register) -> list[RowRule]:
    """The rules whose breach is counted: rows that break the others are not in the register at all."""
    return [rule for rule in register.rules if rule.severity == "warn"] if register.kind == "loaded" else []


def counts(register_code: str, institution_code: str, period: Period, *, version: int | None = None) -> list[Count]:
    """One line per rule, institution (with all below), department and month that has any rows; also with none failing.

    Raises InputError for unknown registers, institutions or versions.
    """
    library, now = content.library(), snapshot(version)
    register = library.register(register_code)
    measures, institutions = measures_of(library, register), Tree.now().subtree(institution_code)
    if not measures:
        return []
    found = cube.frame(scan_of(library, register), register, now).to_dicts()
    return [
        Count(rule, row["institution"], row["department"], row["month"], int(row[measure.id]), int(row[every.id]))
        for every in [_every_row(register)]
        for row in found
        if row["institution"] in institutions and period.first.key <= row["month"] <= period.last.key
        for rule, measure in measures.items()
    ]


def rows(
    register_code: str,
    rule_code: str,
    institution_code: str,
    period: Period,
    *,
    department: str | None = None,
    version: int | None = None,
    limit: int = 100,
) -> list[tuple[SampleRow, Mapping[str, str]]]:
    """Up to `limit` failing rows in the order of their date: where each stands in its source file, and its key, date,
    department and the fields of the rule by title. What names a person is masked as on traces. `department`: of the
    institution's own rows, without those below it ("": rows that name none).

    Raises InputError for unknown registers, rules, institutions or versions.
    """
    from linghang.indicators.trace import cell

    library, now = content.library(), snapshot(version)
    register = library.register(register_code)
    measure = measures_of(library, register).get(rule_code)
    if measure is None:
        raise refuse("没有这条提醒规则", "请检查规则代码", field="rule", value=rule_code)
    institutions, total = Tree.now().subtree(institution_code), Total(measure)
    if department is not None:  # those below may use its code for another department
        institutions = institutions[:1]
    sources = sources_of(register, now, institutions)
    fields = [register.field(name) for name in contributing.shown_fields(total, register)]
    span = Span(period.first_day, period.last_day, department)
    found = contributing.sample_rows(total, register, rows_at(register, now, institutions), span, limit)
    shown: list[tuple[SampleRow, Mapping[str, str]]] = []
    for row in found:
        source, cells = sources[row["unit"]], tuple(cell(library, field, row[field.code]) for field in fields)
        place = SampleRow(source.id, source.institution, source.file_name, row["_row"] or 0, "", cells)
        shown.append((place, dict(zip((field.title for field in fields), cells, strict=True))))
    return shown


def scan_of(library: Library, register: Register) -> Scan:
    """All counted rules of a register, and its rows."""
    measures = {measure.id: measure for measure in (_every_row(register), *measures_of(library, register).values())}
    return Scan(register.code, register.date, None, tuple(measures[key] for key in sorted(measures)))


def measures_of(library: Library, register: Register) -> dict[str, BaseMeasure]:
    """By rule: the count of rows that break it."""
    schema = schema_of(register)
    return {
        rule.code: _counted(register, Not(parse_condition(rule.check, schema, library))) for rule in rules_of(register)
    }


def _every_row(register: Register) -> BaseMeasure:
    return _counted(register, None)


def _counted(register: Register, where: Not | None) -> BaseMeasure:
    return BaseMeasure(register.code, "count", None, where, register.date, None, register.department)
