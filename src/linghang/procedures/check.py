"""What is wrong with the procedures of a library, with file and line. Pure.

A procedure by itself is judged when it is read (`packs/procedure.py`); here its steps are held against one another,
its rules against its parameters, its checks against its fields, in the shipped variant and in every profile.
"""

from collections.abc import Iterator

from linghang.core.errors import Fault, InputError
from linghang.expressions import parse_condition
from linghang.packs.durations import Duration
from linghang.packs.library import Entry, Library
from linghang.packs.procedure import OPENED, SUBJECT, Procedure, Step, TimeRule
from linghang.procedures.course import schema_of
from linghang.procedures.profiles import NAMED, NONE, NUMBER, resolve

Path = tuple[str | int, ...]
Found = tuple[Path, Fault]
"""Where in the object a fault stands (its key path), and the fault."""
SUBJECT_DATES = frozenset({"birthday", "member_since", "probation_since", "leaving_on"})


def check(library: Library) -> list[Fault]:
    """Every fault of every procedure: order of steps, time rules, checks, votes, papers, profiles."""
    return [
        Fault(
            entry.file,
            entry.line_of(*path),
            f"流程 {entry.item.code}",
            fault.field,
            fault.value,
            fault.reason,
            fault.remedy,
        )
        for entry in library.entries
        if isinstance(entry.item, Procedure)
        for path, fault in _faults(library, entry, entry.item)
    ]


def _faults(library: Library, entry: Entry, procedure: Procedure) -> Iterator[Found]:
    yield from _parameters(procedure)
    places: dict[str, Path] = {
        step.code: ("stages", row, "steps", column)
        for row, stage in enumerate(procedure.stages)
        for column, step in enumerate(stage.steps)
    }
    circled = list(_circles(procedure, places))
    yield from circled
    for step in procedure.steps:
        yield from _step(library, procedure, step, places[step.code])
    for place, field in enumerate(procedure.fields):
        yield from _codeset(library, ("fields", place), field.codeset)
    if not circled:
        yield from _profiles(procedure)


def _parameters(procedure: Procedure) -> Iterator[Found]:
    for place, parameter in enumerate(procedure.parameters):
        if not _is_value(parameter.value):
            yield ("parameters", place, "value"), _bad_value(parameter.code, parameter.value)
    for place, profile in enumerate(procedure.profiles):
        for code, value in profile.parameters.items():
            if not _is_value(value):
                yield ("profiles", place, "parameters", code), _bad_value(code, value)


def _is_value(text: str) -> bool:
    if text == NONE or NUMBER.fullmatch(text):
        return True
    try:
        Duration.parse(text)
    except ValueError:
        return False
    return True


def _bad_value(code: str, value: str) -> Fault:
    return Fault(
        field=code,
        value=value,
        reason="参数既不是时长，也不是数字",
        remedy="时长写成 5 days、5 workdays、1 month 或 1 year；数字写成 24；不设限写 none",
    )


def _circles(procedure: Procedure, places: dict[str, Path]) -> Iterator[Found]:
    """Steps that wait for themselves, and so steps that nothing leads to."""
    for step in procedure.steps:
        if step.code in procedure.behind(step.code):
            yield (
                (*places[step.code], "after"),
                Fault(
                    field="after",
                    value=step.code,
                    reason=f"“{step.title}”绕了一圈要等自己先办，永远办不到",
                    remedy="改 after，使步骤有先后；第一步写 after: []",
                ),
            )


def _step(library: Library, procedure: Procedure, step: Step, path: Path) -> Iterator[Found]:
    for place, rule in enumerate(step.times):
        yield from (((*path, "times", place, *where), fault) for where, fault in _time(procedure, step, rule))
    if step.repeats and (fault := _length(procedure, step.repeats, "repeats")):
        yield (*path, "repeats"), fault
    schema = schema_of(procedure)
    for place, each in enumerate(step.checks):
        text, faults = _numbers_in(procedure, each.check)
        yield from (((*path, "checks", place, "check"), fault) for fault in faults)
        try:
            parse_condition(text, schema, library)
        except InputError as error:
            for fault in error.faults:
                if not faults:
                    yield (
                        (*path, "checks", place, "check"),
                        Fault("", 0, "", "check", fault.value, fault.reason, fault.remedy),
                    )
    for place, field in enumerate(step.fields):
        yield from _codeset(library, (*path, "fields", place), field.codeset)
    yield from (((*path, *where), fault) for where, fault in _ends(procedure, step))


def _time(procedure: Procedure, step: Step, rule: TimeRule) -> Iterator[Found]:
    for name in ("at_least", "within", "warn_after", "lapses_after"):
        text = getattr(rule, name)
        if text and (fault := _length(procedure, text, name)):
            yield (name,), fault
    if rule.since_field and (fault := _since_field(procedure, rule, rule.since_field)):
        yield ("since_field",), fault
    if rule.since == step.code and not (rule.since_field or rule.field or rule.since_outcome or step.repeats):
        reason = "从本步骤算起，要写 since_field：本步骤里的哪个日期"
        yield ("since",), Fault(field="since", value=rule.since, reason=reason)
    if rule.since_outcome and rule.since_outcome not in _outcomes(procedure, rule.since):
        reason = "那个步骤没有这个结果"
        yield ("since_outcome",), Fault(field="since_outcome", value=rule.since_outcome, reason=reason)
    if rule.back_to and step.code not in procedure.behind(rule.back_to) and rule.back_to != step.code:
        reason = f"“{step.title}”不在它后面，重新办理它也没有用"
        yield ("back_to",), Fault(field="back_to", value=rule.back_to, reason=reason, remedy="请写前面的步骤")


