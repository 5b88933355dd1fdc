"""The institutions of the demonstration region. All names are invented."""

from dataclasses import dataclass
from functools import cache

from linghang.demo.clinical import DATA, read_table


@dataclass(frozen=True)
class Department:
    """A department as its institution names it; `code` is of the list RC023.

    `stays` and `visits` are its shares.
    """

    code: str
    name: str
    stays: float
    visits: float


@dataclass(frozen=True)
class Institution:
    """`price`: its fee level against the tables of `clinical`."""

    code: str
    name: str
    short_name: str
    kind: str
    level: str
    category: str
    parent: str
    address: str
    price: float
    departments: tuple[Department, ...]


@cache
def institutions() -> dict[str, Institution]:
    """All institutions by code, parents before members."""
    departments: dict[str, list[Department]] = {}
    for row in read_table("institution_departments"):
        departments.setdefault(row["institution"], []).append(
            Department(row["department"], row["name"], float(row["stays"]), float(row["visits"]))
        )
    found = [
        Institution(
            row["code"],
            row["name"],
            row["short_name"],
            row["kind"],
            row["level"],
            row["category"],
            row["parent"],
            row["address"],
            float(row["price"] or 1),
            tuple(departments.get(row["code"], ())),
        )
        for row in read_table("institutions")
    ]
    clinic = (Department("02", "全科医疗科", 0, 74), Department("50", "中医馆", 0, 26))
    found += [
        Institution(
            f"group_t{number:02d}",
            f"槐安县{name}卫生院",
            f"{name}卫生院",
            "township",
            "",
            "",
            "group",
            f"槐安县{name}",
            0.4,
            clinic,
        )
        for number, name in enumerate(townships(), 1)
    ]
    return {institution.code: institution for institution in found}


@cache
def townships() -> tuple[str, ...]:
    """The 24 townships of the county group, in the order of their codes."""
    return tuple((DATA / "townships.txt").read_text(encoding="utf-8").split())
