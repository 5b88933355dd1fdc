"""Outpatient and emergency visits, and the online bookings: CSV files by month."""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
import polars as pl

from linghang.demo import dirt
from linghang.demo.columns import pick
from linghang.demo.counts import by_month
from linghang.demo.files import FileToLoad, write_lines
from linghang.demo.institutions import Institution, institutions
from linghang.demo.seeds import generator
from linghang.packs.model import Register

VISITS, BOOKINGS = "outpatient_visit", "online_booking"
EMERGENCY, ORDINARY, SPECIAL, INTERNET, MULTIDISCIPLINARY = "1", "2", "3", "4", "5"
_KINDS = [ORDINARY, SPECIAL, INTERNET, MULTIDISCIPLINARY]
_CHANNELS = ["微信公众号", "支付宝", "自助机", "电话"]


@dataclass(frozen=True)
class VisitYear:
    """Accepted visits of one institution in a year; `booked`: share that came by appointment.

    `in_one_file`: a small place sends one file for the year, the others one a month.
    """

    institution: str
    year: int
    visits: int
    booked: float = 0.3
    in_one_file: bool = False


# 1,107,300 / 1,021,306 = +8.42 %; 282,773 as stated. The others have a plausible size.
YEARS = (
    VisitYear("prefecture", 2022, 1_021_306, 0.41),
    VisitYear("prefecture", 2023, 1_107_300, 0.47),
    VisitYear("county", 2021, 264_918, 0.12),
    VisitYear("county", 2022, 282_773, 0.14),
    VisitYear("tcm", 2022, 96_480, 0.35),
    VisitYear("college", 2022, 268_350, 0.44),
    VisitYear("college", 2023, 287_900, 0.5),
    VisitYear("group_people", 2022, 148_260, 0.1),
    VisitYear("group_tcm", 2022, 82_140, 0.09),
    # The township centres differ in size; 7 and 24 have no common factor, so no two are alike.
    *(VisitYear(f"group_t{n:02d}", 2022, 4_820 + 613 * (n * 7 % 24), 0.02, in_one_file=True) for n in range(1, 25)),
)


@dataclass(frozen=True)
class BookingYear:
    """Online bookings of one institution in a year."""

    institution: str
    year: int
    bookings: int


# 15,344 / 13,262 = +15.7 %, as stated.
BOOKED_ONLINE = (BookingYear("county", 2020, 13_262), BookingYear("county", 2021, 15_344))


def write_visits(
    folder: Path, register: Register, seed: int, years: Iterable[VisitYear] = YEARS
) -> Iterator[FileToLoad]:
    """Write the visit files of these years, one a month or one a year; columns are the register's titles."""
    titles = {field.code: field.title for field in register.fields}
    for plan in years:
        months = [
            (f"{plan.year}-{month:02d}", _month(plan, month, number, titles, seed))
            for month, number in enumerate(by_month(plan.visits, plan.year), 1)
        ]
        if plan.in_one_file:
            months = [(str(plan.year), chain.from_iterable(lines for _, lines in months))]
        for period, lines in months:
            path = folder / plan.institution / f"visits_{period}.csv"
            write_lines(path, titles.values(), lines, "utf-8")
            yield FileToLoad(path, VISITS, plan.institution, period)


def _month(plan: VisitYear, month: int, number: int, titles: dict[str, str], seed: int) -> Iterator[str]:
    """The rows of one month, mistakes included; drawn when asked for."""
    names = (VISITS, plan.institution, plan.year, month)
    place, series = institutions()[plan.institution], f"{plan.year % 100:02d}{month:02d}"
    good = _visits(generator(seed, *names), place, plan, month, number, series)
    few = dirt.how_many(number) // 3 + 1
    spare = _visits(generator(seed, *names, "spare"), place, plan, month, few, f"{series}X")
    rng = generator(seed, *names, "mix")
    yield from dirt.mix_in(rng, good, spare, list(titles.values()), dirt.visit_mistakes(titles))


