"""Each way in which an item may be before the wrong body, or before the right one too early."""

from decimal import Decimal

import pytest
from tests.decisions.samples import item, ready, routing, with_rule

from linghang.decisions.routing import ItemFacts, OpinionFacts, PriorFacts, next_body, verdict


def said(found):
    return [(each.severity, each.rule, each.reason) for each in found.findings]


def test_a_matter_at_its_body_is_in_order():
    assert verdict(item("party"), routing(), "committee").severity == "ok"


def test_a_matter_of_another_body():
    found = verdict(item("party"), routing(), "president")
    assert said(found) == [("block", "DC13", "“党的建设”应由党委会讨论，不由院长办公会讨论")]
    assert found.findings[0].remedy == "请改到党委会"


def test_everything_a_large_purchase_needs():
    found = verdict(ready("big", "president", amount=Decimal(2_000_000)), routing(), "committee")
    assert (found.severity, found.row.code) == ("ok", "big")


@pytest.mark.parametrize(
    ("amount", "named", "holds"),
    [
        (Decimal("999999.99"), "small", "small"),
        (Decimal("1000000"), "small", "big"),  # the sum from which the upper row holds
        (Decimal("999999.99"), "big", "small"),
        (Decimal("1000000"), "big", "big"),
        (Decimal(0), "small", "small"),
    ],
)
def test_the_sum_decides_which_row_holds(amount, named, holds):
    found = verdict(ready(named, "president", amount=amount), routing(), "president")
    assert found.row.code == holds
    assert [each.rule for each in found.findings if each.severity == "block"] == ([] if named == holds else ["DC13"])


def test_a_sum_too_high_for_its_row_says_which_row_holds():
    found = verdict(item("small", amount=Decimal(1_500_000)), routing(), "president")
    assert found.findings[0].reason == "1,500,000元不属于“一般设备”，应按“大型设备”办理"


def test_without_a_sum_nobody_can_tell():
    assert said(verdict(item("small"), routing(), "president"))[0] == (
        "block",
        "DC13",
        "没有填金额，无法判断该由哪个会议决定",
    )


def test_without_thresholds_the_lower_row_has_to_be_checked():
    """Fifty million as a small purchase: nothing says that it is one."""
    found = verdict(item("small", amount=Decimal(50_000_000)), routing(amounts={}), "president")
    assert said(found)[0] == (
        "warn",
        "DC13",
        "本院议事清单没有规定金额标准，无法判断是“一般设备”还是“大型设备”",
    )
    assert found.findings[0].remedy == "请党办院办按本院标准核对，并把金额标准补进议事清单"


def test_without_thresholds_the_longer_way_is_safe():
    found = verdict(item("big"), routing(amounts={}), "president")
    assert found.severity == "info"
    assert "无法判断是“大型设备”还是“一般设备”" in found.findings[0].reason


def test_a_sum_below_the_first_row_is_left_to_a_person():
    found = verdict(item("small", amount=Decimal(10)), routing(amounts={"big": 100, "small": 50}), "president")
    assert said(found) == [("warn", "DC13", "金额低于清单的起点（50元），清单没有规定")]


@pytest.mark.parametrize(
    ("prior", "words"),
    [
        (None, "没有引用院长办公会的结论"),
        (PriorFacts("topic", "big", "decision"), "引用的议题不是院长办公会的"),
        (PriorFacts("", "big", "open"), "引用的议题不是院长办公会的"),  # still in the pool
        (PriorFacts("president", "party", "decision"), "引用的议题不是同一事项"),
        (PriorFacts("president", "big", "open"), "院长办公会还没有形成意见"),
        (PriorFacts("president", "big", "deferred"), "院长办公会还没有形成意见"),
        (PriorFacts("president", "big", "rejected"), "院长办公会还没有形成意见"),
        (PriorFacts("president", "big", "information"), "院长办公会还没有形成意见"),
        (PriorFacts("president", "big", "decision"), None),
        (PriorFacts("president", "small", "task"), None),  # the same subject under its other row
    ],
)
def test_the_body_before_must_have_concluded(prior, words):
    found = verdict(ready("big", "president", amount=Decimal(2_000_000), prior=prior), routing(), "committee")
    assert said(found) == ([("block", "DC14", words)] if words else [])


def test_a_body_that_prepares_concludes_by_taking_note():
    assert verdict(ready("posts", "topic", "information"), routing(), "committee").severity == "ok"
    found = verdict(ready("posts", "topic", "open"), routing(), "committee")
    assert said(found) == [("block", "DC09", "书记专题会还没有形成意见")]


def test_the_first_body_of_two_drafts():
    found = verdict(item("big", amount=Decimal(2_000_000)), routing(), "president")
    assert said(found) == [("info", "DC14", "院长办公会拟定方案，由党委会决定")]
    found = verdict(item("posts"), routing(), "topic")
    assert said(found) == [("info", "DC09", "书记专题会酝酿，不作决定，由党委会决定")]


