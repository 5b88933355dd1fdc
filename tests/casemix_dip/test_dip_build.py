"""A catalogue built from cases: worked by hand, recounted in plain Python, the same whatever the order of cases."""

import random
from decimal import Decimal

import polars as pl
import pytest

from casemix_dip import plain_dip
from casemix_dip.sample import SHIPPED, case, drawn, frame, parameters, plain
from linghang.casemix.dip.build import build, variation
from linghang.casemix.dip.catalogue import Kind
from linghang.casemix.dip.enter import enter
from linghang.casemix.dip.gate import property_of
from linghang.casemix.dip.keying import entry_of, threshold
from linghang.casemix.dip.parameters import Core
from linghang.core.errors import InputError

PNEUMONIA = [("1000", 2023), ("2000", 2023), ("3000", 2024), ("4000", 2025), ("6000", 2025)]
BY_HAND = [
    *(case("J18.900", "", cost, year) for cost, year in PNEUMONIA),
    *(case("K35.800", "47.0900", cost, 2025) for cost in ("10000", "12000")),
    case("C34.100", "", "7000", 2024),
]


def by_code(catalogue):
    return {group.code: group for group in catalogue.groups}


def test_means_of_years_are_weighted_one_two_seven():
    found = build(frame(BY_HAND), plain())
    groups = by_code(found)
    # J18.9: means 1500, 3000, 5000; (1×1500 + 2×3000 + 7×5000) ÷ 10 = 4250
    # all: means 1500, 5000, 8000; (1500 + 2×5000 + 7×8000) ÷ 10 = 6750
    assert found.base_cost == Decimal("6750.00")
    assert (groups["J18.9"].mean_cost, groups["J18.9"].weight) == (Decimal("4250.00"), Decimal("629.6296"))
    # a group of the last year only has that year's mean
    assert (groups["K35.8:47.0900"].mean_cost, groups["K35.8:47.0900"].weight) == (
        Decimal("11000.00"),
        Decimal("1629.6296"),
    )
    assert groups["C34:保守治疗"].weight == Decimal("1037.0370")
    assert groups["J18.9"].by_year == ((2023, 2), (2024, 1), (2025, 2))
    assert groups["J18.9"].mean_days == Decimal("5.00")
    # deviations from 3200: 2200, 1200, 200, 800, 2800 → variance 2,960,000 → 1720.465 ÷ 3200
    assert groups["J18.9"].cv == Decimal("0.5376")


def test_less_than_the_threshold_is_comprehensive():
    kinds = {group.code: group.kind for group in build(frame(BY_HAND), plain(core={"cases": 3})).groups}
    assert kinds == {"J18.9": Kind.BASIC, "C34:保守治疗": Kind.COMPREHENSIVE, "K35:相关手术": Kind.COMPREHENSIVE}


@pytest.mark.parametrize(("share", "least"), [("0.5", 50), ("0.51", 30), ("0.8", 30), ("0.81", 15), ("1", 5)], ids=str)
def test_threshold_by_share_is_that_of_the_smallest_key_needed(share, least):
    assert threshold(Core(share=share), [5, 50, 15, 30]) == least  # 50 of 100, 80 of 100, 95 of 100


def test_base_may_be_a_group_or_a_constant():
    on_group = build(frame(BY_HAND), plain(base={"kind": "group", "group": "J18.9", "points": 1000}))
    assert by_code(on_group)["J18.9"].weight == 1000
    assert by_code(on_group)["K35.8:47.0900"].weight == Decimal("2588.2353")  # 11000 ÷ 4250
    constant = build(frame(BY_HAND), plain(base={"kind": "constant", "value": 8500, "points": 100}))
    assert by_code(constant)["J18.9"].weight == 50


def test_trimming_keeps_what_lies_between_the_percentiles():
    trim = {"low": "0.25", "high": "0.75", "least": 5}  # of 5: places 1 to 3; K35.8 has only 2 cases
    groups = by_code(build(frame(BY_HAND), plain(trim=trim)))
    assert (groups["J18.9"].cases, groups["J18.9"].used) == (5, 3)
    # 2000 (2023), 3000 (2024), 4000 (2025): (2000 + 6000 + 28000) ÷ 10
    assert groups["J18.9"].mean_cost == Decimal("3600.00")
    assert groups["K35.8:47.0900"].used == 2


def test_related_operation_counts_from_ten_percent_more():
    def built(extra):
        cases = [case("K35.8", "47.0900", "1000") for _ in range(3)]
        cases += [case("K35.8", "47.0900|54.5100", extra) for _ in range(3)]
        return {group.code for group in build(frame(cases), plain()).groups}

    assert built("1100") == {"K35.8:47.0900", "K35.8:47.0900+54.5100"}
    assert built("1099.99") == {"K35.8:47.0900"}


def test_too_few_with_a_related_operation_stay_with_the_main_one():
    cases = [case("K35.8", "47.0900", "1000") for _ in range(4)] + [case("K35.8", "47.0900|54.5100", "5000")] * 2
    groups = by_code(build(frame(cases), plain(core={"cases": 3})))
    assert {code: group.cases for code, group in groups.items()} == {"K35.8:47.0900": 6}


def test_level_coefficients_are_means_over_the_mean():
    cases = [case("J18.9", cost="1000", level="二级")] * 3 + [case("J18.9", cost="2000", level="三级")] * 1
    found = build(frame(cases), plain())
    # the mean of all is 1250
    assert {one.level: one.coefficient for one in found.levels} == {"二级": Decimal("0.8"), "三级": Decimal("1.6")}
    none = build(frame(cases), plain(institutions={"computed": False}))
    assert none.levels == ()


