"""What a case is called on a page: its subject, half hidden where it is a person of a member procedure."""

from collections.abc import Callable, Iterable
from typing import Any

from linghang.organization import masking
from linghang.organization.access import User
from linghang.organization.masking import Lens
from linghang.organization.models import Institution, PartyOrganization, Person
from linghang.packs.procedure import StepField
from linghang.procedures.models import Case
from linghang.procedures.reach import sensitivity_of


class Names:
    """The names on one page, one lens for each branch; `log` once when all were asked."""

    def __init__(self, make: Callable[[Institution, PartyOrganization | None], Lens]) -> None:
        self._make = make
        self._lenses: dict[tuple[int, str], Lens] = {}

    @classmethod
    def of(cls, request: Any) -> "Names":
        """As the page may show them: masked unless the person has opened the branch."""
        return cls(lambda institution, branch: masking.lens(request, institution, branch))

    @classmethod
    def told(cls, user: User, reason: str) -> "Names":
        """In full, for a file that `user` takes away for a stated reason; masked where he may not reveal."""

        def make(institution: Institution, branch: PartyOrganization | None) -> Lens:
            may = masking.may_reveal(user, institution, branch)
            return Lens(user, institution, branch.code if branch else "", reason if may else "")

        return cls(make)

    def lens(self, institution: Institution, branch: PartyOrganization | None) -> Lens:
        key = (institution.pk, branch.code if branch else "")
        if key not in self._lenses:
            self._lenses[key] = self._make(institution, branch)
        return self._lenses[key]

    def subject(self, case: Case) -> str:
        """Who or what the case is about."""
        if case.person is not None:
            return self.person(case, case.person)
        for row in (case.organization, case.unit):
            if row is not None:
                return str(row)
        return case.matter or str(case.institution)

    def person(self, case: Case, person: Person) -> str:
        if sensitivity_of(case.procedure) != "member":
            return person.name
        return self.lens(case.institution, case.branch).name(person)

    def people(self, case: Case, codes: Iterable[str]) -> str:
        """The people that a step names by staff number."""
        listed = list(codes)
        known = {each.code: each for each in Person.objects.filter(code__in=listed)}
        return "、".join(self.person(case, known[code]) if code in known else code for code in listed)

    def value(self, case: Case, field: StepField, value: Any) -> str:
        """What stands in a field, people by name."""
        listed = list(value) if isinstance(value, list | tuple) else [value]
        if field.person:
            return self.people(case, map(str, listed))
        words = {True: "是", False: "否"}
        said = "；".join(words[each] if isinstance(each, bool) else str(each) for each in listed)
        return f"{said}{field.unit}"

    def log(self) -> None:
        for lens in self._lenses.values():
            lens.log()