def _since_field(procedure: Procedure, rule: TimeRule, name: str) -> Fault | None:
    if rule.since == SUBJECT:
        known = SUBJECT_DATES
    else:
        fields = procedure.fields if rule.since == OPENED else procedure.step(rule.since).fields
        known = frozenset(field.code for field in fields if field.type == "date" and not field.list)
    if name in known:
        return None
    remedy = f"可写：{'、'.join(sorted(known)) or '（没有日期字段）'}"
    return Fault(field="since_field", value=name, reason="那一步没有这个日期字段", remedy=remedy)


def _outcomes(procedure: Procedure, code: str) -> frozenset[str]:
    return frozenset() if code in (OPENED, SUBJECT) else frozenset(procedure.step(code).outcomes)


def _length(procedure: Procedure, text: str, name: str) -> Fault | None:
    """A parameter named here must be there and be a duration."""
    found = NAMED.fullmatch(text)
    if not found:
        return None
    values = {each.code: each.value for each in procedure.parameters}
    if found[1] not in values:
        return _no_parameter(procedure, name, text)
    if NUMBER.fullmatch(values[found[1]]):
        return Fault(field=name, value=text, reason="这里要用时长，这个参数是数字", remedy="如 5 workdays、1 month")
    return None


def _numbers_in(procedure: Procedure, text: str) -> tuple[str, list[Fault]]:
    """The expression with the parameters' numbers in place, and what is wrong with them."""
    values = {each.code: each.value for each in procedure.parameters}
    faults = []
    for code in NAMED.findall(text):
        value = values.get(code)
        if value is None:
            faults.append(_no_parameter(procedure, "check", f"${code}"))
        elif value != NONE and not NUMBER.fullmatch(value):
            faults.append(
                Fault(field="check", value=f"${code}", reason="条件里只能用数字参数", remedy="时长请用 times")
            )
    return NAMED.sub(lambda found: values.get(found[1], "0").replace(NONE, "0"), text), faults


def _no_parameter(procedure: Procedure, field: str, text: str) -> Fault:
    known = "、".join(each.code for each in procedure.parameters) or "（没有）"
    return Fault(field=field, value=text, reason="没有这个参数", remedy=f"已定义的参数：{known}")


def _ends(procedure: Procedure, step: Step) -> Iterator[Found]:
    """Votes without an end that takes them, and outcomes that go back to where the step does not stand behind."""
    ends = {outcome.vote for outcome in step.outcomes.values()}
    if step.vote is not None and step.outcomes and "lost" in ends and not (ends & {"carried"} or step.must_say):
        reason = "只写了没有通过的结果，没有通过的结果可选"
        yield (
            ("outcomes",),
            Fault(field="outcomes", value=step.code, reason=reason, remedy="加一个 vote: carried 的结果"),
        )
    for code, outcome in step.outcomes.items():
        back = outcome.back_to
        if back and back != step.code and step.code not in procedure.behind(back):
            yield (
                ("outcomes", code, "back_to"),
                Fault(
                    field="back_to",
                    value=back,
                    reason=f"“{step.title}”不在它后面，不能退回到它",
                    remedy="请写前面的步骤，或改它的 after",
                ),
            )


def _codeset(library: Library, path: Path, codeset: str | None) -> Iterator[Found]:
    if codeset and not library.has("codesets", codeset):
        remedy = "可用 linghang packs list --kind codesets 查看全部；别的包的要在 extends 里写上那个包"
        yield (*path, "codeset"), Fault(field="codeset", value=codeset, reason="没有这个代码集", remedy=remedy)


def _profiles(procedure: Procedure) -> Iterator[Found]:
    """Every profile gives a procedure that can be followed; numbers stay numbers, and lengths lengths."""
    shipped = {each.code: bool(NUMBER.fullmatch(each.value)) for each in procedure.parameters if each.value != NONE}
    for place, profile in enumerate(procedure.profiles):
        for code, value in profile.parameters.items():
            if code in shipped and value != NONE and bool(NUMBER.fullmatch(value)) != shipped[code]:
                kind = "数字" if shipped[code] else "时长"
                yield (
                    ("profiles", place, "parameters", code),
                    Fault(field=code, value=value, reason=f"这个参数应为{kind}"),
                )
        if both := sorted(set(profile.without) & set(profile.required)):
            reason = "同一个步骤既去掉又必办"
            yield ("profiles", place), Fault(field="without", value="、".join(both), reason=reason)
        yield from _resolves(procedure, place, profile.code)


def _resolves(procedure: Procedure, place: int, profile: str) -> Iterator[Found]:
    try:
        resolved = resolve(procedure, profile)
    except InputError as error:
        for fault in error.faults:
            yield ("profiles", place), Fault("", 0, "", fault.field, fault.value, fault.reason, fault.remedy)
        return
    if not resolved.stages:
        yield ("profiles", place, "without"), Fault(field="without", value=profile, reason="去掉了全部步骤")
