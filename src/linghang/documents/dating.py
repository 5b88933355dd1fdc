"""Of which year a document is, which one it reviews, which one it plans for, and in which it was written. Pure."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from linghang.documents.years import Year, republican, spoken, years, years_of_plan

_MEETING = re.compile("会议|大会|讲话|致辞|计划|要点|方案|安排|部署|通知|动员|意见")
_SPEECH = re.compile("会议|大会|讲话")
_PLAN = re.compile("计划|要点|方案|安排|规划|意见")
_REVIEW = re.compile("总结|报告|汇报|述职|决算|回顾|综述")
_LOOKS_BACK = re.compile("总结|评估|回顾|报告|汇报|情况")
"""A paper on a plan is no plan."""
_INSPECTION = re.compile("督[查导办]|检查|巡[察视查]|审计|调研|稽查|飞检|核查")
"""What an inspection asks for is to be done at once, not in the next year."""
_PART_OF_YEAR = re.compile("季度|月|上半年|半年|周(?!年)")
_HELD = re.compile(
    r"(?:^|\n)[\s\u3000—–（(]*(?P<year>20\d\d)年(?P<month>\d{1,2})月\d{1,2}日[，,]?在?[^，,。\n]{0,40}会(?:议|暨[^\n]{0,20})?上"
)
"""The line below a title that says at which meeting a report was given."""
_DATE_LINE = re.compile(
    r"^[ \t\u3000（(]{0,12}(?:中华)?(?P<calendar>民国)?(?P<year>20\d\d|1[0-2]\d)年"
    r"(?P<month>\d{1,2})月(?:\d{1,2}日)?[ \t\u3000)）]{0,12}$",
    re.MULTILINE,
)
"""A line that is nothing but a date: below the title, or below the signature."""
_WRITTEN = re.compile(
    r"[时日2](?:(?:(?<=时)间|(?<=日)期)[:：]\s?(?P<dated>20\d\d)[-/.年]|"
    r"(?<=2)0(?P<this>\d\d)年是[^，,。\n]{2,40}年[”\"]?[，,。；;])"
)
"""What tells in which year a text without a dated title was written."""
_PAPER = re.compile(
    "报告|计划|要点|总结|方案|规划|决算|预算|公报|通报|汇报|简报|年报|综述|分析|通知|讲话|情况|施政|概览|白皮书"
)
_SPAN = re.compile(r"20\d\d\s?[-—–~～至到]{1,2}\s?20\d\d年度?")
"""The years of a paper, in brackets below its title."""
_NEXT_YEAR = re.compile("[明来]年(?!轻|级)")
"""A paper on 2025 that speaks of 明年 was written in 2025."""
_OPENING, _HEAD, _SIGNED = 600, 300, 160
_SPRING, _AUTUMN = 5, 10
"""Before this month a report looks back on the year before; from this one on it looks ahead to the next."""


@dataclass(frozen=True)
class Dating:
    """`default`: the year the document is of; `done`, `planned`: of its review and of its plans. All as said: 2023年.

    `written`: in which it was spoken or written, from which 去年 is counted; "" where nothing tells.
    `sure`: the title or a date of the meeting told it; `guessed`: nothing did, and the years are those that the text
    speaks of most.
    """

    default: str
    done: str
    planned: str
    written: str = ""
    sure: bool = False
    guessed: bool = False


def dating(text: str, title: str, counted_so: bool, published: str = "") -> Dating:
    """`published`: day or year of publication. A meeting of 2024 reviews 2023, a report on 2023 plans for 2024."""
    title, named = _dated_title(text, title, counted_so)
    held = _HELD.search(text, 0, _OPENING)
    day = (int(held["year"]), int(held["month"])) if held else _day(text)
    spoken_so = bool(held) or _SPEECH.search(title) is not None
    if named:
        default, done, planned = of_title(title, named)
        year, month = day or (0, 0)
        if 0 < month < _SPRING and f"{year}年" == done == default and re.search("政府工作报告|会议", title):
            done, planned = f"{year - 1}年", default
        elif 0 < month < _SPRING and spoken_so and f"{year - 1}年" == default:
            done, planned = default, f"{year}年"  # the meeting of 2024, held in January 2025
        spoken_so = spoken_so or (not year and default == done and _NEXT_YEAR.search(text) is not None)
        return Dating(default, done, planned, (f"{year}年" if year else default) if spoken_so else "", True)
    if day:
        dated = _dated(title, *day)
        return dated if spoken_so else replace(dated, written="")
    told = _WRITTEN.search(text)
    written = f"{told['dated'] or '20' + told['this']}年" if told else ""
    if opened := spoken(text[: len(title) + 120], counted_so=counted_so) if not published else "":
        return Dating(opened, opened, opened, written)
    if published[:4].isdigit():
        said = published[:4] + "年"
        return Dating(said, said, said, written or said)
    commonest = _commonest(text, counted_so)
    return Dating(commonest, commonest, commonest, written, guessed=not written)


def _dated_title(text: str, title: str, counted_so: bool) -> tuple[str, list[Year]]:
    """The title with the years it names; else the line of the opening that names one and a kind of paper: a letterhead
    or a motto may stand above it."""
    for line in (title, *_lines_of_title(text)):
        said = years(line, counted_so=counted_so) or (() if _LOOKS_BACK.search(line) else years_of_plan(line))
        if named := sorted(said, key=lambda year: (year.first, year.last)):
            return line, named
    return title, []


def _lines_of_title(text: str) -> Iterator[str]:
    for line in text[:_OPENING].split("\n")[:8]:
        said = line.strip(" \u3000—–（()）")
        if said.endswith(tuple("。；;！？：:")) or len(said) > 60:
            return
        if (_PAPER.search(said) or _SPAN.fullmatch(said)) and not _HELD.match(line) and not _DATE_LINE.match(line):
            yield said


def of_title(title: str, named: Sequence[Year]) -> tuple[str, str, str]:
    """The year of the document, of its review, of its plans; `named`: those of the title, the earliest first."""
    first, last = named[0], named[-1]
    if first.first != last.first:
        return first.said, first.said, last.said
    if first.last > first.first:
        return _of_span(title, first)
    year = first.first
    if _MEETING.search(title) and not re.search("总结报告|工作总结", title):
        return f"{year}年", f"{year - 1}年" if _SPEECH.search(title) else f"{year}年", f"{year}年"
    if "政府工作报告" in title:  # is given in the year of its title, on the year before
        return f"{year}年", f"{year - 1}年", f"{year}年"
    whole = _REVIEW.search(title) and not _PART_OF_YEAR.search(title)
    return f"{year}年", f"{year}年", f"{year + 1 if whole else year}年"


def _of_span(title: str, span: Year) -> tuple[str, str, str]:
    """行动方案（2023—2025年）, “十四五”规划, 2023-24年报."""
    if not _PLAN.search(title):
        return span.said, span.said, f"{span.first + 1}-{span.last + 1}年" if span.last == span.first + 1 else span.said
    before = f"{span.first - 1}年"
    return span.said, before, span.said


def _day(text: str) -> tuple[int, int] | None:
    """Year and month of the line that is nothing but a date: below the title, or below the signature."""
    found = _DATE_LINE.search(text[:_HEAD])
    if found is None:
        found = next(iter(reversed(list(_DATE_LINE.finditer(text, max(0, len(text.rstrip()) - _SIGNED))))), None)
    if found is None or (int(found["year"]) < 200 and not found["calendar"] and not republican(text)):
        return None
    year = int(found["year"])
    return (year if year > 200 else year + 1911), int(found["month"])


def _dated(title: str, year: int, month: int) -> Dating:
    ahead = f"{year + 1 if month >= _AUTUMN and not _SPEECH.search(title) else year}年"
    if _PLAN.search(title) and not _REVIEW.search(title):
        return Dating(ahead, f"{int(ahead[:4]) - 1}年", ahead, f"{year}年", True)
    if _INSPECTION.search(title) and not _PLAN.search(title):
        return Dating(f"{year}年", f"{year}年", f"{year}年", f"{year}年", True)
    done = f"{year - 1 if month < _SPRING else year}年"
    return Dating(f"{year}年", done, ahead, f"{year}年", True)


def _commonest(text: str, counted_so: bool) -> str:
    """The year that a text without a dated title speaks of most."""
    found = Counter(year.said for year in years(text, counted_so=counted_so) if year.own)
    return max(found, key=lambda year: (found[year], year)) if found else ""
