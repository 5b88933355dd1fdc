"""How many members of each branch are behind with their dues: numbers only, names stay on the dues sheet (DU07)."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from linghang.membership.collecting import Ledger
from linghang.membership.models import Membership
from linghang.organization.models import PartyOrganization, in_force


def behind(branches: Sequence[PartyOrganization], today: dt.date) -> list[tuple[str, int]]:
    """Branch name and count, of branches with anybody in arrears; most first. Four queries for all branches."""
    names = {branch.pk: str(branch) for branch in branches}
    there = Membership.objects.filter(in_force(today), organization__in=names).values_list("organization", "person")
    homes = list(there)
    ledger = Ledger.read(person for _, person in homes)
    counts = Counter(home for home, person in homes if ledger.arrears(person, today).level)
    return sorted(((names[home], count) for home, count in counts.items()), key=lambda each: (-each[1], each[0]))
