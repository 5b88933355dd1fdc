"""The counts that the name of a programme promises: “11235” → 1, 1, 2, 3, 5; “三化四名” → 3, 4. Pure."""

import re

from linghang.packs.programme import Digit

_ONES = {"一": 1, "二": 2, "两": 2, "双": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_ONE = "一二两双三四五六七八九"

# What holds a numeral and counts nothing: an ordinal, a five-year plan, a calendar year, a measured amount (100%,
# 15分钟), a word (一体, 一切, “一”), a grade (三级), a magnitude (百村, 千县, 万名).
_NO_COUNT = re.compile(
    rf"第[{_ONE}十百\d]+个?"
    r"|“?十[一二三四五六七八九]五”?(?=时期|期间|规划|计划)"
    r"|\d{4}年"
    r"|\d+(?:\.\d+)?(?:%|％|‰|分钟|小时|天|张|万|亿)"
    rf"|(?:[{_ONE}]位)?一体|一切|一站式|[“‘]一[”’]"
    rf"|[{_ONE}]级"
    rf"|[{_ONE}十\d]*[百千万亿]"
)
_COUNT = re.compile(
    rf"(?P<tens>[{_ONE}]?)十(?P<ones>[{_ONE}]?)|(?P<one>[{_ONE}])|(?P<digits>\d+)|(?P<open>N)(?![A-Za-z])"
)


def counts(title: str) -> tuple[Digit, ...]:
    """The counts in the order in which the title names them; an open “N” is itself.

    A run of Arabic digits is one count per digit (11235), unless a single noun is counted (3个100% → 3, 10项 → 10).
    """
    left = _NO_COUNT.sub(lambda found: "。" * len(found[0]), title)
    found: list[Digit] = []
    for match in _COUNT.finditer(left):
        found += _read(match, left[match.end() :])
    return tuple(found)


def _read(match: re.Match[str], after: str) -> list[Digit]:
    if match["open"]:
        return ["N"]
    if match["one"]:
        return [_ONES[match["one"]]]
    if run := match["digits"]:
        return [int(run)] if after[:1] in ("个", "项", "大", "条") else [int(digit) for digit in run]
    tens = _ONES[match["tens"]] if match["tens"] else 1
    return [10 * tens + (_ONES[match["ones"]] if match["ones"] else 0)]
