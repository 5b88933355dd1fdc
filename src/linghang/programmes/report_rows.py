"""What reports tell of adopted programmes: their components, with who leads and how far the tasks are."""

from typing import Any

from linghang.programmes.tree import Node, Tree, adoption_trees, adoptions_on
from linghang.reports.rows import Asked


def components(asked: Asked) -> list[dict[str, Any]]:
    """The components of the programmes that the institution carries out at the end of the period, in their order."""
    trees = adoption_trees(adoptions_on(asked.institution.pk, asked.last), asked.last, figures=False)
    return [
        _component(tree, branch.layer.title, node) for tree in trees for branch in tree.layers for node in branch.nodes
    ]


def _component(tree: Tree, layer: str, node: Node) -> dict[str, Any]:
    departments = [each.department.name for each in node.owners if each.department]
    progress = node.progress
    return {
        "programme": tree.programme.title,
        "component": node.title,
        "layer": layer,
        "department": "、".join(departments),
        "tasks": progress.tasks,
        "closed": progress.closed,
        "percent": progress.shown,
    }
