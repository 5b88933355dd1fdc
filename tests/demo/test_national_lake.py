"""The simulated country: whole, the same for the same seed, its rows as sound as the demonstration's."""

import json
from functools import cache

import polars as pl
import pyarrow.parquet as pq
import pytest

from linghang.core.errors import InputError
from linghang.core.periods import Month
from linghang.demo.national import lake, pool
from linghang.demo.national.country import Country
from linghang.demo.national.hospitals import hospitals
from linghang.demo.national.lake import country_of, month_folder, write_lake
from linghang.demo.national.stated import stated
from linghang.expressions import schema_of, to_polars
from linghang.expressions.parse import parse_condition
from linghang.packs.load import load_packs
from linghang.registers.content import shipped_packs

COUNTRY = Country(hospitals=20, discharges=6_000, seed=7)
MONTHS = [Month(2022, 1), Month(2022, 2)]
FIELDS = ["discharged_at", "admitted_at", "length_of_stay", "total_fee", "western_medicine_fee", "operation_dates"]


@pytest.fixture(scope="module")
def library():
    return load_packs([shipped_packs() / "national-front-page", shipped_packs() / "hospital-base"])


@pytest.fixture(scope="module")
def every(library):
    return [field.code for field in library.register("inpatient").fields if not field.identifier]


@pytest.fixture(scope="module", autouse=True)
def pools(library):
    """Each seed's pool is made once for all tests."""
    made = cache(lambda seed: pool.pool(library, seed))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lake, "pool", lambda _, seed: made(seed))
        yield


@pytest.fixture(scope="module")
def built(library, every, tmp_path_factory):
    folder = tmp_path_factory.mktemp("national") / "country"
    write_lake(folder, library, COUNTRY, MONTHS, every)
    return folder


def rows_of(folder, month):
    return pl.read_parquet(sorted(month_folder(folder, month).glob("*.parquet")))


def test_every_hospital_has_its_discharges_in_the_month(built):
    rows = rows_of(built, MONTHS[1])
    expected = {each.code: each.months(2022, COUNTRY.discharges)[1] for each in hospitals(20, 7, 2022)}
    assert dict(rows.group_by("institution").len().iter_rows()) == expected
    assert rows["discharged_at"].dt.strftime("%Y-%m").unique().to_list() == ["2022-02"]


def test_a_year_has_the_discharges_asked_for():
    total = sum(sum(each.months(2022, 2_000_000)) for each in hospitals(1521, 7, 2022))
    assert abs(total - 2_000_000) < 1521


def test_rows_meet_the_rules_of_the_register(built, library):
    """Whatever the drawing moves or scales, stays end after they begin and fees cover their parts."""
    register = library.register("inpatient")
    rows = rows_of(built, MONTHS[0])
    for rule in register.rules:
        met = rows.select(to_polars(parse_condition(rule.check, schema_of(register), library)).alias("met"))["met"]
        assert met.drop_nulls().all(), rule.code
        assert met.null_count() < rows.height, rule.code


def test_antibacterials_stay_within_medicines(built):
    rows = rows_of(built, MONTHS[0]).drop_nulls(["antibacterial_fee", "western_medicine_fee"])
    assert rows.height
    assert (rows["antibacterial_fee"] <= rows["western_medicine_fee"]).all()


def test_the_same_seed_gives_the_same_rows_and_another_one_others(built, library, every, tmp_path):
    write_lake(tmp_path / "again", library, COUNTRY, MONTHS[:1], every)
    write_lake(tmp_path / "other", library, Country(20, 6_000, 8), MONTHS[:1], every)
    assert rows_of(tmp_path / "again", MONTHS[0]).equals(rows_of(built, MONTHS[0]))
    assert not rows_of(tmp_path / "other", MONTHS[0]).equals(rows_of(built, MONTHS[0]))


