"""The workbook of tasks: its sheets, and an event as a line of them and back. No Django.

A task is told by its records (记录): what follows from them (状态, 现行时限, 销号日期 …) stands beside the task for
the reader and is compared, never taken.
"""

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from linghang.core import workbook
from linghang.core.workbook import Book, Line
from linghang.tasks.flow import CHECKLIST, ENTRY_REASON, FINDINGS, LATE_FIELDS, METHODS, STAGE_TITLES, STEPS
from linghang.tasks.history import Event, as_day

TASKS, MILESTONES, WAITS, RECORDS = "任务", "里程碑", "前置", "记录"
RULES = "督办规则"
WHOLE = "全院"
"""Written for the institution as a whole where a leading department would stand."""
ALL_SOUND = "七项合格"
"""What a reviewer who closes a task says of the seven points (TK07)."""
SOURCES = {
    "resolution": "会议决议",
    "document": "文件部署",
    "programme": "工程分解",
    "inspection": "检查整改",
    "complaint": "投诉",
    "risk": "风险",
    "problem": "问题清单",
    "assignment": "上级交办",
    "indicator": "指标异常",
    "research": "调研成果",
}
PRIORITIES = {"normal": "一般", "key": "重点", "urgent": "紧急"}
CYCLES = {
    "none": "不定期",
    "daily": "日报计划",
    "weekly": "周报进度",
    "ten_days": "旬报",
    "monthly": "月报清单",
    "quarterly": "季报",
}
SCHEMES = {
    "blue_yellow_red": "蓝黄红（临近—滞后—逾期）",
    "white_yellow_red": "白黄红（交办—督办—通报）",
    "green_yellow_red": "绿黄红（正常—临近—逾期）",
}
KINDS = {kind: step.title for kind, step in STEPS.items()}

_PLACE, _NUMBER = "必填。承办机构", "必填。见“任务”表"
_COMPUTED = "由“记录”算出，供查看；新任务没有记录时填写"
FIELDS = {
    "事项": "title",
    "工作要求": "requirement",
    "工作条线": "line",
    "来源": "source",
    "来源标识": "source_ref",
    "来源原文": "quote",
    "上级任务": "parent",
    "交办机构代码": "issuer",
    "牵头科室代码": "lead_department",
    "协办科室代码": "departments",
    "共担党组织代码": "branch",
    "责任领导工号": "leader",
    "承办人工号": "owner",
    "紧急程度": "priority",
    "报告周期": "cycle",
    "提前提醒天数": "warn_days",
    "服务的工程": "programmes",
    "关联指标": "indicator",
    "达标方向": "goal_comparator",
    "达标值": "goal_value",
    "持续月数": "goal_months",
}
"""Column of the tasks' sheet → the field of a task that it fills."""
COMPUTED = {
    "立项日期": "opened_on",
    "交办日期": "assigned_on",
    "原定时限": "first_due",
    "现行时限": "due",
    "进度": "percent",
    "状态": "stage",
    "销号日期": "closed_on",
}
"""Column of the tasks' sheet → what the records say of it (`history.State`)."""
DATA = {
    "due": "时限",
    "percent": "进度",
    "milestones": "完成节点",
    "period": "所报周期",
    **{each.code: each.title for each in LATE_FIELDS},
    "until": "限期回复",
    "method": "方式",
    "finding": "结论",
    "rejected": "不予采信",
    "passed": "同意",
    "checklist": "复核要点",
    "department": "牵头科室代码",
    "score": "得分",
    "statement": "无书面佐证的说明",
    "files": "佐证材料",
    "children": "下级任务",
    "changes": "修改内容",
    ENTRY_REASON.code: ENTRY_REASON.title,
}
"""Key of an event's data → column of the records' sheet."""
CHOICES_OF = {"method": METHODS, "finding": FINDINGS}
DAYS = frozenset({"due", "period", "until"})
_POSITIONS = frozenset({"milestones", "rejected"})
_OTHER_TITLES = {"milestones": "里程碑", "waits_for": "前置任务"}
_FILE = re.compile(r"(.+?)(?: \[([0-9a-f]{64})\])?")

