"""What several measures ask of a row, found once so that an engine works it out once. Pure."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from linghang.expressions import Node, fields_of
from linghang.expressions.tree import Field, Literal
from linghang.indicators.measures import BaseMeasure

_CHEAP = (Field, Literal)


@dataclass(frozen=True)
class Sharing:
    """`shared`: new columns, by name; `measures`: the measures in terms of these columns and of `fields`."""

    shared: dict[str, Node]
    measures: tuple[BaseMeasure, ...]
    fields: tuple[str, ...]


def share(measures: Sequence[BaseMeasure]) -> Sharing:
    """Take every part that stands in two or more measures out of them, largest parts first."""
    uses = Counter(part for measure in measures for part in set(_parts_of(measure)))
    often = {part for part, count in uses.items() if count > 1 and not isinstance(part, _CHEAP)}
    names: dict[Node, str] = {}
    rewritten = tuple(
        replace(measure, value=_rewrite(measure.value, often, names), where=_rewrite(measure.where, often, names))
        for measure in measures
    )
    shared = {name: node for node, name in names.items()}
    used = set().union(*(fields_of(node) for measure in rewritten for node in (measure.value, measure.where) if node))
    return Sharing(shared, rewritten, tuple(sorted(used - set(shared))))


def _parts_of(measure: BaseMeasure) -> Iterator[Node]:
    for node in (measure.value, measure.where):
        if node is not None:
            yield from parts(node)


def parts(node: Node) -> Iterator[Node]:
    """The node and everything it is made of."""
    yield node
    for part in vars(node).values():
        if isinstance(part, Node):
            yield from parts(part)


def _rewrite(node: Node | None, often: set[Node], names: dict[Node, str]) -> Node | None:
    if node is None or isinstance(node, _CHEAP):
        return node
    if node in often:
        return Field(names.setdefault(node, f"shared_{len(names)}"), node.type)
    inner = {key: _rewrite(part, often, names) for key, part in vars(node).items() if isinstance(part, Node)}
    return replace(node, **inner) if inner else node
