"""Codes against an edition and from one edition to another: nothing is turned silently, no row is lost."""

import csv
import json
from collections import Counter

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from linghang.casemix.codes import key, stem
from linghang.casemix.editions import (
    SETTLED,
    UNSETTLED,
    Outcome,
    check_codes,
    convert_file,
    read_edition,
    read_table,
)
from linghang.cli.casemix import app
from linghang.core.errors import InputError

TABLE = """source,target,preferred
A01.100,A01.101,
B20.200,B20.201,
B20.200,B20.202,
C30.300,C30.301,
C30.300,C30.302,1
D40.400,,
E50.500,E50.500,
A01.101,A01.199,
"""


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text(TABLE, encoding="utf-8-sig")
    return path


@pytest.fixture
def cases(tmp_path):
    path = tmp_path / "cases.csv"
    rows = ["a01100|B20.200", "C30.300||D40.400", "E50.500|A01.101", "", "X99.900|主要"]
    text = "case,diagnoses,operations\n" + "".join(f"{n},{codes},\n" for n, codes in enumerate(rows))
    path.write_text(text, encoding="utf-8")
    return path


def test_codes_are_turned_or_marked(table, cases, tmp_path):
    said = convert_file(cases, read_table(table), tmp_path / "out.csv")
    out = pl.read_csv(tmp_path / "out.csv", infer_schema_length=0)["diagnoses"].to_list()
    assert out == [
        "A01.101|B20.200（未换算）",
        "C30.302||D40.400（未换算）",
        "E50.500|A01.199",
        "",
        "X99.900（未换算）|主要（未换算）",
    ]
    assert {one.code: one.outcome.name for one in said} == {
        "a01100": "TURNED",
        "B20.200": "SEVERAL",
        "C30.300": "TURNED",
        "D40.400": "NO_TARGET",
        "E50.500": "TURNED",
        "A01.101": "SHARED",
        "X99.900": "NO_TARGET",
        "主要": "NO_TARGET",
    }
    assert {one.code: one.codes for one in said}["B20.200"] == ("B20.201", "B20.202")
    assert said[-1].outcome in SETTLED
    assert said[0].outcome not in SETTLED


code = st.text("ABCabc0123. x×", max_size=6)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(code, code)), st.lists(st.lists(code.filter(lambda text: "|" not in text), max_size=4)))
def test_whatever_is_written_is_turned_as_the_table_says_or_marked(tmp_path_factory, pairs, rows):
    folder = tmp_path_factory.mktemp("any")
    lines = [(a, b.strip()) for a, b in pairs if key(a)]
    with (folder / "table.csv").open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows([("source", "target"), *lines])
    targets = {}
    for source, target in lines:
        targets.setdefault(key(source), set()).update({target} - {""})
    frame = pl.DataFrame({"diagnoses": rows, "operations": [[] for _ in rows]}, schema=dict.fromkeys(
        ("diagnoses", "operations"), pl.List(pl.String)))  # fmt: skip
    frame.write_parquet(folder / "cases.parquet")
    convert_file(folder / "cases.parquet", read_table(folder / "table.csv"), folder / "out.parquet")
    out = pl.read_parquet(folder / "out.parquet")["diagnoses"].to_list()
    assert len(out) == len(rows)
    for before, after in zip(rows, out, strict=True):
        for one, new in zip(before, after.split("|") if before else [], strict=True):
            known = targets.get(key(one), set())
            expected = {one} if not one.strip() else known if len(known) == 1 else {one.strip() + UNSETTLED}
            assert new in expected


def test_codes_against_an_edition(cases, tmp_path):
    (tmp_path / "edition.csv").write_text("code,name\nA01.100,甲\nE50.500,乙\nX99.900,丙\nB20.2,丁\n", encoding="utf-8")
    with (tmp_path / "cases.csv").open("a", encoding="utf-8") as handle:
        handle.write("5,X99.900x001|E50.500|E50.500,\n")
    said = check_codes(cases, read_edition(tmp_path / "edition.csv"))
    assert {one.code: (one.outcome, one.codes) for one in said} == {
        "a01100": (Outcome.SPELLING, ("A01.100",)),
        "E50.500": (Outcome.VALID, ()),
        "X99.900": (Outcome.VALID, ()),
        "X99.900x001": (Outcome.EXTENSION, ("X99.900",)),
        "主要": (Outcome.SHAPE, ()),
        "B20.200": (Outcome.UNKNOWN, ()),
        "C30.300": (Outcome.UNKNOWN, ()),
        "D40.400": (Outcome.UNKNOWN, ()),
        "A01.101": (Outcome.UNKNOWN, ()),
    }
    assert Counter({one.code: one.times for one in said})["E50.500"] == 3
    assert said[0].outcome == Outcome.SHAPE


def test_extensions():
    assert stem(key("K58.200x001")) == stem(key("K58.200×001")) == key("K58.200")
    assert stem(key("I10.x00")) == "I10X00"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("source\nA\n", "table.csv:1: “target”: 缺少列"),
        ("source,target\n,B\n", "table.csv:2: 没有原编码"),
        ("source,target,preferred\nA1,B,1\nA1,C,1\n", "table.csv:3: “A1”: 同一原编码有两个首选"),
    ],
)
def test_tables_at_fault(table, text, said):
    table.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        read_table(table)


def test_commands(table, cases, tmp_path):
    (tmp_path / "edition.csv").write_text("code\nA01.100\n", encoding="utf-8")
    out, report = tmp_path / "out.csv", tmp_path / "report.csv"
    words = ["drg", "convert", cases, "--table", table, "--out", out, "--report", report, "--json"]
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["outcomes"]["SEVERAL"] == {"codes": 1, "times": 1}
    assert pl.read_csv(report).height == 8
    words = ["drg", "codes", cases, "--edition", tmp_path / "edition.csv", "--out", report, "--json"]
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["outcomes"]["SPELLING"] == {"codes": 1, "times": 1}
