"""The organisation workbook of the region: its institutions and departments. Accounts are the site's to make."""

from collections.abc import Iterator
from pathlib import Path

import xlsxwriter

from linghang.demo.files import WRITTEN
from linghang.demo.institutions import institutions
from linghang.organization.workbook import SHEETS

KIND_TITLES = {"region": "区域", "group": "医疗集团", "hospital": "医院", "township": "乡镇卫生院"}

Line = dict[str, str | int]


def write_organization(path: Path) -> Path:
    """Write the workbook that the organisation import reads."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = {"机构": _institutions(), "科室": _departments()}
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"created": WRITTEN})
        for sheet, rows in lines.items():
            columns = list(SHEETS[sheet])
            page = book.add_worksheet(sheet)
            page.write_row(0, 0, columns)
            for number, line in enumerate(rows, 1):
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
