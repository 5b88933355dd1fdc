"""One budget for the region: what the institutions receive adds up to it, to the cent."""

import json
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from linghang.casemix.dip.files import read_catalogue
from linghang.cli import app
from linghang.core.workspace import Workspace
from linghang.organization.models import Institution
from linghang.payment import dip, dip_files
from linghang.registers.loading import load

WHERE = {"institution": "r1", "period": "2022", "run": "1"}


@pytest.fixture
def region(hospital, front_pages, tmp_path):
    """Forty cases of 6,000 yuan at one hospital, and the same forty at 3,000 at its neighbour of another level."""
    Institution.objects.filter(code="h1").update(level="三级甲等")
    Institution.objects.filter(code="h2").update(level="二级甲等")
    front_pages([(f"P{n}", "0301", 60, 5, "J18.900", "", "", "6000") for n in range(40)])
    neighbour = tmp_path / "neighbour.csv"
    text = (tmp_path / "pages0.csv").read_text(encoding="utf-8").replace(",6000,", ",3000,")
    neighbour.write_text(text, encoding="utf-8")
    load(neighbour, "inpatient", "h2")
    return hospital.parent


def test_the_pool_is_divided_to_the_cent(region):
    """Level coefficients follow what the levels cost (1.3333 to 0.6667), so two thirds go where two thirds arose."""
    known = dip.scored(region, 2022)
    assert (known.cost, known.pool) == (Decimal(360000), Decimal("252000.00"))
    found = dip.settled(known, 2022, Decimal("100000.01"), Decimal("0.7"))
    assert sum(line.final for line in found.lines) == Decimal("100000.01")
    shares = {line.institution: line.final / Decimal("100000.01") for line in found.lines}
    assert abs(shares["h1"] - Decimal(2) / 3) < Decimal("0.001")


def test_the_page(client, person, region):
    client.force_login(person("commission", region))
    page = client.get(reverse("payment-dip"), WHERE | {"pool": "10", "ratio": "50"})
    assert page.status_code == 200
    assert page.context["paid"].text == "10.00"
    assert "这是模拟，非官方" in page.content.decode()
    for wrong in ({"pool": "很多"}, {"ratio": "120"}, {"pool": "0"}):
        assert client.get(reverse("payment-dip"), WHERE | wrong).status_code == 400


def test_one_hospital_and_one_department_have_no_region(client, person, region):
    client.force_login(person("leader"))
    assert "全区域一起分" in client.get(reverse("payment-dip"), WHERE | {"institution": "h1"}).content.decode()
    assert client.get(reverse("payment-dip"), WHERE).status_code == 403
    client.force_login(person("department_head"))
    assert client.get(reverse("payment-dip"), WHERE | {"institution": "h1"}).status_code == 403


def test_months_are_paid_in_advance_by_the_year_before(client, person, region, front_pages):
    """One group. In 2022 forty cases of 6000 and forty of 3000 yuan, all within the standard: a point was worth 360000
    ÷ all points. The ten of 2023 are paid in advance by that, so much of the share of the fund."""
    front_pages([(f"N{n}", "0301", 60, 5, "J18.900", "", "", "6000") for n in range(10)], month="2023-03")
    known = dip.scored(region, 2023)
    assert [(known.base, past.year, past.pool) for past in known.history] == [(2022, 2022, Decimal("252000.00"))]
    prepaid = known.parameters.settling.prepaid
    found = dip.settled(known, 2023, Decimal(50000), Decimal("0.7"))
    ((code, paid),) = dip_files.months(found).items()
    assert (code, list(paid)) == ("h1", [3])
    # The coefficient of its level makes the forty of h1 worth two thirds of the money of 2022, as they cost.
    assert abs(paid[3] - Decimal(360000) * 2 / 3 / 40 * 10 * Decimal("0.7") * prepaid) < 5
    (line,) = found.lines
    assert line.balance == line.final - paid[3]
    client.force_login(person("commission", region))
    page = client.get(reverse("payment-dip"), WHERE | {"period": "2023"}).content.decode()
    assert "按月预付（万元）" in page
    answer = client.get(reverse("payment-dip-export"), WHERE | {"period": "2023", "pool": "5", "ratio": "70"})
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    heads, row = book.get_sheet_by_name("年终清算").to_python()
    told = dict(zip(heads, row, strict=True))
    assert (told["机构"], told["应付"]) == ("青山医院", 50000)  # numbers: finance adds them up
    assert Decimal(repr(told["已预付"])) == paid[3]
    assert sum(row[4] for row in book.get_sheet_by_name("年终清算").to_python()[1:]) == 50000
    assert [row[0] for row in book.get_sheet_by_name("清算过程").to_python()[1:]] == list(
        range(1, len(found.trail) + 1)
    )
    assert "非官方" in book.get_sheet_by_name("说明").to_python()[1][1]
    client.force_login(person("leader"))
    assert client.get(reverse("payment-dip-export"), WHERE).status_code == 403


def test_the_catalogue_in_force_is_used_and_named(client, person, region, tmp_path):
    """Built by the command from 2022, when every case had the mean cost of its house. Ten yuan a point, weight 1000,
    so that a case of h1 has 1333.3 points and of h2 666.7; without a forecast nothing is paid in advance."""
    Workspace.from_environment().prepare()
    folder = str(tmp_path / "dip")
    made = CliRunner().invoke(app, ["casemix", "dip", "build-lake", "--year", "2022", "--out", folder, "--json"])
    assert "2022 年 80 例（权重 7），不足 3 年" in json.loads(made.stdout)["source"]
    words = ["--code", "own", "--title", "自测目录", "--valid-from", "2022-01-01"]
    CliRunner().invoke(app, ["casemix", "dip", "import", folder, *words])
    CliRunner().invoke(app, ["casemix", "group-lake"])
    assert [each.name for each in read_catalogue(tmp_path / "dip").groups] == ["肺炎，保守治疗"]
    known = dip.scored(region, 2022)
    assert (known.catalogue, known.history, known.without) == ("自测目录（2022-01-01 起施行）", (), 0)
    assert sorted(known.cases["score"].unique()) == [Decimal("666.7000"), Decimal("1333.3000")]
    found = dip.settled(known, 2022, Decimal("100000.01"), Decimal("0.7"))
    assert sum(line.final for line in found.lines) == Decimal("100000.01")
    client.force_login(person("commission", region))
    page = client.get(reverse("payment-dip"), {"institution": "r1", "period": "2022"}).content.decode()
    for said in ("自测目录", "不是医保部门公布的目录", "2022 年 80 例"):
        assert said in page


def test_a_year_that_is_not_there_is_not_made_up(region):
    Workspace.from_environment().prepare()
    done = CliRunner().invoke(app, ["casemix", "dip", "build-lake", "--year", "2022", "--year", "2019", "--out", "x"])
    assert "2019" in str(done.exception)
    assert "没有已入库的住院病案首页" in str(done.exception)


def test_an_amount_with_more_digits_than_a_spreadsheet_keeps_is_a_text():
    exact = [dip_files._cell("final", Decimal(text), {}) for text in ("1210325854.70", "12345678901234567.89")]
    assert exact == [Decimal("1210325854.70"), "12345678901234567.89"]
