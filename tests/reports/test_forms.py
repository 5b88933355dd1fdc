"""The same report as a workbook and as a page by itself."""

import dataclasses
import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse
from tests.reports.samples import document, gap, short_document, visits

from linghang.reports.document import Cell, Column, Table, Text
from linghang.reports.html import to_html
from linghang.reports.layout import Signature, layout
from linghang.reports.publish import FORMS
from linghang.reports.xlsx import write_xlsx

TABLE = Table("主要[指标]：完成/情况", (Column("指标"), Column("本年", number=True)), ((Text("门急诊"), visits()),))


def workbook(*blocks, **rest):
    stream = io.BytesIO()
    write_xlsx(document(*blocks, **rest), stream)
    return openpyxl.load_workbook(stream)


def test_a_workbook_has_the_text_each_table_every_figure_and_the_gaps():
    book = workbook(TABLE, missing=(gap(),))
    assert book.sheetnames == ["正文", "表1 主要指标：完成情况", "数据", "缺项"]
    assert [cell.value for cell in book["表1 主要指标：完成情况"][2]] == ["门急诊", 282773]
    row = [cell.value for cell in book["数据"][2]]
    assert (row[0], row[5], row[6], row[7]) == ("门急诊人次", "28.28万人次", "282773", "outpatient_visits")
    assert book["正文"]["A1"].value == "云溪市人民医院2022年工作报告"


def test_what_nobody_verified_is_named_in_every_form(tmp_path):
    """Under the text, once each however often it is told; in the workbook beside each figure too. What has no data says
    nothing that could be wrong."""
    doubtful = dataclasses.replace(visits(), title="低风险病例死亡率", unverified=True)
    unsaid = dataclasses.replace(doubtful, title="没有数据的", status="no_data")
    told = Table(
        "",
        (Column("指标"), *(Column(str(year)) for year in range(4))),
        ((Text("甲"), visits(), doubtful, doubtful, unsaid),),
    )
    said = "口径未与官方原文核对、仅供参考的：低风险病例死亡率。"
    assert said in document(told).note
    assert said in to_html(document(told))
    book = workbook(told)
    assert any(said in str(row[0].value) for row in book["正文"].iter_rows())
    assert [row[8].value for row in book["数据"].iter_rows(min_row=2, max_row=4)] == [None, "未核实", "未核实"]
    assert "未与官方原文核对" not in document(Table("", (Column("甲"),), ((visits(),),))).note


def test_text_that_looks_like_a_formula_stays_text():
    table = Table("", (Column("事项"),), ((Text("=1+1"),),))
    cell = workbook(table)["表1"]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_a_page_by_itself_loads_nothing_and_escapes_words():
    text = to_html(short_document())
    assert "云溪市人民医院2022年工作报告" in text
    assert 'title="门急诊人次（2022年）"' in text
    assert [each for each in ("src=", "href=", "<script", "<link", "url(", "@import") if each in text] == []
    assert "&lt;b&gt;" in to_html(document(Table("<b>", (Column("甲"),), ((Text("乙"),),))))


@pytest.mark.django_db
@pytest.mark.parametrize("form", list(FORMS))
def test_each_form_is_handed_out(client, person, two_years, form):
    client.force_login(person("office"))
    answer = client.get(reverse("report-file", args=["brief", form]) + "?institution=yunxi&period=2022")
    assert answer["Content-Type"] == FORMS[form][1]
    assert f".{form}" in answer["Content-Disposition"]
    assert len(b"".join(answer.streaming_content)) > 2000


@pytest.mark.django_db
def test_another_form_is_not_there(client, person, two_years):
    client.force_login(person("office"))
    assert (
        client.get(reverse("report-file", args=["brief", "exe"]) + "?institution=yunxi&period=2022").status_code == 404
    )


def test_numbers_and_days_of_a_ledger_are_ones_a_spreadsheet_reckons_with():
    fields = (
        Text("设备"),
        Cell("12台", Decimal(12), "台"),
        Cell("3.50万元", Decimal("3.50"), "万元"),
        Cell("2023年2月8日", day=dt.date(2023, 2, 8)),
    )
    sheet = workbook(Table("", tuple(Column(head) for head in "名数钱日"), (fields,)))["表1"]
    assert [cell.value for cell in sheet[2]] == ["设备", 12, 3.5, dt.datetime(2023, 2, 8)]
    assert [cell.number_format for cell in sheet[2]][1:] == ['#,##0"台"', '#,##0.0"万元"', "yyyy-mm-dd"]


def test_a_layout_without_signature_leaves_it_out_of_every_form():
    unsigned = layout("gb9704").model_copy(update={"signature": Signature(place="none")})
    signed, bare = document(), dataclasses.replace(document(), layout=unsigned)
    for told, there in ((signed, True), (bare, False)):
        assert ("2023年1月5日" in to_html(told)) is there
        stream = io.BytesIO()
        write_xlsx(told, stream)
        lines = [row[0] for row in openpyxl.load_workbook(stream)["正文"].iter_rows(values_only=True)]
        assert ("2023年1月5日" in lines) is there
