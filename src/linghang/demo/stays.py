"""Inpatient stays of one institution in one month, drawn at random around exact totals. NumPy arrays throughout."""

from calendar import monthrange
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from linghang.demo import complications
from linghang.demo.clinical import OLDEST, Clinical, Floats, Ints, Profile, clinical
from linghang.demo.institutions import Institution

MALE, FEMALE = 1, 2
LONGEST = 180
OTHER_DIAGNOSES, OTHER_OPERATIONS = 8, 2
Seconds = NDArray[np.datetime64]
Flags = NDArray[np.bool_]

_DAY = 86_400
_DELIVERED = {"O80.000", "O34.201", "O14.900", "O42.900", "O24.400", "O41.000"}
_DEATHS = {"critical": 0.09, "oncology": 0.012, "internal": 0.006, "surgical": 0.003, "newborn": 0.002}


@dataclass(frozen=True)
class Order:
    """What to draw: `operated` of the `stays` have an operation, `major` of these one of level 3 or 4."""

    institution: Institution
    year: int
    month: int
    stays: int
    operated: int
    major: int


@dataclass
class Stays:
    """One value per stay. `operations` holds row numbers of the operation table, main one first, -1 for none."""

    department: list[str]
    place: Ints
    """Number of the department within the institution."""
    diagnosis: Ints
    operations: Ints
    sex: Ints = field(init=False)
    age: Ints = field(init=False)
    age_days: Ints = field(init=False)
    admitted: Seconds = field(init=False)
    discharged: Seconds = field(init=False)
    days: Ints = field(init=False)
    day_surgery: Flags = field(init=False)
    operated_at: Seconds = field(init=False)
    others: Ints = field(init=False)
    acquired: Flags = field(init=False)
    emergency: Flags = field(init=False)
    died: Flags = field(init=False)
    delivered: Flags = field(init=False)
    complication: Ints = field(init=False)
    """Row number of the complication of surgery that arose in hospital; -1 for none."""

    def __len__(self) -> int:
        return len(self.place)


def draw(rng: np.random.Generator, order: Order) -> Stays:
    """The stays of an order, by discharge time."""
    tables = clinical()
    departments = [item for item in order.institution.departments if item.stays]
    profiles = [tables.profiles[item.code] for item in departments]
    shares = np.array(
        [item.stays * profile.season[order.month - 1] for item, profile in zip(departments, profiles, strict=True)]
    )
    place = np.sort(rng.choice(len(departments), size=order.stays, p=shares / shares.sum()))
    operated, major = _operated(rng, place, profiles, order)
    codes = [item.code for item in departments]
    stays = Stays([codes[i] for i in place], place, np.empty(0, np.int64), np.empty(0, np.int64))
    _treat(rng, tables, stays, profiles, operated, major)
    _patients(rng, tables, stays, profiles)
    _times(rng, tables, stays, profiles, order)
    _comorbid(rng, tables, stays, profiles)
    _outcome(rng, stays, profiles)
    # A stream of its own, so that what is drawn from the other one stays as it is.
    stays.complication = complications.draw(rng.spawn(1)[0], _level(tables, stays), stays.day_surgery)
    return stays


def of_place(values: list[float], place: Ints) -> Floats:
    """A value of each department, per stay."""
    return np.asarray(values, float)[place]


def _operated(rng: np.random.Generator, place: Ints, profiles: list[Profile], order: Order) -> tuple[Flags, Flags]:
    """Exactly so many operated stays and major ones, the departments' readiness deciding which (Gumbel top-k)."""
    ready = of_place([profile.operated if profile.minor else 0.0 for profile in profiles], place)
    operated = _take(rng, ready, order.operated)
    fit = np.where(
        operated & of_place([float(profile.major is not None) for profile in profiles], place).astype(bool), ready, 0
    )
    return operated, _take(rng, fit, order.major)


def _take(rng: np.random.Generator, weights: Floats, number: int) -> Flags:
    possible = int((weights > 0).sum())
    if number > possible:
        raise ValueError(f"{number} of {possible} stays")
    with np.errstate(divide="ignore"):
        keys = np.log(weights) + rng.gumbel(size=len(weights))
    taken = np.zeros(len(weights), bool)
    taken[np.argsort(-keys, kind="stable")[:number]] = True
    return taken