SHEETS: dict[str, dict[str, str]] = {
    TASKS: {
        "机构代码": "必填。承办机构",
        "督办编号": "必填。机构内唯一，如 2023-0005；再次导入按它认出同一项任务",
        "事项": "必填",
        "工作要求": "",
        "工作条线": "如 医疗质量、后勤保障",
        "来源": "必填",
        "来源标识": "如 文号、检查名称",
        "来源原文": "",
        "上级任务": "上级任务的督办编号；在别的机构时写 机构代码/编号",
        "交办机构代码": "由别的机构交办时填写，如集团交办医院",
        "牵头科室代码": "现在的牵头科室；留空即全院。交办以后变更，请在“记录”表写一行移交",
        "协办科室代码": "几个之间用“、”隔开",
        "共担党组织代码": "",
        "责任领导工号": "",
        "承办人工号": "",
        "紧急程度": "空即一般",
        "报告周期": "空即不定期",
        "提前提醒天数": "空即按机构的督办规则",
        "服务的工程": "工程代码/组成代码，几项之间用“、”隔开",
        "关联指标": "指标代码",
        "达标方向": "< <= > >=，与达标值一起填",
        "达标值": "按指标的基本单位，90% 填 0.9",
        "持续月数": "连续多少个月达标才可销号",
        **dict.fromkeys(COMPUTED, _COMPUTED),
        "修订号": "导出时的修订号，请勿改动；导出以后系统里又有更新时，据此提示冲突",
    },
    MILESTONES: {
        "机构代码": _PLACE,
        "督办编号": _NUMBER,
        "次序": "必填。1、2、3 …；“记录”表的“完成节点”按它填写",
        "节点": "必填。写到的任务，节点以本表为准；没有写到的任务不动",
        "时限": "必填。日期",
    },
    WAITS: {
        "机构代码": _PLACE,
        "督办编号": _NUMBER,
        "前置任务": "必填。它销号以后本任务才能办结；在别的机构时写 机构代码/编号",
    },
    RECORDS: {
        "机构代码": _PLACE,
        "督办编号": _NUMBER,
        "序号": "同一任务的第几条记录；导出时已填好，新增的行可空，按先后往后排",
        "日期": "必填。事情发生的日期",
        "事由": "必填",
        "内容": "反馈、催办、督查、延期、中止、移交、退回等须写明",
        "科室代码": "反馈、签收等由谁办；空即当时的牵头科室",
        "经办人": "",
        "时限": "交办必填；申请延期、同意延期、恢复、重启时为新的时限",
        "进度": "反馈时填，0 到 100 的整数",
        "完成节点": "反馈时填，里程碑的次序，如 1、2",
        "所报周期": "反馈补报时填，所报周期中的任一日",
        "未按期原因": "逾期以后反馈必填",
        "目前进展": "逾期以后反馈必填",
        "下步措施": "逾期以后反馈必填",
        "限期回复": "催办、督查时填",
        "方式": "督查时填",
        "结论": "督查时填",
        "不予采信": "督查、退回时填，反馈的序号",
        "同意": "审核时填，是 或 否",
        "复核要点": f"销号时写“{ALL_SOUND}”；退回时写不合格的，几项之间用“、”隔开：{'、'.join(CHECKLIST.values())}",
        "牵头科室代码": f"立项时由谁牵头、移交给谁；没有科室写“{WHOLE}”",
        "得分": "考核时填，0 到 100，最多一位小数",
        "无书面佐证的说明": "申请办结而没有佐证材料时必填",
        "佐证材料": "文件名，一行一份；方括号里是系统保存的文件标识",
        "下级任务": "分解时填，下级任务的督办编号",
        "修改内容": "修改时由系统填写",
        ENTRY_REASON.title: "在系统里补记以前的事时写的理由；旧台账可空",
    },
}
SHEETS[RULES] = {
    "机构代码": "必填。下级机构没有自己的，用上级机构的",
    "亮灯方案": "必填",
    "提前提醒天数": "必填。0 到 60",
    "按什么日子计": "必填。工作日 或 自然日",
    "自何日起": "必填。原来的规则到前一天为止",
    "到何日止": "由后一行的“自何日起”得出，供查看",
}
_KEY = ("机构代码", "督办编号")
KEYS = {
    TASKS: _KEY,
    MILESTONES: (*_KEY, "次序"),
    WAITS: (*_KEY, "前置任务"),
    RECORDS: (*_KEY, "序号"),
    RULES: ("机构代码", "自何日起"),
}
CHOICES: dict[tuple[str, str], tuple[str, ...]] = {
    (TASKS, "来源"): tuple(SOURCES.values()),
    (TASKS, "紧急程度"): tuple(PRIORITIES.values()),
    (TASKS, "报告周期"): tuple(CYCLES.values()),
    (TASKS, "状态"): tuple(STAGE_TITLES.values()),
    (RECORDS, "事由"): tuple(KINDS.values()),
    (RECORDS, "方式"): tuple(METHODS.values()),
    (RECORDS, "结论"): tuple(FINDINGS.values()),
    (RECORDS, "同意"): ("是", "否"),
    (RULES, "亮灯方案"): tuple(SCHEMES.values()),
    (RULES, "按什么日子计"): ("工作日", "自然日"),
}
BOOK = Book(SHEETS, KEYS, "督办任务导入页面或 linghang tasks template 给出", CHOICES, frozenset({TASKS}))


