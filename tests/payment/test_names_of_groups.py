"""Names of major categories that the rules leave out are remembered ones, and say so wherever they stand."""

import datetime as dt

import pytest
from django.urls import reverse
from tests.payment.conftest import RULES
from tests.payment.test_payment_pages import HERE

from linghang.payment import schemes
from linghang.payment.grouping import group_batches
from linghang.payment.models import GroupedBatch
from linghang.payment.names import named

USUAL = "呼吸系统疾病及功能障碍（未核实）"


def test_only_what_the_rules_leave_out_is_marked():
    assert named({"MDCE": "", "MDCG": "消化", "ES3": "肺炎", "MDC?": ""}) == {
        "MDCE": USUAL, "MDCG": "消化", "ES3": "肺炎", "MDC?": "",
    }  # fmt: skip


@pytest.mark.django_db
def test_every_page_that_shows_one(client, person, hospital, scheme_folder, front_pages):
    nameless = scheme_folder(RULES.replace("MDCE,呼吸,", "MDCE,,").replace("MDCG,消化,", "MDCG,,"))
    schemes.import_scheme(nameless, code="small", title="小方案", valid_from=dt.date(2022, 1, 1))
    front_pages()
    group_batches(hospital)
    client.force_login(person("quality"))
    made = GroupedBatch.objects.get()
    for name, args, more in (
        ("payment-groups", (), {}),
        ("payment-groups", (), {"q": "呼吸"}),
        ("payment-group", ("MDCE",), {}),
        ("payment-group", ("ES3",), {}),
        ("payment-group", ("ES35",), {}),
        ("payment-case", (made.source_id, 2), {}),
    ):
        page = client.get(reverse(name, args=args), HERE | more).content.decode()
        assert USUAL in page, (name, args)
        assert page.count(USUAL) == page.count("呼吸系统疾病及功能障碍"), (name, args)
