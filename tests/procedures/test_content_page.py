"""docs/procedures-content.md is true: what it lists is shipped, and what it says is refused is refused."""

from pathlib import Path

import pytest
from tests.procedures.content_cases import library, made

from linghang.packs.durations import Duration

PAGE = (Path(__file__).parents[2] / "docs" / "procedures-content.md").read_text(encoding="utf-8")
CONFIDENCE = {"high": "高", "medium": "中", "low": "低"}
SUBJECT = {"person": "人员", "organization": "党组织", "department": "科室", "matter": "事项"}
FULLEST = {"member_development": "local_strict", "ethics_appraisal": "score_lines"}
"""The profile in which the rules of some places apply too."""


def table(heading):
    """The rows of the table that begins with these column titles."""
    lines = iter(PAGE.splitlines())
    next(line for line in lines if line.startswith(f"| {heading}"))
    next(lines)
    rows = []
    for line in lines:
        if not line.startswith("|"):
            return rows
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def test_the_table_of_procedures_is_what_is_shipped():
    shipped = {
        (each.code, each.title, SUBJECT[each.subject], CONFIDENCE[each.confidence]) for each in library().procedures()
    }
    assert {(code, title, subject, sure) for code, title, subject, _, sure in table("代码 | 流程")} == shipped


def test_the_25_steps_on_the_page_are_those_of_the_pack():
    stages = library().procedure("member_development").stages
    assert [(name, steps) for name, steps in table("阶段 | 步骤")] == [
        (stage.title, "；".join(f"{step.number} {step.title}" for step in stage.steps if step.number))
        for stage in stages
    ]


def test_the_table_of_profiles_is_what_is_shipped():
    shipped = {(each.code, profile.code) for each in library().procedures() for profile in each.profiles}
    assert {(code, profile) for code, profile, _, _ in table("流程 | 方案")} == shipped


def strengths():
    """Rule id → how it is enforced somewhere: {"拦住"}, {"提醒"} or both; a `within` of a step's day never refuses."""
    found = {}
    for procedure in library().procedures():
        for step in made(procedure.code, FULLEST.get(procedure.code, "")).procedure.steps:
            for rule in step.times:
                strong = rule.severity == "block" and not rule.unverified
                refuses = strong and bool(rule.at_least or rule.lapses_after or rule.field)
                found.setdefault(rule.rule, set()).add("拦住" if refuses else "提醒")
            for check in step.checks:
                strong = check.severity == "block" and not check.unverified
                found.setdefault(check.rule, set()).add("拦住" if strong else "提醒")
            if step.vote:
                found.setdefault(step.vote.rule, set()).add("提醒" if step.vote.unverified else "拦住")
            for field in step.fields:
                if field.rule:
                    found.setdefault(field.rule, set()).add("拦住")
    return found


def test_the_page_names_every_rule_that_is_enforced():
    by_order_and_papers = {"MD11", "MD22"}
    assert {row[0] for row in table("编号 | 规则")} == set(strengths()) | by_order_and_papers


@pytest.mark.parametrize("row", table("编号 | 规则"), ids=lambda row: row[0])
def test_what_the_page_says_about_breaking_a_rule_is_what_the_pack_does(row):
    """MD10: the national minimum refuses, the local 40 hours warn, as its source says. MD19 has a warning besides."""
    said = {word for word in ("拦住", "提醒") if word in row[2]}
    done = strengths().get(row[0], {"拦住"})
    if row[0] in ("MD10", "MD19"):
        assert "拦住" in done
        assert said == {"拦住"}
    else:
        assert said == done


def test_the_lengths_on_the_page_are_those_of_the_pack():
    """Each number once more, against the pack: by rule, the lengths that stand in it."""
    lengths = {}
    for step in made("member_development", "local_strict").procedure.steps:
        for rule in step.times:
            texts = filter(None, (rule.at_least, rule.within, rule.lapses_after))
            lengths.setdefault(rule.rule, set()).update(str(Duration.parse(text)) for text in texts)
    assert lengths["MD01"] == {"18年"}
    assert lengths["MD02"] == lengths["MD12"] == {"1个月"}
    assert lengths["MD06"] == lengths["MD09"] == lengths["MD18"] == {"1年"}
    assert lengths["MD14"] == {"3个月"}
    assert lengths["MD15"] == lengths["MD16"] == {"3个月", "6个月"}
    assert lengths["MD21"] == {"5个工作日"}
