"""Cases as plain values, for the API and the command line: no names, staff numbers and codes."""

from typing import Any

from linghang.packs.procedure import Procedure
from linghang.procedures.board import Column, Row
from linghang.procedures.exporting import subject_code
from linghang.procedures.models import Case
from linghang.procedures.upcoming import Due


def plain_procedure(procedure: Procedure) -> dict[str, Any]:
    """A procedure with its stages and steps."""
    return {
        "code": procedure.code,
        "title": procedure.title,
        "subject": procedure.subject,
        "sensitivity": procedure.sensitivity,
        "source": procedure.source,
        "unverified": procedure.unverified,
        "stages": [
            {
                "code": stage.code,
                "title": stage.title,
                "steps": [{"code": step.code, "number": step.number, "title": step.title} for step in stage.steps],
            }
            for stage in procedure.stages
        ],
        "profiles": [{"code": each.code, "title": each.title} for each in procedure.profiles],
    }


def plain_case(case: Case, *, subject: str) -> dict[str, Any]:
    """`subject`: as whoever asks may see it."""
    return {
        "institution": case.institution.code,
        "procedure": case.procedure,
        "number": case.number,
        "subject": subject,
        "branch": case.branch.code if case.branch else None,
        "department": case.department.code if case.department else None,
        "profile": case.profile,
        "opened_on": case.opened_on,
        "stage": case.stage,
        "current": case.current,
        "suspended_on": case.suspended_on,
        "closed_on": case.closed_on,
        "result": case.result,
        "revision": case.revision,
    }


def plain_due(due: Due) -> dict[str, Any]:
    return {
        "step": due.step.code,
        "title": due.step.title,
        "not_before": due.not_before,
        "due": due.due,
        "lapses_on": due.lapses_on,
        "light": {"colour": due.light.colour, "word": due.light.word, "reason": due.light.reason}
        if due.light
        else None,
        "blocked_by": list(due.blocked_by),
        "reasons": list(due.reasons),
        "optional": due.optional,
    }


def plain_row(row: Row, *, subject: str) -> dict[str, Any]:
    """An open case with what comes next."""
    return plain_case(row.case, subject=subject) | {"next": [plain_due(due) for due in row.dues]}


def plain_board(columns: list[Column]) -> list[dict[str, Any]]:
    """The board of the command line: subjects by their code."""
    return [
        {
            "stage": column.stage.code,
            "title": column.stage.title,
            "cases": [plain_row(row, subject=subject_code(row.case)) for row in column.rows],
        }
        for column in columns
    ]
