"""What is wrong with a duty is said with file and line; the shipped ones are in order."""

import pytest

from linghang.duties.checking import check
from linghang.duties.facts import FACTS
from linghang.packs.duty import Duty
from linghang.packs.load import pack_folders, read_packs
from linghang.registers.content import library, shipped_packs

PACK = "pack: own\ntitle: 本院\nversion: '1'\nsource: 本院规定\nextends: [party-life]\n"
NEEDED = [
    path
    for path in pack_folders(shipped_packs())
    if path.name in ("national-front-page", "hospital-base", "party-life")
]
DUTY = """duties:
  - code: own_duty
    title: 本院职责
    line: 组织生活
    base: organization
    kinds: [branch]
    when: has_committee
    activity:
      register: party_activity
      where: kind = 'theme_day'
      owner: branch
    period: month
"""


@pytest.fixture
def faults(tmp_path):
    """faults(old, new) → what is wrong with the pack after this change, as `line: message`."""

    def read(old="", new=""):
        (tmp_path / "pack.yaml").write_text(PACK, encoding="utf-8")
        (tmp_path / "own.yaml").write_text(DUTY.replace(old, new, 1) if old else DUTY, encoding="utf-8")
        packs, wrong = read_packs([*NEEDED, tmp_path])
        found = wrong or check(packs)
        return [f"{fault.line}: {fault}" for fault in found if "own.yaml" in fault.file]

    return read


def test_the_shipped_duties_are_in_order(faults):
    assert faults() == []
    assert check(library()) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("register: party_activity", "register: party_activities", 9, "没有这个登记表"),
        ("register: party_activity", "register: inpatient_stay", 9, "没有这个登记表"),
        ("register: party_activity", "register: outpatient_visit", 9, "成批导入的登记表"),
        ("owner: branch", "owner: brunch", 11, "没有这个字段"),
        ("owner: branch", "owner: held_on", 11, "应为单值的文本或代码"),
        ("owner: branch", "owner: branch\n      value: topic", 12, "应为单值的数字"),
        ("owner: branch", "owner: branch\n      serves: topic", 12, "应为单值的日期"),
        ("kind = 'theme_day'", "kinds = 'theme_day'", 10, "没有"),
        ("kind = 'theme_day'", "attendees + 1", 10, "这里要写一个条件"),
        ("when: has_committee", "when: has_comittee", 7, "没有"),
        ("when: has_committee", "when: full_members", 7, "这里要写一个条件"),
        ("kinds: [branch]", "kinds: [ward]", 6, "没有这种承担者"),
        ("period: month", "period: fortnight", 12, "period"),
        ("period: month", "period: month\n    fixed_day: true", 2, "planned"),
        ("period: month", "period: month\n    made_up_within: 5", 2, "serves"),
        ("period: month", "period: month\n    due_by: 02-30", 13, "月-日"),
        ("period: month", "period: month\n    yellow_after: 3/0", 13, "黄灯"),
        ("base: organization", "base: pair", 2, "other"),
        ("base: organization", "base: institution", 2, "owner"),
    ],
)
def test_a_fault_is_named_where_it_stands(faults, old, new, line, said):
    found = faults(old, new)
    assert len(found) == 1, found
    assert said in found[0]
    assert found[0].split(":")[0] == str(line)


def test_every_shipped_rule_names_its_source_and_every_fact_is_known():
    duties = [entry.item for entry in library().entries if isinstance(entry.item, Duty)]
    assert len(duties) >= 25
    assert all(each.source and each.remedy and each.line for each in duties)
    assert {each.base for each in duties} == set(FACTS)
