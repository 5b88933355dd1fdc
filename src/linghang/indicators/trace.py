"""Follow a figure back: definition, query, catalogue version, batches and rows, and the same figure counted again."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from linghang.core.figures import divide
from linghang.core.periods import Period
from linghang.core.workspace import Workspace
from linghang.indicators import contributing, duckdb, formula, linked, polars
from linghang.indicators.contributing import Counted, Span
from linghang.indicators.held import held
from linghang.indicators.measures import Derived, Held, Quotient, Recipe, Shifted, Total, Typed, plan_for
from linghang.indicators.reported import stated
from linghang.indicators.rollup import NO_DATA, Question, rows_at, sources_of
from linghang.indicators.scope import Tree, Unit
from linghang.indicators.sources import snapshot
from linghang.indicators.tracing import BatchLine, Defined, Part, SampleRow, Statement, Trace
from linghang.indicators.values import definition
from linghang.indicators.wording import say_value
from linghang.indicators.words import formula_in_words, measure_in_words
from linghang.packs.library import Entry, Library, fingerprint
from linghang.packs.load import MANIFEST
from linghang.packs.model import Indicator, Measure, Register, RegisterField
from linghang.registers import catalogue, content
from linghang.registers.rows import Rows

MASK = "＊＊＊"


def trace(
    code: str,
    period: Period,
    institution_code: str,
    *,
    department: str | None = None,
    version: int | None = None,
    sample: int = 10,
    evidence: bool = True,
) -> Trace:
    """Follow the figure that `values` gives for the same question, with up to `sample` rows of each of its totals.

    Typed-in values are stated with their `evidence` and row, or without, for those who may see figures only.
    Raises InputError for unknown codes, institutions or versions.
    """
    library, now, tree = content.library(), snapshot(version), Tree.now()
    indicator = definition(library, code, period.last_day)
    question = Question(
        plan_for(library), now, tree, period, institution_code, None if department is None else "department"
    )
    unit = question.unit(department)
    tracer = _Tracer(library, question, unit, sample, evidence)
    recipe = question.plan.recipe(indicator, period.last_day) if indicator.in_force(period.last_day) else None
    amount = NO_DATA if recipe is None else question.amount(recipe, unit)
    leaves = [] if recipe is None else list(tracer.leaves("结果", indicator, recipe))
    parts: _Parts = {
        (leaf.tracer.unit.period, leaf.recipe): leaf.tracer.part(leaf, leaf.recipe)
        for leaf in leaves
        if isinstance(leaf.recipe, Total)
    }
    again = None if recipe is None else tracer.again(recipe, parts)
    return Trace(
        code,
        period,
        institution_code,
        department,
        amount.value,
        amount.numerator,
        amount.denominator,
        amount.status,
        (recipe.name_of(amount.value) if isinstance(recipe, Held) else "") or say_value(indicator, amount.value),
        defined(library, indicator),
        tuple(parts.values()),
        tuple(statement for leaf in leaves for statement in leaf.tracer.statements(leaf)),
        now.version,
        now.at,
        f"{polars.NAME}，核对 {duckdb.NAME}",
        again,
    )


@dataclass(frozen=True)
class _Leaf:
    """A total or a typed-in value that the figure is made of, what it is to the figure, and who follows it (a formula
    may ask for another time than the figure's)."""

    tracer: "_Tracer"
    role: str
    indicator: Indicator
    in_words: str
    recipe: Recipe


_Parts = dict[tuple[Period, Recipe], Part]


@dataclass(frozen=True)
class _Tracer:
    library: Library
    question: Question
    unit: Unit
    sample: int
    evidence: bool

    @property
    def span(self) -> Span:
        return Span(self.unit.period.first_day, self.unit.period.last_day, self.unit.department)

    def leaves(self, role: str, indicator: Indicator, recipe: Recipe) -> Iterator[_Leaf]:
        """The recipe's totals and typed-in values, each with the definition that names it."""
        match recipe:
            case Quotient(numerator, denominator) if indicator.kind == "average":
                words = measure_in_words(self.library, indicator, "sum")
                yield _Leaf(self, "合计", indicator, words, numerator)
                yield _Leaf(self, "个数", indicator, f"{words}的行数", denominator)
            case Quotient(numerator, denominator):
                yield from self._part_leaves("分子", indicator, indicator.numerator, numerator)
                yield from self._part_leaves("分母", indicator, indicator.denominator, denominator)
            case Derived(_, parts):
                for code, part in parts:
                    yield from self._named_leaves(code, part)
            case _:
                yield _Leaf(self, role, indicator, formula_in_words(self.library, indicator), recipe)

    def _named_leaves(self, code: str, part: Recipe) -> Iterator[_Leaf]:
        if isinstance(part, Shifted):
            named = definition(self.library, part.code, self.unit.period.last_day)
            yield from self.shifted(part).leaves(formula.SAID[part.at] + named.title, named, part.recipe)
        else:
            named = definition(self.library, code, self.unit.period.last_day)
            yield from self.leaves(named.title, named, part)

    def shifted(self, recipe: Shifted) -> "_Tracer":
        """Who follows the same figure at another time."""
        question, unit = self.question.shifted(recipe.at), self.question.shifted_unit(self.unit, recipe.at)
        return replace(self, question=question, unit=unit)

    def _part_leaves(
        self, role: str, indicator: Indicator, part: Measure | str | None, recipe: Recipe
    ) -> Iterator[_Leaf]:
        if isinstance(part, Measure):
            yield _Leaf(self, role, indicator, measure_in_words(self.library, part, part.aggregate), recipe)
        else:
            named = definition(self.library, part or "", self.unit.period.last_day)
            yield from self.leaves(f"{role} {named.title}", named, recipe)

    def part(self, leaf: _Leaf, total: Total) -> Part:
        """One total: from the cube, and again from its rows."""
        register = self.library.register(total.measure.register)
        amount = self.question.amount(total, self.unit)
        rows = rows_at(register, self.question.now, self.unit.institutions)
        counted = Counted(Decimal(0), 0)
        if amount.value is not None:
            counted = contributing.count_again(total, register, rows, self.span)
        shown = contributing.shown_fields(total, register)
        return Part(
            leaf.role,
            leaf.indicator.code,
            leaf.in_words,
            register.code,
            register.title,
            amount.value,
            None if amount.value is None else counted.value,
            counted.rows,
            self._scan_sql(total, register, rows),
            contributing.rows_sql(total, register, _shown(rows), self.span),
            self._batches(total, register),
            tuple(register.field(name).title for name in shown),
            self._sample(total, register, rows),
        )

    def _scan_sql(self, total: Total, register: Register, rows: Rows) -> str:
        measure, period = total.measure, self.unit.period
        if not measure.additive:
            months = period.first.key, period.last.key
            return duckdb.distinct_sql(measure, register, _shown(rows), *months, self.question.by)
        if measure.link is not None:
            return linked.scan_sql(self.question.plan.scan_of[measure], register, _shown(rows))
        return duckdb.scan_sql(self.question.plan.scan_of[measure], register, _shown(rows))

    def _batches(self, total: Total, register: Register) -> tuple[BatchLine, ...]:
        """The visible batches that may hold rows of the unit: a stock and another date reach back beyond the period."""
        period, own_months = self.unit.period, not total.stock and total.measure.date == register.date
        found = catalogue.visible_batches(register.code, self.unit.institutions, self.question.now.version)
        if own_months:
            found = found.filter(period_first__lte=period.last.key, period_last__gte=period.first.key)
        return tuple(
            BatchLine(
                batch.pk,
                batch.institution.code,
                str(catalogue.period_of(batch)),
                batch.file_name,
                batch.file_sha256,
                batch.rows_accepted,
                batch.rows_rejected,
                batch.loaded_at,
                batch.loaded_by.get_username() if batch.loaded_by else "",
            )
            for batch in found.select_related("loaded_by")
        )

    def _sample(self, total: Total, register: Register, rows: Rows) -> tuple[SampleRow, ...]:
        fields = [register.field(name) for name in contributing.shown_fields(total, register)]
        sources = [] if rows.table is not None else sources_of(register, self.question.now, self.unit.institutions)
        shown = []
        for row in contributing.sample_rows(total, register, rows, self.span, self.sample):
            source = sources[row["unit"]] if sources else None
            shown.append(
                SampleRow(
                    batch=source.id if source else None,
                    institution=source.institution if source else row["unit"],
                    file_name=source.file_name if source else "",
                    row=row["_row"] or 0,
                    row_id=row.get("_row_id", ""),
                    cells=tuple(cell(self.library, field, row[field.code]) for field in fields),
                )
            )
        return tuple(shown)

    def statements(self, leaf: _Leaf) -> Iterator[Statement]:
        """The typed-in rows behind a leaf."""
        if not isinstance(leaf.recipe, Typed | Held):
            return
        code, question = leaf.recipe.code, self.question
        if isinstance(leaf.recipe, Held):
            said = held(leaf.recipe, self.library.register(leaf.recipe.register), self.unit, question.now)
        else:
            said = stated(code, leaf.recipe.rollup, self.unit, question.tree, self.library, question.now)
        for entry in said.entries:
            yield Statement(
                leaf.role,
                code,
                entry.institution,
                entry.first,
                entry.last,
                entry.value,
                *((entry.evidence, entry.row_id) if self.evidence else ("", "")),
            )

    def again(self, recipe: Recipe, parts: _Parts) -> Decimal | None:
        """The figure made of the totals counted again."""
        match recipe:
            case Total():
                return parts[self.unit.period, recipe].recount
            case Quotient(numerator, denominator):
                return divide(self.again(numerator, parts), self.again(denominator, parts))
            case Derived(tree, named):
                known = {code: self.again(part, parts) for code, part in named}
                return formula.evaluate(tree, known, self.unit.period.days)
            case Shifted():
                return self.shifted(recipe).again(recipe.recipe, parts)
        return self.question.amount(recipe, self.unit).value


def cell(library: Library, field: RegisterField, value: Any) -> str:
    """A value as a person may read it; what names a person is masked."""
    if value is None:
        return ""
    if field.identifier:
        return MASK
    if isinstance(value, list):
        return "、".join(cell(library, field, each) for each in value)
    match value:
        case bool():
            return "是" if value else "否"
        case Decimal():
            return f"{value:f}"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
    name = library.code_names.get(field.codeset or "", {}).get(str(value), "")
    return f"{value} {name}".strip()


def defined(library: Library, indicator: Indicator) -> Defined:
    """The definition with its place in the packs."""
    entry = next(entry for entry in library.entries if entry.item is indicator)
    return Defined(
        indicator.code,
        indicator.title,
        indicator.kind,
        indicator.unit,
        formula_in_words(library, indicator),
        indicator.meaning,
        indicator.source,
        indicator.edition,
        indicator.confidence,
        indicator.unverified,
        indicator.valid_from,
        indicator.valid_to,
        entry.pack,
        _file_of(entry),
        entry.line,
        fingerprint([indicator]),
    )


def _file_of(entry: Entry) -> str:
    """The file from the pack's folder on: where the program is installed is nobody's business."""
    path = Path(entry.file)
    folder = next((parent for parent in path.parents if (parent / MANIFEST).is_file()), path.parent)
    return path.relative_to(folder.parent).as_posix()


def _shown(rows: Rows) -> Rows:
    """The same rows with paths relative to the lake, for queries that are shown."""
    lake = Workspace.from_environment().lake
    return replace(rows, files=tuple(path.relative_to(lake) for path in rows.files))
