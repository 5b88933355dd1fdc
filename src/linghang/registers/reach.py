"""Which rows of a ledger a person reaches: whole institutions, and single departments of others."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from linghang.organization import access
from linghang.organization.models import Department, Institution
from linghang.packs.model import Register
from linghang.registers.models import KeptRow


@dataclass(frozen=True)
class Reach:
    """`whole`: institutions open as a whole; `departments`: those open by themselves."""

    whole: tuple[Institution, ...]
    departments: tuple[Department, ...]

    @classmethod
    def of(cls, user: Any, action: str, sensitivity: str) -> "Reach":
        return cls(tuple(access.scope(user, action, sensitivity)), tuple(access.departments(user, action, sensitivity)))

    def institutions(self, register: Register) -> list[Institution]:
        """Where the person finds rows of this ledger. Without a department field only whole
        institutions count."""
        narrow = [department.institution for department in self.departments] if register.department else []
        return list({institution.pk: institution for institution in [*self.whole, *narrow]}.values())

    def rows(self, registers: Iterable[Register]) -> Q:
        """The filter for kept rows of these ledgers."""
        registers = list(registers)
        found = Q(register__in=[register.code for register in registers], institution__in=self.whole)
        for register in registers if self.departments else []:
            if register.department:
                for department in self.departments:
                    found |= Q(
                        register=register.code,
                        institution=department.institution,
                        **{f"data__{register.department}": department.code},
                    )
        return found


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
        department=department_of(register, row.data),
    )


def require_row(user: Any, action: str, register: Register, row: KeptRow) -> None:
    access.require(
        user,
        action,
        institution=row.institution,
        sensitivity=register.sensitivity,
        department=department_of(register, row.data),
    )


def department_of(register: Register, data: dict[str, Any]) -> str | None:
    """The department code in stored or typed values; without one only a role for the whole institution counts."""
    found = data.get(register.department) if register.department else None
    return str(found) if found else None
