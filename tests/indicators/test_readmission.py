"""Stays followed by another stay of the same patient: worked by hand over two batches."""

import datetime as dt
import tempfile
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linghang.core.periods import Period
from linghang.expressions import parse_condition, schema_of
from linghang.indicators import linked
from linghang.indicators.compute import compute
from linghang.indicators.definitions import check
from linghang.indicators.links import unlinked
from linghang.indicators.measures import BaseMeasure, Link, Scan
from linghang.indicators.recount import linked_rows, month_of
from linghang.indicators.trace import MASK, trace
from linghang.indicators.values import values
from linghang.packs.load import load_packs
from linghang.registers import content
from linghang.registers.rows import Rows
from linghang.registers.schema import arrow_schema

WINTER = """
number  entered_on  left_on     ward  person
A1      2022-01-01  2022-01-05  内科   p1
A2      2022-02-05  2022-02-08  外科   p1
B1      2022-01-02  2022-01-05  内科   p2
B2      2022-02-06  2022-02-09  内科   p2
C1      2022-01-10  2022-01-15  内科   p3
C2      2022-01-15  2022-01-20  外科   p3
D1      2022-01-20  2022-01-31  外科   p4
E1      2022-01-03  2022-01-05  内科   -
E2      2022-01-10  2022-01-12  内科   -
F1      2022-02-20  2022-02-27  内科   p6
"""
# A1: again on the 31st day. B1: on the 32nd. C1: moved on the same day. D1: D2 begins 28 days later, in February, but
# is discharged in March. E: nobody knows who. F1: again in March.
SPRING = """
number  entered_on  left_on     ward  person
D2      2022-02-28  2022-03-03  外科   p4
D3      2022-03-10  2022-03-15  外科   p4
F2      2022-03-05  2022-03-09  内科   p6
"""


def value(code, period, place="east", **options):
    [found] = values([code], Period.parse(period), place, **options)
    return found.value, found.status


@pytest.fixture
def half_year(load):
    load("east", "2022-01..2022-02", WINTER)
    return load("east", "2022-03..2022-05", SPRING)


def test_a_stay_counts_in_the_month_of_its_own_discharge(half_year):
    assert value("readmitted", "2022-01") == (3, "ok")  # A1, C1, D1
    assert value("readmitted", "2022-02") == (1, "ok")  # F1, by a stay of the other batch
    assert value("readmitted", "2022-03") == (1, "ok")  # D2
    assert value("readmitted", "2022Q1") == (5, "ok")
    assert value("readmission_rate", "2022-01") == (Decimal(3) / 7, "ok")


def test_the_same_day_may_be_left_out(half_year):
    assert value("readmitted_later", "2022-01") == (2, "ok")  # without C1


def test_the_later_stay_may_be_counted_instead(half_year):
    assert value("readmissions", "2022-02") == (1, "ok")  # A2
    assert value("readmissions", "2022-03") == (3, "ok")  # D2, D3, F2
    assert value("readmissions", "2022-01") == (1, "partial")  # C2; nothing is known of December


def test_the_other_stay_has_a_condition_of_its_own(half_year):
    assert value("readmitted_to_surgery", "2022-01") == (2, "ok")  # A1 and C1; D1 was in surgery itself


def test_while_the_window_is_open_the_value_is_partial(load):
    load("east", "2022-01..2022-02", WINTER)
    assert value("readmitted", "2022-01") == (2, "partial")  # D2 is not known yet; the last window closes on 3 March
    assert value("readmission_rate", "2022-01") == (Decimal(2) / 7, "partial")
    load("east", "2022-03..2022-05", SPRING)
    assert value("readmitted", "2022-01") == (3, "ok")
    assert value("readmitted", "2022-04") == (0, "ok")  # closes on 31 May
    assert value("readmitted", "2022-05") == (0, "partial")
    assert value("readmitted", "2022-06") == (None, "no_data")


def test_a_batch_that_was_replaced_counts_no_longer(load, half_year):
    assert value("readmitted", "2022-02") == (1, "ok")
    load("east", "2022-03..2022-05", SPRING.replace("p6", "p7"), supersede=half_year)
    assert value("readmitted", "2022-02") == (0, "ok")
    assert value("readmitted", "2022-02", version=half_year.created.number) == (1, "ok")


def test_patients_are_followed_within_one_institution(load, half_year):
    load("west", "2022-01..2022-05", "number entered_on left_on person\nW1 2022-01-06 2022-01-07 p1")
    assert value("readmitted", "2022-01", "west") == (0, "ok")
    assert value("readmitted", "2022Q1", "group") == (5, "ok")
    found = {
        each.institution: each.value
        for each in values(["readmitted"], Period.parse("2022Q1"), "group", by="institution")
    }
    assert found == {"east": 5, "west": 0}


def test_departments_and_months(half_year):
    found = {
        each.department: each.value for each in values(["readmitted"], Period.parse("2022Q1"), "east", by="department")
    }
    assert found == {"内科": 3, "外科": 2}  # A1 C1 F1; D1 D2
    months = [each.value for each in values(["readmitted"], Period.parse("2022Q1"), "east", by="month")]
    assert months == [3, 1, 1]


