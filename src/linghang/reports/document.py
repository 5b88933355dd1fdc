"""A finished report: text and figures, before it becomes Word or a page. Pure."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from linghang.core.periods import Period
from linghang.indicators.status import Status
from linghang.reports.conditions import Direction, Side
from linghang.reports.layout import Layout
from linghang.reports.nodes import Kind

KIND_TITLES: dict[Kind, str] = {
    "value": "",
    "last_year": "上年同期",
    "yoy": "同比",
    "yoy_abs": "同比增减",
    "mom": "环比",
    "mom_abs": "环比增减",
    "target": "与目标比",
    "target_abs": "与目标差",
    "share_of": "占比",
}
_PLAIN_KINDS: tuple[Kind, ...] = ("value", "last_year", "share_of")


@dataclass(frozen=True)
class Text:
    """Words between figures."""

    text: str


@dataclass(frozen=True)
class BoundFigure:
    """A figure as it is written, and all that is needed to open its trace.

    `text`: what stands in the sentence, unit and comparison included; 〔缺〕 in it when there is no data. `value`:
    the exact value of the indicator for the period (for a share, the ratio); None without data. `kind`: how the
    template asked for it. `short`: what stands in a table, under a head that says the rest. `department`: its code,
    for the figure of one department. `measure`, `direction`, `side`: what conditions look at (`conditions.Judged`).
    `unit`: that of the value, "" for rates, whose value is a ratio. `unverified`: nobody has held the indicator against
    the official text.
    """

    indicator: str
    title: str
    institution: str
    period: Period
    kind: Kind
    text: str
    value: Decimal | None
    status: Status
    short: str = ""
    department: str = ""
    measure: Decimal | None = None
    direction: Direction = ""
    side: Side = ""
    unit: str = ""
    unverified: bool = False

    @property
    def present(self) -> bool:
        """Whether there is something to say: data, and of a comparison something to compare with."""
        return self.status != "no_data" and (self.kind in _PLAIN_KINDS or self.direction != "")


@dataclass(frozen=True)
class Cell:
    """A field of a row as it is written. `value`: its number, for conditions and for reckoning on; `unit`: of that
    number; `day`: the day it tells."""

    text: str
    value: Decimal | None = None
    unit: str = ""
    day: dt.date | None = None

    @property
    def present(self) -> bool:
        return self.text != ""

    @property
    def status(self) -> Status:
        return "ok" if self.text else "no_data"

    @property
    def measure(self) -> Decimal | None:
        return self.value

    @property
    def direction(self) -> str:
        return ""

    @property
    def side(self) -> str:
        return ""


Run = Text | BoundFigure | Cell


@dataclass(frozen=True)
class Heading:
    """A numbered heading; `number` is written as it stands: 一、, （一） or 1."""

    level: int
    number: str
    text: str


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of running text."""

    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Column:
    """A column of a table. `number`: its cells are set to the right; `width`: in millimetres, 0 for by its contents."""

    head: str
    number: bool = False
    width: int = 0


