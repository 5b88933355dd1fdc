"""The members of the demonstration: the same each time, plausible, and everybody once."""

import datetime as dt

import pytest

from linghang.demo.party.members import write_members
from linghang.demo.party.roll import members, roll

DAY = dt.date(2026, 11, 22)


def test_everybody_is_there_once_under_a_name_of_his_own():
    found = members()
    assert len({each.code for each in found}) == len({each.name for each in found}) == len(found)
    assert 560 <= sum(each.place == "prefecture" for each in found) <= 660


def test_spans_of_a_person_follow_each_other():
    for each in members():
        for before, after in zip(each.spans, each.spans[1:], strict=False):
            assert before.last == after.first - dt.timedelta(days=1)
        assert each.joined >= each.born.replace(year=each.born.year + 18, day=1)
        assert each.full == each.joined.replace(year=each.joined.year + 1)


def test_every_branch_has_its_secretary_and_the_larger_ones_a_committee():
    for place in ("prefecture", "college", "tcm"):
        for branch, there in roll(place, 2022).items():
            assert there[0].secretary, branch
            if place != "tcm":
                assert sorted(each.seat for each in there if each.seat) == ["宣传委员", "纪检委员", "组织委员"], branch


@pytest.mark.parametrize("name", ["members", "committees"])
def test_the_same_day_gives_the_same_bytes(tmp_path, name):
    one, other = (getattr(write_members(tmp_path / each, DAY), name) for each in "ab")
    assert one.read_bytes() == other.read_bytes()
