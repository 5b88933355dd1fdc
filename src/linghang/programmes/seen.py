"""What an editor of a programme saw when the page was made; another fingerprint means that somebody was faster."""

from linghang.core.errors import ConflictError
from linghang.organization.fingerprints import fingerprint
from linghang.programmes.models import Adoption, LocalComponent


def of_adoption(adoption: Adoption) -> str:
    """Who leads it, under which document, until when."""
    return fingerprint([(adoption.leader_id, adoption.document, adoption.valid_from, adoption.valid_to)])


def of_owners(adoption: Adoption, component: str) -> str:
    """Who answers for a component, and for which days."""
    columns = ("pk", "department", "branch", "leader", "valid_from", "valid_to")
    return fingerprint(adoption.owners.filter(component=component).values_list(*columns))


def of_targets(adoption: Adoption, objective: str) -> str:
    """The targets of an objective, and for which days each holds."""
    columns = ("pk", "comparator", "value", "by", "note", "valid_from", "valid_to")
    return fingerprint(adoption.targets.filter(objective=objective).values_list(*columns))


def of_name(component: LocalComponent) -> str:
    """The name that an institution gave a component."""
    return fingerprint([(component.pk, component.title)])


def unchanged(seen: str | None, now: str) -> None:
    """ConflictError with what is `now` when that was not what was `seen`. None: nobody looked (a file, a program)."""
    if seen is not None and seen != now:
        raise ConflictError(now, "您填写期间他人已经改动了这里")
