"""An explanation in words: gates that opened, rules that held, complications that counted, and why. Pure."""

from collections.abc import Iterator
from typing import Any

from linghang.casemix.explain import Asked, Explanation, Status
from linghang.casemix.scheme import Kind

STATUS_WORDS = {
    Status.GROUPED: "已入组",
    Status.AMBIGUOUS: "歧义组：手术与主要诊断无关",
    Status.UNGROUPED: "未入组",
    Status.REFUSED: "不能分组",
}
_NUMBERS = {"sex": "性别", "age_days": "日龄", "age": "年龄", "birth_weight": "出生体重"}


def tell(explanation: Explanation, reason: str) -> Iterator[str]:
    """Lines for a reader who knows the scheme; `reason` is the sentence of a record without a group."""
    found = " → ".join((explanation.mdc, explanation.adrg, explanation.drg))
    yield f"{STATUS_WORDS[explanation.status]}：{found}" + (f"（{reason}）" if reason else "")
    for kind in Kind:
        yield from _asked(kind, [step for step in explanation.asked if step.group.kind == kind])
    if explanation.also_open:
        yield f"条件也符合、但排在后面的 MDC：{'、'.join(explanation.also_open)}"
    for one in explanation.complications:
        outcome = "计入" if one.counted else f"不计入：与主要诊断同在排除表 {one.excluded_by}"
        yield f"其他诊断 {one.code} 为 {one.level}，{outcome}"
    if explanation.asked and not any(one.counted for one in explanation.complications):
        yield "没有计入的并发症或合并症"
    if explanation.unknown:
        yield f"方案没有用到的编码：{'、'.join(explanation.unknown)}"


def _asked(kind: Kind, steps: list[Asked]) -> Iterator[str]:
    """Those that held, with their grounds; those that did not are counted, for the first that holds wins."""
    before = 0
    for step in steps:
        if not step.held:
            before += 1
            continue
        name = f" {step.group.name}" if step.group.name else ""
        grounds = f"；依据 {'，'.join(_said(words) for words in step.because)}" if step.because else ""
        yield f"{kind} {step.group.code}{name}：规则成立（前面 {before} 条不成立）{grounds}"
        yield f"    {step.group.text}"
        before = 0
    if before:
        yield f"{kind}：又问了 {before} 条，都不成立"


def _said(words: str) -> str:
    first, _, rest = words.partition(" ")
    return f"{_NUMBERS[first]} {rest}" if first in _NUMBERS else words


def plain(explanation: Explanation, reason: str) -> dict[str, Any]:
    """The same as data."""
    return {
        "mdc": explanation.mdc,
        "adrg": explanation.adrg,
        "drg": explanation.drg,
        "status": explanation.status.value,
        "reason": reason,
        "asked": [
            {
                "kind": step.group.kind.value,
                "code": step.group.code,
                "rule": step.group.text,
                "held": step.held,
                "because": [_said(words) for words in step.because],
            }
            for step in explanation.asked
        ],
        "also_open": list(explanation.also_open),
        "complications": [vars(one) | {"counted": one.counted} for one in explanation.complications],
        "unknown": list(explanation.unknown),
    }
