"""Published weights in force: figures by hand, groups that the table lacks, validity, and what is refused."""

import datetime as dt
from decimal import Decimal

import pytest
from tests.payment.conftest import JANUARY_TABLE as JANUARY
from tests.payment.conftest import TABLE
from tests.payment.test_grouping_the_lake import by_row

from linghang.casemix.official_weights import Said
from linghang.core.errors import InputError
from linghang.core.periods import Period
from linghang.indicators.compute import compute
from linghang.indicators.values import values
from linghang.organization.models import Institution
from linghang.payment.grouping import group_batches, waiting
from linghang.payment.measuring import remeasure_all
from linghang.payment.models import Scheme, Weights
from linghang.payment.schemes import import_scheme
from linghang.payment.validity import InForce

pytestmark = pytest.mark.django_db


def test_money_by_hand_with_a_published_rate(hospital, put, front_pages):
    """Fees 4,000, 6,000 and 20,000 of weights 0.8, 0.8 and 2.5 at 8,000 yuan; GD19 is not in the table."""
    put(rate=Decimal(8000))
    front_pages()
    (made,) = group_batches(hospital)
    assert by_row(made, "drg", "weight", "standard", "surplus")[:4] == [
        ("ES35", Decimal("0.8000"), Decimal("6400.00"), Decimal("2400.00")),
        ("ES35", Decimal("0.8000"), Decimal("6400.00"), Decimal("400.00")),
        ("ES31", Decimal("2.5000"), Decimal("20000.00"), Decimal("0.00")),
        ("GD19", None, None, None),
    ]
    told = by_row(made, "weights", "reason")
    assert told[0][0].startswith("公布的 2022 年版 ")
    assert told[0][0].endswith(" 未核实")
    assert told[3] == (None, "公布的权重“2022 年版”没有这个组的权重，不计入 CMI 和结余")
    assert "小方案 权重 2022 年版" in made.file_name


def test_the_index_by_hand(hospital, put, front_pages):
    """(0.8 + 0.8 + 2.5) / 3; three cases weighed, four grouped; 30,000 yuan for 4.1."""
    put(rate=Decimal(8000))
    front_pages()
    group_batches(hospital)
    compute(registers=["case_payment"])
    codes = ["drg_cmi", "drg_weight_total", "drg_rw2_share", "drg_surplus", "drg_fee_per_weight", "drg_grouped_share"]
    found = {each.indicator: each.value for each in values(codes, Period.parse("2022-01"), "h1")}
    assert round(found["drg_cmi"], 4) == Decimal("1.3667")
    assert found["drg_weight_total"] == Decimal("4.1")
    assert round(found["drg_rw2_share"], 4) == Decimal("0.3333")
    assert found["drg_surplus"] == 2800
    assert round(found["drg_fee_per_weight"], 2) == Decimal("7317.07")
    assert round(found["drg_grouped_share"], 4) == Decimal("0.6667")


def test_without_a_published_rate_standards_add_up_to_fees(hospital, put, front_pages):
    """30,000 / 4.1 = 7,317.07; the published mean fee before the measured one, a mean stay that nobody has is none."""
    put()
    front_pages()
    (made,) = group_batches(hospital)
    weights = Weights.objects.get()
    assert (weights.rate, weights.cases, weights.published.edition) == (Decimal("7317.07"), 4, "2022 年版")
    assert weights.groups["GX19"] == [0, None, None, "0.6000"]
    assert by_row(made, "standard", "fee_ratio", "time_ratio")[:2] == [
        (Decimal("5853.66"), Decimal("1.000000"), Decimal("0.666667")),  # 4,000 / 4,000; 4 days / 6
        (Decimal("5853.66"), Decimal("1.500000"), Decimal("1.333333")),
    ]


def test_nobody_knows_what_a_weight_is_worth(hospital, put, front_pages):
    """No case of the base has a weight, and no rate was published: weights in force, and no standard."""
    put("组,权重\nES31,2.5\n")
    front_pages([("P1", "0401", 30, 5, "K35.800", "", "47.0100", "900")])
    (made,) = group_batches(hospital)
    assert by_row(made, "drg", "weight", "standard") == [("GD19", None, None)]
    assert Weights.objects.get().rate is None


