"""Accounts: a person, a role somewhere, and a password that nobody else keeps."""

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from linghang.core.errors import refuse
from linghang.organization.as_of import holders, person_of
from linghang.organization.models import (
    Appointment,
    Assignment,
    Department,
    Institution,
    PartyOrganization,
    PartyOrganizationForm,
    Person,
    in_force,
)
from linghang.site import tokens
from linghang.site.models import InitialPassword

# No letters or digits that look alike on paper.
_ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True)
class Account:
    """An account as it is handed out; the password stands nowhere else."""

    username: str
    password: str
    role: str
    institution: str
    department: str = ""
    branch: str = ""


def new_password() -> str:
    """Twelve random characters (about 69 bits)."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(12))


@transaction.atomic
def create_account(
    username: str,
    name: str,
    role: str,
    institution_code: str,
    department_code: str = "",
    *,
    branch_code: str = "",
    initial: bool = True,
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
) -> Account:
    """Create the account, or give an existing one a new password and this role besides those it has.

    `initial`: its owner must choose another password on first use. A new role holds in the period given. Raises
    InputError for an unknown role or place.
    """
    if role not in Assignment.Role.values:
        raise refuse("没有这个角色", f"可用：{'、'.join(Assignment.Role.values)}", field="角色", value=role)
    institution = Institution.objects.filter(code=institution_code).first()
    if institution is None:
        raise refuse("没有这个机构", "请先用 linghang organization load 载入机构", field="机构", value=institution_code)
    department = _department(institution, department_code) if department_code else None
    if role == Assignment.Role.DEPARTMENT_HEAD and department is None:
        raise refuse("科主任须写明科室", "请写上科室代码", field="科室")
    branch = _branch(institution, branch_code) if branch_code else None
    if role == Assignment.Role.SECRETARY and branch is None:
        raise refuse("党支部书记须写明党支部", "请写上党组织代码", field="党组织")
    if branch is not None and department is not None:
        raise refuse("科室和党组织都写了", "一个角色只限于一处", field="党组织", value=branch_code)
    user, _ = get_user_model().objects.get_or_create(username=username)
    user.first_name, user.is_active = name, True
    password = issue_password(user, initial=initial)
    period = {"valid_from": valid_from, "valid_to": valid_to}
    place = {"institution": institution, "department": department, "party_organization": branch}
    Assignment.objects.get_or_create(user=user, role=role, **place, defaults=period)
    title = str(Assignment.Role(role).label)
    return Account(username, password, title, str(institution), str(department or ""), str(branch or ""))


def issue_password(user: Any, *, initial: bool = True) -> str:
    """A fresh password for `user`, who must replace it on first use when `initial`; it stands nowhere else.

    The old one, open sessions and access tokens end.
    """
    password = new_password()
    user.set_password(password)
    user.save()
    tokens.revoke_all(user)
    if initial:
        InitialPassword.objects.get_or_create(user=user)
    return password


def _department(institution: Institution, code: str) -> Department:
    found = institution.departments.filter(code=code).order_by("-valid_from").first()
    if found is None:
        raise refuse("这个机构没有这个科室", "请检查科室代码", field="科室", value=code)
    return found


def _branch(institution: Institution, code: str) -> PartyOrganization:
    found = institution.party_organizations.filter(code=code).first()
    if found is None:
        raise refuse("这个机构没有这个党组织", "请检查党组织代码", field="党组织", value=code)
    return found


def create_demo_accounts() -> list[Account]:
    """One account per way of using the house, over the institutions there are, with fresh random passwords.

    The whole region: administrator and health commission. Each institution right below it: Party and hospital office,
    quality office and a leader. One department head and one viewer at the first institution that has departments.
    The hospital with the most branches: the secretary of its first branch, and the discipline office.
    An account is that of the person who holds the post today, where somebody does.
    """
    accounts = []
    for root in Institution.objects.filter(parent=None):
        accounts += [
            _demo("admin", "系统管理员", "administrator", root),
            _demo("commission", "卫健委", "commission", root),
        ]
        for member in root.members.all():
            accounts += [
                _demo(f"{member.code}-office", "党办院办", "office", member, person=_head_of(member, "办公室")),
                _demo(f"{member.code}-quality", "质控科", "quality", member, person=_head_of(member, "质控科")),
                _demo(f"{member.code}-leader", "院领导", "leader", member, person=_president(member)),
            ]
    department = Department.objects.select_related("institution").order_by("institution__position", "code").first()
    if department is not None:
        at = department.institution
        head = _head_of(at, department.name)
        accounts += [
            _demo(f"{at.code}-head", f"{department.name}主任", "department_head", at, department.code, person=head),
            _demo(f"{at.code}-viewer", "职工", "viewer", at),
        ]
    return accounts + _party_accounts()


def _party_accounts() -> list[Account]:
    """The secretary of the first branch, by code, of the hospital with the most branches, and its discipline office."""
    today = timezone.localdate()
    forms = PartyOrganizationForm.objects.filter(in_force(today), kind=PartyOrganizationForm.Kind.BRANCH)
    most = forms.values("organization__institution").annotate(n=Count("pk")).order_by("-n", "organization__institution")
    if not most:
        return []
    hospital = Institution.objects.get(pk=most[0]["organization__institution"])
    form = forms.filter(organization__institution=hospital).order_by("organization__code").first()
    held = Appointment.objects.filter(in_force(today), post__kind="secretary")
    secretary = held.filter(post__party_organization=form.organization).select_related("person").first()
    discipline = holders(hospital, today, kinds=["discipline_secretary"])
    return [
        _demo(
            f"{hospital.code}-secretary", "支部书记", "secretary", hospital, branch=form.organization.code,
            person=secretary.person if secretary else None,
        ),
        _demo(
            f"{hospital.code}-discipline", "纪检监察", "discipline", hospital,
            person=discipline[0].person if discipline else None,
        ),
    ]  # fmt: skip


def _president(institution: Institution) -> Person | None:
    found = holders(institution, timezone.localdate(), kinds=["president"])
    return found[0].person if found else None


def _head_of(institution: Institution, name: str) -> Person | None:
    today = timezone.localdate()
    heads = Appointment.objects.filter(in_force(today), post__kind="department_head")
    found = heads.filter(post__department__institution=institution, post__department__name=name)
    first = found.select_related("person").first()
    return first.person if first else None


def _demo(
    username: str,
    name: str,
    role: str,
    institution: Institution,
    department: str = "",
    *,
    branch: str = "",
    person: Person | None = None,
) -> Account:
    named = person.name if person else name
    account = create_account(username, named, role, institution.code, department, branch_code=branch, initial=False)
    if person is not None and person.user is None:
        user = get_user_model().objects.get(username=username)
        if person_of(user) is None:
            person.user = user
            person.save(update_fields=["user"])
    return account
