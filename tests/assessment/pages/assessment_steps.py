"""A small region whose figures are typed in, for the pages of assessment."""

import json
from datetime import date
from decimal import Decimal

from linghang.core.periods import Month
from linghang.organization.models import Institution
from linghang.registers.models import CatalogueVersion, KeptRow

YEAR = (date(2022, 1, 1), date(2022, 12, 31))


def keep(register, institution, counted_on, key, /, **data):
    """Type in a row."""
    return KeptRow.objects.create(
        register=register,
        institution=institution,
        month=Month.of(counted_on).key,
        key=json.dumps(key),
        data=data,
        created=CatalogueVersion.objects.create(action="save"),
    )


def report(institution, indicator, value, year=2022, register="reported_value"):
    """Type in the value (or target) of an indicator for a year."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    key = [indicator, str(first), str(last)]
    data = {"indicator": indicator, "from_date": str(first), "to_date": str(last), "value": str(Decimal(value))}
    said = {"evidence": "年报"} if register == "reported_value" else {"basis": "目标责任书"}
    return keep(register, institution, first, key, **data, **said)


def serve(institution, ward, good, bad=0, year=2022):
    """So many services of a department, good ones and others."""
    for number in range(good + bad):
        code = f"{institution.code}-{ward}-{year}-{number}"
        day = date(year, 3, 1)
        keep("service", institution, day, [code], number=code, day=str(day), ward=ward, good=number < good)


def region():
    """region → h1 (with two departments), h2."""
    top = Institution.objects.create(code="region", name="示范地区", kind="region")
    first = Institution.objects.create(
        code="h1", name="示范医院", kind="hospital", level="三级甲等", parent=top, position=1
    )
    second = Institution.objects.create(
        code="h2", name="友邻医院", kind="hospital", level="三级甲等", parent=top, position=2
    )
    return top, first, second
