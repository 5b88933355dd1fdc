"""Scores to the last digit: worked by hand, on the edges of the bands, and recounted with fractions."""

import random
from dataclasses import replace
from decimal import Decimal

import polars as pl
import pytest

from casemix_dip import plain_dip
from casemix_dip.sample import SHIPPED, basic, case, catalogue, frame, parameters
from linghang.casemix.dip.catalogue import Coefficient, LevelCoefficient
from linghang.casemix.dip.enter import enter
from linghang.casemix.dip.score import ADDED, catalogue_point, score
from linghang.core.errors import InputError

CATALOGUE = catalogue(
    basic("J18.9", "J189", weight="629.6296"),
    basic("I10.x", "I10X", weight="200", primary_care=True),
    basic("K35.8:47.0900", "K358", ["470900"], weight="1629.6296"),
    basic("A01.0", "A010", weight="0"),
    auxiliary=(
        Coefficient("J18.9", "age", "65 岁及以上", Decimal("1.2"), 40, Decimal("0.5")),
        Coefficient("J18.9", "cci", "CCI 1–2", Decimal("1.1"), 40, Decimal("0.5")),
        Coefficient("J18.9", "icu_days", "监护 2–7 天", Decimal("1.5"), 40, Decimal("0.5")),
    ),
    levels=(LevelCoefficient("二级", Decimal("0.95"), 10), LevelCoefficient("三级", Decimal("1.05"), 10)),
    base_cost=Decimal("6750"),
)


def scored(*cases, settings=SHIPPED, point=None, catalogue_=CATALOGUE):
    return score(enter(frame(list(cases)), catalogue_), catalogue_, settings, point).select(ADDED).rows(named=True)


def old(cost, level="二级", **more):
    return case("J18.9", cost=cost, age=70, level=level, **more)


def test_worked_example():
    # 629.6296 × 0.95 × 1.2 = 717.777744; × 6.75 = 4844.999772 → 4845.00
    # 12000 ÷ 4845 > 2: × (12000 ÷ 4845 − 2 + 1): 717.777744 × 7155 ÷ 4845 = 1059.99995… → 1060.0000
    (row,) = scored(old("12000"))
    assert (row["rw"], row["institution_coefficient"], row["auxiliary"]) == tuple(
        map(Decimal, ("629.6296", "0.95", "1.2"))
    )
    assert row["auxiliary_subtype"] == "65 岁及以上"
    assert (row["standard"], row["score"]) == (Decimal("4845.00"), Decimal("1060.0000"))
    assert (row["deviation"], row["deviation_band"], row["review"]) == (Decimal("1.476780"), "费用超高", True)
    assert row["score_reason"] is None


@pytest.mark.parametrize(
    ("cost", "points", "band"),
    [
        ("2422.49", "358.8874", "费用极低"),  # 717.777744 × 2422.49 ÷ 4845 = 358.88739…
        ("2422.50", "717.7777", "正常"),  # exactly half
        ("9689.99", "717.7777", "正常"),
        ("9690.00", "717.7777", "费用超高"),  # exactly twice: 2 − 2 + 1 = 1, no jump
        ("9690.01", "717.7792", "费用超高"),  # + 717.777744 × 0.01 ÷ 4845
        ("24225.00", "2871.1110", "费用超高"),  # five times: × 4
    ],
)
def test_edges_of_the_bands(cost, points, band):
    (row,) = scored(old(cost))
    assert (row["score"], row["deviation_band"]) == (Decimal(points), band)


def test_largest_of_several_subtypes_applies():
    one, two, three = scored(
        old("4000"), old("4000", icu_days=7), case("J18.9|I50.9", cost="4000", level="二级", icu_days="")
    )
    assert [row["auxiliary"] for row in (one, two, three)] == [Decimal("1.2"), Decimal("1.5"), Decimal("1.1")]
    assert three["auxiliary_subtype"] == "CCI 1–2"


def test_primary_care_group_is_the_same_at_every_level():
    rows = scored(case("I10", cost="1300", level="三级"), case("I10", cost="1300", level="二级"))
    assert [row["score"] for row in rows] == [200, 200]
    named = parameters(primary_care=["J18.9"])
    (row,) = scored(case("J18.9", cost="4000", level="三级"), settings=named)
    assert row["institution_coefficient"] == 1


