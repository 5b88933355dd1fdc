"""What is carried away, read back by other programs' readers."""

import io
import zipfile

import docx
import openpyxl
import pytest
from tests.assessment.pages import assessment_steps

WHERE = "?institution=h1&period=2022"


def workbook(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def table(sheet):
    head, *lines = list(sheet.iter_rows(values_only=True))
    return [dict(zip(head, line, strict=True)) for line in lines]


def words(content):
    paper = docx.Document(io.BytesIO(content))
    cells = [cell.text for each in paper.tables for row in each.rows for cell in row.cells]
    return "\n".join([*(each.text for each in paper.paragraphs), *cells])


def test_the_system_as_a_spreadsheet(figures, office):
    found = table(workbook(office.get(f"/assessment/page-scored/system.xlsx{WHERE}").content)["指标体系"])
    by_number = {line["编号"]: line for line in found}
    assert by_number["1"]["数值"] == pytest.approx(25.0)
    assert by_number["1"]["指标依据"] == "国家卫生健康委（2024版）"
    assert by_number["1"]["来历"].endswith("/indicators/level4_share/trace/?institution=h1&period=2022")
    assert by_number["3"]["数值"] == "〔缺〕"
    assert "指标填报" in by_number["3"]["需要补充"]


def test_a_file_says_what_is_not_verified(figures, office):
    book = workbook(office.get(f"/assessment/page-plain/system.xlsx{WHERE}").content)
    assert table(book["指标体系"])[0]["核对"] == "未核实"
    assert {"项目": "核对", "内容": "未核实"} in table(book["说明"])
    assert "未核实" in words(office.get(f"/assessment/page-plain/system.docx{WHERE}").content)


def test_a_file_says_which_direction_is_good(figures, office):
    """Also with what was divided by what, and the items that nobody verified in a system that somebody did."""
    lines = {
        line["编号"]: line
        for line in table(workbook(office.get(f"/assessment/page-scored/system.xlsx{WHERE}").content)["指标体系"])
    }
    assert [lines[number]["方向"] for number in ("1", "2", "4")] == ["越高越好", "越低越好", "越高越好"]
    assert (lines["4"]["分子"], lines["4"]["分母"]) == (49, 61)
    sheet = table(workbook(office.get(f"/assessment/page-scored/sheet.xlsx{WHERE}").content)["评分表"])
    assert {line["项目"]: line["方向"] for line in sheet}["平均住院日"] == "越低越好"
    for name in ("system.docx", "sheet.docx"):
        said = words(office.get(f"/assessment/page-scored/{name}{WHERE}").content)
        assert "越低越好" in said, name


def test_the_score_sheet_as_a_spreadsheet_and_a_paper(figures, office):
    book = workbook(office.get(f"/assessment/page-scored/sheet.xlsx{WHERE}").content)
    lines = {line["项目"]: line for line in table(book["评分表"])}
    assert lines["四级手术占比"]["得分"] == pytest.approx(27)
    assert lines["四级手术占比"]["权重"] == 30
    assert lines["四级手术占比"]["实际满分"] == 36
    facts = {line["项目"]: line["内容"] for line in table(book["说明"])}
    assert facts["得分"] == "78.33 / 100"
    assert facts["等次"] == "B"
    said = words(office.get(f"/assessment/page-scored/sheet.docx{WHERE}").content)
    assert "示范医院2022年得 78.33 分（满分 100 分），等次 B，在“医院”中列第 1 / 2" in said
    assert "扣 9 分" in said


def test_text_that_begins_like_a_formula_stays_text(figures, office):
    assessment_steps.report(figures[1], "never", "3")
    address = f"/assessment/page-scored/sheet/rate/culture/{WHERE}"
    office.post(address, {"rating": "A", "note": "=HYPERLINK(1)", "seen": "0"})
    book = workbook(office.get(f"/assessment/page-scored/sheet.xlsx{WHERE}").content)
    cell = next(cell for row in book["评分表"].iter_rows() for cell in row if str(cell.value).startswith("=HYPERLINK"))
    assert cell.data_type == "s"


def test_hospitals_side_by_side_as_a_spreadsheet(figures, as_):
    client = as_("commission", "region")
    where = "?institution=region&period=2022"
    book = workbook(client.get(f"/assessment/page-scored/compare.xlsx{where}").content)
    lines = {(line["指标"], line["机构"]): line for line in table(book["机构对比"])}
    worse = lines["平均住院日", "示范医院"]
    assert (worse["数值"], worse["评价"], worse["方向"], worse["单位"]) == (8, "最差", "越低越好", "天")
    share = lines["服务合格率", "示范医院"]
    assert (share["分子"], share["分母"]) == (49, 61)
    assert lines["从没填过", "友邻医院"]["数值"] is None
    one = workbook(client.get(f"/assessment/page-scored/compare.xlsx{where}&members=h2").content)["机构对比"]
    assert {line["机构"] for line in table(one)} == {"友邻医院"}


def test_departments_against_items_as_a_spreadsheet(figures, office):
    assessment_steps.serve(figures[1], "0501", 30, 30)
    book = workbook(office.get(f"/assessment/page-scored/heat.xlsx{WHERE}").content)
    lines = {line["科室"]: line for line in table(book["科室热力图"]) if line["指标"] == "服务合格率"}
    assert (lines["心血管内科"]["位次"], lines["心血管内科"]["科室数"], lines["心血管内科"]["五分位"]) == (1, 2, "1/5")
    assert lines["普外科"]["例数少"].startswith("11 例，95% 区间")
    assert lines["普外科"]["位次"] is None
    facts = {line["项目"]: line["内容"] for line in table(book["说明"])}
    assert facts["核对"] == "已核对"


def test_the_ranking_as_a_spreadsheet(figures, office):
    lines = table(workbook(office.get(f"/assessment/page-scored/ranking.xlsx{WHERE}").content)["排名"])
    assert [(line["位次"], line["单位"], line["得分"]) for line in lines] == [
        (1, "示范医院", 78.33),
        (2, "同类单位", 73),
    ]


def test_the_inspectors_file_holds_everything(figures, office, tmp_path, monkeypatch):
    monkeypatch.setenv("LINGHANG_WORKSPACE", str(tmp_path))
    office.post(f"/assessment/page-scored/sheet/rate/culture/{WHERE}", {"rating": "A", "note": "有成效", "seen": "0"})
    archive = zipfile.ZipFile(io.BytesIO(office.get(f"/assessment/page-scored/inspection.zip{WHERE}").content))
    assert sorted(archive.namelist()) == ["指标体系.xlsx", "评分表.xlsx", "迎评材料.docx"]
    said = words(archive.read("迎评材料.docx"))
    assert "示范医院2022年得 82.27 分" in said
    assert "向好\n四级手术占比\n20.0%\n25.0%\n+5.0 个百分点" in said
    assert "最低\n1 四级手术占比" in said
    assert "合格的服务占全部服务的比例" in said
    assert "49/61" in said
    assert "/indicators/good_share/trace/" in said
    assert "有成效" in said
    assert "从没填过\n填报“指标填报”" in said
    assert table(workbook(archive.read("评分表.xlsx"))["评分表"])


def test_the_commission_s_file_does_not_tell_the_evidence(figures, as_):
    content = as_("commission", "region").get(f"/assessment/page-scored/inspection.docx{WHERE}").content
    assert "评定和材料只对本单位人员列出" in words(content)


def test_a_system_without_points_has_an_inspectors_file_too(figures, office):
    archive = zipfile.ZipFile(io.BytesIO(office.get(f"/assessment/page-plain/inspection.zip{WHERE}").content))
    assert sorted(archive.namelist()) == ["指标体系.xlsx", "迎评材料.docx"]
    assert "未核实" in words(archive.read("迎评材料.docx"))