def write_bookings(
    folder: Path, register: Register, seed: int, years: Iterable[BookingYear] = BOOKED_ONLINE
) -> Iterator[FileToLoad]:
    """Write the booking files, one per year."""
    for plan in years:
        code, year, total = plan.institution, plan.year, plan.bookings
        rng = generator(seed, BOOKINGS, code, year)
        days = np.concatenate(
            [_days(rng, year, month, number) for month, number in enumerate(by_month(total, year), 1)]
        )
        place = institutions()[code]
        frame = pl.DataFrame(
            {
                "booking_no": _numbers(f"YY{year}", total),
                "booked_for": pl.Series(days).cast(pl.Date),
                "department": _departments(rng, place, total, booked=True),
                "channel": pick(_CHANNELS, rng.choice(4, size=total, p=[0.7, 0.08, 0.12, 0.1])),
                "patient_id": rng.integers(10**6, 10**7, total),
            }
        )
        path = folder / code / f"bookings_{year}.csv"
        chosen = frame.select([field.code for field in register.fields])
        write_lines(
            path,
            [field.title for field in register.fields],
            chosen.write_csv(include_header=False).splitlines(),
            "utf-8-sig",
        )
        yield FileToLoad(path, BOOKINGS, code, str(year))


def _visits(
    rng: np.random.Generator, place: Institution, plan: VisitYear, month: int, size: int, series: str
) -> list[str]:
    emergency = rng.random(size) < 0.05
    departments = _departments(rng, place, size)
    acute = departments == "20"
    emergency |= acute.to_numpy()
    kind = np.where(emergency, -1, rng.choice(4, size=size, p=[0.955, 0.02, 0.022, 0.003]))
    booked = ~emergency & (rng.random(size) < plan.booked)
    at = _days(rng, plan.year, month, size).astype("datetime64[s]") + _clock(rng, emergency)
    fee = np.rint(rng.lognormal(4.9, 0.75, size) * place.price * np.where(emergency, 1.6, 1.0) * 100) / 100 + 5
    frame = pl.DataFrame(
        {
            "visit_no": _numbers(series, size),
            "visited_at": pl.Series(at.astype("datetime64[ms]")),
            "department": departments,
            "visit_type": pick([*_KINDS, EMERGENCY], kind % 5),
            "appointment": pick(["否", "是"], booked.astype(np.int64)),
            "patient_id": rng.integers(10**6, 10**7, size),
            "sex": pick(["1", "2"], (rng.random(size) < 0.54).astype(np.int64)),
            "age": _ages(rng, departments),
            "fee": fee.round(2),
        }
    ).sort("visited_at", maintain_order=True)
    return frame.write_csv(
        include_header=False, quote_style="never", float_precision=2, datetime_format="%Y-%m-%d %H:%M:%S"
    ).splitlines()


def _days(rng: np.random.Generator, year: int, month: int, size: int) -> np.ndarray:
    """Days of the month, Mondays busiest, Sundays quietest."""
    first = np.datetime64(f"{year}-{month:02d}-01", "D")
    days = np.arange(monthrange(year, month)[1])
    chances = np.array([1.3, 1.15, 1.05, 1.0, 1.0, 0.75, 0.6])[(first.astype(np.int64) + 3 + days) % 7]
    return np.sort(first + rng.choice(days, size=size, p=chances / chances.sum()))


def _clock(rng: np.random.Generator, emergency: np.ndarray) -> np.ndarray:
    """Seconds of the day: clinics peak in the morning and after lunch; emergencies come at any hour."""
    size = len(emergency)
    morning, afternoon = rng.triangular(7.6, 9.2, 12, size), rng.triangular(13.5, 14.8, 17.9, size)
    clinic = np.where(rng.random(size) < 0.64, morning, afternoon)
    return (np.where(emergency, rng.uniform(0, 23.99, size), clinic) * 3600).astype(np.int64)


def _ages(rng: np.random.Generator, departments: pl.Series) -> pl.Series:
    size = len(departments)
    child = departments.is_in(["07", "0701", "5004"]).to_numpy()
    woman = departments.is_in(["0501", "0502", "5003"]).to_numpy()
    adult = np.where(woman, rng.triangular(16, 34, 75, size), rng.triangular(8, 54, 95, size))
    return pl.Series(np.where(child, rng.triangular(0, 3, 15, size), adult).astype(np.int64))


def _departments(rng: np.random.Generator, place: Institution, size: int, *, booked: bool = False) -> pl.Series:
    items = [item for item in place.departments if item.visits and not (booked and item.code == "20")]
    shares = np.array([item.visits for item in items])
    return pick([item.code for item in items], rng.choice(len(items), size=size, p=shares / shares.sum()))


def _numbers(series: str, size: int) -> pl.Series:
    return pl.select(
        pl.format("{}{}", pl.lit(series), pl.int_range(1, size + 1).cast(pl.String).str.zfill(6))
    ).to_series()
