"""What the checker finds, and on which line it says so."""

from pathlib import Path

import pytest

from linghang.indicators.definitions import check, registers_of
from linghang.packs.load import load_packs
from shipped import shipped_library

SMALL = Path(__file__).parent / "packs" / "small"
MANIFEST = "pack: tried\ntitle: 试\nversion: '1'\nsource: 试\nextends: [small]\n"


def test_the_small_pack_has_no_fault(library):
    assert check(library) == []


@pytest.mark.parametrize(
    ("body", "field", "reason"),
    [
        ("kind: count, register: nothing", "register", "没有这个登记表"),
        ("kind: count, register: stay, where: dayz > 3", "where", "没有这个字段"),
        ("kind: count, register: stay, where: days + 1", "where", "这里要写一个条件"),
        ("kind: count, register: stay, where: days > 'long'", "where", "整数不能与文字比较"),
        ("kind: sum, register: stay, value: ward", "value", "这里要写一个数字"),
        ("kind: average, register: stay, value: levels", "value", "这里要写一个数字"),
        ("kind: distinct, register: stay, value: levels", "value", "这里要用单值"),
        ("kind: count, register: stay, date: days", "date", "没有这个单值的日期字段"),
        ("kind: count, register: talent, stock: true, until: kind", "until", "没有这个单值的日期字段"),
        ("kind: ratio, numerator: nothing, denominator: discharges", "numerator", "没有这个指标"),
        ("kind: ratio, numerator: discharges, denominator: mean_days", "denominator", "比率的分子、分母要能相加"),
        (
            "kind: ratio, denominator: discharges, numerator: {register: stay, where: dayz}",
            "numerator.where",
            "没有这个字段",
        ),
        ("kind: derived, formula: discharges +", "formula", "看不懂这个公式"),
        ("kind: derived, formula: sqrt(discharges)", "formula", "公式里只能写"),
        ("kind: derived, formula: nothing / 2", "formula", "没有这个指标"),
        ("kind: derived, formula: discharges / 0", "formula", "公式除以零"),
        ("kind: derived, formula: 1 + 2", "formula", "公式里没有指标"),
        ("kind: count, register: stay, unit: '%'", "unit", "数量不能以百分率"),
        ("kind: count, register: stay, decimals: 2", "decimals", "计数没有小数"),
    ],
)
def test_a_fault_names_line_and_key(library_with, body, field, reason):
    [fault] = check(library_with("kind: count, register: stay", body))
    assert (Path(fault.file).name, fault.line, fault.field) == ("indicators.yaml", 3, field)
    assert reason in fault.reason


def test_a_key_on_its_own_line_is_named_by_that_line(tmp_path):
    (tmp_path / "pack.yaml").write_text(MANIFEST, encoding="utf-8")
    (tmp_path / "indicators.yaml").write_text(
        "indicators:\n  - code: tried\n    title: 试\n    kind: count\n    register: stay\n    where: dayz > 3\n",
        encoding="utf-8",
    )
    [fault] = check(load_packs([SMALL, tmp_path]))
    assert fault.line == 6


def test_a_circle_is_said_once(library_with):
    [fault] = check(
        library_with(
            "kind: derived, formula: tried2 + 1",
            "kind: derived, formula: tried3 * 2",
            "kind: ratio, numerator: tried1, denominator: discharges",
        )
    )
    assert (fault.line, fault.reason, fault.value) == (2, "指标之间循环引用", "tried1 → tried2 → tried3 → tried1")


def test_an_indicator_that_refers_to_itself_is_a_circle(library_with):
    [fault] = check(library_with("kind: derived, formula: tried1 + 1"))
    assert fault.reason == "指标之间循环引用"


def test_row_rules_are_checked(tmp_path):
    (tmp_path / "pack.yaml").write_text(MANIFEST.replace("[small]", "[]"), encoding="utf-8")
    (tmp_path / "registers.yaml").write_text(
        """registers:
  - code: visit
    title: 就诊
    kind: loaded
    grain: 一次就诊一行
    key: [day]
    date: day
    fields:
      - {code: day, title: 日期, type: date, required: true}
    rules:
      - {code: late, check: day > 3, fields: [day], message: 太晚}
""",
        encoding="utf-8",
    )
    [fault] = check(load_packs([tmp_path]))
    assert (fault.line, fault.field, fault.subject) == (11, "rules.1.check", "登记表 visit")


def test_the_registers_behind_an_indicator(library):
    assert [register.code for register in registers_of(library.indicator("income_per_bed"), library)] == [
        "stay",
        "reported_value",
    ]
    assert [register.code for register in registers_of(library.indicator("pathway_share"), library)] == ["stay"]


def test_the_shipped_packs_have_no_fault():

    library = shipped_library()
    assert [str(fault) for fault in check(library)] == []
    assert len(library.indicators()) >= 40
