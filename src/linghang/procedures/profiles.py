"""A local variant as a procedure of its own: parameters filled in, steps left out or compulsory. Pure."""

import re
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel

from linghang.core.errors import refuse
from linghang.packs.procedure import Check, Parameter, Procedure, Profile, Ruled, Stage, Step, TimeRule

NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,6})?")
NAMED = re.compile(r"\$([a-z][a-z0-9_]*)")
NONE = "none"
"""The value of a parameter that sets no limit."""
_BOUNDS = ("at_least", "within", "warn_after", "lapses_after")
Model = TypeVar("Model", bound=BaseModel)
Rule = TypeVar("Rule", bound=Ruled)


def resolve(procedure: Procedure, profile: str = "") -> Procedure:
    """The procedure as `profile` ("" for the shipped one) has it: no `$parameter` is left in it, every step says its
    `after`, and what stands or falls with an unverified parameter is unverified too.

    Raises InputError for a profile or parameter that is not there, and when a step goes back to one left out.
    """
    chosen = profile_of(procedure, profile)
    values = parameters(procedure, chosen)
    without = frozenset(chosen.without if chosen else ())
    stages = tuple(
        changed(stage, steps=kept)
        for stage in procedure.stages
        if (kept := tuple(_step(procedure, chosen, values, each) for each in stage.steps if each.code not in without))
    )
    _check_back(stages, without, chosen)
    return changed(procedure, stages=stages, parameters=tuple(values.values()), profiles=())


def profile_of(procedure: Procedure, code: str) -> Profile | None:
    """The profile of that code; None for "". Raises InputError when there is none."""
    if not code:
        return None
    for each in procedure.profiles:
        if each.code == code:
            return each
    known = "、".join(each.code for each in procedure.profiles) or "（没有）"
    raise refuse("没有这个办法", f"可用的办法：{known}", subject=f"流程 {procedure.code}", field="办法", value=code)


def parameters(procedure: Procedure, profile: Profile | None) -> dict[str, Parameter]:
    """The parameters with the values that hold. A value that a local text sets is verified by it."""
    own = profile.parameters if profile else {}
    return {
        each.code: changed(each, value=own[each.code], source=profile.source, confidence="high", provenance="")
        if profile and each.code in own
        else each
        for each in procedure.parameters
    }


def changed(item: Model, **values: Any) -> Model:
    """The same model with other values. Unlike `model_copy` it forgets what was worked out from the old ones."""
    return type(item).model_construct(**{name: getattr(item, name) for name in type(item).model_fields} | values)


def _step(procedure: Procedure, profile: Profile | None, values: Mapping[str, Parameter], step: Step) -> Step:
    without = frozenset(profile.without if profile else ())
    confirmed = frozenset(profile.confirms if profile else ())
    times = (
        _confirmed(_time(each, values, without), confirmed)
        for each in step.times
        if each.since not in without and each.back_to not in without
    )
    checks = (each for each in step.checks if not _unlimited(each.check, values))
    repeats = _filled(step.repeats, values) if step.repeats else None
    return changed(
        step,
        after=_after(procedure, step.code, without),
        optional=step.optional and step.code not in (profile.required if profile else ()),
        repeats=None if repeats == NONE else repeats,
        times=tuple(each for each in times if each.at_least or each.within or each.lapses_after),
        checks=tuple(_confirmed(_check(each, values), confirmed) for each in checks),
        vote=_confirmed(step.vote, confirmed) if step.vote else None,
    )


def _after(procedure: Procedure, code: str, without: frozenset[str]) -> tuple[str, ...]:
    """The steps before it that are left, in place of those left out the ones before them."""
    found: dict[str, None] = {}
    waiting, seen = list(procedure.after(code)), set[str]()
    while waiting:
        each = waiting.pop(0)
        if each in without and each not in seen:
            seen.add(each)
            waiting = [*procedure.after(each), *waiting]
        elif each not in without:
            found[each] = None
    return tuple(found)


def _time(rule: TimeRule, values: Mapping[str, Parameter], without: frozenset[str]) -> TimeRule:
    lengths = {name: text for name in _BOUNDS if (text := getattr(rule, name))}
    filled = {name: None if _unlimited(text, values) else _filled(text, values) for name, text in lengths.items()}
    doubtful = any(_doubtful(text, values) for text in lengths.values())
    unless = None if rule.unless in without else rule.unless
    return changed(rule, unless=unless, **filled, **({"confidence": "low"} if doubtful else {}))


def _check(rule: Check, values: Mapping[str, Parameter]) -> Check:
    doubtful = _doubtful(rule.check, values)
    return changed(rule, check=_filled(rule.check, values), **({"confidence": "low"} if doubtful else {}))


def _filled(text: str, values: Mapping[str, Parameter]) -> str:
    def value(found: re.Match[str]) -> str:
        if found[1] not in values:
            known = "、".join(values) or "（没有）"
            raise refuse("没有这个参数", f"已定义的参数：{known}", field="参数", value=found[0])
        return values[found[1]].value

    return NAMED.sub(value, text)


def _unlimited(text: str, values: Mapping[str, Parameter]) -> bool:
    return any(values[name].value == NONE for name in NAMED.findall(text) if name in values)


def _doubtful(text: str, values: Mapping[str, Parameter]) -> bool:
    return any(values[name].unverified for name in NAMED.findall(text) if name in values)


def _confirmed(rule: Rule, ids: frozenset[str]) -> Rule:
    """A rule that the local text confirms is verified."""
    return changed(rule, confidence="high", provenance="") if rule.rule and rule.rule in ids else rule


def _check_back(stages: tuple[Stage, ...], without: frozenset[str], profile: Profile | None) -> None:
    for step in (step for stage in stages for step in stage.steps):
        for outcome in step.outcomes.values():
            if profile and outcome.back_to in without:
                raise refuse(
                    f"办法去掉了步骤 {outcome.back_to}，“{step.title}”的结果“{outcome.title}”还要退回它",
                    "请保留这个步骤，或另写流程",
                    subject=f"办法 {profile.code}",
                    field="without",
                    value=str(outcome.back_to),
                )
