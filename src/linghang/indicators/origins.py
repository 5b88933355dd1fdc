"""In short where figures come from: definitions and batches, without counting again as `trace` does."""

from collections.abc import Sequence
from typing import Any

from linghang.core.periods import Period
from linghang.indicators.definitions import registers_of
from linghang.indicators.scope import Tree
from linghang.indicators.trace import defined
from linghang.indicators.values import definition
from linghang.registers import catalogue, content


def origins(
    codes: Sequence[str], period: Period, institution_code: str, *, version: int | None = None
) -> dict[str, dict[str, Any]]:
    """Of each indicator as plain data: `in_words`, `file` and `line` of its definition with its `fingerprint`, and by
    register the numbers of the visible batches that hold months of the period. Rows typed in by hand have no batch.

    Raises InputError for unknown codes and institutions.
    """
    library, places = content.library(), Tree.now().subtree(institution_code)
    known: dict[str, list[int]] = {}

    def batches(register: str) -> list[int]:
        if register not in known:
            found = catalogue.visible_batches(register, places, version)
            inside = found.filter(period_first__lte=period.last.key, period_last__gte=period.first.key)
            known[register] = list(inside.order_by("pk").values_list("pk", flat=True))
        return known[register]

    made = {}
    for code in codes:
        indicator = definition(library, code, period.last_day)
        said = defined(library, indicator)
        made[code] = {
            "in_words": said.in_words,
            "file": said.file,
            "line": said.line,
            "fingerprint": said.fingerprint,
            "batches": {each.code: batches(each.code) for each in registers_of(indicator, library, period.last_day)},
        }
    return made
