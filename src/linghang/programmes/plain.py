"""An adopted programme as plain data, for the command line and the API."""

from typing import Any

from linghang.programmes.tree import Node, Tree


def adopted(tree: Tree) -> dict[str, Any]:
    """`percent` is exact, as text; null without tasks."""
    counted, adoption = tree.progress, tree.adoption
    return {
        "code": tree.programme.code,
        "title": tree.programme.title,
        "form": tree.programme.form,
        "digits": list(tree.programme.digits),
        "valid_from": adoption.valid_from,
        "valid_to": adoption.valid_to,
        "leader": str(adoption.leader) if adoption.leader else None,
        "day": tree.day,
        "components": len(tree.nodes),
        "components_with_tasks": tree.covered,
        "tasks": counted.tasks,
        "closed": counted.closed,
        "overdue": counted.overdue,
        "percent": None if counted.percent is None else f"{counted.percent:f}",
        "open_layers": [branch.layer.code for branch in tree.layers if branch.open],
        "loose": [node.code for node in tree.loose],
        "phase": next((span.title for span in tree.spans if span.standing == "now"), None),
    }


def whole(tree: Tree) -> dict[str, Any]:
    """The same with its layers and components."""
    return adopted(tree) | {
        "layers": [
            {
                "code": branch.layer.code,
                "title": branch.layer.title,
                "count": branch.layer.count,
                "open": branch.open,
                "missing": branch.missing,
                "components": [_node(node) for node in branch.nodes],
            }
            for branch in tree.layers
        ]
    }


def _node(node: Node) -> dict[str, Any]:
    return {
        "code": node.code,
        "title": node.title,
        "local": node.local is not None,
        "owners": [str(each) for each in node.owners],
        "percent": None if node.progress.percent is None else f"{node.progress.percent:f}",
        "tasks": [
            {
                "number": row.task.number,
                "title": row.task.title,
                "stage": row.state.stage,
                "percent": row.state.percent,
                "due": row.state.due,
                "light": row.light.colour if row.light else None,
            }
            for row in node.tasks
            if row.shown
        ],
        "objectives": [
            {
                "code": each.objective.code,
                "title": each.objective.title,
                "target": each.target_text or None,
                "origin": each.target.origin,
                "by": each.target.by,
                "actual": each.figure.value.to_json() if each.figure else None,
                "reached": each.reached,
            }
            for each in node.objectives
        ],
    }
