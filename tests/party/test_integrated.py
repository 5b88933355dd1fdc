"""The index of an institution from its ledgers, tasks and indicators; every count worked out by hand."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from linghang.organization.models import Department
from linghang.party import integrated, joint
from linghang.registers import content
from linghang.tasks import store

TODAY = dt.date(2026, 11, 22)


@pytest.fixture
def year(house, enter):
    """Two of three branches with a live item, one of four plan items loose, half of the problems solved."""
    for number, branch, closed in (("1", "h-b1", None), ("2", "h-b2", None), ("3", "h-jg", "2026-03-01")):
        enter(
            "joint_item", item_no=number, branch=branch, title=f"项目{number}", begun_on="2026-01-10",
            indicator="satisfaction_index", baseline="0.8", target="0.9", closed_on=closed, result=closed and "结束",
        )  # fmt: skip
    for number, goal in enumerate(("缩短平均住院日", "提高满意度", None, "降低药占比")):
        enter(
            "party_plan_item",
            item_no=str(number),
            planned_on="2026-01-05",
            branch="h-dw",
            content=f"要点{number}",
            goal=goal,
        )
    enter("joint_inspection", inspection_no="1", inspected_on="2026-04-01", branch="h-b1", party_points="会议记录",
          business_points="病历", problems="4", solved="2")  # fmt: skip
    return house


def test_every_part_is_counted(year):
    found = integrated.integrated(year.place, 2026, TODAY)
    assert {share.code: (share.part, share.whole) for share in found.index.shares} == {
        "live": (2, 3),
        "plan": (3, 4),
        "tasks": (0, 0),
        "moved": (0, 0),
        "solved": (2, 4),
    }
    # (2/3 + 3/4 + 1/2) / 3 = 23/36
    assert round(found.index.value, 6) == Decimal("63.888889")
    assert [row["content"] for row in found.loose] == ["要点2"]
    assert found.without == ("h-jg",)


def test_a_joint_task_past_its_day_counts_against_it(year):
    for title, due in (("联合查房", "2026-03-01"), ("共同培训", "2026-12-31")):
        task = store.open_task(
            year.place, title=title, source="resolution", on=dt.date(2026, 2, 1), actor=None, branch=year.b1,
            departments=[Department.objects.get(code="0301")],
        )  # fmt: skip
        store.record(task, "assign", on=dt.date(2026, 2, 2), actor=None, data={"due": due})
    share = next(each for each in integrated.integrated(year.place, 2026, TODAY).index.shares if each.code == "tasks")
    assert (share.part, share.whole) == (0, 1)  # the second one is not due yet


def test_an_indicator_that_nobody_knows_is_said(year, enter):
    enter(
        "joint_item", item_no="9", branch="h-b1", title="错的", begun_on="2026-02-01", indicator="no_such", target="1"
    )
    item = next(each for each in joint.items(year.place) if each.row["item_no"] == "9")
    progress = joint.progress(item, TODAY)
    assert progress.moved is None
    assert "指标目录里没有“no_such”" in progress.trouble


def test_what_is_remembered_of_an_item_is_of_the_packs_in_use(year, monkeypatch):
    items = joint.items(year.place)
    before = joint.judged(items, TODAY)[0][1]
    assert joint.judged(items, TODAY)[0][1] is before
    other = replace(content.library())
    monkeypatch.setattr(content, "library", lambda: other)
    assert joint.judged(items, TODAY)[0][1] is not before


def test_what_is_remembered_of_items_is_looked_up_together(year, django_assert_num_queries):
    items = joint.items(year.place)
    joint.judged(items, TODAY)
    with django_assert_num_queries(2):  # the newest version and its time, not again for every item
        assert len(joint.judged(items, TODAY)) == 3
