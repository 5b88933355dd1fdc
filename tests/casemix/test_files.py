"""From file to file: bad rows keep their place and say why, bad files are refused, nothing is dropped."""

import json

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from casemix.grouping import SMALL
from linghang.casemix.group import group_file
from linghang.casemix.scheme_files import read_scheme
from linghang.cli.casemix import app
from linghang.core.errors import InputError

HEAD = "case,sex,age,age_days,birth_weight,diagnoses,operations\n"
ROWS = {
    "1,1,40,,,B10.100,20.1000x001": ("BB15", ""),
    "2,1,40,,,,20.1000x001": ("0000", "没有主要诊断"),
    "3,1,40,,,|B10.100,20.1000x001": ("0000", "没有主要诊断"),
    "4,1,200,,,B10.100,20.1000x001": ("0000", "年龄“200”不在 0–150 岁之间"),
    "5,9,40,,,B10.100,20.1000x001": ("0000", "性别“9”应为"),
    "6,,40,,,B10.100,20.1000x001": ("0000", "性别（空）应为"),
    "7,1,四十,,,B10.100,20.1000x001": ("0000", "年龄“四十”应为整数岁"),
    "8,1,0,,3000,P10.100,": ("0000", "日龄（空）"),
    "9,1,0,3,一千克,P10.100,": ("0000", "出生体重“一千克”"),
    "10,1,40,,一千克,B10.100,20.1000x001": ("BB15", "出生体重“一千克”不是数，按未填处理"),
    f"11,1,40,,,B10.100,{'|'.join(['20.1000x001'] + ['99.1000'] * 59)}": ("BB15", ""),
    "12,1,40,,,X00.000,20.1000x001": ("0000", "主要诊断“X00.000”不在方案的诊断编码中"),
    "13,1,40,,,B10.100,88.8888x888": ("0000", "没有一条 DRG 规则成立"),
    '14,1,40,,,"B10.100\n",20.1000x001': ("0000", "只差空格"),
}


