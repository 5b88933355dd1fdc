"""A grouping scheme: rules in their order, code sets, complications and what excludes them. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from linghang.casemix.codes import Family, family, key
from linghang.casemix.language import NUMBER_VARIABLES, SEVERITIES, Node, parse
from linghang.core.errors import Fault, InputError


class Kind(StrEnum):
    """The three levels of a scheme."""

    MDC = "MDC"
    ADRG = "ADRG"
    DRG = "DRG"


PARENT_KIND = {Kind.ADRG: Kind.MDC, Kind.DRG: Kind.ADRG}
LEVELS = ("MCC", "CC")
AMBIGUOUS = "QY"


@dataclass(frozen=True)
class Row:
    """A line of the rules as written; `place` says where it stands, for messages.

    `before`: in a local overlay, the group of the same level that a new group is asked before.
    """

    kind: Kind
    code: str
    name: str
    parent: str
    rule: str
    place: Fault
    before: str = ""


@dataclass(frozen=True)
class Group:
    """A group and one rule that leads to it. A group may have several lines."""

    kind: Kind
    code: str
    name: str
    parent: str
    text: str
    rule: Node

    @property
    def ambiguous(self) -> bool:
        """An operation unrelated to the diagnosis: QY, or QY behind the letter of the MDC."""
        return self.code.upper().endswith(AMBIGUOUS)


@dataclass(frozen=True)
class Options:
    """Where readers of a scheme disagree.

    `fall_through`: no ADRG in an open MDC leads on to the next open one (1.1). `ambiguous`: lines with QY count.
    `normalised`: codes that differ only in spelling (`codes.key`) are the same code. Off unless asked for: the
    reference of 1.1 compares codes as written, and its answers for such codes are part of what must agree.
    """

    fall_through: bool = True
    ambiguous: bool = True
    normalised: bool = False

    def spell(self, text: str) -> str:
        """The form in which codes are compared; "" when nothing is written."""
        return key(text) if self.normalised else text if text.strip() else ""


PLAIN = Options()


@dataclass(frozen=True)
class Complication:
    """An entry of the list of complications; `table` "": nothing excludes it."""

    level: str
    table: str


@dataclass(frozen=True)
class Scheme:
    """All that grouping needs; codes are spelled as `options.spell` does. Groups stand in the order of asking.

    `adrgs` by MDC, `drgs` by ADRG; `excluded`: principal diagnosis → exclusion tables; `inputs`: further variables of
    the rules → the columns of the records they are read from; `families`: what the sets may be asked of; `notices`:
    what the files had that was passed over.
    """

    name: str
    mdcs: tuple[Group, ...]
    adrgs: Mapping[str, tuple[Group, ...]]
    drgs: Mapping[str, tuple[Group, ...]]
    sets: Mapping[str, frozenset[str]]
    complications: Mapping[str, Complication]
    excluded: Mapping[str, frozenset[str]]
    options: Options = PLAIN
    notices: tuple[Fault, ...] = ()
    inputs: Mapping[str, str] = field(default_factory=dict)
    families: Mapping[str, frozenset[Family]] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the scheme reads beside those that every scheme reads."""
        return tuple(dict.fromkeys(self.inputs.values()))

    def codes(self, wanted: Family) -> set[str]:
        """Every code that a rule may find among those of the family: all of a set, if the set may be asked of it."""
        asked = (codes for name, codes in self.sets.items() if wanted in self.families[name])
        found = set[str]().union(*asked)
        return found | self.complications.keys() | self.excluded.keys() if wanted == Family.DIAGNOSIS else found

    def spellings(self) -> dict[str, str]:
        """How the scheme writes its diagnoses, by key: what somebody may have meant who wrote otherwise."""
        return {key(code): code for code in self.codes(Family.DIAGNOSIS)}


def build(
    name: str,
    rows: Iterable[Row],
    sets: Mapping[str, frozenset[str]],
    complications: Mapping[str, Complication],
    excluded: Mapping[str, frozenset[str]],
    options: Options = PLAIN,
    notices: Iterable[Fault] = (),
    inputs: Mapping[str, str] = MappingProxyType({}),
) -> Scheme:
    """The scheme of these rows; InputError with every rule that cannot be read and every parent that is not there."""
    rows = list(rows)
    families = {set_name: _families(codes) for set_name, codes in sets.items()}
    faults: list[Fault] = _parent_faults(rows)
    numbers = {**NUMBER_VARIABLES, **inputs}
    groups: dict[Kind, list[Group]] = {kind: [] for kind in Kind}
    parsed: dict[str, Node] = {}
    for row in rows:
        try:
            node = parsed.get(row.rule) or parse(row.rule, sets, families.__getitem__, numbers)
        except InputError as error:
            faults += [_at(row, fault.reason, fault.remedy, "规则", row.rule) for fault in error.faults]
            continue
        parsed[row.rule] = node
        groups[row.kind].append(Group(row.kind, row.code, row.name, row.parent, row.rule, node))
    faults += [
        Fault(file=name, reason=f"没有一条 {kind} 规则", remedy="请补全分组方案")
        for kind in (Kind.MDC, Kind.ADRG)
        if not any(row.kind == kind for row in rows)
    ]
    if faults:
        raise InputError(faults)
    adrgs = [group for group in groups[Kind.ADRG] if options.ambiguous or not group.ambiguous]
    return Scheme(
        name=name,
        mdcs=tuple(groups[Kind.MDC]),
        adrgs=_by_parent(adrgs),
        drgs=_by_parent(groups[Kind.DRG]),
        sets=sets,
        complications=complications,
        excluded=excluded,
        options=options,
        notices=(*notices, *_shadowed(sets)),
        inputs=dict(inputs),
        families=families,
    )


def _shadowed(sets: Mapping[str, frozenset[str]]) -> list[Fault]:
    reason = "集合与并发症的名称相同：规则里的这个名称指并发症表，集合不用"
    return [Fault(subject=name, reason=reason) for name in SEVERITIES if name in sets]


def _families(codes: Iterable[str]) -> frozenset[Family]:
    """Families of the codes in a set; an empty set, and codes of no known shape, may be asked of either."""
    found = {family(beginning) for beginning in {code[:2] for code in codes}}
    return frozenset(Family) if not found or None in found else frozenset(one for one in found if one)


def _by_parent(groups: Iterable[Group]) -> dict[str, tuple[Group, ...]]:
    found: dict[str, tuple[Group, ...]] = {}
    for group in groups:
        found[group.parent] = (*found.get(group.parent, ()), group)
    return found


def _parent_faults(rows: list[Row]) -> list[Fault]:
    """Parents must stand one level above, so no chain of parents can come back to itself."""
    codes = {kind: {row.code for row in rows if row.kind == kind} for kind in Kind}
    faults = []
    for row in rows:
        above = PARENT_KIND.get(row.kind)
        if not row.code:
            faults.append(_at(row, f"{row.kind} 没有编码", "请补填编码"))
        if above is None and row.parent:
            faults.append(_at(row, "MDC 不应有上级", "请删去上级，以免上下级成环", "上级", row.parent))
        elif above and row.parent not in codes[above]:
            faults.append(_at(row, f"上级不是方案里的 {above}", f"请填写所属 {above} 的编码", "上级", row.parent))
    return faults


def _at(row: Row, reason: str, remedy: str, field: str = "", value: str = "") -> Fault:
    subject = row.place.subject or f"{row.kind} {row.code}"
    return Fault(row.place.file, row.place.line, subject, field, value[:200], reason, remedy)
