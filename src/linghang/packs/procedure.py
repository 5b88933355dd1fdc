"""Through which steps a case goes, who may act, and what time there must be between the steps."""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Annotated, Literal, Self, TypeVar

from pydantic import AfterValidator, Field, model_validator

from linghang.packs.durations import Duration
from linghang.packs.model import Confidence, FieldType, Name, PackObject, Part, RegisterField, Text
from linghang.packs.routing import Threshold

Actor = Literal["secretary", "office", "leader", "department_head", "quality", "discipline", "subject"]
Severity = Literal["block", "warn"]
Subject = Literal["person", "organization", "department", "institution", "matter"]
_PARAMETER = re.compile(r"\$[a-z][a-z0-9]*(_[a-z0-9]+)*")


def _length(text: str) -> str:
    if not _PARAMETER.fullmatch(text):
        Duration.parse(text)
    return text


Length = Annotated[Text, AfterValidator(_length)]
"""A duration as `packs.durations` writes it, or `$parameter`."""
OPENED, SUBJECT = "opened", "subject"
"""What time may also be counted from, besides steps: the opening of the case, and dates known of its subject."""
FACTS: Mapping[str, FieldType] = MappingProxyType(
    {
        "done_on": "date",
        "subject__birthday": "date",
        "subject__age": "integer",
        "subject__member": "text",
        "subject__member_since": "date",
        "subject__probation_since": "date",
        "subject__leaving_on": "date",
        "subject__title": "text",
        "branch__kind": "text",
        "branch__full_members": "integer",
        "entitled": "integer",
        "present": "integer",
        "in_favour": "integer",
    }
)
"""What a check may ask besides the fields of the steps: the day of the step, what the house knows of the subject and of
the branch on that day, and the numbers of the step's vote. `subject__member`: "", probationary or full;
`branch__kind`: see organization.PartyOrganizationForm.Kind. What is not known is missing, and judges nothing."""


class Parameter(Part):
    """A limit that profiles may set otherwise: a duration, a number, or `none`: what uses it does not apply. `value` is
    the national or shipped default."""

    code: Name
    title: Text
    value: Text
    source: str = ""
    confidence: Confidence = "high"
    provenance: str = ""

    @property
    def unverified(self) -> bool:
        return _unverified(self.confidence, self.provenance)


class Ruled(Part):
    """What a rule says of itself. `rule`: its id. One of low confidence, or recalled, warns and never blocks."""

    rule: str = ""
    confidence: Confidence = "high"
    provenance: str = ""

    @property
    def unverified(self) -> bool:
        return _unverified(self.confidence, self.provenance)


class TimeRule(Ruled):
    """Time between an earlier step and this one.

    Counted from the day of step `since` (or from the date that its field `since_field` states); `since` may be this
    step itself with a date stated in it, `opened` (the opening of the case) or `subject` (a date known of the subject:
    birthday, member_since, probation_since, leaving_on). `since_outcome`: only from a time when the step ended so,
    also one that was gone back behind. `field`: the date of this step that is bound instead of the day on which it is
    done. A rule whose start is not known does not apply, nor one whose step `unless` has been done in this case.

    `at_least`: not before; the first day allowed is that one. `within`: not after; later is late and says so, but is
    never refused (a date in `field` is); the light is yellow from `warn_after` on, else when two thirds of the time are
    over. `lapses_after`: past it the step is refused until step `back_to` has been done anew, with all that follow it
    or (`redo: step`) alone; the day itself is still good. Each a duration or `$parameter`.
    """

    since: Name
    since_field: Name | None = None
    since_outcome: Name | None = None
    field: Name | None = None
    at_least: Length | None = None
    within: Length | None = None
    warn_after: Length | None = None
    lapses_after: Length | None = None
    back_to: Name | None = None
    redo: Literal["following", "step"] = "following"
    unless: Name | None = None
    severity: Severity = "block"
    message: str = ""

    @model_validator(mode="after")
    def _bounds(self) -> Self:
        if not (self.at_least or self.within or self.lapses_after):
            raise ValueError("时间规则要写 at_least、within 或 lapses_after")
        if bool(self.lapses_after) != bool(self.back_to):
            raise ValueError("lapses_after 和 back_to 要一起写：过期后从哪一步重新办理")
        if self.warn_after and not self.within:
            raise ValueError("warn_after 只和 within 一起写")
        if self.since == SUBJECT and not self.since_field:
            raise ValueError("since: subject 要写 since_field，如 birthday")
        return self


