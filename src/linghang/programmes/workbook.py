"""The workbook of programmes: what an institution carries out, who answers for it, what it set itself. No Django."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from linghang.core import workbook
from linghang.core.workbook import Book, Line

ADOPTIONS, COMPONENTS, OWNERS, TARGETS = "实施", "自定组成", "责任分工", "目标"
COMPARATORS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "eq": "="}
_PLACE, _PROGRAMME = "必填。见“组织机构”", "必填。见“实施”表"
_SINCE = "必填。自何日起；有变化时另起一行，原来的自动到前一天为止"

SHEETS: dict[str, dict[str, str]] = {
    ADOPTIONS: {
        "机构代码": _PLACE,
        "工程代码": "必填。内容包里的代码，可用 linghang programmes list 查看",
        "印发文号": "",
        "责任领导工号": "",
        "有效期起": "必填。开始实施的日期",
        "有效期止": "最后一天；仍在实施留空",
    },
    COMPONENTS: {
        "机构代码": _PLACE,
        "工程代码": _PROGRAMME,
        "层代码": "必填。原文没有列全的层",
        "组成代码": "留空由系统编",
        "名称": "必填",
    },
    OWNERS: {
        "机构代码": _PLACE,
        "工程代码": _PROGRAMME,
        "组成代码": "必填",
        "责任科室代码": "科室、党组织、领导至少填一项",
        "责任党组织代码": "",
        "责任领导工号": "",
        "有效期起": _SINCE,
    },
    TARGETS: {
        "机构代码": _PLACE,
        "工程代码": _PROGRAMME,
        "目标代码": "必填",
        "方向": "必填",
        "目标值": "必填。按指标的基本单位，90% 填 0.9",
        "达成时限": "必填。日期",
        "依据": "",
        "有效期起": _SINCE,
    },
}
_KEY = ("机构代码", "工程代码")
KEYS = {
    ADOPTIONS: (*_KEY, "有效期起"),
    COMPONENTS: (*_KEY, "层代码", "名称"),
    OWNERS: (*_KEY, "组成代码", "有效期起"),
    TARGETS: (*_KEY, "目标代码", "达成时限", "有效期起"),
}
CHOICES = {(TARGETS, "方向"): tuple(COMPARATORS.values())}
BOOK = Book(SHEETS, KEYS, "工程导入页面或 linghang programmes template 给出", CHOICES, frozenset({ADOPTIONS}))


def write_workbook(path: Path | BinaryIO, lines: Mapping[str, list[Line]], created: dt.datetime | None = None) -> None:
    """The sheets with these lines, ready to be changed and read again; without lines a template."""
    workbook.write_workbook(path, BOOK, lines, created)