@dataclass(frozen=True)
class Table:
    """Rows of cells under heads; `caption` stands above it, "" for none. `note`: what the table leaves out."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Run, ...], ...]
    note: str = ""

    @property
    def texts(self) -> list[list[str]]:
        """Heads and cells as they are written."""
        return [[column.head for column in self.columns], *([cell_text(cell) for cell in row] for row in self.rows)]


def cell_text(cell: Run) -> str:
    """What stands in a cell of a table."""
    return cell.short or cell.text if isinstance(cell, BoundFigure) else cell.text


Block = Heading | Paragraph | Table


@dataclass(frozen=True)
class Ledger:
    """A register to be filled in so that a figure gets its data."""

    code: str
    title: str
    kind: str


@dataclass(frozen=True)
class Gap:
    """A figure without data, or with data for a part of the period only.

    `places`: the headings under which it stands. `period`: the period whose data is wanting (of 同比 it may be the year
    before). `ledgers`: the registers that would fill it; none when the base of a percentage is zero.
    """

    figure: BoundFigure
    places: tuple[str, ...]
    period: Period
    ledgers: tuple[Ledger, ...]

    @property
    def figure_name(self) -> str:
        """门急诊人次（同比）."""
        kind = KIND_TITLES[self.figure.kind]
        return f"{self.figure.title}（{kind}）" if kind else self.figure.title

    @property
    def remedy(self) -> str:
        """2022年：门诊就诊记录、…; without a ledger nothing is wanting, the base of the percentage is zero."""
        if not self.ledgers:
            return f"{self.period.label}的基数为零，不能算百分比"
        return f"{self.period.label}：{'、'.join(ledger.title for ledger in self.ledgers)}"

    def __str__(self) -> str:
        return f"{self.figure_name}（{'、'.join(self.places)}），{self.remedy}"

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "indicator": self.figure.indicator,
            "title": self.figure.title,
            "kind": self.figure.kind,
            "places": list(self.places),
            "period": str(self.period),
            "ledgers": [ledger.code for ledger in self.ledgers],
            "remedy": self.remedy,
        }


@dataclass(frozen=True)
class Document:
    """A report of one institution and one period, at one catalogue version.

    `missing`: figures that read 〔缺〕; `partial`: figures from a part of the period; `omitted`: figures without data
    in parts that the template allows to leave out; `zeros`: figures it does not mention when they are zero; `dropped`:
    headings of sections left out whole. `bases`: what its figures rest on besides rows (`indicators.bases`).
    """

    code: str
    title: str
    institution: str
    institution_name: str
    period: Period
    version: int
    layout: Layout
    salutation: str
    blocks: tuple[Block, ...]
    signed_by: str
    signed_on: dt.date
    missing: tuple[Gap, ...] = ()
    partial: tuple[Gap, ...] = ()
    omitted: tuple[Gap, ...] = ()
    zeros: tuple[BoundFigure, ...] = ()
    dropped: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()

    @property
    def figures(self) -> list[BoundFigure]:
        """Every figure in the text, in order."""
        return [run for block in self.blocks for run in runs_of(block) if isinstance(run, BoundFigure)]

    @property
    def text(self) -> str:
        """All that is written, as a plain text with cells between tabs: what the checker reads."""
        head = [self.title, *([self.salutation] if self.salutation else [])]
        return "\n".join([*head, *(block_text(block) for block in self.blocks)])

    @property
    def signature(self) -> list[str]:
        """What stands under the text, line by line: who signs and the day, as far as the layout has them."""
        return self.layout.signature.lines(self.signed_by, self.signed_on) if self.signed_by else []

    @property
    def note(self) -> str:
        """What the reader of the paper must know about its figures; nothing of a paper without (`version` 0)."""
        if not self.version:
            return ""
        dropped = f"；因无数据未写：{'、'.join(self.dropped)}" if self.dropped else ""
        told = dict.fromkeys(figure.title for figure in self.figures if figure.unverified and figure.present)
        doubt = f"。口径未与官方原文核对、仅供参考的：{'、'.join(told)}" if told else ""
        rests = f"。数据依据：{'。'.join(self.bases)}" if self.bases else ""
        return f"（数据版本：第{self.version}版{dropped}{doubt}{rests}。）"


def runs_of(block: Block) -> Iterator[Run]:
    """The runs of a paragraph, the cells of a table."""
    match block:
        case Paragraph(runs):
            yield from runs
        case Table():
            for row in block.rows:
                yield from row


def block_text(block: Block) -> str:
    """A block as plain text."""
    match block:
        case Heading():
            return block.number + block.text
        case Paragraph():
            return block.text
    lines = ["\t".join(cells) for cells in block.texts]
    return "\n".join([*([block.caption] if block.caption else []), *lines, *([block.note] if block.note else [])])
