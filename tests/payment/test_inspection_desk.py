"""Suspicions are shown to those who read cases, and judged by a person who says why."""

import pytest
from django.urls import reverse

from linghang.payment.grouping import group_batches
from linghang.payment.models import Inquiry, Judgement

WHERE = "?institution=h1&period=2022&rule=cost-outlier"
ALIKE = [(f"P{n}", "0301", 60, 5, "J18.900", "", "", str(5000 + 10 * n)) for n in range(40)]
DEAR = ("X", "0301", 60, 5, "J18.900", "", "", "90000")


@pytest.fixture
def dear(hospital, scheme, front_pages):
    """Forty alike and one that costs eighteen times as much: the name of its case."""
    source = front_pages([*ALIKE, DEAR])
    group_batches(hospital)
    return f"{source.batch_id}.42"


def test_the_outlier_is_found_and_judged(client, person, dear):
    client.force_login(person("quality"))
    page = client.get(reverse("payment-checks") + WHERE)
    assert [row["case"] for row in page.context["rows"]] == [dear]
    assert "这些是线索，不是结论" in page.content.decode()
    told = {"case": dear, "finding": "fine", "reason": "多重感染，病程记录齐全"}
    assert client.post(reverse("payment-judge") + WHERE, told).status_code == 302
    assert (
        client.post(reverse("payment-judge") + WHERE, told | {"finding": "correct", "reason": "漏填并发症"}).status_code
        == 302
    )
    assert [each.finding for each in Judgement.objects.all()] == ["fine", "correct"]
    assert Inquiry.objects.count() == 1
    (row,) = client.get(reverse("payment-checks") + WHERE).context["rows"]
    assert row["judged"].reason == "漏填并发症"


def test_no_judgement_without_finding_and_reason(client, person, dear):
    client.force_login(person("quality"))
    told = {"case": dear, "finding": "fine", "reason": "看过"}
    for given in ({"reason": " "}, {"finding": "guilty"}, {"reason": "长" * 401}):
        assert client.post(reverse("payment-judge") + WHERE, told | given).status_code == 400, given
    assert not Judgement.objects.exists()


def test_what_nobody_suspected_is_not_judged(client, person, dear):
    client.force_login(person("quality"))
    told = {"case": dear.replace(".42", ".3"), "finding": "wrong", "reason": "看过"}
    assert client.post(reverse("payment-judge") + WHERE, told).status_code == 404


def test_by_role_and_none_of_them_judges(client, person, dear):
    told = {"case": dear, "finding": "fine", "reason": "看过"}
    for role in ("administrator", "department_head", "leader", "viewer", "commission", "office"):
        client.force_login(person(role))
        sees = 200 if role in {"administrator", "department_head"} else 403
        assert client.get(reverse("payment-checks") + WHERE).status_code == sees, role
        assert client.post(reverse("payment-judge") + WHERE, told).status_code == 403, role


def test_a_judgement_is_not_changed(client, person, dear):
    client.force_login(person("quality"))
    client.post(reverse("payment-judge") + WHERE, {"case": dear, "finding": "fine", "reason": "看过"})
    kept = Judgement.objects.get()
    kept.reason = "没看过"
    with pytest.raises(TypeError):
        kept.save()
