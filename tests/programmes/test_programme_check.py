"""What the checker finds in a programme, with the line on which it stands."""

from pathlib import Path

import pytest

from linghang.packs.load import read_packs
from linghang.programmes.check import check

MANIFEST = "pack: own\ntitle: 测试\nversion: 1\nsource: 测试\n"
INDICATORS = """\
indicators:
  - {code: rate, title: 比例, kind: reported, unit: "%"}
"""


@pytest.fixture
def faults(tmp_path: Path):
    """The faults of programmes written as YAML, as `line: field: value`."""

    def found(text: str) -> list[tuple[int, str, str]]:
        (tmp_path / "pack.yaml").write_text(MANIFEST, encoding="utf-8")
        (tmp_path / "indicators.yaml").write_text(INDICATORS, encoding="utf-8")
        (tmp_path / "programmes.yaml").write_text("programmes:\n" + text, encoding="utf-8")
        library, faults = read_packs([tmp_path])
        assert faults == []
        return [(fault.line, fault.field, fault.value) for fault in check(library)]

    return found


def test_it_works(faults):
    text = """\
  - code: three
    title: 三名战略
    form: strategy
    digits: [3]
    layers:
      - {code: famous, title: 三名, count: 3, listed: false}
"""
    assert faults(text) == []


def test_a_number_that_the_digits_do_not_keep(faults):
    text = """\
  - code: three
    title: 三名战略
    form: strategy
    digits: [4]
    layers:
      - {code: famous, title: 四名, count: 4, listed: false}
"""
    assert faults(text) == [(5, "digits", "4")]


def test_a_number_without_digits(faults):
    assert faults("  - {code: three, title: 三名战略, form: strategy}\n") == [(2, "digits", "")]


def test_numerals_that_count_nothing_of_it(faults):
    assert faults("  - {code: brand, title: 一院一品牌, form: action, counted: false}\n") == []


def test_years_of_phases_keep_the_number(faults):
    text = """\
  - code: road
    title: 三年基础，两年提升
    form: plan
    years: 5
    phases:
      - {title: 基础, years: 3}
      - {title: 提升, years: 2}
"""
    assert faults(text) == []


def test_phases_that_do_not_follow_one_another(faults):
    text = """\
  - code: road
    title: 三年基础，两年提升
    form: plan
    years: 5
    phases:
      - {title: 基础, years: 3, first_year: 2021}
      - {title: 提升, years: 2, first_year: 2025}
"""
    assert faults(text) == [(8, "first_year", "2025")]


def test_an_aspect_that_nothing_acts_through(faults):
    text = """\
  - code: plain
    title: 常规工程
    form: project
    aspects:
      - {code: learning, title: 学习}
"""
    assert faults(text) == [(6, "aspects", "learning")]


def objective(text: str) -> str:
    return f"""\
  - code: plain
    title: 常规工程
    form: project
    layers:
      - code: parts
        title: 组成
        count: 1
        components:
          - code: part
            title: 甲
            objectives:
              - {text}
"""


def test_an_indicator_that_does_not_exist(faults):
    assert faults(objective("{code: goal, title: 目标, indicator: nothing, target: 1}")) == [
        (13, "indicator", "nothing")
    ]


def test_a_rate_written_as_percent(faults):
    assert faults(objective("{code: goal, title: 目标, indicator: rate, target: 90}")) == [(13, "target", "90")]


def test_a_rate_written_plainly(faults):
    assert faults(objective('{code: goal, title: 目标, indicator: rate, target: "0.9"}')) == []


def part_of(code: str, title: str, other: str) -> str:
    return f"""\
  - code: {code}
    title: {title}
    form: project
    layers:
      - code: parts
        title: 组成
        count: 1
        components: [{{code: part, title: 甲, programmes: [{other}]}}]
"""


def test_a_programme_that_does_not_exist(faults):
    assert faults(part_of("first", "甲工程", "nothing")) == [(9, "programmes", "nothing")]


def test_programmes_that_contain_each_other(faults):
    text = part_of("first", "甲工程", "second") + part_of("second", "乙工程", "first")
    assert faults(text) == [(9, "programmes", "second"), (17, "programmes", "first")]
