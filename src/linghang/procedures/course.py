"""A procedure made ready to be followed: resolved for a profile, its checks parsed, its coded fields with their names.

Pure. Making one takes a few milliseconds; the store keeps those in use.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from linghang.expressions import Node, Schema, evaluate, fields_of, parse_condition
from linghang.expressions.schema import type_of
from linghang.expressions.tree import Field, Type
from linghang.packs.library import Library
from linghang.packs.model import RegisterField
from linghang.packs.procedure import FACTS, OPENED, SUBJECT, Check, Procedure, Step, StepField
from linghang.procedures.cases import State, Tally
from linghang.procedures.facts import ENTITLED, STANDING, Known
from linghang.procedures.findings import Finding
from linghang.procedures.profiles import resolve
from linghang.registers.cells import Codes, from_stored

_OF_VOTE = ("entitled", "present", "in_favour")
"""What a check asks of the vote itself, not of the house."""


@dataclass(frozen=True)
class Course:
    """`conditions`: the checks of each step, parsed; `codes`: the choices of each codeset in use; `asks`: what each
    step wants to know (names of `FACTS`; STANDING of the people it names), steps that ask nothing left out."""

    procedure: Procedure
    profile: str
    conditions: Mapping[str, tuple[tuple[Check, Node], ...]]
    codes: Mapping[str, Codes]
    asks: Mapping[str, frozenset[str]]

    def fields(self, step: str) -> tuple[StepField, ...]:
        """What a step says; what is said at the opening for `opened`."""
        return self.procedure.fields if step == OPENED else self.procedure.step(step).fields

    def codes_for(self, field: RegisterField) -> Codes | None:
        return self.codes.get(field.codeset) if field.codeset else None


def course(procedure: Procedure, library: Library, profile: str = "") -> Course:
    """Raises InputError for a profile that is not there and for a check that cannot be read."""
    resolved = resolve(procedure, profile)
    schema = schema_of(resolved)
    conditions = {
        step.code: tuple((check, parse_condition(check.check, schema, library)) for check in step.checks)
        for step in resolved.steps
    }
    fields = [*resolved.fields, *(field for step in resolved.steps for field in step.fields)]
    codes = {field.codeset: _codes(field.codeset, library) for field in fields if field.codeset}
    asked = {step.code: _asked(step, conditions[step.code]) for step in resolved.steps}
    asks = {code: names for code, names in asked.items() if names}
    return Course(resolved, profile, conditions, codes, asks)


def schema_of(procedure: Procedure) -> Schema:
    """The names that a check may use: `step__field`, `step__on`, `step__outcome`, `opened__field`, and the facts."""
    found = {name: Field(name, type_of(_fact(name, kind))) for name, kind in FACTS.items()}
    groups: list[tuple[str, Sequence[StepField]]] = [(OPENED, procedure.fields)]
    groups += [(step.code, step.fields) for step in procedure.steps]
    for step, fields in groups:
        found[f"{step}__on"] = Field(f"{step}__on", Type.DATE)
        found[f"{step}__outcome"] = Field(f"{step}__outcome", Type.TEXT)
        for field in fields:
            name = f"{step}__{field.code}"
            found[name] = Field(name, type_of(field), field.list)
    return found


def row_of(course: Course, state: State, known: Known) -> dict[str, Any]:
    """What a check may ask of the case as it stands; what is not known is missing."""
    row = {**known.values, f"{OPENED}__on": state.opened_on}
    row |= typed(course, OPENED, state.opened)
    for done in state.done.values():
        row |= typed(course, done.step, done.data)
        row |= {f"{done.step}__on": done.on, f"{done.step}__outcome": done.outcome}
    return row


def typed(course: Course, step: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Stored data of a step as values by name; what no longer fits its field is missing."""
    found = {}
    for field in course.fields(step):
        try:
            value = from_stored(field, data.get(field.code))
        except ValueError:
            continue
        if value is not None:
            found[f"{step}__{field.code}"] = value
    return found


def judge(course: Course, step: str, row: Mapping[str, Any], *, explained: bool = True) -> list[Finding]:
    """The checks of a step that are clearly not met. `explained`: the step says why it is done all the same."""
    return [_unmet(check, explained) for check, node in course.conditions[step] if evaluate(node, row) is False]


def _unmet(check: Check, explained: bool) -> Finding:
    if check.despite and check.unverified and not explained:
        remedy = f"{check.remedy}；确需这样办的，在“说明”里写明理由"
        return Finding("block", f"{check.message}（未核实）", remedy, "说明", rule=check.rule)
    severity = "warn" if check.unverified else check.severity
    return Finding(severity, check.message, check.remedy, rule=check.rule, unverified=check.unverified)


def numbers_of(tally: Tally | None, *, written_counts: bool) -> dict[str, int]:
    """What a check may ask of a vote."""
    if tally is None:
        return {}
    in_favour = tally.in_favour + (tally.written_in_favour if written_counts else 0)
    return {"entitled": tally.entitled, "present": tally.present, "in_favour": in_favour}


def _asked(step: Step, conditions: Iterable[tuple[Check, Node]]) -> frozenset[str]:
    named = set[str]().union(*(fields_of(node) for _, node in conditions)) & (set(FACTS) - {"done_on", *_OF_VOTE})
    named |= {f"{SUBJECT}__{rule.since_field}" for rule in step.times if rule.since == SUBJECT}
    if step.vote is not None:
        named.add(ENTITLED)
    if any(field.person in ("member", "full_member") for field in step.fields):
        named.add(STANDING)
    return frozenset(named)


def _codes(codeset: str, library: Library) -> Codes:
    item = library.codeset(codeset)
    return Codes(library.code_names[codeset], item.match == "prefix", item.unverified)


def _fact(name: str, kind: Any) -> RegisterField:
    return RegisterField(code=name.replace("__", "_"), title=name, type=kind)
