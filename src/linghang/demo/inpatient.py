"""Front-page files of the region: one per institution and month or quarter."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from linghang.demo import dirt
from linghang.demo.counts import by_month, spread
from linghang.demo.fees import charge
from linghang.demo.files import FileToLoad, write_lines
from linghang.demo.front_page import columns_of, to_lines
from linghang.demo.institutions import institutions
from linghang.demo.seeds import generator
from linghang.demo.stays import Order, draw

REGISTER = "inpatient"


@dataclass(frozen=True)
class InpatientYear:
    """What one institution reports for one year, in accepted rows. `major`: stays with an operation of level 3 or 4,
    one such operation each. `layout`: the edition of the interface."""

    institution: str
    year: int
    stays: int
    operated: int
    major: int
    layout: str = "2020"
    encoding: str = "utf-8"
    quarterly: bool = False


# Where a document states a figure it is met exactly; 同比 figures fix the year before (89,000 / 80,427 = +10.66 %,
# 24,100 / 20,424 = +18.00 %, 10,141 - 9,158 = 983, 388 / 350 = +10.9 %, said as 11 %).
YEARS = (
    InpatientYear("prefecture", 2022, 80_427, 20_424, 9_870),
    InpatientYear("prefecture", 2023, 89_000, 24_100, 12_240),
    InpatientYear("county", 2021, 9_158, 1_480, 350),
    InpatientYear("county", 2022, 10_141, 1_640, 388),
    InpatientYear("tcm", 2022, 6_120, 4_010, 690, encoding="gb18030", quarterly=True),
    InpatientYear("college", 2022, 14_860, 3_620, 1_540, encoding="utf-8-sig"),
    InpatientYear("college", 2023, 15_930, 3_990, 1_760, encoding="utf-8-sig"),
    InpatientYear("group_people", 2022, 9_240, 1_580, 470, quarterly=True),
    InpatientYear("group_tcm", 2022, 5_060, 610, 150, layout="2019", encoding="gb18030", quarterly=True),
)


def write_inpatient(
    folder: Path, headers: dict[str, list[str]], seed: int, years: Iterable[InpatientYear] = YEARS
) -> Iterator[FileToLoad]:
    """Write the front-page files of these years; `headers` holds the official columns by edition."""
    for plan in years:
        stays = by_month(plan.stays, plan.year)
        operated, major = spread(plan.operated, stays), spread(plan.major, stays)
        orders = [
            Order(institutions()[plan.institution], plan.year, month, *amounts)
            for month, amounts in enumerate(zip(stays, operated, major, strict=True), 1)
        ]
        step = 3 if plan.quarterly else 1
        for first in range(0, 12, step):
            yield _write_file(folder, plan, orders[first : first + step], headers[plan.layout], seed)


def _write_file(folder: Path, plan: InpatientYear, orders: list[Order], header: list[str], seed: int) -> FileToLoad:
    if plan.quarterly:
        quarter = (orders[0].month + 2) // 3
        name, period = f"hqmsts_{plan.year}Q{quarter}.csv", f"{plan.year}Q{quarter}"
    else:
        name, period = f"hqmsts_{plan.year}M{orders[0].month:02d}.csv", f"{plan.year}-{orders[0].month:02d}"
    lines = [line for order in orders for line in _rows(order, header, seed)]
    path = folder / plan.institution / name
    write_lines(path, header, lines, plan.encoding)
    return FileToLoad(path, REGISTER, plan.institution, period)


def _rows(order: Order, header: list[str], seed: int) -> list[str]:
    """The rows of one month, mistakes included."""
    names = (REGISTER, order.institution.code, order.year, order.month)
    series = f"{order.year % 100:02d}{order.month:02d}"
    good = _lines(order, header, series, seed, *names)
    spare = Order(order.institution, order.year, order.month, dirt.how_many(order.stays), 0, 0)
    bad = _lines(spare, header, f"{series}9", seed, *names, "spare")
    return dirt.mix_in(generator(seed, *names, "mix"), good, bad, header, dirt.INPATIENT)


def _lines(order: Order, header: list[str], series: str, seed: int, *names: object) -> list[str]:
    rng = generator(seed, *names)
    stays = draw(rng, order)
    return to_lines(columns_of(rng, stays, charge(rng, stays, order.institution), order.institution, series), header)