def _treat(
    rng: np.random.Generator, tables: Clinical, stays: Stays, profiles: list[Profile], operated: Flags, major: Flags
) -> None:
    """Main operation first, then the diagnosis it is for; stays without one take the department's usual diagnoses."""
    size = len(stays)
    diagnosis = np.zeros(size, np.int64)
    operations = np.full((size, 1 + OTHER_OPERATIONS), -1, np.int64)
    more = rng.random((size, OTHER_OPERATIONS)) < np.where(operated, 0.3, 0.06)[:, None]
    examined = ~operated & (rng.random(size) < 0.22)
    for number, profile in enumerate(profiles):
        here = stays.place == number
        diagnosis[here] = profile.diagnoses.draw(rng, int(here.sum()))
        for choice, which in (
            (profile.major, here & major),
            (profile.minor, here & operated & ~major),
            (profile.procedures, here & examined),
        ):
            if choice is not None:
                operations[which, 0] = choice.draw(rng, int(which.sum()))
        for column in range(OTHER_OPERATIONS):
            # Further operations stay below level 3 and need an operation to come with: so the count of
            # level 3 and 4 operations equals the number of major stays.
            for choice, which in (
                (profile.minor, here & operated),
                (profile.procedures, here & (operations[:, 0] >= 0)),
            ):
                if choice is not None:
                    chosen = which & more[:, column] & (operations[:, column] >= 0) & (operations[:, column + 1] < 0)
                    operations[chosen, column + 1] = choice.draw(rng, int(chosen.sum()))
    _no_repeats(operations)
    done_for = tables.operations.diagnosis[operations[:, 0]]
    stays.diagnosis = np.where((operations[:, 0] >= 0) & (done_for >= 0), done_for, diagnosis)
    stays.operations = operations


def _no_repeats(operations: Ints) -> None:
    operations[(operations[:, 2] == operations[:, 0]) | (operations[:, 2] == operations[:, 1]), 2] = -1
    same = operations[:, 1] == operations[:, 0]
    operations[same, 1] = operations[same, 2]
    operations[same, 2] = -1


def _patients(rng: np.random.Generator, tables: Clinical, stays: Stays, profiles: list[Profile]) -> None:
    size, table = len(stays), tables.diagnoses
    male = rng.random(size) < of_place([profile.male for profile in profiles], stays.place)
    fixed = table.sex[stays.diagnosis]
    stays.sex = np.where(fixed > 0, fixed, np.where(male, MALE, FEMALE))
    low, high = table.age_low[stays.diagnosis], table.age_high[stays.diagnosis]
    age = np.zeros(size, np.int64)
    for number, profile in enumerate(profiles):
        here = stays.place == number
        if profile.kind != "newborn":
            youngest, usual, oldest = profile.ages
            age[here] = rng.triangular(youngest, usual, oldest + 1, int(here.sum())).astype(np.int64)
    outside = (age < low) | (age > high)
    stays.age = np.where(outside, rng.integers(low, np.maximum(low, np.minimum(high, OLDEST)) + 1), age)
    newborn = of_place([float(profile.kind == "newborn") for profile in profiles], stays.place) > 0
    days = np.where(newborn, np.minimum(rng.exponential(4, size), 27).astype(np.int64), rng.integers(29, 365, size))
    stays.age_days = np.where(stays.age == 0, days, -1)


