"""Finding matters of the agenda catalogue, and people, as one types: characters, Traditional ones, pinyin initials."""

from linghang.organization.models import Institution, Person
from linghang.organization.names import matches
from linghang.packs.routing import Matter, Routing

PEOPLE_SHOWN = 20


def matters_found(routing: Routing, words: str, chosen: str = "") -> list[Matter]:
    """The matters whose title or subject has the words; the chosen one stays among them, or it would be lost."""
    return [each for each in routing.matters if each.code == chosen or matches(words, each.title, each.subject)]


def matters_by_way(routing: Routing, matters: list[Matter]) -> list[tuple[str, list[Matter]]]:
    """The catalogue grouped by the bodies that matters pass: 院长办公会 → 党委会."""
    groups: dict[str, list[Matter]] = {}
    for matter in matters:
        groups.setdefault(" → ".join(routing.body(code).title for code in matter.bodies), []).append(matter)
    return list(groups.items())


def people_found(institution: Institution, words: str) -> list[Person]:
    """People of the house by name, spelling or staff number. Nothing typed finds nobody: no lists of staff here."""
    if not words.strip():
        return []
    staff = Person.objects.filter(institution=institution).select_related("department")
    found = (person for person in staff if matches(words, person.name) or person.code.startswith(words))
    return [person for person, _ in zip(found, range(PEOPLE_SHOWN), strict=False)]