def test_a_build_that_was_cut_short_goes_on(built, library, tmp_path, monkeypatch):
    """Blocks that are there are kept, a half-written one is written again, and the month appears only when whole."""
    monkeypatch.setattr(lake, "BLOCK_ROWS", 200)
    folder, wrote = tmp_path / "country", lake.write_whole
    stopped = []

    def stop_at_the_second(path, table):
        if path.name == "0001.parquet" and not stopped:
            stopped.append(path)
            path.with_name(path.name + ".part").write_bytes(b"PAR1 half")
            raise KeyboardInterrupt
        wrote(path, table)

    monkeypatch.setattr(lake, "write_whole", stop_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        write_lake(folder, library, COUNTRY, MONTHS[:1], FIELDS)
    assert not month_folder(folder, MONTHS[0]).exists()
    write_lake(folder, library, COUNTRY, MONTHS[:1], FIELDS)
    write_lake(tmp_path / "whole", library, COUNTRY, MONTHS[:1], FIELDS)
    assert rows_of(folder, MONTHS[0]).equals(rows_of(tmp_path / "whole", MONTHS[0]))
    assert {path.suffix for path in month_folder(folder, MONTHS[0]).iterdir()} == {".parquet"}


def test_months_that_are_there_are_not_drawn_again(built, library, every, monkeypatch):
    monkeypatch.setattr(lake, "pool", lambda *_: pytest.fail("the pool was made"))
    assert write_lake(built, library, COUNTRY, MONTHS, every) == sum(rows_of(built, m).height for m in MONTHS)


def test_another_country_does_not_mix_with_it(built, library, every):
    with pytest.raises(InputError, match="已有另一套模拟数据"):
        write_lake(built, library, Country(20, 7_000, 7), MONTHS, every)


def test_a_folder_with_other_files_is_left_alone(library, tmp_path):
    (tmp_path / "年报.docx").write_bytes(b"")
    with pytest.raises(InputError, match="已有别的文件"):
        write_lake(tmp_path, library, COUNTRY, MONTHS, FIELDS)


def test_a_folder_says_what_it_holds(built, tmp_path):
    assert country_of(built) == COUNTRY
    with pytest.raises(InputError, match="没有模拟的全国数据"):
        country_of(tmp_path)


def test_everything_says_that_it_is_simulated(built):
    file = next(month_folder(built, MONTHS[0]).iterdir())
    assert "模拟" in pq.read_schema(file).metadata[b"linghang.simulated"].decode()
    assert json.loads((built / "national.json").read_text(encoding="utf-8"))["simulated"] is True
    assert all(each.name.endswith("（模拟）") for each in hospitals(1521, 7, 2022))


def test_names_and_codes_are_each_one_s_own():
    some = hospitals(3_000, 7, 2022)
    assert len({each.name for each in some}) == len({each.code for each in some}) == 3_000


def test_quality_drifts_while_names_and_sizes_stay():
    now, then = hospitals(50, 7, 2023), hospitals(50, 7, 2022)
    assert [each.name for each in now] == [each.name for each in then]
    assert [each.size for each in now] == [each.size for each in then]
    assert all(one.quality != other.quality for one, other in zip(now, then, strict=True))


def test_better_hospitals_have_fewer_deaths(library, tmp_path):
    """Over many discharges the latent quality shows; otherwise a rank would mean nothing."""
    country = Country(hospitals=12, discharges=240_000, seed=3)
    write_lake(tmp_path / "c", library, country, MONTHS[:1], ["discharge_way"])
    rates = rows_of(tmp_path / "c", MONTHS[0]).group_by("institution").agg(died=(pl.col("discharge_way") == "5").mean())
    died = dict(rates.iter_rows())
    general = sorted((h for h in hospitals(12, 3, 2022) if h.category == "综合"), key=lambda h: h.quality)
    worst, best = general[: len(general) // 2], general[-(len(general) // 2) :]
    assert sum(died[h.code] for h in best) < sum(died[h.code] for h in worst)


def test_stated_figures_lie_where_the_table_says(library):
    """Eight of ten between low and high, and no share beyond 100 %."""
    rows = pl.DataFrame(stated(library, Country(), 2022)).filter(pl.col("indicator") == "appointment_rate")
    values = rows["value"].cast(pl.Float64)
    assert rows.height == 1521
    assert 0.77 < values.is_between(0.35, 0.85).mean() < 0.83
    assert values.max() < 1
