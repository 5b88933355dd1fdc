"""The tree of a programme as a spreadsheet or an official paper: the rows of the page."""

import io
from collections.abc import Callable
from typing import Any

import xlsxwriter

from linghang.programmes.tree import Branch, Node, Tree
from linghang.reports import tables
from linghang.reports.styles import style_of

UNLISTED = "（原文未列出）"
COLUMNS: tuple[tables.Column, ...] = (
    # heading, width in characters of a sheet, width in millimetres on paper
    ("层", 18, 22),
    ("组成", 34, 40),
    ("责任", 28, 30),
    ("任务", 8, 11),
    ("销号", 8, 11),
    ("逾期", 8, 11),
    ("进度（%）", 10, 14),
    ("目标", 40, 40),
    ("目标值", 14, 17),
    ("实际", 14, 17),
    ("目标出处", 14, 0),
    ("达成", 10, 14),
)
Cell = tables.Cell


def rows(tree: Tree) -> list[list[Cell]]:
    """One row per objective, at least one per component, and one per layer for what is not named."""
    found: list[list[Cell]] = []
    for branch in tree.layers:
        for node in branch.nodes:
            found += _of_node(branch, node)
        if branch.open:
            missing = "" if branch.missing is None else f"还有 {branch.missing} 项"
            found.append([branch.layer.title, missing + UNLISTED, *[None] * (len(COLUMNS) - 2)])
    return found


def _of_node(branch: Branch, node: Node) -> list[list[Cell]]:
    counted = node.progress
    start: list[Cell] = [
        branch.layer.title,
        node.title,
        "；".join(str(each) for each in node.owners),
        counted.tasks,
        counted.closed,
        counted.overdue,
        counted.shown,
    ]
    if not node.objectives:
        return [[*start, *[None] * 5]]
    return [
        [
            *start,
            each.objective.title,
            each.target_text,
            each.actual_text,
            each.target.origin,
            reached_text(each.reached),
        ]
        for each in node.objectives
    ]


def reached_text(reached: bool | None) -> str:
    return {True: "达到", False: "未达到", None: "—"}[reached]


def summary(tree: Tree) -> str:
    """Where it stands, in a sentence."""
    counted = tree.progress
    percent = "尚无任务" if counted.shown is None else f"进度 {counted.shown}%"
    return (
        f"截至{tree.day.year}年{tree.day.month}月{tree.day.day}日，{tree.programme.title}共 {len(tree.nodes)} 项组成，"
        f"其中 {tree.covered} 项有任务；任务 {counted.tasks} 项，销号 {counted.closed} 项，逾期 {counted.overdue} 项，"
        f"{percent}。"
    )


def to_xlsx(tree: Tree) -> bytes:
    """A sheet for printing, and a second one with the document's words."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as file:
        tables.add_sheet(file, "工程", COLUMNS, rows(tree), frozen=2)
        _add_words(file, tree)
    return buffer.getvalue()


def _add_words(file: Any, tree: Tree) -> None:
    words, programme = file.add_worksheet("原文"), tree.programme
    words.set_column(0, 0, 28)
    words.set_column(1, 1, 90)
    head, plain = file.add_format(tables.HEAD), file.add_format(tables.PLAIN)
    facts = [("工程", programme.title), ("总体要求", programme.requirement), ("出处", programme.source)]
    facts += [("截至", str(tree.day)), ("说明", programme.notes), ("原文", programme.quote)]
    facts += [(node.title, node.pack.quote) for node in tree.nodes if node.pack and node.pack.quote]
    for line, (title, text) in enumerate((title, text) for title, text in facts if text):
        words.write_string(line, 0, title, head)
        words.write_string(line, 1, text, plain)


def to_docx(tree: Tree) -> bytes:
    """An official paper: the title, where it stands in a sentence, and the table."""
    title = f"{tree.adoption.institution.name}{tree.programme.title}推进情况"
    return tables.to_docx(style_of(tree.adoption.institution, tree.day), title, summary(tree), COLUMNS, rows(tree))


FORMS: dict[str, tuple[str, Callable[[Tree], bytes]]] = {
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", to_xlsx),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", to_docx),
}
