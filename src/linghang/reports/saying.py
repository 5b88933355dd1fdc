"""What a sentence template says for figures that are bound: which parts are written, which are left out. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from linghang.reports.document import BoundFigure, Cell, Run, Text
from linghang.reports.nodes import Choice, Figure, Name, Node, Optional, Plain, Words, figures
from linghang.reports.template import parse

_DIGITS = "〇一二三四五六七八九"
Bind = Callable[[Figure], BoundFigure | Cell]
"""The figure of an indicator, or the field of a row."""
Vocabulary = Mapping[str, str]
"""What the words of the template language mean."""


@dataclass(frozen=True)
class Said:
    """`runs`: what is written; `written`: the figures in it; `left_out`: those of parts that are not written."""

    runs: tuple[Run, ...]
    written: tuple[Figure, ...] = ()
    left_out: tuple[Figure, ...] = ()

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


def say(sentence: Iterable[Node], words: Vocabulary, bind: Bind) -> Said:
    """The sentence with every placeholder filled in."""
    said, left_out = _chosen(sentence, bind)
    runs = tuple(bind(node) if isinstance(node, Figure) else Text(_plain(node, words)) for node in said)
    return Said(runs, tuple(node for node in said if isinstance(node, Figure)), tuple(left_out))


def fill(text: str, words: Vocabulary) -> str:
    """A template without figures: a heading, the salutation, the signature."""
    return "".join(_plain(node, words) for node in parse(text))


def has_data(figure: Figure, bind: Bind) -> bool:
    """Whether there is data behind it, if only for some of the months."""
    return bind(figure).status != "no_data"


def chinese_number(count: int) -> str:
    """1–99 in Chinese: 一, 十, 十二, 二十一."""
    tens, ones = divmod(count, 10)
    head = ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "")
    return head + (_DIGITS[ones] if ones else "")


def _chosen(nodes: Iterable[Node], bind: Bind) -> tuple[list[Plain], list[Figure]]:
    """The nodes that are written, and the figures of optional parts that are not."""
    said: list[Plain] = []
    left_out: list[Figure] = []
    for node in nodes:
        match node:
            case Optional(parts):
                chosen, lost = _chosen(parts, bind) if _is_written(node, bind) else ([], list(figures(parts)))
            case Choice():
                chosen, lost = _case(node, bind)
            case _:
                chosen, lost = [node], []
        said += chosen
        left_out += lost
    return said, left_out


def _is_written(part: Optional, bind: Bind) -> bool:
    return any(
        has_data(figure, bind) and not (part.nonzero and bind(figure).value == 0) for figure in figures(part.parts)
    )


def _case(choice: Choice, bind: Bind) -> tuple[list[Plain], list[Figure]]:
    """The first case that holds; of an unknown figure none without a test of its own, and it is left out."""
    figure = bind(choice.figure)
    for case in choice.cases:
        if case.test.holds(figure) if case.test else figure.present:
            return _chosen(case.parts, bind)
    return [], [] if figure.present else [choice.figure]


def _plain(node: Node, words: Vocabulary) -> str:
    """Line breaks inside a paragraph are the template's own; Chinese needs no space in their place."""
    match node:
        case Words(text):
            return text.replace("\n", "")
        case Name(word):
            return words[word]
    raise ValueError("a heading holds no figure; linghang.reports.check says so with file and line")
