"""The checker on the house's own text: silent where nothing is wrong, loud where a template is."""

import pytest
from tests.reports.samples import document

from linghang.core.periods import Period
from linghang.registers.content import library
from linghang.reports.assemble import assemble
from linghang.reports.document import Column, Paragraph, Table, Text
from linghang.reports.selfcheck import check_report


def written(*texts):
    return document(*(Paragraph((Text(text),)) for text in texts))


def test_a_sound_report_says_so():
    checked = check_report(written("出院10141人次，其中路径管理2960人次，占出院的29.2%。"))
    assert (checked.clean, checked.said) == (True, "自查：无矛盾")
    assert checked.figures >= 2


def test_a_share_of_the_wrong_whole_is_a_contradiction():
    checked = check_report(written("出院10141人次。完成临床路径管理2960例，占出院人次的39.2%。"))
    assert not checked.clean
    assert "矛盾" in checked.said
    assert checked.findings[0].computed == "29.19%"


def test_figures_of_a_table_are_read_too():
    table = Table("", (Column("指标"), Column("2022年")), ((Text("住院死亡率"), Text("0.93%")),))
    checked = check_report(document(Paragraph((Text("2022年住院死亡率0.73%。"),)), table))
    assert [each.verdict for each in checked.findings] == ["conflict"]


def test_a_table_of_departments_is_read_by_its_heads():
    heads = (Column("科室"), Column("死亡率"), Column("药占比"))
    rows = ((Text("骨科"), Text("0.23%"), Text("19.9%")), (Text("肿瘤科"), Text("1.40%"), Text("42.8%")))
    table = Table("各科室主要指标", heads, rows)
    assert check_report(document(table)).findings == ()
    checked = check_report(document(Paragraph((Text("骨科药占比29.9%。"),)), table))
    assert [(each.verdict, each.stated, each.computed) for each in checked.findings] == [("conflict", "19.9", "29.9")]


def test_two_equal_figures_side_by_side_are_no_slip_of_a_copyist():
    assert check_report(written("院内多学科会诊54人次，外聘专家来院手术54人次。")).findings == ()


@pytest.mark.django_db
@pytest.mark.parametrize("year", [2021, 2022])
def test_every_shipped_report_of_a_small_hospital_is_clean(hospital, state, year):
    state("reported_value", "national_rank", "2022", "357")
    state("reported_value", "national_peers", "2022", "1521")
    for entry in library().of_kind("reports"):
        told = assemble(entry.item, hospital, Period.year(year))
        assert check_report(told).clean, (entry.item.code, check_report(told).findings)
