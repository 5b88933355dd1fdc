"""Verdicts and papers as plain data, for storage, command line and API. Offsets count in the cleaned text."""

from typing import Any

from linghang.papers.ledger import Compared, Held
from linghang.papers.models import Paper, Waiver
from linghang.papers.reading import Reading


def plain_compared(each: Compared) -> dict[str, Any]:
    return {
        "start": each.figure.start,
        "end": each.figure.end,
        "text": each.figure.text,
        "metric": each.figure.metric,
        "indicator": each.indicator,
        "title": each.title,
        "what": each.what,
        "period": str(each.period) if each.period else "",
        "verdict": each.verdict,
        "stated": each.stated,
        "computed": each.computed,
        "expression": each.expression,
        "why": each.why,
    }


def plain_held(held: Held) -> list[dict[str, Any]]:
    return [plain_compared(each) for each in held.compared]


def plain_internal(reading: Reading) -> list[dict[str, Any]]:
    """What the text says against itself."""
    return [vars(each) for each in reading.findings]


def plain_waiver(each: Waiver) -> dict[str, Any]:
    return {
        "kind": each.kind,
        "verdict": each.verdict,
        "start": each.start,
        "end": each.end,
        "text": each.text,
        "stated": each.stated,
        "computed": each.computed,
        "reason": each.reason,
        "by": each.by,
        "at": each.recorded_at.isoformat(),
    }


def plain_paper(paper: Paper) -> dict[str, Any]:
    return {
        "id": paper.pk,
        "institution": paper.institution.code,
        "title": paper.title,
        "kind": paper.kind,
        "published": paper.published,
        "name": paper.name,
        "sha256": paper.sha256,
        "uploaded_at": paper.uploaded_at,
    }
