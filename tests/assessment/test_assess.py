"""Whole assessments worked out on paper: three hospitals, two years, peers from a file."""

import datetime as dt
from decimal import Decimal

import polars as pl
import pytest

from linghang.assessment import evidence, paired
from linghang.assessment.assess import assess
from linghang.assessment.find import unit_of
from linghang.core.errors import InputError
from linghang.core.periods import Period
from linghang.organization.models import Department
from linghang.tasks import store

YEAR = Period.year(2022)
TEXTS = {name: ["2022"] for name in ("institution", "name", "category", "level", "indicator", "period")}
NUMBERS = ("numerator", "denominator", "value")


def peers_file(folder, period, rows):
    """One row per institution: code, quality, cost, and level and category unless they are the usual ones."""
    lines = [
        {
            "institution": code, "name": f"同类{code}", "category": category, "level": level, "indicator": indicator,
            "period": period, "numerator": None, "denominator": None, "value": Decimal(value),
        }
        for code, quality, cost, level, category in rows
        for indicator, value in (("quality", quality), ("cost", cost))
    ]  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    exact = {name: pl.Decimal(38, 6) for name in ("numerator", "denominator", "value")}
    pl.DataFrame(lines, schema_overrides=exact).write_parquet(folder / "values.parquet")
    return folder


@pytest.fixture
def known(say):
    """2022: a 30 + 20 of 80 with the evidence at zero; b 40 + 0; c 20 + 40. 2021: a 0 + 0, b 40 + 40, c 20 + 20."""
    say("a", 2022, quality="0.875", cost=150)
    say("b", 2022, quality=1, cost=200)
    say("c", 2022, quality="0.75", cost=90)
    say("a", 2021, quality="0.5", cost=250)
    say("b", 2021, quality=1, cost=100)
    say("c", 2021, quality="0.75", cost=150)


def test_points_places_grades_and_movement(known):
    found = assess("tried", YEAR)
    points = {each.unit.code: each.sheet.points for each in found.results}
    assert points == {"c": 60, "a": 50, "b": 40}
    assert [(each.unit.code, each.place.rank, each.place.of, each.grade) for each in found.results] == [
        ("c", 1, 3, "A"),
        ("a", 2, 3, "B"),
        ("b", 3, 3, "B"),
    ]
    assert {each.unit.code: (each.before.rank, each.moved) for each in found.results} == {
        "a": (3, 1),
        "b": (1, -2),
        "c": (2, 1),
    }
    assert "扣 20 分" in found.result("a").sheet.line("i_cost").reason


def test_who_is_not_judged_has_no_place_and_may_not_be_asked_for(known):
    assert "t" not in {each.unit.code for each in assess("tried", YEAR).results}
    with pytest.raises(InputError, match="不考核这个机构"):
        assess("tried", YEAR, institutions=["t"])


def test_one_institution_is_ranked_among_all(known):
    found = assess("tried", YEAR, institutions=["b"])
    assert [(each.unit.code, each.place.rank, each.place.of) for each in found.results] == [("b", 3, 3)]


def test_evidence_counts_when_it_is_rated(known, people):
    care = unit_of("institution", "a", "a", YEAR)
    evidence.rate("tried", "i_care", care, YEAR, "B", note="有监管", actor=people.office)
    result = assess("tried", YEAR).result("a")
    assert (result.sheet.points, result.place.rank) == (60, 1)
    assert result.place.tied == 1


def test_not_applicable_gives_its_weight_to_the_rest(known, people):
    """Of 80 for figures only quality is left: 30 of 40 becomes 60 of 80; the evidence stays at zero."""
    care = unit_of("institution", "a", "a", YEAR)
    evidence.rate("tried", "i_cost", care, YEAR, "NA", note="不收费", actor=people.office)
    sheet = assess("tried", YEAR).result("a").sheet
    assert sheet.points == 60
    assert (sheet.line("i_cost").status, sheet.line("i_cost").effective) == ("not_applicable", 0)
    assert "不收费" in sheet.line("i_cost").reason


def test_peers_of_the_same_kind_are_ranked_too(known, tmp_path):
    """p beats everybody, q comes last, r and s are of other sorts; what the file says of b is not used."""
    usual = ("三级甲等", "综合")
    rows = [("p", "1", "100", *usual), ("q", "0.5", "300", *usual), ("b", "1", "100", *usual)]
    rows += [("r", "1", "100", "二级甲等", "综合"), ("s", "1", "100", "三级甲等", "中医")]
    folder = peers_file(tmp_path / "2022", "2022", rows)
    found = assess("tried", YEAR, peers=folder)
    assert {each.unit.code: (each.place.rank, each.place.of) for each in found.results} == {
        "a": (3, 5),
        "b": (4, 5),
        "c": (2, 5),
    }
    assert found.result("a").before.of == 3  # no peers of the year before
    assert found.result("a").group == "三级甲等 · 综合"


def test_peers_of_the_year_before_lie_beside(known, tmp_path):
    usual = ("三级甲等", "综合")
    folder = peers_file(tmp_path / "2022", "2022", [("p", "1", "100", *usual)])
    peers_file(tmp_path / "2021", "2021", [("p", "0.5", "300", *usual)])
    result = assess("tried", YEAR, peers=folder).result("c")
    assert (result.place.rank, result.place.of, result.before.rank, result.before.of) == (2, 4, 2, 4)