@pytest.fixture
def cases(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text(HEAD + "\n".join(ROWS) + "\n", encoding="utf-8")
    return path


def grouped(path):
    frame = pl.read_csv(path, infer_schema_length=0) if path.suffix == ".csv" else pl.read_parquet(path)
    return frame.with_columns(pl.col("reason").fill_null("")).to_dicts()


def lists(path):
    frame = pl.read_csv(path, infer_schema_length=0)
    target = path.with_suffix(".parquet")
    frame.with_columns(
        pl.col("diagnoses").str.split("|"), pl.col("operations").str.split("|"), pl.col("case").cast(pl.Int64)
    ).write_parquet(target)
    return target


@pytest.mark.parametrize("out", ["out.csv", "out.parquet"])
@pytest.mark.parametrize("form", ["text", "lists"])
def test_every_row_is_answered_in_its_place(cases, tmp_path, form, out):
    source = lists(cases) if form == "lists" else cases
    counts = group_file(source, read_scheme(SMALL), tmp_path / out)
    rows = grouped(tmp_path / out)
    assert [str(row["case"]) for row in rows] == [str(number) for number in range(1, len(ROWS) + 1)]
    assert counts.rows == len(ROWS)
    for row, (drg, reason) in zip(rows, ROWS.values(), strict=True):
        assert row["drg"] == drg
        assert (reason in row["reason"]) if reason else row["reason"] == ""


def test_numbers_stored_as_numbers(tmp_path):
    frame = pl.DataFrame(
        {
            "sex": [1, 2, None],
            "age": [0.0, 40.0, 40.0],
            "age_days": [28, None, None],
            "birth_weight": [1499.0, None, None],
        }
    ).with_columns(
        diagnoses=pl.Series([["P10.100"], ["B10.100", None], []], dtype=pl.List(pl.Categorical)),
        operations=pl.Series([None, ["20.1000x001"], None], dtype=pl.List(pl.String)),
    )
    frame.write_parquet(tmp_path / "cases.parquet")
    group_file(tmp_path / "cases.parquet", read_scheme(SMALL), tmp_path / "out.parquet")
    assert [row["drg"] for row in grouped(tmp_path / "out.parquet")] == ["PS15", "BB15", "0000"]


def test_no_records_give_an_empty_table_with_all_columns(tmp_path):
    (tmp_path / "cases.csv").write_text(HEAD, encoding="utf-8")
    group_file(tmp_path / "cases.csv", read_scheme(SMALL), tmp_path / "out.parquet")
    table = pq.read_table(tmp_path / "out.parquet")
    assert table.num_rows == 0
    assert table.column_names[-5:] == ["mdc", "adrg", "drg", "status", "reason"]


def test_answers_that_stand_in_the_file_are_replaced(tmp_path):
    text = HEAD.replace("case,", "姓名,drg,") + "某人,BB11,1,40,,,B10.100,20.1000x001\n"
    (tmp_path / "cases.csv").write_bytes(text.encode("gb18030"))
    group_file(tmp_path / "cases.csv", read_scheme(SMALL), tmp_path / "out.csv")
    assert [(row["姓名"], row["drg"]) for row in grouped(tmp_path / "out.csv")] == [("某人", "BB15")]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("cases.csv", "sex,age\n1,2\n", "缺少列"),
        ("cases.csv", "", "表是空的"),
        ("cases.csv", HEAD + "1,2\n", "列名有 7 个，这一行有 2 格"),
        ("cases.parquet", "no parquet", "文件不完整"),
        ("cases.txt", HEAD, "读不了这种文件"),
        ("cases.csv", HEAD.replace("case,", "sex,"), "“sex”: 有同名的列"),
        ("cases.csv", (HEAD + "1,1,40,,,B10.100,").encode("utf-16"), "既不是 UTF-8 也不是 GB18030"),
        ("cases.csv", HEAD + f"1,1,40,,,{'B10.100|' * 2**22},", "有一行超过 16 MB"),
        ("cases.csv", HEAD + '1,1,40,,,"B10.100,', "列名有 7 个，这一行有 6 格"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InputError, match=said):
        group_file(tmp_path / name, read_scheme(SMALL), tmp_path / "out.csv")
    assert [path.name for path in tmp_path.iterdir()] == [name]


STORED = {"sex": 1, "age": 40, "age_days": None, "birth_weight": None, "diagnoses": "B10.100", "operations": ""}


@pytest.mark.parametrize(
    ("column", "value", "out", "said"),
    [
        ("diagnoses", 5, "out.csv", "diagnoses“int64”: 列的类型不对"),
        ("diagnoses", [{"code": "B10.100"}], "out.csv", "列的类型不对"),
        ("operations", b"20.1", "out.csv", "列的类型不对"),
        ("age", [40], "out.parquet", "age“.*”: 列的类型不对"),
        ("note", {"a": 1}, "out.csv", "note“.*”: CSV 放不下这一列"),
    ],
)
def test_columns_of_an_unfit_type_are_refused(tmp_path, column, value, out, said):
    pq.write_table(pa.Table.from_pylist([STORED | {column: value}]), tmp_path / "cases.parquet")
    with pytest.raises(InputError, match=said):
        group_file(tmp_path / "cases.parquet", read_scheme(SMALL), tmp_path / out)
    assert [path.name for path in tmp_path.iterdir()] == ["cases.parquet"]


def test_texts_kept_as_views_are_read(tmp_path):
    table = pa.table({name: pa.array([value]) for name, value in STORED.items()})
    texts = pa.array(["B10.100|E20.200"], pa.string_view())
    table = table.set_column(table.column_names.index("diagnoses"), "diagnoses", texts)
    pq.write_table(table, tmp_path / "cases.parquet")
    group_file(tmp_path / "cases.parquet", read_scheme(SMALL), tmp_path / "out.csv")
    assert [row["drg"] for row in grouped(tmp_path / "out.csv")] == ["BR13"]


def test_a_huge_cell_is_not_repeated_in_the_reason(tmp_path):
    (tmp_path / "cases.csv").write_text(HEAD + f"1,1,40,,,{'X' * 10**7},\n", encoding="utf-8")
    group_file(tmp_path / "cases.csv", read_scheme(SMALL), tmp_path / "out.parquet")
    [row] = grouped(tmp_path / "out.parquet")
    assert row["status"] == "ungrouped"
    assert len(row["reason"]) < 200


def test_a_file_broken_half_way_leaves_nothing(tmp_path):
    text = HEAD + "1,1,40,,,B10.100,\n" * 900_000 + "1,2\n"
    (tmp_path / "cases.csv").write_text(text, encoding="utf-8")
    for out in ("out.csv", "out.parquet"):
        with pytest.raises(InputError, match="这一行有 2 格"):
            group_file(tmp_path / "cases.csv", read_scheme(SMALL), tmp_path / out)
    assert [path.name for path in tmp_path.iterdir()] == ["cases.csv"]


def test_a_place_that_cannot_be_written(cases, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="写不进这个文件夹"):
        group_file(cases, read_scheme(SMALL), tmp_path / "file" / "out.csv")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(InputError, match="不能写成文件"):
        group_file(cases, read_scheme(SMALL), tmp_path / "folder.csv")


def test_the_cases_are_not_overwritten(cases):
    before = cases.read_bytes()
    with pytest.raises(InputError, match="不能覆盖"):
        group_file(cases, read_scheme(SMALL), cases)
    assert cases.read_bytes() == before


def command(*words):
    return CliRunner().invoke(app, ["drg", "group", *map(str, words), "--scheme", str(SMALL)])


def test_command_summary_and_explanation(cases, tmp_path):
    result = command(cases, "--out", tmp_path / "out.csv", "--explain", "1", "--json")
    assert result.exit_code == 0
    summary = json.loads(result.stdout)
    assert (summary["rows"], summary["grouped"], summary["refused"]) == (14, 3, 8)
    assert summary["explanation"]["drg"] == "BB15"


def test_command_tells_why_the_winner_won(cases, tmp_path):
    cases.write_text(HEAD + "7,1,40,,,B10.100|E10.100|E20.200,20.1000x001|30.1000\n", encoding="utf-8")
    said = command(cases, "--out", tmp_path / "out.csv", "--explain", "7").stdout
    assert "已入组：MDCB → BB1 → BB13" in said
    assert "20.1000x001 ∈ OP_B" in said
    assert "E10.100 为 MCC，不计入：与主要诊断同在排除表 1" in said
    assert "E20.200 为 CC，计入" in said


def test_command_refuses_an_unknown_case(cases, tmp_path):
    result = command(cases, "--out", tmp_path / "out.csv", "--explain", "none")
    assert isinstance(result.exception, InputError)
