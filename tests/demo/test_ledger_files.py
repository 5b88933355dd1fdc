"""A ledger file fits its register: titles, names of codes, required cells, unique keys, dates within its period."""

import itertools
from collections import Counter

from linghang.core.periods import Month, Period
from linghang.demo import region
from linghang.demo.ledgers import all_ledgers
from linghang.packs.library import Library

Ledgers = dict[tuple[str, str], list[dict[str, object]]]


def test_header_is_the_titles_of_the_register(ledgers: Ledgers, library: Library) -> None:
    for (_, register), rows in ledgers.items():
        assert list(rows[0]) == [field.title for field in library.register(register).fields]


def test_coded_cells_hold_names_of_the_codeset(ledgers: Ledgers, library: Library) -> None:
    for (_, register), rows in ledgers.items():
        for field in library.register(register).fields:
            if field.codeset:
                names = set(library.code_names[field.codeset].values())
                assert {row[field.title] for row in rows} - {None} <= names, (register, field.code)


def test_required_cells_are_filled(ledgers: Ledgers, library: Library) -> None:
    for (_, register), rows in ledgers.items():
        for field in library.register(register).fields:
            assert not field.required or all(row[field.title] not in (None, "") for row in rows), (register, field.code)


def test_keys_are_unique(ledgers: Ledgers, library: Library) -> None:
    for (institution, register), rows in ledgers.items():
        definition = library.register(register)
        titles = [definition.field(code).title for code in definition.key]
        twice = [
            key for key, times in Counter(tuple(row[title] for title in titles) for row in rows).items() if times > 1
        ]
        assert not twice, (institution, register)


def test_rows_lie_within_the_period_of_their_file(library: Library) -> None:
    for item in all_ledgers(region.SEED):
        period, date = Period.parse(item.period), library.register(item.register).date
        assert all(period.first <= Month.of(row[date]) <= period.last for row in item.rows), item.register  # type: ignore[arg-type]


def test_files_of_one_register_do_not_overlap() -> None:
    spans: dict[tuple[str, str], list[Period]] = {}
    for item in all_ledgers(region.SEED):
        spans.setdefault((item.institution, item.register), []).append(Period.parse(item.period))
    for key, periods in spans.items():
        ordered = sorted(periods)
        assert all(not a.overlaps(b) for a, b in itertools.pairwise(ordered)), key


def test_no_person_is_named(ledgers: Ledgers) -> None:
    """Staff and patients appear by number or post."""
    for rows in ledgers.values():
        assert not {"姓名", "患者姓名"} & set(rows[0])


def test_targets_name_indicators_that_exist(ledgers: Ledgers, library: Library) -> None:
    known = {indicator.code for indicator in library.indicators()}
    for (_, register), rows in ledgers.items():
        if register in ("indicator_target", "reported_value"):
            assert {str(row["指标代码"]) for row in rows} <= known
