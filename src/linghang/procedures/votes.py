"""How a meeting's vote on a case ended. Pure; the counting itself is that of all meetings (decisions/voting.py)."""

from linghang.core.errors import InputError
from linghang.decisions import voting
from linghang.packs.procedure import Severity, Step, VoteRule
from linghang.procedures.cases import Tally
from linghang.procedures.findings import Finding, block

FIELD = "表决"


def count(rule: VoteRule, tally: Tally) -> voting.Count:
    """The result of a vote in numbers. Raises InputError, with the id of the rule, for numbers that cannot be."""
    return voting.count_numbers(
        voting.Rule(rule.quorum, rule.majority, rule.base, rule.secret, rule.written_counts, rule.rule),
        tally.entitled,
        tally.present,
        voting.Tally(tally.in_favour, tally.against, tally.abstain),
        voting.Tally(tally.written_in_favour, tally.written_against, tally.written_abstain),
    )


def needs(step: Step, outcome: str) -> str:
    """Which vote the end of the step takes: `carried`, `lost`, or "" when it takes none."""
    if step.vote is None:
        return ""
    named = step.outcomes.get(outcome)
    if named is None:
        return "carried"
    return named.vote or ("carried" if named.goes_on else "")


def check(step: Step, outcome: str, tally: Tally | None, entitled: int | None) -> list[Finding]:
    """Whether the vote is there, can be, and ended as the step did. `entitled`: how many the house's own roll has."""
    if step.vote is None:
        return [block("这一步不表决", "请去掉表决人数", field=FIELD)] if tally else []
    wanted = needs(step, outcome)
    if tally is None:
        reason = "没有填写表决情况"
        return [block(reason, "请填应到会、到会和各项票数", field=FIELD, rule=step.vote.rule)] if wanted else []
    try:
        counted = count(step.vote, tally)
    except InputError as error:
        return [block(fault.reason, fault.remedy, field=FIELD, rule=step.vote.rule) for fault in error.faults]
    return [*_roll(step.vote, tally, entitled), *_result(step.vote, counted, wanted)]


def _roll(rule: VoteRule, tally: Tally, entitled: int | None) -> list[Finding]:
    if entitled is None or entitled == tally.entitled:
        return []
    reason = f"应到会填的是{tally.entitled}人，名册上当天有表决权的是{entitled}人"
    return [Finding("warn", reason, "请核对名册和到会情况", FIELD, rule=rule.rule)]


def _result(rule: VoteRule, counted: voting.Count, wanted: str) -> list[Finding]:
    severity: Severity = "warn" if rule.unverified else "block"
    if wanted == "carried" and not counted.passed:
        remedy = "没有通过的请选没有通过的结果"
    elif wanted == "lost" and counted.passed:
        remedy = "已经通过的请选通过的结果"
    else:
        return []
    return [Finding(severity, counted.reason, remedy, FIELD, rule=rule.rule, unverified=rule.unverified)]
