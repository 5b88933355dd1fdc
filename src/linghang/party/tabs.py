"""The pages of Party life that stand side by side, for those who see a house as a whole."""

from dataclasses import dataclass

from django.urls import reverse

from linghang.organization import access
from linghang.party.place import Place

_TABS = (
    ("总览", "party"),
    ("应办事项", "duties"),
    ("党员", "members"),
    ("支部考评", "party-standing"),
    ("发展党员", "party-board"),
    ("党业融合", "party-integration"),
    ("先锋载体", "party-pioneers"),
    ("3个100%", "party-hundred"),
)
_ABOUT_MEMBERS = frozenset({"members", "party-board"})


@dataclass(frozen=True)
class Tab:
    title: str
    url: str
    current: bool


def tabs(place: Place, current: str) -> list[Tab]:
    """Without the pages about members for who may not see those."""
    people = access.may(place.user, "view_party", institution=place.institution, sensitivity="member")
    open_ones = [(title, name) for title, name in _TABS if people or name not in _ABOUT_MEMBERS]
    return [Tab(title, f"{reverse(name)}?{place.query}", name == current) for title, name in open_ones]
