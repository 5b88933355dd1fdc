"""A DIP catalogue in force: every discharge gets its group, score and money, as by hand."""

import datetime as dt
import json
from decimal import Decimal

import polars as pl
import pytest
from django.urls import reverse
from typer.testing import CliRunner

from linghang.cli import app
from linghang.core.errors import InputError
from linghang.core.workspace import Workspace
from linghang.indicators.compute import compute
from linghang.organization.models import Institution
from linghang.payment.dip_terms import Terms
from linghang.payment.grouping import group_batches, waiting
from linghang.payment.schemes import import_scheme
from linghang.payment.validity import InForce
from linghang.registers.models import Batch

pytestmark = pytest.mark.django_db
HERE = {"institution": "h1", "period": "2022"}


def dip(path, point="10", **more):
    terms = Terms(Decimal(point) if point else None)
    given = {"code": "dip", "title": "本地目录", "valid_from": dt.date(2022, 1, 1)} | more
    return import_scheme(path, kind="dip", options=terms, **given)


def rows_of(batch, *columns):
    found = pl.read_parquet(Workspace.from_environment().lake / batch.data_path).sort("source_row")
    return list(found.select(*columns).iter_rows())


def test_group_score_and_money_by_hand(hospital, front_pages, catalogue):
    """Ten yuan a point. 肺炎 500 points, 5000 yuan: 4000 and 6000 are within 50 % to 200 %; 20000 is four times as much
    and scores 500 × (4 − 1); 2000 is 40 % and scores 500 × 0.4."""
    dip(catalogue)
    front_pages()
    (made,) = group_batches(hospital)
    assert rows_of(made, "dip", "dip_kind", "dip_status", "dip_rw", "dip_score", "dip_standard", "dip_surplus") == [
        ("J18.9", "basic", "entered", *map(Decimal, ("0.5000", "500.0000", "5000.00", "1000.00"))),
        ("J18.9", "basic", "entered", *map(Decimal, ("0.5000", "500.0000", "5000.00", "-1000.00"))),
        ("J18.9", "basic", "entered", *map(Decimal, ("0.5000", "1500.0000", "5000.00", "-15000.00"))),
        ("K35.8:47.01", "basic", "entered", *map(Decimal, ("1.2000", "1200.0000", "12000.00", "2000.00"))),
        ("K29", "comprehensive", "entered", *map(Decimal, ("0.3000", "300.0000", "3000.00", "0.00"))),
        ("J18.9", "basic", "entered", *map(Decimal, ("0.5000", "200.0000", "5000.00", "3000.00"))),
    ]
    assert set(rows_of(made, "status", "drg")) == {("none", None)}
    assert waiting([hospital]) == {}


def test_without_a_point_value_there_is_no_standard(hospital, front_pages, catalogue):
    dip(catalogue, point="")
    front_pages()
    (made,) = group_batches(hospital)
    assert set(rows_of(made, "dip_standard", "dip_surplus")) == {(None, None)}
    assert "没有点值" in rows_of(made, "dip_reason")[0][0]


def test_both_schemes_stand_beside_each_other_by_validity(hospital, scheme, front_pages, catalogue):
    front_pages()
    (before,) = group_batches(hospital)
    assert set(rows_of(before, "dip_status", "dip", "dip_scheme")) == {("none", None, None)}
    dip(catalogue, valid_from=dt.date(2022, 2, 1))
    assert group_batches(hospital) == []
    dip(catalogue, valid_from=dt.date(2022, 1, 1), institution=hospital)
    (made,) = group_batches(hospital)
    assert rows_of(made, "drg", "dip")[3] == ("GD19", "K35.8:47.01")
    assert Batch.objects.get(pk=before.pk).superseded_by == made


def test_another_point_value_is_another_scheme(hospital, catalogue):
    first = dip(catalogue)
    assert dip(catalogue) == first
    second = dip(catalogue, point="11", valid_from=dt.date(2023, 1, 1))
    assert (InForce().until(first), second.sha256 == first.sha256) == (dt.date(2022, 12, 31), True)
    with pytest.raises(InputError, match="点值"):
        dip(catalogue, point="-1", valid_from=dt.date(2024, 1, 1))


def test_what_was_built_is_taken_in_by_the_command(hospital, front_pages, catalogue, tmp_path):
    Workspace.from_environment().prepare()
    words = ["casemix", "dip", "import", str(catalogue), "--code", "dip", "--title", "本地目录", "--json"]
    done = CliRunner().invoke(app, [*words, "--valid-from", "2022-01-01", "--point-value", "9.5"])
    assert json.loads(done.stdout)["groups"] == 3
    assert "不是日期" in str(CliRunner().invoke(app, [*words, "--valid-from", "明年"]).exception)
    (listed,) = json.loads(CliRunner().invoke(app, ["casemix", "list", "--json"]).stdout)
    assert listed["kind"] == "dip"


@pytest.fixture
def paid(hospital, scheme, front_pages, catalogue):
    dip(catalogue)
    front_pages()
    (made,) = group_batches(hospital)
    compute(registers=["case_payment"])
    return made


def test_the_page_says_what_is_by_hand(client, person, paid):
    """Five of six in core groups; (0.5 × 4 + 1.2 + 0.3) ÷ 6; surplus 1000 − 1000 − 15000 + 2000 + 0 + 3000."""
    client.force_login(person("leader"))
    response = client.get(reverse("payment-dip-groups"), HERE)
    tiles = {tile.indicator.code: tile.text for tile in response.context["tiles"]}
    assert (tiles["dip_core_share"], tiles["cmi_dip"], tiles["dip_surplus"]) == ("83.33", "0.5833", "-1.00")
    places = {row.name: [cell.value for cell in row.cells] for row in response.context["places"]}
    assert (places["呼吸内科"][0], places["呼吸内科"][-1]) == (4, Decimal("-12000.00"))
    assert [row.code for row in response.context["losing"]] == ["J18.9"]
    assert "非官方" in response.content.decode()
    client.force_login(person("department_head"))
    assert client.get(reverse("payment-dip-groups"), HERE).context["case_count"] == 4
    client.force_login(person("quality", Institution.objects.get(code="h2")))
    assert client.get(reverse("payment-dip-groups"), HERE).status_code == 403


def test_the_case_says_why(client, person, paid):
    client.force_login(person("quality"))
    source = rows_of(paid, "source_batch")[0][0]
    page = client.get(reverse("payment-case", args=(source, 5))).content.decode()
    for said in ("阑尾切除", "K35.8:47.01", "1,200.00", "12,000.00"):
        assert said in page


def test_a_group_is_found_with_its_points_and_leads_to_its_cases(client, person, paid):
    client.force_login(person("quality"))
    page = client.get(reverse("payment-dip-groups"), HERE | {"q": "阑尾"})
    (hit,) = page.context["hits"]
    assert (hit["group"].code, hit["weight"].text, hit["cells"][0].value) == ("K35.8:47.01", "1,200.00", 1)
    assert client.get(hit["url"]).context["total"] == 1
    client.force_login(person("leader"))
    (hit,) = client.get(reverse("payment-dip-groups"), HERE | {"q": "K35.8"}).context["hits"]
    assert hit["url"] == ""
