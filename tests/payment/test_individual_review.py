"""Individual review: put up, decided, decided again; the last is settled, and reasons stay where cases are."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from linghang.payment import dip, reviews
from linghang.payment.dip_terms import Terms
from linghang.payment.grouping import group_batches
from linghang.payment.models import Review, ReviewDecision
from linghang.payment.schemes import import_scheme
from linghang.registers import catalogue as batches
from linghang.registers.models import Batch

HERE = "?institution=h1&period=2022"
POOL = Decimal(100000)


@pytest.fixture
def dear(hospital, front_pages, catalogue):
    """The third of six: 20000 yuan where 5000 is the standard, so it scores 1500 of 4200 points."""
    import_scheme(catalogue, kind="dip", code="dip", title="本地目录", valid_from=dt.date(2022, 1, 1),
                  options=Terms(Decimal(10)))  # fmt: skip
    source = front_pages()
    group_batches(hospital)
    return f"{source.batch_id}.4"


@pytest.fixture
def office(client, person):
    client.force_login(person("quality"))
    return client


def put_up(client, case, reason="多重耐药，住院 40 天"):
    return client.post(reverse("payment-review-put-up") + HERE, {"case": case, "reason": reason})


def decide(client, outcome, value, reason="审议意见第 3 号"):
    address = reverse("payment-review-decide", args=(Review.objects.get().pk,)) + HERE
    return client.post(address, {"outcome": outcome, "value": value, "reason": reason})


def settled(region):
    known = dip.scored(region, 2022)
    found, gone = reviews.approved(known, region.subtree(), 2022)
    (line,) = dip.settled(known, 2022, POOL, Decimal("0.7"), found).lines
    return line.score, line.reviewed, line.reviewed_amount, line.final, gone


def test_points_and_amounts_are_settled_and_the_last_decision_counts(office, hospital, dear):
    """4200 − 1500 + 2000; then 7000 yuan of the pool for the case, and the other 93000 by 2700 points."""
    nothing = Decimal(0)
    assert put_up(office, dear).status_code == 302
    assert settled(hospital.parent) == (Decimal(4200), 0, nothing, POOL, 0)
    for outcome, value, expected in (
        ("points", "2000", (Decimal(4700), 1, nothing, POOL, 0)),
        ("amount", "7000.00", (Decimal(2700), 1, Decimal(7000), POOL, 0)),
        ("refused", "", (Decimal(4200), 0, nothing, POOL, 0)),
    ):
        assert decide(office, outcome, value).status_code == 302
        assert settled(hospital.parent) == expected
    assert [each.outcome for each in ReviewDecision.objects.all()] == ["points", "amount", "refused"]


def test_the_list_says_how_it_stands_and_the_region_reads_no_reason(office, client, person, hospital, dear):
    page = office.get(reverse("payment-reviews") + HERE + f"&case={dear}")
    assert [(row["case"], row["times"]) for row in page.context["candidates"]] == [(dear, "4.00")]
    put_up(office, dear)
    decide(office, "points", "2000")
    page = office.get(reverse("payment-reviews") + HERE).content.decode()
    for said in ("核定分值 2,000.00 分", "审议意见第 3 号", "多重耐药"):
        assert said in page
    client.force_login(person("commission", hospital.parent))
    told = client.get(reverse("payment-dip"), {"institution": "r1", "period": "2022"}).content.decode()
    assert "特例单议核定的 1 例" in told
    assert "审议意见" not in told


def test_what_is_wrong_is_refused_with_its_reason(office, dear):
    assert put_up(office, dear, "长" * 401).status_code == 400
    assert put_up(office, dear, " ").status_code == 400
    assert put_up(office, "999999.1").status_code == 400
    assert put_up(office, "someone").status_code == 404
    put_up(office, dear)
    assert "已经申请过" in put_up(office, dear).content.decode()
    for outcome, value in (
        ("points", ""), ("points", "0"), ("points", "-3"), ("amount", "1.234"), ("amount", "NaN"), ("refused", "5"),
        ("paid", "5"),
    ):  # fmt: skip
        assert decide(office, outcome, value).status_code == 400, (outcome, value)
    assert "审议意见第 3 号</textarea>" in decide(office, "points", "").content.decode()
    assert not ReviewDecision.objects.exists()


def test_a_withdrawn_front_page_takes_its_review_along(office, hospital, dear):
    put_up(office, dear)
    decide(office, "points", "2000")
    front_page = Batch.objects.get(pk=int(dear.split(".")[0]))
    batches.withdraw(front_page, None, "导错了")
    group_batches(hospital)
    assert "首页已更正或撤回" in office.get(reverse("payment-reviews") + HERE).content.decode()


def test_by_role(client, person, dear):
    for role in ("administrator", "quality", "department_head", "leader", "viewer", "commission", "office"):
        client.force_login(person(role))
        sees = 200 if role in {"administrator", "quality", "department_head"} else 403
        assert client.get(reverse("payment-reviews") + HERE).status_code == sees, role
        assert put_up(client, dear).status_code == (302 if role == "quality" else 403), role
        if Review.objects.exists():
            assert decide(client, "points", "2").status_code == (302 if role == "quality" else 403), role


def test_what_is_written_is_not_changed(office, dear):
    put_up(office, dear)
    with pytest.raises(TypeError):
        Review.objects.update(reason="别的")
