"""`last_year` and `opening` in formulas: growth rates and means over a period, worked by hand."""

from datetime import date
from decimal import Decimal

import pytest

from linghang.core.errors import InputError
from linghang.core.periods import Period
from linghang.indicators.formula import in_words, named, parse_formula
from linghang.indicators.trace import trace
from linghang.indicators.values import values
from linghang.organization.models import Institution

YEAR = Period.parse("2022")
FOUR = "number left_on ward\nA1 2021-01-03 内科\nA2 2021-05-03 内科\nA3 2021-06-03 内科\nA4 2021-12-31 外科"
FIVE = """
number left_on    ward
B1     2022-01-03 内科
B2     2022-01-09 内科
B3     2022-06-03 内科
B4     2022-12-31 内科
B5     2022-12-31 内科
"""


def value(code, period=YEAR, place="east", **options):
    [found] = values([code], period, place, **options)
    return found.value, found.status


@pytest.fixture
def typed_beds(keep):
    def make(place, year, beds):
        days = {"from_date": f"{year}-01-01", "to_date": f"{year}-12-31"}
        return keep("reported_value", place, indicator="beds", value=str(beds), evidence="文", **days)

    return make


def test_growth_is_over_the_same_months_a_year_before(load):
    load("east", "2021", FOUR)
    load("east", "2022", FIVE)
    assert value("growth") == (Decimal("0.25"), "ok")  # 5 / 4 - 1
    assert value("growth", Period.parse("2022-06")) == (0, "ok")  # 1 / 1 - 1
    assert value("growth", Period.parse("2022Q1")) == (1, "ok")  # 2 / 1 - 1
    assert value("growth", Period.parse("2021")) == (None, "no_data")  # nothing is known of 2020


def test_growth_without_a_base_is_no_figure(load):
    load("east", "2021", FOUR)
    load("east", "2022", FIVE)
    assert value("growth", Period.parse("2022-02")) == (None, "no_data")  # 0 / 0
    assert value("growth", department="外科") == (-1, "ok")  # 0 / 1 - 1


def test_months_of_growth_each_have_their_own_base(load):
    load("east", "2021", FOUR)
    load("east", "2022", FIVE)
    found = {str(each.period): each.value for each in values(["growth"], YEAR, "east", by="month")}
    assert {month: growth for month, growth in found.items() if growth is not None} == {
        "2022-01": 1,  # 2 / 1 - 1
        "2022-05": -1,  # 0 / 1 - 1
        "2022-06": 0,
        "2022-12": 1,  # 2 / 1 - 1
    }


def test_a_department_that_was_given_up_is_listed(load):
    load("east", "2021", FOUR)
    load("east", "2022", FIVE)
    found = {each.department: each.value for each in values(["growth"], YEAR, "east", by="department")}
    assert found == {"内科": Decimal(5) / 3 - 1, "外科": -1}


def test_missing_months_make_growth_partial(load):
    load("east", "2021-01..2021-06", FOUR.replace("2021-12-31", "2021-06-30"))
    load("east", "2022", FIVE)
    assert value("growth") == (Decimal("0.25"), "partial")


def test_more_reporters_are_not_growth(load):
    load("east", "2021", FOUR)
    load("east", "2022", FIVE)
    load("west", "2022", FOUR.replace("2021", "2022"))
    assert value("growth", place="group") == (Decimal("1.25"), "partial")  # 9 / 4 - 1, but west existed in 2021
    Institution.objects.filter(code="west").update(valid_from=date(2022, 1, 1))
    assert value("growth", place="group") == (Decimal("1.25"), "ok")


