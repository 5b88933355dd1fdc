"""Published weights: read from what authorities publish, refused row by row, and used for the indices."""

import datetime as dt
import json
from decimal import Decimal

import openpyxl
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from casemix.grouping import SMALL
from linghang.casemix.official_weights import Said, read_published, weighed_by, write_published
from linghang.casemix.weights import indices, weigh
from linghang.cli.casemix import app
from linghang.core.errors import InputError

SAID = Said("2026 年版", "某医保发〔2026〕1 号", dt.date(2026, 1, 1))
HEAD = ["DRG编码", "DRG名称", "权重", "例均费用"]
ROWS = [["某某市DRG权重表"], [], HEAD, ["a11", "甲", "0.5", ""], ["B15", "乙", 2, "12,000.50"]]


def table(path, rows=ROWS):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.create_sheet("说明").append(["仅供参考"])
    book.save(path / "权重.xlsx")
    return path / "权重.xlsx"


def test_a_published_table_and_what_is_said_of_it(tmp_path):
    found = read_published(table(tmp_path), SAID)
    assert found.weights.rows() == [
        ("A11", "甲", Decimal("0.5"), None, None),
        ("B15", "乙", Decimal(2), Decimal("12000.50"), None),
    ]
    assert (found.edition, found.valid_from, found.valid_to) == ("2026 年版", dt.date(2026, 1, 1), None)
    assert [(notice.file, notice.reason) for notice in found.notices] == [
        ("权重.xlsx/说明", "这张表没有权重的表头，已跳过")
    ]


@given(
    st.dictionaries(
        st.sampled_from(["AA11", "BB13", "CC15", "DR19"]),
        st.tuples(st.decimals(0, 99, places=4), st.none() | st.decimals(1, 10**6, places=2)),
        min_size=1,
    ),
    st.none() | st.dates(dt.date(2026, 1, 1), dt.date(2030, 1, 1)),
)
def test_what_is_written_reads_back_equal(tmp_path_factory, weights, until):
    folder = tmp_path_factory.mktemp("weights")
    rows = [HEAD[:1] + HEAD[2:], *([group, str(w), str(cost or "")] for group, (w, cost) in weights.items())]
    (folder / "a.csv").write_text("\n".join(map(",".join, rows)), encoding="gb18030")
    found = read_published(folder / "a.csv", Said("一", "二", dt.date(2026, 1, 1), until))
    assert {row[0]: row[2:4] for row in found.weights.rows()} == weights
    write_published(found, folder / "b.csv")
    again = read_published(folder / "b.csv")
    assert again.weights.rows() == found.weights.rows()
    assert (again.edition, again.source, again.valid_from, again.valid_to) == ("一", "二", dt.date(2026, 1, 1), until)


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        (["", "丙", "1"], "组", "没有写是哪个组"),
        (["C1", "丙", ""], "权重", "没有填写"),
        (["C1", "丙", "-1"], "权重", "应为不小于 0 的数"),
        (["C1", "丙", "一"], "权重", "应为不小于 0 的数"),
        (["C1", "丙", "1.00005"], "权重", "小数多于 4 位"),
        (["C1", "丙", "1", "9999999999999"], "次均费用", "大得不可信"),
        (["B15", "丙", "1"], "组", "与第 5 行是同一个组"),
    ],
)
def test_rows_that_cannot_be_used_are_told(tmp_path, row, column, said):
    with pytest.raises(InputError, match=said) as caught:
        read_published(table(tmp_path, [*ROWS, row]), SAID)
    assert [(fault.file, fault.line, fault.field) for fault in caught.value.faults] == [("权重.xlsx/Sheet", 6, column)]


def test_groups_are_checked_against_the_scheme(tmp_path):
    with pytest.raises(InputError, match=r"权重\.xlsx/Sheet:5: B15.*方案里没有这个组"):
        read_published(table(tmp_path), SAID, ["A11", "C1"])
    found = read_published(table(tmp_path), SAID, ["A11", "B15", "C1", "C2"])
    assert "有 2 个组没有权重，入这些组的病例不计：C1、C2" in found.notices[-1].reason


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (Said("", "二", dt.date(2026, 1, 1)), "没有写版本"),
        (Said("一", "", dt.date(2026, 1, 1)), "没有写出处"),
        (Said("一", "二"), "没有写施行日期"),
        (Said("一", "二", dt.date(2026, 1, 1), dt.date(2025, 1, 1)), "截止日期早于施行日期"),
    ],
)
def test_edition_source_and_validity_are_needed(tmp_path, said, reason):
    with pytest.raises(InputError, match=reason):
        read_published(table(tmp_path), said)


def test_what_the_table_says_may_not_differ(tmp_path):
    rows = [["组", "权重", "版本"], ["A", "1", "甲"], ["B", "1", "甲"]]
    assert read_published(table(tmp_path, rows), Said("", "二", dt.date(2026, 1, 1))).edition == "甲"
    with pytest.raises(InputError, match=r"甲，乙.*版本与给出的不同"):
        read_published(table(tmp_path, rows), Said("乙", "二", dt.date(2026, 1, 1)))
    with pytest.raises(InputError, match="各行的版本"):
        read_published(table(tmp_path, [*rows, ["C", "1", "乙"]]), SAID)


def test_indices_by_published_weights(tmp_path):
    grouped = pl.DataFrame({"drg": ["A11", "A11", "C15"], "cost": ["100", "300", "5"], "days": ["2", "4", "1"]})
    told = weighed_by(weigh(grouped), read_published(table(tmp_path), SAID))
    assert told.select("group", "weight", "mean_cost").rows() == [("A11", Decimal("0.5"), Decimal("200"))]
    (all_,) = indices(grouped, told, []).to_dicts()
    assert (all_["cases"], all_["cmi"], all_["cost_index"]) == (2, Decimal("0.5000"), 1.0)


def test_the_commands(tmp_path):
    source, out = table(tmp_path), tmp_path / "weights.csv"
    words = ["drg", "weights", str(source), "--out", str(out)]
    said = ["--edition", "2026 年版", "--source", "某文件", "--valid-from", "2026-01-01"]
    result = CliRunner().invoke(app, [*words, *said, "--json"])
    assert json.loads(result.stdout)["groups"] == 2
    assert "方案里没有这个组" in str(CliRunner().invoke(app, [*words, *said, "--scheme", str(SMALL)]).exception)
    assert "没有写版本" in str(CliRunner().invoke(app, words).exception)
    assert "不是日期" in str(CliRunner().invoke(app, [*words, *said, "--valid-to", "明年"]).exception)
    grouped = tmp_path / "grouped.csv"
    grouped.write_text("drg,cost,days\nA11,100,2\nB15,300,4\n", encoding="utf-8")
    asked = ["drg", "weigh", str(grouped), "--out", str(tmp_path / "own.csv"), "--official", str(out), "--json"]
    told = json.loads(CliRunner().invoke(app, asked).stdout)
    assert (told["official"], told["indices"][0]["cmi"]) == ("2026 年版", "1.2500")


def test_a_sheet_with_a_column_twice_is_not_passed_over(tmp_path):
    """Half of the weights would have come in."""
    book = openpyxl.Workbook()
    for sheet, rows in {
        "甲": [HEAD, ["A11", "甲", "0.5", ""]],
        "乙": [["组", "权重", "权重"], ["B15", "2", "3"]],
    }.items():
        page = book.create_sheet(sheet)
        for row in rows:
            page.append(row)
    book.save(tmp_path / "w.xlsx")
    with pytest.raises(InputError, match="乙:1: “权重”: 有同名的列"):
        read_published(tmp_path / "w.xlsx", SAID)
