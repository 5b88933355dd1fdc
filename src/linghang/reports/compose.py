"""From a report template and its bound figures to blocks of text: what is written, numbered, left out. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields

from linghang.packs.model import Report, ReportBlock, ReportList, ReportTable, Section
from linghang.reports.document import Block, Heading, Paragraph
from linghang.reports.layout import NUMBERING, Numbering
from linghang.reports.listing import FIRST_HEADS, NO_TABLES, Tables, table_figures, tell_list, tell_table
from linghang.reports.nodes import Figure, Sentence, figures
from linghang.reports.saying import Bind, Vocabulary, chinese_number, fill, has_data, say
from linghang.reports.template import parse

_OPENING, _CLOSING = "开头", "结尾"
Piece = Sentence | ReportTable | ReportList
"""A paragraph of a template as it is told."""


@dataclass(frozen=True)
class Placed:
    """A figure and the heading under which it stands."""

    figure: Figure
    place: str


@dataclass(frozen=True)
class Told:
    """What has been told of a template; pieces add up.

    `omitted`: figures without data in parts that were left out; `zeros`: those left out for being zero; `dropped`:
    headings of sections left out whole; `ledgers`: of which rows are told, in lists and tables.
    """

    blocks: tuple[Block, ...] = ()
    written: tuple[Placed, ...] = ()
    omitted: tuple[Placed, ...] = ()
    zeros: tuple[Placed, ...] = ()
    dropped: tuple[str, ...] = ()
    ledgers: tuple[str, ...] = ()

    def __add__(self, other: "Told") -> "Told":
        return Told(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(Told)))


@dataclass(frozen=True)
class Branch:
    """A section with its sentences read and the deeper sections that follow it."""

    section: Section
    pieces: tuple[Piece, ...]
    below: "tuple[Branch, ...]"


@dataclass(frozen=True)
class _Teller:
    """All that it takes to tell a template."""

    words: Vocabulary
    bind: Bind
    tables: Tables
    numbering: Numbering

    def branches(self, branches: Iterable[Branch]) -> Told:
        """Sections side by side, numbered as far as they are told."""
        told, count = Told(), 0
        for branch in branches:
            each = self.branch(branch, count + 1)
            count += bool(each.blocks)
            told += each
        return told

    def branch(self, branch: Branch, count: int) -> Told:
        """A section with those below it; an optional one only when a figure that has data, or a row, is told in it."""
        heading, level = fill(branch.section.heading, self.words), branch.section.level
        told = self.pieces(branch.pieces, heading) + self.branches(branch.below)
        known = any(has_data(placed.figure, self.bind) for placed in told.written)
        if branch.section.optional and not known and not told.ledgers:
            return Told(omitted=told.written + told.omitted, zeros=told.zeros, dropped=(heading,))
        return Told((Heading(level, number(level, count, self.numbering), heading),)) + told

    def pieces(self, pieces: Iterable[Piece], place: str) -> Told:
        return sum((self.piece(piece, place) for piece in pieces), Told())

    def piece(self, piece: Piece, place: str) -> Told:
        match piece:
            case ReportList():
                paragraphs = tuple(tell_list(piece, self.words, self.tables))
                return Told(paragraphs, ledgers=(piece.list,) if paragraphs else ())
            case ReportTable():
                table, lacking = tell_table(piece, self.words, self.bind, self.tables)
                omitted = tuple(Placed(figure, place) for figure in lacking)
                return Told((table,) if table else (), omitted=omitted, ledgers=(piece.rows,) if table else ())
            case _:
                return self.paragraph(piece, place)

    def paragraph(self, sentence: Sentence, place: str) -> Told:
        said = say(sentence, self.words, self.bind)
        known = [has_data(figure, self.bind) for figure in said.left_out]
        return Told(
            blocks=(Paragraph(said.runs),) if said.text.strip() else (),
            written=tuple(Placed(figure, place) for figure in said.written),
            omitted=tuple(Placed(fig, place) for fig, there in zip(said.left_out, known, strict=True) if not there),
            zeros=tuple(Placed(fig, place) for fig, there in zip(said.left_out, known, strict=True) if there),
        )


def compose(
    report: Report,
    words: Vocabulary,
    bind: Bind,
    tables: Tables = NO_TABLES,
    numbering: Numbering = NUMBERING,
) -> Told:
    """The report with every placeholder filled in. Raises InputError when a template cannot be read."""
    tell = _Teller(words, bind, tables, numbering)
    opening, closing = tell.pieces(_read(report.opening), _OPENING), tell.pieces(_read(report.closing), _CLOSING)
    return opening + tell.branches(tree(report.sections)) + closing


def blocks_of(report: Report) -> Iterator[ReportBlock]:
    """Every sentence, table and list of the template, in order."""
    yield from report.opening
    for section in report.sections:
        yield from section.paragraphs
    yield from report.closing


def all_figures(report: Report) -> Iterator[Figure]:
    """Every figure of the institution in the template, whether it will be written or not."""
    for block in blocks_of(report):
        match block:
            case str():
                yield from figures(parse(block))
            case ReportTable():
                yield from table_figures(block)


def ledgers_of(report: Report) -> list[str]:
    """The ledgers and other sources of which the template tells rows."""
    told = [
        block.rows if isinstance(block, ReportTable) else block.list
        for block in blocks_of(report)
        if not isinstance(block, str)
    ]
    return [code for code in dict.fromkeys(told) if code not in FIRST_HEADS]


def unit_figures(report: Report) -> Iterator[Figure]:
    """The figures of departments, institutions below and months in its tables."""
    for block in blocks_of(report):
        if isinstance(block, ReportTable) and block.rows in FIRST_HEADS and block.rows != "indicators":
            for column in block.columns:
                yield from figures(parse(column.cell))


def tree(sections: Iterable[Section]) -> tuple[Branch, ...]:
    """Sections with the deeper ones that follow them below them."""
    rest = list(sections)
    found = []
    while rest:
        head = rest.pop(0)
        below = []
        while rest and rest[0].level > head.level:
            below.append(rest.pop(0))
        found.append(Branch(head, _read(head.paragraphs), tree(below)))
    return tuple(found)


def number(level: int, count: int, numbering: Numbering = NUMBERING) -> str:
    """The number of a heading: 一、 （一） 1. unless the layout has its own."""
    return numbering[level - 1].replace("一", chinese_number(count)).replace("1", str(count))


def _read(blocks: Iterable[ReportBlock]) -> tuple[Piece, ...]:
    return tuple(parse(block) if isinstance(block, str) else block for block in blocks)
