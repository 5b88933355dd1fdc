"""The organisation workbook of the region: its institutions, departments, and demo accounts named by role."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import xlsxwriter

from linghang.demo.institutions import Institution, institutions
from linghang.organization.workbook import SHEETS

KIND_TITLES = {"region": "区域", "group": "医疗集团", "hospital": "医院", "township": "乡镇卫生院"}
ADMINISTRATOR, OFFICE, QUALITY, HEAD, COMMISSION, VIEWER = (
    "系统管理员",
    "党办院办",
    "质控与业务科室",
    "科主任",
    "卫健委（只看汇总）",
    "查看",
)

Line = dict[str, str | int]


def write_organization(path: Path) -> Path:
    """Write the workbook that the organisation import reads. No account has a password here."""
    lines = {"机构": _institutions(), "科室": _departments(), "人员": _people()}
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"created": dt.datetime(2024, 1, 5, 9)})  # noqa: DTZ001 - fixed, for equal bytes
        for sheet, columns in SHEETS.items():
            page = book.add_worksheet(sheet)
            page.write_row(0, 0, list(columns))
            for number, line in enumerate(lines[sheet], 1):
                page.write_row(number, 0, [line.get(column, "") for column in columns])
    return path


def _institutions() -> Iterator[Line]:
    for position, item in enumerate(institutions().values(), 1):
        yield {
            "机构代码": item.code,
            "名称": item.name,
            "简称": item.short_name,
            "类别": KIND_TITLES[item.kind],
            "等级": item.level,
            "上级机构代码": item.parent,
            "次序": position,
        }


def _departments() -> Iterator[Line]:
    for item in institutions().values():
        for department in item.departments:
            yield {"机构代码": item.code, "科室代码": department.code, "科室名称": department.name}


def _people() -> Iterator[Line]:
    yield _account("admin", "示范区管理员", "region", ADMINISTRATOR)
    yield _account("commission", "示范区卫健委", "region", COMMISSION)
    yield _account("viewer", "示范区访客", "region", VIEWER)
    for item in institutions().values():
        if item.kind in ("hospital", "group"):
            yield from _staff(item)


def _staff(item: Institution) -> Iterator[Line]:
    yield _account(f"{item.code}_office", f"{item.short_name}党办", item.code, OFFICE)
    yield _account(f"{item.code}_quality", f"{item.short_name}质控办", item.code, QUALITY)
    if item.departments:
        first = item.departments[0]
        yield _account(f"{item.code}_head", f"{item.short_name}{first.name}主任", item.code, HEAD) | {
            "科室代码": first.code
        }


def _account(user: str, name: str, institution: str, role: str) -> Line:
    return {"用户名": user, "姓名": name, "机构代码": institution, "角色": role}
