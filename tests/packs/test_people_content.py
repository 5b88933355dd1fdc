"""Talent and culture: the rows that must be refused, and what the indicators count, decided by hand."""

import pytest

from linghang.registers.entry import EntryReader
from shipped import shipped_library

LIBRARY = shipped_library()
ARTICLE = {
    "activity_no": "G1",
    "theme": "夜班的灯",
    "held_on": "2023-05-12",
    "kind": "医院故事",
    "channel": "公众号",
    "author_no": "1001",
    "reviewer_no": "1002",
    "names_persons": "否",
}
REVIEW = {
    "review_no": "P1",
    "staff_no": "1001",
    "reviewed_on": "2023-12-01",
    "target": "副主任医师",
    "ethics": "良好",
    "result": "通过",
}
LEADER = {
    "leader_no": "L1",
    "staff_no": "1001",
    "discipline": "心血管内科",
    "born_year": "1979",
    "selected_on": "2023-03-01",
    "age": "43",
}


def faults(register: str, row: dict[str, str]) -> list[str]:
    entry = EntryReader.of(LIBRARY.register(register), LIBRARY, b"key").read(row)
    return [fault.reason for fault in (*entry.faults, *entry.warnings)]


@pytest.mark.parametrize(
    ("register", "row"), [("culture_activity", ARTICLE), ("promotion_review", REVIEW), ("discipline_leader", LEADER)]
)
def test_a_row_in_order_is_taken(register: str, row: dict[str, str]) -> None:
    assert faults(register, row) == []


@pytest.mark.parametrize(
    ("register", "row", "reason"),
    [
        ("culture_activity", ARTICLE | {"reviewer_no": "1001"}, "作者审核了自己的稿件"),
        ("culture_activity", ARTICLE | {"names_persons": "是"}, "点名个人但没有本人同意"),
        ("culture_activity", ARTICLE | {"names_persons": "是", "consent": "否"}, "点名个人但没有本人同意"),
        ("promotion_review", REVIEW | {"ethics": "较差"}, "医德考评较差，不能晋升（人尽其才、以德为先）"),
        ("discipline_leader", LEADER | {"review": "退出"}, "考核退出却没有退出日期"),
    ],
)
def test_a_row_against_the_rule_is_refused(register: str, row: dict[str, str], reason: str) -> None:
    assert faults(register, row) == [reason]


@pytest.mark.parametrize(
    ("register", "row"),
    [
        ("culture_activity", ARTICLE | {"names_persons": "是", "consent": "是"}),
        ("promotion_review", REVIEW | {"ethics": "较差", "result": "暂缓"}),
        ("discipline_leader", LEADER | {"review": "退出", "ended_on": "2024-01-01"}),
    ],
)
def test_what_the_rule_allows_is_taken(register: str, row: dict[str, str]) -> None:
    assert faults(register, row) == []


def test_a_post_that_changed_without_pay_is_kept_with_a_warning() -> None:
    row = {"staff_no": "1", "effective_on": "2023-04-01", "change": "转岗", "post": "护士", "channel": "专业技术"}
    entry = EntryReader.of(LIBRARY.register("staff_post"), LIBRARY, b"key").read(row)
    assert not entry.faults
    assert [fault.reason for fault in entry.warnings] == ["岗位变动后没有薪酬调整日期（岗变薪变）"]
