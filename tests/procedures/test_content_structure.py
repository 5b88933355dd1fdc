"""The shipped procedures as a whole: the 25 steps, where each says it comes from, and what may refuse."""

import pytest
from tests.procedures.content_cases import MEMBER, library, made

PROCEDURES = library().procedures()
EVERY = [(each.code, profile) for each in PROCEDURES for profile in ("", *(own.code for own in each.profiles))]
OWN = "领航自拟"
LOCAL = {"MD03", "MD09", "MD21"}
"""Rules of some places only: nothing of them refuses before a hospital confirms it (governance: local may warn)."""
RECALLED = {"MD14", "EL02", "BR11", "DC05、DC06", "LF10", "任用公示", "任用试用期", "投诉管理办法"}

TWENTY_FIVE = [
    "递交入党申请书",
    "党组织派人谈话",
    "推荐和确定入党积极分子",
    "上级党委备案",
    "指定培养联系人",
    "培养教育考察",
    "确定发展对象",
    "报上级党委备案",
    "确定入党介绍人",
    "政治审查",
    "开展集中培训",
    "支部委员会审查",
    "上级党委预审",
    "填写入党志愿书",
    "支部大会讨论接收",
    "上级党委派人谈话",
    "党委审批",
    "报再上一级组织部门备案",
    "编入党支部和党小组",
    "入党宣誓",
    "继续教育考察",
    "提出转正申请",
    "支部大会讨论转正",
    "党委审批转正",
    "材料归档",
]


def test_all_eleven_procedures_are_shipped():
    assert {each.code for each in PROCEDURES} == {
        "member_development",
        "cadre_appointment",
        "award_selection",
        "re_election",
        "weak_branch_rectification",
        "branch_upgrading",
        "responsibility_letter",
        "ethics_appraisal",
        "technique_admission",
        "complaint",
        "inspection_rectification",
    }


def test_the_steps_are_numbered_from_1_to_25_in_their_order():
    numbered = [step for step in library().procedure(MEMBER).steps if step.number]
    assert [step.number for step in numbered] == [str(number) for number in range(1, 26)]
    assert [step.title for step in numbered] == TWENTY_FIVE


def test_the_25_steps_are_grouped_2_4_5_7_7():
    stages = library().procedure(MEMBER).stages
    assert [sum(bool(step.number) for step in stage.steps) for stage in stages] == [2, 4, 5, 7, 7]


def test_what_has_no_number_is_left_out_nationally_but_for_the_submission_that_time_counts_from():
    unnumbered = {step.code: step.optional for step in library().procedure(MEMBER).steps if not step.number}
    assert [code for code, optional in unnumbered.items() if not optional] == ["submission"]
    assert set(unnumbered) == {
        "submission",
        "thought_report",
        "notice_candidate",
        "notice_admission",
        "notice_full",
        "extension",
    }


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda each: each.code)
def test_every_procedure_says_its_source_how_sure_it_is_and_where_that_was_found(procedure):
    assert procedure.source
    assert procedure.confidence in ("high", "medium", "low")
    assert procedure.provenance
    assert all(parameter.source for parameter in procedure.parameters)
    assert all(profile.source for profile in procedure.profiles)


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda each: each.code)
def test_every_step_time_rule_vote_and_check_names_its_rule(procedure):
    for step in procedure.steps:
        named = [step.rule, *(rule.rule for rule in (*step.times, *step.checks))]
        assert all(named), f"{step.code}: {named}"
        assert step.vote is None or step.vote.rule


@pytest.mark.parametrize(("code", "profile"), EVERY)
def test_every_profile_of_every_procedure_can_be_followed(code, profile):
    assert made(code, profile).procedure.steps


@pytest.mark.parametrize(("code", "profile"), [each for each in EVERY if each[1] != "checked"])
def test_no_local_recalled_or_own_rule_refuses(code, profile):
    for step in made(code, profile).procedure.steps:
        rules = [*step.times, *step.checks, *([step.vote] if step.vote else [])]
        for rule in rules:
            if rule.rule in LOCAL | RECALLED | {OWN}:
                severity = getattr(rule, "severity", "block")
                assert severity == "warn" or rule.unverified, f"{step.code}: {rule.rule}"


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda each: each.code)
def test_every_own_limit_of_time_is_marked_low(procedure):
    for step in procedure.steps:
        for rule in step.times:
            if rule.rule == OWN:
                assert rule.unverified, f"{step.code}: {rule.message}"


def test_the_five_kinds_of_papers_of_md22_are_asked_for_at_the_archive():
    asked = {each.title for each in library().procedure(MEMBER).step("archive").documents if each.required}
    assert asked == {"入党志愿书", "入党申请书", "政治审查材料", "转正申请书", "培养教育考察材料"}


def test_clues_are_no_procedure_for_their_cases_would_lie_in_clear():
    assert not [each for each in PROCEDURES if "clue" in each.code or "线索" in each.title]