def test_the_next_edition_ends_the_one_before(hospital, scheme, put, front_pages):
    first = put()
    front_pages()
    front_pages(month="2022-02")
    group_batches(hospital)
    second = put("组,权重\nES35,1\nES31,3\n", Said("二月版", "通知", dt.date(2022, 2, 1)))
    assert InForce().until(first) == dt.date(2022, 1, 31)
    assert waiting([hospital]) == {"h1": 1}
    (february,) = group_batches(hospital)
    assert by_row(february, "weight")[:3] == [(Decimal("1.0000"),), (Decimal("1.0000"),), (Decimal("3.0000"),)]
    reigning = InForce()
    days = (dt.date(2021, 12, 1), dt.date(2022, 1, 1), dt.date(2022, 3, 1))
    assert [reigning.weights(scheme, hospital, day) for day in days] == [None, first, second]


def test_after_its_last_day_weights_are_measured_again(hospital, put, front_pages):
    put(said=Said("短", "通知", dt.date(2022, 1, 1), dt.date(2022, 1, 31)))
    front_pages(month="2022-02")
    (made,) = group_batches(hospital)
    assert by_row(made, "weight", "weights")[0] == (Decimal("0.5000"), "本地测算，2022 年首页")


def test_the_nearest_place_decides_and_another_scheme_has_its_own(hospital, scheme, put, scheme_folder):
    everybody = put()
    own = put("组,权重\nES35,1\n", institution=hospital)
    neighbour = Institution.objects.get(code="h2")
    other = import_scheme(
        scheme_folder(name="other"), code="o", title="另一方案", valid_from=dt.date(2022, 1, 1), institution=neighbour
    )
    reigning, day = InForce(), dt.date(2022, 6, 1)
    assert reigning.weights(scheme, hospital, day) == own
    assert reigning.weights(scheme, neighbour, day) == everybody
    assert reigning.weights(other, neighbour, day) is None
    assert reigning.at("drg", neighbour, day) == other


def test_the_same_again_is_the_same_and_an_earlier_day_is_refused(put):
    assert put() == put()
    for text, said in (
        ("组,权重\nES35,1\n", JANUARY),
        (TABLE, Said("2022 年版", "某市医保局通知", JANUARY.valid_from, dt.date(2022, 6, 30))),  # another last day
        (TABLE, Said("2022 年版", "另一份通知", JANUARY.valid_from)),
    ):
        with pytest.raises(InputError, match="新权重表的施行日期应在它之后；它施行错了的，请先撤回"):
            put(text, said)
    assert Scheme.objects.filter(kind="rw").count() == 1


@pytest.mark.parametrize(
    ("text", "said", "more", "why"),
    [
        ("组,权重\nES35,1\nZZ99,2\n", JANUARY, {}, "公布的权重.csv:3.*ZZ99.*分组方案里没有这个组"),
        ("组,权重\nES35,一\n", JANUARY, {}, "公布的权重.csv:2.*权重“一”.*应为不小于 0 的数"),
        ("组,权重\nES35,1\nES35,2\n", JANUARY, {}, "公布的权重.csv:3.*与第 2 行是同一个组"),
        ("组,名称\nES35,肺炎\n", JANUARY, {}, "公布的权重.csv:1.*权重.*缺少列"),
        (TABLE, Said("", "通知", dt.date(2022, 1, 1)), {}, "没有写版本"),
        (TABLE, Said("版", "通知"), {}, "没有写施行日期"),
        (TABLE, Said("版" * 41, "通知", dt.date(2022, 1, 1)), {}, "版本太长"),
        (TABLE, JANUARY, {"rate": Decimal("0")}, "费率应为大于 0"),
        (TABLE, JANUARY, {"rate": Decimal("NaN")}, "费率应为大于 0"),
        (TABLE, JANUARY, {"confidence": "sure"}, "没有这种核对情况"),
    ],
)
def test_what_cannot_be_used_leaves_nothing(put, text, said, more, why):
    with pytest.raises(InputError, match=why):
        put(text, said, **more)
    assert not Scheme.objects.filter(kind="rw").exists()


def test_measured_anew_they_are_another_row(hospital, put, front_pages):
    put()
    front_pages()
    group_batches(hospital)
    front_pages([("N1", "0301", 50, 6, "J18.900", "", "", "8200")], month="2022-02")
    remeasure_all(2022)
    rates = Weights.objects.filter(published__isnull=False).order_by("id").values_list("rate", flat=True)
    assert list(rates) == [Decimal("7317.07"), Decimal("7795.92")]  # 38,200 / 4.9