class StepField(RegisterField):
    """A field of a step. `person`: it holds staff numbers, of anybody (`staff`), of Party members (`member`) or of full
    members (`full_member`) on the day of the step. `least`, `most`: how many a list holds. `rule`: the rule behind it.
    """

    person: Literal["staff", "member", "full_member"] | None = None
    least: int | None = Field(default=None, ge=1)
    most: int | None = Field(default=None, ge=1)
    rule: str = ""

    @model_validator(mode="after")
    def _people_are_text(self) -> Self:
        if self.person and self.type != "text":
            raise ValueError("person 字段填工号，type 应为 text")
        if self.identifier:
            raise ValueError("流程的字段不能是 identifier：证件号不写进流程")
        if (self.least or self.most) and not self.list:
            raise ValueError("least、most 只用于 list 字段")
        if self.least and self.most and self.most < self.least:
            raise ValueError("most 小于 least")
        return self


class Document(Part):
    """A paper of the file. A step is not done before its required documents are there: uploaded, or said where the
    original is kept. `outcome`: required only when the step ends so."""

    code: Name
    title: Text
    required: bool = True
    outcome: Name | None = None
    hint: str = ""
    rule: str = ""


class VoteRule(Ruled):
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


class Check(Ruled):
    """A condition over what the case's fields say (`step__field`, `opened__field`; also `step__on` and
    `step__outcome`) and the facts (`FACTS`), as an expression in which `$parameter` stands for its number. Only what
    is clearly not met is a finding; what is missing is not judged. `despite`: what the rule forbids is refused also
    where it is not verified, unless the step says why it is done all the same."""

    check: Text
    message: Text
    remedy: str = ""
    severity: Severity = "block"
    despite: bool = False


class Outcome(Part):
    """How a step may end. `back_to`: the step that has to be done anew, with all that come after it; `ends`: the case
    is closed with this result; neither: it goes on. `vote`: it takes a vote that was carried, or one that was lost.
    """

    title: Text
    back_to: Name | None = None
    ends: bool = False
    vote: Literal["carried", "lost"] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.back_to and self.ends:
            raise ValueError("back_to 和 ends 只能写一个")
        return self

    @property
    def goes_on(self) -> bool:
        return not self.back_to and not self.ends


class Step(Part):
    """One step of a case.

    `by`: who may do it, by role. `after`: the steps that must be done before it (the one written before it unless
    told; [] for none). `optional`: the case may go on without it, unless an outcome goes back to it; `only_back`: it
    can be done only then (extension of probation). `repeats`: it is
    due again after this long, until a step of a later stage is done (half-yearly inspection). `at_most`: how often it
    may be done in one case. `outcomes`: how it may end. When one of them goes on, one of them must be named; else the
    step may also simply be done.
    """

    code: Name
    title: Text
    number: str = ""
    by: tuple[Actor, ...] = Field(min_length=1)
    after: tuple[Name, ...] | None = None
    optional: bool = False
    only_back: bool = False
    repeats: Length | None = None
    at_most: int | None = Field(default=None, ge=1)
    fields: tuple[StepField, ...] = ()
    documents: tuple[Document, ...] = ()
    vote: VoteRule | None = None
    times: tuple[TimeRule, ...] = ()
    checks: tuple[Check, ...] = ()
    outcomes: dict[Name, Outcome] = Field(default_factory=dict)
    rule: str = ""
    hint: str = ""

    def field(self, code: str) -> StepField:
        """The field of that code; KeyError when there is none."""
        return _by_code(self.fields, code)

    def document(self, code: str) -> Document:
        """The document of that code; KeyError when there is none."""
        return _by_code(self.documents, code)

    @property
    def must_say(self) -> bool:
        """Whether one of the outcomes has to be named."""
        return any(outcome.goes_on for outcome in self.outcomes.values())

    @model_validator(mode="after")
    def _inside(self) -> Self:
        _once([field.code for field in self.fields], "字段重复")
        _once([document.code for document in self.documents], "材料重复")
        dates = {field.code for field in self.fields if field.type == "date" and not field.list}
        if unknown := sorted({rule.field for rule in self.times if rule.field} - dates):
            raise ValueError(f"时间规则的 field 不是本步骤的日期字段：{'、'.join(unknown)}")
        named = {document.outcome for document in self.documents if document.outcome}
        if unknown := sorted(named - set(self.outcomes)):
            raise ValueError(f"没有这些结果：{'、'.join(unknown)}")
        if self.only_back and not self.optional:
            raise ValueError("only_back 只用于 optional 的步骤")
        if self.vote is None and any(outcome.vote for outcome in self.outcomes.values()):
            raise ValueError("outcome 写了 vote，步骤没有 vote")
        return self


class Stage(Part):
    """Steps that belong together (5 stages of member development)."""

    code: Name
    title: Text
    steps: tuple[Step, ...] = Field(min_length=1)


