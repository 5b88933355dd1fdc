"""Which change or share is told of which number. Pure."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter

from linghang.documents import units
from linghang.documents.comparison import Comparison
from linghang.documents.quantity import Quantity

_START = attrgetter("start")
_FAR = 40
"""How many characters behind a number its change may be told."""
_FILLERS = re.compile(
    "(?:主要)?(?:因|由于|受)[^，,。；;\\d]{2,24}[，,]|"
    "[，,、（( ]|其中|全年|同时|按(?:当年|可比|不变)价格|连续|平均|均|总体|实际|左右|以上"
)
"""What may stand between a number and its change; other words name what else the change is of."""
_YEARS = re.compile("[一二三四五六七八九十两\\d]{1,2}年(?:来|间|累计)?$")
_OF_A_PLAN = re.compile(r"[的之][\d.]{1,8}[%％]")
"""完成预算58,000万元的101.09%: the number before is what was planned."""
_OF_PLAN = re.compile("[^占]{2,12}(?:预算|计划|目标|任务)[数值]?[的之]")
_YEAR_ON_YEAR = re.compile("[，,](?:同比|[较比与](?:[去上]年|上一年)|(?:增长|下降|增加|减少)\\d)")
_PLAN_CLAUSE = re.compile(
    r"[，,](?:完成|达成|为)[^，,。；;\d]{0,8}(?:预算|计划|目标)[\d,.万亿元]{0,16}[的之][\d.]{1,8}[%％]"
)
_CLOSED = re.compile("[）)][，,]")
"""开展新技术32项（其中省内首例5项），同比增加8项: what stands in brackets is told in passing."""
_A_PLAN = re.compile("(?<=[，,])[^，,。；;\\d]{0,6}(?:预算|计划|目标)[数值]?(?:为|是)?$")
_OWN_SUBJECT = re.compile("降价|涨价|提价|平均[降涨]幅")
"""Verbs that name what changes: 落地812种，平均降价54% is not about the 812."""
_OF_LAST_YEAR = re.compile("(?:[去上]一?年|前一年)(?:同期|度)?(?:实际|完成|决算|执行|为|是|仅|只有|的){0,2}$")
_LED_UP_TO = re.compile("(?:左右|以上)?[，,](?:总量|总数|总额)?已?(?:达到?|增至|降至|为)")
_RIGHT_BEHIND = re.compile("[，,、（( ]{0,2}(?:约|分别|仅)?")
_OF_ALL = re.compile(f"{_RIGHT_BEHIND.pattern}|[^，,。；;：:\\d]{{1,10}}[，,]")
"""620万名市民已开立户口，占总人口超过八成: a part of all, told without a subject, is of those just counted."""
_STOP = re.compile("[。；;！？!?\n]")


def belonging(text: str, numbers: Sequence[Quantity], changes: Sequence[Comparison]) -> dict[int, Comparison]:
    """Which change belongs to which number (by its place in the list)."""
    told: dict[int, Comparison] = {}
    for _, group in groupby(changes, key=lambda change: change.start if change.members == 1 else -change.members):
        for change in group:
            if _OF_PLAN.match(change.text) and _YEAR_ON_YEAR.match(text, change.end):
                continue  # 完成预算的104.22%，同比增加3218万元: the change is the number's comparison
            back = change.members - 1 - change.member
            at = bisect_left(numbers, _list_start(changes, change), key=_START) - 1
            fitting = _fitting(text, numbers, at, change, change.members)
            if back < len(fitting) and len(fitting) >= change.members and fitting[back] not in told:
                told[fitting[back]] = change
            elif (ahead := _ahead(text, numbers, at + 1, change)) is not None:
                told.setdefault(ahead, change)
    return told


def _ahead(text: str, numbers: Sequence[Quantity], at: int, change: Comparison) -> int | None:
    """翻一番，达到24家: the value that a change leads up to."""
    while at < len(numbers) and numbers[at].start < change.end:
        at += 1
    if at == len(numbers) or not _fits(numbers[at], change) or numbers[at].unit in units.RATES:
        return None
    return at if _LED_UP_TO.fullmatch(text, change.end, numbers[at].start) else None


def _list_start(changes: Sequence[Comparison], change: Comparison) -> int:
    """Where the first member of the list begins that a change is told in."""
    at = bisect_left(changes, change.start, key=_START)
    return changes[max(0, at - change.member)].start


def _fitting(text: str, numbers: Sequence[Quantity], at: int, change: Comparison, count: int) -> list[int]:
    """The nearest numbers before a change that it can be told of, nearest first, within the sentence."""
    found: list[int] = []
    start, passed = change.start, False
    while at >= 0 and len(found) < count:
        number = numbers[at]
        between = text[number.end : start] if start - number.end <= _FAR + 40 * len(found) else "。"
        if _STOP.search(between) or (change.bare and _OWN_SUBJECT.search(change.text)):
            break
        if _OF_A_PLAN.match(text, number.end) or _CLOSED.match(text, number.end):
            at -= 1
            continue
        if not found and at and not passed and (was := _was(text, numbers[at - 1], number, change)):
            start, at, passed = was, at - 1, True
            continue
        if _fits(number, change):
            if not found and change.member == 0 and not _reaches(between, number, change):
                break
            found.append(at)
            start = number.start
        elif not found and change.bare:
            break
        at -= 1
    return found


def _was(text: str, before: Quantity, number: Quantity, change: Comparison) -> int:
    """Where the words begin that make a number last year's, or what was planned, of the number before it; else 0.

    总收入5.2亿元，上年4.9亿元，增长6.1%. 支出3.18亿元，年初预算3.05亿元，完成年初预算的104.3%.
    """
    if _OF_PLAN.match(change.text) and (begins := _planned(text, before, number)):
        return begins
    return _of_last_year(text, before, number)


def _of_last_year(text: str, before: Quantity, number: Quantity) -> int:
    """Where the words begin by which a number is last year's value of the number before it; else 0."""
    if before.unit != number.unit or _STOP.search(text[before.end : number.start]):
        return 0
    found = _OF_LAST_YEAR.search(text, max(before.end, number.start - 12), number.start)
    return found.start() if found else 0


