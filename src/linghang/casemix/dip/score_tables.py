"""What a catalogue and parameters say, ready to be looked up for columns of cases, as scaled whole numbers. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from linghang.casemix.codes import key
from linghang.casemix.dip import fixed
from linghang.casemix.dip.auxiliary import BY_DIAGNOSES
from linghang.casemix.dip.cases import encoded
from linghang.casemix.dip.catalogue import Catalogue
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
    """Places by text; spaces at the ends of a text do not count."""

    def __init__(self, known: Mapping[str, int]) -> None:
        self.known = known
        self._names = pc.SetLookupOptions(value_set=pa.array(known, pa.string()))
        self._values = np.array([*known.values(), NOTHING], np.int64)

    def of(self, column: pa.Array) -> Array:
        """The place of every text; NOTHING for one that is not known."""
        texts = encoded(column)
        found = pc.index_in(texts.dictionary, options=self._names).fill_null(NOTHING).to_numpy(zero_copy_only=False)
        values = np.append(self._values[found], NOTHING)
        for at in np.flatnonzero(found == NOTHING).tolist():
            values[at] = self.known.get((texts.dictionary[at].as_py() or "").strip(), NOTHING)
        places = texts.indices.cast(pa.int32()).fill_null(len(values) - 1).to_numpy(zero_copy_only=False)
        return np.asarray(values[places])


@dataclass(frozen=True)
class OfKind:
    """One kind of subtypes. `times`: by place of the group and of the subtype, the place in `Tables.times`. `asked`:
    whether a group has a coefficient of this kind. `names`: by subtype, the place in `Tables.subtypes`, or NOTHING."""

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
    primary = {key(code) for code in parameters.primary_care}
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
    times = sorted({_scaled(one.coefficient, COEFFICIENT, one.group) for one in catalogue.auxiliary})
    subtypes = [name for all_ in names.values() for name in all_ if name]
    auxiliary = {kind: _of_kind(catalogue, kind, known, places, times, subtypes) for kind, known in names.items()}
    one = 10**COEFFICIENT
    return Tables(
        Places(places),
        np.array([*weights, NOTHING], np.int64),
        np.array([*(group.primary_care or key(group.code) in primary for group in catalogue.groups), False]),
        Places(at),
        Places({name: at[name] for name in given}),
        np.array([*(_scaled(value, COEFFICIENT, name) for name, value in own.items()), one, one], np.int64),
        {kind: entry for kind, entry in auxiliary.items() if entry.asked.any()},
        np.array([*times, one], np.int64),
        subtypes,
    )


def _of_kind(
    catalogue: Catalogue,
    kind: str,
    names: tuple[str, ...],
    places: Mapping[str, int],
    times: Sequence[int],
    subtypes: Sequence[str],
) -> OfKind:
    entries = [entry for entry in catalogue.auxiliary if entry.kind == kind]
    unknown = sorted({entry.subtype for entry in entries} - set(names))
    if unknown:
        remedy = "请用测算这个目录时的参数，或改成目录里的名称"
        raise refuse("目录里的辅助分型不在参数里", remedy, subject=catalogue.name, field=kind, value="、".join(unknown))
    at = {value: place for place, value in enumerate(times)}
    table = np.full((len(catalogue.groups) + 1, len(names)), NOTHING, np.int32)
    for entry in entries:
        if entry.group in places:
            scaled = _scaled(entry.coefficient, COEFFICIENT, entry.group)
            table[places[entry.group], names.index(entry.subtype)] = at[scaled]
    asked = (table != NOTHING).any(axis=1)
    return OfKind(table, asked, np.array([subtypes.index(name) if name else NOTHING for name in names], np.int16))


def _scaled(value: Decimal, places: int, subject: str) -> int:
    """The value as a whole number; InputError when it is not to be believed."""
    if not 0 <= value <= fixed.LARGEST:
        raise refuse("分值或系数大得不可信，或小于 0", "请核对目录", subject=subject, value=str(value))
    return fixed.whole(value, places)