class Profile(Part):
    """A local variant: other values of parameters, steps left out or made compulsory. `source` names the local rule;
    `confirms`: ids of rules that its text confirms, so that they block."""

    code: Name
    title: Text
    source: Text
    parameters: dict[Name, Text] = Field(default_factory=dict)
    without: tuple[Name, ...] = ()
    required: tuple[Name, ...] = ()
    confirms: tuple[str, ...] = ()


class Procedure(PackObject):
    """A staged case about a `subject`. `sensitivity` decides who may see cases. `fields`: what is said when a case is
    opened. `opened_by`: who may open one (whoever does the first step unless told). `one_at_a_time`: a subject has one
    open case of it. Discipline keeps no cases here: what is sealed stands in `integrity`.
    """

    subject: Subject
    sensitivity: Literal["internal", "member"] = "internal"
    stages: tuple[Stage, ...] = Field(min_length=1)
    fields: tuple[StepField, ...] = ()
    opened_by: tuple[Actor, ...] = ()
    one_at_a_time: bool = False
    parameters: tuple[Parameter, ...] = ()
    profiles: tuple[Profile, ...] = ()

    @property
    def unverified(self) -> bool:
        """Also of what was recalled rather than found."""
        return _unverified(self.confidence, self.provenance)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """All steps in order."""
        return tuple(step for stage in self.stages for step in stage.steps)

    def step(self, code: str) -> Step:
        """The step of that code; KeyError when there is none."""
        return self._of_code[code]

    def stage_of(self, code: str) -> Stage:
        """The stage in which the step of that code stands; KeyError when there is none."""
        return self.stages[self._stage_number[code]]

    def later(self, code: str) -> frozenset[str]:
        """The steps of the stages after that of `code`."""
        place = self._stage_number[code]
        return frozenset(each for each, stage in self._stage_number.items() if stage > place)

    def after(self, code: str) -> tuple[str, ...]:
        """The steps that must be done before that one, as written or, unless told, the one before it."""
        return self._after[code]

    def behind(self, code: str) -> frozenset[str]:
        """The steps that come after that one, directly or through others: what is undone when it is done anew."""
        return self._behind[code]

    @cached_property
    def _of_code(self) -> dict[str, Step]:
        return {step.code: step for step in self.steps}

    @cached_property
    def _stage_number(self) -> dict[str, int]:
        return {step.code: number for number, stage in enumerate(self.stages) for step in stage.steps}

    @cached_property
    def _after(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        before: tuple[str, ...] = ()
        for step in self.steps:
            found[step.code] = before if step.after is None else step.after
            before = (step.code,)
        return found

    @cached_property
    def _behind(self) -> dict[str, frozenset[str]]:
        return {code: frozenset(self._reached(code)) for code in self._after}

    def _reached(self, code: str) -> set[str]:
        reached: set[str] = set()
        frontier = [code]
        while frontier:
            frontier = [each for each, before in self._after.items() if set(before) & set(frontier)]
            frontier = [each for each in frontier if each not in reached]
            reached.update(frontier)
        return reached

    @model_validator(mode="after")
    def _names_exist(self) -> Self:
        codes = [step.code for step in self.steps]
        _once(codes, "步骤重复")
        _once([field.code for field in self.fields], "字段重复")
        _once([parameter.code for parameter in self.parameters], "参数重复")
        if taken := sorted({OPENED, SUBJECT, "branch"} & set(codes)):
            raise ValueError(f"步骤不能叫 {'、'.join(taken)}：另有所指")
        known, named = set(codes), set[str]()
        for step in self.steps:
            named |= set(step.after or ()) | {time.since for time in step.times} - {OPENED, SUBJECT}
            named |= {code for time in step.times for code in (time.back_to, time.unless) if code}
            named |= {outcome.back_to for outcome in step.outcomes.values() if outcome.back_to}
        for profile in self.profiles:
            named |= set(profile.without) | set(profile.required)
        if unknown := sorted(named - known):
            raise ValueError(f"没有这些步骤：{'、'.join(unknown)}")
        parameters = {each.code for each in self.parameters}
        if unknown := sorted({code for profile in self.profiles for code in profile.parameters} - parameters):
            raise ValueError(f"没有这些参数：{'、'.join(unknown)}")
        return self


Coded = TypeVar("Coded", StepField, Document, Step)


def _unverified(confidence: Confidence, provenance: str) -> bool:
    return confidence == "low" or provenance.startswith("recalled")


def _by_code(items: Iterable[Coded], code: str) -> Coded:
    for item in items:
        if item.code == code:
            return item
    raise KeyError(code)


def _once(codes: list[str], reason: str) -> None:
    if twice := {code for code in codes if codes.count(code) > 1}:
        raise ValueError(f"{reason}：{'、'.join(sorted(twice))}")