def test_missing_peers_are_an_error_only_when_asked_for(known, tmp_path):
    assert assess("tried", YEAR).round.peers is None
    with pytest.raises(InputError, match="没有同类机构数据"):
        assess("tried", YEAR, peers=tmp_path)
    folder = peers_file(tmp_path / "set", "2020", [("p", "1", "100", "三级甲等", "综合")])
    with pytest.raises(InputError, match="没有这个期间"):
        assess("tried", YEAR, peers=folder)


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        ({"institution": ["p"]}, "没有这一列"),
        (
            TEXTS | dict.fromkeys(NUMBERS, (0.5,)),
            "类型不对",
        ),
        (
            {name: two * 2 for name, two in TEXTS.items()}
            | {"indicator": ["cost"] * 2}
            | dict.fromkeys(NUMBERS, (1, 2)),
            "有两个值",
        ),
    ],
)
def test_a_file_of_peers_that_is_not_one_is_refused(known, tmp_path, frame, said):
    pl.DataFrame(frame).write_parquet(tmp_path / "values.parquet")
    with pytest.raises(InputError, match=said):
        assess("tried", YEAR, peers=tmp_path)


def test_a_file_that_cannot_be_read_is_refused(known, tmp_path):
    (tmp_path / "values.parquet").write_bytes(b"not parquet")
    with pytest.raises(InputError, match="读不出"):
        assess("tried", YEAR, peers=tmp_path)


def test_unknown_framework_and_institution(house):
    with pytest.raises(InputError, match="没有这个考核办法"):
        assess("nothing", YEAR)
    with pytest.raises(InputError, match="没有这个机构"):
        assess("tried", YEAR, institutions=["nowhere"])
    with pytest.raises(InputError, match="要指明一个机构"):
        assess("wards", YEAR)


def test_of_whom_nothing_is_known_nobody_says_that_he_is_last(known):
    """Evidence that nobody rated counts as zero, which is not a place. The quarter has no figures of its own year."""
    result = assess("tried", Period.parse("2020Q2")).result("a")
    assert (result.sheet.points, result.place, result.grade, result.before, result.moved) == (0, None, "", None, None)


def test_a_year_before_without_data_is_no_comparison(known):
    result = assess("tried", Period.year(2021)).result("b")
    assert (result.place.rank, result.before, result.moved) == (1, None, None)


@pytest.fixture
def cases(say):
    """内科 3 of 4 good, 外科 1 of 2, 儿科 0 of 1, in the second quarter of 2022."""
    for ward, good, bad in (("01", 3, 1), ("02", 1, 1), ("03", 0, 1)):
        for each in range(good + bad):
            say.case("a", ward, "2022-05-10", good=each < good)


def test_offices_are_not_judged_by_what_wards_do(cases, house, people):
    """An office that had tasks but no cases is not on the list."""
    office = Department.objects.create(institution=house.a, code="90", name="办公室")
    given = store.open_task(
        house.a, title="报方案", source="document", on=dt.date(2022, 4, 1), actor=people.office, lead_department=office
    )
    store.record(given, "assign", on=dt.date(2022, 4, 1), actor=people.office, data={"due": "2022-04-30"})
    quarter = Period.parse("2022Q2")
    assert [each.unit.code for each in assess("wards", quarter, institutions=["a"]).results] == ["01", "02", "03"]
    found = assess("duties", quarter, institutions=["a"])
    assert [(each.unit.code, each.sheet.points) for each in found.results] == [("90", 0)]
    reading = found.results[0].sheet.line("d_done").reading
    assert (reading.numerator, reading.denominator) == (0, 1)


def test_departments_are_ranked_within_their_house(cases):
    found = assess("wards", Period.parse("2022Q2"), institutions=["a"])
    assert [(each.unit.code, each.sheet.points, each.place.rank) for each in found.results] == [
        ("01", Decimal("7.5"), 1),
        ("02", 5, 2),
        ("03", 0, 3),
    ]
    assert found.result("a/01").unit.name == "内科"


def test_a_branch_is_its_departments_added_up_and_what_evidence_says(cases, people):
    """Branch 1 is built in 内科 and 儿科: 3 of 5, not the mean of 75 % and 0 %."""
    period = Period.parse("2022Q2")
    branch = unit_of("branch", "a", "a-p1", period)
    evidence.rate("branches", "p_life", branch, period, "A", note="好", actor=people.office)
    found = assess("branches", period, institutions=["a"])
    first, second = found.result("a/a-p1").sheet, found.result("a/a-p2").sheet
    reading = first.line("p_good").reading
    assert (reading.numerator, reading.denominator, first.points) == (3, 5, 16)
    assert second.points == 10  # 5 of 10, the unrated half of the weight given to the rest


def test_standing_and_performance_side_by_side(cases, people, house):
    """Branch 1 (first of two by evidence) over 儿科 (last of three): the two have come apart."""
    period = Period.parse("2022Q2")
    for code, rating in (("a-p1", "A"), ("a-p2", "D")):
        unit = unit_of("branch", "a", code, period)
        evidence.rate("branches", "p_life", unit, period, rating, note="看记录", actor=people.office)
    found = paired.paired(house.a, period, department_framework="wards", branch_framework="branches")
    assert [(pair.department, pair.branch, pair.gap) for pair in found.pairs] == [
        ("03", "a-p1", 1),
        ("02", "a-p2", Decimal("-0.5")),
        ("01", "a-p1", 0),
    ]
    assert [pair.department for pair in found.apart] == ["03", "02"]
    with pytest.raises(InputError, match="考核对象不对"):
        paired.paired(house.a, period, department_framework="branches", branch_framework="branches")


def test_a_department_that_had_not_begun_is_not_judged(cases, house):
    house.a.departments.filter(code="03").update(valid_from=dt.date(2023, 1, 1))
    found = assess("wards", Period.parse("2022Q2"), institutions=["a"])
    assert [each.unit.code for each in found.results] == ["01", "02"]
