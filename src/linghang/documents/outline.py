"""The heading tree of official prose: parts, numbered levels, 一是 …, heading sentences, unmarked lines, questions.

Numbered headings are known by their marker. A heading sentence that opens a paragraph (要加强学科建设。…) is one only
among its like: where neighbours under the same heading open in the same way. What an office has to do are the leaves in
the mode `plan`.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from linghang.documents import headings, titles
from linghang.documents.announced import Announced, announced
from linghang.documents.headings import ADDRESS_RANK, RANKS, UNDER_SUBSECTION_RANK, Head, Kind, Paragraph
from linghang.documents.modes import Mode, turns_to_advice, turns_to_problems
from linghang.documents.naming import mode_of_title
from linghang.documents.runins import aims, runins
from linghang.documents.settling import settle_modes
from linghang.documents.speakers import measures, programme, question, speech, topics
from linghang.documents.tables import is_row


@dataclass(frozen=True)
class Node:
    """A heading with what stands under it: `start` to `end` in the text, up to the next heading of its level or above.

    `marker`: the sign that made it a heading, as written. `level`: 1 for those without a parent.
    """

    id: str
    parent: str | None
    level: int
    kind: Kind
    marker: str
    heading: str
    mode: Mode
    start: int
    end: int
    leaf: bool


@dataclass(frozen=True)
class Outline:
    title: str
    nodes: tuple[Node, ...]
    announced: tuple[Announced, ...]

    def node_at(self, offset: int) -> Node | None:
        """The innermost node around an offset."""
        at = bisect_right(self._starts, offset) - 1
        node = self.nodes[at] if at >= 0 else None
        while node is not None and offset >= node.end:
            node = self._by_id[node.parent] if node.parent else None
        return node

    def above(self, node: Node | None) -> Iterator[Node]:
        """The node and what it stands under, innermost first."""
        while node is not None:
            yield node
            node = self._by_id[node.parent] if node.parent else None

    @cached_property
    def _starts(self) -> list[int]:
        return [node.start for node in self.nodes]

    @cached_property
    def _by_id(self) -> dict[str, Node]:
        return {node.id: node for node in self.nodes}


def outline(text: str) -> Outline:
    """The outline of a cleaned text. Linear in its length; a text without headings has no nodes."""
    lines = list(headings.paragraphs(text))
    title, body = titles.title(lines)
    body = [each for each in titles.without_attachments(body) if each.text != title]
    heads = sorted(_heads(text, body, news=not titles.ends_a_title(title)), key=lambda head: (head.start, head.rank))
    _nest(heads, len(text.rstrip()))
    settle_modes(text, heads, mode_of_title(title) or mode_of_title(titles.subtitle(lines)))
    nodes = _numbered(heads)
    return Outline(title, nodes, tuple(announced(text, nodes)))


def _heads(text: str, paragraphs: Sequence[Paragraph], *, news: bool) -> Iterator[Head]:
    """`news`: who is said to have spoken heads what he said; what calls itself a report or a speech is one itself."""
    own = {at: head for at in range(len(paragraphs)) if (head := _own_head(paragraphs, at, news)) is not None}
    _lower_unmarked(paragraphs, own)
    _lower_questions(own)
    opened = own | runins(paragraphs, own)
    for at, paragraph in enumerate(paragraphs):
        head = opened.get(at)
        if head is not None:
            yield head
        start = paragraph.start + (len(head.marker) if head is not None else 0)
        if head is None or head.kind != "qa":
            yield from (each for each in topics(text, paragraph, start) if head is None or each.start > head.start)
        following = paragraphs[at + 1].text[:4] if at + 1 < len(paragraphs) else ""
        if head is None and (named := programme(paragraphs, at)):
            yield named
        yield from headings.inline(text, paragraph, start)
        yield from aims(text, paragraph)
        for number, item in enumerate(headings.items(text, paragraph, start, following)):
            if not number and head is None and _leaves_what_is_above(text, paragraphs, at):
                item.closes = headings.TIME_RANK
            yield item
    if any(head.kind == "qa" for head in own.values()):
        yield from measures(text)


_ALONE = 40
"""How many characters a line has at most that is a heading and nothing else."""


def _lower_unmarked(paragraphs: Sequence[Paragraph], own: dict[int, Head]) -> None:
    """An unmarked line right behind a heading （一） stands below it, and so do those that follow up to the next."""
    below = False
    for at, head in own.items():
        if head.kind == "pseudo" and head.rank == RANKS["pseudo"]:
            before = own.get(at - 1)
            alone = (
                before is not None
                and len(paragraphs[at - 1].text) <= _ALONE
                and paragraphs[at - 1].text[-1] not in "。；;"
            )
            below = below or (alone and before is not None and before.kind == "subsection")
            head.rank = UNDER_SUBSECTION_RANK if below else head.rank
        elif head.rank <= RANKS["subsection"]:
            below = False


def _lower_questions(own: dict[int, Head]) -> None:
    """Questions right behind an unmarked heading are what it names; elsewhere they are the parts of an interview."""
    below = False
    for at, head in own.items():
        if head.kind == "pseudo":
            below = False
        elif head.kind == "qa":
            before = own.get(at - 1)
            below = below or (before is not None and before.kind == "pseudo")
            head.rank = ADDRESS_RANK if below else head.rank


def _leaves_what_is_above(text: str, paragraphs: Sequence[Paragraph], at: int) -> bool:
    """Whether the list that a paragraph opens goes on from the review to problems, or from the aims to the tasks."""
    lead = paragraphs[at - 1] if at else None
    if lead is not None and any(aims(text, lead)):
        return True
    if lead is not None and turns_to_advice(lead.text):
        return True
    led_in = [lead.text] if lead is not None and lead.text[-1] in "：:" else []
    return any(map(turns_to_problems, [paragraphs[at].text, *led_in]))


def _own_head(paragraphs: Sequence[Paragraph], at: int, news: bool) -> Head | None:
    """The heading that a paragraph is or opens with by itself, whatever stands around it; a row of a table is none."""
    said = paragraphs[at].text
    mark = headings.marked(said) if "\t" in said else None
    if is_row(said[mark[2].end() :] if mark is not None else said):
        return None
    if head := headings.numbered_head(paragraphs[at]) or titles.appendix(paragraphs, at):
        return head
    if head := question(paragraphs[at]) or (speech(paragraphs, at) if news else None):
        return head
    if headings.is_pseudo(paragraphs, at):
        closes = 0 if headings.closes_the_paper(said) else None
        return Head(paragraphs[at].start, RANKS["pseudo"], "pseudo", "", said, closes=closes)
    return None


def _nest(heads: list[Head], end: int) -> None:
    stack: list[Head] = []
    top: list[Head] = []
    for head in heads:
        while stack and stack[-1].rank >= (head.rank if head.closes is None else head.closes):
            stack.pop().end = head.start
        head.parent = stack[-1] if stack else None
        beside = head.parent.children if head.parent is not None else top
        head.brother = beside[-1] if beside else None
        beside.append(head)
        stack.append(head)
    for head in stack:
        head.end = end


def _numbered(heads: Sequence[Head]) -> tuple[Node, ...]:
    ids = {id(head): f"n{number:03d}" for number, head in enumerate(heads, 1)}
    return tuple(
        Node(
            ids[id(head)],
            ids[id(head.parent)] if head.parent is not None else None,
            1 + _depth(head),
            head.kind,
            head.marker,
            head.heading,
            head.mode or "mixed",
            head.start,
            head.end,
            not head.children,
        )
        for head in heads
    )


def _depth(head: Head) -> int:
    """How many headings stand above it."""
    depth = 0
    while head.parent is not None:
        head, depth = head.parent, depth + 1
    return depth
