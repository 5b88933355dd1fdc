"""Tables and lists of a report told from their rows: which are shown, how they are marked, what is left out. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType

from linghang.packs.model import ReportList, ReportTable
from linghang.reports.document import BoundFigure, Cell, Column, Paragraph, Run, Table, Text, cell_text
from linghang.reports.nodes import COUNTED, Figure, Sentence, figures
from linghang.reports.saying import Bind, Said, Vocabulary, chinese_number, fill, say
from linghang.reports.template import parse

FIRST_HEADS: Mapping[str, str] = MappingProxyType(
    {"indicators": "指标", "departments": "科室", "institutions": "机构", "months": "月份"}
)
"""Rows that are not those of a ledger, and the head of the column that names them."""
THIS = "this"
"""In a table of indicators: the indicator of the row."""
COUNTS = ("count", "shown", "rest")
"""In the sentences around a list: how many rows there are, how many are shown, how many are not."""
NO_VALUE = "—"
_MARKS: Mapping[str, Callable[[int], str]] = MappingProxyType(
    {
        "一是": lambda count: f"{chinese_number(count)}是",
        "1.": lambda count: f"{count}.",
        "（1）": lambda count: f"（{count}）",
        "无": lambda count: "",
    }
)


@dataclass(frozen=True)
class Unit:
    """A row of a table of figures: its name, and what binds figures for it."""

    name: str
    bind: Bind


@dataclass(frozen=True)
class Tables:
    """Where rows come from. `rows`: those of a ledger that meet the condition, in order, each binding its fields;
    `units`: the departments, institutions or months of a table with the figures asked for."""

    rows: Callable[[ReportTable | ReportList], Sequence[Bind]]
    units: Callable[[ReportTable, tuple[Figure, ...]], Sequence[Unit]]


NO_TABLES = Tables(lambda told: (), lambda told, asked: ())


def tell_list(told: ReportList, words: Vocabulary, tables: Tables) -> list[Paragraph]:
    """The paragraphs of a list; none when there are no rows and nothing is to be said about that."""
    rows = tables.rows(told)
    shown = rows[: told.limit]
    counts = dict(zip(COUNTS, (len(rows), len(shown), len(rows) - len(shown)), strict=True))
    if not rows:
        return _around(told.empty, words, counts)
    item, mark = parse(told.item), _MARKS[told.marks]
    found = _around(told.lead, words, counts)
    found += [_item(mark(number), say(item, words, bind)) for number, bind in enumerate(shown, 1)]
    return found + (_around(told.more, words, counts) if counts["rest"] else [])


def _item(mark: str, said: Said) -> Paragraph:
    return Paragraph((Text(mark), *said.runs) if mark else said.runs)


def _around(text: str, words: Vocabulary, counts: Mapping[str, int]) -> list[Paragraph]:
    """A sentence before, after or instead of a list."""
    if not text:
        return []
    said = say(
        parse(text), words, lambda figure: Cell(str(counts[figure.indicator]), Decimal(counts[figure.indicator]))
    )
    return [Paragraph(said.runs)]


def tell_table(told: ReportTable, words: Vocabulary, bind: Bind, tables: Tables) -> tuple[Table | None, list[Figure]]:
    """The table (None when no row has data), and the figures of the institution that it lacks."""
    cells = [parse(column.cell) for column in told.columns]
    lines, lacking = [], list[Figure]()
    if told.rows == "indicators":
        for figure in indicators_of(told):
            line = _Line(_title(bind(figure)), [say(cell, words, bind) for cell in _of_indicator(cells, figure)])
            lines.append(line)
            lacking += [
                each for said in line.said for each in (*said.written, *said.left_out) if not _known(each, bind)
            ]
    elif told.rows in FIRST_HEADS:
        asked = tuple(dict.fromkeys(figure for cell in cells for figure in figures(cell)))
        lines = [
            _Line(unit.name, [say(cell, words, unit.bind) for cell in cells]) for unit in tables.units(told, asked)
        ]
    else:
        lines = [_Line("", [say(cell, words, each) for cell in cells]) for each in tables.rows(told)]
    kept = [line for line in lines if line.has_data]
    return (_table(told, kept, words) if kept else None), lacking


def indicators_of(told: ReportTable) -> list[Figure]:
    """The indicators of a table, with the display they ask for."""
    return [figure for text in told.of for figure in figures(parse(f"{{{text}}}"))]


def table_figures(told: ReportTable) -> Iterator[Figure]:
    """The figures of the institution that a table reads; those of units and rows are bound by themselves."""
    if told.rows == "indicators":
        cells = [parse(column.cell) for column in told.columns]
        for indicator in indicators_of(told):
            yield indicator
            for cell in _of_indicator(cells, indicator):
                yield from figures(cell)


@dataclass(frozen=True)
class _Line:
    name: str
    said: list[Said]

    @property
    def has_data(self) -> bool:
        """A line of figures of which none is known says nothing."""
        bound = [run for said in self.said for run in said.runs if isinstance(run, BoundFigure)]
        return not bound or any(run.status != "no_data" for run in bound)


def _of_indicator(cells: Sequence[Sentence], indicator: Figure) -> list[Sentence]:
    """The cells with the row's indicator in the place of `{this}`."""
    return [
        tuple(_this(node, indicator) if isinstance(node, Figure) and node.indicator == THIS else node for node in cell)
        for cell in cells
    ]


def _this(node: Figure, indicator: Figure) -> Figure:
    counted = node.kind in COUNTED
    scale = indicator.scale if counted and node.scale is None else node.scale
    decimals = indicator.decimals if counted and node.decimals is None else node.decimals
    return replace(node, indicator=indicator.indicator, scale=scale, decimals=decimals)


def _title(bound: BoundFigure | Cell) -> str:
    return bound.title if isinstance(bound, BoundFigure) else bound.text


def _known(figure: Figure, bind: Bind) -> bool:
    return bind(figure).status != "no_data"


def _table(told: ReportTable, lines: Sequence[_Line], words: Vocabulary) -> Table:
    named = told.rows in FIRST_HEADS
    shown = lines if told.rows == "indicators" else lines[: told.limit]
    rows = [(*((Text(line.name),) if named else ()), *(_cell(said) for said in line.said)) for line in shown]
    heads = [Column(told.first or FIRST_HEADS[told.rows])] if named else []
    for place, column in enumerate(told.columns, len(heads)):
        heads.append(Column(fill(column.head, words), number=all(_is_number(row[place]) for row in rows)))
    note = f"注：共{len(lines)}行，本表列出前{len(shown)}行。" if len(lines) > len(shown) else ""
    return Table(fill(told.table, words), tuple(heads), tuple(rows), note)


def _cell(said: Said) -> Run:
    """A figure that stands alone keeps its trace, a field its value; what stands among words is words."""
    runs = [run for run in said.runs if run.text]
    match runs:
        case [BoundFigure() as figure]:
            return figure if figure.present else replace(figure, short=NO_VALUE)
        case [Cell() as field]:
            return field
    return Text("".join(cell_text(run) for run in runs) or NO_VALUE)


def _is_number(cell: Run) -> bool:
    text = cell_text(cell)
    known = isinstance(cell, BoundFigure) or (isinstance(cell, Cell) and cell.value is not None)
    return known or text == NO_VALUE or text.rstrip("%").replace(".", "", 1).isdecimal()
