"""Adopting, dividing the work, setting targets: what changes ends the day before and stays."""

import datetime as dt
from decimal import Decimal

import pytest

from linghang.core.errors import InputError
from linghang.organization.models import Department
from linghang.programmes import adopting
from linghang.programmes.models import Adoption

JANUARY, JUNE, JULY = dt.date(2023, 1, 1), dt.date(2023, 6, 30), dt.date(2023, 7, 1)


def test_it_works(adopt, hospital):
    adopt("six_fusions")
    found = Adoption.objects.get()
    assert (found.institution, found.programme, found.valid_from, found.valid_to) == (
        hospital,
        "six_fusions",
        JANUARY,
        None,
    )


def test_an_unknown_programme_is_refused(adopt):
    with pytest.raises(InputError, match="没有这个工程"):
        adopt("seven_fusions")


def test_twice_at_a_time_is_refused(adopt):
    adopt("six_fusions", JANUARY, JUNE)
    with pytest.raises(InputError, match="这段时间已经实施"):
        adopt("six_fusions", JUNE)
    adopt("six_fusions", JULY)


def test_days_in_the_wrong_order_are_refused(adopt):
    with pytest.raises(InputError, match="止日早于起日"):
        adopt("six_fusions", JULY, JUNE)


def test_a_new_division_of_work_ends_the_earlier_one(adopt, department, quality, leader):
    adoption = adopt("six_fusions")
    adopting.assign(adoption, "core", valid_from=JANUARY, department=department)
    adopting.assign(adoption, "core", valid_from=JULY, department=quality, leader=leader)
    rows = [(str(row), row.valid_from, row.valid_to) for row in adoption.owners.order_by("valid_from")]
    assert rows == [("心血管内科", JANUARY, JUNE), ("质控科、林院长（领导）", JULY, None)]


def test_what_begins_the_same_day_is_corrected(adopt, department, quality):
    adoption = adopt("six_fusions")
    adopting.assign(adoption, "core", valid_from=JANUARY, department=department)
    adopting.assign(adoption, "core", valid_from=JANUARY, department=quality)
    assert [str(row) for row in adoption.owners.all()] == ["质控科"]


def test_nothing_is_slipped_in_before_what_is_planned(adopt, department, quality):
    adoption = adopt("six_fusions")
    adopting.assign(adoption, "core", valid_from=JULY, department=department)
    with pytest.raises(InputError, match="以后的日期已有安排"):
        adopting.assign(adoption, "core", valid_from=JANUARY, department=quality)


@pytest.mark.parametrize(
    ("component", "day", "message"),
    [("nothing", JANUARY, "没有这个组成"), ("core", dt.date(2022, 12, 31), "不在工程的实施期内")],
)
def test_work_that_cannot_be_divided(adopt, quality, component, day, message):
    adoption = adopt("six_fusions")
    with pytest.raises(InputError, match=message):
        adopting.assign(adoption, component, valid_from=day, department=quality)


def test_somebody_must_answer(adopt):
    with pytest.raises(InputError, match="没有选责任科室"):
        adopting.assign(adopt("six_fusions"), "core", valid_from=JANUARY)


def test_a_department_that_was_abolished_cannot_answer(adopt, hospital):
    gone = Department.objects.create(institution=hospital, code="0500", name="老科", valid_to=JUNE)
    with pytest.raises(InputError, match="没有这个科室"):
        adopting.assign(adopt("six_fusions"), "core", valid_from=JULY, department=gone)


def goal(adoption, value, by, since=JANUARY, comparator="ge"):
    return adopting.set_target(
        adoption, "emr", comparator=comparator, value=Decimal(value), by=by, valid_from=since, note="年度计划"
    )


def test_a_later_target_for_the_same_day_keeps_the_earlier_one(adopt):
    adoption, by = adopt("one_plus_six"), dt.date(2023, 12, 31)
    goal(adoption, 5, by)
    goal(adoption, 4, by, since=JULY)
    rows = [(int(row.value), row.valid_from, row.valid_to) for row in adoption.targets.order_by("valid_from")]
    assert rows == [(5, JANUARY, JUNE), (4, JULY, None)]


def test_targets_of_several_years_stand_side_by_side(adopt):
    adoption = adopt("one_plus_six")
    for value, year in ((4, 2023), (5, 2025)):
        goal(adoption, value, dt.date(year, 12, 31))
    assert [(int(row.value), row.valid_to) for row in adoption.targets.order_by("by")] == [(4, None), (5, None)]


def test_targets_that_cannot_be(adopt):
    adoption = adopt("one_plus_six")
    with pytest.raises(InputError, match="达成时限早于"):
        goal(adoption, 5, dt.date(2022, 12, 31))
    with pytest.raises(InputError, match="没有这个目标"):
        adopting.set_target(adoption, "nothing", comparator="ge", value=Decimal(1), by=JULY, valid_from=JANUARY)


def test_a_rate_is_written_plainly(adopt):
    with pytest.raises(InputError, match="百分率要写小数"):
        adopting.set_target(
            adopt("three_hundred_percent"),
            "department_branches",
            comparator="ge",
            value=Decimal(100),
            by=JULY,
            valid_from=JANUARY,
        )


def test_ending_ends_what_hangs_on_it(adopt, quality):
    adoption = adopt("one_plus_six")
    adopting.assign(adoption, "talent", valid_from=JANUARY, department=quality)
    goal(adoption, 5, dt.date(2025, 12, 31))
    adopting.end(adoption, JUNE)
    assert Adoption.objects.get().valid_to == JUNE
    assert [row.valid_to for row in (*adoption.owners.all(), *adoption.targets.all())] == [JUNE, JUNE]
    with pytest.raises(InputError, match="止日早于起日"):
        adopting.end(adoption, dt.date(2022, 12, 31))


def test_names_for_what_the_document_leaves_open(adopt):
    adoption = adopt("four_bands")
    made = [adopting.name_component(adoption, "bands", f"第{n}带") for n in (1, 2, 3, 4)]
    assert [(each.code, each.position) for each in made] == [(f"bands_{n}", n) for n in (1, 2, 3, 4)]
    with pytest.raises(InputError, match="应有 4 项，已经列满"):
        adopting.name_component(adoption, "bands", "第五带")


def test_an_open_number_has_no_end(adopt):
    adoption = adopt("plan_1_7_n")
    for number in range(12):
        adopting.name_component(adoption, "open", f"专项{number}")
    with pytest.raises(InputError, match="同名"):
        adopting.name_component(adoption, "open", "专项3")


def test_what_the_document_lists_is_not_added_to(adopt):
    with pytest.raises(InputError, match="原文已经列全"):
        adopting.name_component(adopt("six_fusions"), "fusions", "党建融创")


def test_a_name_is_taken_back_only_while_nothing_hangs_on_it(adopt, task):
    adoption = adopt("four_bands")
    first, second = (adopting.name_component(adoption, "bands", name) for name in ("领导带", "党员带"))
    task(("four_bands", second.code))
    adopting.remove_component(first)
    with pytest.raises(InputError, match="已有督办任务"):
        adopting.remove_component(second)
    assert adopting.rename_component(second, "党员带头").title == "党员带头"
    # The freed code is given out again, the one that a task names is not.
    assert adopting.name_component(adoption, "bands", "书记带").code == "bands_1"
