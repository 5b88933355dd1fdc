"""A DIP catalogue: groups with weights, rules and lists of entry, coefficients of subtypes and levels. Pure."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from linghang.core.errors import Fault


class Kind(StrEnum):
    """Kinds of groups in the order of entry (3.0). All before BASIC are led to by a rule."""

    EXCLUDED = "排除"
    FIRST = "先期"
    MERGED = "并项"
    AIDED = "诊断辅助"
    BASIC = "基本"
    COMPREHENSIVE = "综合"


BY_RULE = (Kind.EXCLUDED, Kind.FIRST, Kind.MERGED, Kind.AIDED)
Alternatives = tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """One line of the catalogue. Codes are keys (`codes.key`).

    `rule`: the rule language, for kinds of BY_RULE. `diagnosis`: four signs (three for a comprehensive group).
    `operations`: main operations that lead here, none for conservative treatment. `related`: every part must be shown
    by one of its alternatives among the other operations. `property`: of operations, for comprehensive groups.
    `cases` records entered, `used` of them after trimming, `by_year` year → records; `mean_cost` yuan.
    """

    code: str
    kind: Kind
    name: str = ""
    rule: str = ""
    diagnosis: str = ""
    operations: Alternatives = ()
    related: tuple[Alternatives, ...] = ()
    property: str = ""
    primary_care: bool = False
    weight: Decimal | None = None
    mean_cost: Decimal | None = None
    mean_days: Decimal | None = None
    cv: Decimal | None = None
    cases: int = 0
    used: int = 0
    by_year: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Coefficient:
    """The auxiliary coefficient of a subtype within a group."""

    group: str
    kind: str
    subtype: str
    coefficient: Decimal
    cases: int
    cv: Decimal


@dataclass(frozen=True)
class LevelCoefficient:
    """The coefficient of a level of institutions."""

    level: str
    coefficient: Decimal
    cases: int


@dataclass(frozen=True)
class InstitutionCoefficient:
    """The coefficient of one institution, which goes before that of its level."""

    institution: str
    coefficient: Decimal


@dataclass(frozen=True)
class Entry:
    """What entry asks beside the groups: prefixes of diagnoses that cannot be principal and of operations that cannot
    be main, properties of operations by prefix (the longest counts), and what no operation is called."""

    not_principal: tuple[str, ...] = ()
    not_main: tuple[str, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)
    without_operation: str = "保守治疗"


@dataclass(frozen=True)
class Catalogue:
    """All that entry and score need. `base_cost`: what `points` stand for (yuan), None when it was not
    published."""

    name: str
    version: str
    source: str
    valid_from: dt.date | None
    groups: tuple[Group, ...]
    sets: Mapping[str, frozenset[str]] = field(default_factory=dict)
    entry: Entry = Entry()
    auxiliary: tuple[Coefficient, ...] = ()
    levels: tuple[LevelCoefficient, ...] = ()
    institutions: tuple[InstitutionCoefficient, ...] = ()
    points: Decimal = Decimal(1000)
    base_cost: Decimal | None = None
    notices: tuple[Fault, ...] = field(default=(), compare=False)