def _times(rng: np.random.Generator, tables: Clinical, stays: Stays, profiles: list[Profile], order: Order) -> None:
    size = len(stays)
    level = _level(tables, stays)
    median = of_place([profile.stay for profile in profiles], stays.place) * np.where(level >= 3, 1.25, 1.0)
    nights = np.clip(np.rint(median * rng.lognormal(0, 0.45, size)), 1, LONGEST).astype(np.int64)
    stays.day_surgery = (level > 0) & (level < 4) & (nights <= 3) & (rng.random(size) < 0.7)
    nights[stays.day_surgery] = 0
    stays.emergency = rng.random(size) < of_place([_EMERGENCY[profile.kind] for profile in profiles], stays.place)
    first = np.datetime64(f"{order.year}-{order.month:02d}-01", "D")
    month_days = np.arange(monthrange(order.year, order.month)[1])
    weekday = (first.astype(np.int64) + 3 + month_days) % 7
    chances = np.where(weekday == 6, 0.6, np.where(weekday == 5, 0.85, 1.1))
    discharge_day = first + rng.choice(month_days, size=size, p=chances / chances.sum())
    earlier = np.where(stays.day_surgery, 0, rng.integers(0, 7 * 3600, size))
    left = rng.integers(15 * 3600, 18 * 3600, size) - earlier
    stays.discharged = discharge_day.astype("datetime64[s]") + left.astype("timedelta64[s]")
    at = np.where(
        stays.emergency & ~stays.day_surgery,
        rng.integers(0, 14 * 3600, size) + 8 * 3600 * (nights > 0),
        rng.integers(8 * 3600, 11 * 3600, size),
    )
    # An emergency admitted and discharged on one day must still have come before it left.
    at = np.where(nights == 0, rng.integers(7 * 3600, 9 * 3600, size), at)
    stays.admitted = (discharge_day - nights).astype("datetime64[s]") + at
    stays.days = np.maximum(nights, 1)
    share = rng.uniform(0.08, 0.55, size)
    span = (stays.discharged - stays.admitted).astype(np.int64)
    stays.operated_at = stays.admitted + (share * span).astype(np.int64) // 60 * 60


_EMERGENCY = {
    "internal": 0.32,
    "surgical": 0.36,
    "tcm_surgical": 0.2,
    "obstetric": 0.5,
    "child": 0.45,
    "newborn": 0.7,
    "oncology": 0.1,
    "rehab": 0.04,
    "tcm": 0.1,
    "critical": 0.9,
}


def _level(tables: Clinical, stays: Stays) -> Ints:
    main = stays.operations[:, 0]
    return np.where(main >= 0, tables.operations.level[main], 0)


def _comorbid(rng: np.random.Generator, tables: Clinical, stays: Stays, profiles: list[Profile]) -> None:
    """Up to eight other diagnoses, more with age, none of them the main one."""
    table, size = tables.comorbidities, len(stays)
    quiet = (
        of_place([float(profile.kind in ("newborn", "obstetric", "child")) for profile in profiles], stays.place) > 0
    )
    wanted = np.minimum(rng.poisson(np.where(quiet, 0.3, 0.5 + stays.age / 26)), OTHER_DIAGNOSES)
    with np.errstate(divide="ignore"):
        keys = np.log(table.weight)[None, :] + rng.gumbel(size=(size, len(table.codes)))
    age = stays.age[:, None]
    keys[(age < table.age_low) | (age > table.age_high)] = -np.inf
    main = np.array(tables.diagnoses.codes)[stays.diagnosis]
    keys[main[:, None] == np.array(table.codes)[None, :]] = -np.inf
    order = np.argsort(-keys, axis=1, kind="stable")[:, :OTHER_DIAGNOSES]
    fits = np.isfinite(np.take_along_axis(keys, order, axis=1)) & (np.arange(OTHER_DIAGNOSES) < wanted[:, None])
    stays.others = np.where(fits, order, -1)
    stays.acquired = fits & (rng.random(fits.shape) < table.acquired[np.maximum(stays.others, 0)] * 0.2)


def _outcome(rng: np.random.Generator, stays: Stays, profiles: list[Profile]) -> None:
    base = of_place([_DEATHS.get(profile.kind, 0.0) for profile in profiles], stays.place)
    stays.died = (rng.random(len(stays)) < base * (0.3 + stays.age / 55)) & ~stays.day_surgery
    codes = clinical().diagnoses.codes
    delivering = np.array([code in _DELIVERED for code in codes])[stays.diagnosis]
    obstetric = of_place([float(profile.kind == "obstetric") for profile in profiles], stays.place) > 0
    stays.delivered = obstetric & (stays.operations[:, 0] >= 0) & delivering
