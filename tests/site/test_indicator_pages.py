"""The catalogue and the page of an indicator, with its trace and its export."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from auditlog.models import LogEntry
from python_calamine import CalamineWorkbook

from linghang.organization.models import Department, Institution
from linghang.registers import content
from linghang.registers.kept import save_row

PAGE = "/indicators/outpatient_visits/?institution=h1&period=2022"
TRACE = "/indicators/outpatient_visits/trace/?institution=h1&period=2022"


def text(response):
    return response.content.decode()


@pytest.mark.parametrize("query", ["门急诊人次", "mjzrc", "門急診人次", "outpatient_visits"])
def test_found_by_name_pinyin_initials_and_traditional_characters(as_, hospital, visits, query):
    page = text(as_("viewer", hospital).get("/indicators/", {"q": query}))
    assert ">门急诊人次</a>" in page
    assert ">出院人次</a>" not in page


def test_the_catalogue_shows_the_value_and_filters_by_subject(as_, hospital, visits):
    page = text(as_("viewer", hospital).get("/indicators/", {"subject": "医疗服务", "period": "2022"}))
    assert '37 <span class="muted">人次</span>' in page
    assert "医疗质量</th>" not in page


def test_nothing_found_says_what_to_try(as_, hospital, visits):
    assert "没有找到指标" in text(as_("viewer", hospital).get("/indicators/", {"q": "没有的"}))


def test_the_page_has_answer_departments_and_definition(as_, hospital, department, visits):
    page = text(as_("viewer", hospital).get(PAGE))
    assert "同比 +54.2%" in page
    assert "心血管内科" in page
    assert "期内门诊和急诊就诊的总次数" in page
    assert "可信程度" in page


def test_a_branch_with_the_same_code_does_not_rename_a_department(as_, hospital, department, visits):
    branch = Institution.objects.create(code="h1b", name="示范医院分院", kind="hospital", parent=hospital, position=9)
    Department.objects.create(institution=branch, code="0301", name="分院的科室")
    page = text(as_("viewer", hospital).get(PAGE))
    assert "心血管内科" in page
    assert "分院的科室" not in page


def test_an_indicator_without_data_is_missing_and_never_zero(as_, hospital, visits):
    page = text(as_("viewer", hospital).get("/indicators/discharges/?institution=h1&period=2022"))
    assert "〔缺〕" in page
    assert "没有数据，不等于 0" in page


def test_unknown_indicator_is_not_found(as_, hospital, visits):
    assert as_("viewer", hospital).get("/indicators/nothing/").status_code == 404


def test_the_trace_goes_down_to_rows_that_name_nobody(as_, hospital, visits):
    page = text(as_("quality", hospital).get(TRACE))
    assert "从原始行重新计算，结果一致" in page
    assert "visits-2022.csv" in page
    assert "visits-2021.csv" not in page
    assert "SELECT" in page.upper()
    assert "2022-01-05 08:30" in page
    assert "PATIENT" not in page


def test_looking_at_patients_rows_is_logged(as_, hospital, visits):
    as_("quality", hospital).get(TRACE)
    entry = LogEntry.objects.filter(action=LogEntry.Action.ACCESS).get()
    assert entry.actor.username == "quality-h1"
    assert entry.additional_data["deed"] == "追溯查看样例行"


@pytest.mark.parametrize("role", ["commission", "viewer", "office"])
def test_those_who_may_not_see_patients_rows_see_how_it_was_made_and_no_row(as_, hospital, visits, role):
    page = text(as_(role, hospital).get(TRACE))
    assert "visits-2022.csv" in page
    assert "明细行只对业务科室开放" in page
    assert "2022-01-05" not in page
    assert not LogEntry.objects.filter(action=LogEntry.Action.ACCESS).exists()


@pytest.mark.parametrize(("role", "seen"), [("office", True), ("viewer", True), ("commission", False)])
def test_the_evidence_of_a_typed_figure_is_for_those_who_may_see_rows(as_, hospital, role, seen):
    save_row(
        content.library().register("reported_value"),
        hospital,
        {
            "indicator": "national_rank",
            "from_date": dt.date(2022, 1, 1),
            "to_date": dt.date(2022, 12, 31),
            "value": Decimal(465),
            "evidence": "通报第三号",
        },
        actor=None,
    )
    answer = as_(role, hospital).get("/indicators/national_rank/trace/?institution=h1&period=2022")
    [statement] = answer.context["trace"].statements
    assert statement.value == 465
    assert (statement.evidence, bool(statement.row_id)) == (("通报第三号", True) if seen else ("", False))
    assert ("通报第三号" in text(answer)) == seen


def test_a_department_head_traces_the_department(as_, hospital, department, visits):
    page = text(as_("department_head", hospital, department).get(TRACE))
    assert "25人次" in page
    assert "0401" not in page


def test_inside_a_page_the_trace_is_a_drawer(as_, hospital, visits):
    page = text(as_("quality", hospital).get(TRACE, headers={"HX-Request": "true"}))
    assert page.lstrip().startswith('<aside class="drawer"')


@pytest.mark.parametrize("path", [PAGE, TRACE, "/indicators/outpatient_visits/export/csv/?institution=h1"])
def test_another_hospital_is_closed(as_, hospital, other_hospital, visits, path):
    assert as_("quality", other_hospital).get(path).status_code == 403


def test_export_as_csv_opens_in_excel_and_has_the_numbers(as_, hospital, visits):
    answer = as_("viewer", hospital).get("/indicators/outpatient_visits/export/csv/?institution=h1&period=2022")
    body = answer.content.decode("utf-8-sig")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert "门急诊人次,示范医院,2022年,37," in body
    assert "1月,4,2,+100.0%" in body


def test_export_as_workbook_has_months_and_departments(as_, hospital, department, visits):
    answer = as_("viewer", hospital).get("/indicators/outpatient_visits/export/xlsx/?institution=h1&period=2022")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert book.sheet_names == ["指标", "月度", "科室", "说明"]
    rows = book.get_sheet_by_name("科室").to_python()
    assert rows[1][:3] == ["心血管内科", "0301", 25.0]


def test_an_export_is_logged(as_, hospital, visits):
    as_("viewer", hospital).get("/indicators/outpatient_visits/export/csv/?institution=h1&period=2022")
    assert LogEntry.objects.filter(additional_data__deed="导出指标").count() == 1


def test_a_warm_page_costs_few_queries(as_, hospital, department, visits, django_assert_max_num_queries):
    client = as_("quality", hospital)
    client.get(PAGE)
    with django_assert_max_num_queries(45):
        client.get(PAGE)


def test_a_level_is_said_by_its_name_and_compared_by_steps(as_, hospital):
    for year, grade in ((2021, "四级乙等"), (2022, "四级甲等")):
        values = {"scheme": "interoperability", "grade": grade, "status": "held", "from_date": dt.date(year, 3, 1)}
        save_row(content.library().register("grade_held"), hospital, values, actor=None)
    page = text(as_("viewer", hospital).get("/indicators/interoperability_level/?institution=h1&period=2022"))
    assert '<span class="figure-value">四级甲等<span class="unit"></span></span>' in page
    assert "同比 +1 档" in page
    assert "5 级" not in page  # its place in the list of levels
