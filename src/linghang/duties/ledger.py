"""What was done, by owner: the rows of registers that fulfil duties, and meetings held. One query per register."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from linghang.core.periods import Month
from linghang.duties import sittings
from linghang.duties.clock import Deed
from linghang.duties.facts import pair_key
from linghang.expressions import Node, evaluate, parse_condition, schema_of
from linghang.expressions.tree import Field
from linghang.organization.models import Institution
from linghang.packs.duty import Activity, Duty
from linghang.packs.library import Library
from linghang.packs.model import Register
from linghang.registers.cells import from_stored
from linghang.registers.content import library
from linghang.registers.models import KeptRow, visible_at

_LATER = dt.timedelta(days=366)
_NAMED = ("owner", "other", "value", "distinct", "date", "serves", "planned", "reason")
Deeds = dict[str, list[Deed]]
Source = tuple[str, Activity]
"""Where deeds come from: duties of one base that read the same rows the same way have the same deeds."""


@dataclass(frozen=True)
class Reading:
    """How rows of one register become deeds of one duty."""

    activity: Activity
    date: str
    where: Node | None
    fields: frozenset[str]
    asks: tuple[str, ...] = ()
    judged: dict[tuple[Any, ...], bool] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, activity: Activity, register: Register, packs: Library) -> "Reading":
        where = parse_condition(activity.where, schema_of(register), packs) if activity.where else None
        date = activity.date or register.date
        named = {getattr(activity, name) for name in _NAMED} - {None}
        asks = tuple(sorted(set(_fields_in(where))))
        return cls(activity, date, where, frozenset({*named, date, *asks}), asks)

    def owners(self, values: dict[str, Any], institution: str) -> list[str]:
        """Whose deed the row is; nobody's where the row does not say."""
        activity = self.activity
        if activity.owner is None:
            return [institution]
        named = [values.get(activity.owner), values.get(activity.other) if activity.other else None]
        return [str(each) for each in named if each]

    def deed(self, values: dict[str, Any], row: object) -> Deed | None:
        """The deed, or None for a row that does not count."""
        on = values.get(self.date)
        if on is None or not self._counts(values):
            return None
        activity = self.activity
        amount = values.get(activity.value) if activity.value else 1
        return Deed(
            on.date() if isinstance(on, dt.datetime) else on,
            Decimal(amount or 0),
            str(row),
            _given(values, activity.serves),
            str(_given(values, activity.distinct) or ""),
            _given(values, activity.planned),
            str(_given(values, activity.reason) or ""),
        )

    def _counts(self, values: dict[str, Any]) -> bool:
        """Whether the row meets the condition. Rows that are alike in what it asks about are judged once."""
        if self.where is None:
            return True
        asked = tuple(values.get(name) for name in self.asks)
        if asked not in self.judged:
            self.judged[asked] = evaluate(self.where, values) is True
        return self.judged[asked]


def _given(values: dict[str, Any], name: str | None) -> Any:
    return values.get(name) if name else None


def _fields_in(node: Node | None) -> Iterator[str]:
    if isinstance(node, Field):
        yield node.name
    for value in vars(node).values() if node is not None else ():
        if isinstance(value, Node):
            yield from _fields_in(value)


@dataclass(frozen=True)
class Ask:
    """The deeds of one source that are dated from `first` to `last`; of these owners alone, of all when None."""

    source: Source
    first: dt.date
    last: dt.date
    owners: frozenset[str] | None = None


def source_of(duty: Duty) -> Source:
    return duty.base, duty.activity


def done(duty: Duty, institution: Institution, first: dt.date, last: dt.date) -> Deeds:
    """The deeds of one duty by owner (see `facts.pair_key` for pairs), dated from `first` to `last`."""
    return done_all([Ask(source_of(duty), first, last)], institution)[source_of(duty)]


def done_all(asks: Iterable[Ask], institution: Institution) -> dict[Source, Deeds]:
    """The deeds by source and owner; each register is read once, one that no pack in use has not at all."""
    packs, found = library(), dict[Source, Deeds]()
    by_register: defaultdict[str, list[tuple[Ask, Reading, Deeds]]] = defaultdict(list)
    for ask in asks:
        activity = ask.source[1]
        deeds = found.setdefault(ask.source, {})
        if packs.has("registers", activity.register_code):
            register = packs.register(activity.register_code)
            by_register[register.code].append((ask, Reading.of(activity, register, packs), deeds))
    for code, sinks in by_register.items():
        _read(packs.register(code), sinks, institution)
        if code == sittings.REGISTER:
            _add_sittings(sinks, institution)
    return found


def _add_sittings(sinks: list[tuple[Ask, Reading, Deeds]], institution: Institution) -> None:
    """Meetings recorded as such count beside the ledger; one that was entered there too (of the same day) once."""
    own = [(ask, reading, deeds) for ask, reading, deeds in sinks if reading.activity.owner is None]
    if not own:
        return
    entered = {ask.source: {deed.on for deed in deeds.get(institution.code, ())} for ask, _, deeds in own}
    first, last = min(ask.first for ask, _, _ in own), max(ask.last for ask, _, _ in own)
    for values in sittings.sat(institution, first, last):
        for ask, reading, deeds in own:
            deed = reading.deed(values, "")
            if deed is not None and ask.first <= deed.on <= ask.last and deed.on not in entered[ask.source]:
                deeds.setdefault(institution.code, []).append(deed)


def latest(last: dt.date) -> dt.date:
    """Until when rows may speak for a time that ends on `last`: what is made up is dated later."""
    return last + _LATER if last < dt.date.max - _LATER else last


def _read(register: Register, sinks: list[tuple[Ask, Reading, Deeds]], institution: Institution) -> None:
    """Add what the rows of one register say to the deeds of each ask."""
    needed = [register.field(code) for code in sorted({code for _, each, _ in sinks for code in each.fields})]
    for row, data in _rows(register, sinks, institution).values_list("row", "data"):
        values = {item.code: from_stored(item, data[item.code]) for item in needed if data.get(item.code) is not None}
        for ask, reading, deeds in sinks:
            deed = reading.deed(values, row)
            if deed is not None and ask.first <= deed.on <= ask.last:
                for owner in _keys(ask.source[0], reading.owners(values, institution.code)):
                    if ask.owners is None or owner in ask.owners:
                        deeds.setdefault(owner, []).append(deed)


def _rows(register: Register, sinks: list[tuple[Ask, Reading, Deeds]], institution: Institution) -> QuerySet[KeptRow]:
    """The rows that may matter: of the months asked about, and of the owners where few are asked about."""
    rows = KeptRow.objects.filter(visible_at(None), register=register.code, institution=institution).order_by("pk")
    if all(each.date == register.date for _, each, _ in sinks):
        first, last = min(ask.first for ask, _, _ in sinks), max(ask.last for ask, _, _ in sinks)
        rows = rows.filter(month__gte=Month.of(first).key, month__lte=Month.of(last).key)
    named = Q()
    for ask, reading, _ in sinks:
        if ask.owners is None or reading.activity.owner is None:
            return rows
        codes = sorted({code for owner in ask.owners for code in owner.split("|")})
        for field_ in filter(None, (reading.activity.owner, reading.activity.other)):
            named |= Q(**{f"data__{field_}__in": codes})
    return rows.filter(named)


def _keys(base: str, named: list[str]) -> list[str]:
    if base == "pair":
        return [pair_key(*named)] if len(named) == 2 else []
    return list(dict.fromkeys(named))
