"""The pages of Party life that stand side by side, for those who see a house as a whole."""

from dataclasses import dataclass

from django.urls import reverse

from linghang.party.place import Place

_TABS = (
    ("总览", "party"),
    ("支部考评", "party-standing"),
    ("发展党员", "party-board"),
    ("党业融合", "party-integration"),
    ("先锋载体", "party-pioneers"),
    ("3个100%", "party-hundred"),
)


@dataclass(frozen=True)
class Tab:
    title: str
    url: str
    current: bool


def tabs(place: Place, current: str) -> list[Tab]:
    return [Tab(title, f"{reverse(name)}?{place.query}", name == current) for title, name in _TABS]
