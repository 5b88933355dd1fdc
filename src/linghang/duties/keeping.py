"""What an institution decided about duties: its settings and the exemptions it granted, from their registers."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from linghang.duties.asked import Setting
from linghang.duties.periods import Span
from linghang.organization.models import Institution
from linghang.packs.model import Register
from linghang.registers.content import library
from linghang.registers.kept.store import current_rows, values_of
from linghang.registers.models import KeptRow

SETTING, EXEMPTION = "duty_setting", "duty_exemption"


@dataclass(frozen=True)
class Exemption:
    """A request to be excused from a duty for some days. `granted`: None while nobody has answered."""

    row: KeptRow
    duty: str
    owner: str
    branch: str
    span: Span
    reason: str
    asked_on: dt.date
    asked_by: str = ""
    granted: bool | None = None
    answered_on: dt.date | None = None
    answered_by: str = ""
    answer: str = ""


def settings(institution: Institution) -> dict[str, list[Setting]]:
    """The institution's settings by duty, one query."""
    found: defaultdict[str, list[Setting]] = defaultdict(list)
    for _, values in _rows(SETTING, institution):
        made = _setting(values)
        found[made.duty].append(made)
    return dict(found)


def _setting(values: dict[str, Any]) -> Setting:
    return Setting(
        values["duty"],
        values.get("owner", ""),
        values["from_date"],
        values.get("to_date"),
        values.get("adopted"),
        values.get("period"),
        values.get("minimum"),
        values.get("fixed_day"),
        values.get("extended_days"),
        values.get("document", ""),
    )


def exemptions(institution: Institution) -> list[Exemption]:
    """All requests, the latest first."""
    found = [_exemption(row, values) for row, values in _rows(EXEMPTION, institution)]
    return sorted(found, key=lambda each: (each.asked_on, each.row.pk), reverse=True)


def granted(institution: Institution) -> dict[tuple[str, str], list[Exemption]]:
    """The exemptions in force by duty and owner, one query."""
    found: defaultdict[tuple[str, str], list[Exemption]] = defaultdict(list)
    for each in exemptions(institution):
        if each.granted:
            found[each.duty, each.owner].append(each)
    return dict(found)


def _exemption(row: KeptRow, values: dict[str, Any]) -> Exemption:
    return Exemption(
        row,
        values["duty"],
        values["owner"],
        values.get("branch", ""),
        Span(values["span_from"], max(values["span_to"], values["span_from"])),
        values["reason"],
        values["asked_on"],
        values.get("asked_by", ""),
        values.get("granted"),
        values.get("answered_on"),
        values.get("answered_by", ""),
        values.get("answer", ""),
    )


def register_of(code: str) -> Register:
    return library().register(code)


def _rows(code: str, institution: Institution) -> list[tuple[KeptRow, dict[str, Any]]]:
    """The standing rows of a register that a pack in use has; none where none has it."""
    packs = library()
    if not packs.has("registers", code):
        return []
    register = packs.register(code)
    return [(row, values_of(register, row)) for row in current_rows(register, [institution]).order_by("pk")]
