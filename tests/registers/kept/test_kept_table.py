"""Rows as an Arrow table: typed, as of a version, of chosen institutions."""

import datetime as dt
from decimal import Decimal

import pyarrow as pa
import pytest

from linghang.core.errors import InputError
from linghang.registers.kept import import_file, remove_row, rows_table
from linghang.registers.models import KeptRow
from linghang.registers.schema import arrow_schema

pytestmark = pytest.mark.django_db


def test_types_and_values(enter, clinic):
    row = enter(day="2022-03-05", place="广场", people="120", cost="3.5", free="否", topics="高血压")
    table = rows_table(clinic)
    assert table.schema.names == [*arrow_schema(clinic).names, "_institution", "_row_id"]
    assert table.schema.field("cost").type == pa.decimal128(18, 2)
    found = {name: value for name, value in table.to_pylist()[0].items() if value is not None}
    assert found == {
        "day": dt.date(2022, 3, 5),
        "place": "广场",
        "people": 120,
        "cost": Decimal("3.50"),
        "free": False,
        "topics": ["高血压"],
        "_row": 0,
        "_institution": "h1",
        "_row_id": str(row.row),
    }


def test_imported_rows_carry_their_row_in_the_file(csv_file, clinic, hospital):
    import_file(csv_file(["2022-03-05", "广场", *[""] * 7]), clinic, hospital)
    assert rows_table(clinic).column("_row").to_pylist() == [2]


def test_as_of_a_version(enter, clinic, hospital):
    row = enter(day="2022-03-05", place="广场")
    remove_row(clinic, hospital, row.row, opened=None, actor=None)
    assert rows_table(clinic).num_rows == 0
    assert rows_table(clinic, version=row.created_id).num_rows == 1


def test_of_some_institutions(enter, clinic, other_hospital):
    enter(day="2022-03-05", place="广场")
    enter(day="2022-03-05", place="广场", institution=other_hospital)
    assert rows_table(clinic, institution_codes=["h2"]).column("_institution").to_pylist() == ["h2"]
    assert rows_table(clinic, institution_codes=[]).num_rows == 0


def test_an_empty_ledger_has_its_columns(clinic, hospital):
    assert rows_table(clinic).schema.field("people").type == pa.int64()


def test_a_row_of_an_older_definition_is_named(enter, clinic):
    row = enter(day="2022-03-05", place="广场")
    KeptRow.objects.filter(pk=row.pk).update(data=row.data | {"people": "许多"})
    with pytest.raises(InputError, match=str(row.row)):
        rows_table(clinic)
