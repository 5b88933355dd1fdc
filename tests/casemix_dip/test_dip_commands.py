"""The commands, file to file: build, group, score, settle, simulate; and what they say of bad input."""

import csv
import json
from decimal import Decimal

import polars as pl
import pyarrow.parquet as pq
import pytest

from casemix_dip.sample import SHIPPED, drawn, frame
from linghang.casemix.carrying import carriable
from linghang.casemix.dip.build import build
from linghang.casemix.dip.files import read_catalogue
from linghang.casemix.dip.run import enter_file, score_file
from linghang.casemix.dip.score import score
from linghang.cli import main

BUDGET = """year: 2026
pool: 1000000.01
fund_ratio: 0.7
history: [{year: 2025, pool: 1000000, fund_ratio: 0.7, score: 200000}]
"""


def run(capsys, *words):
    """What a command prints."""
    with pytest.raises(SystemExit) as ended:
        main(["casemix", "dip", *map(str, words)])
    return ended.value.code, capsys.readouterr()


@pytest.fixture
def files(tmp_path):
    frame(drawn(4, 500)).write_csv(tmp_path / "cases.csv")
    (tmp_path / "budget.yaml").write_text(BUDGET, encoding="utf-8")
    return tmp_path


def test_from_cases_to_settlement(files, capsys):
    cases, catalogue = files / "cases.csv", files / "catalogue.xlsx"
    assert run(capsys, "build", cases, "--out", catalogue)[0] == 0
    code, said = run(capsys, "group", cases, "--catalogue", catalogue, "--out", files / "entered.parquet", "--json")
    assert code == 0
    assert json.loads(said.out)["rows"] == 500
    assert (
        run(capsys, "score", files / "entered.parquet", "--catalogue", catalogue, "--out", files / "scored.csv")[0] == 0
    )
    scored = pl.read_csv(files / "scored.csv", infer_schema=False)
    assert scored["diagnoses"].to_list() == pl.read_csv(cases, infer_schema=False)["diagnoses"].to_list()
    code, said = run(
        capsys, "settle", files / "scored.csv", "--budget", files / "budget.yaml", "--out", files / "settled", "--json"
    )
    settled = json.loads(said.out)
    assert code == 0
    assert sum(Decimal(line["final"]) for line in settled["lines"]) == Decimal("1000000.01")
    with (files / "settled" / "年终清算.csv").open(encoding="utf-8-sig") as handle:
        assert [row["年终清算"] for row in csv.DictReader(handle)] == [line["final"] for line in settled["lines"]]


def test_a_file_is_scored_as_a_frame(files, capsys):
    """Parquet hands repeated texts over as dictionaries."""
    catalogue, entered = files / "catalogue", files / "entered.parquet"
    run(capsys, "build", files / "cases.csv", "--out", catalogue)
    run(capsys, "group", files / "cases.csv", "--catalogue", catalogue, "--out", entered)
    run(capsys, "score", entered, "--catalogue", catalogue, "--out", files / "scored.parquet")
    found = pl.read_parquet(files / "scored.parquet")
    wanted = score(pl.read_parquet(entered), read_catalogue(catalogue), SHIPPED)
    assert found.schema == wanted.schema
    assert found.equals(wanted)


def test_columns_are_the_same_whether_carried_over_or_read(files):
    cases = pl.read_csv(files / "cases.csv", infer_schema=False)
    made = build(cases, SHIPPED)
    for name, rows in (("carried", cases.height), ("read", 10)):
        one, two, three = (files / f"{name}{step}.parquet" for step in range(3))
        pq.write_table(cases.to_arrow(), one, row_group_size=rows)
        assert (carriable(one) is not None) == (name == "carried")
        enter_file(one, made, two)
        pq.write_table(pq.read_table(two), two, row_group_size=rows)
        score_file(two, made, SHIPPED, three)
    assert pq.read_table(files / "carried2.parquet").equals(pq.read_table(files / "read2.parquet"))


def test_simulation_and_what_if(files, capsys):
    cases, catalogue = files / "cases.csv", files / "catalogue"
    run(capsys, "build", cases, "--out", catalogue)
    asked = ("simulate", cases, "--catalogue", catalogue, "--budget", files / "budget.yaml")
    code, said = run(capsys, *asked, "--json")
    before = {line["institution"]: Decimal(line["final"]) for line in json.loads(said.out)["lines"]}
    assert code == 0
    (files / "more.yaml").write_text(BUDGET.replace("1000000.01", "2000000.02"), encoding="utf-8")
    code, said = run(capsys, *asked, "--instead-budget", files / "more.yaml", "--json")
    rows = json.loads(said.out)
    assert {row["institution"]: Decimal(row["before"]) for row in rows} == before
    assert sum(Decimal(row["change"]) for row in rows) == Decimal("1000000.01")
    assert all(Decimal(row["after"]) - 2 * Decimal(row["before"]) <= Decimal("0.02") for row in rows)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("build", "none.csv", "--out", "c"), "没有这个文件"),
        (("group", "cases.csv", "--catalogue", "none", "--out", "o.csv"), "没有这个文件"),
        (("score", "cases.csv", "--catalogue", "none", "--out", "o.csv"), "没有这个文件"),
        (("settle", "cases.csv", "--budget", "none.yaml"), "没有这个预算文件"),
        (("settle", "cases.csv", "--budget", "budget.yaml"), "缺少列"),
    ],
)
def test_bad_input_is_told(files, capsys, monkeypatch, words, said):
    monkeypatch.chdir(files)
    code, printed = run(capsys, *words)
    assert code == 1
    assert said in printed.err


@pytest.mark.parametrize("value", ["nan", "0", "-1", "一元", "1e99"])
def test_point_value_that_is_none_is_told(files, capsys, value):
    run(capsys, "build", files / "cases.csv", "--out", files / "c")
    run(capsys, "group", files / "cases.csv", "--catalogue", files / "c", "--out", files / "e.csv")
    words = ("score", files / "e.csv", "--catalogue", files / "c", "--out", files / "s.csv", "--point-value", value)
    code, printed = run(capsys, *words)
    assert code == 1
    assert "点值应" in printed.err
    assert not (files / "s.csv").exists()


def test_place_that_cannot_be_written_is_told(files, capsys):
    (taken := files / "taken").write_text("a file", encoding="utf-8")
    cases, budget = files / "cases.csv", files / "budget.yaml"
    run(capsys, "build", cases, "--out", files / "c")
    simulate = ("simulate", cases, "--catalogue", files / "c", "--budget", budget)
    for words in (
        ("build", cases, "--out", taken),
        ("build", cases, "--out", taken / "c.xlsx"),
        (*simulate, "--out", taken),
        (*simulate, "--instead-budget", budget, "--out", taken),
    ):
        code, printed = run(capsys, *words)
        assert code == 1, words
        assert "写不进这个文件夹" in printed.err
    assert taken.read_text(encoding="utf-8") == "a file"


def test_a_catalogue_written_again_leaves_no_old_tables(files, capsys):
    run(capsys, "build", files / "cases.csv", "--out", files / "c")
    assert (files / "c" / "等级系数.csv").exists()
    cases = pl.read_csv(files / "cases.csv", infer_schema=False).drop("level")
    cases.write_csv(files / "cases.csv")
    run(capsys, "build", files / "cases.csv", "--out", files / "c")
    assert not (files / "c" / "等级系数.csv").exists()
