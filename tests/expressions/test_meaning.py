"""What each form means, on one row: the value drawn by hand, and all three engines must give it."""

from datetime import date
from decimal import Decimal

import duckdb
import polars as pl
import pytest

from expressions.rows import LIBRARY, POLARS, ROW, SCHEMA
from linghang.expressions import evaluate, parse, to_duckdb, to_polars

CASES = [
    ("los > 10", True),
    ("los > 12", False),
    ("los between 12 and 13", True),
    ("los not between 1 and 3", True),
    ("los in (1, 12)", True),
    ("sex in ('1', '2')", True),
    ("sex = '1'", False),
    ("sex <> '1'", True),
    ("age > 60", None),
    ("not age > 60", None),
    ("age is null", True),
    ("los is not null", True),
    ("age > 60 and sex = '1'", False),
    ("age > 60 and sex = '2'", None),
    ("age > 60 or sex = '2'", True),
    ("age > 60 or sex = '1'", None),
    ("coalesce(age, 0) + los", 12),
    ("fee - paid", Decimal("730.50")),
    ("fee * 2", Decimal("1661.00")),
    ("-3 + los", 9),
    ("fee > 830", True),
    ("fee >= 830.5", True),
    ("fee = 830.51", False),
    ("starts(diagnosis, 'I21', 'J')", True),
    ("starts(diagnosis, 'I2', 'C50')", True),
    ("starts(diagnosis, 'I2110')", False),
    ("in_codeset(diagnosis, 'infarction')", True),
    ("in_codeset(sex, 'stents')", False),
    ("has(operations, '36.0600')", True),
    ("has(operations, '36.06')", False),
    ("has_prefix(operations, '37', '38')", True),
    ("los > 12 and has_prefix(operations, '37')", False),
    ("has_prefix(operations, '37') and los > 10", True),
    ("age > 60 and has_prefix(operations, '37')", None),
    ("has_prefix(operations, '99') and age > 60", False),
    ("has_in(operations, 'stents')", True),
    ("count_in(operations, 'stents')", 1),
    ("count_of(operations, '36.0600', '37.2200')", 2),
    ("has_pair(has(operations, '36.0600'), has(levels, '3'))", True),
    ("has_pair(has(operations, '36.0600'), has(levels, '4'))", False),  # level 4 is that of another position
    ("has_pair(has_in(operations, 'stents'), has(levels, '3', '4'))", True),
    ("has_pair(has(levels, '4'), has_prefix(operations, '37'))", True),
    ("has_pair(has(levels, '4'), has(healing, '11'))", True),  # second position
    ("has_pair(has(levels, '4'), has(healing, '13'))", False),
    ("has_pair(has_prefix(operations, '37'), has(healing, '11', '13'))", False),  # healing is shorter
    ("not has_pair(has_prefix(operations, '99'), has(levels, '4'))", True),
    ("count_pair(has(levels, '3', '4'), has_prefix(operations, '36', '37'))", 2),  # no operation at the second
    ("count_pair(has(levels, '4'), has_in(operations, 'stents'))", 0),
    ("size(operations)", 3),
    ("operations is null", False),
    ("max(operated) <= discharged", True),
    ("min(operated) >= admitted", True),
    ("max(operated)", date(2022, 3, 5)),
    ("first(operations)", "36.0600"),
    ("starts(first(operations), '36')", True),
    ("in_codeset(first(operations), 'stents')", True),
    ("first(others) = '36.0600'", False),
    ("first(operated)", date(2022, 3, 2)),
    ("prefix(diagnosis, 3)", "I21"),
    ("prefix(sex, 3)", "2"),
    ("minutes('2022-03-13 08:29:59', discharged)", 61),  # 08:29 to 09:30 on a clock without seconds
    ("minutes(discharged, '2022-03-12 23:30:00')", -600),
    ("days(admitted, discharged)", 12),
    ("days(discharged, admitted)", -12),
    ("days('2022-02-28', admitted)", 1),
    ("year(discharged)", 2022),
    ("month(admitted)", 3),
    ("admitted = '2022-03-01'", True),
    ("discharged < '2022-03-13'", False),
    ("discharged > '2022-03-13 09:29:59'", True),
    ("admitted <= discharged", True),
    ("elective", False),
    ("not elective", True),
    ("elective = false", True),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_all_engines_give_the_value_drawn_by_hand(text, expected):
    node = parse(text, SCHEMA, LIBRARY)
    frame = pl.DataFrame([ROW], schema=POLARS)
    rows = frame.to_arrow()
    in_duckdb = duckdb.connect().execute(f"SELECT {to_duckdb(node)} FROM rows").fetchone()[0]
    assert evaluate(node, ROW) == expected
    assert in_duckdb == expected, f"DuckDB，{len(rows)} 行"
    assert frame.select(to_polars(node)).item() == expected
