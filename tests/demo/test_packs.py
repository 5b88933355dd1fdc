"""The region's own agenda catalogue: the shipped one with sums, by which its meetings name their matters rightly."""

from decimal import Decimal

import pytest

from linghang.decisions.routing import ItemFacts, next_body, verdict
from linghang.demo.meetings import subjects
from linghang.demo.packs import write_packs
from linghang.packs.load import load_packs, pack_folders
from linghang.registers.content import shipped_packs


@pytest.fixture
def routing(tmp_path):
    write_packs(tmp_path)
    write_packs(tmp_path)  # an interrupted build begins again
    return load_packs(pack_folders(shipped_packs()) + pack_folders(tmp_path)).routing("decision_rules")


def test_every_row_for_large_sums_begins_at_a_sum(routing):
    assert set(routing.amounts) == {"funds_large", "equipment_large", "construction_large"}
    assert len(routing.matters) == 25
    assert routing.confidence == "medium"


def test_fifty_million_is_no_daily_expense(routing):
    facts = ItemFacts("付款", matter="funds_daily", amount=Decimal(50_000_000))
    found = verdict(facts, routing, "president_meeting").findings[0]
    assert (found.severity, found.reason) == (
        "block",
        "50,000,000元不属于“预算内日常资金使用”，应按“大额度资金使用”办理",
    )


def test_the_subjects_of_the_meetings_are_named_by_their_sums(routing):
    matters = {matter.title: matter for matter in routing.matters}
    every = (*subjects.DRAFTED, *subjects.DAILY, *subjects.PARTY, *subjects.APPOINTMENTS, subjects.LEFT)
    banded = [each for each in every if matters[each.matter].subject]
    assert {each.matter for each in banded} >= {"大额度资金使用", "大型医用设备购置", "重大基本建设和修缮项目"}
    for subject in banded:
        sum_ = Decimal(subject.amount) if subject.amount else None
        facts = ItemFacts(subject.title, matter=matters[subject.matter].code, amount=sum_)
        said = verdict(facts, routing, next_body(facts, routing))
        assert said.row.title == subject.matter
        assert [each.reason for each in said.findings if "金额" in each.reason or "不属于" in each.reason] == []
