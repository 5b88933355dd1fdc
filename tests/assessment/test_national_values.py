"""Figures of the simulated country, counted again from its files in plain Python."""

from decimal import Decimal

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from linghang.assessment import national, peers
from linghang.core.errors import InputError
from linghang.core.periods import Month, Period
from linghang.demo.national.country import Country
from linghang.demo.national.lake import month_folder, write_lake
from linghang.demo.national.stated import write_hospitals, write_stated
from linghang.indicators import cube
from linghang.packs.load import load_packs
from linghang.registers.content import shipped_packs

COUNTRY = Country(hospitals=20, discharges=9_000, seed=11)
MONTHS = [Month(2022, number) for number in (1, 2, 3)]
PERIOD = Period.parse("2022-01..2022-02")
INDICATOR = """
indicators:
  - {code: deaths_per_operation, title: 死亡比手术, source: 测试, kind: derived, formula: inpatient_deaths / operations}
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    pack = tmp_path_factory.mktemp("pack")
    (pack / "pack.yaml").write_text(
        "pack: national-test\ntitle: 测试\nversion: '1'\nsource: 测试\nextends: [hospital-base]\n", encoding="utf-8"
    )
    (pack / "indicators.yaml").write_text(INDICATOR, encoding="utf-8")
    return load_packs([shipped_packs() / "national-front-page", shipped_packs() / "hospital-base", pack])


@pytest.fixture(scope="module")
def country(library, tmp_path_factory):
    folder = tmp_path_factory.mktemp("national") / "country"
    write_lake(folder, library, COUNTRY, MONTHS, national.columns_read(library))
    write_hospitals(folder, COUNTRY, 2022)
    write_stated(folder, library, COUNTRY, 2022)
    return folder


@pytest.fixture(scope="module")
def computed(country, library):
    return national.compute(country, PERIOD, library)


@pytest.fixture(scope="module")
def rows(country):
    """The discharges of January and February by hospital."""
    found = {}
    for month in MONTHS[:2]:
        for path in month_folder(country, month).iterdir():
            for row in pq.read_table(path).to_pylist():
                found.setdefault(row["institution"], []).append(row)
    return found


def values(folder, indicator, period=PERIOD):
    frame = pl.read_parquet(folder / "values.parquet").filter(
        pl.col("indicator") == indicator, pl.col("period") == str(period)
    )
    return {row["institution"]: row for row in frame.to_dicts()}


@pytest.mark.usefixtures("computed")
def test_a_mean_is_the_sum_over_how_many(country, rows):
    found = values(country, "mean_length_of_stay")
    assert found.keys() == rows.keys()
    for code, mine in rows.items():
        days = sum(row["length_of_stay"] for row in mine)
        assert (found[code]["numerator"], found[code]["denominator"]) == (days, len(mine))
        assert abs(found[code]["value"] - Decimal(days) / len(mine)) < Decimal("1e-12")


@pytest.mark.usefixtures("computed")
def test_a_share_counts_elements_of_lists(country, rows):
    found = values(country, "level34_share")
    for code, mine in rows.items():
        levels = [level for row in mine for level in row["operation_levels"] or [] if level in ("1", "2", "3", "4")]
        if not levels:
            assert code not in found
            continue
        assert found[code]["numerator"] == sum(level in ("3", "4") for level in levels)
        assert found[code]["denominator"] == len(levels)


@pytest.mark.usefixtures("computed")
def test_money_is_added_to_the_cent(country, rows):
    found = values(country, "medicine_share")
    kinds = ("western_medicine_fee", "chinese_patent_medicine_fee", "chinese_herbal_fee")
    for code, mine in rows.items():
        assert found[code]["numerator"] == sum((row[kind] or Decimal(0) for row in mine for kind in kinds), Decimal(0))
        assert found[code]["denominator"] == sum(row["total_fee"] for row in mine)


@pytest.mark.usefixtures("computed")
def test_a_formula_is_asked_of_each_hospital(country, rows):
    found = values(country, "deaths_per_operation")
    for code, mine in rows.items():
        died = sum(row["discharge_way"] == "5" for row in mine)
        done = sum(level in ("1", "2", "3", "4") for row in mine for level in row["operation_levels"] or [])
        if done:
            assert (found[code]["numerator"], found[code]["denominator"]) == (died, done)
            assert abs(found[code]["value"] - Decimal(died) / done) < Decimal("1e-12")
        else:
            assert code not in found


def test_what_other_registers_tell_is_not_made_up_from_discharges(computed, country):
    assert not values(country, "bed_occupancy")
    assert computed.institutions == 20


def test_a_new_month_costs_that_month(country, library, rows, computed):
    """The cube keeps what was scanned; the quarter scans March only, and the two months before stay in the file."""
    done = national.compute(country, Period.parse("2022Q1"), library)
    march = sum(pq.read_metadata(path).num_rows for path in month_folder(country, MONTHS[2]).iterdir())
    assert (done.scanned, done.kept, done.rows) == (1, 2, march)
    assert computed.rows == sum(map(len, rows.values()))
    both = values(country, "discharges"), values(country, "discharges", Period.parse("2022Q1"))
    assert sum(row["value"] for row in both[1].values()) - sum(row["value"] for row in both[0].values()) == march
    again = national.compute(country, Period.parse("2022Q1"), library)
    assert (again.scanned, again.kept, again.values) == (0, 3, done.values)


@pytest.mark.usefixtures("computed")
def test_a_killed_computation_leaves_the_old_values(country, library, monkeypatch):
    before = (country / "values.parquet").read_bytes()
    monkeypatch.setattr(national, "_named", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        national.compute(country, PERIOD, library)
    assert (country / "values.parquet").read_bytes() == before


@pytest.mark.usefixtures("computed")
def test_plain_python_gives_the_same_file(country, library, monkeypatch, tmp_path):
    """Another engine over the same lake, in another cube."""
    for name in ("lake", "hospitals.parquet"):
        (tmp_path / name).symlink_to(country / name)
    national.compute(tmp_path, PERIOD, library, engine="python")
    here, there = (pl.read_parquet(folder / "values.parquet") for folder in (tmp_path, country))
    assert here.equals(there.filter(pl.col("period") == str(PERIOD)))


def test_the_file_is_one_that_peers_reads(country, library):
    whole = Period.parse("2022-01..2022-02")
    found = peers.read(country, whole)
    assert len(found.institutions) == 20
    assert found.institutions["n0001"].category in ("综合", "中医", "妇产", "儿童", "肿瘤")
    assert found.institutions["n0001"].level in ("三级甲等", "三级乙等")
    assert found.values("discharges")["n0001"] > 0


@pytest.mark.usefixtures("computed")
def test_figures_asked_of_the_cube_are_those_of_the_file(country, library):
    wanted = ["level34_share", "discharges"]
    found = national.amounts(country, PERIOD, library, wanted)
    assert found.keys() == set(wanted)
    for indicator, amounts in found.items():
        written = values(country, indicator)
        assert amounts == {code: (row["value"], row["numerator"], row["denominator"]) for code, row in written.items()}


def test_stated_figures_join_a_whole_year_only(country, library, tmp_path):
    stated = pl.DataFrame(pq.read_table(country / "stated" / "2022.parquet"))
    assert set(stated["indicator"]) == {"appointment_rate", "emr_level"}
    assert not values(country, "emr_level")
    joined = national._stated(country, Period.parse("2022"), {"emr_level": {}})
    assert set(joined["indicator"]) == {"appointment_rate", "emr_level"}
    told = {"appointment_rate": {"n0001": (Decimal("0.5"), Decimal(1), Decimal(2))}}
    assert set(national._stated(country, Period.parse("2022"), told)["indicator"]) == {"emr_level"}


def test_a_month_that_is_not_there_is_named(country, library):
    with pytest.raises(InputError, match="没有这个月的数据") as caught:
        national.compute(country, Period.parse("2022-03..2022-04"), library)
    assert caught.value.faults[0].value == "2022-04"


def test_a_field_that_the_lake_lacks_is_refused(country, library, monkeypatch):
    """Counting it as missing would make figures too low."""
    monkeypatch.setattr(national, "columns_read", lambda _: ["discharged_at", "new_field"])
    with pytest.raises(InputError, match="new_field"):
        national.compute(country, PERIOD, library)


def test_an_engine_that_does_not_exist_is_refused(country, library):
    with pytest.raises(InputError, match="没有这个引擎"):
        national.compute(country, PERIOD, library, engine="abacus")
    assert "spark" in cube.ENGINES


def test_values_say_that_they_are_simulated(country, computed):
    metadata = pq.read_schema(country / "values.parquet").metadata
    assert "模拟" in metadata[b"linghang.simulated"].decode()
    assert pq.read_schema(country / "values.parquet").field("value").type == pa.decimal128(38, 12)