def _planned(text: str, before: Quantity, number: Quantity) -> int:
    """Where the words begin by which a number is what was planned of the number before it; else 0."""
    if before.unit != number.unit:
        return 0
    found = _A_PLAN.search(text, before.end, number.start)
    return found.start() if found else 0


def _reaches(between: str, number: Quantity, change: Comparison) -> bool:
    """A change without a base, or a share, stands right behind its number; a comparison may let a clause pass."""
    between = _PLAN_CLAUSE.sub("", between)
    if len(between) > _FAR or len(re.findall("[，,]", between)) > 2:
        return False
    if change.direction == "share":
        near = _OF_ALL if change.base[:1] in ("", "总", "全") else _RIGHT_BEHIND
        return near.fullmatch(between) is not None
    if change.bare:
        return re.fullmatch("[，,、（( ]{0,2}(?:左右|以上)?[，,]?", _YEARS.sub("", between)) is not None
    if change.unit.lstrip("万亿") == number.unit not in units.RATES and number.unit:
        return len(between) <= 24
    return number.unit in units.RANK or _FILLERS.sub("", between) == ""


def _fits(number: Quantity, change: Comparison) -> bool:
    """A rank moves by places, a rate by points, everything else by its own unit or by a share."""
    unit = number.unit
    if change.unit in units.RANK:
        return unit in units.RANK
    if change.direction == "share":
        return unit not in units.RATES
    if change.unit in ("百分点", "千分点"):
        return unit in units.RATES
    if number.value_max is not None:
        return False
    return change.unit in ("%", "‰", "倍", "") or change.unit.endswith(unit)


def is_change(number: Quantity, changes: Sequence[Comparison]) -> bool:
    at = bisect_right(changes, number.number_start, key=_START) - 1
    return at >= 0 and changes[at].number_start <= number.number_start < changes[at].number_end
