"""A front-page export with the official header loads as it is."""

from datetime import datetime
from decimal import Decimal

import pyarrow.parquet as pq
import pytest
from loadfiles import FRONT_PAGE, front_pages, official_header

from linghang.registers.schema import arrow_schema


@pytest.mark.parametrize(("edition", "columns"), [(2019, 642), (2020, 811)])
def test_both_editions_load_by_column_name(read_front_page, edition, columns):
    assert len(official_header(edition)) == columns
    found = read_front_page(front_pages({}, {}, edition=edition))
    assert len(found.rows) == 2
    assert found.faults == []


def test_columns_may_come_in_any_order_and_letter_case(read_front_page):
    header, *rows = front_pages({}).splitlines()
    turned = [",".join(reversed(line.split(","))) for line in (header.lower(), *rows)]
    assert read_front_page("\n".join(turned)).rows == read_front_page(front_pages({})).rows


def test_stored_columns_are_those_of_the_schema(read_front_page, national):
    found = read_front_page(front_pages({"C06x01C": "I10.x00", "C14x01C": "47.0100", "C16x01": "2022-03-02"}))
    stored = pq.read_schema(found.staged.data)
    expected = arrow_schema(national.register("inpatient"))
    assert stored.names == expected.names
    assert [_plain(one) for one in stored.types] == [_plain(one) for one in expected.types]


def _plain(arrow_type):
    """The type without what differs between writers only: the width of offsets and the name of list elements."""
    return str(arrow_type).replace("large_", "").replace("element", "item")


def test_values_are_typed_and_money_is_exact(read_front_page):
    row = read_front_page(front_pages({"D01": "10000000000000.01", "D11": ""})).rows[0]
    assert row["total_fee"] == Decimal("10000000000000.01")
    assert row["general_service_fee"] is None
    assert row["admitted_at"] == datetime(2022, 3, 1, 8)
    assert (row["admission_no"], row["age"], row["length_of_stay"]) == (1, 61, 4)
    assert row["_row"] == 2


def test_diagnoses_become_a_list_in_step_with_their_conditions(read_front_page):
    """A gap in the repetitions closes; a condition stays with its diagnosis; the principal one is not among them."""
    row = read_front_page(
        front_pages(
            {
                "C06x01C": "I10.x00",
                "C08x01C": "1",
                "C06x03C": "E11.900",
                "C08x03C": "4",
                "C06x40C": "Z51.900",
                "C08x40C": "-",
            }
        )
    ).rows[0]
    assert row["other_diagnoses"] == ["I10.x00", "E11.900", "Z51.900"]
    assert row["other_conditions"] == ["1", "4", None]
    assert row["principal_diagnosis"] == FRONT_PAGE["C03C"]


def test_the_main_operation_comes_first(read_front_page):
    row = read_front_page(
        front_pages(
            {
                "C35x01C": "86.2200",
                "C38x01": "2",
                "C37x01": "2022-03-03 09:00:00",
                "C14x01C": "47.0100",
                "C17x01": "3",
                "C16x01": "2022-03-02 14:30",
                "C21x01C": "1",
                "C42x01C": "0",
                "C22x01C": "01",
                "C43x01C": "03",
            }
        )
    ).rows[0]
    assert row["operations"] == ["47.0100", "86.2200"]
    assert row["operation_levels"] == ["3", "2"]
    assert row["operation_dates"] == [datetime(2022, 3, 2, 14, 30), datetime(2022, 3, 3, 9)]
    assert row["incision_healing"] == ["1", "0"]
    assert row["anaesthesia"] == ["01", "03"]


def test_no_operation_is_an_empty_list_and_an_unknown_edition_field_is_missing(read_front_page):
    row = read_front_page(front_pages({}, edition=2019)).rows[0]
    assert row["operations"] == []
    assert row["day_surgery"] is None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"B15": "2022-02-28 10:00:00"}, "出院时间早于入院时间"),
        ({"D09": "1000.01"}, "自付金额大于住院总费用"),
        ({"D01": "-1.00"}, "小于下限 0"),
        ({"B20": "0"}, "小于下限 1"),
        ({"A14": "151"}, "大于上限 150"),
        ({"C03C": "-"}, "必填项为空"),
        ({"B16C": "9999"}, "不是“诊疗科别”里的代码"),
        ({"B12": "2022-02-30 08:00:00"}, "不是日期时间，或没有这一时刻"),
    ],
)
def test_impossible_rows_are_rejected_and_the_others_stored(read_front_page, changes, message):
    found = read_front_page(front_pages({}, changes, {}))
    assert [row["_row"] for row in found.rows] == [2, 4]
    assert {line for line, *_ in found.faults} == {3}
    assert message in [reason for *_, reason in found.faults]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"D11": "1000.01"}, "住院总费用小于各分项之和"),
        ({"C14x01C": "47.0100", "C16x01": "2022-03-06 09:00:00"}, "有手术操作日期不在住院期间"),
        ({"C14x01C": "47.0100", "C16x01": "2022-02-27 09:00:00"}, "有手术操作日期不在住院期间"),
        ({"A14": "3", "A16": "20"}, "不足一周岁的年龄与年龄不符"),
        ({"C16x01": "2022-03-03"}, "对应的“手术操作编码”为空，这个值没有入库"),
    ],
)
def test_doubtful_rows_are_stored_with_a_warning(read_front_page, changes, message):
    found = read_front_page(front_pages(changes))
    assert (len(found.rows), found.faults) == (1, [])
    assert message in [reason for *_, reason in found.warnings]
