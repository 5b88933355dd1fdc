"""What a catalogue and parameters say, ready to be looked up for columns of cases, as scaled whole numbers. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from linghang.casemix.codes import key
from linghang.casemix.dip import fixed
from linghang.casemix.dip.auxiliary import BY_DIAGNOSES
from linghang.casemix.dip.cases import encoded
from linghang.casemix.dip.catalogue import Catalogue, Group
from linghang.casemix.dip.parameters import Parameters
from linghang.casemix.dip.words import Array
from linghang.core.errors import refuse

WEIGHT, COEFFICIENT = 4, 4
"""Decimal places kept of weights and coefficients."""
NOTHING = -1
"""Where a table says nothing; as a place it counts from the end, where nothing is said."""
PRIMARY_CARE, UNKNOWN = -2, -1
"""Places in `Tables.own`: a group of primary care, and an institution of which no coefficient is known."""


class Places:
    """Places by text; spaces at the ends of a text do not count. Of names alike but for these the first counts."""

    def __init__(self, known: Mapping[str, int]) -> None:
        self.known: dict[str, int] = {}
        for name, place in known.items():
            self.known.setdefault(name.strip(), place)
        self._names = pc.SetLookupOptions(value_set=pa.array(self.known, pa.string()))
        self._values = np.array([*self.known.values(), NOTHING], np.int64)
        self._last: tuple[pa.Array, Array] = (pa.nulls(0, pa.string()), np.full(1, NOTHING))

    def of(self, column: pa.Array) -> Array:
        """The place of every text; NOTHING for one that is not known."""
        texts = encoded(column)
        values = self._of_texts(texts.dictionary)
        places = texts.indices.cast(pa.int32()).fill_null(len(values) - 1).to_numpy(zero_copy_only=False)
        return np.asarray(values[places])

    def _of_texts(self, texts: pa.Array) -> Array:
        """The place of each of these texts, and NOTHING; batches of one file often have the same."""
        known, values = self._last
        if texts.equals(known):
            return values
        found = pc.index_in(texts, options=self._names).fill_null(NOTHING).to_numpy(zero_copy_only=False)
        values = np.append(self._values[found], NOTHING)
        for at in np.flatnonzero(found == NOTHING).tolist():
            values[at] = self.known.get((texts[at].as_py() or "").strip(), NOTHING)
        self._last = texts, values
        return values


@dataclass(frozen=True)
class OfKind:
    """One kind of subtypes. `times`: by place of the group (the last row is for NOTHING, which counts from the end) and
    of the subtype, the place in `Tables.times`. `asked`: whether a group has a coefficient of this kind. `names`: by
    subtype, the place in `Tables.subtypes`, or NOTHING."""

    times: Array
    asked: Array
    names: Array


@dataclass(frozen=True)
class Tables:
    """`places`: of groups by code. `weights`, `primary_care`: by place of the group. `levels`, `institutions`: places
    in `own`, the coefficients of institutions; its last two are 1 (PRIMARY_CARE, UNKNOWN). `times`: the different
    auxiliary coefficients, smallest first; the last, for NOTHING, is 1. `subtypes`: their names."""

    places: Places
    weights: Array
    primary_care: Array
    levels: Places
    institutions: Places
    own: Array
    auxiliary: Mapping[str, OfKind]
    times: Array
    subtypes: Sequence[str]

    def diagnoses_asked(self) -> Array:
        """By place of the group, whether it has a coefficient for which the other diagnoses have to be read."""
        asking = [entry.asked for kind, entry in self.auxiliary.items() if kind in BY_DIAGNOSES]
        return np.asarray(np.any([np.zeros(len(self.weights), np.bool_), *asking], axis=0))


def tables_of(catalogue: Catalogue, parameters: Parameters, names: Mapping[str, tuple[str, ...]]) -> Tables:
    """The tables; `names`: of the subtypes by kind. InputError: a number is not to be believed, or a subtype of the
    catalogue is not among the names."""
    weights = [
        NOTHING if group.weight is None else _scaled(group.weight, WEIGHT, group.code) for group in catalogue.groups
    ]
    published = {one.institution: one.coefficient for one in catalogue.institutions}
    given = published | parameters.institutions.coefficients
    computed = {one.level: one.coefficient for one in catalogue.levels} if parameters.institutions.computed else {}
    own = computed | given
    at = {name: place for place, name in enumerate(own)}
    places: dict[str, int] = {}
    for place, group in enumerate(catalogue.groups):
        places.setdefault(group.code, place)
    scaled = [_scaled(one.coefficient, COEFFICIENT, one.group) for one in catalogue.auxiliary]
    times = sorted(set(scaled))
    time_at = {value: place for place, value in enumerate(times)}
    entries: dict[str, list[tuple[str, str, int]]] = {kind: [] for kind in names}
    for entry, value in zip(catalogue.auxiliary, scaled, strict=True):
        if entry.kind in entries:
            entries[entry.kind].append((entry.group, entry.subtype, time_at[value]))
    subtypes = [name for all_ in names.values() for name in all_ if name]
    auxiliary = {}
    for kind, known in names.items():
        _refuse_unknown(catalogue.name, kind, {subtype for _, subtype, _ in entries[kind]} - set(known))
        auxiliary[kind] = _of_kind(entries[kind], known, places, len(catalogue.groups), subtypes)
    one = 10**COEFFICIENT
    return Tables(
        Places(places),
        np.array([*weights, NOTHING], np.int64),
        np.array([*_primary_care(catalogue.groups, parameters), False]),
        Places(at),
        Places({name: at[name] for name in given}),
        np.array([*(_scaled(value, COEFFICIENT, name) for name, value in own.items()), one, one], np.int64),
        {kind: entry for kind, entry in auxiliary.items() if entry.asked.any()},
        np.array([*times, one], np.int64),
        subtypes,
    )


def _primary_care(groups: Sequence[Group], parameters: Parameters) -> Iterator[bool]:
    listed = {key(code) for code in parameters.primary_care}
    return (group.primary_care or (bool(listed) and key(group.code) in listed) for group in groups)


def _refuse_unknown(catalogue: str, kind: str, unknown: Collection[str]) -> None:
    if unknown:
        remedy = "请用测算这个目录时的参数，或改成目录里的名称"
        told = "、".join(sorted(unknown))
        raise refuse("目录里的辅助分型不在参数里", remedy, subject=catalogue, field=kind, value=told)


def _of_kind(
    entries: Iterable[tuple[str, str, int]],
    names: Sequence[str],
    places: Mapping[str, int],
    groups: int,
    subtypes: Sequence[str],
) -> OfKind:
    """`entries`: code of the group, subtype, place of the coefficient."""
    column = {name: at for at, name in enumerate(names)}
    table = np.full((groups + 1, len(names)), NOTHING, np.int32)
    for group, subtype, value in entries:
        if group in places:
            table[places[group], column[subtype]] = value
    asked = (table != NOTHING).any(axis=1)
    return OfKind(table, asked, np.array([subtypes.index(name) if name else NOTHING for name in names], np.int16))


def _scaled(value: Decimal, places: int, subject: str) -> int:
    """The value as a whole number; InputError when it is not to be believed."""
    if not 0 <= value <= fixed.LARGEST:
        raise refuse("分值或系数大得不可信，或小于 0", "请核对目录", subject=subject, value=str(value))
    return fixed.whole(value, places)
