"""Typed-in numbers, targets and red lines for the tests of signals and effects."""

import datetime as dt
import json
from calendar import monthrange
from pathlib import Path

from linghang.packs.load import load_packs
from linghang.registers.models import CatalogueVersion, KeptRow

HERE = Path(__file__).parent
RISKS = HERE.parents[1] / "packs" / "risks"


def library():
    return load_packs([HERE / "packs" / "numbers", RISKS])


def span(month):
    """First and last day of `2023-02`, or of the year `2023`."""
    if len(month) == 4:
        return f"{month}-01-01", f"{month}-12-31"
    year, number = map(int, month.split("-"))
    return f"{month}-01", f"{month}-{monthrange(year, number)[1]}"


def keep(packs, register, institution, **data):
    """Type in a row."""
    definition = packs.register(register)
    day = dt.date.fromisoformat(data[definition.date])
    row = {field.code: data.get(field.code) for field in definition.fields}
    return KeptRow.objects.create(
        register=register,
        institution=institution,
        month=day.year * 100 + day.month,
        key=json.dumps([row[name] for name in definition.key]),
        data=row,
        created=CatalogueVersion.objects.create(action="save"),
    )


def value(packs, institution, indicator, month, number):
    first, last = span(month)
    keep(
        packs,
        "reported_value",
        institution,
        indicator=indicator,
        from_date=first,
        to_date=last,
        value=str(number),
        evidence="月报",
    )


def target(packs, institution, indicator, month, number):
    first, last = span(month)
    keep(packs, "indicator_target", institution, indicator=indicator, from_date=first, to_date=last, value=str(number))


def drug_share(packs, institution, month, drugs, everything):
    """药占比 of a month as its two sums."""
    value(packs, institution, "drug_fee", month, drugs)
    value(packs, institution, "all_fee", month, everything)


def red_line(packs, institution, number="F1", **changes):
    row = {
        "risk_no": number,
        "title": "药占比失控",
        "kind": "drug",
        "found_on": "2023-01-05",
        "likelihood": 4,
        "impact": 4,
        "level": "larger",
        "unit": "药剂科",
        "contingency": "约谈科主任",
        "red_line_indicator": "drug_share",
        "red_line_high": "0.3",
    }
    return keep(packs, "risk", institution, **row | changes)
