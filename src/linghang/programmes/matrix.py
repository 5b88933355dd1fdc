"""Party item × goal: whether what was set out to do meets the work and its figures (两张皮).

A row is a component of an adopted programme, a column a subject of indicators (医疗质量, 人才队伍 …). A cell holds
the indicators through which the component acts there: those of its objectives and of its tasks.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from linghang.packs.library import Library
from linghang.packs.model import Indicator
from linghang.programmes.tree import Node, Tree

OTHER = "其他"


@dataclass(frozen=True)
class Line:
    """A component with its indicators under each subject, in the order of `Matrix.subjects`."""

    tree: Tree
    node: Node
    cells: tuple[tuple[Indicator, ...], ...]

    @property
    def indicators(self) -> int:
        return sum(len(cell) for cell in self.cells)


@dataclass(frozen=True)
class Matrix:
    subjects: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def loose(self) -> tuple[Line, ...]:
        """The items that are words only."""
        return tuple(line for line in self.lines if line.node.loose)


def matrix(trees: Sequence[Tree], library: Library) -> Matrix:
    """All components of the programmes against the subjects that any of them touches."""
    found = [(tree, node, _indicators(node, library)) for tree in trees for node in tree.nodes]
    subjects = tuple(dict.fromkeys(each.subject or OTHER for _, _, indicators in found for each in indicators))
    lines = tuple(
        Line(
            tree,
            node,
            tuple(tuple(each for each in indicators if (each.subject or OTHER) == subject) for subject in subjects),
        )
        for tree, node, indicators in found
    )
    return Matrix(subjects, lines)


def _indicators(node: Node, library: Library) -> list[Indicator]:
    codes = [standing.objective.indicator for standing in node.objectives]
    codes += [row.task.indicator for row in node.tasks]
    known = dict.fromkeys(code for code in codes if code and library.has("indicators", code))
    return [library.indicator(code) for code in known]
