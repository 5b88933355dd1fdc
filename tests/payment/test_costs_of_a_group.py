"""What the fees of a group are made of, by hand, and on its page."""

from decimal import Decimal

import polars as pl
import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.payment.test_payment_pages import HERE

from linghang.payment.costs import PARTS, structure
from linghang.payment.grouping import group_batches

NAMES = ("total_fee", *PARTS)


def frame(*rows):
    return pl.DataFrame(rows, schema=dict.fromkeys(NAMES, pl.Decimal(18, 2)), orient="row")


def test_parts_by_hand():
    """1,000 and 3,000 yuan: 400, 200, 300 and 100 of the first, 800 medicine of the second, the rest in no part."""
    here = frame(*([Decimal(each) for each in row] for row in ((1000, 400, 200, 300, 100), (3000, 800, 0, 0, 0))))
    everybody = frame([Decimal(each) for each in (8000, 4000, 2000, 1000, 1000)])
    found = [(each.title, each.mean, each.share, each.usual) for each in structure(here, everybody)]
    assert found == [
        ("药品费", 600, Decimal("0.3"), Decimal("0.5")),
        ("耗材费", 100, Decimal("0.05"), Decimal("0.25")),
        ("检查检验费", 150, Decimal("0.075"), Decimal("0.125")),
        ("医疗服务费", 50, Decimal("0.025"), Decimal("0.125")),
        ("其他和没有分项的", 1100, Decimal("0.55"), 0),
    ]


def test_nothing_has_no_shares():
    assert {(each.mean, each.share, each.usual) for each in structure(frame(), frame())} == {(None, None, None)}


@given(st.lists(st.tuples(*(st.integers(1, 10**7) for _ in NAMES)), min_size=1, max_size=8))
def test_parts_add_up_to_the_total(rows):
    cases = frame(*([Decimal(cents) / 100 for cents in row] for row in rows))
    found = structure(cases, cases)
    assert abs(sum(each.share for each in found) - 1) < Decimal("1e-20")
    assert abs(sum(each.mean for each in found) * len(rows) - cases["total_fee"].sum()) < Decimal("1e-10")


@pytest.mark.django_db
def test_the_page_of_a_group(client, person, hospital, scheme, front_pages):
    """Two cases of ES35, 4,000 and 6,000 yuan, with 100.50 of medicine and 20 of material each."""
    front_pages()
    group_batches(hospital)
    client.force_login(person("leader"))
    response = client.get(reverse("payment-group", args=("ES35",)), HERE)
    shown = {part.title: (mean.text, share.text) for part, mean, share, _ in response.context["costs"]}
    assert shown["药品费"] == ("100.50", "2.0%")
    assert shown["耗材费"] == ("20.00", "0.4%")
    assert shown["其他和没有分项的"] == ("4,879.50", "97.6%")
    assert "费用构成" in response.content.decode()
    assert "费用构成" not in client.get(reverse("payment-group", args=("GX19",)), HERE).content.decode()
