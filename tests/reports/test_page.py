"""The report pages: what they show, who may open them, and the Word file they hand out."""

from io import BytesIO

import docx
import pytest
from auditlog.models import LogEntry
from django.urls import reverse

from linghang.organization import access
from linghang.organization.models import Institution

pytestmark = pytest.mark.django_db
WHERE = "?institution=yunxi&period=2022"


@pytest.fixture
def office(client, person):
    client.force_login(person("office"))
    return client


def page(client, name="report", where=WHERE, code="brief", form="docx"):
    address = reverse(name, args={"reports": [], "report": [code], "report-file": [code, form]}[name])
    return client.get(address + where)


def test_it_works(office, two_years):
    text = page(office).content.decode()
    assert "云溪市人民医院2022年义诊简报" in text
    assert "（数据版本：第9版；因无数据未写：排名。）" in text


def test_every_figure_opens_its_trace(office, two_years):
    text = page(office).content.decode()
    assert 'href="/indicators/outings/?institution=yunxi&amp;period=2022#trace"' in text
    assert 'hx-get="/indicators/outings/trace/?institution=yunxi&amp;period=2022"' in text
    assert 'href="/indicators/rural_outings/?institution=yunxi&amp;period=2021#trace"' in text, "last year's own trace"


def test_gaps_stand_first_with_the_ledger_to_fill(office, hospital):
    text = page(office).content.decode()
    assert "〔缺〕" in text
    assert text.index("个数据没有来源") < text.index('class="paper"')
    assert 'href="/registers/outing/?institution=yunxi"' in text


def test_the_list_leads_to_each_report_here_and_now(office, two_years):
    text = page(office, "reports").content.decode()
    assert "义诊简报" in text
    assert "年度工作报告" in text
    assert 'href="/reports/brief/?institution=yunxi&amp;period=2022"' in text


def test_word_file(office, two_years):
    answer = page(office, "report-file")
    assert answer["Content-Type"] == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert "attachment" in answer["Content-Disposition"]
    file = docx.Document(BytesIO(b"".join(answer.streaming_content)))
    assert file.core_properties.title == "云溪市人民医院2022年义诊简报"


def test_a_download_is_in_the_audit_log(office, two_years):
    page(office, "report-file")
    assert LogEntry.objects.latest("timestamp").additional_data["deed"] == "下载报告"


@pytest.mark.parametrize("name", ["reports", "report", "report-file"])
def test_anonymous_is_sent_to_sign_in(client, hospital, name):
    assert page(client, name).status_code == 302


@pytest.mark.parametrize(
    ("role", "status"),
    [("administrator", 200), ("office", 200), ("quality", 200), ("commission", 403), ("viewer", 403)],
)
@pytest.mark.parametrize("name", ["reports", "report", "report-file"])
def test_roles(client, person, two_years, role, status, name):
    client.force_login(person(role))
    assert page(client, name).status_code == status


@pytest.mark.parametrize("name", ["reports", "report", "report-file"])
def test_another_institution_is_closed(client, person, two_years, name):
    elsewhere = Institution.objects.create(code="elsewhere", name="他山医院", kind="hospital")
    client.force_login(person("office", elsewhere))
    assert page(client, name).status_code == 403


@pytest.mark.parametrize(
    ("name", "where", "code"),
    [("report", WHERE, "nothing"), ("report-file", WHERE, "nothing"), ("report", "?institution=nowhere", "brief")],
)
def test_what_is_not_there(office, hospital, name, where, code):
    assert page(office, name, where, code).status_code == 404


def test_only_reading(office, hospital):
    assert office.post(reverse("report", args=["brief"])).status_code == 405


def test_markup_in_names_is_text(office, hospital):
    Institution.objects.filter(pk=hospital.pk).update(name="<script>alert(1)</script>医院")
    assert "<script>alert(1)" not in page(office).content.decode()


def test_the_page_says_what_its_own_checker_found(office, two_years):
    text = page(office).content.decode()
    assert 'data-selfcheck="clean"' in text
    assert "自查：无矛盾" in text


def test_a_report_opened_again_is_told_anew_when_something_changed(office, outing, two_years):
    assert ">5次</a>" in page(office).content.decode()
    outing("2022-11-05", 10)
    assert ">6次</a>" in page(office).content.decode()


@pytest.mark.parametrize("role", ["administrator", "office", "quality"])
@pytest.mark.parametrize("code", ["annual", "quality"])
def test_shipped_reports_are_open_to_those_who_write_reports(client, person, hospital, role, code):
    client.force_login(person(role))
    assert page(client, code=code).status_code == 200


def test_a_report_with_rows_is_closed_to_those_who_may_not_see_them(client, person, hospital, monkeypatch):
    allowed = access.allowed
    monkeypatch.setattr(
        access, "allowed", lambda role, action: set() if action == "view_tasks" else allowed(role, action)
    )
    client.force_login(person("office"))
    assert page(client, code="annual").status_code == 403
    assert page(client, code="brief").status_code == 200
