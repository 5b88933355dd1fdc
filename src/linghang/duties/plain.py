"""The matrix and its lines in plain form, for API and command line. Names no member: people and pairs are counted."""

from typing import Any

from linghang.duties.calendar import Entry
from linghang.duties.clock import STATE_TITLES
from linghang.duties.matrix import Cell, Matrix
from linghang.duties.mine import Owing
from linghang.duties.periods import say
from linghang.packs.duty import Duty


def plain_matrix(found: Matrix) -> dict[str, Any]:
    return {
        "institution": found.institution.code,
        "first": found.first,
        "last": found.last,
        "today": found.today,
        "duties": [plain_duty(each) for each in found.columns],
        "rows": [
            {
                "key": row.key,
                "title": row.title,
                "kind": row.kind,
                "cells": {duty.code: plain_cell(found.cell(row.key, duty.code)) for duty in found.columns},
            }
            for row in found.rows
        ],
        "asked": found.whole.asked,
        "fulfilled": found.whole.fulfilled,
    }


def plain_duty(duty: Duty) -> dict[str, Any]:
    return {
        "code": duty.code,
        "title": duty.title,
        "line": duty.line,
        "rule": duty.rule,
        "base": duty.base,
        "period": duty.period,
        "minimum": duty.minimum,
        "unit": duty.unit,
        "adopted": duty.adopted,
        "confidence": duty.confidence,
    }


def plain_cell(cell: Cell) -> dict[str, Any]:
    """`states`: how many lines are in each state; `asked` those of them that are over or fulfilled."""
    return {
        "asked": cell.asked,
        "fulfilled": cell.fulfilled,
        "in_time": cell.in_time,
        "light": cell.light,
        "states": {state: cell.counts[state] for state in STATE_TITLES if cell.counts[state]},
    }


def plain_lines(cell: Cell) -> list[dict[str, Any]]:
    """Each period of a cell by itself; only for duties of organisations, departments and institutions."""
    return [
        {
            "owner": each.owner.key,
            "title": each.owner.title,
            "first": each.owed.span.first,
            "last": each.owed.span.last,
            "period": say(each.owed.span),
            "due": each.standing.due,
            "state": each.standing.state,
            "light": each.standing.light,
            "needed": each.standing.needed,
            "done": each.standing.done,
            "reason": each.standing.reason,
        }
        for each in cell.lines
        if each.duty.base not in ("person", "pair")
    ]


def plain_owing(each: Owing) -> dict[str, Any]:
    return {
        "institution": each.institution.code,
        "row": each.row,
        "place": each.place,
        "duty": each.duty.code,
        "title": each.duty.title,
        "period": each.period,
        "due": each.due,
        "light": each.light,
        "left": each.left,
        "of": each.of,
        "reason": each.reason,
    }


def plain_entry(each: Entry) -> dict[str, Any]:
    return {
        "day": each.day,
        "institution": each.institution.code,
        "row": each.row,
        "place": each.place,
        "duty": each.duty.code,
        "title": each.duty.title,
        "open": each.open,
        "of": each.of,
        "light": each.light,
        "reason": each.reason,
    }
