"""Two schemes on the same records: what is counted is what two separate groupings say."""

import json
from collections import Counter

import polars as pl
import pytest
from typer.testing import CliRunner

from casemix.grouping import SMALL, case, explained
from linghang.casemix.compare import compare_files
from linghang.casemix.scheme_files import read_scheme
from linghang.cli.casemix import app

RECORDS = [
    case("B10.100", "20.1000x001", age=70),
    case("B10.100", "20.1000x001", age=50),
    case("B10.100|E20.200", "20.1000x001", age=70),
    case("C10.100", age=80),
    case("X99.900"),
    case("B10.100", "20.1000x001", sex=9),
    case("B10.100|E20.200"),
]


@pytest.fixture
def local(tmp_path):
    folder = tmp_path / "local"
    folder.mkdir()
    text = "kind,code,name,parent,rule\nDRG,BB15,,BB1,NL < 60\nDRG,BR13,,BR1,QTZD in MCC\n"
    (folder / "rules.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def cases(tmp_path):
    path = tmp_path / "cases.csv"
    pl.DataFrame([dict(record) | {"case": str(number)} for number, record in enumerate(RECORDS)]).write_csv(path)
    return path


def test_moves_are_those_of_two_groupings(cases, local, tmp_path):
    one, other = read_scheme(SMALL), read_scheme(SMALL, local=[local])
    pairs = list(zip(explained(one, RECORDS), explained(other, RECORDS), strict=True))
    expected = Counter((a[2], b[2]) for a, b in pairs if a[:4] != b[:4])
    found = compare_files(cases, one, other, tmp_path / "out.csv")
    assert {(move.one, move.other): move.cases for move in found.moves} == expected
    assert expected == {("BB15", "0000"): 1, ("BR13", "0000"): 1}
    assert (found.rows, found.same, found.different) == (7, 5, 2)


def test_rows_that_differ_carry_both_answers_and_reasons(cases, local, tmp_path):
    out = tmp_path / "out.parquet"
    compare_files(cases, read_scheme(SMALL), read_scheme(SMALL, local=[local]), out, why=True)
    rows = pl.read_parquet(out).to_dicts()
    assert [(row["case"], row["drg_a"], row["drg_b"], row["status_b"]) for row in rows] == [
        ("0", "BB15", "0000", "ungrouped"),
        ("6", "BR13", "0000", "ungrouped"),
    ]
    assert "没有一条 DRG 规则成立" in rows[0]["reason_b"]
    assert "已入组：MDCB → BB1 → BB15" in rows[0]["why_a"]
    assert "未入组" in rows[0]["why_b"]


def test_a_scheme_beside_itself_moves_nobody(cases, tmp_path):
    found = compare_files(cases, read_scheme(SMALL), read_scheme(SMALL), tmp_path / "out.parquet")
    assert (found.different, found.moves) == (0, ())
    assert pl.read_parquet(tmp_path / "out.parquet").height == 0


def test_command(cases, local, tmp_path):
    out, moves = tmp_path / "out.csv", tmp_path / "moves.csv"
    words = ["drg", "compare", cases, "--scheme", SMALL, "--local", local, "--out", out, "--moves", moves, "--json"]
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["different"] == 2
    rows = pl.read_csv(moves, infer_schema_length=0).rows()
    assert rows == [("BB15", "0000", "1"), ("BR13", "0000", "1")]
