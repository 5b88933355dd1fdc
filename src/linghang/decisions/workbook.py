"""The workbook of meetings: its sheets, and what stands in their cells. No Django.

A meeting is told by what happened in it, in the order in which it happened. What follows from that (whether a vote
carried, what went against the rules) is computed after reading and never taken from the file.
"""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

from linghang.core import workbook
from linghang.core.workbook import Book, Line
from linghang.packs.routing import OPINION_KINDS, PARTY_FUNCTIONS, Body, Matter

MEETINGS, ROLL, ITEMS = "会议", "到会", "议题"
TALKS, OPINIONS, RECUSALS, SPEECHES, VOTES = "会前沟通", "前置意见", "回避", "发言", "表决"
RESOLUTIONS, TASKS = "决议", "决议任务"
TOPICS, VISITS, FINDINGS = "调研课题", "实地调研", "调研问题"
LATER = "补录"
"""The reason on record for what was brought in although the rules of its day object."""

STAGES = {
    "planned": "筹备",
    "convened": "已通知",
    "open": "进行中",
    "closed": "已结束",
    "issued": "纪要已印发",
    "cancelled": "已取消",
}
PRESENCES = {"expected": "应到", "present": "到会", "leave": "请假", "absent": "缺席"}
ITEM_KINDS = {"first_topic": "第一议题", "matter": "议题", "study": "学习", "report": "通报"}
OUTCOMES = {
    "open": "未议",
    "information": "知悉",
    "decision": "决定",
    "task": "交办",
    "deferred": "缓议",
    "not_reached": "未议及，顺延",
    "rejected": "未通过",
}
VERDICTS = {"agree": "同意", "condition": "有条件同意", "object": "不同意"}
BALLOTS = {"for": "赞成", "against": "反对", "abstain": "弃权"}
TOPIC_STAGES = {"chosen": "已选题", "field": "调研中", "reported": "已形成成果", "closed": "已转化"}
CYCLES = {
    "none": "不定期",
    "daily": "日报计划",
    "weekly": "周报进度",
    "ten_days": "旬报",
    "monthly": "月报清单",
    "quarterly": "季报",
}
TITLES: Mapping[tuple[str, str], Mapping[str, str]] = {
    (MEETINGS, "状态"): STAGES,
    (ROLL, "到会情况"): PRESENCES,
    (ITEMS, "类别"): ITEM_KINDS,
    (ITEMS, "结果"): OUTCOMES,
    (OPINIONS, "类别"): OPINION_KINDS,
    (OPINIONS, "意见"): VERDICTS,
    (VOTES, "表决"): BALLOTS,
    (TOPICS, "状态"): TOPIC_STAGES,
    (TASKS, "报告周期"): CYCLES,
}
"""What may be chosen, code → what the cell says."""

