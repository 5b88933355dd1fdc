"""Through which steps a case goes, who may act, and what time there must be between the steps."""

from collections.abc import Iterator
from typing import Literal, Self

from pydantic import Field, model_validator

from linghang.packs.durations import DurationText
from linghang.packs.model import Confidence, Name, PackObject, Part, RegisterField, Text
from linghang.packs.routing import Threshold

Actor = Literal["secretary", "office", "leader", "department_head", "quality", "discipline", "subject"]
Severity = Literal["block", "warn"]


class Parameter(Part):
    """A limit that profiles may set otherwise: a duration, or a number. `value` is the national or shipped default."""

    code: Name
    title: Text
    value: Text
    source: str = ""
    confidence: Confidence = "high"


class TimeRule(Part):
    """Time between an earlier step and this one.

    Counted from the day of step `since` (or from the date that its field `since_field` states). `at_least`: not before;
    `within`: not after; each a duration or `$parameter`. `lapses_after`: past it the step `back_to` has to be done
    anew. A rule of low confidence warns only.
    """

    since: Name
    since_field: Name | None = None
    at_least: DurationText | str | None = None
    within: DurationText | str | None = None
    lapses_after: DurationText | str | None = None
    back_to: Name | None = None
    rule: str = ""
    severity: Severity = "block"
    message: str = ""
    confidence: Confidence = "high"


class Document(Part):
    """A paper of the file. A step is not done before its required documents are there."""

    code: Name
    title: Text
    required: bool = True
    hint: str = ""


class VoteRule(Part):
    """How a meeting votes on the case: `quorum` of those entitled must be there, more than `majority` of `base` agree.

    `written_counts`: written opinions of absent members count among the votes (a branch admitting a member; not in a
    committee). `secret`: by ballot.
    """

    roll: Literal["branch_full_members", "branch_committee", "committee", "all_staff", "given"]
    quorum: Threshold = ">1/2"
    majority: Threshold = ">1/2"
    base: Literal["entitled", "present"] = "entitled"
    written_counts: bool = False
    secret: bool = True
    rule: str = ""


class Check(Part):
    """A condition over what the case's fields say (`step__field`) and facts of its subject, as an expression."""

    check: Text
    message: Text
    remedy: str = ""
    rule: str = ""
    severity: Severity = "block"


class Step(Part):
    """One step of a case.

    `by`: who may do it, by role; `decided_by` where a superior answers. `after`: the steps that must be done before it
    (the one written before it unless told). `optional`: the case may go on without it. `repeats`: it is due again after
    this long, until a step of the next stage is done (half-yearly inspection). `outcomes`: how it may end, with the
    step that the case goes back to, `end` when it closes the case, or "" when it goes on.
    """

    code: Name
    title: Text
    number: str = ""
    by: tuple[Actor, ...] = Field(min_length=1)
    after: tuple[Name, ...] | None = None
    optional: bool = False
    repeats: DurationText | str | None = None
    fields: tuple[RegisterField, ...] = ()
    documents: tuple[Document, ...] = ()
    vote: VoteRule | None = None
    times: tuple[TimeRule, ...] = ()
    checks: tuple[Check, ...] = ()
    outcomes: dict[Name, "Outcome"] = Field(default_factory=dict)
    rule: str = ""
    hint: str = ""


class Outcome(Part):
    """How a step may end. `back_to`: the step that has to be done anew; `ends`: the case is closed with this result."""

    title: Text
    back_to: Name | None = None
    ends: bool = False


class Stage(Part):
    """Steps that belong together (5 stages of member development)."""

    code: Name
    title: Text
    steps: tuple[Step, ...] = Field(min_length=1)


class Profile(Part):
    """A local variant: other values of parameters, steps left out or made compulsory. `source` names the local rule."""

    code: Name
    title: Text
    source: Text
    parameters: dict[Name, Text] = Field(default_factory=dict)
    without: tuple[Name, ...] = ()
    required: tuple[Name, ...] = ()


class Procedure(PackObject):
    """A staged case about a `subject`. `sensitivity` decides who may see cases. `number`: how cases are numbered."""

    subject: Literal["person", "organization", "department", "institution", "matter"]
    sensitivity: Literal["internal", "member", "discipline"] = "internal"
    stages: tuple[Stage, ...] = Field(min_length=1)
    parameters: tuple[Parameter, ...] = ()
    profiles: tuple[Profile, ...] = ()

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps in order."""
        return tuple(self._steps())

    def _steps(self) -> Iterator[Step]:
        for stage in self.stages:
            yield from stage.steps

    def step(self, code: str) -> Step:
        """The step of that code; KeyError when there is none."""
        for step in self._steps():
            if step.code == code:
                return step
        raise KeyError(code)

    @model_validator(mode="after")
    def _names_exist(self) -> Self:
        codes = [step.code for step in self._steps()]
        if twice := {code for code in codes if codes.count(code) > 1}:
            raise ValueError(f"步骤重复：{'、'.join(sorted(twice))}")
        known, named = set(codes), set[str]()
        for step in self._steps():
            named |= set(step.after or ()) | {time.since for time in step.times}
            named |= {time.back_to for time in step.times if time.back_to}
            named |= {outcome.back_to for outcome in step.outcomes.values() if outcome.back_to}
        for profile in self.profiles:
            named |= set(profile.without) | set(profile.required)
        if unknown := sorted(named - known):
            raise ValueError(f"没有这些步骤：{'、'.join(unknown)}")
        parameters = {each.code for each in self.parameters}
        if unknown := sorted({code for profile in self.profiles for code in profile.parameters} - parameters):
            raise ValueError(f"没有这些参数：{'、'.join(unknown)}")
        return self
