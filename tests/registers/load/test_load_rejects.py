"""Nothing is dropped in silence: the list of rejects, its words, and the refusal of a bad file."""

import pytest
from loadfiles import KEY, visits

from linghang.core.periods import Period
from linghang.registers.pseudonym import MASK, pseudonymise


def test_the_list_opens_in_excel_and_names_row_column_value_reason_and_remedy(read):
    found = read(visits({}, {"年龄": "130"}, {"颜色": "7"}))
    assert found.staged.rejects.read_bytes().startswith(b"\xef\xbb\xbf")
    assert found.listed == [
        ["行号", "列", "值", "原因", "处理建议", "处理结果"],
        ["3", "年龄", "130", "大于上限 120", "请核对数值和单位", "未入库"],
        ["4", "颜色", "7", "不是“颜色表”里的代码", "请按接口标准的代码填写，注意前面的 0 不能丢", "已入库，请核对"],
    ]


def test_one_row_may_have_several_reasons_and_counts_once(read):
    found = read(visits({}, {"年龄": "x", "费用": "-1", "VT": ""}))
    assert [(line, field) for line, field, *_ in found.faults] == [(3, "VT 就诊时间"), (3, "年龄"), (3, "费用")]
    assert (found.staged.rows_accepted, found.staged.rows_rejected) == (1, 1)


def test_a_doubt_about_a_rejected_row_does_not_say_that_the_row_is_stored(read):
    found = read(visits({}, {"年龄": "130", "颜色": "7"}, {"颜色": "7"}))
    assert [(line[0], line[1], line[-1]) for line in found.listed[1:]] == [
        ("3", "年龄", "未入库"),
        ("3", "颜色", "未入库，另请核对"),
        ("4", "颜色", "已入库，请核对"),
    ]
    assert [fault.line for fault in found.staged.warnings] == [4]


def test_no_list_without_a_finding(read):
    assert read(visits({})).staged.rejects is None


def test_a_value_that_a_spreadsheet_would_run_is_made_harmless(read):
    assert read(visits({}, {"年龄": "=1+1"})).listed[1][2] == "'=1+1"


def test_identifiers_are_hashed_in_the_data_and_masked_in_the_list(read, tmp_path):
    plain = "11010119900101123x"
    found = read(visits({"ID": plain}, {"ID": plain + "9" * 4000, "年龄": "x"}))
    assert found.rows[0]["patient"] == pseudonymise("11010119900101123X", KEY)
    assert [row[2] for row in found.listed if row[1] == "ID 身份证号"] == [MASK]
    source = tmp_path / "visits.csv"
    for file in (path for path in tmp_path.rglob("*") if path.is_file() and path != source):
        assert plain.encode() not in file.read_bytes(), file
        assert plain.upper().encode() not in file.read_bytes(), file


def test_persons_in_wrong_columns_are_not_named_in_the_list(read):
    found = read(visits({}, {}, {"科室": "110101199001011237"}, {"费用": "张审计"}, {"颜色": "13800138000"}))
    assert [row[1:3] for row in found.listed[1:]] == [["科室", MASK], ["费用", "〔3 个汉字〕"], ["颜色", MASK]]


def test_the_first_of_rows_with_one_key_is_kept(read):
    found = read(visits({}, {"就诊号": "7"}, {"就诊号": "8"}, {"就诊号": "7"}, {"就诊号": "7"}))
    assert [row["visit_no"] for row in found.rows] == ["1", "7", "8"]
    assert found.faults == [(5, "就诊号", "", "与第 3 行重复"), (6, "就诊号", "", "与第 3 行重复")]


def test_a_rejected_row_does_not_make_a_later_one_a_duplicate(read):
    found = read(visits({"就诊号": "7", "年龄": "x"}, {"就诊号": "7"}))
    assert [row["_row"] for row in found.rows] == [3]


def test_keys_that_are_stored_already_are_rejected(read):
    stored = read(visits({"就诊号": "7"})).staged.data
    found = read(visits({"就诊号": "7"}, {"就诊号": "8"}), others=[stored])
    assert [row["visit_no"] for row in found.rows] == ["8"]
    assert found.faults == [(2, "就诊号", "", "已在此前入库的批次中")]


def test_rows_outside_a_stated_period_are_rejected(read):
    found = read(visits({}, {"VT": "2022-04-01 00:00:00"}, {"VT": "2022-03-31 23:59:59"}), period=Period.month(2022, 3))
    assert [row["_row"] for row in found.rows] == [2, 4]
    assert found.faults == [(3, "就诊时间", "2022-04-01", "不在本次数据的期间（2022年3月）内")]
    assert str(found.staged.period) == "2022-03"


def test_the_period_is_that_of_the_rows_when_none_is_stated(read):
    found = read(visits({"VT": "2022-05-01"}, {"VT": "2022-03-31"}))
    assert str(found.staged.period) == "2022-03..2022-05"


def test_rows_are_stored_by_date(read):
    found = read(visits({"VT": "2022-05-01"}, {"VT": "2022-03-31"}, {"VT": "2022-04-01"}, {"VT": "2022-03-31"}))
    assert [row["_row"] for row in found.rows] == [3, 5, 4, 2]


@pytest.mark.parametrize("text", ["就诊号,VT,科室\n", "就诊号,VT,科室"])
def test_a_header_alone_holds_no_rows(read, text):
    found = read(text)
    assert (found.rows, found.staged.period) == ([], None)