_MEETING, _ITEM, _DAY = "必填。见“会议”表", "必填。议题在议程上的次序", "日期，如 2023-05-17"
_TIME = "日期和时间，如 2023-05-17 15:00"
_TASK = {
    "事项": "空即同议题或措施",
    "工作条线": "如 医疗质量、后勤保障",
    "牵头科室代码": "空即全院",
    "责任领导工号": "",
    "报告周期": "空即不定期",
    "立项日期": "空即议定或成果日期",
    "时限": "填了就同时交办",
    "督办编号": "已有的任务填它的编号；空即由系统编号",
}
_OF_MEETING = {"机构代码": "必填", "会议编号": _MEETING}
_OF_ITEM = {**_OF_MEETING, "议题次序": _ITEM}
_OF_TOPIC = {"机构代码": "必填", "年度": "必填", "课题": "必填。见“调研课题”表"}
SHEETS: dict[str, dict[str, str]] = {
    MEETINGS: {
        "机构代码": "必填",
        "会议编号": "必填。机构内唯一，如 党委会〔2023〕8；再次导入按它认出同一次会议",
        "议事机构": "必填。议事清单里的名称，如 党委会、院长办公会",
        "名称": "空即按年度和次数",
        "时间": f"必填。{_TIME}",
        "结束时间": f"会议已结束的必填。{_TIME}",
        "地点": "",
        "主持人工号": "空即按任职",
        "记录人工号": "",
        "通知时间": f"已发通知的必填。{_TIME}",
        "传阅会签": "没有开会、只传阅会签的填 是",
        "状态": "必填。会议进行到哪一步",
        "取消理由": "已取消的必填",
        "纪要文号": "空即由系统编号",
        "印发日期": f"纪要已印发的必填。{_DAY}",
    },
    ROLL: {
        **_OF_MEETING,
        "工号": "必填。应到会成员按当天任职自动列出；列席的和任职没有登记的也写在这里",
        "职务": "列席的写明身份",
        "应到": "是 或 否；空即按任职",
        "到会情况": "必填",
        "第几项起到会": "中途到会的写从第几项议题起",
        "第几项后离会": "提前离会的写到第几项议题止",
        "签收时间": _TIME,
    },
    ITEMS: {
        **_OF_MEETING,
        "次序": "必填。1、2、3 …，中间不空号",
        "类别": "空即议题",
        "议题": "必填",
        "事项": "议事清单里的名称，如 干部任免",
        "金额": "元",
        "提出科室代码": "",
        "汇报人工号": "",
        "汇报要点": "",
        "备选方案": "",
        "依据和数据": "",
        "前一会议的议题": "写 会议编号#次序，如 院长办公会〔2023〕3#2",
        "顺延自": "由哪次会议顺延而来，写 会议编号#次序",
        "临机处置": "紧急情况先行处置、会上报告的填 是",
        "上会理由": "清单里没有的事项必填",
        "仍上会的理由": f"不符合规则仍上会的理由；没有写的记为“{LATER}”",
        "涉及人员工号": "涉及本人或亲属的成员，几人之间用“、”隔开",
        "结果": "空即未议",
        "议定意见": "决定、交办、缓议、未通过的必填",
        "赞成票": "无记名表决的填票数",
        "反对票": "",
        "弃权票": "",
    },
    TALKS: {**_OF_ITEM, "日期": "必填", "参加人工号": "必填。至少两人", "意见一致": "必填。是 或 否", "内容": ""},
    OPINIONS: {
        **_OF_ITEM,
        "类别": "必填",
        "日期": "必填",
        "出具人": "必填。部门或人",
        "意见": "必填",
        "说明": "有条件同意、不同意的必填",
    },
    RECUSALS: {**_OF_ITEM, "工号": "必填", "事由": "必填"},
    SPEECHES: {**_OF_ITEM, "发言次序": "必填。1、2、3 …，中间不空号", "工号": "必填", "要点": ""},
    VOTES: {**_OF_ITEM, "工号": "必填", "表决": "必填", "书面意见": "没有到会、书面表示意见的填 是"},
    RESOLUTIONS: {
        **_OF_ITEM,
        "决议编号": "空即由系统编号",
        "议定日期": "空即开会当天",
        "职能": f"空即按事项；几项之间用“、”隔开：{'、'.join(PARTY_FUNCTIONS.values())}",
        "仍记为决定的理由": f"到会或票数不足仍记为决定的理由；没有写的记为“{LATER}”",
        "不立项的理由": "",
    },
    TASKS: {**_OF_ITEM, **_TASK},
    TOPICS: {
        "机构代码": "必填",
        "年度": "必填",
        "课题": "必填",
        "牵头领导工号": "必填",
        "状态": "必填",
        "调研成果": "已形成成果的必填",
        "成果日期": "已形成成果的必填",
    },
    VISITS: {**_OF_TOPIC, "日期": "必填", "地点": "必填", "了解到的情况": ""},
    FINDINGS: {**_OF_TOPIC, "问题": "必填", "措施": "", "不立项的理由": "", **_TASK},
}
_MEETING_KEY, _ITEM_KEY, _TOPIC_KEY = tuple(_OF_MEETING), tuple(_OF_ITEM), tuple(_OF_TOPIC)
KEYS = {
    MEETINGS: _MEETING_KEY,
    ROLL: (*_MEETING_KEY, "工号"),
    ITEMS: (*_MEETING_KEY, "次序"),
    TALKS: (*_ITEM_KEY, "日期", "参加人工号"),
    OPINIONS: (*_ITEM_KEY, "类别", "日期", "出具人"),
    RECUSALS: (*_ITEM_KEY, "工号"),
    SPEECHES: (*_ITEM_KEY, "发言次序"),
    VOTES: (*_ITEM_KEY, "工号"),
    RESOLUTIONS: _ITEM_KEY,
    TASKS: (*_ITEM_KEY, "督办编号", "事项", "牵头科室代码"),
    TOPICS: _TOPIC_KEY,
    VISITS: (*_TOPIC_KEY, "日期", "地点"),
    FINDINGS: (*_TOPIC_KEY, "问题"),
}
_FLAGS = ((MEETINGS, "传阅会签"), (ROLL, "应到"), (ITEMS, "临机处置"), (TALKS, "意见一致"), (VOTES, "书面意见"))
CHOICES = {key: tuple(titles.values()) for key, titles in TITLES.items()}
BOOK = Book(
    SHEETS,
    KEYS,
    "linghang meetings template 给出",
    {**CHOICES, (FINDINGS, "报告周期"): tuple(CYCLES.values()), **dict.fromkeys(_FLAGS, ("是", "否"))},
    frozenset({MEETINGS}),
)

