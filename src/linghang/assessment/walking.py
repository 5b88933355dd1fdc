"""The items of a framework in the order in which they are read. Pure."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from linghang.packs.framework import Framework, Item
from linghang.packs.model import Indicator


@dataclass(frozen=True)
class Node:
    """An item, how deep it stands, and the items above it.

    `name`: what it is called out of its tree, `急性心肌梗死：例数` where several items have the same title."""

    item: Item
    depth: int
    above: tuple[Item, ...]
    name: str = ""

    @property
    def leaf(self) -> bool:
        return not self.item.items

    @property
    def asks(self) -> str:
        """What is asked for, in the words of the system; of a part, what is asked for of the whole."""
        return next((item.asks for item in (self.item, *reversed(self.above)) if item.asks), "")

    @property
    def notes(self) -> str:
        """What has to be known of it, as `asks`."""
        return next((item.notes for item in (self.item, *reversed(self.above)) if item.notes), "")

    @property
    def dimension(self) -> str:
        """The item at the top under which it stands."""
        return (self.above[0] if self.above else self.item).title


def unverified(item: Item, indicator: Indicator | None) -> bool:
    """The item or its indicator rests on an official text that nobody has held it against."""
    return item.unverified or (indicator is not None and indicator.unverified)


def nodes(framework: Framework) -> list[Node]:
    """All items, a parent before its own."""
    found = list(_walk(framework.items, ()))
    times = Counter(node.item.title for node in found if node.leaf)
    return [replace(node, name=_name(node, times)) for node in found]


def _name(node: Node, times: Counter[str]) -> str:
    title = node.item.title
    return f"{node.above[-1].title}：{title}" if times[title] > 1 and node.above else title


def names(framework: Framework) -> dict[str, str]:
    """What each item is called out of its tree, by code."""
    return {node.item.code: node.name for node in nodes(framework)}


def leaves(framework: Framework) -> list[Node]:
    """What is judged or shown by itself, without the items above."""
    return [node for node in nodes(framework) if node.leaf]


def _walk(items: Sequence[Item], above: tuple[Item, ...]) -> Iterator[Node]:
    for item in items:
        yield Node(item, len(above), above)
        yield from _walk(item.items, (*above, item))


def indicators_of(framework: Framework) -> list[str]:
    """The codes of the indicators that its items are measured by, each once."""
    return list(dict.fromkeys(node.item.indicator for node in leaves(framework) if node.item.indicator))
