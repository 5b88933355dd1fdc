"""Cases and parameters for the tests of DIP; all made up."""

import random
from decimal import Decimal

import polars as pl

from linghang.casemix.dip.catalogue import Catalogue, Entry, Group, Kind
from linghang.casemix.dip.parameters import read_parameters

SHIPPED = read_parameters()


def case(diagnoses, operations="", cost="1000", year=2025, **more):
    """A case as it stands in a CSV file."""
    plain = {"sex": "1", "age": "40", "age_days": "", "birth_weight": "", "days": "5", "institution": "H1", "level": ""}
    raw = plain | {"diagnoses": diagnoses, "operations": operations, "cost": cost, "year": year} | more
    return {name: None if value is None else str(value) for name, value in raw.items()}


def frame(cases):
    """The cases as a frame of texts."""
    names = dict.fromkeys(name for one in cases for name in one)
    return pl.DataFrame(
        [{name: one.get(name) for name in names} for one in cases], schema=dict.fromkeys(names, pl.String)
    )


def parameters(**changed):
    """The shipped parameters with some replaced (as in the file)."""
    return type(SHIPPED).model_validate(SHIPPED.model_dump() | changed)


def plain(**changed):
    """No trimming, no subtypes, two cases make a core group: what the worked examples assume."""
    few = {"core": {"cases": 2}, "trim": {"low": 0, "high": 1, "least": 1}, "related": {"ratio": "1.1", "least": 2}}
    none = {"auxiliary": SHIPPED.auxiliary.model_dump() | {"kinds": ()}}
    return parameters(**(few | none | changed))


def catalogue(*groups, **more):
    """A catalogue of these groups, with the shipped properties of operations."""
    entry = Entry(properties=SHIPPED.properties)
    settings = {"entry": entry, "sets": {}} | more
    return Catalogue("试", "1", "试", None, tuple(groups), **settings)


def basic(code, diagnosis, operations=(), related=(), weight="1000", **more):
    """A basic group."""
    parts = tuple((one,) for one in related)
    return Group(code, Kind.BASIC, "", "", diagnosis, tuple(operations), parts, weight=Decimal(weight), **more)


def drawn(seed, count):
    """Random cases with few diagnoses and operations, so that groups fill up; some are unfit to be counted."""
    chance = random.Random(seed)
    found = []
    for number in range(count):
        principal = chance.choice(["I63.900", "I63.901", "i63 9", "J18.9", "C34.1", "I10", "I10.x00", "K35.800"])
        others = [
            chance.choice(["E11.2", "I50.9", "C78.0", "N18.9", "J44.1", "Z99"]) for _ in range(chance.randint(0, 8))
        ]
        count_of = chance.choice([0, 0, 1, 1, 2, 3])
        mains, further = ["47.0100", "47.0900", "36.0700X004"], ["88.4100", "99.1000", "39.9000", "47.0900"]
        operations = [chance.choice(further if place else mains) for place in range(count_of)]
        cost = round(chance.lognormvariate(9, 0.7) * (1.6 if "39.9000" in operations[1:] else 1), 2)
        found.append(
            case(
                "|".join([principal, *others]),
                "|".join(operations),
                chance.choice([cost, cost, cost, cost, cost, cost, cost, cost, "x", -5]) if number % 5 == 0 else cost,
                chance.choice([2023, 2024, 2025]),
                age=chance.choice([0, 3, 40, 70]),
                age_days=chance.choice([3, 40]),
                level=chance.choice(["三级", "二级", ""]),
                institution=chance.choice(["H1", "H2", "H3"]),
                month=chance.randint(1, 12),
                icu_days=chance.choice(["", 0, 3, 40]),
            )
        )
    return found
