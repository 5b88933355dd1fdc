"""The table of groups: a line for every group, as written here and as authorities publish it. Pure.

Of several diagnoses or main operations any one leads to the group (`/`); of related operations every part is needed
(`+`), each by any of its alternatives (`/`). A main operation with `+` behind it is followed by related ones.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from linghang.casemix.codes import key
from linghang.casemix.dip.catalogue import BY_RULE, Group, Kind
from linghang.casemix.dip.keys import principal_key, write_diagnosis, write_operation
from linghang.casemix.table_lines import Line
from linghang.core.errors import Fault, InputError

GROUP_COLUMNS = (
    "编码",
    "类别",
    "名称",
    "规则",
    "主要诊断",
    "主要操作",
    "相关操作",
    "操作性质",
    "基层病种",
    "分值",
    "均费",
    "平均住院日",
    "变异系数",
    "例数",
    "裁剪后例数",
    "各年例数",
)
YES = {"是", "1", "Y", "√", "TRUE"}
_ALTERNATIVES, _PARTS = re.compile(r"[/、,，;；|]"), re.compile(r"[+＋]")
_YEAR = re.compile(r"(\d{4}):(\d+)")


def group_row(group: Group) -> tuple[str, ...]:
    """The cells of GROUP_COLUMNS."""
    numbers = (group.weight, group.mean_cost, group.mean_days, group.cv)
    return (
        group.code,
        group.kind.value,
        group.name,
        group.rule,
        write_diagnosis(group.diagnosis),
        "/".join(map(write_operation, group.operations)),
        "+".join("/".join(map(write_operation, part)) for part in group.related),
        group.property,
        "是" if group.primary_care else "",
        *("" if number is None else str(number) for number in numbers),
        str(group.cases),
        str(group.used),
        " ".join(f"{year}:{cases}" for year, cases in group.by_year),
    )


def read_groups(lines: Sequence[Line], faults: list[Fault]) -> list[Group]:
    """The groups of the lines; what is wrong goes into `faults`. A code may stand for one group only."""
    groups: list[Group] = []
    first: dict[str, Line] = {}
    for line in lines:
        try:
            found = _groups(line)
        except InputError as error:
            faults += error.faults
            continue
        for group in found:
            if group.code in first:
                reason = f"编码与第 {first[group.code].number} 行相同而内容不同"
                faults.append(line.fault("编码", reason, "请更正编码，或删去一行"))
            else:
                first[group.code] = line
                groups.append(group)
    return groups


def _groups(line: Line) -> list[Group]:
    """The group of a line; several where it lists several diagnoses."""
    rule = line.text("规则")
    diagnoses = [part.strip() for part in _ALTERNATIVES.split(line.text("主要诊断")) if part.strip()]
    kind = _kind(line, rule, diagnoses)
    code, told = line.text("编码"), _told(line)
    if kind in BY_RULE:
        if not rule or not code:
            missing = "规则" if not rule else "编码"
            raise InputError(line.fault(missing, f"{kind}病种没有{missing}", "请补填"))
        return [Group(code, kind, rule=rule, **told)]
    if not diagnoses:
        raise InputError(line.fault("主要诊断", "没有主要诊断，也没有规则", "请补填"))
    operations, related = _operations(line)
    told |= {"rule": rule, "operations": operations, "related": related, "property": line.text("操作性质")}
    found = [Group(code, kind, diagnosis=_diagnosis(line, diagnosis, kind), **told) for diagnosis in diagnoses]
    return [group if code and len(found) == 1 else replace(group, code=_code(group)) for group in found]


def _kind(line: Line, rule: str, diagnoses: Sequence[str]) -> Kind:
    written = line.text("类别")
    for kind in Kind:
        if written and (kind.value in written or (kind == Kind.BASIC and "核心" in written)):
            return kind
    if written:
        remedy = f"应为{'、'.join(Kind)}之一"
        raise InputError(line.fault("类别", "不认识这个类别", remedy))
    if rule:
        return Kind.MERGED
    return (
        Kind.COMPREHENSIVE
        if diagnoses and all(principal_key(one) and len(key(one)) == 3 for one in diagnoses)
        else Kind.BASIC
    )


def _diagnosis(line: Line, written: str, kind: Kind) -> str:
    code = key(written)
    found = principal_key(written)
    if kind == Kind.COMPREHENSIVE and found and len(code) == 3:
        return code
    if kind == Kind.BASIC and found and len(code) in (3, 4):
        return found
    should = "3 位类目，如 I63" if kind == Kind.COMPREHENSIVE else "4 位亚目，如 I63.9"
    raise InputError(line.fault("主要诊断", f"{kind}病种的主要诊断应为 ICD-10 的 {should}", "请更正，或改写成规则"))


def _operations(line: Line) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    chief, *more = _PARTS.split(line.text("主要操作"))
    parts = [*more, *_PARTS.split(line.text("相关操作"))]
    related = tuple(codes for codes in (_codes(line, part, "相关操作") for part in parts) if codes)
    main = _codes(line, chief, "主要操作")
    if related and not main:
        raise InputError(line.fault("主要操作", "有相关操作而没有主要操作", "请补填主要操作"))
    return main, related


def _codes(line: Line, text: str, column: str) -> tuple[str, ...]:
    """Keys of the operations that are listed; words such as 保守治疗 and a dash mean that there is none."""
    codes = tuple(filter(None, map(key, _ALTERNATIVES.split(text))))
    if all(not code[:1].isdigit() for code in codes):
        if any(code.isascii() and code.isalnum() for code in codes):
            raise InputError(line.fault(column, "不是手术操作编码", "请更正"))
        return ()
    if not all(code[:2].isdigit() for code in codes):
        raise InputError(line.fault(column, "不是手术操作编码", "请更正"))
    return codes


def _code(group: Group) -> str:
    """A published code that stands for several diagnoses with each of them; without one, what leads to the group."""
    if group.code:
        return f"{group.code}:{write_diagnosis(group.diagnosis)}"
    shown = ["/".join(map(write_operation, part)) for part in (group.operations, *group.related) if part]
    return ":".join(filter(None, [write_diagnosis(group.diagnosis), "+".join(shown), group.property]))


def _told(line: Line) -> dict[str, Any]:
    """What is told of a group beside what leads to it."""
    return {
        "name": line.text("名称"),
        "primary_care": line.text("基层病种").upper() in YES,
        "weight": line.decimal("分值"),
        "mean_cost": line.decimal("均费"),
        "mean_days": line.decimal("平均住院日"),
        "cv": line.decimal("变异系数"),
        "cases": line.whole("例数"),
        "used": line.whole("裁剪后例数"),
        "by_year": tuple((int(year), int(cases)) for year, cases in _YEAR.findall(line.text("各年例数"))),
    }