def write_workbook(path: Path | BinaryIO, lines: Mapping[str, list[Line]], created: dt.datetime | None = None) -> None:
    """The sheets with these lines, ready to be changed and read again; without lines a template."""
    workbook.write_workbook(path, BOOK, lines, created)


def data_columns(kind: str) -> frozenset[str]:
    """The columns of the records' sheet that an event of this kind may fill besides text, day and people."""
    codes = {each.code for each in STEPS[kind].fields} | {"files", ENTRY_REASON.code}
    match kind:
        case "report":
            codes |= {each.code for each in LATE_FIELDS}
        case "register":
            codes |= {"department"}
        case "amend":
            codes |= {"department", "changes"}
        case "decompose":
            codes |= {"children"}
    return frozenset(DATA[code] for code in codes if code != "text")


def event_cells(event: Event, by: str = "") -> Line:
    """An event as the cells of its line, without place, number and position. Two events are the same when these are.

    The acting department is a cell too: for events of the executing side it is told even when it is the leading one.
    """
    cells: dict[str, Any] = {"日期": event.on, "事由": KINDS[event.kind], "内容": event.text or None}
    cells |= {"科室代码": event.department or None, "经办人": by or None}
    for code, column in DATA.items():
        value = event.data.get(code)
        if value is not None and (cell := _cell(code, value)) not in (None, ""):
            cells[column] = cell
    return {column: value for column, value in cells.items() if value is not None}


def _cell(code: str, value: Any) -> str | int | dt.date | None:
    if code in DAYS:
        return as_day(value)
    if code in _POSITIONS:
        return "、".join(str(each) for each in value)
    if code in CHOICES_OF:
        return CHOICES_OF[code].get(value, str(value))
    match code:
        case "percent":
            return int(value)
        case "passed":
            return "是" if value else "否"
        case "checklist":
            return "、".join(CHECKLIST[point] for point in CHECKLIST if value.get(point) is False) or ALL_SOUND
        case "department":
            return str(value) or WHOLE
        case "files":
            return "\n".join(each["name"] + (f" [{each['sha256']}]" if each.get("sha256") else "") for each in value)
        case "children":
            return "、".join(value)
        case "changes":
            return write_changes(value)
    return str(value)


def read_files(cell: str) -> list[dict[str, str]]:
    """`照片.jpg [9f86…]`, one a line: names with the mark under which the file is kept, "" for paper."""
    found = []
    for line in cell.splitlines():
        if (match := _FILE.fullmatch(line.strip())) is not None:
            found.append({"name": match[1], "sha256": match[2] or ""})
    return found


def write_changes(changes: Mapping[str, list[str]]) -> str:
    """What an amendment changed, one field a line: `事项｜原来｜改后`."""
    titles = {name: column for column, name in FIELDS.items()} | _OTHER_TITLES
    return "\n".join("｜".join(map(_escape, (titles.get(name, name), *pair))) for name, pair in changes.items())


def read_changes(cell: str) -> dict[str, list[str]]:
    """The same back. ValueError when a line is not of that form."""
    names = FIELDS | {title: name for name, title in _OTHER_TITLES.items()}
    found = {}
    for line in cell.splitlines():
        title, before, after = (_unescape(part) for part in re.split(r"(?<!\\)｜", line))
        found[names.get(title, title)] = [before, after]
    return found


_ESCAPES = {"\\": "\\-", "｜": "\\｜", "\n": "\\n", "\r": "\\r"}
_UNESCAPES = {escaped: plain for plain, escaped in _ESCAPES.items()}


def _escape(text: str) -> str:
    return "".join(_ESCAPES.get(each, each) for each in text)


def _unescape(text: str) -> str:
    return re.sub(r"\\[-｜nr]", lambda match: _UNESCAPES[match[0]], text)
