"""A trace leads from a figure to its rows, and counts them again by another way."""

import json
from decimal import Decimal

import duckdb

from linghang.core.periods import Period
from linghang.core.workspace import Workspace
from linghang.indicators.measures import plan_for, totals
from linghang.indicators.trace import MASK, trace
from linghang.registers import content

STAYS = """
number  left_on     ward  days  fee     pathway  person  levels
A1      2022-01-03  内科   3     100.10  yes      p1      -
A2      2022-01-04  外科   5     200.20  no       p2      3+4
A3      2022-02-01  外科   -     300.30  yes      p1      4+1
"""
YEAR = Period.parse("2022")


def test_a_ratio_shows_both_parts_with_the_rows_and_batches_they_rest_on(load):
    batch = load("east", "2022", STAYS)
    found = trace("pathway_share", YEAR, "east")
    assert [(part.role, part.value, part.recount, part.rows) for part in found.parts] == [
        ("分子 入径人次", 2, 2, 2),
        ("分母 出院人次", 3, 3, 3),
    ]
    assert [line.id for line in found.batches] == [batch.pk]
    assert found.equal
    assert found.recount == found.value == Decimal(2) / Decimal(3)


def test_identifiers_are_masked_and_rows_carry_their_place_in_the_source_file(load):
    load("east", "2022", STAYS)
    [part] = trace("pathway_cases", YEAR, "east").parts
    assert part.columns == ("病案号", "出院日期", "科室", "是否入径")
    assert [(row.file_name, row.row, row.cells) for row in part.sample] == [
        ("east-2022.csv", 2, (MASK, "2022-01-03", "内科", "是")),
        ("east-2022.csv", 4, (MASK, "2022-02-01", "外科", "是")),
    ]


def test_the_sample_is_limited(load):
    load("east", "2022", STAYS)
    assert len(trace("discharges", YEAR, "east", sample=1).parts[0].sample) == 1


def test_rows_that_add_nothing_are_not_shown(load):
    load("east", "2022", STAYS)
    [part] = trace("major_operations", YEAR, "east").parts
    assert (part.value, part.rows, [row.row for row in part.sample]) == (3, 2, [3, 4])


def test_every_kind_is_counted_again(load, keep):
    load("east", "2022", STAYS)
    keep("talent", "east", number="a", from_date="2021-03-01", to_date="2022-12-31")
    keep("talent", "east", number="b", from_date="2021-03-01", to_date="2022-12-30")
    keep(
        "reported_value",
        "east",
        indicator="beds",
        from_date="2022-01-01",
        to_date="2022-12-31",
        value="100",
        evidence="文",
    )
    for code, expected in {
        "income": "600.60",
        "mean_days": "4",
        "major_operations": "3",
        "persons": "2",
        "not_on_pathway": None,
        "income_per_bed": "6.006",
        "talents": "1",
    }.items():
        found = trace(code, YEAR, "east")
        assert found.equal, code
        if expected is not None:
            assert found.value == Decimal(expected), code


def test_the_query_that_is_shown_gives_what_the_cube_holds(load, monkeypatch):
    """The cube is filled in another way; who runs the query in the folder of the data finds the same."""
    load("east", "2022", STAYS)
    [part] = trace("major_operations", YEAR, "east").parts
    monkeypatch.chdir(Workspace.from_environment().lake)
    found = duckdb.sql(part.scan_sql)
    [measure] = [each.measure for each in totals_of("major_operations")]
    assert sum(row[0] for row in found.select(measure.id).fetchall()) == part.value == 3


def totals_of(code):
    library = content.library()
    return list(totals(plan_for(library).recipe(library.indicator(code), YEAR.last_day)))


def test_a_department_is_traced_alone(load):
    load("east", "2022", STAYS)
    found = trace("income", YEAR, "east", department="外科")
    assert (found.value, found.parts[0].rows, found.equal) == (Decimal("500.50"), 2, True)


def test_a_typed_figure_shows_its_evidence(keep):
    keep(
        "reported_value",
        "east",
        indicator="rank",
        from_date="2022-01-01",
        to_date="2022-12-31",
        value="465",
        evidence="通报第 3 号",
    )
    [statement] = trace("rank", YEAR, "east").statements
    assert (statement.value, statement.evidence) == (465, "通报第 3 号")


def test_the_definition_names_its_file_and_line_without_the_place_of_installation(load):
    made = trace("discharges", YEAR, "east").definition
    assert (made.file, made.line) == ("small/indicators.yaml", 2)


def test_without_data_there_is_no_figure_and_nothing_to_disagree(load):
    found = trace("discharges", YEAR, "east")
    assert (found.value, found.recount, found.equal, found.status) == (None, None, True, "no_data")


def test_json_is_plain_and_exact(load):
    load("east", "2022", STAYS)
    plain = json.loads(json.dumps(trace("income", YEAR, "east").to_json()))
    assert plain["value"] == plain["parts"][0]["recount"] == "600.60"
    assert plain["period"] == "2022"
    assert "read_parquet(['stay/east/" in plain["parts"][0]["rows_sql"]
