"""Which scheme, and which published weights, are in force where and when.

At a place the newest that has begun holds until its stated end or until the next begins; none after that end, for
whoever published the newer one meant the older one to be over. What was withdrawn is as if it had never been.
"""

import datetime as dt
from collections.abc import Iterable

from linghang.organization.models import Institution
from linghang.payment.models import Scheme


class InForce:
    """All schemes and places as they are now, asked once and answered for any day."""

    def __init__(self) -> None:
        standing = Scheme.objects.filter(withdrawal=None).defer("notices").select_related("institution")
        self._schemes = sorted(standing, key=_begins)
        self._above = dict(Institution.objects.values_list("pk", "parent_id"))

    def at(self, kind: str, institution: Institution | None, day: dt.date) -> Scheme | None:
        """The scheme of the nearest place at or above the institution that has one on the day; else everybody's."""
        return self._nearest(institution, day, [each for each in self._schemes if each.kind == kind])

    def weights(self, scheme: Scheme, institution: Institution | None, day: dt.date) -> Scheme | None:
        """The published weights of the groups of a scheme, as `at`; None where nobody put any in force."""
        return self._nearest(institution, day, [each for each in self._schemes if each.weighs_id == scheme.pk])

    def _nearest(self, institution: Institution | None, day: dt.date, schemes: list[Scheme]) -> Scheme | None:
        newest = {each.institution_id: each for each in schemes if _begins(each) <= day}
        found = {place: each for place, each in newest.items() if each.valid_to is None or day <= each.valid_to}
        place = institution.pk if institution else None
        while place is not None and place not in found:
            place = self._above.get(place)
        return found.get(place)

    def first_below(self, kind: str, place: Institution, day: dt.date) -> Scheme | None:
        """That of the place; for one without, that of its first member which has one."""
        found = (self.at(kind, each, day) for each in place.subtree())
        return next((each for each in found if each), None)

    def until(self, scheme: Scheme) -> dt.date | None:
        """The last day of a scheme at its place: as stated with it, or the day before the next begins; None: open."""
        place = (scheme.kind, scheme.institution_id, scheme.weighs_id)
        beside = (each for each in self._schemes if (each.kind, each.institution_id, each.weighs_id) == place)
        return _earliest([scheme.valid_to, *(_before(each) for each in beside if _begins(each) > _begins(scheme))])


def _begins(scheme: Scheme) -> dt.date:
    return scheme.valid_from or dt.date.min


def _before(scheme: Scheme) -> dt.date:
    return _begins(scheme) - dt.timedelta(days=1)


def _earliest(days: Iterable[dt.date | None]) -> dt.date | None:
    return min((day for day in days if day is not None), default=None)


def in_force(kind: str, institution: Institution | None, day: dt.date) -> Scheme | None:
    """`InForce.at`, asked now."""
    return InForce().at(kind, institution, day)
