"""A register with a field of every type, and one row of it, for the tests of the expression language."""

from datetime import date, datetime
from decimal import Decimal

import polars as pl

from linghang.expressions.tree import Field, Type
from linghang.packs.library import Entry, Library
from linghang.packs.model import Codeset

FIELDS = (
    Field("los", Type.INTEGER),
    Field("age", Type.INTEGER),
    Field("fee", Type.DECIMAL),
    Field("paid", Type.DECIMAL),
    Field("sex", Type.TEXT),
    Field("diagnosis", Type.TEXT),
    Field("admitted", Type.DATE),
    Field("born", Type.DATE),
    Field("discharged", Type.DATETIME),
    Field("elective", Type.BOOLEAN),
    Field("operations", Type.TEXT, list_field=True),
    Field("operated", Type.DATE, list_field=True, in_step_with="operations"),
    Field("levels", Type.TEXT, list_field=True, in_step_with="operations"),
    Field("healing", Type.TEXT, list_field=True, in_step_with="operations"),
    Field("others", Type.TEXT, list_field=True),
)
SCHEMA = {field.name: field for field in FIELDS}
POLARS = {
    "los": pl.Int64,
    "age": pl.Int64,
    "fee": pl.Decimal(18, 2),
    "paid": pl.Decimal(18, 2),
    "sex": pl.String,
    "diagnosis": pl.String,
    "admitted": pl.Date,
    "born": pl.Date,
    "discharged": pl.Datetime("us"),
    "elective": pl.Boolean,
    "operations": pl.List(pl.String),
    "operated": pl.List(pl.Date),
    "levels": pl.List(pl.String),
    "healing": pl.List(pl.String),
    "others": pl.List(pl.String),
}
ROW = {
    "los": 12,
    "age": None,
    "fee": Decimal("830.50"),
    "paid": Decimal("100.00"),
    "sex": "2",
    "diagnosis": "I21.100",
    "admitted": date(2022, 3, 1),
    "born": date(1950, 12, 31),
    "discharged": datetime(2022, 3, 13, 9, 30),
    "elective": False,
    "operations": ["36.0600", None, "37.2200"],
    "operated": [date(2022, 3, 2), date(2022, 3, 5)],
    "levels": ["3", "4", "4"],
    "healing": ["13", "11"],
    "others": ["I21.0"],
}


def _codeset(code: str, values: list[str], match: str) -> Entry:
    item = Codeset.model_validate(
        {"code": code, "title": code, "source": "测试", "match": match, "values": dict.fromkeys(values, "")}
    )
    return Entry("codesets", item, "test", "test.yaml", 1, {})


_ENTRIES = (_codeset("stents", ["36.0600", "36.0700"], "exact"), _codeset("infarction", ["I21", "I22"], "prefix"))
LIBRARY = Library((), _ENTRIES, {entry.item.code: dict.fromkeys(entry.item.values, "") for entry in _ENTRIES})