def test_standardised_levels_compare_like_with_like():
    cases = [case("J18.9", cost="1000", level="二级")] * 2 + [case("K35.8", cost="9000", level="三级")] * 2
    found = build(frame(cases), plain(institutions={"computed": True, "method": "standardised"}))
    assert {one.coefficient for one in found.levels} == {Decimal("1.0000")}


def test_auxiliary_coefficient_needs_enough_and_less_variation():
    auxiliary = SHIPPED.auxiliary.model_dump() | {"least_group": 4, "least_subtype": 2}
    old = [case("J18.9", cost=cost, age=70) for cost in ("2900", "3100")]
    young = [case("J18.9", cost=cost) for cost in ("900", "1100")]
    found = build(frame(old + young), plain(auxiliary=auxiliary))
    assert [(one.kind, one.subtype, one.coefficient) for one in found.auxiliary] == [
        ("age", "65 岁及以上", Decimal("1.5"))
    ]
    assert build(frame(old + young), plain(auxiliary=auxiliary | {"least_subtype": 3})).auxiliary == ()
    wild = [case("J18.9", cost=cost, age=70) for cost in ("10", "3000")]
    even = [case("J18.9", cost="1500") for _ in range(2)]
    assert build(frame(wild + even), plain(auxiliary=auxiliary)).auxiliary == ()


@pytest.mark.parametrize("seed", range(4))
def test_recount_in_plain_python_agrees(seed):
    cases, settings = drawn(seed, 1200), parameters(core={"cases": 8}, related={"ratio": "1.1", "least": 4})
    found = build(frame(cases), settings)
    entry = entry_of(settings)
    wanted, mean = plain_dip.build(
        cases,
        8,
        "1.1",
        4,
        settings.trim.low,
        settings.trim.high,
        25,
        settings.years,
        lambda code: property_of(entry, code),
    )
    got = {}
    for group in found.groups:
        basic = group.kind == Kind.BASIC
        chief = (group.operations or ("",))[0] if basic else group.property
        name = ("core" if basic else "rest", group.diagnosis, chief, tuple(part[0] for part in group.related))
        got[name] = (group.weight, group.mean_cost, group.cases, group.used)
        assert abs(float(group.cv) - wanted[name][4]) < 0.0001
    assert got == {name: numbers[:4] for name, numbers in wanted.items()}
    assert found.base_cost == mean
    assert any(group.related for group in found.groups)


def test_order_of_cases_and_of_other_codes_never_matters():
    chance, cases = random.Random(3), drawn(9, 600)
    turned = []
    for one in cases:
        first, *others = one["diagnoses"].split("|")
        main, *more = one["operations"].split("|")
        chance.shuffle(others)
        chance.shuffle(more)
        turned.append(one | {"diagnoses": "|".join([first, *others]), "operations": "|".join([main, *more])})
    chance.shuffle(turned)
    settings = parameters(core={"cases": 8}, related={"ratio": "1.1", "least": 4})
    assert build(frame(turned), settings) == build(frame(cases), settings)


def test_cases_enter_the_groups_they_were_counted_in():
    cases = [one for one in drawn(5, 800) if plain_dip.usable(one)]
    found = build(frame(cases), parameters(core={"cases": 8}, related={"ratio": "1.1", "least": 4}))
    entered = enter(frame(cases), found)
    assert dict(entered.group_by("dip").len().iter_rows()) == {group.code: group.cases for group in found.groups}


def test_what_does_not_count_is_told():
    unfit = [
        case("", cost="5"),
        case("J18.9", cost="-5"),
        case("J18.9", cost=None),
        case("J18.9", year=""),
        case("肺炎"),
    ]
    found = build(frame(BY_HAND + unfit), plain())
    assert by_code(found)["J18.9"].cases == 5
    assert sorted(fault.reason[:3] for fault in found.notices) == ["1 例", "2 例", "2 例"]


def test_slips_of_the_pen_count_neither_as_cost_nor_as_days():
    slips = [case("J18.9", cost="1000000000.01", days="5"), case("J18.9", cost="999", days="999999999999")]
    found = build(frame([*slips, case("J18.9", cost="1001", days="3")]), plain())
    (group,) = found.groups
    assert (group.cases, group.mean_cost, group.mean_days) == (2, Decimal(1000), Decimal(3))
    assert len(found.notices) == 1


def test_nothing_usable_and_too_many_years_are_refused():
    with pytest.raises(InputError, match="没有一例可用"):
        build(frame([case("", cost="5")]), plain())
    with pytest.raises(InputError, match="4 个年份"):
        build(frame([case("J18.9", year=year) for year in range(2022, 2026)]), plain())
    with pytest.raises(InputError, match=r"缺少列.*cost"):
        build(frame(BY_HAND).drop("cost"), plain())


def test_money_may_be_text_number_or_decimal():
    texts = frame(BY_HAND)
    wanted = build(texts, plain())
    assert build(texts.with_columns(pl.col("cost").cast(pl.Float64)), plain()) == wanted
    assert build(texts.with_columns(pl.col("cost").str.to_decimal(scale=2)), plain()) == wanted
    assert build(texts.lazy(), plain()) == wanted


def test_variation_of_equal_costs_is_nothing():
    assert variation(3, 300, 30000) == 0
