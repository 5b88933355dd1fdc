"""The Excel ledgers of the region. Their counts and sums equal the figures that the founding documents state."""

from collections.abc import Collection, Iterator
from functools import partial
from pathlib import Path

import numpy as np

from linghang.demo.files import FileToLoad
from linghang.demo.ledgers import (
    college,
    consortium,
    county,
    county_services,
    group,
    integrity_year,
    national_finance,
    national_people,
    national_services,
    national_tcm,
    party_life,
    party_people,
    party_work,
    prefecture,
    prefecture_services,
    quality_systems,
    risks,
    talent_culture,
    tcm,
    yearly,
)
from linghang.demo.ledgers.book import Ledger, write_workbook
from linghang.demo.seeds import generator
from linghang.packs.library import Library


def all_ledgers(seed: int) -> Iterator[Ledger]:
    """Every ledger of every institution, each drawn from its own stream."""
    own = (tcm, college, prefecture, prefecture_services, county, county_services, group)
    national = (national_finance, national_people, national_services, national_tcm)
    party = (talent_culture, party_life, party_people, party_work, integrity_year)
    for source in (*own, *party, yearly, risks, *national, quality_systems, consortium):
        yield from source.ledgers(partial(_stream, seed, source.__name__))


def write_ledgers(folder: Path, library: Library, seed: int, only: Collection[str]) -> Iterator[FileToLoad]:
    """Write the ledgers of these institutions, each a workbook named by register and period."""
    for item in all_ledgers(seed):
        if item.institution not in only:
            continue
        name = f"{item.register}_{item.period.replace('..', '_')}.xlsx"
        path = write_workbook(folder / item.institution / name, item, library)
        yield FileToLoad(path, item.register, item.institution, item.period)


def _stream(seed: int, module: str, name: str) -> np.random.Generator:
    return generator(seed, module, name)
