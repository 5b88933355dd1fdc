"""What hardly stays as it is when another item moves: by hand, over a pack of stays."""

import datetime as dt

import pytest
from scoring_made import framework, indicator, leaf, value

from linghang.assessment.sheet import score
from linghang.assessment.together import Bound, bound
from linghang.assessment.whatif import rescored
from linghang.packs.load import load_packs

ON = dt.date(2022, 12, 31)
LINEAR = {"method": "linear", "floor": 0, "target": 10}
PACK = """
registers:
  - code: stay
    title: 出院
    kind: loaded
    grain: 一次出院一行
    key: [number]
    date: left_on
    fields:
      - {code: number, title: 编号, type: text, required: true}
      - {code: left_on, title: 出院日期, type: date, required: true}
      - {code: operated, title: 手术, type: boolean}
      - {code: large, title: 四级手术, type: boolean}
      - {code: days, title: 住院天数, type: integer, unit: 天}
indicators:
  - {code: stays, title: 出院人次, kind: count, register: stay, unit: 人次}
  - {code: operations, title: 手术人数, kind: count, register: stay, where: operated, unit: 人}
  - {code: surgery_share, title: 手术占比, kind: ratio, numerator: operations, denominator: stays, unit: "%"}
  - code: large_share
    title: 四级手术占比
    kind: ratio
    numerator: {register: stay, where: large}
    denominator: {register: stay, where: operated}
    unit: "%"
  - {code: growth, title: 手术增长, kind: derived, formula: operations / last_year(operations) - 1, unit: "%"}
  - {code: days, title: 住院天数, kind: sum, register: stay, value: days, unit: 天}
  - {code: old_days, title: 上年住院天数, kind: derived, formula: last_year(days), unit: 天}
"""
CODES = ("surgery_share", "large_share", "growth", "days", "old_days")


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("stays")
    (folder / "pack.yaml").write_text("pack: stays\ntitle: 试\nversion: '1'\nsource: 试\n", encoding="utf-8")
    (folder / "content.yaml").write_text(PACK, encoding="utf-8")
    return load_packs([folder])


def sheet(*codes, unscored=()):
    made = framework(
        *(leaf(code, 10, LINEAR, indicator=code, number=str(at)) for at, code in enumerate(codes, 1)),
        *(leaf(code, indicator=code) for code in unscored),
        full_marks=10 * len(codes),
    )
    asked = {**dict.fromkeys(codes, value("5")), **dict.fromkeys(unscored, value("5"))}
    return score(made, asked, dict.fromkeys(asked, indicator()))


def test_items_that_count_the_same_are_bound_however_it_is_written(library):
    """The operated are numerator of one, denominator of another written in place, and this year's part of a growth."""
    [found] = bound(sheet(*CODES), library, ON, ["surgery_share"])
    assert found == Bound("1 surgery_share", ("2 large_share", "3 growth"))


def test_last_year_stays_what_it_was(library):
    assert bound(sheet(*CODES), library, ON, ["days"]) == ()


def test_what_is_changed_itself_is_not_named(library):
    found = bound(sheet(*CODES), library, ON, ["growth", "surgery_share"])
    assert found == (Bound("3 growth", ("2 large_share",)), Bound("1 surgery_share", ("2 large_share",)))
    assert bound(sheet(*CODES), library, ON, ["growth", "surgery_share", "large_share"]) == ()


def test_what_is_only_shown_is_not_named(library):
    assert bound(sheet("surgery_share", unscored=("large_share",)), library, ON, ["surgery_share"]) == ()


def test_an_indicator_that_stands_twice_is_read_anew_in_both_places():
    made = framework(
        leaf("here", 10, LINEAR, indicator="beds"), leaf("there", 10, LINEAR, indicator="beds"), full_marks=20
    )
    before = score(made, dict.fromkeys(("here", "there"), value("5")), dict.fromkeys(("here", "there"), indicator()))
    after = rescored(before, {"here": value("8")})
    assert (before.points, after.points) == (10, 16)
    assert rescored(before, {"here": value("8"), "there": value("1")}).points == 9
