"""Figures that are carried away say by which table, scheme and catalogue they were made; others say nothing."""

import datetime as dt
import io
from decimal import Decimal

import docx
import openpyxl
import pytest
from django.urls import reverse
from tests.payment.test_payment_pages import HERE

from linghang.casemix.official_weights import Said
from linghang.core.periods import Period
from linghang.indicators.bases import bases
from linghang.indicators.compute import compute
from linghang.payment.grouping import group_batches
from linghang.payment.schemes import import_scheme
from linghang.payment.withdrawing import withdraw
from linghang.registers import catalogue as versions
from linghang.reports.publish import save, write_report

pytestmark = pytest.mark.django_db
YEAR = Period.parse("2022")
TABLE_SAID = "权重用公布的“2022 年版”（出处：某市医保局通知；2022-01-01 起施行）（未核实）"
BY_TABLE = f"2022 年：{TABLE_SAID}；费率 8,000.00 元，随权重公布"
GROUPED = "2022年病组按“小方案”分组"


@pytest.fixture
def weighed(hospital, put, front_pages):
    table = put(rate=Decimal(8000))
    front_pages()
    group_batches(hospital)
    compute(registers=["case_payment"])
    return table


def test_by_what_is_said_of_what_rests_on_it(weighed):
    def said(*codes, where="h1", period=YEAR):
        return bases(codes, where, period)

    assert said("drg_cmi") == said("drg_time_index") == said("drg_fee_index") == (GROUPED, BY_TABLE)
    assert said("drg_groups") == (GROUPED,)
    assert said("drg_surplus") == (GROUPED, BY_TABLE, "标准和结余在本地计算，非官方，不能与医保结算单相比")
    assert said("drg_cmi", "drg_groups", where="r1") == (GROUPED, BY_TABLE)  # the county: all its houses
    assert said("drg_cmi", where="h2") == ()
    assert said("drg_cases", "discharges") == ()
    assert said("drg_cmi", period=Period.parse("2022-03")) == ()
    after = (GROUPED, BY_TABLE)  # beside the figures of 2023 stand those of the year before
    assert said("drg_cmi", period=Period.parse("2023")) == after


def test_measured_weights_and_a_catalogue(hospital, scheme, front_pages, catalogue):
    given = {"code": "dip", "title": "本地目录", "valid_from": dt.date(2022, 1, 1), "source": "某市通知"}
    import_scheme(catalogue, kind="dip", **given)
    front_pages()
    group_batches(hospital)
    measured = bases(["drg_cmi"], "h1", YEAR)[1]
    assert measured.startswith("2022 年：权重按 2022 年 4 例首页测算（本地测算，非官方）；费率 ")
    assert bases(["cmi_dip"], "h1", YEAR) == ("2022年DIP 按目录“本地目录”（出处：某市通知）入组计分",)


def test_a_version_before_says_the_table_before(hospital, weighed):
    """The report of the day before is made again: its figures rest on the table that has been withdrawn since."""
    before = versions.current_version()
    withdraw(weighed, "表传错了")
    group_batches(hospital)
    assert "本地测算" in bases(["drg_cmi"], "h1", YEAR)[1]
    assert "2022 年版" in bases(["drg_cmi"], "h1", YEAR, version=before)[1]


def test_a_report_names_them_under_its_text(weighed, tmp_path):
    path = tmp_path / "annual.docx"
    document = write_report("annual", "h1", "2022", path)
    assert BY_TABLE in document.bases
    last = [paragraph.text for paragraph in docx.Document(path).paragraphs if paragraph.text.startswith("（数据版本")]
    assert BY_TABLE in last[0]
    workbook = io.BytesIO()
    save(document, workbook, "xlsx")
    cells = [row[0] for row in openpyxl.load_workbook(workbook)["正文"].iter_rows(values_only=True)]
    assert any(BY_TABLE in str(cell) for cell in cells)


def cells_of(content, sheet):
    rows = openpyxl.load_workbook(io.BytesIO(content))[sheet].iter_rows(values_only=True)
    return [str(cell) for row in rows for cell in row if cell is not None]


def words_of(content):
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs]


def test_every_file_of_indicators_names_them(client, person, weighed):
    client.force_login(person("quality"))

    def got(name, *args):
        response = client.get(reverse(name, args=args), HERE)
        assert response.status_code == 200, (name, args)
        return response.content

    assert BY_TABLE in cells_of(got("indicator-export", "drg_cmi", "xlsx"), "说明")
    assert BY_TABLE in got("indicator-export", "drg_cmi", "csv").decode("utf-8-sig")
    assert BY_TABLE not in got("indicator-export", "discharges", "csv").decode("utf-8-sig")
    assert BY_TABLE in cells_of(got("assessment-export", "clinical-quality", "system", "xlsx"), "说明")
    for what in ("system", "inspection"):
        words = words_of(got("assessment-export", "clinical-quality", what, "docx"))
        assert any(BY_TABLE in said for said in words), what


def test_a_new_edition_within_the_year_is_named_beside_the_old_one(hospital, put, front_pages):
    put(rate=Decimal(8000))
    put("组,权重\nES35,1\n", Said("二月版", "通知", dt.date(2022, 2, 1)))
    front_pages()
    front_pages(month="2022-02")
    group_batches(hospital)
    editions = ("2022 年版", "二月版")

    def named(period):
        told = " ".join(bases(["drg_cmi"], "h1", period))
        return [edition in told for edition in editions]

    assert named(YEAR) == [True, True]
    assert named(Period.parse("2022-02")) == [False, True]
