"""What a case is about and who conducts it: whether both fit the procedure and the house."""

import re

from linghang.core.errors import refuse
from linghang.organization.models import Department, Institution, PartyOrganization, Person
from linghang.packs.procedure import Procedure
from linghang.procedures.models import Case

_NUMBER = re.compile(r"[\w.\-〔〕（）]+")
_TAKEN = frozenset({"new", "people", "profile", "export.xlsx"})
"""Addresses that stand where the number of a case would."""
Subject = Person | PartyOrganization | Department | Institution | str


def set_subject(case: Case, procedure: Procedure, subject: Subject) -> None:
    kinds: dict[str, tuple[type, str]] = {
        "person": (Person, "person"),
        "organization": (PartyOrganization, "organization"),
        "department": (Department, "unit"),
    }
    if procedure.subject in kinds:
        wanted, name = kinds[procedure.subject]
        if not isinstance(subject, wanted):
            raise refuse("对象不是这个流程要的那一种", "请核对流程和对象", subject=procedure.title, field="对象")
        setattr(case, name, subject)
    elif procedure.subject == "matter":
        case.matter = subject.strip() if isinstance(subject, str) else ""
        if not case.matter:
            raise refuse("没有写明事项", "请写明是什么事", subject=procedure.title, field="事项")
        if len(case.matter) > 200:
            raise refuse("超过 200 个字", "请缩短", subject=procedure.title, field="事项")


def check_place(case: Case) -> None:
    """Branch, department and subject belong to the house of the case, or the rules of reach would not hold."""
    for title, row in (("承办党组织", case.branch), ("承办科室", case.department), ("对象科室", case.unit)):
        if row is not None and row.institution_id != case.institution_id:
            raise refuse("不属于这个机构", "请核对机构", field=title, value=str(row))


def check_number(case: Case, number: str) -> None:
    if number and (not _NUMBER.fullmatch(number) or number in _TAKEN):
        raise refuse("编号里有不能用的字", "只用文字、数字和 - . 〔 〕（ ）", field="编号", value=number[:40])
    if len(number) > 30:
        raise refuse("超过 30 个字", "请缩短", field="编号", value=number[:40])
    same = Case.objects.filter(institution=case.institution, procedure=case.procedure, number=number)
    if number and same.exists():
        raise refuse("这个编号已经用过", "请换一个编号", field="编号", value=number)


def check_single(case: Case) -> None:
    same = Case.objects.filter(procedure=case.procedure, closed_on=None, person=case.person, unit=case.unit)
    same = same.filter(organization=case.organization, matter=case.matter)
    if case.person is None and case.unit is None and case.organization is None:
        same = same.filter(institution=case.institution)
    if other := same.first():
        reason = f"已有一件没有办完（编号{other.number}，{other.institution}）"
        raise refuse(reason, "请在那一件里接着办", field="对象")
