"""Which framework, and which unit, a code means in a period."""

from linghang.assessment.units import Judges, Unit
from linghang.core.errors import InputError, refuse
from linghang.core.periods import Period
from linghang.organization.as_of import departments_on, party_organizations_on
from linghang.organization.models import Institution
from linghang.packs.framework import Framework
from linghang.registers import content


def framework_of(code: str, period: Period) -> Framework:
    """The version in force on the period's last day, or else the newest. InputError when there is none of that code."""
    library = content.library()
    if not library.has("frameworks", code):
        raise refuse("没有这个考核办法", "可用 linghang assess --list 查看全部", field="考核办法", value=code)
    try:
        return library.framework(code, period.last_day)
    except InputError:
        return library.framework(code)


def unit_of(kind: Judges, institution: str, code: str, period: Period) -> Unit:
    """A unit as it is named on the period's last day. InputError when there was none of that code."""
    place = Institution.objects.filter(code=institution).first()
    if place is None:
        raise refuse("没有这个机构", "可用 linghang organization list 查看", field="机构", value=institution)
    names = {"institution": _institution, "department": _departments, "branch": _branches}[kind](place, period)
    if code not in names:
        title = {"institution": "机构", "department": "科室", "branch": "党组织"}[kind]
        raise refuse(
            f"这个期间的最后一天没有这个{title}", "请核对代码和期间", subject=place.name, field=title, value=code
        )
    return Unit(kind, place.code, code, names[code])


def _institution(place: Institution, period: Period) -> dict[str, str]:
    return {place.code: str(place)} if place.valid_on(period.last_day) else {}


def _departments(place: Institution, period: Period) -> dict[str, str]:
    return {each.code: each.name for each in departments_on(place, period.last_day)}


def _branches(place: Institution, period: Period) -> dict[str, str]:
    return {form.organization.code: form.name for form in party_organizations_on(place, period.last_day)}
