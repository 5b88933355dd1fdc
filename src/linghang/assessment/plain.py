"""Results as plain data, for storage, command line and API: exact numbers as text."""

from decimal import Decimal
from typing import Any

from linghang.assessment.assess import Assessed, Result
from linghang.assessment.ranking import Place, say_movement
from linghang.assessment.rules import STATUS_WORDS, Reading
from linghang.assessment.sheet import Line, Sheet
from linghang.assessment.walking import unverified


def plain_assessed(assessed: Assessed) -> dict[str, Any]:
    framework, peers = assessed.framework, assessed.round.peers
    return {
        "framework": framework.code,
        "title": framework.title,
        "edition": framework.edition,
        "source": framework.source,
        "confidence": framework.confidence,
        "judges": assessed.judges,
        "period": str(assessed.period),
        "version": assessed.version,
        "peers": len(assessed.round.others) if peers else 0,
        "results": [plain_result(result) for result in assessed.results],
    }


def plain_result(result: Result) -> dict[str, Any]:
    return {
        "unit": {
            "kind": result.unit.kind,
            "institution": result.unit.institution,
            "code": result.unit.code,
            "name": result.unit.name,
        },
        "group": result.group,
        "place": plain_place(result.place),
        "grade": result.grade,
        "why": result.why,
        "before": plain_place(result.before),
        "moved": result.moved,
        "movement": say_movement(result.place, result.before),
        "sheet": plain_sheet(result.sheet),
    }


def plain_place(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return {"rank": place.rank, "of": place.of, "tied": place.tied, "percentile": _text(place.percentile)}


def plain_sheet(sheet: Sheet) -> dict[str, Any]:
    """Every line with its reason, parents first."""
    return {
        "points": _text(sheet.points),
        "full": _text(sheet.full),
        "share": _text(sheet.share),
        "veto": sheet.veto,
        "undefined": _text(sheet.undefined),
        "lines": [_line(line) for line in sheet.lines],
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "code": line.item.code,
        "title": line.item.title,
        "number": line.item.number,
        "depth": line.depth,
        "indicator": line.item.indicator or "",
        "confidence": line.item.confidence,
        "unverified": unverified(line.item, line.case.indicator if line.case else None),
        "weight": _text(line.weight),
        "effective": _text(line.effective),
        "points": _text(line.points),
        "share": _text(line.share),
        "status": line.status,
        "said": STATUS_WORDS[line.status],
        "reason": line.reason,
        "reading": _reading(line.reading) if line.reading else None,
    }


def _reading(reading: Reading) -> dict[str, Any]:
    return {
        "value": _text(reading.value),
        "numerator": _text(reading.numerator),
        "denominator": _text(reading.denominator),
        "status": reading.status,
        "rating": reading.rating,
        "applicable": reading.applicable,
        "note": reading.note,
    }


def _text(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"