# What a column holds, whatever its sheet; every other column holds text.
FLAGS = frozenset(column for _, column in _FLAGS)
DATES = frozenset({"日期", "印发日期", "议定日期", "立项日期", "时限", "成果日期"})
TIMES = frozenset({"时间", "结束时间", "通知时间", "签收时间"})
NUMBERS = frozenset(
    {"次序", "议题次序", "发言次序", "年度", "赞成票", "反对票", "弃权票", "第几项起到会", "第几项后离会"}
)
PERSONS = frozenset({"工号", "主持人工号", "记录人工号", "汇报人工号", "牵头领导工号", "责任领导工号"})
PEOPLE = frozenset({"参加人工号", "涉及人员工号"})
DEPARTMENTS = frozenset({"提出科室代码", "牵头科室代码"})
FUNCTIONS, AMOUNT, BODY, MATTER = "职能", "金额", "议事机构", "事项"


def write_workbook(path: Path | BinaryIO, lines: Mapping[str, list[Line]], created: dt.datetime | None = None) -> None:
    """The sheets with these lines, ready to be changed and read again; without lines a template."""
    workbook.write_workbook(path, BOOK, lines, created)


def titles_of(sheet: str, column: str) -> Mapping[str, str] | None:
    """The choices of a column; None when it takes anything."""
    return TITLES.get((TASKS if sheet == FINDINGS else sheet, column))


def cell(sheet: str, column: str, value: Any) -> str | int | dt.date | None:
    """A value as its cell says it; None for what is empty. Times are given in local time."""
    if value is None or value in ("", []):
        return None
    if (titles := titles_of(sheet, column)) is not None:
        return titles[value]
    if column in FLAGS:
        return "是" if value else "否"
    if column == FUNCTIONS:
        return "、".join(title for code, title in PARTY_FUNCTIONS.items() if code in value)
    if isinstance(value, (Body, Matter)):
        return value.title
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}".removesuffix(":00")
    if column in PEOPLE:
        return "、".join(sorted(person.code for person in value))
    if isinstance(value, (str, int, dt.date)):
        return value
    return str(value.code)


def line(sheet: str, values: Mapping[str, Any]) -> Line:
    """Values by column as the cells of a row; what is empty has no cell."""
    cells = {column: cell(sheet, column, value) for column, value in values.items()}
    return {column: value for column, value in cells.items() if value is not None}


def named(number: str, position: int) -> str:
    """How a row names an item of another meeting."""
    return f"{number}#{position}"
