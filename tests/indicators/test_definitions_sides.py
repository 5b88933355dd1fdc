"""Ratios whose two sides do not belong together: a moment against a period, money against a number."""

import pytest

from linghang.core.errors import InputError
from linghang.indicators.definitions import check
from linghang.packs.load import load_packs

PACK = """
registers:
  - code: bill
    title: 账单
    kind: loaded
    grain: 一张账单一行
    key: [number]
    date: paid_on
    fields:
      - {code: number, title: 单号, type: text, required: true}
      - {code: paid_on, title: 日期, type: date, required: true}
      - {code: total, title: 金额, type: decimal, unit: 元}
      - {code: drugs, title: 药费, type: decimal, unit: 元}
      - {code: large, title: 大额, type: decimal, unit: 万元}
      - {code: bare, title: 没有写单位的数, type: decimal}
      - {code: packets, title: 盒数, type: integer, unit: 盒}
      - {code: parts, title: 各项金额, type: decimal, list: true, unit: 元}
  - code: visit
    title: 就诊
    kind: loaded
    grain: 就诊一次一行
    key: [number]
    date: seen_on
    fields:
      - {code: number, title: 编号, type: text, required: true}
      - {code: seen_on, title: 就诊日期, type: date, required: true}
  - code: staff
    title: 在册
    kind: loaded
    grain: 一人一行
    key: [number]
    date: came_on
    fields:
      - {code: number, title: 编号, type: text, required: true}
      - {code: came_on, title: 到岗, type: date, required: true}
      - {code: left_on, title: 离岗, type: date}
  - code: reported_value
    title: 指标填报
    kind: kept
    grain: 一个填报值
    key: [indicator]
    date: from_date
    fields:
      - {code: indicator, title: 指标, type: text, required: true}
      - {code: from_date, title: 起, type: date, required: true}
indicators:
  - {code: bills, title: 账单数, kind: count, register: bill, unit: 张}
  - {code: seen, title: 就诊人次, kind: count, register: visit, unit: 人次}
  - {code: revenue, title: 收入, kind: sum, register: bill, value: total, unit: 元, scale: 万}
  - {code: people, title: 在岗人数, kind: count, register: staff, stock: true, until: left_on, unit: 人}
  - {code: beds, title: 床位, kind: reported, rollup: last, unit: 张}
  - {code: visits, title: 人次, kind: reported, rollup: sum, unit: 人次}
  - {code: rank, title: 名次, kind: reported, unit: 名}
  - {code: people_mean, title: 平均人数, kind: derived, formula: (opening(people) + people) / 2, unit: 人}
  - {code: beds_and_people, title: 床位加人, kind: derived, formula: beds + people}
"""
BILLS = "{register: bill}"
STAFF = "{register: staff, stock: true, until: left_on}"


def summed(value):
    return f'{{register: bill, aggregate: sum, value: "{value}"}}'


@pytest.fixture
def library_of(tmp_path):
    """The pack and the indicator `tried`, its keys on lines of their own: code is line 1 of indicators.yaml."""

    def make(**keys):
        (tmp_path / "pack.yaml").write_text("pack: tried\ntitle: 试\nversion: '1'\nsource: 试\n", encoding="utf-8")
        (tmp_path / "content.yaml").write_text(PACK, encoding="utf-8")
        lines = [f"    {key}: {value}" for key, value in ({"title": "试"} | keys).items()]
        (tmp_path / "indicators.yaml").write_text(
            "\n".join(["indicators:", "  - code: tried", *lines]) + "\n", encoding="utf-8"
        )
        return load_packs([tmp_path])

    return make


def ratio(numerator, denominator, **more):
    return {"kind": "ratio", "numerator": numerator, "denominator": denominator} | more


@pytest.mark.parametrize(
    ("numerator", "denominator", "value"),
    [
        (BILLS, STAFF, "期内发生数 ÷ 期末存量"),
        (STAFF, BILLS, "期末存量 ÷ 期内发生数"),
        ("bills", "people", "期内发生数 ÷ 期末存量"),
        ("visits", "beds", "期内发生数 ÷ 期末存量"),
        (BILLS, "beds_and_people", "期内发生数 ÷ 期末存量"),
    ],
)
def test_a_moment_against_a_period_is_refused(library_of, numerator, denominator, value):
    [fault] = check(library_of(**ratio(numerator, denominator)))
    assert (fault.file.endswith("indicators.yaml"), fault.line, fault.field) == (True, 6, "denominator")
    assert (fault.reason, fault.value) == ("分子分母一个是期末存量，一个是期内发生数", value)
    assert "mixed" in fault.remedy


