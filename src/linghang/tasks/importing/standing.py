"""The rules of supervision (督办规则) from the workbook: what each institution chose, one day after the other."""

from collections.abc import Callable, Iterable
from typing import Any

from linghang.core.errors import InputError
from linghang.core.workbook import Row
from linghang.organization.importing.reading import Reading
from linghang.organization.models import Institution
from linghang.tasks.models import SupervisionRules
from linghang.tasks.rules import set_rules
from linghang.tasks.workbook import SCHEMES

_BASES = (("working", "工作日"), ("calendar", "自然日"))


def read_rules(reading: Reading, rows: Iterable[Row], may: Callable[[Institution], bool] | None) -> int:
    """Set them and say how many are new or other; a line that stands already changes nothing. `may`: whether whoever
    imports supervises there; None: nobody asks."""
    drafts: list[tuple[Row, Institution, dict[str, Any]]] = [
        draft for row in rows if (draft := _draft(reading, row, may)) is not None
    ]
    changed = 0
    for row, place, wanted in sorted(drafts, key=lambda draft: draft[2]["valid_from"]):
        if SupervisionRules.objects.filter(institution=place, **wanted).exists():
            continue
        try:
            set_rules(place, **wanted)
        except InputError as error:
            for fault in error.faults:
                reading.fault(row, "自何日起", fault.reason, fault.remedy)
        else:
            changed += 1
    return changed


def _draft(
    reading: Reading, row: Row, may: Callable[[Institution], bool] | None
) -> tuple[Row, Institution, dict[str, Any]] | None:
    if not reading.required(row):
        return None
    place = reading.institutions.get(row.text("机构代码"))
    if place is None:
        reading.fault(row, "机构代码", "没有这个机构", "请先导入组织机构")
    elif may is not None and not may(place):
        reading.fault(row, "机构代码", f"您没有“督查督办”的权限（{place}）", "请联系本单位系统管理员")
    days = row.text("提前提醒天数")
    if not (days.isascii() and days.isdecimal() and len(days) < 4):
        reading.fault(row, "提前提醒天数", "不是整数", "请填 0 到 60")
    wanted = {
        "scheme": reading.choice(row, "亮灯方案", list(SCHEMES.items())),
        "working_days": reading.choice(row, "按什么日子计", _BASES) == "working",
        "valid_from": reading.date(row, "自何日起"),
    }
    if place is None or not reading.sound(row):
        return None
    return row, place, wanted | {"warn_days": int(days)}
