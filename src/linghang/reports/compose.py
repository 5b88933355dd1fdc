"""From a report template and its bound figures to blocks of text: what is written, numbered, left out. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields

from linghang.packs.model import Report, Section
from linghang.reports.document import Block, BoundFigure, Heading, Paragraph, Text
from linghang.reports.template import Figure, Name, Node, Optional, Plain, Sentence, Words, figures, parse

_DIGITS = "〇一二三四五六七八九"
_OPENING, _CLOSING = "开头", "结尾"


@dataclass(frozen=True)
class Placed:
    """A figure and the heading under which it stands."""

    figure: Figure
    place: str


@dataclass(frozen=True)
class Told:
    """What has been told of a template; pieces add up.

    `omitted`: figures without data in parts that were left out; `zeros`: those left out for being zero; `dropped`:
    headings of sections left out whole.
    """

    blocks: tuple[Block, ...] = ()
    written: tuple[Placed, ...] = ()
    omitted: tuple[Placed, ...] = ()
    zeros: tuple[Placed, ...] = ()
    dropped: tuple[str, ...] = ()

    def __add__(self, other: "Told") -> "Told":
        return Told(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(Told)))


@dataclass(frozen=True)
class Branch:
    """A section with its sentences read and the deeper sections that follow it."""

    section: Section
    sentences: tuple[Sentence, ...]
    below: "tuple[Branch, ...]"


Bind = Callable[[Figure], BoundFigure]


def compose(report: Report, words: Mapping[str, str], bind: Bind) -> Told:
    """The report with every placeholder filled in. Raises InputError when a template cannot be read."""
    opening = _paragraphs(_read(report.opening), _OPENING, words, bind)
    closing = _paragraphs(_read(report.closing), _CLOSING, words, bind)
    return opening + _branches(tree(report.sections), words, bind) + closing


def all_figures(report: Report) -> Iterator[Figure]:
    """Every figure of the template, whether it will be written or not."""
    inner = [text for section in report.sections for text in section.paragraphs]
    for text in (*report.opening, *inner, *report.closing):
        yield from figures(parse(text))


def fill(text: str, words: Mapping[str, str]) -> str:
    """A template without figures: a heading, the salutation, the signature."""
    return "".join(_plain(node, words) for node in parse(text))


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


def number(level: int, count: int) -> str:
    """The number of a heading: 一、 （一） 1."""
    return (f"{chinese_number(count)}、", f"（{chinese_number(count)}）", f"{count}.")[level - 1]


def chinese_number(count: int) -> str:
    """1–99 in Chinese: 一, 十, 十二, 二十一."""
    tens, ones = divmod(count, 10)
    head = ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "")
    return head + (_DIGITS[ones] if ones else "")


def _read(paragraphs: Iterable[str]) -> tuple[Sentence, ...]:
    return tuple(parse(text) for text in paragraphs)


def _branches(branches: Iterable[Branch], words: Mapping[str, str], bind: Bind) -> Told:
    """Sections side by side, numbered as far as they are told."""
    told, count = Told(), 0
    for branch in branches:
        each = _branch(branch, count + 1, words, bind)
        count += bool(each.blocks)
        told += each
    return told


def _branch(branch: Branch, count: int, words: Mapping[str, str], bind: Bind) -> Told:
    """A section with those below it; an optional one only when a figure that has data is written in it."""
    heading = fill(branch.section.heading, words)
    told = _paragraphs(branch.sentences, heading, words, bind) + _branches(branch.below, words, bind)
    if branch.section.optional and not any(_has_data(placed.figure, bind) for placed in told.written):
        return Told(omitted=told.written + told.omitted, zeros=told.zeros, dropped=(heading,))
    return Told((Heading(branch.section.level, number(branch.section.level, count), heading),)) + told


def _paragraphs(sentences: Iterable[Sentence], place: str, words: Mapping[str, str], bind: Bind) -> Told:
    return sum((_paragraph(sentence, place, words, bind) for sentence in sentences), Told())


def _paragraph(sentence: Sentence, place: str, words: Mapping[str, str], bind: Bind) -> Told:
    said, left_out = _said(sentence, bind)
    runs = tuple(bind(node) if isinstance(node, Figure) else Text(_plain(node, words)) for node in said)
    return Told(
        blocks=(Paragraph(runs),) if "".join(run.text for run in runs).strip() else (),
        written=tuple(Placed(node, place) for node in said if isinstance(node, Figure)),
        omitted=tuple(Placed(figure, place) for figure in left_out if not _has_data(figure, bind)),
        zeros=tuple(Placed(figure, place) for figure in left_out if _has_data(figure, bind)),
    )


def _said(nodes: Iterable[Node], bind: Bind) -> tuple[list[Plain], list[Figure]]:
    """The nodes that are written, and the figures of optional parts that are not."""
    said: list[Plain] = []
    left_out: list[Figure] = []
    for node in nodes:
        if not isinstance(node, Optional):
            said.append(node)
        elif any(_counts(figure, node, bind) for figure in figures(node.parts)):
            inner_said, inner_left_out = _said(node.parts, bind)
            said += inner_said
            left_out += inner_left_out
        else:
            left_out += figures(node.parts)
    return said, left_out


def _counts(figure: Figure, part: Optional, bind: Bind) -> bool:
    """Whether the figure is a reason to write the optional part."""
    return _has_data(figure, bind) and not (part.nonzero and bind(figure).value == 0)


def _has_data(figure: Figure, bind: Bind) -> bool:
    return bind(figure).status != "no_data"


def _plain(node: Node, words: Mapping[str, str]) -> str:
    """Line breaks inside a paragraph are the template's own; Chinese needs no space in their place."""
    match node:
        case Words(text):
            return text.replace("\n", "")
        case Name(word):
            return words[word]
    raise ValueError("a heading holds no figure; linghang.reports.check says so with file and line")
