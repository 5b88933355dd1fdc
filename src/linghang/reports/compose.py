"""From a report template and its bound figures to blocks of text: what is written, numbered, left out. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from linghang.packs.model import Report, Section
from linghang.reports.document import Block, BoundFigure, Heading, Paragraph, Run, Text
from linghang.reports.template import Figure, Name, Node, Optional, Sentence, Words, figures, parse

_DIGITS = "〇一二三四五六七八九"
_OPENING, _CLOSING = "开头", "结尾"


@dataclass(frozen=True)
class Placed:
    """A figure and the heading under which it stands."""

    figure: Figure
    place: str


@dataclass
class Composition:
    """The blocks of a report, the figures written and omitted, and the headings of sections that were dropped."""

    blocks: list[Block] = field(default_factory=list)
    written: list[Placed] = field(default_factory=list)
    omitted: list[Placed] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Branch:
    """A section with its sentences read and the deeper sections that follow it."""

    section: Section
    sentences: tuple[Sentence, ...]
    below: "tuple[Branch, ...]"

    def figures(self) -> Iterator[Figure]:
        """Every figure of the section and of those below it."""
        for sentence in self.sentences:
            yield from figures(sentence)
        for branch in self.below:
            yield from branch.figures()


Bind = Callable[[Figure], BoundFigure]


def compose(report: Report, words: Mapping[str, str], bind: Bind) -> Composition:
    """The report with every placeholder filled in. Raises InputError when a template cannot be read."""
    result = Composition()
    _add_paragraphs(result, _read(report.opening), _OPENING, words, bind)
    _add_branches(result, tree(report.sections), words, bind)
    _add_paragraphs(result, _read(report.closing), _CLOSING, words, bind)
    return result


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


def _add_branches(result: Composition, branches: Iterable[Branch], words: Mapping[str, str], bind: Bind) -> None:
    count = 0
    for branch in branches:
        heading = fill(branch.section.heading, words)
        if branch.section.optional and not any(bind(figure).status != "no_data" for figure in branch.figures()):
            result.dropped.append(heading)
            result.omitted += [Placed(figure, heading) for figure in branch.figures()]
            continue
        count += 1
        result.blocks.append(Heading(branch.section.level, number(branch.section.level, count), heading))
        _add_paragraphs(result, branch.sentences, heading, words, bind)
        _add_branches(result, branch.below, words, bind)


def _add_paragraphs(
    result: Composition, sentences: Iterable[Sentence], place: str, words: Mapping[str, str], bind: Bind
) -> None:
    for sentence in sentences:
        runs = tuple(_runs(result, sentence, place, words, bind))
        if "".join(run.text for run in runs).strip():
            result.blocks.append(Paragraph(runs))


def _runs(
    result: Composition, nodes: Iterable[Node], place: str, words: Mapping[str, str], bind: Bind
) -> Iterator[Run]:
    for node in nodes:
        if isinstance(node, Optional):
            if any(bind(figure).status != "no_data" for figure in figures((node,))):
                yield from _runs(result, node.parts, place, words, bind)
            else:
                result.omitted += [Placed(figure, place) for figure in figures((node,))]
        elif isinstance(node, Figure):
            result.written.append(Placed(node, place))
            yield bind(node)
        else:
            yield Text(_plain(node, words))


def _plain(node: Node, words: Mapping[str, str]) -> str:
    """Line breaks inside a paragraph are the template's own; Chinese needs no space in their place."""
    match node:
        case Words(text):
            return text.replace("\n", "")
        case Name(word):
            return words[word]
    raise ValueError("a heading holds no figure; linghang.reports.check says so with file and line")
