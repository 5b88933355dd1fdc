"""What a step says and hands in: fields, people named in them, papers, its end. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from linghang.packs.procedure import Step, StepField
from linghang.procedures.cases import Event, State
from linghang.procedures.course import Course
from linghang.procedures.facts import Known
from linghang.procedures.findings import Finding, block
from linghang.registers.cells import CellError, read_cell, split_list, to_stored
from linghang.registers.shown import shown


@dataclass(frozen=True)
class Contents:
    """What was read: `data` as stored, and what is wrong with it."""

    data: dict[str, Any]
    findings: tuple[Finding, ...]


def read(course: Course, step: str, raw: Mapping[str, Any]) -> Contents:
    """Read the fields of a step (`opened`: of the opening) as typed in, imported or stored: all read alike."""
    data: dict[str, Any] = {}
    findings: list[Finding] = []
    fields = course.fields(step)
    known = {field.code for field in fields}
    for code in sorted(set(raw) - known):
        findings.append(block("这一步没有这一栏", "请去掉它再提交", field=code[:80]))
    for field in fields:
        try:
            value = _value(course, field, raw.get(field.code))
        except CellError as error:
            text = shown(raw.get(field.code), field)
            findings.append(block(error.reason, error.remedy, field=field.title, value=text, rule=field.rule))
            continue
        if value is not None:
            data[field.code] = to_stored(value)
        elif field.required:
            findings.append(block("必填项为空", "请填写", field=field.title, rule=field.rule))
    return Contents(data, (*findings, *_counts(fields, data)))


def people(course: Course, step: str, data: Mapping[str, Any]) -> tuple[str, ...]:
    """The staff numbers that a step names, of whom a standing is asked."""
    named = (code for field in course.fields(step) if field.person for code in _all(data.get(field.code)))
    return tuple(dict.fromkeys(named))


def check_people(course: Course, step: str, data: Mapping[str, Any], known: Known) -> list[Finding]:
    """Nobody twice, nobody in his own case, and each of the standing that the field asks for, as far as it is known."""
    findings = []
    for field in course.fields(step):
        codes = _all(data.get(field.code)) if field.person else []
        if twice := sorted(code for code, count in Counter(codes).items() if count > 1):
            findings.append(
                block("同一个人填了两次", "请去掉重复的", field=field.title, value="、".join(twice), rule=field.rule)
            )
        if known.subject and known.subject in codes and field.list:
            findings.append(block("不能是本人", "请另选他人", field=field.title, value=known.subject, rule=field.rule))
        findings += [found for code in codes if (found := _standing(field, code, known))]
    return findings


def check_documents(step: Step, state: State, event: Event) -> list[Finding]:
    """The required papers that neither came with this step nor with another one that stands; what the same step handed
    in before (a repeating one, or one done anew) does not count again."""
    known = {document.code for document in step.documents}
    earlier = (codes for code, codes in state.papers.items() if code != step.code)
    there = set(event.documents).union(*earlier)
    findings = [
        block(
            "这一步没有这种材料", f"可交：{'、'.join(each.title for each in step.documents) or '（没有）'}", value=code
        )
        for code in event.documents
        if code not in known
    ]
    wanted = [each for each in step.documents if each.required and each.outcome in (None, event.outcome)]
    findings += [
        block(
            f"缺少材料“{each.title}”",
            "请上传，或写明原件存放处",
            field="材料",
            value=each.title,
            rule=each.rule or step.rule,
        )
        for each in wanted
        if each.code not in there
    ]
    return findings


def check_outcome(step: Step, state: State, outcome: str) -> list[Finding]:
    choices = "、".join(each.title for each in step.outcomes.values())
    if outcome and outcome not in step.outcomes:
        return [block("这一步没有这种结果", f"可选：{choices or '（没有）'}", field="结果", value=outcome)]
    if not outcome and step.must_say:
        return [block("没有选结果", f"可选：{choices}", field="结果")]
    if step.at_most is not None and state.times(step.code) >= step.at_most:
        return [block(f"“{step.title}”一件事只能办{step.at_most}次，已经办过", "请改办别的步骤", rule=step.rule)]
    return []


def _value(course: Course, field: StepField, raw: Any) -> Any:
    codes = course.codes_for(field)
    if not field.list or raw is None:
        return read_cell(field, raw, codes)
    parts = split_list(raw) if isinstance(raw, str) else raw if isinstance(raw, Iterable) else [raw]
    single = field.model_copy(update={"list": False})
    return [value for part in parts if (value := read_cell(single, part, codes)) is not None] or None


def _counts(fields: Iterable[StepField], data: Mapping[str, Any]) -> list[Finding]:
    findings = []
    for field in fields:
        count = len(_all(data.get(field.code)))
        if count and field.least and count < field.least:
            findings.append(block(f"至少要{field.least}个，只填了{count}个", field=field.title, rule=field.rule))
        if count and field.most and count > field.most:
            findings.append(block(f"最多{field.most}个，填了{count}个", field=field.title, rule=field.rule))
    return findings


_WANTED = {"member": ("probationary", "full"), "full_member": ("full",)}
_WORDS = {"member": "党员", "full_member": "正式党员"}


def _standing(field: StepField, code: str, known: Known) -> Finding | None:
    standing = known.standing.get(code)
    if field.person is None or field.person == "staff" or standing is None or standing in _WANTED[field.person]:
        return None
    reason = f"当天不是{_WORDS[field.person]}"
    return block(reason, "请核对党员名册", field=field.title, value=code, rule=field.rule)


def _all(value: Any) -> list[str]:
    if value is None or value == "":
        return []
    return [str(each) for each in value] if isinstance(value, list | tuple) else [str(value)]
