"""A simulated country built, computed and ranked: seconds, rows a second, memory. Read them beside each other.

*build*: the lake of twelve months written. *eleven*: eleven months brought into the cube and their values written;
*one*: the twelfth. *again*: all of it asked once more, with nothing to scan. *rank*: from the cube to scores and places
of all hospitals by the items of national monitoring.
"""

import os
import resource
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from linghang.bench.timing import timed

if TYPE_CHECKING:
    from decimal import Decimal

    from linghang.assessment.rules import Reading

ROWS = 2_000_000
YEAR = 2022
FRAMEWORK, MONITORED = "national-tertiary", "国家监测"


def run(rows: int = ROWS, hospitals: int = 1521) -> dict[str, Any]:
    """Build in a temporary folder, compute with the house's own packs, and rank."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linghang.site.settings")
    import django

    django.setup()
    from linghang.assessment.national import columns_read, compute
    from linghang.core.periods import Month, Period
    from linghang.demo.national.country import Country
    from linghang.demo.national.lake import write_lake
    from linghang.demo.national.stated import write_hospitals, write_stated
    from linghang.packs.load import load_packs, pack_folders
    from linghang.registers.content import shipped_packs

    library, country = load_packs(pack_folders(shipped_packs())), Country(hospitals, rows)
    months, columns = [Month(YEAR, number) for number in range(1, 13)], columns_read(library)
    with tempfile.TemporaryDirectory(prefix="linghang-national-") as name:
        folder = Path(name) / "country"
        written, build = timed(lambda: write_lake(folder, library, country, months, columns))
        write_hospitals(folder, country, YEAR)
        write_stated(folder, library, country, YEAR)
        size = sum(path.stat().st_size for path in (folder / "lake").rglob("*.parquet"))
        _, eleven = timed(lambda: compute(folder, Period(months[0], months[10]), library))
        _, one = timed(lambda: compute(folder, Period(months[0], months[11]), library))
        done, again = timed(lambda: compute(folder, Period.year(YEAR), library))
        ranked, rank = timed(lambda: ranked_hospitals(folder, library))
    asked = monitored(library.framework(FRAMEWORK))
    items, parts = items_monitored(asked.items), len(asked.leaves())
    return {
        "数据": f"{hospitals} 家 × 12 个月，{written} 人次，{size / 2**20:.0f} MiB",
        "指标": f"{done.computed} 个由病案首页算出",
        "生成": f"{build}，每秒 {written / build.wall:,.0f} 人次",
        "十一个月入汇总并算出各值": str(eleven),
        "新增一个月并算出各值": str(one),
        "没有新数据再算": str(again),
        f"{ranked} 家按国家监测的 {items} 项（细分 {parts} 项）排名（目标不超过 2 秒）": str(rank),
        "内存最多": f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GiB",
    }


def ranked_hospitals(folder: Path, library: Any) -> int:
    """Score every hospital of the folder among all and give it its place; returns how many have one."""
    from linghang.assessment import sheet
    from linghang.assessment.group import Group
    from linghang.assessment.national import amounts
    from linghang.assessment.ranking import places
    from linghang.assessment.rules import Reading
    from linghang.core.periods import Period

    framework = monitored(library.framework(FRAMEWORK))
    indicators = sheet.indicators_of(framework, library)
    figures = amounts(folder, Period.year(YEAR), library, {each.code for each in indicators.values()})
    readings: dict[str, dict[str, Reading]] = {}
    for item, indicator in indicators.items():
        for institution, (value, numerator, denominator) in figures.get(indicator.code, {}).items():
            readings.setdefault(institution, {})[item] = Reading(value, numerator, denominator, "ok")
    groups = {item: Group.of(_known(each.get(item) for each in readings.values())) for item in indicators}
    scoring = sheet.Scoring(framework, indicators, groups)
    shares = {code: scoring.sheet(mine).share for code, mine in readings.items()}
    return len(places(shares))


def _known(readings: "Iterable[Reading | None]") -> "Iterator[Decimal]":
    for reading in readings:
        if reading is not None and reading.value is not None:
            yield reading.value


def monitored(framework: Any) -> Any:
    """The framework with its items of national monitoring alone, whole with all that they are made of, and whatever
    groups them."""

    def kept(items: tuple[Any, ...]) -> tuple[Any, ...]:
        found = (
            each if MONITORED in each.tags else each.model_copy(update={"items": kept(each.items)}) for each in items
        )
        return tuple(each for each in found if MONITORED in each.tags or each.items)

    return framework.model_copy(update={"items": kept(framework.items)})


def items_monitored(items: tuple[Any, ...]) -> int:
    """How many items are of national monitoring, each counted once whatever it is made of."""
    return sum(1 if MONITORED in each.tags else items_monitored(each.items) for each in items)
