"""Which scheme, and which published weights, are in force where and when."""

import datetime as dt

from linghang.organization.models import Institution
from linghang.payment.models import Scheme


class InForce:
    """All schemes and places as they are now, asked once and answered for any day."""

    def __init__(self) -> None:
        self._schemes = list(Scheme.objects.defer("notices").select_related("institution"))
        self._above = dict(Institution.objects.values_list("pk", "parent_id"))

    def at(self, kind: str, institution: Institution | None, day: dt.date) -> Scheme | None:
        """The scheme of the nearest place at or above the institution that has one on the day; else everybody's."""
        return self._nearest(institution, day, [each for each in self._schemes if each.kind == kind])

    def weights(self, scheme: Scheme, institution: Institution | None, day: dt.date) -> Scheme | None:
        """The published weights of the groups of a scheme, as `at`; None where nobody put any in force."""
        return self._nearest(institution, day, [each for each in self._schemes if each.weighs_id == scheme.pk])

    def _nearest(self, institution: Institution | None, day: dt.date, schemes: list[Scheme]) -> Scheme | None:
        found = {each.institution_id: each for each in schemes if _holds(each, day)}
        place = institution.pk if institution else None
        while place is not None and place not in found:
            place = self._above.get(place)
        return found.get(place)

    def first_below(self, kind: str, place: Institution, day: dt.date) -> Scheme | None:
        """That of the place; for one without, that of its first member which has one."""
        found = (self.at(kind, each, day) for each in place.subtree())
        return next((each for each in found if each), None)


def in_force(kind: str, institution: Institution | None, day: dt.date) -> Scheme | None:
    """`InForce.at`, asked now."""
    return InForce().at(kind, institution, day)


def _holds(scheme: Scheme, day: dt.date) -> bool:
    begun = scheme.valid_from is None or scheme.valid_from <= day
    return begun and (scheme.valid_to is None or scheme.valid_to >= day)