@pytest.mark.parametrize(
    ("numerator", "denominator"),
    [
        (BILLS, "bills"),
        (STAFF, "people"),
        (STAFF, "beds_and_people"),
        (BILLS, "people_mean"),  # a mean over the period belongs to both
        (BILLS, "rank"),  # nothing says how it adds up
    ],
)
def test_what_belongs_together_or_is_not_certain_is_accepted(library_of, numerator, denominator):
    assert check(library_of(**ratio(numerator, denominator))) == []


def test_a_reason_makes_it_deliberate(library_of):
    assert check(library_of(**ratio(BILLS, STAFF, mixed="期内的账单按期末人数分摊"))) == []


def test_a_reason_in_vain_is_refused_where_it_stands(library_of):
    [fault] = check(library_of(**ratio(BILLS, "bills", mixed="多写的")))
    assert (fault.line, fault.field) == (7, "mixed")
    assert "并没有混用" in fault.reason


SEEN = "{register: visit}"


@pytest.mark.parametrize(
    ("numerator", "denominator", "unit"), [(BILLS, SEEN, "'%'"), ("bills", SEEN, "‰"), (SEEN, "bills", "'%'")]
)
def test_a_share_of_rows_of_another_grain_is_refused(library_of, numerator, denominator, unit):
    """So many bills are no part of so many visits; that a visit has 1.3 bills may be said."""
    [fault] = check(library_of(**ratio(numerator, denominator, unit=unit)))
    assert (fault.file.endswith("indicators.yaml"), fault.line, fault.field) == (True, 6, "denominator")
    assert fault.reason == "分子分母数的不是同一种行，不能算占比"
    assert set(fault.value.split(" ÷ ")) == {"一张账单一行", "就诊一次一行"}
    assert check(library_of(**ratio(numerator, denominator, unit=unit, mixed="一次就诊一张账单"))) == []
    assert check(library_of(**ratio(numerator, denominator, unit="'张/人次'"))) == []


def test_a_formula_that_shares_rows_of_another_grain_is_refused(library_of):
    library = library_of(kind="derived", formula="bills / seen", unit="'%'")
    assert [fault.reason for fault in check(library)] == ["分子分母数的不是同一种行，不能算占比"]


def test_only_a_ratio_gives_such_a_reason(library_of):
    with pytest.raises(InputError, match="mixed"):
        library_of(kind="count", register="bill", mixed="理由")


@pytest.mark.parametrize("unit", ["'%'", "‰"])
@pytest.mark.parametrize(
    ("numerator", "denominator", "value"),
    [
        (summed("total"), BILLS, "元 ÷ 个数"),
        (BILLS, summed("total"), "个数 ÷ 元"),
        ("revenue", "bills", "元 ÷ 个数"),
        (summed("coalesce(total, 0) - coalesce(drugs, 0)"), BILLS, "元 ÷ 个数"),
        (summed("total"), summed("packets"), "元 ÷ 个数"),
        (summed("total"), summed("large"), "元 ÷ 万元"),
        (summed("max(parts)"), summed("size(parts)"), "元 ÷ 个数"),
        (summed("total"), "visits", "元 ÷ 个数"),
    ],
)
def test_a_percentage_of_money_in_something_else_is_refused(library_of, numerator, denominator, value, unit):
    [fault] = check(library_of(**ratio(numerator, denominator, unit=unit)))
    assert (fault.line, fault.field) == (6, "denominator")
    assert (fault.reason, fault.value) == ("分子分母单位不同", value)


@pytest.mark.parametrize(
    ("numerator", "denominator", "unit"),
    [
        (summed("drugs"), summed("total"), "'%'"),
        (summed("drugs"), "revenue", "'%'"),
        (summed("size(parts)"), BILLS, "'%'"),
        (summed("bare"), BILLS, "'%'"),  # its unit is not known
        (summed("large * 10000"), summed("total"), "'%'"),  # made 元 by the definition itself
        (summed("packets"), BILLS, "‰"),
        (summed("total"), BILLS, "元"),  # money per bill, and says so
    ],
)
def test_money_in_money_and_what_is_not_certain_is_accepted(library_of, numerator, denominator, unit):
    assert check(library_of(**ratio(numerator, denominator, unit=unit))) == []


def test_a_formula_that_divides_one_by_another_is_held_to_the_same(library_of):
    [fault] = check(library_of(kind="derived", formula="revenue / bills", unit="'%'"))
    assert (fault.line, fault.field, fault.reason) == (5, "formula", "分子分母单位不同")
    assert check(library_of(kind="derived", formula="revenue / bills", unit="元")) == []


def test_an_unknown_indicator_or_a_circle_is_said_once(library_of):
    [unknown] = check(library_of(**ratio("nothing", "people", unit="'%'")))
    assert unknown.reason == "没有这个指标"
    [circle] = check(library_of(kind="derived", formula="tried + people"))
    assert circle.reason == "指标之间循环引用"
