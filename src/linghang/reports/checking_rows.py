"""What is wrong with the tables and lists of a report: ledgers that may not be told, unknown fields, order. Pure."""

from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import replace

from linghang.core.errors import Fault, InputError
from linghang.expressions.parse import parse_condition
from linghang.expressions.schema import schema_of
from linghang.packs.library import Library
from linghang.packs.model import Register, ReportList, ReportTable
from linghang.reports.checking_sentences import Key, fault_at, faults_of_choice, faults_of_figure, faults_of_sentence
from linghang.reports.listing import COUNTS, FIRST_HEADS, THIS
from linghang.reports.nodes import Choice, Figure, figures
from linghang.reports.sources import source_of
from linghang.reports.template import parse

Found = Iterator[tuple[Key, Fault]]


def faults_of_list(library: Library, told: ReportList) -> Found:
    """Of a list: its ledger, condition, order and sentences."""
    source = yield from _source(library, told.list, "list")
    if source is None:
        return
    yield from _rows(library, source, told)
    yield from _under(("item",), faults_of_sentence(told.item, lambda figure: _of_field(source, figure), _of_row))
    for key in ("lead", "more", "empty"):
        yield from _under((key,), faults_of_sentence(getattr(told, key), _of_count, _of_row))


def faults_of_table(library: Library, told: ReportTable) -> Found:
    """Of a table: its rows and the sentences of its cells."""
    source = None
    if told.rows not in FIRST_HEADS:
        source = yield from _source(library, told.rows, "rows")
        if source is None:
            return
        yield from _rows(library, source, told)
    for place, text in enumerate(told.of):
        faults = faults_of_sentence(f"{{{text}}}", lambda figure: faults_of_figure(library, figure), _of_row)
        yield from _under(("of", place), faults)
    for place, column in enumerate(told.columns):
        faults = faults_of_sentence(
            column.cell,
            lambda figure: _of_cell(library, told, source, figure),
            _of_row if source else lambda choice: faults_of_choice(choice, library),
        )
        yield from _under(("columns", place, "cell"), faults)
    for key, text in (
        (("table",), told.table),
        *((("columns", n, "head"), each.head) for n, each in enumerate(told.columns)),
    ):
        faults = faults_of_sentence(text, lambda figure: faults_of_figure(library, figure, False), _of_row)
        yield from _under(key, faults)
    if told.rows in FIRST_HEADS:
        yield from _without_ledger(told)


def _without_ledger(told: ReportTable) -> Found:
    """Of a table of figures: a condition, and an order by what is no column of it."""
    if told.where:
        yield ("where",), Fault(field="的 where", reason="这种表不能写条件", remedy="条件只用于台账的行")
    known = _values_in(told)
    for place, wish in enumerate(told.sort):
        code = wish.removeprefix("-")
        if told.rows == "indicators":
            yield ("sort", place), Fault(field="的 sort", value=code, reason="指标表按 of 的顺序", remedy="去掉 sort")
        elif code not in known:
            remedy = "只能按表里有的一列的本期值排序，例如 sort: [-discharges]，格子写 {discharges}"
            yield ("sort", place), Fault(field="的 sort", value=code, reason="表里没有这一列", remedy=remedy)


def _values_in(told: ReportTable) -> set[str]:
    """The indicators whose own values stand in its cells; cells that cannot be read are faults of their own."""
    found: set[str] = set()
    for column in told.columns:
        with suppress(InputError):
            found |= {each.indicator for each in figures(parse(column.cell)) if each.kind == "value"}
    return found


def _source(library: Library, code: str, key: str) -> Generator[tuple[Key, Fault], None, Register | None]:
    try:
        return source_of(code, library)
    except InputError as error:
        for fault in error.faults:
            yield (key,), replace(fault, field=f"的 {key}")
    return None


def _rows(library: Library, source: Register, told: ReportTable | ReportList) -> Found:
    codes = {field.code for field in source.fields}
    for place, wish in enumerate(told.sort):
        if wish.removeprefix("-") not in codes:
            yield ("sort", place), _no_field(source, wish.removeprefix("-"), "的 sort")
    if told.where:
        try:
            parse_condition(told.where, schema_of(source), library)
        except InputError as error:
            for fault in error.faults:
                yield ("where",), replace(fault, field="的 where")


def _of_cell(library: Library, told: ReportTable, source: Register | None, figure: Figure) -> Iterator[Fault]:
    if source is not None:
        yield from _of_field(source, figure)
    elif told.rows == "indicators" and figure.indicator == THIS:
        return
    else:
        yield from faults_of_figure(library, figure)
        if told.rows == "departments" and figure.kind in ("target", "target_abs"):
            yield fault_at(figure, "科室没有指标目标", "目标只用于机构")


def _of_field(source: Register, figure: Figure) -> Iterator[Fault]:
    if figure.indicator not in {field.code for field in source.fields}:
        yield replace(_no_field(source, figure.indicator), field=f"第 {figure.at} 个字")
    elif figure.kind != "value" or figure.scale is not None or figure.decimals is not None:
        yield fault_at(figure, "台账的字段不能写比较和换算", "只写字段代码")


def _of_count(figure: Figure) -> Iterator[Fault]:
    if figure.indicator not in COUNTS or figure.kind != "value":
        yield fault_at(figure, "清单前后的句子只能写行数", f"可写：{'、'.join(f'{{{name}}}' for name in COUNTS)}")


def _of_row(choice: Choice) -> Iterator[Fault]:
    for case in choice.cases:
        if case.test is not None and case.test.word not in ("", "有", "无"):
            yield fault_at(choice.figure, "台账的字段没有增减", "条件可写 有、无，或 >=10 这样的界限", case.test.word)


def _no_field(source: Register, code: str, field: str = "") -> Fault:
    known = "、".join(f"{each.code}（{each.title}）" for each in source.fields)
    return Fault(
        field=field, value=code, reason=f"{source.title}没有这个字段，或者不能写进报告", remedy=f"可写：{known}"
    )


def _under(key: Key, faults: Iterator[Fault]) -> Found:
    for fault in faults:
        yield key, fault