def test_the_mean_of_a_stock_is_half_of_opening_and_closing(keep):
    keep("talent", "east", number="a", from_date="2021-03-01", to_date="2022-06-30")
    keep("talent", "east", number="b", from_date="2022-02-10")
    assert value("mean_talents") == (1, "ok")  # a when the year began, b when it ended
    months = {each.period.first.number: each.value for each in values(["mean_talents"], YEAR, "east", by="month")}
    assert months[1] == 1  # a, a
    assert months[2] == Decimal("1.5")  # a; a and b
    assert months[3] == months[6] == 2  # a is still there on the last day of June
    assert months[7] == Decimal("1.5")  # a and b; b
    assert months[8] == 1


def test_nothing_is_known_of_a_stock_before_its_first_entry(keep):
    keep("talent", "east", number="a", from_date="2022-03-01")
    assert value("mean_talents") == (None, "no_data")


def test_income_per_mean_bed(load, typed_beds):
    load("east", "2022", "number left_on fee\nA1 2022-01-03 1200.00\nA2 2022-05-03 1000.00")
    typed_beds("east", 2021, 100)
    typed_beds("east", 2022, 120)
    assert value("mean_beds") == (110, "ok")
    assert value("income_per_mean_bed") == (20, "ok")  # 2,200 / 110


def test_the_mean_of_members_is_asked_of_each(load, typed_beds):
    for place, first, last in (("east", 100, 120), ("west", 50, 50)):
        typed_beds(place, 2021, first)
        typed_beds(place, 2022, last)
    found = {each.institution: each.value for each in values(["mean_beds"], YEAR, "group", by="institution")}
    assert found == {"east": 110, "west": 50}


def test_the_trace_shows_both_parts_and_counts_them_again(load):
    load("east", "2021", FOUR)
    load("east", "2022", FIVE)
    found = trace("growth", YEAR, "east")
    assert [(part.role, part.value, part.recount) for part in found.parts] == [
        ("出院人次", 5, 5),
        ("上年同期出院人次", 4, 4),
    ]
    assert [line.period for line in found.batches] == ["2022", "2021"]
    assert (found.value, found.recount, found.equal) == (Decimal("0.25"), Decimal("0.25"), True)
    assert found.definition.in_words == "出院人次 ÷ 上年同期出院人次 − 1"


def test_the_trace_of_a_mean_shows_both_statements(keep, typed_beds):
    typed_beds("east", 2021, 100)
    typed_beds("east", 2022, 120)
    found = trace("mean_beds", YEAR, "east")
    assert [(each.role, each.value) for each in found.statements] == [("期初床位数", 100), ("床位数", 120)]
    assert found.definition.in_words == "（期初床位数 + 床位数） ÷ 2"
    assert found.equal


def test_a_circle_through_last_year_is_found(library_with):
    from linghang.indicators.definitions import check

    [fault] = check(library_with("kind: derived, formula: tried1 - last_year(tried1)"))
    assert (fault.line, fault.reason, fault.value) == (2, "指标之间循环引用", "tried1 → tried1")


def test_opening_of_what_happens_within_a_period_is_refused(library_with):
    from linghang.indicators.definitions import check

    [fault] = check(library_with("kind: derived, formula: (opening(discharges) + discharges) / 2"))
    assert (fault.line, fault.field, fault.reason, fault.value) == (
        2,
        "formula",
        "opening 只能用于存量",
        "opening(discharges)",
    )
    assert check(library_with("kind: derived, formula: (opening(talents) + talents) / 2 / opening(beds)")) == []


@pytest.mark.parametrize(
    "text", ["last_year()", "last_year(2)", "last_year(a, b)", "last_year(opening(a))", "opening('a')", "opening(a.b)"]
)
def test_what_stands_in_the_brackets_is_one_indicator(text):
    with pytest.raises(InputError, match="括号里要写一个指标代码"):
        parse_formula(text)


def test_references_to_two_times_are_two():
    tree = parse_formula("a / last_year(a) - opening(b)")
    assert [each.key for each in named(tree)] == ["a", "last_year(a)", "opening(b)"]
    assert in_words(tree, {"a": "甲", "b": "乙"}.get) == "甲 ÷ 上年同期甲 − 期初乙"
