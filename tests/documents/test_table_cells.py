"""Cells of tables under their heads: empty ones keep their column, two lines may name one, pages may merge cells."""

from pathlib import Path

import pytest

from linghang.documents.clean import clean
from linghang.documents.figures import figures
from linghang.documents.outline import outline
from linghang.documents.read import read


def told(*rows: str) -> list[str]:
    """Of every figure: metric, value, year and, where it is one, that it is a target."""
    text = clean("\n".join(("2025年运行情况", *rows))).text
    found = figures(text, outline(text)).figures
    return [
        f"{each.metric} {each.value} {each.period}{' 目标' * (each.status == 'target')}"
        f"{f' {each.comparison.direction} {each.comparison.value}' if each.comparison else ''}"
        for each in found
    ]


def test_an_empty_cell_keeps_the_columns_right_of_it() -> None:
    assert told("指标\t2023年\t2024年\t2025年", "门诊人次\t\t35\t38", "出院人次\t10\t\t12") == [
        "门诊人次 35 2024年", "门诊人次 38 2025年", "出院人次 10 2023年", "出院人次 12 2025年",
    ]  # fmt: skip


@pytest.mark.parametrize("indent", ["", "\t"])
def test_an_empty_corner_and_an_indented_table(indent: str) -> None:
    expected = ["门诊人次 35 2023年", "门诊人次 38 2024年"]
    assert told(f"{indent}\t2023年\t2024年", f"{indent}门诊人次\t35\t38") == expected
    assert told(f"{indent}指标\t2023年\t2024年", f"{indent}门诊人次\t35\t38") == expected


def test_tabs_that_only_bring_cells_below_their_names() -> None:
    assert told("科室\t\t床位（张）\t\t医师（人）", "内科\t40\t18", "神经外科\t36\t\t15") == [
        "内科床位 40 2025年", "内科医师 18 2025年", "神经外科床位 36 2025年", "神经外科医师 15 2025年",
    ]  # fmt: skip


def test_a_row_with_nothing_but_a_name_ends_no_table() -> None:
    assert told("指标\t2024年\t2025年", "一、门诊\t\t", "门诊人次\t35\t38") == [
        "门诊人次 35 2024年",
        "门诊人次 38 2025年",
    ]


TWO_YEARS = ["门诊人次 30 2024年 目标", "门诊人次 31 2024年", "门诊人次 32 2025年 目标", "门诊人次 33 2025年"]


@pytest.mark.parametrize(
    ("upper", "lower", "row"),
    [
        ("指标\t2024年\t\t2025年\t", "\t目标\t完成\t目标\t完成", "门诊人次\t30\t31\t32\t33"),
        ("指标\t2024年\t2024年\t2025年\t2025年", "指标\t目标\t完成\t目标\t完成", "门诊人次\t30\t31\t32\t33"),
        ("| 指标 | 2024年 | | 2025年 | |", "| | 目标 | 完成 | 目标 | 完成 |", "| 门诊人次 | 30 | 31 | 32 | 33 |"),
        ("指标 | 2024年 | 2025年", " | 目标 | 完成 | 目标 | 完成", "门诊人次 | 30 | 31 | 32 | 33"),
        (
            "序号\t指标\t2024年\t2024年\t2025年\t2025年",
            "序号\t指标\t目标\t完成\t目标\t完成",
            "1\t门诊人次\t30\t31\t32\t33",
        ),
    ],
)
def test_two_lines_name_a_column_together(upper: str, lower: str, row: str) -> None:
    assert told(upper, lower, row) == TWO_YEARS


def test_names_that_do_not_come_out_even_are_over_no_column() -> None:
    assert told("指标\t2024年\t2025年", "\t目标\t完成\t结余", "门诊人次\t30\t31\t32")[0] == "门诊人次 30 2025年 目标"


def test_a_change_in_a_column_is_of_what_it_was_told_of() -> None:
    """Where the columns count different things, of the one left of it; else of the first value of the row."""
    assert told("科室\t门诊人次\t同比（%）\t出院人次\t同比（%）", "内科\t30\t3.1\t32\t-4.5") == [
        "内科门诊人次 30 2025年 up 3.1", "内科出院人次 32 2025年 down 4.5",
    ]  # fmt: skip
    assert told("指标\t2025年\t2024年\t同比（%）", "门诊人次\t30\t29\t3.4") == [
        "门诊人次 30 2025年 up 3.4", "门诊人次 29 2024年",
    ]  # fmt: skip


def page(folder: Path, table: str) -> list[str]:
    file = folder / "页面.html"
    file.write_text(f"<html><body>{table}</body></html>", "utf-8")
    return read(file).split("\n")


def test_cells_of_a_page_stand_apart_and_below_their_heads(tmp_path: Path) -> None:
    head = (
        "<tr><th rowspan=2>指标<th colspan=2>2024年<th colspan=2>2025年</tr><tr><td>目标<td>完成<td>目标<td>完成</tr>"
    )
    rows = "<tr></tr><tr><td><p>门诊人次</p></td>\n\t<td><p>30</p></td><td>31<td>32<td>33</tr>"
    lines = page(tmp_path, f"<table>{head}{rows}</table>")
    assert lines == ["指标\t2024年\t\t2025年\t", "\t目标\t完成\t目标\t完成", "门诊人次\t30\t31\t32\t33"]
    assert told(*lines) == TWO_YEARS


def test_a_table_that_lays_out_a_page_keeps_its_paragraphs(tmp_path: Path) -> None:
    article = f"<p>{'坚持公益性，' * 40}</p><p>第二段</p>"
    lines = page(tmp_path, f"<table><tr><td>导航<td>首页</tr><tr><td>公告<td>{article}</td></tr></table>")
    assert lines[-1] == "第二段"
    assert not any("\t" in line for line in lines)


@pytest.mark.parametrize("span", ["999999999999", "x", "0", "-1", ""])
def test_no_page_makes_rows_without_end(tmp_path: Path, span: str) -> None:
    rows = f"<tr><td colspan='{span}' rowspan='{span}'>甲<td>1</tr><tr><td>乙<td>2</tr>"
    assert max(map(len, page(tmp_path, f"<table>{rows}</table>"))) < 60