def test_only_institutions_with_new_batches_are_scanned_again(load, half_year, monkeypatch):
    load("west", "2022-01..2022-05", WINTER)
    compute()
    seen, run = [], linked.run
    monkeypatch.setattr(
        linked, "run", lambda scan, register, rows: seen.append(set(rows.owners)) or run(scan, register, rows)
    )
    compute()
    assert seen == []
    load("west", "2022-06", "number entered_on left_on person\nW1 2022-06-06 2022-06-07 p1")
    compute()
    assert seen == [{"west"}]


def test_the_trace_counts_again_and_shows_the_rows(half_year):
    found = trace("readmission_rate", Period.parse("2022-01"), "east")
    top = found.parts[0]
    assert (top.value, top.recount, top.rows, found.equal) == (3, 3, 3, True)
    assert top.columns == ("病案号", "入院日期", "出院日期", "科室", "人员编号")
    assert [row.cells for row in top.sample] == [
        (MASK, "2022-01-01", "2022-01-05", "内科", "p1"),
        (MASK, "2022-01-10", "2022-01-15", "内科", "p3"),
        (MASK, "2022-01-20", "2022-01-31", "外科", "p4"),
    ]
    assert "此后0至31天内同一患者另有一行" in top.in_words
    assert "RANGE BETWEEN" in top.scan_sql


@pytest.mark.parametrize(
    ("linked_by", "field", "reason"),
    [
        (
            "patient: nobody, days: [0, 31], begins: entered_on, ends: left_on",
            "linked.patient",
            "没有这个单值的文字字段",
        ),
        ("patient: person, days: [0, 31], begins: days, ends: left_on", "linked.begins", "没有这个单值的日期字段"),
        ("patient: person, days: [0, 31], begins: entered_on, ends: ward", "linked.ends", "没有这个单值的日期字段"),
        (
            "patient: person, days: [0, 31], begins: entered_on, ends: left_on, where: dayz",
            "linked.where",
            "没有这个字段",
        ),
    ],
)
def test_a_fault_of_a_link_names_its_line(library_with, linked_by, field, reason):
    [fault] = check(library_with(f"kind: count, register: stay, linked: {{{linked_by}}}"))
    assert (fault.line, fault.field, fault.reason) == (2, field, reason)


INPATIENT = load_packs([content.shipped_packs() / "national-front-page"])
MEN = parse_condition("sex = '1'", schema_of(INPATIENT.register("inpatient")), INPATIENT)
SCHEMA = pa.schema(
    [
        arrow_schema(INPATIENT.register("inpatient")).field(name)
        for name in ("id_number", "admitted_at", "discharged_at", "sex", "_row")
    ]
)
TIMES = st.datetimes(dt.datetime(2021, 12, 28), dt.datetime(2022, 1, 10)).map(
    lambda at: at.replace(minute=0, second=0, microsecond=0)
)
STAY = st.tuples(
    st.none() | st.sampled_from(["p", "q"]), TIMES, st.sampled_from([0, 0, 3, 20, 24, 60, 120]), st.sampled_from("123")
).map(
    lambda drawn: {
        "id_number": drawn[0],
        "admitted_at": drawn[1],
        "discharged_at": drawn[1] + dt.timedelta(hours=drawn[2]),
        "sex": drawn[3],
    }
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.lists(STAY, max_size=6), min_size=1, max_size=3),
    st.sampled_from(["followed", "preceded"]),
    st.sampled_from([(0, 3), (0, 0), (1, 3), (2, 2)]),
    st.booleans(),
)
def test_the_window_says_what_trying_all_pairs_says(files, when, days, conditional):
    """The first two files are batches of one institution."""
    register, where = INPATIENT.register("inpatient"), MEN if conditional else None
    link = Link(when, "id_number", *days, "admitted_at", "discharged_at", where)
    measure = BaseMeasure("inpatient", "count", None, None, "discharged_at", link=link)
    folder = Path(tempfile.mkdtemp())
    for number, rows in enumerate(files):
        pq.write_table(pa.Table.from_pylist(rows, SCHEMA), folder / f"{number}.parquet")
    owners = ("east", "east", "west")[: len(files)]
    table = linked.run(
        Scan("inpatient", "discharged_at", None, (measure,)),
        register,
        Rows(tuple(sorted(folder.iterdir())), owners=owners),
    )
    expected = {}
    for owner in set(owners):
        mine = [row for rows, place in zip(files, owners, strict=True) if place == owner for row in rows]
        for row, counts in zip(mine, linked_rows(link, mine), strict=True):
            key = owner, month_of(row, "discharged_at", None)
            expected[key] = expected.get(key, 0) + counts
    found = {}
    for row in table.to_pylist():
        key = row["institution"], row["month"]
        found[key] = found.get(key, 0) + row[measure.id]
    assert found == expected
    assert unlinked(measure).link is None
