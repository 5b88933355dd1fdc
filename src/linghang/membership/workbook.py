"""The workbook of members: files, spans, suspensions, terms, elections, paired leaders, dues. No Django."""

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import BinaryIO

from linghang.core import workbook
from linghang.core.workbook import Book, Line
from linghang.membership.dues import CATEGORIES

PEOPLE, FILES, SPANS, STOPS, ATTACHED = "人员", "党员", "组织关系", "暂停权利", "临时编入"
TERMS, ELECTIONS, CANDIDATES, PAIRED = "任期", "选举", "候选人", "联系支部"
BASES, CUTS, PAYMENTS = "党费基数", "党费减免", "党费交纳"
_PERSON, _BRANCH = "必填。见“组织机构”的人员", "必填。见“组织机构”"
_FROM, _TO = "必填。日期", "日期，含这一天；至今有效留空"

SHEETS: dict[str, dict[str, str]] = {
    PEOPLE: {
        "工号": "必填。组织机构中还没有的人员才写在这里，如离退休党员",
        "姓名": "必填",
        "机构代码": "必填。见“组织机构”",
        "科室代码": "",
        "职称": "",
    },
    FILES: {
        "工号": _PERSON,
        "姓名": "必填。与组织机构中的一致，防止写错工号",
        "党员编号": "全区域唯一",
        "入党日期": "支部大会通过接收为预备党员的日期；预备党员必填",
        "转正日期": "党龄从这天算起；预备党员留空",
        "出生日期": "",
        "身份证号后四位": "只写后四位",
        "学历": "",
        "联系方式": "",
        "五十年纪念章": "颁发日期",
    },
    SPANS: {
        "工号": "必填。见“党员”表",
        "党组织代码": _BRANCH,
        "身份": "必填。预备党员、正式党员",
        "有效期起": "必填。从哪一天起在这个支部、是这个身份；转接、转正另起一行",
        "有效期止": _TO,
        "起因": "空即“登记”",
        "止因": "写了有效期止的必填",
        "预备期满": "预备党员；空即入党日期后一年",
        "延长": "已延长过预备期写 是",
        "依据": "",
    },
    STOPS: {"工号": _PERSON, "依据文号": "必填。不写原因", "有效期起": _FROM, "有效期止": _TO},
    ATTACHED: {"工号": _PERSON, "党组织代码": "必填。临时党支部", "有效期起": _FROM, "有效期止": _TO},
    TERMS: {
        "党组织代码": _BRANCH,
        "选举日期": "必填。这一届选举的日期",
        "批准的换届日期": "经批准提前或延期的填写",
        "批复文号": "提前或延期的必填",
    },
    ELECTIONS: {
        "党组织代码": _BRANCH,
        "选举日期": _FROM,
        "选举内容": "必填。如 支部委员会换届选举",
        "应选人数": "必填。整数",
        "实到会": "到会有选举权的人数",
        "发出票数": "",
        "收回票数": "",
        "废票": "",
        "批复文号": "已批复的填写",
        "监票人、计票人": "",
        "差额不足的理由": "候选人不足应选人数一又五分之一倍的填写；已经计票的，没有填写的记为补录",
    },
    CANDIDATES: {
        "党组织代码": "必填。见“选举”表",
        "选举日期": "必填。见“选举”表",
        "选举内容": "必填。见“选举”表",
        "工号": _PERSON,
        "拟任": "如 书记、组织委员",
        "赞成票": "整数",
    },
    PAIRED: {"工号": "必填。领导", "党组织代码": _BRANCH, "有效期起": _FROM, "有效期止": _TO},
    BASES: {
        "工号": _PERSON,
        "类别": "必填。在职、离退休、农民、学生、下岗失业、低保",
        "月基数": "必填。元；每月实发的相对固定、经常性的税后收入",
        "有效期起": _FROM,
        "有效期止": _TO,
    },
    CUTS: {
        "工号": _PERSON,
        "减后每月": "必填。元；免交写 0",
        "原因": "",
        "本人申请": _FROM,
        "支部研究": "日期",
        "上级批准": "日期；没有批准的不生效",
        "批准文号": "批准了的必填",
        "有效期起": _FROM,
        "有效期止": _TO,
    },
    PAYMENTS: {
        "工号": _PERSON,
        "党组织代码": _BRANCH,
        "月份": "必填。2026-03，或当月任一天",
        "金额": "必填。元，到分",
        "交纳日期": _FROM,
        "说明": "",
    },
}
KEYS: dict[str, tuple[str, ...]] = {
    PEOPLE: ("工号",),
    FILES: ("工号",),
    SPANS: ("工号", "有效期起"),
    STOPS: ("工号", "有效期起"),
    ATTACHED: ("工号", "党组织代码", "有效期起"),
    TERMS: ("党组织代码", "选举日期"),
    ELECTIONS: ("党组织代码", "选举日期", "选举内容"),
    CANDIDATES: ("党组织代码", "选举日期", "选举内容", "工号"),
    PAIRED: ("工号", "党组织代码", "有效期起"),
    BASES: ("工号", "有效期起"),
    CUTS: ("工号", "有效期起"),
    PAYMENTS: ("工号", "月份"),
}
_BEGUN = ("登记", "接收为预备党员", "转入", "延长预备期", "转正")
_ENDED = ("转出到系统内其他党组织", "转出到外单位", "延长预备期", "转正", "取消预备党员资格", "离开党的组织", "去世")
CHOICES: dict[tuple[str, str], tuple[str, ...]] = {
    (SPANS, "身份"): ("预备党员", "正式党员"),
    (SPANS, "起因"): _BEGUN,
    (SPANS, "止因"): _ENDED,
    (SPANS, "延长"): ("是", "否"),
    (BASES, "类别"): tuple(CATEGORIES.values()),
}
BOOK = Book(SHEETS, KEYS, "党员页面或 linghang members template 给出", CHOICES)


def write_workbook(
    path: Path | BinaryIO, lines: Mapping[str, Iterable[Line]], created: dt.datetime | None = None
) -> None:
    """The sheets with these lines, ready to be changed and read again."""
    workbook.write_workbook(path, BOOK, lines, created)
