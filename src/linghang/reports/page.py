"""A report as a page: every figure a link to its trace, every gap a link to the ledger that would fill it."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse

from linghang.reports.document import (
    Block,
    BoundFigure,
    Document,
    Gap,
    Heading,
    Ledger,
    Paragraph,
    Run,
    Table,
    cell_text,
)


@dataclass(frozen=True)
class Piece:
    """Words, or a figure: then `url` is its page and `trace` the address of its trace."""

    text: str
    url: str = ""
    trace: str = ""
    status: str = ""
    title: str = ""
    period: str = ""


@dataclass(frozen=True)
class PageCell:
    """A cell with the head of its column, which stands beside it on a narrow screen."""

    head: str
    piece: Piece
    number: bool


@dataclass(frozen=True)
class PageBlock:
    """A heading (`level` 1–3), a paragraph (0), or a table (`table`; `rows` under its heads)."""

    level: int
    pieces: tuple[Piece, ...]
    table: Table | None = None
    rows: tuple[tuple[PageCell, ...], ...] = ()


@dataclass(frozen=True)
class Link:
    title: str
    url: str


@dataclass(frozen=True)
class PageGap:
    """A gap with its remedy: the period wanting and where to enter it."""

    name: str
    places: str
    period: str
    links: tuple[Link, ...]


def blocks_of(document: Document) -> list[PageBlock]:
    """The blocks of the report, ready for the template."""
    return [_block(block) for block in document.blocks]


def _block(block: Block) -> PageBlock:
    match block:
        case Heading(level, number, text):
            return PageBlock(level, (Piece(number + text),))
        case Paragraph(runs):
            return PageBlock(0, tuple(_piece(run, run.text) for run in runs))
    rows = tuple(
        tuple(
            PageCell(column.head, _piece(cell, cell_text(cell)), column.number)
            for column, cell in zip(block.columns, row, strict=True)
        )
        for row in block.rows
    )
    return PageBlock(0, (), block, rows)


def _piece(run: Run, text: str) -> Piece:
    return replace(piece_of(run), text=text) if isinstance(run, BoundFigure) else Piece(text)


def gaps_of(gaps: tuple[Gap, ...]) -> list[PageGap]:
    """Gaps with links, ready for the template."""
    return [
        PageGap(
            gap.figure_name,
            "、".join(gap.places),
            gap.period.label,
            tuple(Link(ledger.title, _address(ledger, gap)) for ledger in gap.ledgers),
        )
        for gap in gaps
    ]


def piece_of(figure: BoundFigure) -> Piece:
    """A figure with the addresses of its page and of its trace."""
    asked = {"institution": figure.institution, "period": str(figure.period)}
    where = urlencode(asked | ({"department": figure.department} if figure.department else {}))
    url = f"{reverse('indicator', args=[figure.indicator])}?{where}#trace"
    trace = f"{reverse('indicator-trace', args=[figure.indicator])}?{where}"
    return Piece(figure.text, url, trace, figure.status, figure.title, figure.period.label)


def _address(ledger: Ledger, gap: Gap) -> str:
    """The form of a kept register, the upload page of a loaded one."""
    if ledger.kind == "kept":
        return f"{reverse('register', args=[ledger.code])}?{urlencode({'institution': gap.figure.institution})}"
    return f"{reverse('desk-upload')}?{urlencode({'register': ledger.code, 'institution': gap.figure.institution})}"
