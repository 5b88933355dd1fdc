"""Which rows of a ledger a person reaches: whole institutions, and single departments or Party branches of others."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from linghang.organization import access
from linghang.organization.models import Department, Institution, PartyOrganization
from linghang.packs.model import Register
from linghang.registers.models import KeptRow


@dataclass(frozen=True)
class Reach:
    """`whole`: institutions open as a whole; `departments`, `branches`: those open by themselves."""

    whole: tuple[Institution, ...]
    departments: tuple[Department, ...]
    branches: tuple[PartyOrganization, ...] = ()

    @classmethod
    def of(cls, user: Any, action: str, sensitivity: str) -> "Reach":
        wish = (user, action, sensitivity)
        return cls(tuple(access.scope(*wish)), tuple(access.departments(*wish)), tuple(access.branches(*wish)))

    def institutions(self, register: Register) -> list[Institution]:
        """Where the person finds rows of this ledger. Departments and branches count where the ledger has a field
        that names them."""
        narrow = [place.institution for _, place in self._narrow(register)]
        return list({institution.pk: institution for institution in [*self.whole, *narrow]}.values())

    def rows(self, registers: Iterable[Register]) -> Q:
        """The filter for kept rows of these ledgers."""
        registers = list(registers)
        found = Q(register__in=[register.code for register in registers], institution__in=self.whole)
        for register in registers:
            for field, place in self._narrow(register):
                found |= Q(register=register.code, institution=place.institution, **{f"data__{field}": place.code})
        return found

    def _narrow(self, register: Register) -> list[tuple[str, Department | PartyOrganization]]:
        """The single places that this ledger can tell apart, each with the field that names it."""
        named = ((register.department, self.departments), (register.branch, self.branches))
        return [(field, place) for field, places in named if field for place in places]


def require_somewhere(user: Any, action: str, register: Register) -> Reach:
    """The reach of `user`; PermissionDenied when it is empty."""
    reach = Reach.of(user, action, register.sensitivity)
    if not reach.institutions(register):
        raise PermissionDenied(
            f"您没有“{access.ACTION_TITLES[action]}”的权限（{register.title}）。如工作需要，请联系本单位系统管理员。"
        )
    return reach


def may_row(user: Any, action: str, register: Register, row: KeptRow) -> bool:
    """Whether `user` may do `action` with this row."""
    return access.may(
        user,
        action,
        institution=row.institution,
        sensitivity=register.sensitivity,
        **place_of(register, row.data),
    )


def require_row(user: Any, action: str, register: Register, row: KeptRow) -> None:
    access.require(
        user,
        action,
        institution=row.institution,
        sensitivity=register.sensitivity,
        **place_of(register, row.data),
    )


def place_of(register: Register, data: dict[str, Any]) -> dict[str, str | None]:
    """The codes of `department` and `branch` in stored or typed values, as `access.may` takes them; where there is
    none only a role for the whole institution counts."""
    named = {"department": register.department, "branch": register.branch}
    return {what: str(data[field]) if field and data.get(field) else None for what, field in named.items()}