def test_institution_goes_before_its_level_and_levels_may_be_listed():
    institutions = {"computed": True, "levels": {"H7": "三级"}, "coefficients": {"H8": "1.3", "三级": "1.01"}}
    settings = parameters(institutions=institutions)
    listed, own = (case("J18.9", cost="4000", level="", institution=code) for code in ("H7", "H8"))
    no_column = frame([listed, own]).drop("level")
    rows = score(enter(no_column, CATALOGUE), CATALOGUE, settings)["institution_coefficient"].to_list()
    assert rows == [Decimal("1.01"), Decimal("1.3")]


def test_spaces_at_the_ends_of_names_do_not_count():
    spaced = replace(CATALOGUE, levels=(LevelCoefficient(" 二级 ", Decimal("0.95"), 10),))
    assert scored(old("4000", " 二级"), catalogue_=spaced) == scored(old("4000"))


def test_given_point_value_sets_the_standard():
    (row,) = scored(case("K35.8", "47.0900", "10000", level="三级"), point=Decimal("10"))
    assert row["standard"] == Decimal("17111.11")  # 1629.6296 × 1.05 × 10 = 17111.1108
    assert catalogue_point(CATALOGUE) == Decimal("6.75")


def test_what_cannot_be_scored_says_why():
    rows = scored(
        case("Q99", level="二级"),
        case("J18.9", cost="x", level="二级"),
        case("J18.9", cost="-3", level="二级"),
        case("J18.9", cost="0", level="二级"),
        case("J18.9", cost="4000", level="四级"),
        case("J18.9", cost="99999999999999999", level="二级"),
        case("A01.0", cost="100", level="二级"),
    )
    assert [row["score"] is None for row in rows] == [True, True, True, True, False, True, False]
    words = ["没有入组", "费用没有填", "费用没有填", "费用没有填", "按 1 计", "费用没有填"]
    for row, word in zip(rows, words, strict=False):
        assert word in row["score_reason"]
    assert [row["deviation_band"] for row in rows[:4]] == [None] * 4
    assert rows[4]["institution_coefficient"] == 1
    assert rows[6]["score"] == 0


def test_without_point_value_nothing_deviates():
    without = catalogue(basic("J18.9", "J189", weight="500"))
    (row,) = scored(case("J18.9", cost="99999"), catalogue_=without)
    assert (row["score"], row["deviation"], row["standard"], row["review"]) == (500, 1, None, False)
    assert "没有点值" in row["score_reason"]


def test_subtypes_of_another_build_are_refused():
    other = catalogue(
        basic("J18.9", "J189"), auxiliary=(Coefficient("J18.9", "age", "老人", Decimal("1.2"), 9, Decimal("0.1")),)
    )
    with pytest.raises(InputError, match="不在参数里"):
        scored(case("J18.9"), catalogue_=other)


def test_recount_with_fractions_agrees():
    chance = random.Random(11)
    cases = [
        case("K35.8", "47.0900", f"{chance.lognormvariate(9.2, 1.1):.2f}", level=chance.choice(["三级", "二级"]))
        for _ in range(3000)
    ]
    coefficients = {"三级": "1.05", "二级": "0.95"}
    wanted = [plain_dip.score("1629.6296", coefficients[one["level"]], 1, "6.75", one["cost"]) for one in cases]
    assert [(row["score"], row["standard"]) for row in scored(*cases)] == wanted


def test_rows_stay_in_order_and_empty_frames_pass():
    entered = enter(frame([old(str(1000 + n), case=str(n)) for n in range(300)]), CATALOGUE)
    again = score(score(entered, CATALOGUE, SHIPPED), CATALOGUE, SHIPPED)
    assert again["case"].to_list() == [str(n) for n in range(300)]
    assert again.columns == [*entered.columns, *ADDED]
    assert score(entered.clear(), CATALOGUE, SHIPPED).schema == again.schema
    assert again.schema["score"] == pl.Decimal(18, 4)