@pytest.mark.parametrize(
    ("talks", "words"),
    [
        ((), "没有会前沟通记录"),
        ((False,), "会前沟通意见不一致"),
        ((True, False), "会前沟通意见不一致"),  # the last word counts
        ((False, True), None),
    ],
)
def test_talks_before_the_meeting(talks, words):
    found = verdict(ready("posts", "topic", "information", consultations=talks), routing(), "committee")
    assert said(found) == ([("block", "DC09", words)] if words else [])


@pytest.mark.parametrize(
    ("opinions", "expected"),
    [
        ([("finance", "agree"), ("branch", "agree")], []),
        ([("finance", "agree")], [("block", "DC16", "缺少党支部意见")]),
        ([("branch", "agree")], [("block", "DC13", "缺少财务意见")]),
        ([("finance", "object"), ("branch", "agree")], [("block", "DC13", "财务意见为不同意")]),
        ([("finance", "object"), ("finance", "agree"), ("branch", "agree")], []),  # asked again
        ([("finance", "condition"), ("branch", "agree")], [("warn", "DC13", "财务意见为有条件同意")]),
    ],
)
def test_opinions(opinions, expected):
    given = tuple(OpinionFacts(kind, word) for kind, word in opinions)
    facts = ready("big", "president", amount=Decimal(2_000_000), opinions=given)
    assert said(verdict(facts, routing(), "committee")) == expected


def test_a_matter_without_a_row_needs_a_reason():
    assert verdict(item(""), routing(), "committee").severity == "block"
    found = verdict(item("", reason="上级点名"), routing(), "committee")
    assert said(found) == [("warn", "DC13", "这个事项不在议事清单里，由人指定上会：上级点名")]
    found = verdict(item("", reason="上级点名"), routing(), "topic")
    assert ("warn", "DC09", "书记专题会不作决定") in said(found)


def test_unknown_matter_and_unknown_body():
    assert said(verdict(item("nothing"), routing(), "committee")) == [
        ("block", "DC13", "议事清单里没有“nothing”这个事项")
    ]
    assert said(verdict(item("party"), routing(), "nobody")) == [("block", "DC13", "议事清单里没有这个议事机构")]


@pytest.mark.parametrize("kind", ["first_topic", "study", "report"])
def test_nothing_is_decided_about_learning(kind):
    assert verdict(ItemFacts("学习", kind=kind), routing(), "committee").severity == "ok"


@pytest.mark.parametrize(("matter", "body", "rules"), [("party", "committee", ["DC10"]), ("daily", "president", [])])
def test_papers_may_be_passed_round_only_where_the_catalogue_says_so(matter, body, rules):
    found = verdict(item(matter), routing(), body, circulated=True)
    assert [each.rule for each in found.findings] == rules


def test_in_an_emergency_one_acts_first_and_reports():
    facts = item("big", amount=Decimal(2_000_000), emergency=True)
    found = verdict(facts, routing(), "committee")
    assert found.severity == "warn"
    assert ("info", "DC15", "紧急情况已先行处置，本次会议听取报告") in said(found)
    assert {each.rule for each in found.findings} == {"DC09", "DC13", "DC14", "DC15", "DC16"}


@pytest.mark.parametrize(
    ("facts", "body", "circulated", "rule"),
    [
        (item("posts", emergency=True), "president", False, "DC13"),  # of another body
        (item("small", amount=Decimal(5_000_000), emergency=True), "president", False, "DC13"),  # called small
        (item("small", emergency=True), "president", False, "DC13"),  # no sum at all
        (item("party", emergency=True), "committee", True, "DC10"),  # no meeting
        (item("", emergency=True), "president", False, "DC13"),  # no matter
    ],
)
def test_an_emergency_changes_neither_who_decides_nor_that_they_meet(facts, body, circulated, rule):
    found = verdict(facts, routing(), body, circulated=circulated)
    assert (found.findings[0].severity, found.findings[0].rule) == ("block", rule)


@pytest.mark.parametrize(
    ("catalogue", "severity"),
    [
        (routing(), "block"),
        (routing(confidence="low"), "warn"),
        (routing(confidence="medium"), "block"),
        (with_rule("DC13", confidence="low"), "warn"),
        (with_rule("DC13", confidence="medium"), "block"),
        (with_rule("DC13", severity="warn"), "warn"),
        (with_rule("DC13", severity="off"), "ok"),
        (routing(rules=[]), "warn"),  # a rule that the catalogue does not state
    ],
)
def test_what_is_not_sure_warns_and_never_blocks(catalogue, severity):
    assert verdict(item("party"), catalogue, "president").severity == severity


def test_the_worst_comes_first():
    facts = ready(
        "big",
        "president",
        amount=Decimal(2_000_000),
        opinions=(OpinionFacts("finance", "condition"),),
    )
    assert [each.severity for each in verdict(facts, routing(), "committee").findings] == ["block", "warn"]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (item("party"), "committee"),
        (item("posts"), "topic"),
        (item("posts", prior=PriorFacts("topic", "posts", "information")), "committee"),
        (item("small", amount=Decimal(5)), "president"),
        (item("big", amount=Decimal(2_000_000), prior=PriorFacts("president", "big", "decision")), "committee"),
        (item(""), "committee"),
    ],
)
def test_where_an_item_goes_next(facts, expected):
    assert next_body(facts, routing()) == expected
