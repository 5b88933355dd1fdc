"""A report as a page: every figure a link to its trace, every gap a link to the ledger that would fill it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from linghang.reports.document import BoundFigure, Document, Gap, Heading, Ledger


@dataclass(frozen=True)
class Piece:
    """Words, or a figure: then `url` is its page and `trace` the address of its trace."""

    text: str
    url: str = ""
    trace: str = ""
    status: str = ""
    title: str = ""


@dataclass(frozen=True)
class PageBlock:
    """A heading (`level` 1–3) or a paragraph (0)."""

    level: int
    pieces: tuple[Piece, ...]


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
    found = []
    for block in document.blocks:
        if isinstance(block, Heading):
            found.append(PageBlock(block.level, (Piece(block.number + block.text),)))
        else:
            pieces = (piece_of(run) if isinstance(run, BoundFigure) else Piece(run.text) for run in block.runs)
            found.append(PageBlock(0, tuple(pieces)))
    return found


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
    where = urlencode({"institution": figure.institution, "period": str(figure.period)})
    url = f"{reverse('indicator', args=[figure.indicator])}?{where}#trace"
    trace = f"{reverse('indicator-trace', args=[figure.indicator])}?{where}"
    return Piece(figure.text, url, trace, figure.status, figure.title)


def _address(ledger: Ledger, gap: Gap) -> str:
    """The form of a kept register, the upload page of a loaded one."""
    if ledger.kind == "kept":
        return f"{reverse('register', args=[ledger.code])}?{urlencode({'institution': gap.figure.institution})}"
    return f"{reverse('desk-upload')}?{urlencode({'register': ledger.code, 'institution': gap.figure.institution})}"
